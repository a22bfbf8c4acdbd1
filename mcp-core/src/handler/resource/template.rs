//! Definition of a resource template, as clients list it and filters match it.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::wire::protocol::{ContentAnnotations, Icon};

/// Metadata of a resource template: URI template, name, description, MIME type, tags and icons.
///
/// ```
/// use mcp_core::TemplateDefinition;
///
/// let orders = TemplateDefinition::new("shop://orders/{number}", "order")
///     .with_description("An order by its number.")
///     .with_mime_type("application/json");
/// assert_eq!(orders.uri_template(), "shop://orders/{number}");
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TemplateDefinition {
    uri_template: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mime_type: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    icons: Vec<Icon>,
    #[serde(skip_serializing_if = "Option::is_none")]
    annotations: Option<ContentAnnotations>,
    #[serde(rename = "_meta", skip_serializing_if = "Map::is_empty")]
    meta: Map<String, Value>,
    #[serde(skip)]
    tags: Vec<String>,
}

impl TemplateDefinition {
    /// Creates the definition from a URI template and a programmatic name. The registry validates the URI template;
    /// see [`UriTemplate`](super::UriTemplate).
    pub fn new(uri_template: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            uri_template: uri_template.into(),
            name: name.into(),
            title: None,
            description: None,
            mime_type: None,
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

    /// Sets the description of the resources, for models and users.
    #[must_use]
    pub fn with_description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Sets the MIME type of all resources. Contents without a MIME type get it too.
    #[must_use]
    pub fn with_mime_type(mut self, mime_type: impl Into<String>) -> Self {
        self.mime_type = Some(mime_type.into());
        self
    }

    /// Sets the icons of the resources.
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

    /// Returns the URI template.
    #[must_use]
    pub fn uri_template(&self) -> &str {
        &self.uri_template
    }

    /// Returns the programmatic name, which filters match.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the display name; `None` if it is not set.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// Returns the description of the resources.
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// Returns the MIME type of all resources.
    #[must_use]
    pub fn mime_type(&self) -> Option<&str> {
        self.mime_type.as_deref()
    }

    /// Returns the icons of the resources.
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

    pub(crate) fn rename(&mut self, name: String) {
        self.name = name;
    }
}
