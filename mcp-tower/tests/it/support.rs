//! Test server, request builder and response.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode, header::CONTENT_TYPE};
use http_body_util::{BodyExt, Full};
use mcp_core::{
    Access, Context, HandlerError, HandlerErrorKind, META_CLIENT_CAPABILITIES, META_PROTOCOL_VERSION,
    NoArguments, Registry, Server, ToolMethod, ToolOutput, UpstreamRateLimit,
    schemars::{self, JsonSchema},
    tool_fn,
};
use mcp_tower::{Mcp, ResponseBody};
use serde::Deserialize;
use serde_json::{Value, json};
use tower::ServiceExt;
use tower_service::Service;

pub(crate) const STATELESS: &str = "2026-07-28";

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Echo {
    /// Text to repeat.
    text: String,
}

impl Echo {
    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

/// Counts started calls, and calls that were dropped before their end.
#[derive(Debug, Clone, Default)]
pub(crate) struct Dropped(Arc<[AtomicUsize; 2]>);

impl Dropped {
    pub(crate) fn count(&self) -> usize {
        self.0[1].load(Ordering::SeqCst)
    }

    pub(crate) fn begun(&self) -> usize {
        self.0[0].load(Ordering::SeqCst)
    }

    /// Waits until this many calls have started.
    pub(crate) async fn until_begun(&self, calls: usize) {
        self.until(|| self.begun() >= calls, "begun", calls).await;
    }

    /// Waits until this many calls were dropped.
    pub(crate) async fn until_dropped(&self, calls: usize) {
        self.until(|| self.count() >= calls, "dropped", calls).await;
    }

    async fn until(&self, holds: impl Fn() -> bool, what: &str, calls: usize) {
        let wait = async {
            while !holds() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let waited = tokio::time::timeout(Duration::from_secs(10), wait).await;
        assert!(waited.is_ok(), "not {calls} calls {what}: {self:?}");
    }

    pub(crate) fn guard(&self) -> Guard {
        self.0[0].fetch_add(1, Ordering::SeqCst);
        Guard(self.clone())
    }
}

pub(crate) struct Guard(Dropped);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.0[1].fetch_add(1, Ordering::SeqCst);
    }
}

/// Tools of every access and every outcome.
pub(crate) fn registry() -> Registry {
    slow_registry(&Dropped::default())
}

