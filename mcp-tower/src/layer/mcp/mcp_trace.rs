//! Traces MCP requests: one `tracing` span per request.
//!
//! The span is `mcp.request`, at level info, with the names of OpenTelemetry's conventions for MCP
//! (<https://opentelemetry.io/docs/specs/semconv/gen-ai/mcp/>), which are still in development and may be renamed there:
//!
//! | field | value |
//! | --- | --- |
//! | `otel.name`, `otel.kind` | `tools/call echo`, `resources/read` with the registry's name of the resource; `server` |
//! | `mcp.method.name`, `mcp.protocol.version` | `tools/call`; `2026-07-28` |
//! | `gen_ai.operation.name`, `gen_ai.tool.name` | `execute_tool` and the tool, for a call |
//! | `gen_ai.prompt.name` | the prompt, for a `prompts/get` or a completion for it |
//! | `jsonrpc.request.id` | the first 64 bytes |
//! | `mcp.session.id` | 16 hex digits that identify the session within this process; the session id itself is a credential |
//! | `network.transport`, `network.protocol.name` | `tcp` and `http` over HTTP, `pipe` over stdio |
//! | `traceparent`, `tracestate` | trace context in the request's `_meta` |
//! | `error.type` | for a failure: `tool_error`, the JSON-RPC code, `timeout`, `overloaded`, `cancelled`, `panic`, `_OTHER` |
//! | `rpc.response.status_code` | the JSON-RPC code, for a JSON-RPC error |
//! | `error.kind` | kind of a tool error, as in [`HandlerErrorKind`](mcp_core::HandlerErrorKind); not part of OpenTelemetry's conventions |
//! | `otel.status_code` | `ERROR` for a failure |
//!
//! Names of unknown tools and prompts, and error messages, are never recorded. Arguments (including resource URIs),
//! results and callers are recorded only if enabled: [`record_arguments`](McpTraceLayer::record_arguments),
//! [`record_results`](McpTraceLayer::record_results), [`record_caller`](McpTraceLayer::record_caller).
//!
//! A span is not a log line. `tracing_subscriber::fmt` writes one per request with
//! `with_span_events(FmtSpan::CLOSE)`. Without it, spans appear only around events, and those of this crate are at
//! debug.
//!
//! Put the layer outermost, so that its duration includes all other layers. Requests that are refused before they
//! are MCP requests, such as invalid JSON, are traced by [`HttpTraceLayer`](crate::layer::HttpTraceLayer) only.
//!
//! ```
//! use mcp_core::{Registry, Server};
//! use mcp_tower::{Mcp, layer::{HttpTraceLayer, McpTraceLayer}};
//! use tower::ServiceBuilder;
//!
//! let mcp = Mcp::new(Server::new(Registry::new())).layer(McpTraceLayer::new());
//! let service = ServiceBuilder::new().layer(HttpTraceLayer::new().route("/mcp")).service(mcp);
//! # let _ = service;
//! ```
//!
//! # OpenTelemetry
//!
//! `tracing_opentelemetry` converts the spans to those of OpenTelemetry, and reads the fields that begin with
//! `otel.`. To continue the caller's trace, set the parent in [`on_trace`](McpTraceLayer::on_trace) before the span
//! begins. For a complete program see the example `opentelemetry`:
//!
//! ```text
//! McpTraceLayer::new().on_trace(|span, trace| {
//!     let mut info = HashMap::from([("traceparent".to_owned(), trace.parent.clone())]);
//!     info.extend(trace.state.clone().map(|state| ("tracestate".to_owned(), state)));
//!     let parent = TraceContextPropagator::new().extract(&info);
//! //     // The span of the HTTP request is no longer the parent; it is linked.
//!     span.add_link(Span::current().context().span().span_context().clone());
//!     let _ = span.set_parent(parent); // tracing_opentelemetry::OpenTelemetrySpanExt
//! })
//! ```

use std::{
    fmt,
    sync::Arc,
    task::{Context, Poll},
};

use mcp_core::{CompletionTarget, Principal, Request, RequestKind, Response, ToolRef, TraceContext};
use tower::BoxError;
use tower_layer::Layer;
use tower_service::Service;
use tracing::{
    Instrument, Span,
    field::{Empty, display},
    instrument::Instrumented,
};

