//! A tool from a function.

use std::{future::Future, marker::PhantomData};

use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{Access, Annotations, Arguments, Method, Tool, ToolDefinition, ToolError, ToolOutput};
use crate::{Context, Icon, schema};

/// Makes a tool from an async function over a typed argument struct.
///
/// The function takes the arguments, or the arguments and the [`Context`]. It returns anything that serialises, or a
/// [`ToolOutput`]; its error is anything that turns into a [`ToolError`]. What serialises to an object is the result as it
/// is; a text, a number or a list stands in `{"result": …}` ([`ToolOutput::json`]), so a text that a model should read as
/// such is a [`ToolOutput::text`].
///
/// Doc comments of the struct's fields become the descriptions of the arguments. Until told otherwise the tool counts as
/// one that writes, so a read-only filter hides it.
///
/// The struct derives `JsonSchema` of schemars 1. A crate that has no schemars of its own writes
/// `#[schemars(crate = "mcp_core::schemars")]` above it.
///
/// ```
/// use mcp_core::{Method, Registry, ToolError, tool_fn};
/// use schemars::JsonSchema;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Deserialize, JsonSchema)]
/// #[serde(deny_unknown_fields)]
/// struct LookupOrder {
///     /// The number on the invoice.
///     number: u32,
/// }
///
/// #[derive(Serialize, JsonSchema)]
/// struct Order { number: u32, paid: bool }
///
/// let lookup = tool_fn("lookup_order", "Looks up an order by its number.", |args: LookupOrder| async move {
///     Ok::<_, ToolError>(Order { number: args.number, paid: true })
/// })
/// .method(Method::Get)
/// .tags(["orders"])
/// .output::<Order>();
///
/// let registry = Registry::new().with(lookup)?;
/// assert_eq!(registry.len(), 1);
/// # Ok::<(), mcp_core::RegistryError>(())
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

    /// Sets what the tool may do.
    #[must_use]
    pub fn access(self, access: Access) -> Self {
        self.map(|definition| definition.with_access(access))
    }

    /// Sets the kind of operation. Access follows it unless it is set.
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
        assert_eq!(tool.method(Method::Get).definition().access(), Access::Read);
    }
}
