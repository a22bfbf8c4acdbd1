//! Lists that a model pages through by number: the tags, inboxes and teammates of a company.

use mcp_core::ToolError;
use schemars::JsonSchema;
use serde::Serialize;

use super::{budget, call::Call};

/// What the frame of a list takes of a result, in characters.
const FRAME_CHARS: usize = 3_000;

/// How many items a call asks for: the default, or what it says where that is in range.
pub(crate) fn limit(asked: Option<usize>, default: usize, max: usize) -> Result<usize, ToolError> {
    match asked.unwrap_or(default) {
        limit if (1..=max).contains(&limit) => Ok(limit),
        limit => Err(ToolError::invalid_arguments(format!("limit is {limit}; it may be 1 to {max}"))),
    }
}

/// The characters of a result that its items may take.
pub(crate) fn room(call: &Call) -> usize {
    let whole = call.limits().result_chars;
    whole.saturating_sub(FRAME_CHARS).max(whole / 2)
}

/// The part of a list from an offset on, and where the next part begins.
///
/// It ends after `limit` items, or before, where more would not fit a result.
pub(crate) fn part<T: Serialize>(
    call: &Call,
    items: Vec<T>,
    offset: usize,
    limit: usize,
) -> (Vec<T>, Option<usize>) {
    let all = items.len();
    let mut part: Vec<T> = items.into_iter().skip(offset).take(limit).collect();
    part.truncate(budget::fitting(&part, room(call)));
    let end = offset.saturating_add(part.len());
    (part, Some(end).filter(|end| *end < all))
}

/// The words of a query, in lower case. A text that has all of them, in any place, fits.
pub(crate) struct Keywords(Vec<String>);

impl Keywords {
    pub(crate) fn of(query: Option<&str>) -> Self {
        Self(query.unwrap_or_default().split_whitespace().map(str::to_lowercase).collect())
    }

    /// Whether each of the words is in one of the texts. No words fit everything.
    pub(crate) fn fit<'a>(&self, texts: impl IntoIterator<Item = &'a str>) -> bool {
        let texts: Vec<String> = texts.into_iter().map(str::to_lowercase).collect();
        self.0.iter().all(|word| texts.iter().any(|text| text.contains(word)))
    }
}

/// A filter that the Core API has no means for. The list is what it would be without it.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct NotApplied {
    /// The argument.
    filter: &'static str,
    /// Why it was not applied.
    reason: &'static str,
}

impl NotApplied {
    /// Those of the filters that were given.
    pub(crate) fn of(filters: impl IntoIterator<Item = (&'static str, bool, &'static str)>) -> Vec<Self> {
        let given = filters.into_iter().filter(|(_, given, _)| *given);
        given.map(|(filter, _, reason)| Self { filter, reason }).collect()
    }
}

/// Something that failed where the rest did not.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Failed {
    /// What it is.
    pub(crate) what: String,
    /// Why.
    pub(crate) error: String,
}

impl Failed {
    pub(crate) fn new(what: impl Into<String>, error: &ToolError) -> Self {
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
    fn limits_are_refused_out_of_range() {
        assert_eq!(limit(None, 10, 25).unwrap(), 10);
        assert_eq!(limit(Some(25), 10, 25).unwrap(), 25);
        for asked in [0, 26] {
            assert!(limit(Some(asked), 10, 25).unwrap_err().message().contains("1 to 25"));
        }
    }
}
