//! Icons.

use serde::{Deserialize, Serialize};

/// Icon that a client may show for a tool, a prompt, a resource or the server itself.
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
    /// Location: an `https:` URL, preferably on the server's own domain, or a `data:` URL.
    pub src: String,
    /// MIME type. Every client that shows icons supports PNG and JPEG.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mime_type: Option<String>,
    /// Sizes, such as `48x48`, or `any` for a scalable icon. Empty for any size.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sizes: Vec<String>,
    /// Background that the icon is made for. `None` for any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<IconTheme>,
}

/// Background of the client's window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum IconTheme {
    /// Light background.
    Light,
    /// Dark background.
    Dark,
}

impl Icon {
    /// Creates an icon from its URL.
    pub fn new(src: impl Into<String>) -> Self {
        Self { src: src.into(), mime_type: None, sizes: Vec::new(), theme: None }
    }

    /// Sets the MIME type.
    #[must_use]
    pub fn mime_type(mut self, mime_type: impl Into<String>) -> Self {
        self.mime_type = Some(mime_type.into());
        self
    }

    /// Sets the sizes that the icon is made for.
    #[must_use]
    pub fn sizes<S: Into<String>>(mut self, sizes: impl IntoIterator<Item = S>) -> Self {
        self.sizes = sizes.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the background that the icon is made for.
    #[must_use]
    pub const fn theme(mut self, theme: IconTheme) -> Self {
        self.theme = Some(theme);
        self
    }
}
