//! Every configurable limit takes effect, and its error names the limit.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use mcp_core::{
    Context, HandlerError, Level, LogMessage, NoArguments, Progress, ProtocolVersion, Registry, Server,
    client_features::{Elicitation, Field},
    dispatch,
    jsonrpc::Message,
    protocol::Params,
    testing::TestClient,
    tool_fn,
};
use serde_json::{Value, json};

use crate::shop;

fn client(limit: impl FnOnce(Server) -> Server) -> TestClient {
    TestClient::of(limit(shop::server()))
}

#[tokio::test]
async fn completions() {
    let completion = async |most: usize| {
        let params = json!({
            "ref": { "type": "ref/prompt", "name": "draft_reply" },
            "argument": { "name": "author", "value": "" }
        });
        let client = client(|server| server.max_completions(most));
        client.request("completion/complete", params).await.unwrap()["completion"].take()
    };
    assert_eq!(completion(2).await, json!({ "values": ["Ada", "Adam"], "total": 3, "hasMore": true }));
    assert_eq!(completion(3).await, json!({ "values": ["Ada", "Adam", "Bob"] }));
    assert_eq!(completion(1_000).await["values"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn uris() {
    let uri = "shop://orders/7";
    let client = |most: usize| client(|server| server.max_uri(most).list_changed(true));
    assert_eq!(client(uri.len()).read_resource(uri).await.unwrap().text(), "Paid.");
    let error = client(uri.len() - 1).read_resource(uri).await.unwrap_err();
    assert_eq!((error.code(), error.message()), (-32602, "unknown resource: shop://orders/7"));
    let old = client(uri.len() - 1).version(ProtocolVersion::V2025_11_25);
    assert_eq!(old.read_resource(uri).await.unwrap_err().code(), -32002);
}

#[tokio::test]
async fn progress_tokens() {
    let seen: Arc<Mutex<usize>> = Arc::default();
    let tool = tool_fn("step", "Steps.", |_: NoArguments, context: Context| async move {
        context.progress(1.0, None, None);
        Ok::<_, HandlerError>(())
    });
    let sink = Arc::clone(&seen);
    let server = Server::new(Registry::new().with_tool(tool).unwrap()).max_progress_token(4);
    let client = TestClient::of(server).context(|context| {
        context.set_progress_sink(Arc::new(move |_: Progress| *sink.lock().unwrap() += 1));
    });
    let params = |token: &str| json!({ "name": "step", "_meta": { "progressToken": token } });
    client.request("tools/call", params("ab")).await.unwrap();
    assert_eq!(*seen.lock().unwrap(), 1);
    let error = client.request("tools/call", params("abc")).await.unwrap_err();
    assert_eq!(
        (error.code(), error.message()),
        (-32602, "params._meta: progressToken is longer than 4 bytes")
    );
    // Older revisions have no error for it.
    let old = client.version(ProtocolVersion::V2025_11_25);
    old.request("tools/call", params("abc")).await.unwrap();
    assert_eq!(*seen.lock().unwrap(), 1);
    old.request("tools/call", params("ab")).await.unwrap();
    assert_eq!(*seen.lock().unwrap(), 2);
}

#[tokio::test]
async fn log_data() {
    let said: Arc<Mutex<Vec<String>>> = Arc::default();
    let tool = tool_fn("say", "Says.", |_: NoArguments, context: Context| async move {
        context.log(Level::Info, None, &"x".repeat(100));
        Ok::<_, HandlerError>(())
    });
    let sink = Arc::clone(&said);
    let server = Server::new(Registry::new().with_tool(tool).unwrap());
    let call = async |server: Server| {
        let sink = Arc::clone(&sink);
        let client = TestClient::of(server).context(|context| {
            context.set_log_sink(Arc::new(move |message: LogMessage| {
                sink.lock().unwrap().push(message.data.get().to_owned());
            }));
        });
        let params = json!({ "name": "say", "_meta": { "io.modelcontextprotocol/logLevel": "info" } });
        client.request("tools/call", params).await.unwrap();
        said.lock().unwrap().pop().unwrap()
    };
    assert_eq!(call(server.clone().max_log_data(102)).await.len(), 102);
    let cut = call(server.max_log_data(101)).await;
    assert!(cut.ends_with("(cut)\"") && cut.len() < 101, "{cut}");
}

#[tokio::test]
async fn client_requests_and_request_state() {
    let tool = tool_fn("two", "Asks two things.", |_: NoArguments, context: Context| async move {
        let question = || Elicitation::form("Why?").field("why", Field::text());
        let (one, two) = tokio::join!(
            context.request_client("one", question()),
            context.request_client("two", question())
        );
        one?;
        two?;
        Ok::<_, HandlerError>(())
    });
    let server = Server::new(Registry::new().with_tool(tool).unwrap());
    let ask = async |server: Server, more: Value| {
        let mut params = more;
        params["name"] = "two".into();
        params["_meta"] = json!({ "io.modelcontextprotocol/clientCapabilities": { "elicitation": {} } });
        TestClient::of(server).request("tools/call", params).await
    };
    let asked = ask(server.clone().max_client_requests(2), json!({})).await.unwrap();
    assert_eq!(asked["inputRequests"].as_object().unwrap().len(), 2);
    let asked_less = ask(server.clone().max_client_requests(1), json!({})).await.unwrap();
    assert_eq!(asked_less["inputRequests"].as_object().unwrap().keys().collect::<Vec<_>>(), ["one"]);

    let state = asked["requestState"].as_str().unwrap();
    let small = server.clone().max_request_state(state.len() - 1);
    assert_eq!(ask(small.clone(), json!({})).await.unwrap_err().code(), -32603);
    let error = ask(small, json!({ "requestState": state })).await.unwrap_err();
    assert_eq!(error.code(), -32602);
    assert!(error.message().contains(&format!("longer than {} bytes", state.len() - 1)), "{error}");
    ask(server.max_request_state(state.len()), json!({ "requestState": state })).await.unwrap();
}

#[tokio::test]
async fn subscribed_resources() {
    let listen = async |most: usize| {
        let body = json!({
            "jsonrpc": "2.0", "id": 1, "method": "subscriptions/listen",
            "params": {
                "notifications": { "resourceSubscriptions": ["shop://policy", "shop://orders/7"] },
                "_meta": {
                    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
                    "io.modelcontextprotocol/clientCapabilities": {}
                }
            }
        });
        let Ok(Message::Request(envelope)) = Message::parse(&Bytes::from(body.to_string())) else { panic!() };
        let server = shop::server().list_changed(true).max_subscribed_resources(most);
        let request = server.decode(&envelope, Params::parse(&envelope)?.validate()?, Context::new())?;
        let answer = dispatch(request).await?;
        Ok::<_, mcp_core::RpcError>(answer.subscription().unwrap().filter().resource_subscriptions.len())
    };
    assert_eq!(listen(2).await.unwrap(), 2);
    assert!(listen(1).await.unwrap_err().message().contains("more than 1 URIs"));
}

#[test]
fn list_cache() {
    let filter = mcp_core::Filter::new().methods(["read"]).unwrap();
    let list = |registry: &Registry| registry.view(&filter).list_bytes();
    let registry = shop::registry();
    assert_eq!(list(&registry).as_ptr(), list(&registry).as_ptr());
    let forgetful = registry.list_cache(0);
    let (one, other) = (list(&forgetful), list(&forgetful));
    assert_ne!(one.as_ptr(), other.as_ptr());
    assert_eq!(one, other);
    // Another item in the registry does not change the capacity.
    let tool = tool_fn("more", "More.", |_: NoArguments| async { Ok::<_, HandlerError>(()) });
    let more = forgetful.with_tool(tool).unwrap();
    let (one, other) = (list(&more), list(&more));
    assert_ne!(one.as_ptr(), other.as_ptr());
}
