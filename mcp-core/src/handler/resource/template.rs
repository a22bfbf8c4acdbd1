//! The definition of a template: what a client lists and what a filter judges.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::wire::protocol::{ContentAnnotations, Icon};

/// Everything about a template of resources except its code.
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
    /// A template by its form and its name for programs. The registry checks the form; see
    /// [`UriTemplate`](super::UriTemplate).
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

    /// Sets the title, the name for people.
    #[must_use]
    pub fn with_title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Says what the resources are, for models and people.
    #[must_use]
    pub fn with_description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Sets the media type that all the resources have. Contents that do not say their own have it too.
    #[must_use]
    pub fn with_mime_type(mut self, mime_type: impl Into<String>) -> Self {
        self.mime_type = Some(mime_type.into());
        self
    }

    /// Sets the pictures to show for the resources.
    #[must_use]
    pub fn with_icons(mut self, icons: impl IntoIterator<Item = Icon>) -> Self {
        self.icons = icons.into_iter().collect();
        self
    }

    /// Sets the hints to the client.
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

    /// Sets the subjects by which a filter finds the template.
    #[must_use]
    pub fn with_tags<T: Into<String>>(mut self, tags: impl IntoIterator<Item = T>) -> Self {
        self.tags = tags.into_iter().map(Into::into).collect();
        self
    }

    /// The form of the URIs.
    #[must_use]
    pub fn uri_template(&self) -> &str {
        &self.uri_template
    }

    /// The name for programs, by which a filter finds the template.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name for people.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// What the resources are.
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// The media type that all the resources have.
    #[must_use]
    pub fn mime_type(&self) -> Option<&str> {
        self.mime_type.as_deref()
    }

    /// The pictures to show for the resources.
    #[must_use]
    pub fn icons(&self) -> &[Icon] {
        &self.icons
    }

    /// The hints to the client.
    #[must_use]
    pub const fn annotations(&self) -> Option<&ContentAnnotations> {
        self.annotations.as_ref()
    }

    /// The definition's `_meta`.
    #[must_use]
    pub const fn meta(&self) -> &Map<String, Value> {
        &self.meta
    }

    /// The subjects by which a filter finds the template.
    #[must_use]
    pub fn tags(&self) -> &[String] {
        &self.tags
    }

    pub(crate) fn rename(&mut self, name: String) {
        self.name = name;
    }
}
