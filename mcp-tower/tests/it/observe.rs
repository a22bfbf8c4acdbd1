//! Spans and metrics: what they say, and what they must not.

use std::{
    io,
    sync::{Arc, Mutex},
    time::Duration,
};

use http_body_util::BodyExt;
use mcp_core::{NoArguments, Principal, Registry, Server, ToolError, prompt_fn};
use mcp_tower::{Mcp, layer::ObserveHttpLayer, layer::ObserveLayer};
use serde_json::json;
use tower::{Layer, ServiceExt, timeout::TimeoutLayer};
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::fmt::format::FmtSpan;

use crate::support::{Ask, mcp, slow_server};

const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

/// What the spans of this thread say when they begin and when they end.
struct Spans(Arc<Mutex<Vec<u8>>>, #[expect(dead_code, reason = "held")] DefaultGuard);

struct Writer(Arc<Mutex<Vec<u8>>>);

impl io::Write for Writer {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(text)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Spans {
    fn take() -> Self {
        let text: Arc<Mutex<Vec<u8>>> = Arc::default();
        let writer = Arc::clone(&text);
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_span_events(FmtSpan::NEW | FmtSpan::CLOSE)
            .with_writer(move || Writer(Arc::clone(&writer)))
            .with_ansi(false)
            .finish();
        Self(text, tracing::subscriber::set_default(subscriber))
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    /// What the one span of MCP says when it ends, after those around it.
    fn mcp(&self) -> String {
        self.one("observe")
    }

    /// What the one span of HTTP says when it ends.
    fn http(&self) -> String {
        self.one("observe_http")
    }

    fn one(&self, layer: &str) -> String {
        let (text, end) = (self.text(), format!(": mcp_tower::layer::{layer}: close "));
        let mut lines = text.lines().filter(|line| line.contains(&end));
        let line =
            lines.next().unwrap_or_else(|| panic!("no span of {layer} has ended in {text}")).to_owned();
        assert_eq!(lines.next(), None, "more than one span of {layer}");
        line
    }
}

fn has(line: &str, fields: &[&str]) {
    for field in fields {
        assert!(line.contains(field), "{field} is not in {line}");
    }
}

#[tokio::test]
async fn a_call_is_a_span_within_that_of_its_http_request() {
    let spans = Spans::take();
    let service = ObserveHttpLayer::new().route("/mcp").layer(mcp().layer(ObserveLayer::new()));
    let meta = json!({ "traceparent": PARENT, "tracestate": "a=1" });
    let params = json!({ "name": "echo", "arguments": { "text": "hunter2" }, "_meta": meta });
    let ask = Ask::modern("tools/call", &params)
        .with("authorization", "Bearer hunter2")
        .with("traceparent", PARENT)
        .extension(Principal::new("hunter2"));
    let response = service.oneshot(ask.request()).await.unwrap();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert!(std::str::from_utf8(&body).unwrap().contains("hunter2"));

    let call = spans.mcp();
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
            r#"gen_ai.operation.name="execute_tool""#,
            r#"gen_ai.tool.name="echo""#,
            &format!("traceparent={PARENT:?}"),
            r#"tracestate="a=1""#,
        ],
    );
    assert!(!call.contains("error.type") && !call.contains("mcp.session.id"), "{call}");
    let http = spans.http();
    has(
        &http,
        &[
            r#"http.request.method="POST""#,
            r#"http.route="/mcp""#,
            r#"network.protocol.version="1.1""#,
            "http.response.status_code=200",
            &format!("traceparent={PARENT:?}"),
        ],
    );
    // Neither in a span nor in any event at any level.
    assert!(!spans.text().contains("hunter2"), "{}", spans.text());
}

#[tokio::test]
async fn arguments_results_and_callers_are_recorded_only_when_asked_for() {
    let spans = Spans::take();
    let layer = ObserveLayer::new()
        .record_arguments(true)
        .record_results(true)
        .record_caller(true)
        .max_recorded_bytes(12);
    let call = Ask::modern_call("echo", &json!({ "text": "hunter2" })).extension(Principal::new("u_1"));
    call.send(&mcp().layer(layer)).await.result();
    has(
        &spans.mcp(),
        &[
            r#"gen_ai.tool.call.arguments="{\"text\":\"hun" "#,
            r#"gen_ai.tool.call.result="{\"resultType"}"#,
            r#"user.id="u_1""#,
        ],
    );
}

#[tokio::test]
async fn failures_have_a_type_and_none_of_their_words() {
    let ended = async |ask: Ask| {
        let spans = Spans::take();
        ask.send(&mcp().layer(ObserveLayer::new())).await;
        spans.mcp()
    };
    let line = ended(Ask::modern_call("fail", &json!({}))).await;
    has(
        &line,
        &[r#"error.type="tool_error""#, r#"error.kind="rate_limited""#, r#"otel.status_code="ERROR""#],
    );
    assert!(!line.contains("too many calls"), "{line}");

    // What a client calls a tool that does not exist stays out.
    let line = ended(Ask::legacy_call("hunter2", &json!({}))).await;
    has(
        &line,
        &[
            r#"otel.name="tools/call""#,
            r#"error.type="-32602""#,
            "rpc.response.status_code=-32602",
            r#"mcp.protocol.version="2025-03-26""#,
        ],
    );
    assert!(!line.contains("hunter2") && !line.contains("gen_ai.tool.name"), "{line}");

    let line = ended(Ask::modern_call("burst", &json!({}))).await;
    has(&line, &[r#"error.type="panic""#]);
    assert!(!line.contains("hunter2"), "{line}");
}

#[tokio::test(start_paused = true)]
async fn what_is_dropped_was_late_or_given_up() {
    let slow = || Ask::modern_call("slow", &json!({}));
    let spans = Spans::take();
    slow().send(&slow_server().0.call_timeout(Duration::from_secs(1)).layer(ObserveLayer::new())).await;
    has(&spans.mcp(), &[r#"error.type="timeout""#]);
    drop(spans);

    let spans = Spans::take();
    let layers = (ObserveLayer::new(), TimeoutLayer::new(Duration::from_secs(1)));
    slow().send(&slow_server().0.layer(layers)).await;
    has(&spans.mcp(), &[r#"error.type="timeout""#]);
    drop(spans);

    let spans = Spans::take();
    let mcp = slow_server().0.layer(ObserveLayer::new());
    let service = ObserveHttpLayer::new().layer(mcp);
    let call = service.oneshot(slow().request());
    assert!(tokio::time::timeout(Duration::from_secs(1), call).await.is_err());
    has(&spans.mcp(), &[r#"error.type="cancelled""#]);
    has(&spans.http(), &[r#"error.type="cancelled""#]);
}

#[tokio::test]
async fn a_stream_ends_its_http_span_with_its_last_event() {
    let steps = || {
        let params = json!({ "name": "steps", "arguments": {}, "_meta": { "progressToken": 1 } });
        Ask::modern("tools/call", &params).request()
    };
    let service = ObserveHttpLayer::new().layer(mcp().layer(ObserveLayer::new()));

    let spans = Spans::take();
    let mut body = service.clone().oneshot(steps()).await.unwrap().into_body();
    body.frame().await.unwrap().unwrap();
    assert!(!spans.text().contains(": close "), "{}", spans.text());
    body.collect().await.unwrap();
    has(&spans.mcp(), &["http.request{", r#"gen_ai.tool.name="steps""#]);
    assert!(!spans.http().contains("error.type"));
    drop(spans);

    let spans = Spans::take();
    let mut body = service.oneshot(steps()).await.unwrap().into_body();
    body.frame().await.unwrap().unwrap();
    drop(body);
    has(&spans.mcp(), &[r#"error.type="cancelled""#]);
    has(&spans.http(), &[r#"error.type="cancelled""#, "http.response.status_code=200"]);
}

#[tokio::test]
async fn what_is_refused_before_it_is_a_request_has_an_http_span() {
    let spans = Spans::take();
    let service = ObserveHttpLayer::new().layer(mcp().layer(ObserveLayer::new()));
    let ask = Ask::raw("hunter2").with("traceparent", "hunter2");
    let response = service.oneshot(ask.request()).await.unwrap();
    response.into_body().collect().await.unwrap();
    let line = spans.http();
    has(&line, &[r#"otel.name="POST""#, "http.response.status_code=400"]);
    // What the client did wrong is no failure of the server.
    assert!(!line.contains("error.type"), "{line}");
    assert!(!spans.text().contains("mcp.request") && !spans.text().contains("hunter2"));
}

#[tokio::test]
async fn a_prompt_has_its_name_and_a_made_up_one_none() {
    let hello =
        prompt_fn("hello", "Says hello.", |_: NoArguments| async { Ok::<_, ToolError>("hello".to_owned()) });
    let registry = Registry::new().with_prompt(hello).unwrap();
    let mcp = Mcp::new(Server::new(registry)).layer(ObserveLayer::new());
    for (name, shown) in [("hello", true), ("hunter2", false)] {
        let spans = Spans::take();
        Ask::modern("prompts/get", &json!({ "name": name })).send(&mcp).await;
        let line = spans.mcp();
        assert_eq!(line.contains(r#"gen_ai.prompt.name="hello""#), shown, "{line}");
        assert!(!line.contains("hunter2"), "{line}");
    }
}

#[tokio::test]
async fn the_callers_trace_is_handed_on_before_the_span_begins() {
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let (of_call, of_http) = (Arc::clone(&seen), Arc::clone(&seen));
    let mcp = mcp().layer(ObserveLayer::new().on_trace(move |span, trace| {
        let name = span.metadata().unwrap().name();
        of_call.lock().unwrap().push(format!("{name} {}", trace.parent));
    }));
    let layer = ObserveHttpLayer::new().on_trace(move |span, trace| {
        let name = span.metadata().unwrap().name();
        of_http.lock().unwrap().push(format!("{name} {:?}", trace.state));
    });
    let params = json!({ "name": "nop", "_meta": { "traceparent": PARENT } });
    let ask = Ask::modern("tools/call", &params).with("traceparent", PARENT).with("tracestate", "b=2");
    let _spans = Spans::take();
    layer.layer(mcp).oneshot(ask.request()).await.unwrap();
    assert_eq!(
        *seen.lock().unwrap(),
        [r#"http.request Some("b=2")"#.to_owned(), format!("mcp.request {PARENT}")]
    );
}

#[cfg(feature = "sessions")]
#[tokio::test]
async fn a_session_is_told_apart_and_not_named() {
    use mcp_tower::Sessions;

    let mcp = mcp().sessions(Sessions::new()).layer(ObserveLayer::new());
    let spans = Spans::take();
    let params = json!({
        "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": { "name": "t", "version": "1" },
    });
    let opened = Ask::legacy("initialize", &params).send(&mcp).await;
    let id = opened.header("mcp-session-id").unwrap();
    Ask::legacy_call("nop", &json!({})).with("mcp-session-id", id).send(&mcp).await.result();
    let text = spans.text();
    assert!(!text.contains(id), "{text}");
    let digest = |line: &str| line.split(r#"mcp.session.id=""#).nth(1).map(|rest| rest[..16].to_owned());
    let digests: Vec<_> = text.lines().filter(|line| line.contains(": close ")).map(digest).collect();
    assert_eq!(digests.len(), 2, "{text}");
    assert!(digests[0].is_some() && digests[0] == digests[1], "{digests:?}");
}

#[cfg(feature = "metrics")]
mod metered {
    use mcp_tower::MeterLayer;
    use metrics_util::debugging::{DebugValue, DebuggingRecorder};

    use super::*;

    /// The counters after some requests, each as one line.
    fn counted(requests: impl Future<Output = ()>) -> Vec<String> {
        let recorder = DebuggingRecorder::new();
        let snapshots = recorder.snapshotter();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        metrics::with_local_recorder(&recorder, || runtime.block_on(requests));
        let (mut lines, mut timed) = (Vec::new(), 0);
        for (key, _, _, value) in snapshots.snapshot().into_vec() {
            let labels: Vec<_> =
                key.key().labels().map(|label| format!("{}={}", label.key(), label.value())).collect();
            match value {
                DebugValue::Counter(count) => {
                    lines.push(format!("{} {{{}}} {count}", key.key().name(), labels.join(", ")));
                }
                DebugValue::Histogram(values) => {
                    assert_eq!(key.key().name(), "mcp.server.operation.duration");
                    timed += values.len();
                }
                DebugValue::Gauge(value) => panic!("{value}"),
            }
        }
        assert!(timed >= lines.len());
        lines.sort();
        lines
    }

    #[test]
    fn requests_are_counted_by_tool_and_outcome() {
        let lines = counted(async {
            let mcp = mcp().layer(MeterLayer::new());
            let text = json!({ "text": "hunter2" });
            for (tool, arguments) in [
                ("echo", &text),
                ("echo", &text),
                ("echo", &json!({})),
                ("fail", &json!({})),
                ("burst", &json!({})),
                ("hunter2", &text),
                ("hunter3", &text),
            ] {
                Ask::modern_call(tool, arguments).send(&mcp).await;
            }
            Ask::modern("tools/list", &json!({})).send(&mcp).await.result();
        });
        let call = "mcp.server.operations {mcp.method.name=tools/call, outcome=";
        assert_eq!(
            lines,
            [
                format!("{call}ok, gen_ai.tool.name=echo}} 2"),
                format!("{call}panic, gen_ai.tool.name=burst}} 1"),
                format!("{call}rpc_error}} 2"),
                format!("{call}tool_error, gen_ai.tool.name=echo, error.kind=invalid_arguments}} 1"),
                format!("{call}tool_error, gen_ai.tool.name=fail, error.kind=rate_limited}} 1"),
                "mcp.server.operations {mcp.method.name=tools/list, outcome=ok} 1".to_owned(),
            ]
        );
    }

    #[test]
    fn what_is_given_up_is_counted_too() {
        let lines = counted(async {
            let mcp = slow_server().0.layer(MeterLayer::new());
            let call = mcp.oneshot(Ask::modern_call("slow", &json!({})).request());
            assert!(tokio::time::timeout(Duration::from_millis(20), call).await.is_err());
        });
        assert_eq!(
            lines,
            [
                "mcp.server.operations {mcp.method.name=tools/call, outcome=cancelled, gen_ai.tool.name=slow} 1"
            ]
        );
    }
}
