//! The set of tools, prompts and resources.

mod entry;

use std::{collections::BTreeMap, fmt, sync::Arc};

pub(crate) use entry::Listed;
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

/// A set of tools, prompts and resources: tools and prompts in the order of their names, resources in that of their URIs.
///
/// Two tools, or two prompts, have different names; two resources, or two templates, different URIs. Clones share what
/// is in the registry; a change to one clone does not show in the others.
///
/// ```
/// use mcp_core::{Context, NoArguments, Registry, ToolError, prompt_fn, resource_fn, tool_fn};
///
/// let ping = || tool_fn("ping", "Answers.", |_: NoArguments| async { Ok::<_, ToolError>("pong") });
/// let registry = Registry::new()
///     .with(ping())?
///     .with_prompt(prompt_fn("greet", "Greets.", |_: NoArguments| async { Ok::<_, ToolError>("Say hello.") }))?
///     .with_resource(resource_fn("demo://names", "names", "Names.", |_: Context| async {
///         Ok::<_, ToolError>("Ada, Bob")
///     }))?;
/// assert!(registry.clone().with(ping()).is_err());
///
/// let both = registry.clone().merge(&Registry::new().with(ping())?.prefix("acme_")?)?;
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

/// What is in a registry, by what it is known as.
#[derive(Default, Clone)]
pub(crate) struct Parts {
    pub(crate) tools: Shelf<ToolRef>,
    pub(crate) prompts: Shelf<PromptRef>,
    pub(crate) resources: Shelf<ResourceRef>,
    pub(crate) templates: Shelf<TemplateRef>,
}

pub(crate) type Shelf<T> = BTreeMap<Arc<str>, T>;

/// Something cannot be taken into a registry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RegistryError {
    /// Two tools have the same name.
    #[error("two tools are named {0:?}")]
    DuplicateName(String),
    /// Two prompts have the same name.
    #[error("two prompts are named {0:?}")]
    DuplicatePrompt(String),
    /// Two resources have the same URI, or two templates the same form.
    #[error("two resources have the URI {0:?}")]
    DuplicateUri(String),
    /// The name is empty, longer than 128 characters or has characters other than letters, digits, `_`, `-`, `.`.
    #[error("{0:?} is no name for a tool, a prompt or a resource: 1 to 128 of A-Z a-z 0-9 _ - .")]
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
    /// What is completed is none of the arguments.
    #[error("{name:?} completes {argument:?}, which is none of its arguments")]
    #[non_exhaustive]
    UnknownArgument {
        /// The prompt or the template.
        name: String,
        /// What is completed.
        argument: String,
    },
    /// The URI of a resource does not begin with a scheme, or is longer than [`MAX_URI`](crate::MAX_URI).
    #[error("{0:?} is no URI for a resource: it begins with a scheme and has at most {max} bytes", max = crate::handler::resource::MAX_URI)]
    InvalidUri(String),
    /// The form of a template is none of the simple kind.
    #[error("a template of resources: {0}")]
    InvalidTemplate(#[from] UriTemplateError),
}

/// Longest name of a tool, a prompt or a resource, in characters. The protocol sets it for tools.
pub const MAX_TOOL_NAME: usize = 128;

pub(crate) fn is_name(name: &str) -> bool {
    (1..=MAX_TOOL_NAME).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
}

impl Registry {
    /// A registry of nothing.
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
        self.insert_ref(ToolRef::new(tool.definition().clone(), tool)?)
    }

    /// Adds a prompt.
    ///
    /// # Errors
    ///
    /// When the name is taken by another prompt or is no name, or when something is completed that is no argument. The
    /// registry is unchanged then.
    pub fn insert_prompt(&mut self, prompt: impl Prompt) -> Result<(), RegistryError> {
        self.insert_prompt_ref(PromptRef::new(prompt.definition().clone(), Arc::new(prompt))?)
    }

    /// Adds a resource.
    ///
    /// # Errors
    ///
    /// When the URI is taken by another resource or is none, or when the name is no name. The registry is unchanged
    /// then.
    pub fn insert_resource(&mut self, resource: impl Resource) -> Result<(), RegistryError> {
        self.insert_resource_ref(ResourceRef::new(resource.definition().clone(), Arc::new(resource))?)
    }

    /// Adds a template of resources.
    ///
    /// # Errors
    ///
    /// When the form is taken by another template or is none of the simple kind, when the name is no name, or when
    /// something is completed that is no variable. The registry is unchanged then.
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
        shelf: impl Fn(&mut Parts) -> &mut Shelf<T>,
        key: Arc<str>,
        thing: T,
        duplicate: impl Fn(String) -> RegistryError,
    ) -> Result<(), RegistryError> {
        let mut parts = match Arc::get_mut(&mut self.0) {
            Some(inner) => std::mem::take(&mut inner.parts),
            None => self.0.parts.clone(),
        };
        let place = shelf(&mut parts);
        let taken = place.contains_key(&key);
        let error = taken.then(|| duplicate(key.to_string()));
        if !taken {
            place.insert(key, thing);
        }
        // A new value, so that no cached list outlives the change.
        self.0 = Arc::new(Inner { parts, whole: Lists::default(), lists: self.0.lists.anew() });
        error.map_or(Ok(()), Err)
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

    /// Adds a template of resources, for chaining.
    ///
    /// # Errors
    ///
    /// As [`insert_template`](Self::insert_template).
    pub fn with_template(mut self, template: impl ResourceTemplate) -> Result<Self, RegistryError> {
        self.insert_template(template)?;
        Ok(self)
    }

    /// Adds all that another registry has.
    ///
    /// # Errors
    ///
    /// When both have a tool or a prompt of the same name, or a resource or a template of the same URI.
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

    /// The same with a prefix before each name. URIs stay as they are: they say where something is, and clients keep
    /// them.
    ///
    /// # Errors
    ///
    /// When a name is then no name.
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

    /// Sets for how many filters the lists are kept ([`LIST_CACHE_CAPACITY`](crate::LIST_CACHE_CAPACITY) by default): as
    /// many as callers with different filters come by in turn. 0 keeps none.
    #[must_use]
    pub fn list_cache(mut self, filters: usize) -> Self {
        let lists = ListCache::of_size(filters);
        self.0 = Arc::new(Inner { parts: self.0.parts.clone(), whole: Lists::default(), lists });
        self
    }

    /// The tool of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&ToolRef> {
        self.0.parts.tools.get(name)
    }

    /// The prompt of a name.
    #[must_use]
    pub fn prompt(&self, name: &str) -> Option<&PromptRef> {
        self.0.parts.prompts.get(name)
    }

    /// The tools, in the order of their names.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &ToolRef> {
        self.0.parts.tools.values()
    }

    /// The prompts, in the order of their names.
    #[must_use]
    pub fn prompts(&self) -> impl ExactSizeIterator<Item = &PromptRef> {
        self.0.parts.prompts.values()
    }

    /// The resources, in the order of their URIs.
    #[must_use]
    pub fn resources(&self) -> impl ExactSizeIterator<Item = &ResourceRef> {
        self.0.parts.resources.values()
    }

    /// The templates of resources, in the order of their forms.
    #[must_use]
    pub fn templates(&self) -> impl ExactSizeIterator<Item = &TemplateRef> {
        self.0.parts.templates.values()
    }

    /// How many tools there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.parts.tools.len()
    }

    /// Whether there is no tool.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.parts.tools.is_empty()
    }

    /// What a filter allows.
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
