//! Annotations of content: audience and priority.

use serde::{Deserialize, Serialize};

/// Author or audience of content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Role {
    /// The user.
    User,
    /// The model.
    Assistant,
}

/// Annotations of a resource or a content block for the client: audience, priority and age.
///
/// ```
/// use mcp_core::{Content, ContentAnnotations, Role};
///
/// let hints = ContentAnnotations::new().audience([Role::User]).priority(0.5);
/// let block = Content::text("A picture for you.").annotations(hints);
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
    /// Audience. Empty if unspecified.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub audience: Vec<Role>,
    /// Priority from 0 (optional) to 1 (required).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<f64>,
    /// Time of the last change, in ISO 8601, for example `2025-01-12T15:00:58Z`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
}

impl ContentAnnotations {
    /// Creates empty annotations.
    #[must_use]
    pub const fn new() -> Self {
        Self { audience: Vec::new(), priority: None, last_modified: None }
    }

    /// Sets the audience.
    #[must_use]
    pub fn audience(mut self, audience: impl IntoIterator<Item = Role>) -> Self {
        self.audience = audience.into_iter().collect();
        self
    }

    /// Sets the priority, from 0 to 1. Other numbers are clamped; NaN is ignored.
    #[must_use]
    pub fn priority(mut self, priority: f64) -> Self {
        self.priority = (!priority.is_nan()).then(|| priority.clamp(0.0, 1.0));
        self
    }

    /// Sets the time of the last change, in ISO 8601.
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
