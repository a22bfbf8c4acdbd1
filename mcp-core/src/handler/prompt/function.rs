//! Prompts from functions.

use std::marker::PhantomData;

use async_trait::async_trait;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{Prompt, PromptArgument, PromptDefinition, PromptOutput, fields};
use crate::handler::{
    completion::{Completers, Completion, CompletionRequest},
    context::Context,
    function::{Handler, definition_setters},
    schema,
    tool::{Arguments, HandlerError, title_of},
};

/// Creates a prompt from an async function over a typed argument struct.
///
/// The function takes the arguments, or the arguments and the [`Context`]. It returns a text, a
/// [`PromptMessage`](crate::PromptMessage), several of them or a [`PromptOutput`]. Its error is any type that
/// converts to [`HandlerError`].
///
/// The fields of the struct are the arguments, in declaration order, and their doc comments are the descriptions.
/// The values are text; [`Arguments::parse`] coerces them to the types of the fields. An argument whose type is an
/// enum is completed automatically; set a function for others with [`complete`](FnPrompt::complete).
///
/// ```
/// # #[cfg(not(feature = "testing"))] fn main() {}
/// # #[cfg(feature = "testing")] #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use mcp_core::{CompletionRequest, Registry, HandlerError, prompt_fn, testing::TestClient};
/// use schemars::JsonSchema;
/// use serde_json::json;
///
/// #[derive(serde::Deserialize, JsonSchema)]
/// #[serde(deny_unknown_fields)]
/// struct Triage {
///     /// The inbox to go through.
///     inbox: String,
///     /// Number of conversations to read.
///     limit: Option<u32>,
/// }
///
/// let triage = prompt_fn("triage", "Triages new conversations of an inbox.", |args: Triage| async move {
///     let limit = args.limit.unwrap_or(10);
///     Ok::<_, HandlerError>(format!("Read the {limit} newest conversations of the inbox {}.", args.inbox))
/// })
/// .complete("inbox", |request: CompletionRequest| async move {
///     Ok::<_, HandlerError>(request.choose(["Sales", "Support"]))
/// });
///
/// let client = TestClient::new(Registry::new().with_prompt(triage)?);
/// let prompt = client.get_prompt("triage", json!({ "inbox": "Support", "limit": "5" })).await?;
/// assert_eq!(prompt.text(), "Read the 5 newest conversations of the inbox Support.");
/// assert_eq!(client.complete_prompt("triage", "inbox", "sup").await?, ["Support"]);
/// # Ok(()) }
/// ```
pub fn prompt_fn<F, M>(name: impl Into<String>, description: impl Into<String>, function: F) -> FnPrompt<F, M>
where
    F: Handler<PromptOutput, M>,
    F::Input: DeserializeOwned + JsonSchema,
{
    let name = name.into();
    let title = title_of(&name);
    let (arguments, completers) = arguments_of::<F::Input>();
    let definition = PromptDefinition::new(name, title, description).with_arguments(arguments);
    FnPrompt { definition, completers, function, marker: PhantomData }
}

/// Prompt made by [`prompt_fn`].
pub struct FnPrompt<F, M> {
    definition: PromptDefinition,
    completers: Completers,
    function: F,
    marker: PhantomData<fn() -> M>,
}

impl<F, M> std::fmt::Debug for FnPrompt<F, M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FnPrompt")
            .field("definition", &self.definition)
            .field("completers", &self.completers)
            .finish_non_exhaustive()
    }
}

impl<F, M> FnPrompt<F, M> {
    definition_setters!(PromptDefinition, "prompt");

    /// Sets the completion of an argument: an async function from a [`CompletionRequest`], or from that and the
    /// [`Context`], to a [`Completion`] or a list of texts.
    #[must_use]
    pub fn complete<C, N>(mut self, argument: impl Into<String>, function: C) -> Self
    where
        C: Handler<Completion, N, Input = CompletionRequest>,
        N: 'static,
    {
        self.completers.set(argument.into(), function);
        self
    }
}

#[async_trait]
impl<F, M> Prompt for FnPrompt<F, M>
where
    F: Handler<PromptOutput, M>,
    F::Input: DeserializeOwned,
    M: 'static,
{
    fn definition(&self) -> &PromptDefinition {
        &self.definition
    }

    async fn get(&self, arguments: Arguments<'_>, context: &Context) -> Result<PromptOutput, HandlerError> {
        let arguments = arguments.parse()?;
        self.function.run(arguments, context).await
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

fn arguments_of<T: DeserializeOwned + JsonSchema>() -> (Vec<PromptArgument>, Completers) {
    let schema = schema::input_schema::<T>();
    let empty = Map::new();
    let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&empty);
    let required = schema.get("required").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut completers = Completers::default();
    let mut arguments = Vec::new();
    for (name, property) in properties {
        arguments.push(PromptArgument {
            name: name.clone(),
            title: Some(title_of(name)),
            description: property.get("description").and_then(Value::as_str).map(str::to_owned),
            required: required.iter().any(|required| required == name.as_str()),
        });
        if let Some(Value::Array(values)) = property.get("enum") {
            let values = values.iter().filter_map(Value::as_str).map(str::to_owned).collect();
            completers.set_values(name.clone(), values);
        }
    }
    let order = fields::order::<T>();
    arguments
        .sort_by_key(|argument| order.iter().position(|name| *name == argument.name).unwrap_or(usize::MAX));
    (arguments, completers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Deserialize, JsonSchema)]
    #[serde(rename_all = "snake_case")]
    enum Tone {
        Warm,
        Short,
    }

    #[derive(Deserialize, JsonSchema)]
    #[expect(dead_code, reason = "only the schema is of interest")]
    struct Draft {
        /// Which one.
        conversation: String,
        tone: Option<Tone>,
        sent_by: Option<String>,
    }

    #[test]
    fn prompt_arguments_follow_the_struct() {
        let prompt = prompt_fn("draft_reply", "Drafts.", |_: Draft| async { Ok::<_, HandlerError>("") });
        let definition = prompt.definition();
        assert_eq!(definition.title(), "Draft reply");
        let names: Vec<_> = definition.arguments().iter().map(|argument| argument.name.as_str()).collect();
        assert_eq!(names, ["conversation", "tone", "sent_by"]);
        let [conversation, tone, sent_by] = definition.arguments() else { panic!() };
        assert_eq!(
            *conversation,
            PromptArgument::new("conversation").title("Conversation").description("Which one.").required()
        );
        assert!(!tone.required);
        assert_eq!(sent_by.title.as_deref(), Some("Sent by"));
        // An enum is completed without a function.
        assert_eq!(prompt.completes(), ["tone"]);
        let none =
            prompt_fn("p", "P.", |_: crate::handler::tool::NoArguments| async { Ok::<_, HandlerError>("") });
        assert!(none.completes().is_empty() && none.definition().arguments().is_empty());
    }
}
