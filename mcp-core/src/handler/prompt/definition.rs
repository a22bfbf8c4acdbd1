//! The definition of a prompt: what a client lists and what a filter judges.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::wire::protocol::Icon;

/// Everything about a prompt except its code.
///
/// ```
/// use mcp_core::{PromptArgument, PromptDefinition};
///
/// let triage = PromptDefinition::new("triage", "Triage", "Sorts what is new in an inbox.")
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

/// A field that a person fills in. Its value is always text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PromptArgument {
    /// The name for programs.
    pub name: String,
    /// The name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What to fill in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether it must be filled in.
    pub required: bool,
}

impl PromptArgument {
    /// An argument that may be left empty.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), title: None, description: None, required: false }
    }

    /// Sets the name for people.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Says what to fill in.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Demands that it is filled in.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }
}

impl PromptDefinition {
    /// A prompt that takes no arguments.
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

    /// Sets the title, the name for people.
    #[must_use]
    pub fn with_title(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// Sets the arguments, in the order in which clients ask for them.
    #[must_use]
    pub fn with_arguments(mut self, arguments: impl IntoIterator<Item = PromptArgument>) -> Self {
        self.arguments = arguments.into_iter().collect();
        self
    }

    /// Sets the subjects by which a filter finds the prompt.
    #[must_use]
    pub fn with_tags<T: Into<String>>(mut self, tags: impl IntoIterator<Item = T>) -> Self {
        self.tags = tags.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the pictures to show for the prompt.
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

    /// The name for programs.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name for people.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What a person reads before picking the prompt.
    #[must_use]
    pub fn description(&self) -> &str {
        &self.description
    }

    /// The arguments, in the order in which clients ask for them.
    #[must_use]
    pub fn arguments(&self) -> &[PromptArgument] {
        &self.arguments
    }

    /// The pictures to show for the prompt.
    #[must_use]
    pub fn icons(&self) -> &[Icon] {
        &self.icons
    }

    /// The definition's `_meta`.
    #[must_use]
    pub const fn meta(&self) -> &Map<String, Value> {
        &self.meta
    }

    /// The subjects by which a filter finds the prompt.
    #[must_use]
    pub fn tags(&self) -> &[String] {
        &self.tags
    }

    pub(crate) fn rename(&mut self, name: String) {
        self.name = name;
    }
}
