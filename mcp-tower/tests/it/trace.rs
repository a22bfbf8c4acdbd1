//! Spans: recorded fields and secrets that must stay out.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use client_core::testing::LogCapture;

use http::uri::Scheme;
use http_body_util::BodyExt;
use mcp_core::{
    CompletionRequest, Context, Grant, HandlerError, NoArguments, Principal, Registry, Server,
    jsonrpc::Message,
    prompt_fn,
    protocol::Params,
    schemars::{self, JsonSchema},
    template_fn, tool_fn,
};
use mcp_tower::{Dispatch, HttpTraceLayer, LiveServer, Mcp, McpTraceLayer};
use serde::Deserialize;
use serde_json::json;
use tower::{Layer, ServiceExt, timeout::TimeoutLayer};

use tracing::Instrument;

use crate::support::{RequestBuilder, mcp, registry, slow_server};

const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

/// The only ended MCP span, after those around it.
fn mcp_span(written: &LogCapture) -> String {
    one(written, "mcp_tower::layer::mcp_trace")
}

/// The only ended HTTP span.
fn http_span(written: &LogCapture) -> String {
    one(written, "mcp_tower::layer::http_trace")
}

fn one(written: &LogCapture, target: &str) -> String {
    let mut ended = written.ended(target);
    assert_eq!(ended.len(), 1, "of {target}: {ended:?}");
    ended.remove(0)
}

#[derive(Deserialize, JsonSchema)]
struct Hello {
    /// Name to greet.
    #[expect(dead_code, reason = "it is completed")]
    who: Option<String>,
}

#[derive(Deserialize, JsonSchema)]
struct Book {
    title: String,
}

/// Server with a prompt whose argument is completed, and a resource template.
fn shelf() -> Server {
    let hello =
        prompt_fn("hello", "Says hello.", |_: Hello| async { Ok::<_, HandlerError>("hello".to_owned()) })
            .complete("who", |request: CompletionRequest| async move {
                Ok::<_, HandlerError>(request.choose(["hunter2", "hunter3"]))
            });
    let book = template_fn("shelf://book/{title}", "book", "A book.", |book: Book| async move {
        Ok::<_, HandlerError>(format!("The story of {}.", book.title))
    });
    let registry = Registry::new().with_prompt(hello).unwrap().with_template(book).unwrap();
    Server::new(registry)
}

fn has(line: &str, fields: &[&str]) {
    for field in fields {
        assert!(line.contains(field), "{field} is not in {line}");
    }
}

#[tokio::test]
async fn a_call_is_a_span_within_that_of_its_http_request() {
    let written = LogCapture::start();
    let service = HttpTraceLayer::new().route("/mcp").scheme(Scheme::HTTPS);
    let service = service.layer(mcp().layer(McpTraceLayer::new()));
    let meta = json!({ "traceparent": PARENT, "tracestate": "a=1" });
    let params = json!({ "name": "echo", "arguments": { "text": "hunter2" }, "_meta": meta });
    let ask = RequestBuilder::stateless("tools/call", &params)
        .with("authorization", "Bearer hunter2")
        .with("traceparent", PARENT)
        .extension(Grant::new(Principal::new("hunter2")));
    let response = service.oneshot(ask.request()).await.unwrap();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert!(std::str::from_utf8(&body).unwrap().contains("hunter2"));

    let call = mcp_span(&written);
    has(
        &call,
        &[
            r#"http.request{otel.name="POST /mcp""#,
            r#"otel.name="tools/call echo""#,
            r#"otel.kind="server""#,
            r#"mcp.method.name="tools/call""#,
            r#"mcp.protocol.version="2026-07-28""#,
            r#"jsonrpc.request.id="1""#,
            r#"network.transport="tcp""#,
            r#"network.protocol.name="http""#,
            r#"gen_ai.operation.name="execute_tool""#,
            r#"gen_ai.tool.name="echo""#,
            &format!("traceparent={PARENT:?}"),
            r#"tracestate="a=1""#,
        ],
    );
    assert!(!call.contains("error.type") && !call.contains("mcp.session.id"), "{call}");
    let http = http_span(&written);
    has(
        &http,
        &[
            r#"http.request.method="POST""#,
            r#"http.route="/mcp""#,
            r#"url.scheme="https""#,
            r#"network.protocol.version="1.1""#,
            "http.response.status_code=200",
            &format!("traceparent={PARENT:?}"),
        ],
    );
    // Neither in a span nor in an event of any level.
    assert!(!written.text().contains("hunter2"), "{}", written.text());
}

