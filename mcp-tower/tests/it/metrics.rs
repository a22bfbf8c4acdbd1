//! Metrics: names, labels and values.

use std::time::Duration;

use http_body_util::BodyExt;
use mcp_core::{HandlerError, NoArguments, Registry, Server, prompt_fn};
use mcp_tower::{
    LiveServer, Mcp,
    layer::{HttpMetricsLayer, McpMetricsLayer},
};
use metrics_util::debugging::{DebugValue, DebuggingRecorder, Snapshotter};
use serde_json::json;
use tower::{Layer, ServiceExt};

use crate::support::{RequestBuilder, mcp, slow_server};

/// Metrics after some requests, one per line, durations without values. Taking a snapshot resets the counters; a
/// gauge then shows the change since.
fn metered<F: Future<Output = ()>>(requests: impl FnOnce(Snapshotter) -> F) -> Vec<String> {
    let recorder = DebuggingRecorder::new();
    let snapshots = recorder.snapshotter();
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    metrics::with_local_recorder(&recorder, || runtime.block_on(requests(snapshots.clone())));
    lines(&snapshots)
}

fn lines(snapshots: &Snapshotter) -> Vec<String> {
    let metrics = snapshots.snapshot().into_vec().into_iter().map(|(key, _, _, value)| {
        let labels: Vec<_> =
            key.key().labels().map(|label| format!("{}={}", label.key(), label.value())).collect();
        let value = match value {
            DebugValue::Counter(count) => count.to_string(),
            DebugValue::Gauge(value) => value.to_string(),
            DebugValue::Histogram(values) => format!("{} times", values.len()),
        };
        format!("{} {{{}}} {value}", key.key().name(), labels.join(", "))
    });
    let mut lines: Vec<_> = metrics.collect();
    lines.sort();
    lines
}

/// Lines of one metric, without its name.
fn of(lines: &[String], metric: &str) -> Vec<String> {
    let start = format!("{metric} ");
    lines.iter().filter_map(|line| line.strip_prefix(&start)).map(str::to_owned).collect()
}

#[test]
fn requests_are_counted_by_tool_and_outcome() {
    let lines = metered(async |_| {
        let mcp = mcp().layer(McpMetricsLayer::new());
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
            RequestBuilder::modern_call(tool, arguments).send(&mcp).await;
        }
        RequestBuilder::initialize_revision("tools/list", &json!({})).send(&mcp).await.result();
    });
    let call = "{mcp.method.name=tools/call, mcp.protocol.version=2026-07-28, \
                gen_ai.operation.name=execute_tool, ";
    let operations = [
        format!("{call}gen_ai.tool.name=burst, outcome=panic, error.type=panic}} 1"),
        format!("{call}gen_ai.tool.name=echo, outcome=ok}} 2"),
        format!(
            "{call}gen_ai.tool.name=echo, outcome=tool_error, error.type=tool_error, \
             error.kind=invalid_arguments}} 1"
        ),
        format!(
            "{call}gen_ai.tool.name=fail, outcome=tool_error, error.type=tool_error, \
             error.kind=rate_limited}} 1"
        ),
        format!("{call}outcome=rpc_error, error.type=-32602, rpc.response.status_code=-32602}} 2"),
        "{mcp.method.name=tools/list, mcp.protocol.version=2025-03-26, outcome=ok} 1".to_owned(),
    ];
    assert_eq!(of(&lines, "mcp.server.operations"), operations);
    let timed: Vec<_> = operations.iter().map(|line| format!("{line} times")).collect();
    assert_eq!(of(&lines, "mcp.server.operation.duration"), timed);
    assert_eq!(
        of(&lines, "mcp.server.active_operations"),
        ["{mcp.method.name=tools/call} 0", "{mcp.method.name=tools/list} 0"]
    );
}

#[test]
fn cancelled_requests_are_counted() {
    let lines = metered(async |snapshots| {
        let mcp = slow_server().0.layer(McpMetricsLayer::new());
        let call = mcp.oneshot(RequestBuilder::modern_call("slow", &json!({})).request());
        let look = async {
            tokio::time::sleep(Duration::from_millis(10)).await;
            assert_eq!(
                of(&lines(&snapshots), "mcp.server.active_operations"),
                ["{mcp.method.name=tools/call} 1"]
            );
            std::future::pending::<()>().await;
        };
        let both = futures_util::future::join(call, look);
        assert!(tokio::time::timeout(Duration::from_millis(30), both).await.is_err());
    });
    let [operation] = &of(&lines, "mcp.server.operations")[..] else { panic!("{lines:?}") };
    assert!(
        operation.contains("gen_ai.tool.name=slow, outcome=cancelled, error.type=cancelled"),
        "{operation}"
    );
    assert_eq!(of(&lines, "mcp.server.active_operations"), ["{mcp.method.name=tools/call} -1"]);
}

