//! Entries of a registry: a handler, its definition and the JSON of the definition.

use std::{collections::BTreeMap, fmt, sync::Arc};

use bytes::Bytes;
use serde_json::Value;

use super::{RegistryError, is_name};
use crate::{
    catalogue::filter::Subject,
    handler::{
        completion::{Completion, CompletionRequest},
        context::Context,
        prompt::{Prompt, PromptDefinition, PromptOutput},
        resource::{Resource, ResourceOutput, ResourceTemplate, TemplateDefinition, UriTemplate, has_scheme},
        tool::{Arguments, HandlerError, Tool, ToolDefinition, ToolOutput},
    },
    wire::resource_definition::ResourceDefinition,
};

/// An item of a list.
pub(crate) trait ListItem {
    /// Returns the attributes that a filter matches.
    fn subject(&self) -> Subject<'_>;
    /// Returns the JSON object of the item in its list.
    fn json(&self) -> &Bytes;
}

/// Keyword of arguments that clients repeat in headers of a call.
const HEADER_ANNOTATION: &str = "x-mcp-header";

/// Tool of a registry. Cloning is cheap.
#[derive(Clone)]
pub struct ToolRef(Arc<ToolEntry>);

struct ToolEntry {
    definition: ToolDefinition,
    json: Bytes,
    mirrors_arguments: bool,
    tool: Arc<dyn Tool>,
}

/// Prompt of a registry. Cloning is cheap.
#[derive(Clone)]
pub struct PromptRef(Arc<PromptEntry>);

struct PromptEntry {
    definition: PromptDefinition,
    json: Bytes,
    prompt: Arc<dyn Prompt>,
}

/// Resource of a registry. Cloning is cheap.
#[derive(Clone)]
pub struct ResourceRef(Arc<ResourceEntry>);

struct ResourceEntry {
    definition: ResourceDefinition,
    json: Bytes,
    resource: Arc<dyn Resource>,
}

/// Resource template of a registry. Cloning is cheap.
#[derive(Clone)]
pub struct TemplateRef(Arc<TemplateEntry>);

struct TemplateEntry {
    definition: TemplateDefinition,
    json: Bytes,
    form: UriTemplate,
    template: Arc<dyn ResourceTemplate>,
}

/// Serialises a definition.
fn to_json(definition: &impl serde::Serialize) -> Bytes {
    serde_json::to_vec(definition).expect("definitions are made of text, numbers and JSON").into()
}

fn check_name(name: &str) -> Result<(), RegistryError> {
    if is_name(name) { Ok(()) } else { Err(RegistryError::InvalidName(name.to_owned())) }
}

/// Refuses completers of unknown arguments: a misspelt name would never be completed, and nothing would report it.
fn check_completed(
    name: &str,
    completed: &[&str],
    is_argument: impl Fn(&str) -> bool,
) -> Result<(), RegistryError> {
    completed.iter().find(|argument| !is_argument(argument)).map_or(Ok(()), |argument| {
        Err(RegistryError::UnknownArgument { name: name.to_owned(), argument: (*argument).to_owned() })
    })
}

impl ToolRef {
    pub(super) fn new(definition: ToolDefinition, tool: Arc<dyn Tool>) -> Result<Self, RegistryError> {
        check_name(definition.name())?;
        let schemas = [
            ("input schema", Some(definition.input_schema())),
            ("output schema", definition.output_schema()),
        ];
        for (which, schema) in schemas {
            if schema.is_some_and(|schema| schema.get("type").and_then(Value::as_str) != Some("object")) {
                return Err(RegistryError::InvalidSchema { tool: definition.name().to_owned(), which });
            }
        }
        let json = definition.to_json().to_string();
        let mirrors_arguments = json.contains(HEADER_ANNOTATION);
        Ok(Self(Arc::new(ToolEntry { definition, json: json.into(), mirrors_arguments, tool })))
    }

    pub(super) fn prefixed(&self, prefix: &str) -> Result<Self, RegistryError> {
        let mut definition = self.definition().clone();
        definition.rename(format!("{prefix}{}", self.name()));
        Self::new(definition, Arc::clone(&self.0.tool))
    }

    /// Returns the name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.definition.name()
    }

    /// Returns the definition. Its name is the one in the registry.
    #[must_use]
    pub fn definition(&self) -> &ToolDefinition {
        &self.0.definition
    }

    /// Returns `true` if the input schema may have arguments that clients repeat in headers (`x-mcp-header`). A
    /// transport looks for them only then.
    #[must_use]
    pub fn mirrors_arguments(&self) -> bool {
        self.0.mirrors_arguments
    }

    /// Runs the tool.
    ///
    /// # Errors
    ///
    /// The error of the tool.
    pub async fn call(&self, arguments: &[u8], context: &Context) -> Result<ToolOutput, HandlerError> {
        let arguments = std::str::from_utf8(arguments)
            .map_err(|_| HandlerError::invalid_arguments("the arguments are not UTF-8"))?;
        self.0.tool.call(Arguments::from(arguments), context).await
    }
}

