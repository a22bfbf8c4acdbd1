//! Puts each MCP request into a `tracing` span.
//!
//! The span is `mcp.request`, at level info, with the names of OpenTelemetry's conventions for MCP
//! (<https://opentelemetry.io/docs/specs/semconv/gen-ai/mcp/>), which are still in development and may be renamed there:
//!
//! | field | holds |
//! | --- | --- |
//! | `otel.name`, `otel.kind` | `tools/call echo`, `resources/read` and what the registry calls the resource; `server` |
//! | `mcp.method.name`, `mcp.protocol.version` | `tools/call`; `2026-07-28` |
//! | `gen_ai.operation.name`, `gen_ai.tool.name` | `execute_tool` and the tool, of a call |
//! | `gen_ai.prompt.name` | the prompt, of a `prompts/get` or a completion for it |
//! | `jsonrpc.request.id` | the first 64 bytes |
//! | `mcp.session.id` | 16 hex digits that stand for the session within this process; its id itself would let others in |
//! | `network.transport`, `network.protocol.name` | `tcp` and `http` over HTTP, `pipe` over stdio |
//! | `traceparent`, `tracestate` | the caller's trace, as the request's `_meta` has it |
//! | `error.type` | of a failure: `tool_error`, the JSON-RPC code, `timeout`, `overloaded`, `cancelled`, `panic`, `_OTHER` |
//! | `rpc.response.status_code` | the JSON-RPC code, of an error that is one |
//! | `error.kind` | why a tool failed, as [`ErrorKind`](mcp_core::ErrorKind) has it; not one of OpenTelemetry's |
//! | `otel.status_code` | `ERROR`, of a failure |
//!
//! A tool or prompt that does not exist has no name here, and the words of errors are never here. What the client asks
//! about, which a URI holds too, arguments, results and who calls are here only if they are asked for:
//! [`record_arguments`](ObserveLayer::record_arguments), [`record_results`](ObserveLayer::record_results),
//! [`record_caller`](ObserveLayer::record_caller).
//!
//! A span is no line of a log. `tracing_subscriber::fmt` writes one for each request when it is told to by
//! `with_span_events(FmtSpan::CLOSE)`; without, it shows spans only around events, and those of this crate are at debug.
//!
//! Put the layer outermost, so that its time is that of all the others. What is refused before it is an MCP request, such
//! as a body that is no JSON, has a span with [`ObserveHttpLayer`](super::ObserveHttpLayer) only.
//!
//! ```
//! use mcp_core::{Registry, Server};
//! use mcp_tower::{Mcp, layer::{ObserveHttpLayer, ObserveLayer}};
//! use tower::ServiceBuilder;
//!
//! let mcp = Mcp::new(Server::new(Registry::new())).layer(ObserveLayer::new());
//! let service = ServiceBuilder::new().layer(ObserveHttpLayer::new().route("/mcp")).service(mcp);
//! # let _ = service;
//! ```
//!
//! # OpenTelemetry
//!
//! `tracing_opentelemetry` turns the spans into those of OpenTelemetry, and reads the fields that begin with `otel.`. So
//! that the caller's trace goes on in ours, [`on_trace`](ObserveLayer::on_trace) makes it the parent before the span
//! begins; the example `opentelemetry` of the workspace has it whole:
//!
//! ```text
//! ObserveLayer::new().on_trace(|span, trace| {
//!     let mut info = HashMap::from([("traceparent".to_owned(), trace.parent.clone())]);
//!     info.extend(trace.state.clone().map(|state| ("tracestate".to_owned(), state)));
//!     let parent = TraceContextPropagator::new().extract(&info);
//!     // The span of the HTTP request is no parent any more, and is linked.
//!     span.add_link(Span::current().context().span().span_context().clone());
//!     let _ = span.set_parent(parent); // tracing_opentelemetry::OpenTelemetrySpanExt
//! })
//! ```

use std::{
    fmt,
    sync::Arc,
    task::{Context, Poll},
};

use mcp_core::{Call, CompletionTarget, Principal, Request, Response, ToolRef, TraceContext};
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

/// How much of the arguments or of a result is recorded when that is asked for, in bytes, unless set otherwise: 4 KiB.
pub const MAX_RECORDED_BYTES: usize = 4096;

/// Puts [`Observe`] around a service.
#[derive(Clone)]
#[must_use]
pub struct ObserveLayer(Arc<Settings>);

