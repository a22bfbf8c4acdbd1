//! Paging, sorting and filtering of lists.

use std::cmp::Ordering;

use serde_json::Value;

use super::call::{Call, ErrorResponse};
use super::dates;

/// Default page size. FuseDesk's own is unknown.
pub const DEFAULT_ROWS: usize = 50;
/// Maximum page size. FuseDesk's own is unknown.
pub const MAX_ROWS: usize = 500;

/// Returns the rows for `limit` and `offset`. A `limit` above [`MAX_ROWS`] is silently reduced to it.
pub(super) fn page<T>(
    call: &Call,
    rows: Vec<T>,
    render: impl Fn(&T) -> Value,
) -> Result<Value, ErrorResponse> {
    let size = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let limit = match call.int("limit")? {
        Some(0) => return Err(ErrorResponse::invalid("limit", "expected a number from 1")),
        Some(limit) => size(limit).min(MAX_ROWS),
        None => DEFAULT_ROWS,
    };
    let offset = size(call.int("offset")?.unwrap_or_default());
    Ok(rows.iter().skip(offset).take(limit).map(render).collect())
}

/// Compares two rows.
type Order<T> = fn(&T, &T) -> Ordering;

/// Sorts by the terms of `orderby`, such as `status desc, caseid`. The rows are in their default order.
pub(super) fn sort<T>(call: &Call, rows: &mut [T], fields: &[(&str, Order<T>)]) -> Result<(), ErrorResponse> {
    let Some(orderby) = call.text("orderby")?.filter(|orderby| !orderby.trim().is_empty()) else {
        return Ok(());
    };
    let mut terms = Vec::new();
    for term in orderby.split(',') {
        let mut words = term.split_whitespace();
        let field = words.next().unwrap_or_default();
        let (_, order) = fields
            .iter()
            .find(|(known, _)| *known == field)
            .ok_or_else(|| ErrorResponse::invalid("orderby", "unknown field"))?;
        let reverse = match words.next().map(str::to_ascii_lowercase).as_deref() {
            None | Some("asc") => false,
            Some("desc") => true,
            Some(_) => return Err(ErrorResponse::invalid("orderby", "expected asc or desc after a field")),
        };
        if words.next().is_some() {
            return Err(ErrorResponse::invalid("orderby", "expected a comma between two fields"));
        }
        terms.push((order, reverse));
    }
    rows.sort_by(|one, other| {
        let orders = terms.iter().map(|(order, reverse)| {
            let order = order(one, other);
            if *reverse { order.reverse() } else { order }
        });
        orders.fold(Ordering::Equal, Ordering::then)
    });
    Ok(())
}

/// Time range: from `after`, inclusive, to `before`, exclusive.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Range {
    after: Option<u64>,
    before: Option<u64>,
}

impl Range {
    /// Reads the range of a parameter: `{"after": "2026-01-01", "before": "-1 day"}` as JSON text, or a date for the
    /// whole day.
    pub(super) fn read(call: &Call, name: &str) -> Result<Option<Self>, ErrorResponse> {
        let object = match call.params.get(name) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::Object(object)) => object.clone(),
            Some(_) => {
                let text = call.text(name)?.unwrap_or_default();
                if text.is_empty() {
                    return Ok(None);
                }
                match serde_json::from_str(&text) {
                    Ok(Value::Object(object)) => object,
                    _ => {
                        let day = call.date(name)?.map(dates::day_of);
                        return Ok(Some(Self {
                            after: day,
                            before: day.map(|day| day + dates::SECONDS_A_DAY),
                        }));
                    }
                }
            }
        };
        let mut range = Self::default();
        for (key, value) in &object {
            let date = value.as_str().and_then(|text| dates::parse(text, call.now));
            let date =
                date.ok_or_else(|| ErrorResponse::invalid(name, "expected dates in after and before"))?;
            match key.as_str() {
                "after" => range.after = Some(date),
                "before" => range.before = Some(date),
                _ => return Err(ErrorResponse::invalid(name, "expected an object with after and before")),
            }
        }
        Ok(Some(range))
    }

    /// Returns `true` if a time is in the range. `false` for unset times.
    pub(super) fn holds(&self, time: Option<u64>) -> bool {
        time.is_some_and(|time| {
            self.after.is_none_or(|after| time >= after) && self.before.is_none_or(|before| time < before)
        })
    }
}

/// Returns `true` if `text` contains `wanted`, ignoring case.
pub(super) fn contains(text: &str, wanted: &str) -> bool {
    text.to_lowercase().contains(&wanted.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::testing::parse_form;

    fn call(query: &str) -> Call {
        let params = parse_form(query.as_bytes()).unwrap();
        Call { path: Vec::new(), params, key: 0, now: 1_709_647_629 }
    }

    #[test]
    fn the_limit_is_cut_and_zero_is_refused() {
        let rows = || (0..600_u64).collect::<Vec<_>>();
        let count = |query: &str| {
            let page = page(&call(query), rows(), |row| (*row).into());
            page.map(|page| page.as_array().map_or(0, Vec::len)).map_err(|failure| failure.message)
        };
        for (query, expected) in
            [("", 50), ("limit=7", 7), ("limit=9999", 500), ("offset=590", 10), ("offset=9999", 0)]
        {
            assert_eq!(count(query), Ok(expected), "{query}");
        }
        assert!(count("limit=0").is_err() && count("limit=ten").is_err() && count("limit=-1").is_err());
    }

    #[test]
    fn terms_sort_one_after_the_other() {
        let fields: &[(&str, Order<(u8, u8)>)] =
            &[("a", |one, other| one.0.cmp(&other.0)), ("b", |one, other| one.1.cmp(&other.1))];
        let mut rows = vec![(1, 1), (2, 1), (1, 2), (2, 2)];
        sort(&call("orderby=b desc, a"), &mut rows, fields).unwrap();
        assert_eq!(rows, [(1, 2), (2, 2), (1, 1), (2, 1)]);
        for wrong in ["orderby=c", "orderby=a+down", "orderby=a+b"] {
            assert!(sort(&call(wrong), &mut rows, fields).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_range_holds_its_start_and_not_its_end() {
        let range =
            Range::read(&call(r#"d={"after":"2024-03-01","before":"2024-03-02"}"#), "d").unwrap().unwrap();
        let start = 1_709_251_200;
        assert!(range.holds(Some(start)) && range.holds(Some(start + 86_399)));
        assert!(!range.holds(Some(start - 1)) && !range.holds(Some(start + 86_400)) && !range.holds(None));
        assert_eq!(Range::read(&call("d=2024-03-01"), "d").unwrap(), Some(range));
        assert_eq!(Range::read(&call("d="), "d").unwrap(), None);
        for wrong in
            [r#"d={"since":"2024-03-01"}"#, r#"d={"after":"whenever"}"#, r#"d={"after":1}"#, "d=whenever"]
        {
            assert!(Range::read(&call(wrong), "d").is_err(), "{wrong}");
        }
    }
}
