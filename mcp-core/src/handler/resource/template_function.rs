//! Resource templates from functions.

use std::marker::PhantomData;

use async_trait::async_trait;
use serde::de::DeserializeOwned;

use super::{ResourceOutput, ResourceTemplate, TemplateDefinition};
use crate::{
    handler::{
        completion::{Completers, Completion, CompletionRequest},
        context::Context,
        function::{Handler, definition_setters},
        tool::{Arguments, HandlerError, title_of},
    },
    wire::protocol::ContentAnnotations,
};

/// Creates a resource template from an async function over a struct of its variables.
///
/// For the form of the URI template see [`UriTemplate`](super::UriTemplate). The function takes the variables, or
/// the variables and the [`Context`], and returns the same types as that of [`resource_fn`](super::resource_fn).
/// The variables are text; [`Arguments::parse`] coerces them to the types of the fields.
///
/// ```
/// # #[cfg(not(feature = "testing"))] fn main() {}
/// # #[cfg(feature = "testing")] #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use mcp_core::{CompletionRequest, Registry, HandlerError, template_fn, testing::TestClient};
///
/// #[derive(serde::Deserialize)]
/// struct Order { number: u32 }
///
/// let orders = template_fn("shop://orders/{number}", "order", "An order.", |order: Order| async move {
///     match order.number {
///         7 => Ok("# Order 7\n\nPaid."),
///         other => Err(HandlerError::not_found(format!("there is no order {other}"))),
///     }
/// })
/// .mime_type("text/markdown")
/// .complete("number", |request: CompletionRequest| async move {
///     Ok::<_, HandlerError>(request.choose(["7", "12"]))
/// });
///
/// let client = TestClient::new(Registry::new().with_template(orders)?);
/// assert_eq!(client.read_resource("shop://orders/7").await?.text(), "# Order 7\n\nPaid.");
/// assert_eq!(client.read_resource("shop://orders/8").await.unwrap_err().message(), "there is no order 8");
/// assert_eq!(client.complete_template("shop://orders/{number}", "number", "1").await?, ["12"]);
/// # Ok(()) }
/// ```
pub fn template_fn<F, M>(
    uri_template: impl Into<String>,
    name: impl Into<String>,
    description: impl Into<String>,
    function: F,
) -> FnTemplate<F, M>
where
    F: Handler<ResourceOutput, M>,
    F::Input: DeserializeOwned,
{
    let name = name.into();
    let title = title_of(&name);
    let definition =
        TemplateDefinition::new(uri_template, name).with_title(title).with_description(description);
    FnTemplate { definition, completers: Completers::default(), function, marker: PhantomData }
}

/// Resource template made by [`template_fn`].
pub struct FnTemplate<F, M> {
    definition: TemplateDefinition,
    completers: Completers,
    function: F,
    marker: PhantomData<fn() -> M>,
}

impl<F, M> std::fmt::Debug for FnTemplate<F, M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FnTemplate")
            .field("definition", &self.definition)
            .field("completers", &self.completers)
            .finish_non_exhaustive()
    }
}

impl<F, M> FnTemplate<F, M> {
    definition_setters!(TemplateDefinition, "resources");

    /// Sets the MIME type of all resources.
    #[must_use]
    pub fn mime_type(self, mime_type: impl Into<String>) -> Self {
        self.define(|definition| definition.with_mime_type(mime_type))
    }

    /// Sets the annotations for the client.
    #[must_use]
    pub fn annotations(self, annotations: ContentAnnotations) -> Self {
        self.define(|definition| definition.with_annotations(annotations))
    }

    /// Sets the completion of a variable: an async function from a [`CompletionRequest`], or from that and the
    /// [`Context`], to a [`Completion`] or a list of texts.
    #[must_use]
    pub fn complete<C, N>(mut self, variable: impl Into<String>, function: C) -> Self
    where
        C: Handler<Completion, N, Input = CompletionRequest>,
        N: 'static,
    {
        self.completers.set(variable.into(), function);
        self
    }
}

#[async_trait]
impl<F, M> ResourceTemplate for FnTemplate<F, M>
where
    F: Handler<ResourceOutput, M>,
    F::Input: DeserializeOwned,
    M: 'static,
{
    fn definition(&self) -> &TemplateDefinition {
        &self.definition
    }

    async fn read(
        &self,
        _: &str,
        variables: Arguments<'_>,
        context: &Context,
    ) -> Result<ResourceOutput, HandlerError> {
        let variables = variables.parse()?;
        self.function.run(variables, context).await
    }

    fn completes(&self) -> Vec<&str> {
        self.completers.names().collect()
    }

    async fn complete(
        &self,
        request: CompletionRequest,
        context: &Context,
    ) -> Result<Completion, HandlerError> {
        self.completers.complete(request, context).await
    }
}
