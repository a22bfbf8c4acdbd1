//! Lists paged by offset, and metadata that all lists share.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Room, fitting};
use crate::mcp::untrusted::Line;
use mcp_core::HandlerError;

/// Returns a page of a list from an offset, and the offset of the next page.
///
/// The page ends after `limit` items, or earlier if the next item would exceed the room.
///
/// ```
/// use client_core::mcp::result::{Room, part};
///
/// let tags = vec!["a", "b", "c"];
/// assert_eq!(part(tags.clone(), 0, 2, &Room::of(40_000)), (vec!["a", "b"], Some(2)));
/// assert_eq!(part(tags, 2, 2, &Room::of(40_000)), (vec!["c"], None));
/// ```
#[must_use]
pub fn part<T: Serialize>(
    items: Vec<T>,
    offset: usize,
    limit: usize,
    room: &Room,
) -> (Vec<T>, Option<usize>) {
    let all = items.len();
    let mut part: Vec<T> = items.into_iter().skip(offset).take(limit).collect();
    part.truncate(fitting(&part, room.chars()));
    let end = offset.saturating_add(part.len());
    (part, Some(end).filter(|end| *end < all))
}

/// Keywords of a query, in lower case. A text matches if it contains all of them.
///
/// ```
/// use client_core::mcp::result::Keywords;
///
/// let words = Keywords::of(Some("chen sar"));
/// assert!(words.fit(["Sarah", "Chen"]));
/// assert!(!words.fit(["Sarah"]));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keywords(Vec<String>);

impl Keywords {
    /// Splits a query into keywords; none if there is no query.
    #[must_use]
    pub fn of(query: Option<&str>) -> Self {
        Self(query.unwrap_or_default().split_whitespace().map(str::to_lowercase).collect())
    }

    /// Returns `true` if each keyword is contained in one of the texts. No keywords match everything.
    #[must_use]
    pub fn fit<'a>(&self, texts: impl IntoIterator<Item = &'a str>) -> bool {
        let texts: Vec<String> = texts.into_iter().map(str::to_lowercase).collect();
        self.0.iter().all(|word| texts.iter().any(|text| text.contains(word)))
    }
}

/// A filter that the upstream does not support. The list ignores it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct NotApplied {
    /// Name of the argument.
    pub filter: &'static str,
    /// Reason why it was not applied.
    pub reason: &'static str,
}

impl NotApplied {
    /// Returns the filters that were given. Each item is the name, `true` if it was given, and the reason why it is
    /// not applied.
    pub fn of(filters: impl IntoIterator<Item = (&'static str, bool, &'static str)>) -> Vec<Self> {
        let given = filters.into_iter().filter(|(_, given, _)| *given);
        given.map(|(filter, _, reason)| Self { filter, reason }).collect()
    }
}

/// A part that failed while the rest of the result succeeded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Failed {
    /// Name of the part.
    pub what: Line,
    /// Message of the error, which may repeat text of the vendor.
    pub error: Line,
}

impl Failed {
    /// Creates the entry from an error.
    pub fn new(what: impl Into<Line>, error: &HandlerError) -> Self {
        Self { what: what.into(), error: error.message().into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_may_be_anywhere() {
        let words = Keywords::of(Some(" chen SAR "));
        assert!(words.fit(["Sarah", "Chen"]));
        assert!(!words.fit(["Sarah"]));
        assert!(Keywords::of(None).fit([]));
        assert!(Keywords::of(Some("")).fit([]));
    }

    #[test]
    fn page_ends_at_the_budget() {
        let items = vec!["x".repeat(300); 3];
        let (shown, next) = part(items.clone(), 0, 3, &Room::of(1_400));
        assert_eq!((shown.len(), next), (2, Some(2)));
        assert_eq!(part(items, 7, 3, &Room::of(1_400)), (Vec::new(), None));
    }

    #[test]
    fn only_given_filters_are_named() {
        let named = NotApplied::of([("a", true, "because"), ("b", false, "because")]);
        assert_eq!(named.iter().map(|it| it.filter).collect::<Vec<_>>(), ["a"]);
    }
}
