//! Resources from functions.

use std::marker::PhantomData;

use async_trait::async_trait;

use super::{Resource, ResourceOutput};
use crate::{
    handler::{
        context::Context,
        function::{Handler, definition_setters},
        tool::{HandlerError, title_of},
    },
    wire::{protocol::ContentAnnotations, resource_definition::ResourceDefinition},
};

/// Creates a resource from an async function.
///
/// The function takes the [`Context`] and returns a text, [`ResourceContents`](crate::ResourceContents), several of
/// them or a [`ResourceOutput`]. Its error is any type that converts to [`HandlerError`]. Programs and filters use the
/// name; filters treat a resource as read access.
///
/// ```
/// # #[cfg(not(feature = "testing"))] fn main() {}
/// # #[cfg(feature = "testing")] #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use mcp_core::{Context, Registry, HandlerError, resource_fn, testing::TestClient};
///
/// let policy = resource_fn("shop://policy", "policy", "What can be returned.", |_: Context| async {
///     Ok::<_, HandlerError>("Everything, within thirty days.")
/// })
/// .mime_type("text/plain");
///
/// let client = TestClient::new(Registry::new().with_resource(policy)?);
/// assert_eq!(client.read_resource("shop://policy").await?.text(), "Everything, within thirty days.");
/// # Ok(()) }
/// ```
pub fn resource_fn<F, M>(
    uri: impl Into<String>,
    name: impl Into<String>,
    description: impl Into<String>,
    function: F,
) -> FnResource<F, M>
where
    F: Handler<ResourceOutput, M, Input = Context>,
{
    let name = name.into();
    let title = title_of(&name);
    let definition = ResourceDefinition::new(uri, name).with_title(title).with_description(description);
    FnResource { definition, function, marker: PhantomData }
}

/// Resource made by [`resource_fn`].
pub struct FnResource<F, M> {
    definition: ResourceDefinition,
    function: F,
    marker: PhantomData<fn() -> M>,
}

impl<F, M> std::fmt::Debug for FnResource<F, M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FnResource").field("definition", &self.definition).finish_non_exhaustive()
    }
}

impl<F, M> FnResource<F, M> {
    definition_setters!(ResourceDefinition, "resource");

    /// Sets the MIME type.
    #[must_use]
    pub fn mime_type(self, mime_type: impl Into<String>) -> Self {
        self.define(|definition| definition.with_mime_type(mime_type))
    }

    /// Sets the annotations for the client.
    #[must_use]
    pub fn annotations(self, annotations: ContentAnnotations) -> Self {
        self.define(|definition| definition.with_annotations(annotations))
    }
}

#[async_trait]
impl<F, M> Resource for FnResource<F, M>
where
    F: Handler<ResourceOutput, M, Input = Context>,
    M: 'static,
{
    fn definition(&self) -> &ResourceDefinition {
        &self.definition
    }

    async fn read(&self, context: &Context) -> Result<ResourceOutput, HandlerError> {
        self.function.run(context.clone(), context).await
    }
}
