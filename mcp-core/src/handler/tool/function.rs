//! Tools from functions.

use std::marker::PhantomData;

use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{Access, Annotations, Arguments, HandlerError, Tool, ToolDefinition, ToolMethod, ToolOutput};
use crate::handler::{
    context::Context,
    function::{Handler, definition_setters},
    schema,
};

/// Creates a tool from an async function over a typed argument struct.
///
/// The function takes the arguments, or the arguments and the [`Context`]. It returns any serialisable type or a
/// [`ToolOutput`]. Its error is any type that converts to [`HandlerError`]. An object is the result as it is; a text,
/// a number or a list is wrapped in `{"result": …}` ([`ToolOutput::json`]). Return [`ToolOutput::text`] for a text
/// that the model should read as such.
///
/// Doc comments of the struct's fields become the descriptions of the arguments.
///
/// The setters provide metadata for [`Filter`](crate::Filter) and for clients:
///
/// | setter | meaning | default |
/// | --- | --- | --- |
/// | [`method`](FnTool::method) | kind of operation | [`ToolMethod::Custom`] |
/// | [`access`](FnTool::access) | reads, writes or reaches a customer | follows from the method: list and get read, all others write |
/// | [`tags`](FnTool::tags) | tags | none |
/// | [`annotations`](FnTool::annotations) | hints for the client | follow from access and method |
///
/// By default a tool counts as one that writes: the filter words `write` and `custom` match it, `read` and `send`
/// do not. [`lint`](crate::lint) reports tools without a method.
///
/// The struct derives `JsonSchema` of schemars 1. A crate that does not depend on schemars adds `#[schemars(crate =
/// "mcp_core::schemars")]` to the struct.
///
/// ```
/// use mcp_core::{Access, Annotations, Filter, ToolMethod, Registry, HandlerError, lint::lint, tool_fn};
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
///     Ok::<_, HandlerError>(Order { number: args.number, paid: true })
/// })
/// .method(ToolMethod::Get)
/// .tags(["orders"])
/// .output::<Order>();
///
/// // Writes, and a second call refunds once more: the hint that updates are idempotent would be wrong.
/// let refund = tool_fn("refund_order", "Refunds an order.", |_: OneOrder| async { Ok::<_, HandlerError>("refunded") })
///     .method(ToolMethod::Update)
///     .tags(["orders", "payments"])
///     .annotations(Annotations::of(Access::Write, ToolMethod::Update).idempotent(false).destructive(true));
///
/// // Reaches a customer: only the filter word `send` or the name allows it.
/// let remind = tool_fn("remind_customer", "Mails the customer.", |_: OneOrder| async { Ok::<_, HandlerError>("sent") })
///     .method(ToolMethod::Create)
///     .access(Access::Send)
///     .tags(["orders"]);
///
/// let registry = Registry::new().with_tool(lookup)?.with_tool(refund)?.with_tool(remind)?;
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
    F: Handler<ToolOutput, M>,
    F::Input: DeserializeOwned + JsonSchema,
{
    let name = name.into();
    let title = title_of(&name);
    let definition =
        ToolDefinition::new(name, title, description).with_input_schema(schema::input_schema::<F::Input>());
    FnTool { definition, function, marker: PhantomData }
}

/// Arguments of a tool that takes none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct NoArguments {}

/// Tool made by [`tool_fn`].
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
    definition_setters!(ToolDefinition, "tool");

    /// Sets the access. Defaults to that of the [`method`](Self::method): list and get read, all others write.
    #[must_use]
    pub fn access(self, access: Access) -> Self {
        self.define(|definition| definition.with_access(access))
    }

    /// Sets the kind of operation. Defaults to [`ToolMethod::Custom`]. It determines the access unless
    /// [`access`](Self::access) is set.
    #[must_use]
    pub fn method(self, method: ToolMethod) -> Self {
        self.define(|definition| definition.with_method(method))
    }

    /// Sets the hints. Defaults to those of access and method.
    #[must_use]
    pub fn annotations(self, annotations: Annotations) -> Self {
        self.define(|definition| definition.with_annotations(annotations))
    }

    /// Declares the result type, from which the output schema is generated. It must be the type that the function
    /// returns.
    #[must_use]
    pub fn output<T: JsonSchema>(self) -> Self {
        self.define(|definition| definition.with_output_schema(schema::output_schema::<T>()))
    }
}

#[async_trait]
impl<F, M> Tool for FnTool<F, M>
where
    F: Handler<ToolOutput, M>,
    F::Input: DeserializeOwned,
    M: 'static,
{
    fn definition(&self) -> &ToolDefinition {
        &self.definition
    }

    async fn call(&self, arguments: Arguments<'_>, context: &Context) -> Result<ToolOutput, HandlerError> {
        let arguments = arguments.parse()?;
        self.function.run(arguments, context).await
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
    fn access_defaults_to_write() {
        let tool = tool_fn("t", "A tool.", |_: NoArguments, _: Context| async { Ok::<_, HandlerError>(()) });
        assert_eq!(tool.definition().access(), Access::Write);
        for (word, shows) in [("write", true), ("custom", true), ("read", false), ("send", false)] {
            let filter = crate::catalogue::filter::Filter::new().methods([word]).unwrap();
            assert_eq!(filter.allows(tool.definition()), shows, "{word}");
        }
        assert_eq!(tool.method(ToolMethod::Get).definition().access(), Access::Read);
    }
}
