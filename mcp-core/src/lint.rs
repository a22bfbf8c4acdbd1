//! Lints a catalogue against the restrictions of clients and model providers.
//!
//! One tool that a provider refuses usually costs the whole list. Lint every registry in a test:
//!
//! ```
//! use mcp_core::{ToolMethod, NoArguments, Registry, HandlerError, lint::lint, tool_fn};
//!
//! let good = tool_fn("ping", "Answers.", |_: NoArguments| async { Ok::<_, HandlerError>("pong") });
//! let bad = tool_fn("server.ping", "", |_: NoArguments| async { Ok::<_, HandlerError>("pong") });
//! let registry = Registry::new().with_tool(good.method(ToolMethod::Get))?.with_tool(bad)?;
//! let findings: Vec<String> = lint(&registry).iter().map(ToString::to_string).collect();
//! assert_eq!(
//!     findings,
//!     [
//!         "server.ping: name: has characters other than a-z A-Z 0-9 _ -",
//!         "server.ping: description: is empty",
//!         "server.ping: method: is not set, so filters treat the tool as custom; set it with .method(ToolMethod::…)",
//!     ]
//! );
//! # Ok::<(), mcp_core::RegistryError>(())
//! ```

mod prompts_and_resources;

use std::fmt;

use serde_json::{Map, Value};

use crate::{
    catalogue::registry::Registry,
    handler::tool::ToolDefinition,
    wire::{jsonrpc::clip, protocol::Icon},
};

/// Maximum length of a tool name that clients do not cut after adding a prefix of their own and the server's name,
/// in characters.
pub(crate) const MAX_NAME: usize = 45;
/// Maximum length of a description that every provider accepts, in characters.
pub(crate) const MAX_DESCRIPTION: usize = 1024;
/// Maximum length of a property name that every provider accepts, in characters.
pub(crate) const MAX_PROPERTY: usize = 64;
/// Maximum number of tools that clients show a model at once. A larger catalogue needs filters.
pub(crate) const MAX_TOOLS: usize = 40;

/// Rule that a finding refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Rule {
    /// The root of the arguments is a plain object: no `oneOf`, `anyOf`, `allOf`, `not`, `enum`, `if` at the root.
    ObjectRoot,
    /// `properties` and `additionalProperties: false` at the root of the arguments.
    ClosedObject,
    /// Every array states the type of its items.
    ArrayItems,
    /// One type per place; no schema that allows anything.
    SingleType,
    /// No branches below the root but `anyOf` of branches with the same type; no `default: null`.
    Branches,
    /// Enums of strings; no `const`, exclusive bounds, `multipleOf`, `uniqueItems`, `patternProperties`.
    Keywords,
    /// No `format` but `date-time`.
    Formats,
    /// No references.
    References,
    /// No `$schema` but 2020-12.
    Dialect,
    /// Names of properties, and of a prompt's arguments, of letters, digits, `_`, `.`, `-`, at most 64
    /// characters.
    PropertyNames,
    /// Names of tools and prompts consist of letters, digits, `_`, `-`, and have at most 45 characters.
    Name,
    /// Descriptions have 1 to 1,024 characters, those of a prompt's arguments too.
    Description,
    /// Output schemas have an object at the root, no references, and allow additional members.
    Output,
    /// Tools have a title. All four annotations are always written.
    Title,
    /// Annotations are consistent with each other and with the access.
    Annotations,
    /// Tools have a method. Without one, a tool counts as custom and writing, so a tool that only reads would be
    /// hidden from callers with read access. An explicit [`ToolMethod::Custom`](crate::ToolMethod::Custom) is accepted.
    ToolMethod,
    /// URIs of resources and templates contain only characters that a URI may have.
    Uri,
    /// MIME types have a type and a subtype.
    MediaType,
    /// Icons have an `https:` or a `data:` URL. Clients must not load others.
    Icons,
    /// At most 40 tools. Reported only by [`lint_size`].
    Size,
}

