//! Resources: data that a client reads by its URI, singly or by a template.

mod function;
mod output;
mod template;
mod template_function;
mod uri_template;

use async_trait::async_trait;

pub use function::{FnResource, resource_fn};
pub use output::ResourceOutput;
pub use template::TemplateDefinition;
pub use template_function::{FnTemplate, template_fn};
pub(crate) use uri_template::MAX_URI;
pub(crate) use uri_template::has_scheme;
pub use uri_template::{UriTemplate, UriTemplateError};

use crate::{
    handler::{
        completion::{Completion, CompletionRequest},
        context::Context,
        tool::{Arguments, HandlerError},
    },
    wire::resource_definition::ResourceDefinition,
};

/// Resource that a client reads by its URI.
///
/// Most resources are made by [`resource_fn`]. Implement the trait if a resource carries state or builds its
/// definition at run time. For many resources of one kind, use [`ResourceTemplate`].
///
/// ```
/// use mcp_core::{Context, Resource, ResourceDefinition, ResourceOutput, HandlerError, async_trait};
///
/// struct Policy(ResourceDefinition);
///
/// #[async_trait]
/// impl Resource for Policy {
///     fn definition(&self) -> &ResourceDefinition {
///         &self.0
///     }
///
///     async fn read(&self, _: &Context) -> Result<ResourceOutput, HandlerError> {
///         Ok("Thirty days.".into())
///     }
/// }
///
/// let policy = Policy(ResourceDefinition::new("shop://policy", "policy").with_mime_type("text/plain"));
/// assert_eq!(policy.definition().uri(), "shop://policy");
/// ```
#[async_trait]
pub trait Resource: Send + Sync + 'static {
    /// Returns the definition. The registry reads it once, when the resource is inserted.
    fn definition(&self) -> &ResourceDefinition;

    /// Reads the resource.
    ///
    /// # Errors
    ///
    /// [`HandlerErrorKind::NotFound`](crate::HandlerErrorKind::NotFound) is sent as the protocol's error for an unknown resource
    /// (-32602; -32002 up to 2025-11-25), [`HandlerErrorKind::InvalidArguments`](crate::HandlerErrorKind::InvalidArguments) as
    /// -32602, any other kind as -32603.
    async fn read(&self, context: &Context) -> Result<ResourceOutput, HandlerError>;
}

/// Resource template: many resources that share a URI template.
///
/// Most templates are made by [`template_fn`].
#[async_trait]
pub trait ResourceTemplate: Send + Sync + 'static {
    /// Returns the definition. The registry reads it once, when the template is inserted.
    fn definition(&self) -> &TemplateDefinition;

    /// Reads the resource with a URI that matches the template. The variables are an object of decoded strings.
    /// They are client input: validate them.
    ///
    /// # Errors
    ///
    /// As [`Resource::read`].
    async fn read(
        &self,
        uri: &str,
        variables: Arguments<'_>,
        context: &Context,
    ) -> Result<ResourceOutput, HandlerError>;

    /// Returns the variables that [`complete`](Self::complete) supports. The registry reads them once and forwards
    /// no others. The server declares the capability `completions` if any of its prompts or templates supports one.
    fn completes(&self) -> Vec<&str> {
        Vec::new()
    }

    /// Completes a variable.
    ///
    /// # Errors
    ///
    /// As [`Resource::read`].
    async fn complete(
        &self,
        request: CompletionRequest,
        context: &Context,
    ) -> Result<Completion, HandlerError> {
        let _ = (request, context);
        Ok(Completion::default())
    }
}
