//! Definition of a tool, as clients list it and filters match it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::wire::protocol::Icon;

/// Effect of a tool on the outside world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Access {
    /// Changes nothing.
    Read,
    /// Changes internal data.
    Write,
    /// Reaches a customer. Sending cannot be undone.
    Send,
}

/// Kind of a tool's operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ToolMethod {
    /// Returns many records.
    List,
    /// Returns one record.
    Get,
    /// Creates a record.
    Create,
    /// Changes a record.
    Update,
    /// Deletes a record.
    Delete,
    /// Any other operation. The default.
    Custom,
}

/// Returns the default access of a method.
pub(crate) const fn usual_access(method: ToolMethod) -> Access {
    match method {
        ToolMethod::List | ToolMethod::Get => Access::Read,
        ToolMethod::Create | ToolMethod::Update | ToolMethod::Delete | ToolMethod::Custom => Access::Write,
    }
}

/// Hints to the client about the effect of a call. All four are always written, because clients assume the worst
/// case for a missing one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Annotations {
    /// `true` if the call changes nothing.
    #[serde(rename = "readOnlyHint")]
    pub read_only: bool,
    /// `true` if the call may destroy data.
    #[serde(rename = "destructiveHint")]
    pub destructive: bool,
    /// `true` if repeating the call with the same arguments has no further effect.
    #[serde(rename = "idempotentHint")]
    pub idempotent: bool,
    /// `true` if the call reaches people or systems beyond the upstream of the tool.
    #[serde(rename = "openWorldHint")]
    pub open_world: bool,
}

impl Annotations {
    /// Returns the default hints: reads are read-only and idempotent, updates and deletes are idempotent, deletes
    /// and sends are destructive, sends reach the open world.
    #[must_use]
    pub const fn of(access: Access, method: ToolMethod) -> Self {
        let read_only = matches!(access, Access::Read);
        let sends = matches!(access, Access::Send);
        Self {
            read_only,
            destructive: !read_only && (sends || matches!(method, ToolMethod::Delete)),
            idempotent: read_only || (!sends && matches!(method, ToolMethod::Update | ToolMethod::Delete)),
            open_world: sends,
        }
    }

    /// Sets the hint that the call may destroy data.
    #[must_use]
    pub const fn destructive(mut self, destructive: bool) -> Self {
        self.destructive = destructive;
        self
    }

    /// Sets the hint that the call may be repeated.
    #[must_use]
    pub const fn idempotent(mut self, idempotent: bool) -> Self {
        self.idempotent = idempotent;
        self
    }

    /// Sets the hint that the call reaches the open world.
    #[must_use]
    pub const fn open_world(mut self, open_world: bool) -> Self {
        self.open_world = open_world;
        self
    }
}

/// Metadata of a tool: name, description, schemas, access, tags and hints.
///
/// ```
/// use mcp_core::{Access, ToolMethod, ToolDefinition};
///
/// let definition = ToolDefinition::new("add_tag", "Add a tag", "Adds a tag to a conversation.")
///     .with_method(ToolMethod::Update)
///     .with_tags(["tags", "conversations"]);
/// assert_eq!(definition.access(), Access::Write);
/// assert!(definition.annotations().idempotent);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ToolDefinition {
    name: String,
    title: String,
    description: String,
    access: Option<Access>,
    method: Option<ToolMethod>,
    tags: Vec<String>,
    input_schema: Map<String, Value>,
    output_schema: Option<Map<String, Value>>,
    annotations: Option<Annotations>,
    icons: Vec<Icon>,
    meta: Map<String, Value>,
    requires: Vec<String>,
}

