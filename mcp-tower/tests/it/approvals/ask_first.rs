//! Layer that asks the user before a call that writes.

use mcp_core::{
    ClientRequestError, HandlerError, Request, Response,
    client_features::{Elicitation, ElicitationResult},
};
use mcp_tower::{
    Mcp,
    layer::{Next, from_fn},
};
use serde_json::json;
use tower::{BoxError, Service};

use super::server;
use crate::support::RequestBuilder;

/// Asks the user to approve a call.
async fn ask_first(request: Request, next: Next) -> Result<Response, BoxError> {
    let writes = request.tool().filter(|tool| !tool.definition().annotations().read_only);
    let Some(title) = writes.map(|tool| tool.definition().title().to_owned()) else {
        return next.run(request).await;
    };
    let arguments = request.arguments().map(|json| String::from_utf8_lossy(json).into_owned());
    let form = Elicitation::form(format!("{title}? {}", arguments.unwrap_or_default())).once();
    match request.context.request_client("approval", form).await {
        Ok(ElicitationResult::Accepted(_)) => next.run(request).await,
        Ok(_) => Ok(request.refuse(HandlerError::forbidden("the user did not approve it"))),
        // The client responds and sends the call again; in a session it responds while the call waits.
        Err(ClientRequestError::Pending) => Ok(request.suspended()?),
        Err(error) => {
            Ok(request.refuse(HandlerError::forbidden(format!("a person must approve it: {error}"))))
        }
    }
}

fn mcp() -> Mcp<impl Service<Request, Response = Response, Error = BoxError, Future: Send> + Clone + Send> {
    Mcp::new(server()).layer(from_fn(ask_first))
}

#[tokio::test]
async fn stateless_client_approves_between_two_calls() {
    let mcp = mcp();
    let mut call = json!({
        "name": "send_note", "arguments": { "text": "a" },
        "_meta": { "io.modelcontextprotocol/clientCapabilities": { "elicitation": {} } },
    });
    for (action, expected) in [("accept", "sent a"), ("decline", "did not approve")] {
        for answer in ["requestState", "inputResponses"] {
            call.as_object_mut().unwrap().remove(answer);
        }
        let asked = RequestBuilder::stateless("tools/call", &call).send(&mcp).await.result();
        assert_eq!(asked["resultType"], "input_required");
        let message = &asked["inputRequests"]["approval"]["params"]["message"];
        assert!(message.as_str().unwrap().ends_with(r#"? {"text":"a"}"#), "{message}");
        call["requestState"] = asked["requestState"].clone();
        call["inputResponses"] = json!({ "approval": { "action": action, "content": {} } });
        let done = RequestBuilder::stateless("tools/call", &call).send(&mcp).await.result();
        assert!(done["content"][0]["text"].as_str().unwrap().contains(expected), "{done}");
        // One answer, one call.
        let again = RequestBuilder::stateless("tools/call", &call).send(&mcp).await.tool_error();
        assert!(again["message"].as_str().unwrap().contains("used before"), "{again}");
    }
    // The approval covers only these arguments.
    call["arguments"]["text"] = json!("b");
    call["inputResponses"] = json!({ "approval": { "action": "accept", "content": {} } });
    let error = RequestBuilder::stateless("tools/call", &call).send(&mcp).await.tool_error();
    assert!(error["message"].as_str().unwrap().contains("belongs to another request"), "{error}");
}

#[tokio::test]
async fn reads_run_without_approval() {
    let read = RequestBuilder::modern_call("read_note", &json!({ "text": "a" })).send(&mcp()).await.result();
    assert_eq!(read["structuredContent"]["result"], "read a");
}

#[cfg(all(feature = "sessions", feature = "testing"))]
#[tokio::test]
async fn session_client_approves_while_the_call_waits() {
    use mcp_core::{ProtocolVersion, client_features::LocalUser};
    use mcp_tower::{SessionLimits, testing::HttpClient};

    let client =
        HttpClient::new(mcp().sessions(SessionLimits::default())).version(ProtocolVersion::V2025_11_25);
    let call = async |answer: Option<serde_json::Value>| {
        let user = LocalUser::new(move |_| std::future::ready(answer.clone()));
        client.user(user).call_tool("send_note", json!({ "text": "a" })).await.unwrap().text().to_owned()
    };
    assert!(call(Some(json!({}))).await.contains("sent a"));
    assert!(call(None).await.contains("did not approve"));
}
