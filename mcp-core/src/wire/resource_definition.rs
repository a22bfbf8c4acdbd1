//! Definition of a resource, as clients list it and filters match it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::wire::protocol::{ContentAnnotations, Icon};

/// Metadata of a resource. Converts to [`Content`](crate::Content) as a link to the resource.
///
/// ```
/// use mcp_core::{Content, ResourceDefinition};
///
/// let policy = ResourceDefinition::new("shop://policy", "policy")
///     .with_title("Return policy")
///     .with_mime_type("text/markdown")
///     .with_tags(["orders"]);
/// let link = Content::from(policy);
/// assert_eq!(serde_json::to_value(&link)?["uri"], "shop://policy");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResourceDefinition {
    uri: String,
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mime_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    icons: Vec<Icon>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    annotations: Option<ContentAnnotations>,
    #[serde(default, rename = "_meta", skip_serializing_if = "Map::is_empty")]
    meta: Map<String, Value>,
    #[serde(skip)]
    tags: Vec<String>,
}

impl ResourceDefinition {
    /// Creates the definition from a URI and a programmatic name.
    pub fn new(uri: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            uri: uri.into(),
            name: name.into(),
            title: None,
            description: None,
            mime_type: None,
            size: None,
            icons: Vec::new(),
            annotations: None,
            meta: Map::new(),
            tags: Vec::new(),
        }
    }

    /// Sets the display name.
    #[must_use]
    pub fn with_title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Sets the description of the resource, for models and users.
    #[must_use]
    pub fn with_description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Sets the MIME type. Contents without a MIME type get it too.
    #[must_use]
    pub fn with_mime_type(mut self, mime_type: impl Into<String>) -> Self {
        self.mime_type = Some(mime_type.into());
        self
    }

    /// Sets the size of the contents, in bytes before base64.
    #[must_use]
    pub const fn with_size(mut self, bytes: u64) -> Self {
        self.size = Some(bytes);
        self
    }

    /// Sets the icons of the resource.
    #[must_use]
    pub fn with_icons(mut self, icons: impl IntoIterator<Item = Icon>) -> Self {
        self.icons = icons.into_iter().collect();
        self
    }

    /// Sets the annotations for the client.
    #[must_use]
    pub fn with_annotations(mut self, annotations: ContentAnnotations) -> Self {
        self.annotations = Some(annotations);
        self
    }

    /// Adds a member to the definition's `_meta`.
    #[must_use]
    pub fn with_meta(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.meta.insert(key.into(), value.into());
        self
    }

    /// Sets the tags that filters match.
    #[must_use]
    pub fn with_tags<T: Into<String>>(mut self, tags: impl IntoIterator<Item = T>) -> Self {
        self.tags = tags.into_iter().map(Into::into).collect();
        self
    }

    /// Returns the URI.
    #[must_use]
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// Returns the programmatic name, which filters match.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the display name.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// Returns the description of the resource.
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// Returns the MIME type.
    #[must_use]
    pub fn mime_type(&self) -> Option<&str> {
        self.mime_type.as_deref()
    }

    /// Returns the size of the contents, in bytes.
    #[must_use]
    pub const fn size(&self) -> Option<u64> {
        self.size
    }

    /// Returns the icons of the resource.
    #[must_use]
    pub fn icons(&self) -> &[Icon] {
        &self.icons
    }

    /// Returns the annotations for the client.
    #[must_use]
    pub const fn annotations(&self) -> Option<&ContentAnnotations> {
        self.annotations.as_ref()
    }

    /// Returns the definition's `_meta`.
    #[must_use]
    pub const fn meta(&self) -> &Map<String, Value> {
        &self.meta
    }

    /// Returns the tags that filters match.
    #[must_use]
    pub fn tags(&self) -> &[String] {
        &self.tags
    }

    pub(crate) fn clear_icons(&mut self) {
        self.icons.clear();
    }

    pub(crate) fn rename(&mut self, name: String) {
        self.name = name;
    }
}
