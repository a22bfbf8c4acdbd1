//! A tool from a function.

use std::{future::Future, marker::PhantomData};

use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{Access, Annotations, Arguments, Method, Tool, ToolDefinition, ToolError, ToolOutput};
use crate::{
    handler::{context::Context, schema},
    wire::protocol::Icon,
};

/// Makes a tool from an async function over a typed argument struct.
///
/// The function takes the arguments, or the arguments and the [`Context`]. It returns anything that serialises, or a
/// [`ToolOutput`]; its error is anything that turns into a [`ToolError`]. What serialises to an object is the result as it
/// is; a text, a number or a list stands in `{"result": …}` ([`ToolOutput::json`]), so a text that a model should read as
/// such is a [`ToolOutput::text`].
///
/// Doc comments of the struct's fields become the descriptions of the arguments.
///
/// The setters say what a [`Filter`](crate::Filter) and a client must know:
///
/// | setter | says | default |
/// | --- | --- | --- |
/// | [`method`](FnTool::method) | the kind of operation | [`Method::Custom`] |
/// | [`access`](FnTool::access) | whether it reads, writes or reaches a customer | follows from the method: list and get read, all others write |
/// | [`tags`](FnTool::tags) | the subjects | none |
/// | [`annotations`](FnTool::annotations) | the hints to the client | follow from access and method |
///
/// So a tool with the defaults counts as one that writes: the filter words `write` and `custom` match it, `read` and
/// `send` do not. [`lint`](crate::lint) reports a tool whose method nobody set.
///
/// The struct derives `JsonSchema` of schemars 1. A crate that has no schemars of its own writes
/// `#[schemars(crate = "mcp_core::schemars")]` above it.
///
/// ```
/// use mcp_core::{Access, Annotations, Filter, Method, Registry, ToolError, lint::lint, tool_fn};
/// use schemars::JsonSchema;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Deserialize, JsonSchema)]
/// #[serde(deny_unknown_fields)]
/// struct OneOrder {
///     /// The number on the invoice.
///     number: u32,
/// }
///
/// #[derive(Serialize, JsonSchema)]
/// struct Order { number: u32, paid: bool }
///
/// // Only reads: access follows from the method.
/// let lookup = tool_fn("lookup_order", "Looks up an order by its number.", |args: OneOrder| async move {
///     Ok::<_, ToolError>(Order { number: args.number, paid: true })
/// })
/// .method(Method::Get)
/// .tags(["orders"])
/// .output::<Order>();
///
/// // Writes, and a second call refunds once more: the hint that updates are idempotent would be wrong.
/// let refund = tool_fn("refund_order", "Refunds an order.", |_: OneOrder| async { Ok::<_, ToolError>("refunded") })
///     .method(Method::Update)
///     .tags(["orders", "payments"])
///     .annotations(Annotations::of(Access::Write, Method::Update).idempotent(false).destructive(true));
///
/// // Reaches a customer: only the word `send` or the name lets a caller have it.
/// let remind = tool_fn("remind_customer", "Mails the customer.", |_: OneOrder| async { Ok::<_, ToolError>("sent") })
///     .method(Method::Create)
///     .access(Access::Send)
///     .tags(["orders"]);
///
/// let registry = Registry::new().with(lookup)?.with(refund)?.with(remind)?;
/// assert!(lint(&registry).is_empty());
///
/// let names = |filter: Filter| -> Vec<String> {
///     registry.view(&filter).iter().map(|tool| tool.name().to_owned()).collect()
/// };
/// assert_eq!(names(Filter::new().methods(["read"])?), ["lookup_order"]);
/// assert_eq!(names(Filter::new().methods(["read", "write"])?), ["lookup_order", "refund_order"]);
/// assert_eq!(names(Filter::new().tags(["payments"])?), ["refund_order"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn tool_fn<F, M>(name: impl Into<String>, description: impl Into<String>, function: F) -> FnTool<F, M>
where
    F: Handler<M>,
{
    let name = name.into();
    let title = title_of(&name);
    let definition = ToolDefinition::new(name, title, description)
        .with_input_schema(schema::input_schema::<F::Arguments>());
    FnTool { definition, function, marker: PhantomData }
}

/// The argument type of a tool that takes none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct NoArguments {}

/// A tool made by [`tool_fn`].
pub struct FnTool<F, M> {
    definition: ToolDefinition,
    function: F,
    marker: PhantomData<fn() -> M>,
}

impl<F, M> std::fmt::Debug for FnTool<F, M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FnTool").field("definition", &self.definition).finish_non_exhaustive()
    }
}

impl<F, M> FnTool<F, M> {
    fn map(mut self, change: impl FnOnce(ToolDefinition) -> ToolDefinition) -> Self {
        self.definition = change(self.definition);
        self
    }

    /// Sets the title; unset it is the name in words.
    #[must_use]
    pub fn title(self, title: impl Into<String>) -> Self {
        self.map(|definition| definition.with_title(title))
    }

    /// Sets what the tool may do. Defaults to what follows from the [`method`](Self::method): list and get read, all
    /// others write.
    #[must_use]
    pub fn access(self, access: Access) -> Self {
        self.map(|definition| definition.with_access(access))
    }

    /// Sets the kind of operation. Defaults to [`Method::Custom`]. The access follows from it unless
    /// [`access`](Self::access) sets one.
    #[must_use]
    pub fn method(self, method: Method) -> Self {
        self.map(|definition| definition.with_method(method))
    }

