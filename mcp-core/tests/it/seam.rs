//! Layers of a host around `dispatch`: they answer a call, ask the user first, and narrow what is seen.

use bytes::Bytes;
use mcp_core::{
    Access, ClientRequestError, Context, Filter, Grant, HandlerError, HandlerErrorKind, NoArguments,
    Principal, ProtocolVersion, Registry, Request, Response, RpcError, Server, ToolMethod, ToolOutput,
    client_features::Elicitation,
    dispatch,
    jsonrpc::{Envelope, Message},
    protocol::Params,
    tool_fn,
};
use serde_json::{Value, json};

fn server() -> Server {
    let close =
        tool_fn("close", "Closes.", |_: NoArguments| async { Ok::<_, HandlerError>(json!({ "closed": 1 })) });
    let show =
        tool_fn("show", "Shows.", |_: NoArguments| async { Ok::<_, HandlerError>(json!({ "open": 1 })) });
    Server::new(Registry::new().with_tool(close).unwrap().with_tool(show.method(ToolMethod::Get)).unwrap())
}

fn request(server: &Server, name: &str, version: ProtocolVersion, extra: &Value) -> Request {
    let mut params = json!({ "name": name });
    if version == ProtocolVersion::V2026_07_28 {
        params["_meta"] = json!({
            "io.modelcontextprotocol/protocolVersion": version.as_str(),
            "io.modelcontextprotocol/clientCapabilities": { "elicitation": {} },
        });
    }
    params.as_object_mut().unwrap().extend(extra.as_object().cloned().unwrap_or_default());
    let body = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params });
    let Ok(Message::Request(envelope)) = Message::parse(&Bytes::from(body.to_string())) else {
        panic!("a request")
    };
    decode(server, &envelope, Context::new().with_protocol_version(version)).unwrap()
}

fn decode(server: &Server, envelope: &Envelope, context: Context) -> Result<Request, RpcError> {
    server.decode(envelope, Params::parse(envelope).and_then(Params::validate)?, context)
}

/// Lets only calls through that change nothing.
async fn dry_run(request: Request) -> Result<Response, RpcError> {
    match request.tool().map(|tool| tool.definition().access()) {
        None | Some(Access::Read) => dispatch(request).await,
        Some(_) => Ok(request.answer(ToolOutput::json(&json!({ "dry_run": true })).unwrap())),
    }
}

/// Asks the user before a call that changes something.
async fn ask_first(request: Request) -> Result<Response, RpcError> {
    let Some(tool) = request.tool().filter(|tool| tool.definition().access() != Access::Read) else {
        return dispatch(request).await;
    };
    let question = Elicitation::form(format!("Run {}?", tool.name()));
    match request.context.request_client("approve", question).await.map(|answer| answer.accepted()) {
        Ok(Some(_)) => dispatch(request).await,
        Ok(None) => Ok(request.answer(ToolOutput::text("The user does not want it."))),
        Err(ClientRequestError::Pending) => request.suspended(),
        Err(error) => Ok(request.refuse(error.into())),
    }
}

fn result(response: &Response) -> Value {
    serde_json::from_slice(&response.result()).unwrap()
}

#[tokio::test]
async fn an_answer_is_the_response_of_dispatch_in_every_revision() {
    let server = server();
    for version in [
        ProtocolVersion::V2026_07_28,
        ProtocolVersion::V2025_11_25,
        ProtocolVersion::V2025_06_18,
        ProtocolVersion::V2025_03_26,
    ] {
        let call = request(&server, "close", version, &Value::Null);
        let output = ToolOutput::json(&json!({ "closed": 1 })).unwrap();
        assert_eq!(call.answer(output).result(), dispatch(call).await.unwrap().result(), "{version}");
        let simulated = dry_run(request(&server, "close", version, &Value::Null)).await.unwrap();
        assert!(String::from_utf8_lossy(&simulated.result()).contains("dry_run"), "{version}");
        let shown = dry_run(request(&server, "show", version, &Value::Null)).await.unwrap();
        assert!(String::from_utf8_lossy(&shown.result()).contains("open"), "{version}");
    }
}

