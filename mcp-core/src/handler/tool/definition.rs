//! The definition of a tool: what a client lists and what a filter judges.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::wire::protocol::Icon;

/// What a tool may do to the world outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Access {
    /// Changes nothing.
    Read,
    /// Changes data that stays inside.
    Write,
    /// Reaches a customer: what is sent cannot be taken back.
    Send,
}

/// What kind of operation a tool is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Method {
    /// Returns many things.
    List,
    /// Returns one thing.
    Get,
    /// Makes a thing.
    Create,
    /// Changes a thing.
    Update,
    /// Removes a thing.
    Delete,
    /// Anything else. The default.
    Custom,
}

/// Access of a tool of this method, unless it is set.
pub(crate) const fn usual_access(method: Method) -> Access {
    match method {
        Method::List | Method::Get => Access::Read,
        Method::Create | Method::Update | Method::Delete | Method::Custom => Access::Write,
    }
}

/// Hints to the client about what a call does. All four are always written, because a client takes a missing one for
/// the worst case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Annotations {
    /// The call changes nothing.
    #[serde(rename = "readOnlyHint")]
    pub read_only: bool,
    /// The call may destroy something.
    #[serde(rename = "destructiveHint")]
    pub destructive: bool,
    /// A second call with the same arguments changes nothing more.
    #[serde(rename = "idempotentHint")]
    pub idempotent: bool,
    /// The call reaches people or systems beyond the one that the tool works on.
    #[serde(rename = "openWorldHint")]
    pub open_world: bool,
}

impl Annotations {
    /// The hints that follow from what a tool does: reads are read-only and idempotent, updates and deletes are
    /// idempotent, deletes and sends are destructive, sends reach the open world.
    #[must_use]
    pub const fn of(access: Access, method: Method) -> Self {
        let read_only = matches!(access, Access::Read);
        let sends = matches!(access, Access::Send);
        Self {
            read_only,
            destructive: !read_only && (sends || matches!(method, Method::Delete)),
            idempotent: read_only || (!sends && matches!(method, Method::Update | Method::Delete)),
            open_world: sends,
        }
    }

    /// Sets the hint that the call may destroy something.
    #[must_use]
    pub const fn destructive(mut self, destructive: bool) -> Self {
        self.destructive = destructive;
        self
    }

    /// Sets the hint that repeating the call does no harm.
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

/// Everything about a tool except its code.
///
/// ```
/// use mcp_core::{Access, Method, ToolDefinition};
///
/// let definition = ToolDefinition::new("add_tag", "Add a tag", "Adds a tag to a conversation.")
///     .with_method(Method::Update)
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
    method: Option<Method>,
    tags: Vec<String>,
    input_schema: Map<String, Value>,
    output_schema: Option<Map<String, Value>>,
    annotations: Option<Annotations>,
    icons: Vec<Icon>,
    meta: Map<String, Value>,
    requires: Vec<String>,
}

impl ToolDefinition {
    /// A tool without arguments. Defaults to the method [`Method::Custom`] and the access [`Access::Write`], so the filter
    /// words `write` and `custom` match it.
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

    /// Sets the title, the name for people.
    #[must_use]
    pub fn with_title(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// Sets what the tool may do. Unset it follows from the method: list and get read, everything else writes.
    #[must_use]
    pub fn with_access(mut self, access: Access) -> Self {
        self.access = Some(access);
        self
    }

    /// Sets the kind of operation. Defaults to [`Method::Custom`].
    #[must_use]
    pub fn with_method(mut self, method: Method) -> Self {
        self.method = Some(method);
        self
    }

    /// Sets the subjects by which a filter finds the tool.
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

    /// Sets the hints, where those that follow from access and method are not right.
    #[must_use]
    pub fn with_annotations(mut self, annotations: Annotations) -> Self {
        self.annotations = Some(annotations);
        self
    }

    /// Sets the pictures to show for the tool.
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

    /// Demands that the client has declared a capability, for example `sampling`. A call by another client is
    /// answered with error -32021, up to 2025-11-25 with a failure.
    #[must_use]
    pub fn with_required_capability(mut self, capability: impl Into<String>) -> Self {
        self.requires.push(capability.into());
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

    /// What the model reads to decide whether and how to call the tool.
    #[must_use]
    pub fn description(&self) -> &str {
        &self.description
    }

    /// What the tool may do.
    #[must_use]
    pub const fn access(&self) -> Access {
        match self.access {
            Some(access) => access,
            None => usual_access(self.method()),
        }
    }

    /// The kind of operation; [`Method::Custom`] where it is not set.
    #[must_use]
    pub const fn method(&self) -> Method {
        match self.method {
            Some(method) => method,
            None => Method::Custom,
        }
    }

    /// True when the method is set, be it to [`Method::Custom`].
    pub(crate) const fn has_method(&self) -> bool {
        self.method.is_some()
    }

    /// The subjects by which a filter finds the tool.
    #[must_use]
    pub fn tags(&self) -> &[String] {
        &self.tags
    }

    /// The schema of the arguments.
    #[must_use]
    pub const fn input_schema(&self) -> &Map<String, Value> {
        &self.input_schema
    }

    /// The schema of the result's `structuredContent`.
    #[must_use]
    pub const fn output_schema(&self) -> Option<&Map<String, Value>> {
        self.output_schema.as_ref()
    }

    /// The hints to the client.
    #[must_use]
    pub fn annotations(&self) -> Annotations {
        self.annotations.unwrap_or_else(|| Annotations::of(self.access(), self.method()))
    }

    /// The pictures to show for the tool.
    #[must_use]
    pub fn icons(&self) -> &[Icon] {
        &self.icons
    }

    /// The definition's `_meta`.
    #[must_use]
    pub const fn meta(&self) -> &Map<String, Value> {
        &self.meta
    }

    /// The client capabilities without which the tool cannot run.
    #[must_use]
    pub fn required_capabilities(&self) -> &[String] {
        &self.requires
    }

    pub(crate) fn rename(&mut self, name: String) {
        self.name = name;
    }

    /// The object that stands in the answer to `tools/list`.
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
        assert_eq!(tool.clone().with_method(Method::List).access(), Access::Read);
        assert_eq!(tool.with_method(Method::List).with_access(Access::Send).access(), Access::Send);
    }

    #[test]
    fn hints_follow_from_access_and_method() {
        let hints = |access, method| {
            let a = Annotations::of(access, method);
            (a.read_only, a.destructive, a.idempotent, a.open_world)
        };
        assert_eq!(hints(Access::Read, Method::List), (true, false, true, false));
        assert_eq!(hints(Access::Write, Method::Create), (false, false, false, false));
        assert_eq!(hints(Access::Write, Method::Update), (false, false, true, false));
        assert_eq!(hints(Access::Write, Method::Delete), (false, true, true, false));
        assert_eq!(hints(Access::Send, Method::Create), (false, true, false, true));
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