#[derive(Clone)]
struct Settings {
    arguments: bool,
    results: bool,
    caller: bool,
    max_bytes: usize,
    on_trace: Option<OnTrace>,
}

impl ObserveLayer {
    /// Spans that tell nothing of what is in requests and answers.
    pub fn new() -> Self {
        Self(Arc::new(Settings {
            arguments: false,
            results: false,
            caller: false,
            max_bytes: MAX_RECORDED_BYTES,
            on_trace: None,
        }))
    }

    fn set(mut self, set: impl FnOnce(&mut Settings)) -> Self {
        set(Arc::make_mut(&mut self.0));
        self
    }

    /// Records the arguments of calls as `gen_ai.tool.call.arguments`, and the URIs of resources as `mcp.resource.uri`;
    /// off by default.
    ///
    /// **Warning:** arguments hold what customers and agents wrote, names, addresses, and whatever secret a model was told
    /// to pass on. All of it then goes wherever your spans go, and is kept as long.
    pub fn record_arguments(self, record: bool) -> Self {
        self.set(|settings| settings.arguments = record)
    }

    /// Records the results of calls as `gen_ai.tool.call.result`, failures too; off by default.
    ///
    /// **Warning:** results hold what the tools read: whole mails, customers' data. All of it then goes wherever your
    /// spans go, and is kept as long.
    pub fn record_results(self, record: bool) -> Self {
        self.set(|settings| settings.results = record)
    }

    /// Records the id of the caller as `user.id`; off by default, because it may stand for a person.
    pub fn record_caller(self, record: bool) -> Self {
        self.set(|settings| settings.caller = record)
    }

    /// Sets how many bytes of arguments, and of a result, are recorded at most ([`MAX_RECORDED_BYTES`] by default).
    pub fn max_recorded_bytes(self, bytes: usize) -> Self {
        self.set(|settings| settings.max_bytes = bytes)
    }

    /// Sets what is done with the caller's trace: called with each new span whose request names one, before the span
    /// begins. See the [module docs](self).
    ///
    /// The trace is the client's own claim: a client that says so can make its requests a part of any trace.
    pub fn on_trace(self, on_trace: impl Fn(&Span, &TraceContext) + Send + Sync + 'static) -> Self {
        self.set(|settings| settings.on_trace = Some(Arc::new(on_trace)))
    }
}

impl Default for ObserveLayer {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for ObserveLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ObserveLayer")
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
            target: "mcp_tower::layer::observe",
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
            gen_ai.operation.name = matches!(request.call, Call::CallTool { .. }).then_some("execute_tool"),
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
            Call::ReadResource { uri, .. } | Call::Subscribe { uri, .. } if self.arguments => {
                Some(clip(uri, self.max_bytes))
            }
            _ => None,
        }
    }

    fn clip(&self, json: &[u8]) -> String {
        // One byte may become three, but only where a character is cut in two.
        let text = String::from_utf8_lossy(&json[..self.max_bytes.min(json.len())]);
        clip(&text, self.max_bytes).to_owned()
    }
}

/// The method and what it is about, by the registry's name, of which there are few.
fn name(request: &Request) -> String {
    match request.subject() {
        Some(target) => format!("{} {target}", request.method()),
        None => request.method().to_owned(),
    }
}

/// The prompt, where there is one that the caller may see.
pub(super) fn prompt(request: &Request) -> Option<&str> {
    match &request.call {
        Call::GetPrompt { .. } | Call::Complete { target: CompletionTarget::Prompt(_), .. } => {
            request.subject()
        }
        _ => None,
    }
}

impl<S> Layer<S> for ObserveLayer {
    type Service = Observe<S>;

    fn layer(&self, inner: S) -> Observe<S> {
        Observe { inner, layer: self.clone() }
    }
}

/// Puts each request into a span; see the [module docs](self). Made by [`ObserveLayer`].
#[derive(Debug, Clone)]
pub struct Observe<S> {
    inner: S,
    layer: ObserveLayer,
}

service!(Observe, ObserveLayer());

impl<S> Service<Request> for Observe<S>
where
    S: Service<Request, Response = Response>,
    S::Error: Into<BoxError>,
{
    type Response = Response;
    type Error = BoxError;
    type Future = ObserveFuture<S::Future>;

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

/// The future of [`Observe`]. Dropping it cancels the request, and the span says so.
pub type ObserveFuture<F> = WatchedCall<Instrumented<F>, Recorded>;

/// What is left to say in the span of a request when it ends.
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