impl Rule {
    /// Returns the name of the rule in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ObjectRoot => "object-root",
            Self::ClosedObject => "closed-object",
            Self::ArrayItems => "array-items",
            Self::SingleType => "single-type",
            Self::Branches => "branches",
            Self::Keywords => "keywords",
            Self::Formats => "formats",
            Self::References => "references",
            Self::Dialect => "dialect",
            Self::PropertyNames => "property-names",
            Self::Name => "name",
            Self::Description => "description",
            Self::Output => "output",
            Self::Title => "title",
            Self::Annotations => "annotations",
            Self::ToolMethod => "method",
            Self::Uri => "uri",
            Self::MediaType => "media-type",
            Self::Icons => "icons",
            Self::Size => "size",
        }
    }
}

/// Violation of a restriction of a client or a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// Name of the tool, or `prompt {name}`, `resource {uri}`, `template {form}`; empty for a finding about the
    /// whole catalogue.
    pub subject: String,
    /// The violated rule.
    pub rule: Rule,
    /// Place and description of the violation.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.subject, self.rule.as_str(), self.message)
    }
}

/// Lints every tool, prompt, resource and template of a registry. Returns an empty list if there are no findings.
#[must_use]
pub fn lint(registry: &Registry) -> Vec<Finding> {
    registry
        .iter()
        .flat_map(|tool| lint_tool(tool.definition()))
        .chain(prompts_and_resources::lint(registry))
        .collect()
}

/// Lints the number of tools. A catalogue that callers see only through filters may be larger.
#[must_use]
pub fn lint_size(registry: &Registry) -> Option<Finding> {
    (registry.len() > MAX_TOOLS).then(|| Finding {
        subject: String::new(),
        rule: Rule::Size,
        message: format!("{} tools; clients show a model about {MAX_TOOLS}, so use filters", registry.len()),
    })
}

/// Lints one tool.
#[must_use]
pub fn lint_tool(tool: &ToolDefinition) -> Vec<Finding> {
    let mut linter = Linter { subject: tool.name(), findings: Vec::new() };
    linter.words(tool);
    linter.method(tool);
    linter.annotations(tool);
    linter.input(tool.input_schema());
    if let Some(schema) = tool.output_schema() {
        linter.output(schema);
    }
    linter.findings
}

struct Linter<'a> {
    subject: &'a str,
    findings: Vec<Finding>,
}

const ROOT: [&str; 8] = ["oneOf", "anyOf", "allOf", "not", "enum", "if", "then", "else"];
const KEYWORDS: [&str; 7] = [
    "const",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "uniqueItems",
    "patternProperties",
    "propertyNames",
];
const REFERENCES: [&str; 5] = ["$ref", "$defs", "definitions", "$dynamicRef", "$anchor"];
/// Maximum length of a quoted URL in a finding, in characters.
const MAX_ECHO: usize = 60;
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

fn is_property(name: &str) -> bool {
    (1..=MAX_PROPERTY).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'))
}