/// The same tools; the slow ones count when they are dropped.
pub(crate) fn slow_registry(dropped: &Dropped) -> Registry {
    let nothing = |_: NoArguments| async { Ok::<_, HandlerError>(json!({})) };
    let slow = {
        let dropped = dropped.clone();
        move |_: NoArguments| {
            let guard = dropped.guard();
            async move {
                std::future::pending::<()>().await;
                drop(guard);
                Ok::<_, HandlerError>(())
            }
        }
    };
    let slow_steps = {
        let dropped = dropped.clone();
        move |_: NoArguments, context: Context| {
            let guard = dropped.guard();
            async move {
                context.progress(0.0, Some(100.0), None);
                std::future::pending::<()>().await;
                drop(guard);
                Ok::<_, HandlerError>(())
            }
        }
    };
    Registry::new()
        .with_tool(
            tool_fn("echo", "Repeats a text.", |args: Echo| async move {
                Ok::<_, HandlerError>(json!({ "text": args.text }))
            })
            .method(ToolMethod::Get)
            .tags(["text"]),
        )
        .unwrap()
        .with_tool(tool_fn("nop", "Does nothing.", nothing).method(ToolMethod::Get))
        .unwrap()
        .with_tool(tool_fn("note", "Adds a note.", nothing).method(ToolMethod::Create).tags(["text"]))
        .unwrap()
        .with_tool(tool_fn("erase", "Deletes a note.", nothing).method(ToolMethod::Delete))
        .unwrap()
        .with_tool(tool_fn("mail", "Mails a customer.", nothing).access(Access::Send))
        .unwrap()
        .with_tool(
            tool_fn("fail", "Fails, and says how busy the upstream is.", |_: NoArguments| async {
                let mut limit = UpstreamRateLimit::default();
                limit.limit = Some(50);
                limit.remaining = Some(0);
                limit.reset = Some(Duration::from_secs(30));
                let error = HandlerError::new(HandlerErrorKind::RateLimited, "too many calls")
                    .with_retry_after(Duration::from_millis(1500))
                    .with_rate_limit(limit);
                Err::<ToolOutput, _>(error)
            })
            .method(ToolMethod::Get),
        )
        .unwrap()
        .with_tool(
            tool_fn("burst", "Panics.", |_: NoArguments| async {
                assert!(std::hint::black_box(false), "the password is hunter2");
                Ok::<_, HandlerError>(())
            })
            .method(ToolMethod::Get),
        )
        .unwrap()
        .with_tool(
            tool_fn(
                "burst_note",
                "Panics after a report, and writes.",
                |_: NoArguments, cx: Context| async move {
                    cx.progress(1.0, None, None);
                    tokio::task::yield_now().await;
                    assert!(std::hint::black_box(false), "the password is hunter2");
                    Ok::<_, HandlerError>(())
                },
            )
            .method(ToolMethod::Create),
        )
        .unwrap()
        .with_tool(tool_fn("slow", "Never ends.", slow.clone()).method(ToolMethod::Get))
        .unwrap()
        .with_tool(tool_fn("slow_note", "Never ends, and writes.", slow).method(ToolMethod::Create))
        .unwrap()
        .with_tool(tool_fn("slow_steps", "Reports once and never ends.", slow_steps).method(ToolMethod::Get))
        .unwrap()
        .with_tool(
            tool_fn("steps", "Reports three steps.", |_: NoArguments, context: Context| async move {
                for step in [0.0, 50.0, 100.0] {
                    context.progress(step, Some(100.0), Some("working"));
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                Ok::<_, HandlerError>(json!({ "done": true }))
            })
            .method(ToolMethod::Get),
        )
        .unwrap()
        .with_tool(
            tool_fn("blink", "Reports and ends at once.", |_: NoArguments, context: Context| async move {
                context.progress(1.0, None, None);
                Ok::<_, HandlerError>(json!({}))
            })
            .method(ToolMethod::Get),
        )
        .unwrap()
        .with_tool(
            tool_fn("needs_sampling", "Needs a capability.", nothing)
                .method(ToolMethod::Get)
                .define(|definition| definition.with_required_capability("sampling")),
        )
        .unwrap()
        .with_tool(
            tool_fn("whoami", "Says who calls.", |_: NoArguments, context: Context| async move {
                Ok::<_, HandlerError>(json!({
                    "caller": context.caller().map(|caller| caller.id().to_owned()),
                    "deadline": context.deadline().is_some(),
                    "plan": context.extensions().get::<Plan>().map(|plan| plan.0),
                    "version": context.protocol_version().map(|version| version.as_str()),
                }))
            })
            .method(ToolMethod::Get),
        )
        .unwrap()
}

/// Value that a layer of the host inserts into the request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan(pub(crate) &'static str);

pub(crate) fn server() -> Server {
    Server::new(registry()).name("test").version("1.0.0").instructions("For tests.")
}

pub(crate) fn mcp() -> Mcp {
    Mcp::new(server())
}

/// Server with a counter of its dropped calls.
pub(crate) fn slow_server() -> (Mcp, Dropped) {
    let dropped = Dropped::default();
    (Mcp::new(Server::new(slow_registry(&dropped))), dropped)
}

/// Request builder.
#[derive(Debug, Clone)]
pub(crate) struct RequestBuilder {
    pub(crate) method: http::Method,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) extensions: http::Extensions,
}

