//! Tools with elicitation and sampling, for the scenarios of the `initialize` revisions.

use mcp_core::{
    Context, HandlerError, NoArguments, Registry, RegistryError, ToolOutput,
    client_features::{Elicitation, ElicitationResult, Field, Sampling},
    schemars::{self, JsonSchema},
    tool_fn,
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Prompt {
    /// Prompt for the client's model.
    prompt: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Message {
    /// Message for the user.
    message: String,
}

pub(crate) fn registry() -> Result<Registry, RegistryError> {
    let sampling = tool_fn(
        "test_sampling",
        "Requests a completion from the client's model.",
        |Prompt { prompt }: Prompt, context: Context| async move {
            let answer = context.request_client("answer", Sampling::new(100).user(prompt)).await?;
            Ok::<_, HandlerError>(ToolOutput::text(format!("LLM response: {}", answer.text())))
        },
    );
    let elicitation = tool_fn(
        "test_elicitation",
        "Asks the user for a name and an address.",
        |Message { message }: Message, context: Context| async move {
            let question = Elicitation::form(message)
                .field("username", Field::text().description("User's response"))
                .field("email", Field::text().description("User's email address"));
            let answer = context.request_client("user", question).await?;
            Ok::<_, HandlerError>(ToolOutput::text(format!("User response: {}", in_words(answer))))
        },
    );
    let defaults = tool_fn(
        "test_elicitation_sep1034_defaults",
        "Asks the user with a form that has default values.",
        |_: NoArguments, context: Context| async move {
            let question = Elicitation::form("Please review the default values.")
                .field("name", Field::text().default_value("John Doe"))
                .field("age", Field::integer().default_value(30))
                .field("score", Field::number().default_value(95.5))
                .field("status", Field::one_of(["active", "inactive", "pending"]).default_value("active"))
                .field("verified", Field::boolean().default_value(true));
            let answer = context.request_client("form", question).await?;
            Ok::<_, HandlerError>(ToolOutput::text(format!("Elicitation completed: {}", in_words(answer))))
        },
    );
    let choices = tool_fn(
        "test_elicitation_sep1330_enums",
        "Asks the user with choices in every notation.",
        |_: NoArguments, context: Context| async move {
            let titled =
                [("value1", "First Option"), ("value2", "Second Option"), ("value3", "Third Option")];
            let plain = ["option1", "option2", "option3"];
            let question = Elicitation::form("Please choose.")
                .field("untitledSingle", Field::one_of(plain))
                .field("titledSingle", Field::one_of_titled(titled))
                .field("legacyEnum", legacy_choice())
                .field("untitledMulti", Field::any_of(plain))
                .field("titledMulti", Field::any_of_titled(titled));
            let answer = context.request_client("form", question).await?;
            Ok::<_, HandlerError>(ToolOutput::text(format!("Elicitation completed: {}", in_words(answer))))
        },
    );

    Registry::new().with_tool(sampling)?.with_tool(elicitation)?.with_tool(defaults)?.with_tool(choices)
}

/// Titles in the deprecated notation, which [`Field`] does not support.
fn legacy_choice() -> Field {
    let schema = json!({
        "type": "string",
        "enum": ["opt1", "opt2", "opt3"],
        "enumNames": ["Option One", "Option Two", "Option Three"],
    });
    let Value::Object(schema) = schema else { unreachable!("an object is written above") };
    Field::from_schema(schema)
}

fn in_words(answer: ElicitationResult) -> String {
    let (action, content) = match answer {
        ElicitationResult::Accepted(content) => ("accept", content),
        ElicitationResult::Declined => ("decline", Map::new()),
        _ => ("cancel", Map::new()),
    };
    format!("action={action}, content={}", Value::Object(content))
}
