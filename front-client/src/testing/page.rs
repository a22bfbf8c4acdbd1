//! Envelope of lists: `_results`, `_links` and, on paged lists, `_pagination`.
//!
//! `next` is a URL on the company's own host, regardless of the requested host. Source:
//! <https://dev.frontapp.com/docs/pagination>.

use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::{Value, json};

use super::call::{Call, Failure};
use super::state::{Row, State};

/// Default page size.
pub(super) const DEFAULT_LIMIT: usize = 50;
/// Maximum page size.
pub(super) const MAX_LIMIT: usize = 100;
/// Default and maximum page size of the company's events.
pub(super) const EVENTS_LIMIT: usize = 15;

/// Renders an unpaged list: it has no `_pagination`, unless the fake pages all lists.
pub(super) fn whole(state: &State, call: &Call, results: Vec<Value>) -> Result<Value, Failure> {
    match state.list_page_size {
        Some(size) => Ok(page(state, call, &results, (size, size), Value::clone)?.into()),
        None => Ok(json!({ "_links": { "self": state.link(&call.path) }, "_results": results })),
    }
}

/// Renders a page of these items, 50 by default and at most 100.
pub(super) fn paged<T>(
    state: &State,
    call: &Call,
    items: &[T],
    render: impl Fn(&T) -> Value,
) -> Result<Row, Failure> {
    page(state, call, items, (DEFAULT_LIMIT, MAX_LIMIT), render)
}

/// Renders a page of these items, with the given default and maximum size.
pub(super) fn page<T>(
    state: &State,
    call: &Call,
    items: &[T],
    (default, max): (usize, usize),
    render: impl Fn(&T) -> Value,
) -> Result<Row, Failure> {
    let limit = match call.query.get("limit") {
        None => default,
        Some(given) => given
            .parse()
            .ok()
            .filter(|limit| (1..=max).contains(limit))
            .ok_or_else(|| Failure::query(format!("query.limit: expected an integer from 1 to {max}")))?,
    };
    let from = match call.query.get("page_token") {
        None => 0,
        Some(token) => {
            read_token(&call.path, token).ok_or_else(|| Failure::query("query.page_token: invalid"))?
        }
    };
    let from = from.min(items.len());
    let to = (from + limit).min(items.len());
    let next = if to < items.len() { next_url(state, call, limit, to).into() } else { Value::Null };
    let results: Vec<Value> = items[from..to].iter().map(render).collect();
    let mut envelope = Row::new();
    envelope.insert("_pagination".into(), json!({ "next": next }));
    envelope.insert("_links".into(), json!({ "self": state.link(&call.path) }));
    envelope.insert("_results".into(), results.into());
    Ok(envelope)
}

/// Returns the sort field, and `true` for descending order. Defaults to the first allowed field, descending.
pub(super) fn order<'a>(call: &Call, allowed: &[&'a str]) -> Result<(&'a str, bool), Failure> {
    let field = match call.query.get("sort_by") {
        None => allowed.first().copied(),
        Some(given) => allowed.iter().copied().find(|field| *field == given),
    };
    let field =
        field.ok_or_else(|| Failure::query(format!("query.sort_by: expected {}", allowed.join(" or "))))?;
    match call.query.get("sort_order") {
        None | Some("desc") => Ok((field, true)),
        Some("asc") => Ok((field, false)),
        Some(_) => Err(Failure::query("query.sort_order: expected asc or desc")),
    }
}

fn next_url(state: &State, call: &Call, limit: usize, from: usize) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(call.query.pairs().filter(|(name, _)| !matches!(*name, "limit" | "page_token")));
    query.append_pair("limit", &limit.to_string());
    let name = if state.next_without_token { "cursor" } else { "page_token" };
    query.append_pair(name, &write_token(&call.path, from));
    state.link(&format!("{}?{}", call.path, query.finish()))
}

/// Returns an opaque token: the position, and a checksum that ties it to this list.
fn write_token(path: &str, from: usize) -> String {
    let check = checksum(path, from as u64);
    format!("{check:016x}{:016x}", (from as u64) ^ check)
}

fn read_token(path: &str, token: &str) -> Option<usize> {
    let (check, from) = token.is_ascii().then(|| token.split_at_checked(16))??;
    let check = u64::from_str_radix(check, 16).ok()?;
    let from = u64::from_str_radix(from, 16).ok()? ^ check;
    (check == checksum(path, from)).then(|| usize::try_from(from).ok())?
}

fn checksum(path: &str, from: u64) -> u64 {
    let mut hasher = DefaultHasher::new();
    (path.trim_end_matches('/'), from).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::testing::Query;

    fn call(query: &str) -> Call {
        Call { path: "/conversations".into(), query: Query::parse(query), ..Call::default() }
    }

    #[test]
    fn next_leads_through_all_pages() {
        let state = State::new();
        let items: Vec<u32> = (0..7).collect();
        let (mut seen, mut query) = (Vec::new(), "limit=3&q[statuses][]=assigned".to_owned());
        loop {
            let page = paged(&state, &call(&query), &items, |item| (*item).into()).unwrap();
            seen.extend(page["_results"].as_array().unwrap().clone());
            let Some(next) = page["_pagination"]["next"].as_str() else { break };
            assert!(next.starts_with("https://acme.api.frontapp.com/conversations?"), "{next}");
            query = next.split_once('?').unwrap().1.to_owned();
            assert!(query.contains("statuses"));
        }
        assert_eq!(seen, items.iter().map(|item| Value::from(*item)).collect::<Vec<_>>());
    }

    #[test]
    fn refuses_wrong_limits_and_tokens() {
        let state = State::new();
        let token = format!("page_token={}", write_token("/tags", 1));
        for query in ["limit=101", "limit=0", "limit=x", "page_token=2", "page_token=é", token.as_str()] {
            assert!(paged(&state, &call(query), &[1], |_| Value::Null).is_err(), "{query}");
        }
    }
}
