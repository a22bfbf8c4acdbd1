//! Object `q` of a query string.

use std::collections::BTreeMap;

use client_core::testing::Query;

use super::call::Failure;

/// Parses the object `q` in any of its forms: `q[a]=x`, `q[a]=x&q[a]=y`, `q[a][]=x`, `q[a][0]=x`.
///
/// A key outside `allowed`, and `q` without a key, is an error. The real API may ignore it, but then the client
/// would wrongly assume that it filtered.
pub(super) fn q<'a>(query: &'a Query, allowed: &[&str]) -> Result<BTreeMap<&'a str, Vec<&'a str>>, Failure> {
    let mut found: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, value) in query.pairs() {
        let Some(rest) = name.strip_prefix('q') else { continue };
        if rest.is_empty() {
            return Err(Failure::query("query.q: expected an object, as in q[statuses][]=assigned"));
        }
        let Some((key, list)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) else {
            continue;
        };
        let index = list.strip_prefix('[').and_then(|list| list.strip_suffix(']'));
        let indexed = index.is_some_and(|index| index.bytes().all(|byte| byte.is_ascii_digit()));
        if !(list.is_empty() || indexed) || !allowed.contains(&key) {
            return Err(Failure::query(format!("query.{name}: unknown filter")));
        }
        found.entry(key).or_default().push(value);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_q_in_every_form() {
        for raw in [
            "q[statuses][]=assigned&q[statuses][]=archived",
            "q%5Bstatuses%5D%5B%5D=assigned&q%5Bstatuses%5D%5B%5D=archived",
            "q[statuses][0]=assigned&q[statuses][1]=archived",
            "q[statuses]=assigned&q[statuses]=archived",
        ] {
            let query = Query::parse(raw);
            let found = q(&query, &["statuses"]).unwrap();
            assert_eq!(found["statuses"], ["assigned", "archived"], "{raw}");
        }
    }

    #[test]
    fn refuses_a_q_that_would_not_filter() {
        for raw in ["q=statuses", "q[status]=open", "q[statuses][a]=b"] {
            assert!(q(&Query::parse(raw), &["statuses"]).is_err(), "{raw}");
        }
    }
}