impl ToolDefinition {
    /// Creates the definition of a tool without arguments. Method and access default to [`ToolMethod::Custom`] and
    /// [`Access::Write`], so the filter words `write` and `custom` match it.
    pub fn new(name: impl Into<String>, title: impl Into<String>, description: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            title: title.into(),
            description: description.into(),
            access: None,
            method: None,
            tags: Vec::new(),
            input_schema: no_arguments(),
            output_schema: None,
            annotations: None,
            icons: Vec::new(),
            meta: Map::new(),
            requires: Vec::new(),
        }
    }

    /// Sets the description.
    #[must_use]
    pub fn with_description(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }

    /// Sets the display name.
    #[must_use]
    pub fn with_title(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// Sets the access. Defaults to that of the method: list and get read, everything else writes.
    #[must_use]
    pub fn with_access(mut self, access: Access) -> Self {
        self.access = Some(access);
        self
    }

    /// Sets the kind of operation. Defaults to [`ToolMethod::Custom`].
    #[must_use]
    pub fn with_method(mut self, method: ToolMethod) -> Self {
        self.method = Some(method);
        self
    }

    /// Sets the tags that filters match.
    #[must_use]
    pub fn with_tags<T: Into<String>>(mut self, tags: impl IntoIterator<Item = T>) -> Self {
        self.tags = tags.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the schema of the arguments; see [`input_schema`](crate::schema::input_schema).
    #[must_use]
    pub fn with_input_schema(mut self, schema: Map<String, Value>) -> Self {
        self.input_schema = schema;
        self
    }

    /// Sets the schema of the result; see [`output_schema`](crate::schema::output_schema).
    #[must_use]
    pub fn with_output_schema(mut self, schema: Map<String, Value>) -> Self {
        self.output_schema = Some(schema);
        self
    }

    /// Sets the hints. Defaults to those of access and method.
    #[must_use]
    pub fn with_annotations(mut self, annotations: Annotations) -> Self {
        self.annotations = Some(annotations);
        self
    }

    /// Sets the icons of the tool.
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

    /// Requires that the client has declared a capability, for example `sampling`. Calls of other clients are
    /// answered with error -32021, up to 2025-11-25 with a tool error.
    #[must_use]
    pub fn with_required_capability(mut self, capability: impl Into<String>) -> Self {
        self.requires.push(capability.into());
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

    /// Returns the description of the tool for the model.
    #[must_use]
    pub fn description(&self) -> &str {
        &self.description
    }

    /// Returns the access.
    #[must_use]
    pub const fn access(&self) -> Access {
        match self.access {
            Some(access) => access,
            None => usual_access(self.method()),
        }
    }

    /// Returns the kind of operation; [`ToolMethod::Custom`] if it is not set.
    #[must_use]
    pub const fn method(&self) -> ToolMethod {
        match self.method {
            Some(method) => method,
            None => ToolMethod::Custom,
        }
    }

    /// Returns `true` if the method is set, be it to [`ToolMethod::Custom`].
    pub(crate) const fn has_method(&self) -> bool {
        self.method.is_some()
    }

    /// Returns the tags that filters match.
    #[must_use]
    pub fn tags(&self) -> &[String] {
        &self.tags
    }

    /// Returns the schema of the arguments.
    #[must_use]
    pub const fn input_schema(&self) -> &Map<String, Value> {
        &self.input_schema
    }

    /// Returns the schema of the result's `structuredContent`.
    #[must_use]
    pub const fn output_schema(&self) -> Option<&Map<String, Value>> {
        self.output_schema.as_ref()
    }

    /// Returns the annotations for the client.
    #[must_use]
    pub fn annotations(&self) -> Annotations {
        self.annotations.unwrap_or_else(|| Annotations::of(self.access(), self.method()))
    }

    /// Returns the icons of the tool.
    #[must_use]
    pub fn icons(&self) -> &[Icon] {
        &self.icons
    }

    /// Returns the definition's `_meta`.
    #[must_use]
    pub const fn meta(&self) -> &Map<String, Value> {
        &self.meta
    }

    /// Returns the client capabilities that the tool requires.
    #[must_use]
    pub fn required_capabilities(&self) -> &[String] {
        &self.requires
    }

    pub(crate) fn rename(&mut self, name: String) {
        self.name = name;
    }

    /// Returns the tool's object in the result of `tools/list`.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut tool = json!({
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "inputSchema": self.input_schema,
            "annotations": self.annotations(),
        });
        if let Some(schema) = &self.output_schema {
            tool["outputSchema"] = Value::Object(schema.clone());
        }
        if !self.icons.is_empty() {
            tool["icons"] = json!(self.icons);
        }
        if !self.meta.is_empty() {
            tool["_meta"] = Value::Object(self.meta.clone());
        }
        tool
    }
}

pub(super) fn no_arguments() -> Map<String, Value> {
    let mut schema = Map::new();
    schema.insert("type".into(), "object".into());
    schema.insert("properties".into(), json!({}));
    schema.insert("additionalProperties".into(), false.into());
    schema
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn access_follows_the_method_until_it_is_set() {
        let tool = ToolDefinition::new("t", "T", "A tool.");
        assert_eq!(tool.access(), Access::Write);
        assert_eq!(tool.clone().with_method(ToolMethod::List).access(), Access::Read);
        assert_eq!(tool.with_method(ToolMethod::List).with_access(Access::Send).access(), Access::Send);
    }

    #[test]
    fn hints_follow_from_access_and_method() {
        let hints = |access, method| {
            let a = Annotations::of(access, method);
            (a.read_only, a.destructive, a.idempotent, a.open_world)
        };
        assert_eq!(hints(Access::Read, ToolMethod::List), (true, false, true, false));
        assert_eq!(hints(Access::Write, ToolMethod::Create), (false, false, false, false));
        assert_eq!(hints(Access::Write, ToolMethod::Update), (false, false, true, false));
        assert_eq!(hints(Access::Write, ToolMethod::Delete), (false, true, true, false));
        assert_eq!(hints(Access::Send, ToolMethod::Create), (false, true, false, true));
    }

    #[test]
    fn all_four_hints_are_written() {
        let json = ToolDefinition::new("t", "T", "A tool.").to_json();
        assert_eq!(json["annotations"].as_object().unwrap().len(), 4);
        assert_eq!(json["inputSchema"]["properties"], json!({}));
        assert_eq!(json.as_object().unwrap().len(), 5, "{json}");
    }

    #[test]
    fn icons_and_meta_are_written() {
        let tool = ToolDefinition::new("t", "T", "A tool.")
            .with_icons([Icon::new("https://example.com/t.png")])
            .with_meta("example/level", 3);
        let json = tool.to_json();
        assert_eq!(json["icons"], json!([{ "src": "https://example.com/t.png" }]));
        assert_eq!(json["_meta"], json!({ "example/level": 3 }));
    }
}