#[test]
fn unknown_prompt_is_not_a_label() {
    let lines = metered(async |_| {
        let hello = prompt_fn("hello", "Says hello.", |_: NoArguments| async {
            Ok::<_, HandlerError>("hello".to_owned())
        });
        let registry = Registry::new().with_prompt(hello).unwrap();
        let mcp = Mcp::new(Server::new(registry)).layer(McpMetricsLayer::new());
        for name in ["hello", "hunter2"] {
            RequestBuilder::stateless("prompts/get", &json!({ "name": name })).send(&mcp).await;
        }
    });
    let [hello, other] = &of(&lines, "mcp.server.operations")[..] else { panic!("{lines:?}") };
    assert!(hello.contains("gen_ai.prompt.name=hello, outcome=ok"), "{hello}");
    assert!(!other.contains("prompt.name") && !lines.concat().contains("hunter2"), "{lines:?}");
}

#[test]
fn http_requests_are_counted_by_route_and_status_to_the_end_of_their_streams() {
    let lines = metered(async |snapshots| {
        let service = HttpMetricsLayer::new().route("/mcp").scheme(http::uri::Scheme::HTTPS).layer(mcp());
        let params = json!({ "name": "steps", "arguments": {}, "_meta": { "progressToken": 1 } });
        let steps = || RequestBuilder::stateless("tools/call", &params).request();
        let mut body = service.clone().oneshot(steps()).await.unwrap().into_body();
        body.frame().await.unwrap().unwrap();
        let active = "{http.request.method=POST, url.scheme=https} 1";
        assert_eq!(of(&lines(&snapshots), "http.server.active_requests"), [active]);
        assert!(of(&lines(&snapshots), "http.server.request.duration").is_empty());
        body.collect().await.unwrap();
        // One whose client disconnects, and one that is refused.
        let mut left = service.clone().oneshot(steps()).await.unwrap().into_body();
        left.frame().await.unwrap().unwrap();
        drop(left);
        let mut refused = RequestBuilder::raw("hunter2").request();
        *refused.method_mut() = http::Method::from_bytes(b"HUNTER2").unwrap();
        service.oneshot(refused).await.unwrap().into_body().collect().await.unwrap();
    });
    let post = "{http.request.method=POST, url.scheme=https, http.route=/mcp, network.protocol.version=1.1, \
                http.response.status_code=200";
    assert_eq!(
        of(&lines, "http.server.request.duration"),
        [
            format!("{post}, error.type=cancelled}} 1 times"),
            format!("{post}}} 1 times"),
            "{http.request.method=_OTHER, url.scheme=https, http.route=/mcp, network.protocol.version=1.1, \
             http.response.status_code=405} 1 times"
                .to_owned(),
        ]
    );
    assert_eq!(
        of(&lines, "http.server.active_requests"),
        [
            "{http.request.method=POST, url.scheme=https} -1",
            "{http.request.method=_OTHER, url.scheme=https} 0"
        ]
    );
}

#[test]
fn open_notification_streams_are_counted() {
    let lines = metered(async |snapshots| {
        let live = LiveServer::new(Server::new(crate::support::registry()));
        let params = json!({ "notifications": { "toolsListChanged": true } });
        let ask = RequestBuilder::stateless("subscriptions/listen", &params).request();
        let mut body = Mcp::live(live.clone()).oneshot(ask).await.unwrap().into_body();
        body.frame().await.unwrap().unwrap();
        assert_eq!(of(&lines(&snapshots), "mcp.server.active_listeners"), ["{} 1"]);
        live.close();
        body.collect().await.unwrap();
    });
    assert_eq!(of(&lines, "mcp.server.active_listeners"), ["{} -1"]);
}

#[cfg(feature = "sessions")]
#[test]
fn sessions_are_counted_and_timed() {
    let lines = metered(async |snapshots| {
        let mcp = mcp().sessions(mcp_tower::SessionLimits::default());
        let params = json!({
            "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": { "name": "t", "version": "1" },
        });
        let opened = RequestBuilder::initialize_revision("initialize", &params).send(&mcp).await;
        assert_eq!(of(&lines(&snapshots), "mcp.server.active_sessions"), ["{} 1"]);
        assert!(of(&lines(&snapshots), "mcp.server.session.duration").is_empty());
        let mut end = RequestBuilder::raw("")
            .with("mcp-session-id", opened.header("mcp-session-id").unwrap())
            .request();
        *end.method_mut() = http::Method::DELETE;
        mcp.oneshot(end).await.unwrap();
    });
    assert_eq!(of(&lines, "mcp.server.active_sessions"), ["{} -1"]);
    assert_eq!(of(&lines, "mcp.server.session.duration"), ["{network.transport=tcp} 1 times"]);
}