impl ListItem for ToolRef {
    fn subject(&self) -> Subject<'_> {
        self.definition().into()
    }

    fn json(&self) -> &Bytes {
        &self.0.json
    }
}

impl PromptRef {
    pub(super) fn new(definition: PromptDefinition, prompt: Arc<dyn Prompt>) -> Result<Self, RegistryError> {
        check_name(definition.name())?;
        let arguments = definition.arguments();
        check_completed(definition.name(), &prompt.completes(), |completed| {
            arguments.iter().any(|argument| argument.name == completed)
        })?;
        let json = to_json(&definition);
        Ok(Self(Arc::new(PromptEntry { definition, json, prompt })))
    }

    pub(super) fn prefixed(&self, prefix: &str) -> Result<Self, RegistryError> {
        let mut definition = self.definition().clone();
        definition.rename(format!("{prefix}{}", self.name()));
        Self::new(definition, Arc::clone(&self.0.prompt))
    }

    /// Returns the name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.definition.name()
    }

    /// Returns the definition. Its name is the one in the registry.
    #[must_use]
    pub fn definition(&self) -> &PromptDefinition {
        &self.0.definition
    }

    /// Gets the prompt.
    ///
    /// Optional arguments with an empty value are removed: clients send them for fields that the user did not
    /// touch.
    ///
    /// # Errors
    ///
    /// [`HandlerErrorKind::InvalidArguments`](crate::HandlerErrorKind::InvalidArguments) if a required argument is missing, or
    /// the error of the prompt.
    pub async fn get(&self, arguments: &[u8], context: &Context) -> Result<PromptOutput, HandlerError> {
        let arguments = self.without_empty_values(arguments)?;
        self.0.prompt.get(Arguments::from(arguments.as_str()), context).await
    }

    fn without_empty_values(&self, arguments: &[u8]) -> Result<String, HandlerError> {
        let arguments = if arguments.is_empty() { b"null" } else { arguments };
        let given: Option<BTreeMap<String, Value>> = serde_json::from_slice(arguments).map_err(|_| {
            HandlerError::invalid_arguments("the arguments must be an object with text values")
        })?;
        let mut given = given.unwrap_or_default();
        let expected = self.definition().arguments();
        given.retain(|name, value| match value {
            Value::Null => false,
            Value::String(text) if text.is_empty() => {
                expected.iter().any(|argument| argument.name == *name && argument.required)
            }
            _ => true,
        });
        let missing: Vec<_> = expected
            .iter()
            .filter(|argument| argument.required && !given.contains_key(&argument.name))
            .map(|argument| argument.name.as_str())
            .collect();
        if !missing.is_empty() {
            return Err(HandlerError::invalid_arguments(format!(
                "missing required arguments of the prompt {}: {}",
                self.name(),
                missing.join(", ")
            )));
        }
        serde_json::to_string(&given)
            .map_err(|error| HandlerError::internal("the arguments cannot be written").with_source(error))
    }

    /// Returns `true` if the prompt completes any argument.
    #[must_use]
    pub fn completes(&self) -> bool {
        !self.0.prompt.completes().is_empty()
    }

    /// Completes an argument.
    ///
    /// # Errors
    ///
    /// [`HandlerErrorKind::InvalidArguments`](crate::HandlerErrorKind::InvalidArguments) if there is no such argument, or the
    /// error of the prompt.
    pub async fn complete(
        &self,
        request: CompletionRequest,
        context: &Context,
    ) -> Result<Completion, HandlerError> {
        if !self.definition().arguments().iter().any(|argument| argument.name == request.argument()) {
            return Err(HandlerError::invalid_arguments(format!(
                "the prompt {} has no such argument",
                self.name()
            )));
        }
        self.0.prompt.complete(request, context).await
    }
}

impl ListItem for PromptRef {
    fn subject(&self) -> Subject<'_> {
        self.definition().into()
    }

    fn json(&self) -> &Bytes {
        &self.0.json
    }
}

impl ResourceRef {
    pub(super) fn new(
        definition: ResourceDefinition,
        resource: Arc<dyn Resource>,
    ) -> Result<Self, RegistryError> {
        check_name(definition.name())?;
        if !has_scheme(definition.uri()) || definition.uri().len() > crate::handler::resource::MAX_URI {
            return Err(RegistryError::InvalidUri(definition.uri().to_owned()));
        }
        let json = to_json(&definition);
        Ok(Self(Arc::new(ResourceEntry { definition, json, resource })))
    }