use crate::call::{
    outcome::Outcome,
    transport_info::{OnTrace, TransportInfo, clip},
    watch::{WatchCall, WatchedCall, Watching},
};

/// Layer that applies [`McpTrace`].
#[derive(Clone)]
#[must_use]
pub struct McpTraceLayer(Arc<Settings>);

#[derive(Clone)]
struct Settings {
    arguments: bool,
    results: bool,
    caller: bool,
    max_bytes: usize,
    on_trace: Option<OnTrace>,
}

impl McpTraceLayer {
    /// Creates a layer that records neither arguments nor results nor callers.
    pub fn new() -> Self {
        Self(Arc::new(Settings {
            arguments: false,
            results: false,
            caller: false,
            max_bytes: 4096,
            on_trace: None,
        }))
    }

    fn set(mut self, set: impl FnOnce(&mut Settings)) -> Self {
        set(Arc::make_mut(&mut self.0));
        self
    }

    /// Records the arguments of calls as `gen_ai.tool.call.arguments`, and the URIs of resources as
    /// `mcp.resource.uri`. Off by default.
    ///
    /// **Warning:** arguments contain text of customers and agents, names, addresses, and any secret that a model
    /// was told to pass on. They are exported to your trace backend, and kept there as long as spans are.
    pub fn record_arguments(self, record: bool) -> Self {
        self.set(|settings| settings.arguments = record)
    }

    /// Records the results of calls as `gen_ai.tool.call.result`, tool errors included. Off by default.
    ///
    /// **Warning:** results contain whole mails and customers' data. They are exported to your trace backend, and
    /// kept there as long as spans are.
    pub fn record_results(self, record: bool) -> Self {
        self.set(|settings| settings.results = record)
    }

    /// Records the id of the caller as `user.id`. Off by default, because it may identify a person.
    pub fn record_caller(self, record: bool) -> Self {
        self.set(|settings| settings.caller = record)
    }

    /// Sets the maximum length of recorded arguments and of a recorded result, in bytes. Defaults to
    /// 4 KiB. Longer ones are cut.
    pub fn max_recorded_bytes(self, bytes: usize) -> Self {
        self.set(|settings| settings.max_bytes = bytes)
    }

    /// Sets a function for the caller's trace context. It is called with each new span whose request has one,
    /// before the span begins. See the [module docs](self).
    ///
    /// The trace context is the client's own claim: a client can add its requests to any trace.
    pub fn on_trace(self, on_trace: impl Fn(&Span, &TraceContext) + Send + Sync + 'static) -> Self {
        self.set(|settings| settings.on_trace = Some(Arc::new(on_trace)))
    }
}

impl Default for McpTraceLayer {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for McpTraceLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("McpTraceLayer")
            .field("arguments", &self.0.arguments)
            .field("results", &self.0.results)
            .field("caller", &self.0.caller)
            .field("max_bytes", &self.0.max_bytes)
            .finish_non_exhaustive()
    }
}

impl Settings {
    fn open(&self, request: &Request) -> Span {
        let context = &request.context;
        let info = context.extensions().get::<TransportInfo>();
        let trace = context.trace();
        let span = tracing::info_span!(
            target: "mcp_tower::layer::mcp_trace",
            "mcp.request",
            otel.name = name(request),
            otel.kind = "server",
            otel.status_code = Empty,
            mcp.method.name = request.method(),
            mcp.protocol.version = context.protocol_version().map(|version| version.as_str()),
            mcp.session.id = info.and_then(TransportInfo::session),
            mcp.resource.uri = self.uri(request),
            jsonrpc.request.id = info.map(TransportInfo::request_id),
            network.transport = info.map(TransportInfo::transport),
            network.protocol.name = info.and_then(TransportInfo::protocol),
            gen_ai.operation.name = matches!(request.call, RequestKind::CallTool { .. }).then_some("execute_tool"),
            gen_ai.tool.name = request.tool().map(ToolRef::name),
            gen_ai.prompt.name = prompt(request),
            gen_ai.tool.call.arguments = self.arguments(request),
            gen_ai.tool.call.result = Empty,
            user.id = context.caller().filter(|_| self.caller).map(Principal::id),
            traceparent = trace.map(|trace| &*trace.parent),
            tracestate = trace.and_then(|trace| trace.state.as_deref()),
            rpc.response.status_code = Empty,
            "error.type" = Empty,
            "error.kind" = Empty,
        );
        if let (false, Some(trace), Some(on_trace)) = (span.is_disabled(), trace, &self.on_trace) {
            on_trace(&span, trace);
        }
        span
    }