impl Linter<'_> {
    fn find(&mut self, rule: Rule, message: impl Into<String>) {
        self.findings.push(Finding { subject: self.subject.to_owned(), rule, message: message.into() });
    }

    fn words(&mut self, tool: &ToolDefinition) {
        self.name(tool.name());
        self.described(tool.description());
        self.titled(tool.title());
        self.icons(tool.icons());
    }

    fn icons(&mut self, icons: &[Icon]) {
        for icon in icons.iter().filter(|icon| !["https:", "data:"].iter().any(|s| icon.src.starts_with(s))) {
            let src = clip(&icon.src, MAX_ECHO);
            self.find(Rule::Icons, format!("{src:?} is neither an https: nor a data: URL"));
        }
    }

    fn name(&mut self, name: &str) {
        if !name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')) {
            self.find(Rule::Name, "has characters other than a-z A-Z 0-9 _ -");
        }
        if !(1..=MAX_NAME).contains(&name.len()) {
            self.find(Rule::Name, format!("has {} characters; use 1 to {MAX_NAME}", name.len()));
        }
    }

    fn described(&mut self, description: &str) {
        match description.trim().chars().count() {
            0 => self.find(Rule::Description, "is empty"),
            n if n > MAX_DESCRIPTION => {
                self.find(Rule::Description, format!("has {n} characters; use at most {MAX_DESCRIPTION}"));
            }
            _ => {}
        }
    }

    fn titled(&mut self, title: &str) {
        if title.trim().is_empty() {
            self.find(Rule::Title, "is empty");
        }
    }

    fn method(&mut self, tool: &ToolDefinition) {
        if !tool.has_method() {
            self.find(
                Rule::ToolMethod,
                "is not set, so filters treat the tool as custom; set it with .method(ToolMethod::…)",
            );
        }
    }

    fn annotations(&mut self, tool: &ToolDefinition) {
        let hints = tool.annotations();
        if hints.read_only && hints.destructive {
            self.find(Rule::Annotations, "has both the read-only and the destructive hint");
        }
        if hints.read_only != (tool.access() == crate::handler::tool::Access::Read) {
            self.find(Rule::Annotations, "the read-only hint contradicts the access");
        }
        if tool.access() == crate::handler::tool::Access::Send && !hints.open_world {
            self.find(Rule::Annotations, "a tool with send access must have the open-world hint");
        }
    }

    fn input(&mut self, root: &Map<String, Value>) {
        if root.get("type").and_then(Value::as_str) != Some("object") {
            self.find(Rule::ObjectRoot, "the root of the arguments is not of type object");
        }
        for key in ROOT.into_iter().filter(|key| root.contains_key(*key)) {
            self.find(Rule::ObjectRoot, format!("the arguments have {key} at the root"));
        }
        if !root.get("properties").is_some_and(Value::is_object) {
            self.find(Rule::ClosedObject, "the arguments have no properties, not even {}");
        }
        if root.get("additionalProperties") != Some(&Value::Bool(false)) {
            self.find(Rule::ClosedObject, "the arguments lack additionalProperties: false");
        }
        self.names(root);
        self.schema(root, "arguments", true);
    }

    fn names(&mut self, root: &Map<String, Value>) {
        let Some(Value::Array(required)) = root.get("required") else { return };
        for name in required.iter().filter_map(Value::as_str) {
            if root.get("properties").and_then(|properties| properties.get(name)).is_none() {
                self.find(Rule::ClosedObject, format!("{name:?} is required but not among the properties"));
            }
        }
    }

    fn schema(&mut self, schema: &Map<String, Value>, at: &str, is_root: bool) {
        self.dialect(schema, at);
        for key in REFERENCES.into_iter().filter(|key| schema.contains_key(*key)) {
            self.find(Rule::References, format!("{at} has {key}"));
        }
        for key in KEYWORDS.into_iter().filter(|key| schema.contains_key(*key)) {
            self.find(Rule::Keywords, format!("{at} has {key}"));
        }
        if let Some(Value::Array(values)) = schema.get("enum")
            && !values.iter().all(Value::is_string)
        {
            self.find(Rule::Keywords, format!("{at} has an enum with values other than strings"));
        }
        if let Some(format) = schema.get("format").filter(|format| *format != "date-time") {
            self.find(Rule::Formats, format!("{at} has the format {format}"));
        }
        if schema.get("default") == Some(&Value::Null) {
            self.find(Rule::Branches, format!("{at} has null as its default"));
        }
        self.types(schema, at, is_root);
        if let Some(Value::Object(properties)) = schema.get("properties") {
            for (name, child) in properties {
                if !is_property(name) {
                    self.find(Rule::PropertyNames, format!("{at} has a property named {name:?}"));
                }
                self.child(child, &format!("{at}.{name}"));
            }
        }
        if let Some(Value::Array(branches)) = schema.get("anyOf").filter(|_| !is_root) {
            for branch in branches {
                self.child(branch, &format!("{at} (a branch)"));
            }
        }
        match schema.get("additionalProperties") {
            Some(child @ Value::Object(_)) => self.child(child, &format!("{at}.*")),
            Some(Value::Bool(true)) if !is_root => {
                self.find(Rule::SingleType, format!("{at} allows any additional members"));
            }
            _ => {}
        }
    }

    fn types(&mut self, schema: &Map<String, Value>, at: &str, is_root: bool) {
        match schema.get("type") {
            Some(Value::String(name)) if name == "array" => match schema.get("items") {
                Some(items @ Value::Object(_)) => self.child(items, &format!("{at}[]")),
                Some(_) => self.find(Rule::ArrayItems, format!("{at} is an array of anything")),
                None => self.find(Rule::ArrayItems, format!("{at} is an array without items")),
            },
            Some(Value::String(_)) => {}
            Some(_) => self.find(Rule::SingleType, format!("{at} has a list of types")),
            None if schema.contains_key("anyOf") || is_root || schema.contains_key("$ref") => {}
            None if schema.contains_key("oneOf") || schema.contains_key("allOf") => {}
            None if at.ends_with("[]") => self.find(Rule::ArrayItems, format!("{at} has no type")),
            None => self.find(Rule::SingleType, format!("{at} has no type")),
        }
        if is_root {
            return;
        }
        for key in ["oneOf", "allOf", "not", "if"].into_iter().filter(|key| schema.contains_key(*key)) {
            self.find(Rule::Branches, format!("{at} has {key}"));
        }
        if let Some(Value::Array(branches)) = schema.get("anyOf") {
            let first = branches.first().and_then(|branch| branch.get("type"));
            if first.is_none() || branches.iter().any(|branch| branch.get("type") != first) {
                self.find(Rule::Branches, format!("{at} has anyOf with branches of different types"));
            }
        }
    }

    fn child(&mut self, child: &Value, at: &str) {
        match child {
            Value::Object(schema) => self.schema(schema, at, false),
            _ => self.find(Rule::SingleType, format!("{at} allows any value")),
        }
    }

    fn dialect(&mut self, schema: &Map<String, Value>, at: &str) {
        if let Some(dialect) = schema.get("$schema").filter(|dialect| *dialect != DIALECT) {
            self.find(Rule::Dialect, format!("{at} uses the dialect {dialect}"));
        }
    }

    fn output(&mut self, root: &Map<String, Value>) {
        if root.get("type").and_then(Value::as_str) != Some("object") {
            self.find(Rule::Output, "the root of the result is not of type object");
        }
        self.dialect(root, "the result");
        let mut pending: Vec<(&Map<String, Value>, bool)> = vec![(root, true)];
        while let Some((map, is_schema)) = pending.pop() {
            if is_schema {
                for key in REFERENCES.into_iter().filter(|key| map.contains_key(*key)) {
                    self.find(Rule::Output, format!("the result has {key}"));
                }
                if map.get("additionalProperties") == Some(&Value::Bool(false)) {
                    self.find(
                        Rule::Output,
                        "the result has additionalProperties: false, so it can never get new members",
                    );
                }
                if let Some(format) = map.get("format").filter(|format| *format != "date-time") {
                    self.find(Rule::Formats, format!("the result has the format {format}"));
                }
            }
            for (key, value) in map {
                match value {
                    // The keys of a map of schemas are names, not keywords.
                    Value::Object(child) => pending.push((child, !(is_schema && key == "properties"))),
                    Value::Array(list) if key != "enum" => {
                        pending.extend(list.iter().filter_map(Value::as_object).map(|child| (child, true)));
                    }
                    _ => {}
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
