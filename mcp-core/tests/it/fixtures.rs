//! Small registry for several tests.

use mcp_core::{
    Access, Content, Context, HandlerError, HandlerErrorKind, NoArguments, Registry, Server, ToolMethod,
    ToolOutput, UpstreamRateLimit, tool_fn,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::time::Duration;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Echo {
    /// Text to say.
    text: String,
    /// Repetitions.
    times: Option<u32>,
}

#[derive(Serialize, JsonSchema)]
struct Said {
    said: String,
}

pub(crate) fn registry() -> Registry {
    let mut registry = Registry::new();
    let echo = tool_fn("echo", "Says it back.", |args: Echo| async move {
        Ok::<_, HandlerError>(Said { said: args.text.repeat(args.times.unwrap_or(1) as usize) })
    });
    registry.insert(echo.method(ToolMethod::Get).tags(["talk"]).output::<Said>()).unwrap();

    let limited = tool_fn("limited", "Is refused for now.", |_: NoArguments| async {
        Err::<(), _>(
            HandlerError::new(HandlerErrorKind::RateLimited, "no more calls for now")
                .with_status(429)
                .with_retry_after(Duration::from_millis(1500))
                .with_hint("Wait, then repeat the call."),
        )
    });
    registry.insert(limited.method(ToolMethod::List).tags(["talk", "slow"])).unwrap();

    let note = tool_fn("add_note", "Adds a note.", |_: NoArguments| async { Ok::<_, HandlerError>(()) });
    registry.insert(note.method(ToolMethod::Create).tags(["notes"])).unwrap();

    let delete =
        tool_fn("delete_note", "Deletes a note.", |_: NoArguments| async { Ok::<_, HandlerError>(()) });
    registry.insert(delete.method(ToolMethod::Delete).tags(["notes"])).unwrap();

    let send =
        tool_fn("send_reply", "Sends a reply.", |_: NoArguments| async { Ok::<_, HandlerError>("sent") });
    registry.insert(send.method(ToolMethod::Create).access(Access::Send).tags(["talk"])).unwrap();

    let mixed =
        tool_fn("mixed", "Answers in several forms.", |_: NoArguments, context: Context| async move {
            context.progress(1.0, Some(2.0), Some("half"));
            let limit = {
                let mut limit = UpstreamRateLimit::default();
                limit.limit = Some(50);
                limit.remaining = Some(49);
                limit
            };
            Ok::<_, HandlerError>(
                ToolOutput::text("seen")
                    .with_content(Content::image("AA==", "image/png"))
                    .with_meta("example/who", context.caller().map(|c| c.id().to_owned()))
                    .with_rate_limit(limit),
            )
        });
    registry.insert(mixed.method(ToolMethod::Custom)).unwrap();

    let sampling = tool_fn("ask_model", "Asks the client's model.", |_: NoArguments| async {
        Ok::<_, HandlerError>(())
    });
    let sampling = sampling.method(ToolMethod::Custom);
    registry.insert(sampling.define(|definition| definition.with_required_capability("sampling"))).unwrap();
    registry
}

pub(crate) fn server() -> Server {
    Server::new(registry()).name("company").title("The company").version("1.2.3").instructions("Be kind.")
}
