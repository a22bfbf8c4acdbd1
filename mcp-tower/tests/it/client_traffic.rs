//! Traffic besides requests and responses: elicitation, notifications, log messages.

mod elicitation;
mod log;
#[cfg(feature = "sessions")]
mod rmcp_session;
#[cfg(feature = "sessions")]
mod session;
#[cfg(feature = "stdio")]
mod stdio;
mod subscriptions;

use bytes::Bytes;
use http_body_util::BodyExt;
use mcp_core::{
    Context, HandlerError, Level, NoArguments, Registry, Server, ToolMethod,
    client_features::{Elicitation, Field},
    resource_fn, tool_fn,
};
use mcp_tower::ResponseBody;
use serde_json::Value;

/// `confirm` asks the user, `logs` logs three times, `doc:a` can be read.
fn registry() -> Registry {
    let confirm = tool_fn("confirm", "Asks.", |_: NoArguments, context: Context| async move {
        let question = Elicitation::form("Sure?").field("sure", Field::boolean());
        let answer = context.request_client("sure", question).await?;
        Ok::<_, HandlerError>(match answer.accepted() {
            Some(content) => format!("sure: {}", content["sure"]),
            None => "no".to_owned(),
        })
    });
    let doc = resource_fn("doc:a", "a", "A.", |_: Context| async { Ok::<_, HandlerError>("text") });
    logs_only().with_tool(confirm.method(ToolMethod::Get)).unwrap().with_resource(doc).unwrap()
}

fn logs_only() -> Registry {
    let logs = tool_fn("logs", "Logs.", |_: NoArguments, context: Context| async move {
        for (level, text) in [(Level::Debug, "a"), (Level::Info, "b"), (Level::Error, "c")] {
            context.log(level, Some("test"), text);
            tokio::task::yield_now().await;
        }
        Ok::<_, HandlerError>("done")
    });
    Registry::new().with_tool(logs.method(ToolMethod::Get)).unwrap()
}

fn server() -> Server {
    Server::new(registry()).name("talk").version("1.0.0")
}

/// Returns the next message of a stream, without comments; `None` at its end.
async fn next(body: &mut ResponseBody) -> Option<Value> {
    loop {
        let event: Bytes = body.frame().await?.unwrap().into_data().unwrap();
        let text = std::str::from_utf8(&event).unwrap();
        if let Some(data) = text.strip_prefix("event: message\ndata: ") {
            return Some(serde_json::from_str(data).unwrap());
        }
        assert!(text.starts_with(':'), "{text:?}");
    }
}
