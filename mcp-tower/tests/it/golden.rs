//! Golden exchanges, byte for byte, one file each under `snapshots`.

use std::fmt::Write as _;

use mcp_core::{Context, Filter, HandlerError, Level, Principal, Registry, Server, ToolMethod, tool_fn};
use mcp_tower::{
    LiveServer, Mcp, ResponseBody,
    layer::{BearerAuthLayer, BearerKey},
};
use serde_json::json;
use tower::Layer;
use tower_service::Service;

use crate::support::{Echo, RequestBuilder};

fn mcp() -> Mcp {
    let echo = tool_fn("echo", "Repeats a text.", |args: Echo, context: Context| async move {
        context.progress(1.0, Some(2.0), Some("half way"));
        context.log(Level::Notice, Some("echo"), &json!({ "half": "way" }));
        tokio::task::yield_now().await;
        Ok::<_, HandlerError>(json!({ "text": args.text() }))
    });
    let server = Server::new(Registry::new().with_tool(echo.method(ToolMethod::Get)).unwrap());
    Mcp::new(server.name("golden").version("1.0.0").instructions("Repeats."))
}

async fn exchange<S>(service: &S, ask: RequestBuilder) -> String
where
    S: Service<http::Request<http_body_util::Full<bytes::Bytes>>, Response = http::Response<ResponseBody>>
        + Clone,
    S::Error: std::fmt::Debug,
{
    let mut text = format!("{} /mcp\n", ask.method);
    let lines = |headers: &http::HeaderMap, text: &mut String| {
        let mut lines: Vec<_> =
            headers.iter().map(|(name, value)| format!("{name}: {}\n", value.to_str().unwrap())).collect();
        lines.sort();
        text.push_str(&lines.concat());
    };
    lines(&ask.headers, &mut text);
    write!(text, "\n{}\n\n", std::str::from_utf8(&ask.body).unwrap()).unwrap();
    let answer = ask.send(service).await;
    writeln!(text, "{}", answer.status.as_u16()).unwrap();
    lines(&answer.headers, &mut text);
    write!(text, "\n{}", answer.body).unwrap();
    text
}

fn initialize() -> RequestBuilder {
    let client = json!({ "name": "c", "version": "1" });
    let params = json!({ "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": client });
    RequestBuilder::initialize_revision("initialize", &params)
}

#[tokio::test]
async fn initialize_2025_11_25() {
    let mcp = mcp();
    let initialize_revision = |ask: RequestBuilder| ask.with("mcp-protocol-version", "2025-11-25");
    insta::assert_snapshot!("initialize_revision_initialize", exchange(&mcp, initialize()).await);
    let initialized = RequestBuilder::raw(r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#);
    insta::assert_snapshot!(
        "initialize_revision_initialized",
        exchange(&mcp, initialize_revision(initialized)).await
    );
    let list = RequestBuilder::initialize_revision("tools/list", &json!({}));
    insta::assert_snapshot!("initialize_revision_list", exchange(&mcp, initialize_revision(list)).await);
    let call = RequestBuilder::legacy_call("echo", &json!({ "text": "hi" }));
    insta::assert_snapshot!("initialize_revision_call", exchange(&mcp, initialize_revision(call)).await);
    let call = RequestBuilder::legacy_call("echo", &json!({ "txt": "hi" }));
    insta::assert_snapshot!(
        "initialize_revision_call_wrong_arguments",
        exchange(&mcp, initialize_revision(call)).await
    );
    let call = RequestBuilder::legacy_call("nope", &json!({}));
    insta::assert_snapshot!(
        "initialize_revision_call_unknown_tool",
        exchange(&mcp, initialize_revision(call)).await
    );
}

#[tokio::test]
async fn initialize_older_revisions() {
    let mcp = mcp();
    let params = json!({ "name": "echo", "arguments": { "text": "hi" }, "_meta": { "progressToken": "p" } });
    let call =
        RequestBuilder::initialize_revision("tools/call", &params).with("mcp-protocol-version", "2025-06-18");
    insta::assert_snapshot!("2025_06_18_call_with_progress", exchange(&mcp, call).await);
    // The oldest revision has no version header, but batches.
    let initialize =
        RequestBuilder::initialize_revision("initialize", &json!({ "protocolVersion": "2025-03-26" }));
    insta::assert_snapshot!("2025_03_26_initialize", exchange(&mcp, initialize).await);
    let call = |id: u8| json!({ "jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params });
    let list = json!({ "jsonrpc": "2.0", "id": 2, "method": "tools/list" });
    let notified = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" });
    let batch = RequestBuilder::json(&json!([call(1), notified, list, call(3)]));
    insta::assert_snapshot!("2025_03_26_batch", exchange(&mcp, batch).await);
}

#[tokio::test]
async fn stateless_2026_07_28() {
    let mcp = mcp();
    let discover = RequestBuilder::stateless("server/discover", &json!({}));
    insta::assert_snapshot!("stateless_discover", exchange(&mcp, discover).await);
    let list = RequestBuilder::stateless("tools/list", &json!({}));
    insta::assert_snapshot!("stateless_list", exchange(&mcp, list).await);
    let call = RequestBuilder::modern_call("echo", &json!({ "text": "hi" }));
    insta::assert_snapshot!("stateless_call", exchange(&mcp, call.clone()).await);
    let differs = call.with("mcp-name", "other");
    insta::assert_snapshot!("stateless_header_mismatch", exchange(&mcp, differs).await);
    let params = json!({ "name": "echo", "arguments": { "text": "hi" }, "_meta": { "progressToken": 7 } });
    let call = RequestBuilder::stateless("tools/call", &params);
    insta::assert_snapshot!("stateless_call_with_progress", exchange(&mcp, call).await);
}

#[tokio::test]
async fn progress_logs_and_notifications() {
    let meta = json!({ "io.modelcontextprotocol/logLevel": "notice" });
    let params = json!({ "name": "echo", "arguments": { "text": "hi" }, "_meta": meta });
    insta::assert_snapshot!(
        "stateless_call_with_log",
        exchange(&mcp(), RequestBuilder::stateless("tools/call", &params)).await
    );

    let live = LiveServer::new(mcp().server());
    // The stream ends as soon as it has begun.
    live.close();
    let params = json!({ "notifications": { "toolsListChanged": true, "promptsListChanged": true } });
    let listen = RequestBuilder::stateless("subscriptions/listen", &params);
    insta::assert_snapshot!("stateless_listen", exchange(&Mcp::live(live), listen).await);
}

#[tokio::test]
async fn bearer_keys() {
    let key = BearerKey::new("k", Principal::new("p")).unwrap().filter(Filter::none());
    let service = BearerAuthLayer::new([key]).layer(mcp());
    let list = RequestBuilder::stateless("tools/list", &json!({}));
    insta::assert_snapshot!("no_key", exchange(&service, list.clone()).await);
    let list = list.with("authorization", "Bearer k");
    insta::assert_snapshot!("key_that_sees_nothing", exchange(&service, list).await);
}