    fn arguments(&self, request: &Request) -> Option<String> {
        let arguments = request.arguments().filter(|_| self.arguments)?;
        Some(self.clip(arguments))
    }

    fn uri<'a>(&self, request: &'a Request) -> Option<&'a str> {
        match &request.call {
            RequestKind::ReadResource { uri, .. } | RequestKind::Subscribe { uri, .. } if self.arguments => {
                Some(clip(uri, self.max_bytes))
            }
            _ => None,
        }
    }

    fn clip(&self, json: &[u8]) -> String {
        // A byte may become three, but only if a character is cut in two.
        let text = String::from_utf8_lossy(&json[..self.max_bytes.min(json.len())]);
        clip(&text, self.max_bytes).to_owned()
    }
}

/// Returns the method and the registry's name of its target, which has low cardinality.
fn name(request: &Request) -> String {
    match request.subject() {
        Some(target) => format!("{} {target}", request.method()),
        None => request.method().to_owned(),
    }
}

/// Returns the prompt, if it exists and the caller sees it.
pub(super) fn prompt(request: &Request) -> Option<&str> {
    match &request.call {
        RequestKind::GetPrompt { .. } | RequestKind::Complete { target: CompletionTarget::Prompt(_), .. } => {
            request.subject()
        }
        _ => None,
    }
}

impl<S> Layer<S> for McpTraceLayer {
    type Service = McpTrace<S>;

    fn layer(&self, inner: S) -> McpTrace<S> {
        McpTrace { inner, layer: self.clone() }
    }
}

/// Middleware that traces MCP requests; see the [module docs](self). Made by [`McpTraceLayer`].
#[derive(Debug, Clone)]
pub struct McpTrace<S> {
    inner: S,
    layer: McpTraceLayer,
}

service!(McpTrace, McpTraceLayer());

impl<S> Service<Request> for McpTrace<S>
where
    S: Service<Request, Response = Response>,
    S::Error: Into<BoxError>,
{
    type Response = Response;
    type Error = BoxError;
    type Future = McpTraceFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let span = self.layer.0.open(&request);
        let recorded = (!span.is_disabled()).then(|| Recorded {
            span: span.clone(),
            results: (self.layer.0.results && request.arguments().is_some())
                .then(|| Arc::clone(&self.layer.0)),
        });
        let watching = Watching::new(&request, recorded);
        let inner = span.in_scope(|| self.inner.call(request));
        watching.future(inner.instrument(span))
    }
}

/// Future of [`McpTrace`]. Dropping it cancels the request, which is recorded in the span.
pub type McpTraceFuture<F> = WatchedCall<Instrumented<F>, Recorded>;

/// Fields of a request's span that are recorded when it ends.
pub struct Recorded {
    span: Span,
    results: Option<Arc<Settings>>,
}

impl WatchCall for Recorded {
    fn ended(&mut self, outcome: Outcome, response: Option<&Response>) {
        if let Some(error) = outcome.error_type() {
            self.span.record("error.type", &*error);
            self.span.record("otel.status_code", "ERROR");
        }
        if let Some(kind) = outcome.tool_error() {
            self.span.record("error.kind", kind);
        }
        if let Outcome::Rpc(code) = outcome {
            self.span.record("rpc.response.status_code", display(code));
        }
        if let (Some(settings), Some(response)) = (&self.results, response) {
            self.span.record("gen_ai.tool.call.result", settings.clip(&response.result()));
        }
    }
}

impl fmt::Debug for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorded").field("span", &self.span).finish_non_exhaustive()
    }
}
