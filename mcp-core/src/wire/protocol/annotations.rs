//! For whom content is, and how much it matters.

use serde::{Deserialize, Serialize};

/// Who says something, or for whom it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Role {
    /// The person.
    User,
    /// The model.
    Assistant,
}

/// Hints to the client about a resource or a block of content: for whom it is, how much it matters, how old it is.
///
/// ```
/// use mcp_core::{Content, ContentAnnotations, Role};
///
/// let hints = ContentAnnotations::new().audience([Role::User]).priority(0.5);
/// let block = Content::text("A picture for you.").with_annotations(hints);
/// assert_eq!(
///     serde_json::to_string(&block)?,
///     r#"{"type":"text","text":"A picture for you.","annotations":{"audience":["user"],"priority":0.5}}"#
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ContentAnnotations {
    /// For whom it is. Empty: nothing is said about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub audience: Vec<Role>,
    /// From 0, can be left out, to 1, cannot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<f64>,
    /// When it last changed, in ISO 8601, for example `2025-01-12T15:00:58Z`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
}

impl ContentAnnotations {
    /// Hints that say nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self { audience: Vec::new(), priority: None, last_modified: None }
    }

    /// Says for whom it is.
    #[must_use]
    pub fn audience(mut self, audience: impl IntoIterator<Item = Role>) -> Self {
        self.audience = audience.into_iter().collect();
        self
    }

    /// Says how much it matters, from 0 to 1. A number beyond is taken for the nearest of these, and one that is no
    /// number is left out.
    #[must_use]
    pub fn priority(mut self, priority: f64) -> Self {
        self.priority = (!priority.is_nan()).then(|| priority.clamp(0.0, 1.0));
        self
    }

    /// Says when it last changed, in ISO 8601.
    #[must_use]
    pub fn last_modified(mut self, time: impl Into<String>) -> Self {
        self.last_modified = Some(time.into());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn priorities_stay_in_their_range() {
        let priority = |value| ContentAnnotations::new().priority(value).priority;
        assert_eq!(priority(0.25), Some(0.25));
        assert_eq!(priority(7.0), Some(1.0));
        assert_eq!(priority(f64::NEG_INFINITY), Some(0.0));
        assert_eq!(priority(f64::NAN), None);
    }
}
