//! Resources: what a client can read by its URI, one by one or by a template.

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
pub(crate) use uri_template::has_scheme;
pub use uri_template::{MAX_TEMPLATE, MAX_URI, MAX_VARIABLES, UriTemplate, UriTemplateError};

use crate::{
    handler::{
        completion::{Completion, CompletionRequest},
        context::Context,
        tool::{Arguments, ToolError},
    },
    wire::resource_definition::ResourceDefinition,
};

/// Something that a client can read by its URI.
///
/// Most resources are made by [`resource_fn`]; implement the trait where a resource carries state or makes its
/// definition at run time. For many things of one kind there is [`ResourceTemplate`].
///
/// ```
/// use mcp_core::{Context, Resource, ResourceDefinition, ResourceOutput, ToolError, async_trait};
///
/// struct Policy(ResourceDefinition);
///
/// #[async_trait]
/// impl Resource for Policy {
///     fn definition(&self) -> &ResourceDefinition {
///         &self.0
///     }
///
///     async fn read(&self, _: &Context) -> Result<ResourceOutput, ToolError> {
///         Ok("Thirty days.".into())
///     }
/// }
///
/// let policy = Policy(ResourceDefinition::new("shop://policy", "policy").with_mime_type("text/plain"));
/// assert_eq!(policy.definition().uri(), "shop://policy");
/// ```
#[async_trait]
pub trait Resource: Send + Sync + 'static {
    /// What the resource is. The registry reads it once, when the resource is inserted.
    fn definition(&self) -> &ResourceDefinition;

    /// Reads the resource.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) becomes the protocol's error for a resource that does not
    /// exist (-32602; -32002 up to 2025-11-25), [`ErrorKind::InvalidArguments`](crate::ErrorKind::InvalidArguments)
    /// -32602, any other kind -32603.
    async fn read(&self, context: &Context) -> Result<ResourceOutput, ToolError>;
}

/// Many resources of one kind, whose URIs differ in some places.
///
/// Most templates are made by [`template_fn`].
#[async_trait]
pub trait ResourceTemplate: Send + Sync + 'static {
    /// What the template is. The registry reads it once, when the template is inserted.
    fn definition(&self) -> &TemplateDefinition;

    /// Reads the resource of a URI that fits the template. The variables are an object of strings, decoded; they are
    /// the client's input like any other.
    ///
    /// # Errors
    ///
    /// As [`Resource::read`].
    async fn read(
        &self,
        uri: &str,
        variables: Arguments<'_>,
        context: &Context,
    ) -> Result<ResourceOutput, ToolError>;

    /// The variables for which [`complete`](Self::complete) proposes something. The registry reads them once and takes no
    /// other; a server says that it completes when any of its prompts or templates does.
    fn completes(&self) -> Vec<&str> {
        Vec::new()
    }

    /// Proposes values for a variable.
    ///
    /// # Errors
    ///
    /// As [`Resource::read`].
    async fn complete(&self, request: CompletionRequest, context: &Context) -> Result<Completion, ToolError> {
        let _ = (request, context);
        Ok(Completion::default())
    }
}
