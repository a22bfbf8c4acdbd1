//! Tools with elicitation, for the scenarios of 2026-07-28: multi-round-trip requests.

use mcp_core::{
    Context, HandlerError, NoArguments, Registry, RegistryError, ToolOutput,
    client_features::{Elicitation, Field, Roots, Sampling},
    tool_fn,
};

pub(crate) fn registry() -> Result<Registry, RegistryError> {
    let elicitation = tool_fn(
        "test_input_required_result_elicitation",
        "Asks the user for a name.",
        |_: NoArguments, context: Context| async move {
            // One scenario sends an unsolicited response. A name authorises nothing.
            let answer =
                context.request_client("user_name", name("What is your name?").accept_unsolicited()).await?;
            let answer = answer.accepted().unwrap_or_default();
            let name = answer.get("name").and_then(|name| name.as_str()).unwrap_or("nobody");
            Ok::<_, HandlerError>(ToolOutput::text(format!("Hello, {name}!")))
        },
    );
    let sampling = tool_fn(
        "test_input_required_result_sampling",
        "Requests the name of a capital from the client's model.",
        |_: NoArguments, context: Context| async move {
            let answer = context.request_client("capital_question", capital()).await?;
            Ok::<_, HandlerError>(ToolOutput::text(answer.text()))
        },
    );
    let roots = tool_fn(
        "test_input_required_result_list_roots",
        "Requests the client's roots.",
        |_: NoArguments, context: Context| async move {
            let roots = context.request_client("client_roots", Roots::new()).await?;
            let uris: Vec<_> = roots.iter().map(|root| root.uri.as_str()).collect();
            Ok::<_, HandlerError>(ToolOutput::text(format!("Roots: {}", uris.join(", "))))
        },
    );
    let state = tool_fn(
        "test_input_required_result_request_state",
        "Asks the user to confirm, and reports that the request state came back.",
        |_: NoArguments, context: Context| async move {
            context.request_client("confirm", confirmation()).await?;
            Ok::<_, HandlerError>(ToolOutput::text("state-ok"))
        },
    );
    let several = tool_fn(
        "test_input_required_result_multiple_inputs",
        "Sends elicitation, sampling and roots requests in one round.",
        |_: NoArguments, context: Context| async move {
            let (name, greeting, roots) = tokio::join!(
                context.request_client("user_name", name("What is your name?")),
                context.request_client("greeting", Sampling::new(50).user("Generate a greeting")),
                context.request_client("client_roots", Roots::new()),
            );
            let (name, greeting, roots) = (name?.accepted().unwrap_or_default(), greeting?, roots?);
            let text = format!("{} {name:?}, {} roots", greeting.text(), roots.len());
            Ok::<_, HandlerError>(ToolOutput::text(text))
        },
    );
    let rounds = tool_fn(
        "test_input_required_result_multi_round",
        "Sends two elicitations, one after the other.",
        |_: NoArguments, context: Context| async move {
            let first = context.request_client("step1", name("Step 1: What is your name?")).await?;
            let color =
                Elicitation::form("Step 2: What is your favorite color?").field("color", Field::text());
            let second = context.request_client("step2", color).await?;
            Ok::<_, HandlerError>(ToolOutput::text(format!("{first:?}, {second:?}")))
        },
    );
    let tampered = tool_fn(
        "test_input_required_result_tampered_state",
        "Asks the user to confirm.",
        |_: NoArguments, context: Context| async move {
            context.request_client("confirm", confirmation()).await?;
            Ok::<_, HandlerError>(ToolOutput::text("confirmed"))
        },
    );
    let capabilities = tool_fn(
        "test_input_required_result_capabilities",
        "Sends only the requests that the client supports.",
        |_: NoArguments, context: Context| async move {
            let user = async {
                match context.client_can("elicitation") {
                    true => context.request_client("user_name", name("What is your name?")).await.map(drop),
                    false => Ok(()),
                }
            };
            let model = async {
                match context.client_can("sampling") {
                    true => context.request_client("capital_question", capital()).await.map(drop),
                    false => Ok(()),
                }
            };
            let (user, model) = tokio::join!(user, model);
            user.and(model)?;
            Ok::<_, HandlerError>(ToolOutput::text("All supported requests are answered."))
        },
    );
    let streaming = tool_fn(
        "test_streaming_elicitation",
        "Reports progress, then asks the user to confirm.",
        |_: NoArguments, context: Context| async move {
            context.progress(0.0, Some(1.0), None);
            context.request_client("confirm", confirmation()).await?;
            Ok::<_, HandlerError>(ToolOutput::text("confirmed"))
        },
    );

    Registry::new()
        .with_tool(elicitation)?
        .with_tool(sampling)?
        .with_tool(roots)?
        .with_tool(state)?
        .with_tool(several)?
        .with_tool(rounds)?
        .with_tool(tampered)?
        .with_tool(capabilities)?
        .with_tool(streaming)
}

fn name(message: &str) -> Elicitation {
    Elicitation::form(message).field("name", Field::text())
}

fn confirmation() -> Elicitation {
    Elicitation::form("Please confirm").field("ok", Field::boolean())
}

fn capital() -> Sampling {
    Sampling::new(100).user("What is the capital of France?")
}
