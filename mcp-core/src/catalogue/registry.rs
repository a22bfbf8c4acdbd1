//! Registry of tools, prompts and resources.

mod entry;

use std::{collections::BTreeMap, fmt, sync::Arc};

pub(crate) use entry::ListItem;
pub use entry::{PromptRef, ResourceRef, TemplateRef, ToolRef};

use crate::{
    catalogue::{
        filter::Filter,
        visible::{ListCache, Lists, View},
    },
    handler::{
        prompt::Prompt,
        resource::{Resource, ResourceTemplate, UriTemplateError},
        tool::Tool,
    },
};

/// Set of tools, prompts and resources. Tools and prompts are sorted by name, resources by URI.
///
/// Names of tools, names of prompts, URIs of resources and URI templates are unique. Clones share their items; a
/// change to one clone does not affect the others.
///
/// ```
/// use mcp_core::{Context, NoArguments, Registry, HandlerError, prompt_fn, resource_fn, tool_fn};
///
/// let ping = || tool_fn("ping", "Answers.", |_: NoArguments| async { Ok::<_, HandlerError>("pong") });
/// let registry = Registry::new()
///     .with_tool(ping())?
///     .with_prompt(prompt_fn("greet", "Greets.", |_: NoArguments| async { Ok::<_, HandlerError>("Say hello.") }))?
///     .with_resource(resource_fn("demo://names", "names", "Names.", |_: Context| async {
///         Ok::<_, HandlerError>("Ada, Bob")
///     }))?;
/// assert!(registry.clone().with_tool(ping()).is_err());
///
/// let both = registry.clone().merge(&Registry::new().with_tool(ping())?.prefix("acme_")?)?;
/// assert_eq!(both.iter().map(|tool| tool.name()).collect::<Vec<_>>(), ["acme_ping", "ping"]);
/// # Ok::<(), mcp_core::RegistryError>(())
/// ```
#[derive(Clone, Default)]
pub struct Registry(Arc<Inner>);

#[derive(Default)]
pub(crate) struct Inner {
    pub(crate) parts: Parts,
    pub(crate) whole: Lists,
    pub(crate) lists: ListCache,
}

/// Contents of a registry, by key.
#[derive(Default, Clone)]
pub(crate) struct Parts {
    pub(crate) tools: Entries<ToolRef>,
    pub(crate) prompts: Entries<PromptRef>,
    pub(crate) resources: Entries<ResourceRef>,
    pub(crate) templates: Entries<TemplateRef>,
}

pub(crate) type Entries<T> = BTreeMap<Arc<str>, T>;

/// Error of adding to a registry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RegistryError {
    /// Two tools have the same name.
    #[error("duplicate tool name {0:?}; rename one of the tools, or add a prefix to its registry")]
    DuplicateName(String),
    /// Two prompts have the same name.
    #[error("duplicate prompt name {0:?}; rename one of the prompts, or add a prefix to its registry")]
    DuplicatePrompt(String),
    /// Two resources have the same URI, or two templates the same URI template.
    #[error("duplicate resource URI or URI template {0:?}; change one of them")]
    DuplicateUri(String),
    /// The name is empty, longer than 128 characters or has characters other than letters, digits, `_`, `-`, `.`.
    #[error("invalid name {0:?}; use 1 to 128 characters of A-Z a-z 0-9 _ - .")]
    InvalidName(String),
    /// The root of a schema is not `"type": "object"`.
    #[error("the {which} of tool {tool:?} must have \"type\": \"object\" at its root")]
    #[non_exhaustive]
    InvalidSchema {
        /// Name of the tool.
        tool: String,
        /// `input schema` or `output schema`.
        which: &'static str,
    },
    /// A completer refers to an unknown argument.
    #[error("{name:?} completes the unknown argument {argument:?}; use the name of one of its arguments")]
    #[non_exhaustive]
    UnknownArgument {
        /// Name of the prompt or the template.
        name: String,
        /// Name of the argument.
        argument: String,
    },
    /// The URI of a resource has no scheme, or is longer than 8 KiB.
    #[error("invalid resource URI {0:?}; use a URI with a scheme, of at most {max} bytes", max = crate::handler::resource::MAX_URI)]
    InvalidUri(String),
    /// The URI template is not of level 1 (`{name}`).
    #[error("invalid URI template: {0}")]
    InvalidTemplate(#[from] UriTemplateError),
}

