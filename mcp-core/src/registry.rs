//! The set of tools.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, OnceLock},
};

use bytes::Bytes;

use crate::{Arguments, Context, Filter, Tool, ToolDefinition, ToolError, ToolOutput, View, view::ListCache};

/// A set of tools with distinct names, in the order of their names.
///
/// Clones share the tools; a change to one clone does not show in the others.
///
/// ```
/// use mcp_core::{NoArguments, Registry, ToolError, tool_fn};
///
/// let ping = || tool_fn("ping", "Answers.", |_: NoArguments| async { Ok::<_, ToolError>("pong") });
/// let registry = Registry::new().with(ping())?;
/// assert!(registry.clone().with(ping()).is_err());
///
/// let both = registry.clone().merge(&registry.prefix("acme_")?)?;
/// assert_eq!(both.iter().map(|tool| tool.name()).collect::<Vec<_>>(), ["acme_ping", "ping"]);
/// # Ok::<(), mcp_core::RegistryError>(())
/// ```
#[derive(Clone, Default)]
pub struct Registry(Arc<Inner>);

#[derive(Default)]
pub(crate) struct Inner {
    tools: BTreeMap<Arc<str>, ToolRef>,
    pub(crate) whole_list: OnceLock<Bytes>,
    pub(crate) lists: ListCache,
}

/// A tool of a registry. Cloning is cheap.
#[derive(Clone)]
pub struct ToolRef(Arc<Entry>);

struct Entry {
    definition: ToolDefinition,
    json: Bytes,
    tool: Arc<dyn Tool>,
}

/// A tool cannot be taken into a registry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RegistryError {
    /// Two tools have the same name.
    #[error("two tools are named {0:?}")]
    DuplicateName(String),
    /// The name is empty, longer than 128 characters or has characters other than letters, digits, `_`, `-`, `.`.
    #[error("{0:?} is not a tool name: 1 to 128 of A-Z a-z 0-9 _ - .")]
    InvalidName(String),
    /// A schema's root does not say `"type": "object"`.
    #[error("the {which} of tool {tool:?} must have \"type\": \"object\" at its root")]
    #[non_exhaustive]
    InvalidSchema {
        /// The tool.
        tool: String,
        /// `input schema` or `output schema`.
        which: &'static str,
    },
}

/// Longest tool name that the protocol allows, in characters.
pub const MAX_TOOL_NAME: usize = 128;

pub(crate) fn is_tool_name(name: &str) -> bool {
    (1..=MAX_TOOL_NAME).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
}

impl Registry {
    /// A registry without tools.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a tool.
    ///
    /// # Errors
    ///
    /// When the name is taken or no tool name, or when a schema's root is not an object. The registry is unchanged
    /// then.
    pub fn insert(&mut self, tool: impl Tool) -> Result<(), RegistryError> {
        self.insert_arc(Arc::new(tool))
    }

    /// Adds a tool that is shared already; see [`insert`](Self::insert).
    ///
    /// # Errors
    ///
    /// As [`insert`](Self::insert).
    pub fn insert_arc(&mut self, tool: Arc<dyn Tool>) -> Result<(), RegistryError> {
        let entry = ToolRef::new(tool.definition().clone(), tool)?;
        self.insert_ref(entry)
    }

    fn insert_ref(&mut self, entry: ToolRef) -> Result<(), RegistryError> {
        let name: Arc<str> = entry.name().into();
        if self.0.tools.contains_key(&name) {
            return Err(RegistryError::DuplicateName(entry.name().to_owned()));
        }
        let mut tools = match Arc::get_mut(&mut self.0) {
            Some(inner) => std::mem::take(&mut inner.tools),
            None => self.0.tools.clone(),
        };
        tools.insert(name, entry);
        // A new value, so that no cached list outlives the change.
        self.0 = Arc::new(Inner { tools, ..Inner::default() });
        Ok(())
    }

    /// Adds a tool, for chaining.
    ///
    /// # Errors
    ///
    /// As [`insert`](Self::insert).
    pub fn with(mut self, tool: impl Tool) -> Result<Self, RegistryError> {
        self.insert(tool)?;
        Ok(self)
    }

    /// Adds all tools of another registry.
    ///
    /// # Errors
    ///
    /// When both have a tool of the same name.
    pub fn merge(mut self, other: &Self) -> Result<Self, RegistryError> {
        for tool in other.iter() {
            self.insert_ref(tool.clone())?;
        }
        Ok(self)
    }

    /// The same tools with a prefix before each name.
    ///
    /// # Errors
    ///
    /// When a name is then no tool name.
    pub fn prefix(&self, prefix: &str) -> Result<Self, RegistryError> {
        let mut registry = Self::new();
        for tool in self.iter() {
            let mut definition = tool.definition().clone();
            definition.rename(format!("{prefix}{}", tool.name()));
            registry.insert_ref(ToolRef::new(definition, Arc::clone(&tool.0.tool))?)?;
        }
        Ok(registry)
    }

    /// The tool of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&ToolRef> {
        self.0.tools.get(name)
    }

    /// The tools, in the order of their names.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &ToolRef> {
        self.0.tools.values()
    }

    /// How many tools there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.tools.len()
    }

    /// Whether there is no tool.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.tools.is_empty()
    }

    /// The tools that a filter allows.
    #[must_use]
    pub fn view(&self, filter: &Filter) -> View {
        View::from(self.clone()).narrow(filter)
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.0
    }
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.tools.keys()).finish()
    }
}

impl ToolRef {
    fn new(definition: ToolDefinition, tool: Arc<dyn Tool>) -> Result<Self, RegistryError> {
        if !is_tool_name(definition.name()) {
            return Err(RegistryError::InvalidName(definition.name().to_owned()));
        }
        let schemas = [
            ("input schema", Some(definition.input_schema())),
            ("output schema", definition.output_schema()),
        ];
        for (which, schema) in schemas {
            if schema.is_some_and(|schema| schema.get("type").and_then(|t| t.as_str()) != Some("object")) {
                return Err(RegistryError::InvalidSchema { tool: definition.name().to_owned(), which });
            }
        }
        let json = definition.to_json().to_string().into();
        Ok(Self(Arc::new(Entry { definition, json, tool })))
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.definition.name()
    }

    /// What the tool is. The name is the one in the registry.
    #[must_use]
    pub fn definition(&self) -> &ToolDefinition {
        &self.0.definition
    }

    /// The definition as it stands in a `tools/list` answer.
    #[must_use]
    pub fn definition_json(&self) -> &Bytes {
        &self.0.json
    }

    /// Runs the tool.
    ///
    /// # Errors
    ///
    /// What the tool answers when it fails.
    pub async fn call(&self, arguments: &[u8], context: &Context) -> Result<ToolOutput, ToolError> {
        let arguments = std::str::from_utf8(arguments)
            .map_err(|_| ToolError::invalid_arguments("the arguments are not UTF-8"))?;
        self.0.tool.call(Arguments::from(arguments), context).await
    }
}

impl fmt::Debug for ToolRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ToolRef").field(&self.name()).finish()
    }
}
