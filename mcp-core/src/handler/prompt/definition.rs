//! Definition of a prompt, as clients list it and filters match it.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::wire::protocol::Icon;

/// Metadata of a prompt: name, description, arguments, tags and icons.
///
/// ```
/// use mcp_core::{PromptArgument, PromptDefinition};
///
/// let triage = PromptDefinition::new("triage", "Triage", "Triages new conversations of an inbox.")
///     .with_arguments([PromptArgument::new("inbox").description("Which inbox.").required()])
///     .with_tags(["inboxes"]);
/// assert!(triage.arguments()[0].required);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PromptDefinition {
    name: String,
    title: String,
    description: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    arguments: Vec<PromptArgument>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    icons: Vec<Icon>,
    #[serde(rename = "_meta", skip_serializing_if = "Map::is_empty")]
    meta: Map<String, Value>,
    #[serde(skip)]
    tags: Vec<String>,
}

/// Argument of a prompt, filled in by the user. Its value is always text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PromptArgument {
    /// Programmatic name.
    pub name: String,
    /// Display name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Description of the value to fill in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// `true` if the argument is required.
    pub required: bool,
}

impl PromptArgument {
    /// Creates an optional argument.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), title: None, description: None, required: false }
    }

    /// Sets the display name.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Sets the description of the value to fill in.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Makes the argument required.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }
}

impl PromptDefinition {
    /// Creates the definition of a prompt without arguments.
    pub fn new(name: impl Into<String>, title: impl Into<String>, description: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            title: title.into(),
            description: description.into(),
            arguments: Vec::new(),
            icons: Vec::new(),
            meta: Map::new(),
            tags: Vec::new(),
        }
    }

    /// Sets the display name.
    #[must_use]
    pub fn with_title(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// Sets the arguments, in the order in which clients show them.
    #[must_use]
    pub fn with_arguments(mut self, arguments: impl IntoIterator<Item = PromptArgument>) -> Self {
        self.arguments = arguments.into_iter().collect();
        self
    }

    /// Sets the tags that filters match.
    #[must_use]
    pub fn with_tags<T: Into<String>>(mut self, tags: impl IntoIterator<Item = T>) -> Self {
        self.tags = tags.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the icons of the prompt.
    #[must_use]
    pub fn with_icons(mut self, icons: impl IntoIterator<Item = Icon>) -> Self {
        self.icons = icons.into_iter().collect();
        self
    }

    /// Adds a member to the definition's `_meta`.
    #[must_use]
    pub fn with_meta(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.meta.insert(key.into(), value.into());
        self
    }

    /// Returns the programmatic name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the display name.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Returns the description that the user reads when choosing a prompt.
    #[must_use]
    pub fn description(&self) -> &str {
        &self.description
    }

    /// Returns the arguments, in the order in which clients show them.
    #[must_use]
    pub fn arguments(&self) -> &[PromptArgument] {
        &self.arguments
    }

    /// Returns the icons of the prompt.
    #[must_use]
    pub fn icons(&self) -> &[Icon] {
        &self.icons
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
