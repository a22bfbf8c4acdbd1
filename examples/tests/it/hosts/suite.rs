//! Server under test, and its requests.

use std::{
    future::pending,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use mcp_core::{
    Context, HandlerError, META_CLIENT_CAPABILITIES, META_PROTOCOL_VERSION, NoArguments, Registry, Server,
    ToolMethod,
    schemars::{self, JsonSchema},
    tool_fn,
};
use mcp_tower::{LiveServer, Mcp};
use serde::Deserialize;
use serde_json::{Value, json};

use super::exchange::{HttpRequest, TEST_TIMEOUT};

/// The limit of the endpoints in these tests.
pub(crate) const MAX_BODY_BYTES: usize = 64 * 1024;
/// Length of a text that fits into a request, but not into one read or write of a host.
const LARGE: usize = MAX_BODY_BYTES - 1024;
/// Duration of the call that outlasts the stop signal.
const SLOW_CALL: Duration = Duration::from_millis(300);

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Echo {
    /// Text to repeat.
    text: String,
}

/// Counts calls.
#[derive(Debug, Clone, Default)]
pub(crate) struct Calls(Arc<[AtomicUsize; 2]>);

/// Counts a call that was dropped before it ended.
struct Running(Calls);

impl Calls {
    fn begin(&self) -> Running {
        self.0[0].fetch_add(1, Ordering::SeqCst);
        Running(self.clone())
    }

    pub(crate) fn begun(&self) -> usize {
        self.0[0].load(Ordering::SeqCst)
    }

    pub(crate) fn dropped(&self) -> usize {
        self.0[1].load(Ordering::SeqCst)
    }

    pub(crate) async fn wait_for(&self, what: &str, count: usize, host: &str) {
        let counted = || if what == "begun" { self.begun() } else { self.dropped() };
        let wait = async {
            while counted() < count {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let waited = tokio::time::timeout(TEST_TIMEOUT, wait).await;
        assert!(waited.is_ok(), "{host}: {} of {count} calls {what}", counted());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.0[1].fetch_add(1, Ordering::SeqCst);
    }
}

/// Creates the endpoint for each host, with its stop handle and call counters.
pub(crate) fn mcp() -> (Mcp, LiveServer, Calls) {
    let calls = Calls::default();
    let begin = || {
        let calls = calls.clone();
        move || calls.begin()
    };
    let (nop, slow, slow_steps, breath) = (begin(), begin(), begin(), begin());
    let nop = tool_fn("nop", "Does nothing.", move |_: NoArguments| {
        let running = nop();
        async move {
            // The call completes, so it must not count as dropped.
            std::mem::forget(running);
            Ok::<_, HandlerError>(json!({}))
        }
    });
    let slow = tool_fn("slow", "Never ends.", move |_: NoArguments| {
        let running = slow();
        async move {
            pending::<()>().await;
            drop(running);
            Ok::<_, HandlerError>(json!({}))
        }
    });
    let slow_steps = tool_fn("slow_steps", "Reports once.", move |_: NoArguments, context: Context| {
        let running = slow_steps();
        async move {
            context.progress(1.0, None, None);
            pending::<()>().await;
            drop(running);
            Ok::<_, HandlerError>(json!({}))
        }
    });
    let steps = tool_fn("steps", "Reports steps.", |_: NoArguments, context: Context| async move {
        for step in [0.0, 50.0, 100.0] {
            context.progress(step, Some(100.0), Some("working"));
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Ok::<_, HandlerError>(json!({ "done": true, "text": "über" }))
    });
    let breath = tool_fn("breath", "Takes a breath.", move |_: NoArguments| {
        let running = breath();
        async move {
            tokio::time::sleep(SLOW_CALL).await;
            std::mem::forget(running);
            Ok::<_, HandlerError>(json!({}))
        }
    });
    let echo = tool_fn("echo", "Repeats a text.", |args: Echo, context: Context| async move {
        context.progress(1.0, None, Some(&args.text));
        Ok::<_, HandlerError>(args.text)
    });
    let mut registry = Registry::new();
    registry.insert(breath.method(ToolMethod::Get)).unwrap();
    registry.insert(echo.method(ToolMethod::Get)).unwrap();
    registry.insert(nop.method(ToolMethod::Get)).unwrap();
    registry.insert(slow.method(ToolMethod::Get)).unwrap();
    registry.insert(slow_steps.method(ToolMethod::Get)).unwrap();
    registry.insert(steps.method(ToolMethod::Get)).unwrap();
    let server = Server::new(registry).name("hosts").version("1.0.0");
    let live = LiveServer::new(server);
    let mcp = Mcp::live(live.clone())
        .max_body_bytes(MAX_BODY_BYTES)
        .drain_pause(Duration::from_millis(100))
        .keep_alive(Duration::from_secs(1));
    (mcp, live, calls)
}

fn modern(method: &'static str, mut params: Value) -> HttpRequest {
    params["_meta"][META_PROTOCOL_VERSION] = "2026-07-28".into();
    params["_meta"][META_CLIENT_CAPABILITIES] = json!({});
    let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
    let request = HttpRequest::post([body.to_string()])
        .with("mcp-protocol-version", Some("2026-07-28"))
        .with("mcp-method", Some(method));
    request.with("mcp-name", params["name"].as_str())
}

fn legacy(body: &Value) -> HttpRequest {
    HttpRequest::post([body.to_string()])
}

/// Returns a call with a progress token.
pub(crate) fn call(tool: &str) -> HttpRequest {
    modern("tools/call", json!({ "name": tool, "_meta": { "progressToken": "t" } }))
}

/// Returns a request for a notification stream.
pub(crate) fn listen() -> HttpRequest {
    modern("subscriptions/listen", json!({ "notifications": { "toolsListChanged": true } }))
}

/// Returns a call with these body parts.
pub(crate) fn headed(tool: &str, pieces: impl IntoIterator<Item = String>) -> HttpRequest {
    HttpRequest { pieces: pieces.into_iter().collect(), ..call(tool) }
}

/// Returns the requests to every host, with the expected status.
pub(crate) fn requests() -> Vec<(&'static str, HttpRequest, u16)> {
    let list = || modern("tools/list", json!({}));
    let letters = list().pieces.concat().chars().map(String::from).collect();
    let echo = || {
        let text = "ü".repeat(LARGE / 2);
        modern("tools/call", json!({ "name": "echo", "arguments": { "text": text } }))
    };
    let reported = json!({ "name": "echo", "arguments": { "text": "x".repeat(LARGE) }, "_meta": { "progressToken": 1 } });
    vec![
        ("discover", modern("server/discover", json!({})), 200),
        ("a list", list(), 200),
        ("a body with a length", list().sized(), 200),
        ("a body letter by letter", HttpRequest { pieces: letters, ..list() }, 200),
        ("a call", modern("tools/call", json!({ "name": "nop" })), 200),
        ("a call with progress", call("steps"), 200),
        ("a large body", echo(), 200),
        ("a large body with its length", echo().sized(), 200),
        ("large events", modern("tools/call", reported), 200),
        ("events only", call("nop").with("accept", Some("text/event-stream")), 200),
        ("an unknown tool", modern("tools/call", json!({ "name": "no_such" })), 200),
        (
            "initialize",
            legacy(&json!({
                "jsonrpc": "2.0", "id": "i", "method": "initialize",
                "params": { "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": { "name": "t", "version": "1" } },
            })),
            200,
        ),
        ("a notification", legacy(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" })), 202),
        ("a batch", legacy(&json!([{ "jsonrpc": "2.0", "id": 1, "method": "ping" }])), 200),
        ("an unknown method", modern("no/such", json!({})), 404),
        ("no JSON", HttpRequest::post(["nonsense".to_owned()]), 400),
        ("no body", HttpRequest::post([]), 400),
        ("headers that differ", list().with("mcp-method", Some("ping")), 400),
        ("another type", list().with("content-type", Some("text/plain")), 415),
        ("no type", list().with("content-type", None), 415),
        ("an answer that cannot be", list().with("accept", Some("text/html")), 406),
        ("a foreign page", list().with("origin", Some("https://evil.example")), 403),
        ("a page of this machine", list().with("origin", Some("http://localhost:5173")), 200),
        ("a body of the limit", HttpRequest::post(["x".repeat(MAX_BODY_BYTES)]), 400),
        ("a body over the limit", HttpRequest::post(["x".repeat(MAX_BODY_BYTES + 1)]), 413),
        ("GET", HttpRequest::post([]).method("GET").sized(), 405),
        ("HEAD", HttpRequest::post([]).method("HEAD").sized(), 405),
        ("DELETE", HttpRequest::post([]).method("DELETE").sized(), 405),
        ("PUT", list().method("PUT"), 405),
        ("PATCH", list().method("PATCH"), 405),
        ("OPTIONS", HttpRequest::post([]).method("OPTIONS").sized(), 405),
        ("a method that nobody knows", list().method("BREW").sized(), 405),
    ]
}
