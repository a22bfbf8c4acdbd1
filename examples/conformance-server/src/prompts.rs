//! Prompts, one with completion and one with elicitation.

use mcp_core::{
    CompletionRequest, Context, HandlerError, NoArguments, PromptMessage, PromptOutput, Registry,
    RegistryError, ResourceContents,
    client_features::{Elicitation, Field},
    prompt_fn,
    schemars::{self, JsonSchema},
};
use serde::Deserialize;

use crate::samples;

#[derive(Deserialize, JsonSchema)]
struct Two {
    /// Any text.
    arg1: String,
    /// Any other text.
    arg2: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Embed {
    /// URI of the embedded resource.
    resource_uri: String,
}

pub(crate) fn registry() -> Result<Registry, RegistryError> {
    let simple = prompt_fn("test_simple_prompt", "A prompt without arguments.", |_: NoArguments| async {
        Ok::<_, HandlerError>("This is a simple prompt for testing.")
    });

    let two =
        prompt_fn("test_prompt_with_arguments", "A prompt with two arguments.", |args: Two| async move {
            Ok::<_, HandlerError>(format!(
                "Prompt with arguments: arg1='{}', arg2='{}'",
                args.arg1, args.arg2
            ))
        })
        .complete("arg1", |request: CompletionRequest| async move {
            Ok::<_, HandlerError>(request.choose(["paris", "park", "party"]))
        });

    let embed = prompt_fn(
        "test_prompt_with_embedded_resource",
        "A prompt with an embedded resource.",
        |args: Embed| async {
            let resource =
                ResourceContents::text(args.resource_uri, "Embedded resource content for testing.");
            Ok::<_, HandlerError>(PromptOutput::new([
                PromptMessage::user(resource.mime_type("text/plain")),
                PromptMessage::user("Please process the embedded resource above."),
            ]))
        },
    );

    let image = prompt_fn("test_prompt_with_image", "A prompt with an image.", |_: NoArguments| async {
        Ok::<_, HandlerError>(PromptOutput::new([
            PromptMessage::user(samples::image()),
            PromptMessage::user("Please analyze the image above."),
        ]))
    });

    let asks = prompt_fn(
        "test_input_required_result_prompt",
        "A prompt that asks the user for its topic.",
        |_: NoArguments, context: Context| async move {
            let question =
                Elicitation::form("What context should the prompt use?").field("context", Field::text());
            let answer =
                context.request_client("user_context", question).await?.accepted().unwrap_or_default();
            let about = answer.get("context").and_then(|about| about.as_str()).unwrap_or("nothing");
            Ok::<_, HandlerError>(format!("A prompt about {about}."))
        },
    );

    Registry::new()
        .with_prompt(simple)?
        .with_prompt(two)?
        .with_prompt(embed)?
        .with_prompt(image)?
        .with_prompt(asks)
}