#[tokio::test]
async fn arguments_results_and_callers_are_recorded_only_when_asked_for() {
    let written = LogCapture::start();
    let layer = McpTraceLayer::new()
        .record_arguments(true)
        .record_results(true)
        .record_caller(true)
        .max_recorded_bytes(12);
    let call = RequestBuilder::modern_call("echo", &json!({ "text": "hunter2" }))
        .extension(Grant::new(Principal::new("u_1")));
    call.send(&mcp().layer(layer)).await.result();
    has(
        &mcp_span(&written),
        &[
            r#"gen_ai.tool.call.arguments="{\"text\":\"hun" "#,
            r#"gen_ai.tool.call.result="{\"resultType"}"#,
            r#"user.id="u_1""#,
        ],
    );
}

#[tokio::test]
async fn failures_record_a_type_and_no_message() {
    let ended = async |ask: RequestBuilder| {
        let written = LogCapture::start();
        ask.send(&mcp().layer(McpTraceLayer::new())).await;
        // Neither in the span nor in an event of any level.
        assert!(!written.text().contains("hunter2"), "{}", written.text());
        mcp_span(&written)
    };
    let line = ended(RequestBuilder::modern_call("fail", &json!({}))).await;
    has(
        &line,
        &[r#"error.type="tool_error""#, r#"error.kind="rate_limited""#, r#"otel.status_code="ERROR""#],
    );
    assert!(!line.contains("too many calls"), "{line}");

    // The unknown name that a client sent is not recorded.
    let line = ended(RequestBuilder::legacy_call("hunter2", &json!({}))).await;
    has(
        &line,
        &[
            r#"otel.name="tools/call""#,
            r#"error.type="-32602""#,
            "rpc.response.status_code=-32602",
            r#"mcp.protocol.version="2025-03-26""#,
        ],
    );
    assert!(!line.contains("gen_ai.tool.name"), "{line}");

    let line = ended(RequestBuilder::modern_call("burst", &json!({}))).await;
    has(&line, &[r#"error.type="panic""#]);
}

#[tokio::test(start_paused = true)]
async fn what_is_dropped_was_late_or_given_up() {
    let slow = || RequestBuilder::modern_call("slow", &json!({}));
    let written = LogCapture::start();
    slow().send(&slow_server().0.call_timeout(Duration::from_secs(1)).layer(McpTraceLayer::new())).await;
    has(&mcp_span(&written), &[r#"error.type="timeout""#]);
    drop(written);

    let written = LogCapture::start();
    let layers = (McpTraceLayer::new(), TimeoutLayer::new(Duration::from_secs(1)));
    slow().send(&slow_server().0.layer(layers)).await;
    has(&mcp_span(&written), &[r#"error.type="timeout""#]);
    drop(written);

    let written = LogCapture::start();
    let mcp = slow_server().0.layer(McpTraceLayer::new());
    let service = HttpTraceLayer::new().layer(mcp);
    let call = service.oneshot(slow().request());
    assert!(tokio::time::timeout(Duration::from_secs(1), call).await.is_err());
    has(&mcp_span(&written), &[r#"error.type="cancelled""#]);
    has(&http_span(&written), &[r#"error.type="cancelled""#]);
}

#[tokio::test]
async fn a_stream_ends_its_http_span_with_its_last_event() {
    let steps = || {
        let params = json!({ "name": "steps", "arguments": {}, "_meta": { "progressToken": 1 } });
        RequestBuilder::stateless("tools/call", &params).request()
    };
    let service = HttpTraceLayer::new().layer(mcp().layer(McpTraceLayer::new()));

    let written = LogCapture::start();
    let mut body = service.clone().oneshot(steps()).await.unwrap().into_body();
    body.frame().await.unwrap().unwrap();
    assert!(written.ended("mcp_tower::layer::http_trace").is_empty());
    body.collect().await.unwrap();
    has(&mcp_span(&written), &["http.request{", r#"gen_ai.tool.name="steps""#]);
    assert!(!http_span(&written).contains("error.type"));
    drop(written);

    let written = LogCapture::start();
    let mut body = service.oneshot(steps()).await.unwrap().into_body();
    body.frame().await.unwrap().unwrap();
    drop(body);
    has(&mcp_span(&written), &[r#"error.type="cancelled""#]);
    has(&http_span(&written), &[r#"error.type="cancelled""#, "http.response.status_code=200"]);
}

#[tokio::test]
async fn refused_http_request_has_an_http_span() {
    let written = LogCapture::start();
    let service = HttpTraceLayer::new().layer(mcp().layer(McpTraceLayer::new()));
    let ask = RequestBuilder::raw("hunter2").with("traceparent", "hunter2");
    let response = service.oneshot(ask.request()).await.unwrap();
    response.into_body().collect().await.unwrap();
    let line = http_span(&written);
    has(&line, &[r#"otel.name="POST""#, "http.response.status_code=400"]);
    // Client errors are not failures of the server.
    assert!(!line.contains("error.type"), "{line}");
    assert!(!written.text().contains("mcp.request") && !written.text().contains("hunter2"));
}

#[tokio::test]
async fn unknown_method_is_not_recorded() {
    let written = LogCapture::start();
    let mut request = RequestBuilder::raw("").request();
    *request.method_mut() = http::Method::from_bytes(b"HUNTER2").unwrap();
    let service = HttpTraceLayer::new().route("/mcp").layer(mcp());
    service.oneshot(request).await.unwrap().into_body().collect().await.unwrap();
    let line = http_span(&written);
    has(&line, &[r#"otel.name="HTTP /mcp""#, r#"http.request.method="_OTHER""#]);
    assert!(!written.text().contains("HUNTER2"));
}

#[tokio::test]
async fn resource_uri_is_recorded_only_if_enabled() {
    let ended = async |layer: McpTraceLayer| {
        let written = LogCapture::start();
        let ask = RequestBuilder::stateless("resources/read", &json!({ "uri": "shelf://book/hunter2" }));
        ask.send(&Mcp::new(shelf()).layer(layer)).await.result();
        (mcp_span(&written), written.text())
    };
    let (line, text) = ended(McpTraceLayer::new()).await;
    has(&line, &[r#"otel.name="resources/read book""#]);
    assert!(!text.contains("hunter2"), "{text}");
    let (line, _) = ended(McpTraceLayer::new().record_arguments(true)).await;
    has(&line, &[r#"otel.name="resources/read book""#, r#"mcp.resource.uri="shelf://book/hunter2""#]);
}

#[tokio::test]
async fn completion_records_prompt_but_no_input() {
    let written = LogCapture::start();
    let params = json!({
        "ref": { "type": "ref/prompt", "name": "hello" }, "argument": { "name": "who", "value": "hunter2" },
    });
    let ask = RequestBuilder::stateless("completion/complete", &params);
    ask.send(&Mcp::new(shelf()).layer(McpTraceLayer::new())).await.result();
    let line = mcp_span(&written);
    has(&line, &[r#"otel.name="completion/complete hello""#, r#"gen_ai.prompt.name="hello""#]);
    assert!(!written.text().contains("hunter2"), "{}", written.text());
}

#[tokio::test]
async fn notification_stream_keeps_its_http_span_open() {
    let live = LiveServer::new(shelf());
    let service = HttpTraceLayer::new().layer(Mcp::live(live.clone()).layer(McpTraceLayer::new()));
    let written = LogCapture::start();
    let ask = RequestBuilder::stateless(
        "subscriptions/listen",
        &json!({ "notifications": { "toolsListChanged": true } }),
    );
    let mut body = service.oneshot(ask.request()).await.unwrap().into_body();
    body.frame().await.unwrap().unwrap();
    has(&mcp_span(&written), &[r#"otel.name="subscriptions/listen""#]);
    assert!(written.ended("mcp_tower::layer::http_trace").is_empty());
    live.close();
    body.collect().await.unwrap();
    let line = http_span(&written);
    assert!(!line.contains("error.type"), "{line}");
}

#[tokio::test]
async fn spawned_tasks_run_in_the_span_of_the_call() {
    let tool = tool_fn("work", "Works.", |_: NoArguments| async {
        tracing::info_span!(target: "tool", "here").in_scope(|| {});
        let other = async { drop(tracing::info_span!(target: "tool", "elsewhere")) };
        tokio::spawn(other.in_current_span()).await.map_err(|error| HandlerError::internal(error.to_string()))
    });
    let mcp = Mcp::new(Server::new(Registry::new().with_tool(tool).unwrap())).layer(McpTraceLayer::new());
    let written = LogCapture::start();
    RequestBuilder::modern_call("work", &json!({})).send(&mcp).await.result();
    let spans = written.ended("tool");
    assert_eq!(spans.len(), 2);
    spans.iter().for_each(|span| has(span, &[r#"mcp.request{otel.name="tools/call work""#]));
}

/// MCP layers without a transport, as for an in-process agent.
#[tokio::test]
async fn a_request_in_process_has_its_span() {
    let written = LogCapture::start();
    let service = McpTraceLayer::new().layer(Dispatch::new());
    let server = Server::new(registry());
    let message = br#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"nop"}}"#;
    let Message::Request(envelope) = Message::parse(&message[..].into()).unwrap() else {
        panic!("a request")
    };
    let params = Params::parse(&envelope).and_then(Params::validate).unwrap();
    let request = server.decode(&envelope, params, Context::new()).unwrap();
    assert!(!service.oneshot(request).await.unwrap().is_tool_error());
    let line = mcp_span(&written);
    has(&line, &[r#"otel.name="tools/call nop""#]);
    assert!(!line.contains("network.") && !line.contains("jsonrpc.request.id"), "{line}");
}

#[cfg(feature = "stdio")]
#[tokio::test]
async fn a_request_over_a_pipe_has_its_span_and_its_trace() {
    let written = LogCapture::start();
    let request = json!({
        "jsonrpc": "2.0", "id": "a", "method": "tools/call",
        "params": { "name": "echo", "arguments": { "text": "hunter2" }, "_meta": { "traceparent": PARENT } },
    });
    let line = format!("{request}\n");
    let mut answers = Vec::new();
    let stdio = mcp_tower::Stdio::new(Server::new(registry())).layer(McpTraceLayer::new());
    stdio.serve(line.as_bytes(), &mut answers).await.unwrap();
    assert!(String::from_utf8(answers).unwrap().contains("hunter2"));
    has(
        &mcp_span(&written),
        &[
            r#"otel.name="tools/call echo""#,
            r#"network.transport="pipe""#,
            r#"jsonrpc.request.id="a""#,
            &format!("traceparent={PARENT:?}"),
        ],
    );
    assert!(!written.text().contains("hunter2"), "{}", written.text());
}

#[tokio::test]
async fn unknown_prompt_is_not_recorded() {
    let hello = prompt_fn("hello", "Says hello.", |_: NoArguments| async {
        Ok::<_, HandlerError>("hello".to_owned())
    });
    let registry = Registry::new().with_prompt(hello).unwrap();
    let mcp = Mcp::new(Server::new(registry)).layer(McpTraceLayer::new());
    for (name, shown) in [("hello", true), ("hunter2", false)] {
        let written = LogCapture::start();
        RequestBuilder::stateless("prompts/get", &json!({ "name": name })).send(&mcp).await;
        let line = mcp_span(&written);
        assert_eq!(line.contains(r#"gen_ai.prompt.name="hello""#), shown, "{line}");
        assert!(!line.contains("hunter2"), "{line}");
    }
}

#[tokio::test]
async fn on_trace_runs_before_the_span_begins() {
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let (of_call, of_http) = (Arc::clone(&seen), Arc::clone(&seen));
    let mcp = mcp().layer(McpTraceLayer::new().on_trace(move |span, trace| {
        let name = span.metadata().unwrap().name();
        of_call.lock().unwrap().push(format!("{name} {}", trace.parent));
    }));
    let layer = HttpTraceLayer::new().on_trace(move |span, trace| {
        let name = span.metadata().unwrap().name();
        of_http.lock().unwrap().push(format!("{name} {:?}", trace.state));
    });
    let params = json!({ "name": "nop", "_meta": { "traceparent": PARENT } });
    let ask = RequestBuilder::stateless("tools/call", &params)
        .with("traceparent", PARENT)
        .with("tracestate", "b=2");
    let _written = LogCapture::start();
    layer.layer(mcp).oneshot(ask.request()).await.unwrap();
    assert_eq!(
        *seen.lock().unwrap(),
        [r#"http.request Some("b=2")"#.to_owned(), format!("mcp.request {PARENT}")]
    );
}

#[cfg(feature = "sessions")]
#[tokio::test]
async fn session_is_recorded_as_a_digest() {
    use mcp_tower::SessionLimits;

    let mcp = mcp().sessions(SessionLimits::default()).layer(McpTraceLayer::new());
    let written = LogCapture::start();
    let params = json!({
        "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": { "name": "t", "version": "1" },
    });
    let opened = RequestBuilder::initialize_revision("initialize", &params).send(&mcp).await;
    let id = opened.header("mcp-session-id").unwrap();
    RequestBuilder::legacy_call("nop", &json!({})).with("mcp-session-id", id).send(&mcp).await.result();
    let text = written.text();
    assert!(!text.contains(id), "{text}");
    let digest = |line: &String| line.split(r#"mcp.session.id=""#).nth(1).map(|rest| rest[..16].to_owned());
    let digests: Vec<_> = written.ended("mcp_tower::layer::mcp_trace").iter().map(digest).collect();
    assert_eq!(digests.len(), 2, "{text}");
    assert!(digests[0].is_some() && digests[0] == digests[1], "{digests:?}");
}