impl RequestBuilder {
    pub(crate) fn raw(body: impl Into<Bytes>) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert("accept", HeaderValue::from_static("application/json, text/event-stream"));
        headers.insert("host", HeaderValue::from_static("localhost:8848"));
        Self { method: http::Method::POST, headers, body: body.into(), extensions: http::Extensions::new() }
    }

    pub(crate) fn json(body: &Value) -> Self {
        Self::raw(body.to_string())
    }

    /// Creates a request of the `initialize` revisions.
    pub(crate) fn initialize_revision(method: &str, params: &Value) -> Self {
        Self::json(&json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params }))
    }

    /// Creates a request of 2026-07-28 with all required headers and members.
    pub(crate) fn stateless(method: &str, params: &Value) -> Self {
        let mut params = params.clone();
        let meta = params.as_object_mut().unwrap().entry("_meta").or_insert_with(|| json!({}));
        let meta = meta.as_object_mut().unwrap();
        meta.entry(META_PROTOCOL_VERSION).or_insert_with(|| STATELESS.into());
        meta.entry(META_CLIENT_CAPABILITIES).or_insert_with(|| json!({}));
        let mut ask = Self::initialize_revision(method, &params)
            .with("mcp-protocol-version", STATELESS)
            .with("mcp-method", method);
        if let Some(name) = params.get("name").or(params.get("uri")).and_then(Value::as_str) {
            ask = ask.with("mcp-name", name);
        }
        ask
    }

    pub(crate) fn modern_call(tool: &str, arguments: &Value) -> Self {
        Self::stateless("tools/call", &json!({ "name": tool, "arguments": arguments }))
    }

    pub(crate) fn legacy_call(tool: &str, arguments: &Value) -> Self {
        Self::initialize_revision("tools/call", &json!({ "name": tool, "arguments": arguments }))
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.insert(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.remove(name);
        self
    }

    pub(crate) fn method(mut self, method: http::Method) -> Self {
        self.method = method;
        self
    }

    /// Replaces a part of the body, which must exist.
    pub(crate) fn swap(mut self, from: &str, to: &str) -> Self {
        let body = std::str::from_utf8(&self.body).unwrap();
        assert!(body.contains(from), "{from} is not in {body}");
        self.body = body.replace(from, to).into();
        self
    }

    pub(crate) fn extension<T: Clone + Send + Sync + 'static>(mut self, value: T) -> Self {
        self.extensions.insert(value);
        self
    }

    pub(crate) fn request(self) -> Request<Full<Bytes>> {
        let mut request = Request::new(Full::new(self.body));
        *request.method_mut() = self.method;
        *request.uri_mut() = "/mcp".parse().unwrap();
        *request.headers_mut() = self.headers;
        *request.extensions_mut() = self.extensions;
        request
    }

    /// Sends the request and returns the response before its body is read.
    pub(crate) async fn open<S>(self, service: &S) -> Response<ResponseBody>
    where
        S: Service<Request<Full<Bytes>>, Response = Response<ResponseBody>> + Clone,
        S::Error: std::fmt::Debug,
    {
        service.clone().oneshot(self.request()).await.unwrap()
    }

    pub(crate) async fn send<S>(self, service: &S) -> TestResponse
    where
        S: Service<Request<Full<Bytes>>, Response = Response<ResponseBody>> + Clone,
        S::Error: std::fmt::Debug,
    {
        let (parts, body) = self.open(service).await.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        TestResponse {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }
}

/// Response, read to its end.
#[derive(Debug, Clone)]
pub(crate) struct TestResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl TestResponse {
    pub(crate) fn value(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {:?}", self.body))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn code(&self) -> Option<i64> {
        self.value()["error"]["code"].as_i64()
    }

    pub(crate) fn result(&self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}", self.body);
        let value = self.value();
        assert!(value.get("error").is_none(), "{value}");
        value["result"].clone()
    }

    /// Returns the tool error in the result.
    pub(crate) fn tool_error(&self) -> Value {
        let result = self.result();
        assert_eq!(result["isError"], true, "{result}");
        let text = result["content"][0]["text"].as_str().unwrap();
        serde_json::from_str::<Value>(text).unwrap()["error"].clone()
    }

    /// Asserts a refusal: status, code, and the id in the response, `None` if it must be absent.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, code: i64, id: Option<&str>) {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        assert_eq!(self.code(), Some(code), "{}", self.body);
        let start = match id {
            Some(id) => format!(r#"{{"jsonrpc":"2.0","id":{id},"error":"#),
            None => r#"{"jsonrpc":"2.0","error":"#.to_owned(),
        };
        assert!(self.body.starts_with(&start), "{} does not start with {start}", self.body);
        assert_eq!(self.header("content-type"), Some("application/json"));
        assert_eq!(self.header("content-length"), Some(self.body.len().to_string().as_str()));
    }

    /// Returns the messages of an event stream, without comments.
    pub(crate) fn events(&self) -> Vec<Value> {
        assert_eq!(self.header("content-type"), Some("text/event-stream"));
        self.body
            .split("\n\n")
            .filter(|event| !event.is_empty() && !event.starts_with(':'))
            .map(|event| {
                let data: Vec<_> = event.lines().filter_map(|line| line.strip_prefix("data: ")).collect();
                serde_json::from_str(&data.join("\n")).unwrap()
            })
            .collect()
    }
}