/// Maximum length of the name of a tool, a prompt or a resource, in characters. The protocol sets it for tools.
pub(crate) const MAX_TOOL_NAME: usize = 128;

pub(crate) fn is_name(name: &str) -> bool {
    (1..=MAX_TOOL_NAME).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
}

impl Registry {
    /// Creates an empty registry.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a tool.
    ///
    /// # Errors
    ///
    /// If the name is taken or invalid, or if the root of a schema is not an object. The registry is then
    /// unchanged.
    pub fn insert(&mut self, tool: impl Tool) -> Result<(), RegistryError> {
        self.insert_arc(Arc::new(tool))
    }

    /// Adds a shared tool; see [`insert`](Self::insert).
    ///
    /// # Errors
    ///
    /// As [`insert`](Self::insert).
    pub fn insert_arc(&mut self, tool: Arc<dyn Tool>) -> Result<(), RegistryError> {
        self.insert_ref(ToolRef::new(tool.definition().clone(), tool)?)
    }

    /// Adds a prompt.
    ///
    /// # Errors
    ///
    /// If another prompt has the name, if the name is invalid, or if a completer refers to an unknown argument. The
    /// registry is then unchanged.
    pub fn insert_prompt(&mut self, prompt: impl Prompt) -> Result<(), RegistryError> {
        self.insert_prompt_ref(PromptRef::new(prompt.definition().clone(), Arc::new(prompt))?)
    }

    /// Adds a resource.
    ///
    /// # Errors
    ///
    /// If another resource has the URI, or if the URI or the name is invalid. The registry is then unchanged.
    pub fn insert_resource(&mut self, resource: impl Resource) -> Result<(), RegistryError> {
        self.insert_resource_ref(ResourceRef::new(resource.definition().clone(), Arc::new(resource))?)
    }

    /// Adds a resource template.
    ///
    /// # Errors
    ///
    /// If another template has the same URI template, if the URI template is not of level 1, if the name is
    /// invalid, or if a completer refers to an unknown variable. The registry is then unchanged.
    pub fn insert_template(&mut self, template: impl ResourceTemplate) -> Result<(), RegistryError> {
        self.insert_template_ref(TemplateRef::new(template.definition().clone(), Arc::new(template))?)
    }

    fn insert_ref(&mut self, tool: ToolRef) -> Result<(), RegistryError> {
        let name = tool.name().into();
        self.put(|parts| &mut parts.tools, name, tool, RegistryError::DuplicateName)
    }

    fn insert_prompt_ref(&mut self, prompt: PromptRef) -> Result<(), RegistryError> {
        let name = prompt.name().into();
        self.put(|parts| &mut parts.prompts, name, prompt, RegistryError::DuplicatePrompt)
    }

    fn insert_resource_ref(&mut self, resource: ResourceRef) -> Result<(), RegistryError> {
        let uri = resource.uri().into();
        self.put(|parts| &mut parts.resources, uri, resource, RegistryError::DuplicateUri)
    }

    fn insert_template_ref(&mut self, template: TemplateRef) -> Result<(), RegistryError> {
        let form = template.form().as_str().into();
        self.put(|parts| &mut parts.templates, form, template, RegistryError::DuplicateUri)
    }

    fn put<T>(
        &mut self,
        entries: impl Fn(&mut Parts) -> &mut Entries<T>,
        key: Arc<str>,
        item: T,
        duplicate: impl Fn(String) -> RegistryError,
    ) -> Result<(), RegistryError> {
        let mut parts = match Arc::get_mut(&mut self.0) {
            Some(inner) => std::mem::take(&mut inner.parts),
            None => self.0.parts.clone(),
        };
        let place = entries(&mut parts);
        let taken = place.contains_key(&key);
        let error = taken.then(|| duplicate(key.to_string()));
        if !taken {
            place.insert(key, item);
        }
        // A new value, so that no cached list survives the change.
        self.0 = Arc::new(Inner { parts, whole: Lists::default(), lists: self.0.lists.anew() });
        error.map_or(Ok(()), Err)
    }

    /// Adds a tool, for chaining.
    ///
    /// # Errors
    ///
    /// As [`insert`](Self::insert).
    pub fn with_tool(mut self, tool: impl Tool) -> Result<Self, RegistryError> {
        self.insert(tool)?;
        Ok(self)
    }