/// Clients refuse a result without the structured content that the tool's schema promises.
#[tokio::test]
async fn text_in_place_of_structured_content_is_an_error_result() {
    #[derive(serde::Serialize, schemars::JsonSchema)]
    struct Closed {
        closed: u32,
    }
    let close =
        tool_fn("close", "Closes.", |_: NoArguments| async { Ok::<_, HandlerError>(Closed { closed: 1 }) });
    let server = Server::new(Registry::new().with_tool(close.output::<Closed>()).unwrap());
    for version in [ProtocolVersion::V2026_07_28, ProtocolVersion::V2025_11_25, ProtocolVersion::V2025_03_26]
    {
        let call = request(&server, "close", version, &Value::Null);
        let response = call.answer(ToolOutput::text("dry run: nothing was changed"));
        assert_eq!(response.tool_error(), Some(HandlerErrorKind::NotRun), "{version}");
        let result = result(&response);
        assert_eq!(result["isError"], true, "{version}");
        assert_eq!(result["content"][0]["text"], "dry run: nothing was changed", "{version}");
        assert_eq!(result["structuredContent"], Value::Null, "{version}");
        let whole = call.answer(ToolOutput::json(&json!({ "closed": 2 })).unwrap());
        assert!(!whole.is_tool_error(), "{version}");
    }
}

#[test]
fn a_request_that_asked_nothing_is_not_suspended() {
    let call = request(&server(), "close", ProtocolVersion::V2026_07_28, &Value::Null);
    assert_eq!(call.suspended().unwrap_err().code(), RpcError::INTERNAL);
}

#[test]
fn filter_outside_of_a_grant_is_refused() {
    let body = Bytes::from(r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#);
    let Ok(Message::Request(envelope)) = Message::parse(&body) else { panic!("a request") };
    let mut context = Context::new();
    context.extensions_mut().insert(Filter::all());
    let error = decode(&server(), &envelope, context).unwrap_err();
    assert_eq!(error.code(), RpcError::INTERNAL);
    let granted = Context::new().with_grant(Grant::new(Principal::new("ann")).filter(Filter::all()));
    assert!(decode(&server(), &envelope, granted).is_ok());
}

#[tokio::test]
async fn a_layer_asks_the_user_before_a_call() {
    let (server, version) = (server(), ProtocolVersion::V2026_07_28);
    let asks = ask_first(request(&server, "close", version, &Value::Null)).await.unwrap();
    assert!(asks.is_input_required());
    let state = &result(&asks)["requestState"];
    for (answer, expected) in [
        (json!({ "action": "accept", "content": {} }), r#""closed":1"#),
        (json!({ "action": "decline" }), "The user does not want it."),
    ] {
        let again = json!({ "requestState": state, "inputResponses": { "approve": answer } });
        let response = ask_first(request(&server, "close", version, &again)).await.unwrap();
        assert!(String::from_utf8_lossy(&response.result()).contains(expected), "{response:?}");
    }
}

#[tokio::test]
async fn a_narrowed_request_takes_a_hidden_tool_for_an_unknown_one() {
    let mut call = request(&server(), "close", ProtocolVersion::V2025_11_25, &Value::Null);
    call.narrow(&Filter::new().methods(["read"]).unwrap());
    assert!(call.tool().is_none());
    assert_eq!(dry_run(call).await.unwrap_err().code(), RpcError::INVALID_PARAMS);
}

#[test]
fn clones_of_a_context_share_until_one_changes() {
    #[derive(Clone, Debug, PartialEq)]
    struct Plan(&'static str);
    let mut context = Context::new();
    context.extensions_mut().insert(Plan("free"));
    let clone = context.clone();
    let count = allocation_counter::measure(|| drop(context.clone()));
    assert_eq!(count.count_total, 0);
    context.extensions_mut().insert(Plan("pro"));
    assert_eq!(clone.extensions().get(), Some(&Plan("free")));
    assert_eq!(context.extensions().get(), Some(&Plan("pro")));
}