    /// Sets the subjects by which a filter finds the tool.
    #[must_use]
    pub fn tags<T: Into<String>>(self, tags: impl IntoIterator<Item = T>) -> Self {
        self.map(|definition| definition.with_tags(tags))
    }

    /// Sets the hints, where those that follow from access and method are not right.
    #[must_use]
    pub fn annotations(self, annotations: Annotations) -> Self {
        self.map(|definition| definition.with_annotations(annotations))
    }

    /// Sets the pictures to show for the tool.
    #[must_use]
    pub fn icons(self, icons: impl IntoIterator<Item = Icon>) -> Self {
        self.map(|definition| definition.with_icons(icons))
    }

    /// Declares the type of the result, from which the output schema is made. It must be what the function returns.
    #[must_use]
    pub fn output<T: JsonSchema>(self) -> Self {
        self.map(|definition| definition.with_output_schema(schema::output_schema::<T>()))
    }

    /// Changes the definition in ways that have no setter here.
    #[must_use]
    pub fn define(self, change: impl FnOnce(ToolDefinition) -> ToolDefinition) -> Self {
        self.map(change)
    }
}

#[async_trait]
impl<F, M> Tool for FnTool<F, M>
where
    F: Handler<M>,
    M: 'static,
{
    fn definition(&self) -> &ToolDefinition {
        &self.definition
    }

    async fn call(&self, arguments: Arguments<'_>, context: &Context) -> Result<ToolOutput, ToolError> {
        let arguments = arguments.parse()?;
        self.function.run(arguments, context).await
    }
}

/// A function that [`tool_fn`] can make a tool of. `M` tells the forms of functions apart and is always inferred.
// Several forms fit, so the compiler cannot say by itself which part of a function is wrong.
#[diagnostic::on_unimplemented(
    message = "no tool can be made of this function",
    label = "not an async function from arguments, or from arguments and a `Context`, to a `Result`",
    note = "the arguments are one struct, by value, which derives `serde::Deserialize` and the `JsonSchema` of schemars 1, \
            that of `mcp_core::schemars`; a tool that takes none has `NoArguments`",
    note = "the `Context` is the second parameter, by value",
    note = "what comes of it is a `Result`: what is good implements `serde::Serialize` or is a `ToolOutput`, and the error \
            turns into a `ToolError`",
    note = "the function is `Send + Sync + 'static` and its future is `Send`: it holds no `Rc` and no guard of a lock over \
            an `.await`"
)]
pub trait Handler<M>: Send + Sync + 'static {
    /// The arguments that the function takes.
    type Arguments: DeserializeOwned + JsonSchema + Send;

    /// Runs the function.
    fn run(
        &self,
        arguments: Self::Arguments,
        context: &Context,
    ) -> impl Future<Output = Result<ToolOutput, ToolError>> + Send;
}

/// What a function of [`tool_fn`] may return: anything that serialises, or a [`ToolOutput`].
pub trait IntoToolOutput {
    /// Makes the result.
    ///
    /// # Errors
    ///
    /// When the value has no JSON form.
    fn into_tool_output(self) -> Result<ToolOutput, ToolError>;
}

impl<T: Serialize> IntoToolOutput for T {
    fn into_tool_output(self) -> Result<ToolOutput, ToolError> {
        ToolOutput::json(&self)
    }
}

impl IntoToolOutput for ToolOutput {
    fn into_tool_output(self) -> Result<ToolOutput, ToolError> {
        Ok(self)
    }
}

impl<F, A, R, T, E> Handler<(A,)> for F
where
    F: Fn(A) -> R + Send + Sync + 'static,
    A: DeserializeOwned + JsonSchema + Send + 'static,
    R: Future<Output = Result<T, E>> + Send,
    T: IntoToolOutput,
    E: Into<ToolError>,
{
    type Arguments = A;

    fn run(&self, arguments: A, _: &Context) -> impl Future<Output = Result<ToolOutput, ToolError>> + Send {
        let future = self(arguments);
        async move { future.await.map_err(Into::into)?.into_tool_output() }
    }
}

impl<F, A, R, T, E> Handler<(A, Context)> for F
where
    F: Fn(A, Context) -> R + Send + Sync + 'static,
    A: DeserializeOwned + JsonSchema + Send + 'static,
    R: Future<Output = Result<T, E>> + Send,
    T: IntoToolOutput,
    E: Into<ToolError>,
{
    type Arguments = A;

    fn run(
        &self,
        arguments: A,
        context: &Context,
    ) -> impl Future<Output = Result<ToolOutput, ToolError>> + Send {
        let future = self(arguments, context.clone());
        async move { future.await.map_err(Into::into)?.into_tool_output() }
    }
}

pub(crate) fn title_of(name: &str) -> String {
    let words = name.replace(['_', '-', '.'], " ");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_is_the_name_in_words() {
        assert_eq!(title_of("lookup_order"), "Lookup order");
        assert_eq!(title_of(""), "");
    }

    #[test]
    fn a_tool_writes_until_told_otherwise() {
        let tool = tool_fn("t", "A tool.", |_: NoArguments, _: Context| async { Ok::<_, ToolError>(()) });
        assert_eq!(tool.definition().access(), Access::Write);
        for (word, shows) in [("write", true), ("custom", true), ("read", false), ("send", false)] {
            let filter = crate::catalogue::filter::Filter::new().methods([word]).unwrap();
            assert_eq!(filter.allows(tool.definition()), shows, "{word}");
        }
        assert_eq!(tool.method(Method::Get).definition().access(), Access::Read);
    }
}
