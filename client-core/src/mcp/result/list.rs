//! Lists that a model pages through by number, and what every list says of itself.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Room, fitting};
use mcp_core::ToolError;

/// The part of a list from an offset on, and where the next part begins.
///
/// It ends after `limit` items, or before, where more would not fit the room.
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

/// The words of a query, in lower case. A text that has all of them, in any place, fits.
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
    /// The words of a query; none when there is no query.
    #[must_use]
    pub fn of(query: Option<&str>) -> Self {
        Self(query.unwrap_or_default().split_whitespace().map(str::to_lowercase).collect())
    }

    /// Whether each of the words is in one of the texts. No words fit everything.
    #[must_use]
    pub fn fit<'a>(&self, texts: impl IntoIterator<Item = &'a str>) -> bool {
        let texts: Vec<String> = texts.into_iter().map(str::to_lowercase).collect();
        self.0.iter().all(|word| texts.iter().any(|text| text.contains(word)))
    }
}

/// A filter that the upstream has no means for. The list is what it would be without it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct NotApplied {
    /// The argument.
    pub filter: &'static str,
    /// Why it was not applied.
    pub reason: &'static str,
}

impl NotApplied {
    /// Those of the filters that were given: each by its name, whether it was given, and why it is not applied.
    pub fn of(filters: impl IntoIterator<Item = (&'static str, bool, &'static str)>) -> Vec<Self> {
        let given = filters.into_iter().filter(|(_, given, _)| *given);
        given.map(|(filter, _, reason)| Self { filter, reason }).collect()
    }
}

/// Something that failed where the rest did not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Failed {
    /// What it is.
    pub what: String,
    /// Why.
    pub error: String,
}

impl Failed {
    /// This failed, in the words of the error.
    pub fn new(what: impl Into<String>, error: &ToolError) -> Self {
        Self { what: what.into(), error: error.message().to_owned() }
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
    fn a_part_ends_where_the_room_does() {
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