    pub(super) fn prefixed(&self, prefix: &str) -> Result<Self, RegistryError> {
        let mut definition = self.definition().clone();
        definition.rename(format!("{prefix}{}", self.definition().name()));
        Self::new(definition, Arc::clone(&self.0.resource))
    }

    /// Returns the URI.
    #[must_use]
    pub fn uri(&self) -> &str {
        self.0.definition.uri()
    }

    /// Returns the definition. Its name is the one in the registry.
    #[must_use]
    pub fn definition(&self) -> &ResourceDefinition {
        &self.0.definition
    }

    /// Reads the resource.
    ///
    /// # Errors
    ///
    /// The error of the resource.
    pub async fn read(&self, context: &Context) -> Result<ResourceOutput, HandlerError> {
        let output = self.0.resource.read(context).await?;
        Ok(complete(output, self.uri(), self.definition().mime_type()))
    }
}

impl ListItem for ResourceRef {
    fn subject(&self) -> Subject<'_> {
        self.definition().into()
    }

    fn json(&self) -> &Bytes {
        &self.0.json
    }
}

impl TemplateRef {
    pub(super) fn new(
        definition: TemplateDefinition,
        template: Arc<dyn ResourceTemplate>,
    ) -> Result<Self, RegistryError> {
        check_name(definition.name())?;
        let form: UriTemplate = definition.uri_template().parse()?;
        check_completed(definition.name(), &template.completes(), |completed| {
            form.variables().any(|variable| variable == completed)
        })?;
        let json = to_json(&definition);
        Ok(Self(Arc::new(TemplateEntry { definition, json, form, template })))
    }

    pub(super) fn prefixed(&self, prefix: &str) -> Result<Self, RegistryError> {
        let mut definition = self.definition().clone();
        definition.rename(format!("{prefix}{}", self.definition().name()));
        Self::new(definition, Arc::clone(&self.0.template))
    }

    /// Returns the URI template.
    #[must_use]
    pub fn form(&self) -> &UriTemplate {
        &self.0.form
    }

    /// Returns the definition. Its name is the one in the registry.
    #[must_use]
    pub fn definition(&self) -> &TemplateDefinition {
        &self.0.definition
    }

    /// Reads the resource with this URI.
    ///
    /// # Errors
    ///
    /// [`HandlerErrorKind::NotFound`](crate::HandlerErrorKind::NotFound) if the URI does not match the template, or the error of
    /// the template.
    pub async fn read(&self, uri: &str, context: &Context) -> Result<ResourceOutput, HandlerError> {
        let Some(values) = self.0.form.matches(uri) else {
            return Err(HandlerError::not_found("the URI does not match the template"));
        };
        let variables = serde_json::to_string(&values)
            .map_err(|error| HandlerError::internal("the variables cannot be written").with_source(error))?;
        let output = self.0.template.read(uri, Arguments::from(variables.as_str()), context).await?;
        Ok(complete(output, uri, self.definition().mime_type()))
    }

    /// Returns `true` if the template completes any variable.
    #[must_use]
    pub fn completes(&self) -> bool {
        !self.0.template.completes().is_empty()
    }

    /// Completes a variable.
    ///
    /// # Errors
    ///
    /// [`HandlerErrorKind::InvalidArguments`](crate::HandlerErrorKind::InvalidArguments) if there is no such variable, or the
    /// error of the template.
    pub async fn complete(
        &self,
        request: CompletionRequest,
        context: &Context,
    ) -> Result<Completion, HandlerError> {
        if !self.0.form.variables().any(|variable| variable == request.argument()) {
            return Err(HandlerError::invalid_arguments(format!(
                "the template {} has no such variable",
                self.definition().name()
            )));
        }
        self.0.template.complete(request, context).await
    }
}

impl ListItem for TemplateRef {
    fn subject(&self) -> Subject<'_> {
        self.definition().into()
    }

    fn json(&self) -> &Bytes {
        &self.0.json
    }
}

/// Fills in the URI and the MIME type that the contents leave out.
fn complete(mut output: ResourceOutput, uri: &str, mime_type: Option<&str>) -> ResourceOutput {
    for contents in &mut output.contents {
        if contents.uri.is_empty() {
            uri.clone_into(&mut contents.uri);
        }
        if contents.mime_type.is_none() {
            contents.mime_type = mime_type.map(str::to_owned);
        }
        if contents.text.is_none() && contents.blob.is_none() {
            // The protocol requires text or a blob.
            contents.text = Some(String::new());
        }
    }
    output
}

impl fmt::Debug for ToolRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ToolRef").field(&self.name()).finish()
    }
}

impl fmt::Debug for PromptRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PromptRef").field(&self.name()).finish()
    }
}

impl fmt::Debug for ResourceRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ResourceRef").field(&self.uri()).finish()
    }
}

impl fmt::Debug for TemplateRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TemplateRef").field(&self.form().as_str()).finish()
    }
}
