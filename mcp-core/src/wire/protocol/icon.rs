//! Pictures that stand for something.

use serde::{Deserialize, Serialize};

/// A picture that a client may show beside a tool, a prompt, a resource or the server itself.
///
/// ```
/// use mcp_core::{Icon, IconTheme};
///
/// let icon = Icon::new("https://example.com/tag.png").mime_type("image/png").sizes(["48x48"]).theme(IconTheme::Dark);
/// assert_eq!(
///     serde_json::to_string(&icon)?,
///     r#"{"src":"https://example.com/tag.png","mimeType":"image/png","sizes":["48x48"],"theme":"dark"}"#
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Icon {
    /// Where the picture is: an `https:` URL, best on the server's own domain, or a `data:` URL.
    pub src: String,
    /// Its media type. Every client that shows pictures takes PNG and JPEG.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mime_type: Option<String>,
    /// The sizes that it is made for, such as `48x48`, or `any` for one that scales. Empty: any size.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sizes: Vec<String>,
    /// The background that it is made for. `None`: any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<IconTheme>,
}

/// The background of a client's window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum IconTheme {
    /// A light one.
    Light,
    /// A dark one.
    Dark,
}

impl Icon {
    /// A picture by its URL.
    pub fn new(src: impl Into<String>) -> Self {
        Self { src: src.into(), mime_type: None, sizes: Vec::new(), theme: None }
    }

    /// Sets the media type.
    #[must_use]
    pub fn mime_type(mut self, mime_type: impl Into<String>) -> Self {
        self.mime_type = Some(mime_type.into());
        self
    }

    /// Sets the sizes that the picture is made for.
    #[must_use]
    pub fn sizes<S: Into<String>>(mut self, sizes: impl IntoIterator<Item = S>) -> Self {
        self.sizes = sizes.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the background that the picture is made for.
    #[must_use]
    pub const fn theme(mut self, theme: IconTheme) -> Self {
        self.theme = Some(theme);
        self
    }
}
