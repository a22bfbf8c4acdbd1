//! A place in a list, to go on from.

use std::{fmt, str::FromStr};

use http::Uri;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::error::Error;

/// Place in a list: a page, and the number of its items that were yielded.
///
/// [`PageStream::position`](super::PageStream::position) gives it, and
/// [`Endpoint::stream_from`](crate::Endpoint::stream_from) goes on from there with the same request, in another process
/// if need be: `Display` and serde write it as one text, which [`FromStr`] reads. The text holds the arguments of the
/// request, so do not log it; `Debug` leaves them out.
///
/// ```
/// use client_core::Position;
///
/// let stored = r#"{"first":"/tags?limit=2","page":"/tags?limit=2&page_token=b","skip":1}"#;
/// let position: Position = stored.parse()?;
/// assert_eq!(position.to_string(), stored);
/// # Ok::<(), client_core::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Position {
    /// The address of the first page, which tells the request.
    pub(super) first: Uri,
    pub(super) page: Uri,
    pub(super) skip: usize,
}

#[derive(Serialize, Deserialize)]
struct Text {
    first: String,
    page: String,
    skip: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = Text { first: self.first.to_string(), page: self.page.to_string(), skip: self.skip };
        f.write_str(&serde_json::to_string(&text).map_err(|_| fmt::Error)?)
    }
}

impl FromStr for Position {
    type Err = Error;

    /// Fails with [`InvalidRequest`](crate::ErrorKind::InvalidRequest) when the text is not one that `Display` wrote.
    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = || Error::invalid("the position is not one of a stream: begin at the first page");
        let Text { first, page, skip } = serde_json::from_str(text).map_err(|_| wrong())?;
        // An address of its own would lead the credential elsewhere.
        let relative = |text: String| {
            let is_path = text.starts_with('/') && !text.starts_with("//");
            text.parse::<Uri>().ok().filter(|uri| is_path && uri.host().is_none())
        };
        let (Some(first), Some(page)) = (relative(first), relative(page)) else { return Err(wrong()) };
        Ok(Self { first, page, skip })
    }
}

/// Shows paths and no queries.
impl fmt::Debug for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Position")
            .field("page", &self.page.path())
            .field("skip", &self.skip)
            .finish_non_exhaustive()
    }
}

impl Serialize for Position {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Position {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_leads_elsewhere_is_refused() {
        for page in ["https://evil.example/tags", "//evil.example/tags", "evil.example", "", "*", "/a b"] {
            let text = format!(r#"{{"first":"/tags","page":"{page}","skip":0}}"#);
            assert!(text.parse::<Position>().unwrap_err().is_invalid_request(), "{page}");
        }
        for text in ["", "null", "{}", r#"{"first":"/a","page":"/a","skip":-1}"#] {
            assert!(text.parse::<Position>().is_err(), "{text}");
        }
    }

    #[test]
    fn serde_writes_the_text_and_debug_no_query() {
        let position = Position {
            first: Uri::from_static("/c?q=hunter2"),
            page: Uri::from_static("/c?q=hunter2&offset=50"),
            skip: 3,
        };
        let json = serde_json::to_value(&position).unwrap();
        assert_eq!(json.as_str(), Some(&*position.to_string()));
        assert_eq!(serde_json::from_value::<Position>(json).unwrap(), position);
        assert!(!format!("{position:?}").contains("hunter2"));
    }
}