    /// Adds a prompt, for chaining.
    ///
    /// # Errors
    ///
    /// As [`insert_prompt`](Self::insert_prompt).
    pub fn with_prompt(mut self, prompt: impl Prompt) -> Result<Self, RegistryError> {
        self.insert_prompt(prompt)?;
        Ok(self)
    }

    /// Adds a resource, for chaining.
    ///
    /// # Errors
    ///
    /// As [`insert_resource`](Self::insert_resource).
    pub fn with_resource(mut self, resource: impl Resource) -> Result<Self, RegistryError> {
        self.insert_resource(resource)?;
        Ok(self)
    }

    /// Adds a resource template, for chaining.
    ///
    /// # Errors
    ///
    /// As [`insert_template`](Self::insert_template).
    pub fn with_template(mut self, template: impl ResourceTemplate) -> Result<Self, RegistryError> {
        self.insert_template(template)?;
        Ok(self)
    }

    /// Adds everything from another registry.
    ///
    /// # Errors
    ///
    /// If both have a tool or a prompt of the same name, or a resource or a template of the same URI.
    pub fn merge(mut self, other: &Self) -> Result<Self, RegistryError> {
        for tool in other.iter() {
            self.insert_ref(tool.clone())?;
        }
        for prompt in other.prompts() {
            self.insert_prompt_ref(prompt.clone())?;
        }
        for resource in other.resources() {
            self.insert_resource_ref(resource.clone())?;
        }
        for template in other.templates() {
            self.insert_template_ref(template.clone())?;
        }
        Ok(self)
    }

    /// Returns a copy with a prefix before each name. URIs stay unchanged, because clients keep them.
    ///
    /// # Errors
    ///
    /// If a prefixed name is invalid.
    pub fn prefix(&self, prefix: &str) -> Result<Self, RegistryError> {
        let mut registry = Self::new();
        for tool in self.iter() {
            registry.insert_ref(tool.prefixed(prefix)?)?;
        }
        for prompt in self.prompts() {
            registry.insert_prompt_ref(prompt.prefixed(prefix)?)?;
        }
        for resource in self.resources() {
            registry.insert_resource_ref(resource.prefixed(prefix)?)?;
        }
        for template in self.templates() {
            registry.insert_template_ref(template.prefixed(prefix)?)?;
        }
        Ok(registry)
    }

    /// Sets the capacity of the list cache, in distinct filters. Defaults to 256. Set it to the number of filters in
    /// use. `0` disables the cache.
    #[must_use]
    pub fn list_cache(mut self, filters: usize) -> Self {
        let lists = ListCache::of_size(filters);
        self.0 = Arc::new(Inner { parts: self.0.parts.clone(), whole: Lists::default(), lists });
        self
    }

    /// Returns the tool with this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&ToolRef> {
        self.0.parts.tools.get(name)
    }

    /// Returns the prompt with this name.
    #[must_use]
    pub fn prompt(&self, name: &str) -> Option<&PromptRef> {
        self.0.parts.prompts.get(name)
    }

    /// Returns the tools, sorted by name.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &ToolRef> {
        self.0.parts.tools.values()
    }

    /// Returns the prompts, sorted by name.
    #[must_use]
    pub fn prompts(&self) -> impl ExactSizeIterator<Item = &PromptRef> {
        self.0.parts.prompts.values()
    }

    /// Returns the resources, sorted by URI.
    #[must_use]
    pub fn resources(&self) -> impl ExactSizeIterator<Item = &ResourceRef> {
        self.0.parts.resources.values()
    }

    /// Returns the resource templates, sorted by URI template.
    #[must_use]
    pub fn templates(&self) -> impl ExactSizeIterator<Item = &TemplateRef> {
        self.0.parts.templates.values()
    }

    /// Returns the number of tools.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.parts.tools.len()
    }

    /// Returns `true` if there are no tools.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.parts.tools.is_empty()
    }

    /// Returns the items that a filter allows.
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
        let Parts { tools, prompts, resources, templates } = &self.0.parts;
        f.debug_struct("Registry")
            .field("tools", &tools.keys())
            .field("prompts", &prompts.keys())
            .field("resources", &resources.keys())
            .field("templates", &templates.keys())
            .finish()
    }
}
