//! Metrics of MCP requests: count and duration, through the facade of the crate `metrics`.
//!
//! It uses the facade instead of OpenTelemetry's crates: a library should neither choose the exporter nor depend on an
//! API that changes every few months. Without a recorder, the cost is close to zero. There are recorders for
//! Prometheus, StatsD and OpenTelemetry.
//!
//! | metric | kind | labels |
//! | --- | --- | --- |
//! | [`OPERATION_DURATION`] | histogram, seconds | all below |
//! | [`OPERATIONS`] | counter | the same |
//! | [`ACTIVE_OPERATIONS`] | gauge: running requests | `mcp.method.name` |
//! | [`ACTIVE_SUBSCRIPTIONS`] | gauge: open notification streams | |
//! | [`ACTIVE_SESSIONS`] | gauge: open sessions (feature `sessions`) | |
//! | [`SESSION_DURATION`] | histogram, seconds, of closed sessions | `network.transport` |
//!
//! - `mcp.method.name`, `mcp.protocol.version`, and for a call `gen_ai.operation.name`, which is `execute_tool`.
//! - `gen_ai.tool.name`, `gen_ai.prompt.name`: the tool or prompt, if the server has it. Unknown names of clients
//!   are never labels.
//! - `outcome`: `ok`, `input_required`, `tool_error`, `rpc_error`, `timeout`, `overloaded`, `failed`, `panic` or
//!   `cancelled`.
//! - `error.type`, `rpc.response.status_code` and `error.kind` of a failure, as in [`mcp_trace`](super::mcp_trace).
//!
//! The number of series is bounded by methods, tools and prompts, times revisions, times outcomes. Labels without a
//! value are omitted. The names are those of OpenTelemetry where it has them
//! (<https://opentelemetry.io/docs/specs/semconv/gen-ai/mcp/>); an exporter for Prometheus writes underscores. The
//! recorder determines the buckets of a histogram: pass it [`OPERATION_BUCKETS`]. For a complete program see the
//! example `prometheus`.
//!
//! An idle session is closed when its place is needed, or when its client uses it after the idle time. Until then it
//! counts as open.
//!
//! ```
//! use mcp_core::{Registry, Server};
//! use mcp_tower::{Mcp, layer::McpMetricsLayer};
//!
//! let mcp = Mcp::new(Server::new(Registry::new())).layer(McpMetricsLayer::new());
//! # let _ = mcp;
//! ```

use std::{
    fmt,
    task::{Context, Poll},
};

use mcp_core::{Request, Response, ToolRef, protocol::CALL_TOOL};
use metrics::{Label, Unit};
use tokio::time::Instant;
use tower::BoxError;
use tower_layer::Layer;
use tower_service::Service;

use super::mcp_trace::prompt;
use crate::call::{
    gauges::GaugeGuard,
    outcome::Outcome,
    watch::{WatchCall, WatchedCall, Watching},
};

pub use crate::call::gauges::{ACTIVE_SESSIONS, ACTIVE_SUBSCRIPTIONS, SESSION_DURATION};

/// Histogram of the duration of requests, in seconds.
pub const OPERATION_DURATION: &str = "mcp.server.operation.duration";
/// Counter of requests that have ended.
pub const OPERATIONS: &str = "mcp.server.operations";
/// Gauge of running requests.
pub const ACTIVE_OPERATIONS: &str = "mcp.server.active_operations";
/// Bucket bounds of [`OPERATION_DURATION`] and [`SESSION_DURATION`] that OpenTelemetry recommends, in seconds.
pub const OPERATION_BUCKETS: [f64; 14] =
    [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0];

/// Layer that applies [`McpMetrics`].
#[derive(Debug, Clone, Copy, Default)]
#[must_use]
#[non_exhaustive]
pub struct McpMetricsLayer;

impl McpMetricsLayer {
    /// Creates a layer for the installed recorder, and describes the metrics to it.
    pub fn new() -> Self {
        metrics::describe_histogram!(OPERATION_DURATION, Unit::Seconds, "Duration of MCP requests.");
        metrics::describe_counter!(OPERATIONS, Unit::Count, "Ended MCP requests.");
        metrics::describe_gauge!(ACTIVE_OPERATIONS, Unit::Count, "Running MCP requests.");
        metrics::describe_gauge!(ACTIVE_SUBSCRIPTIONS, Unit::Count, "Open notification streams.");
        metrics::describe_gauge!(ACTIVE_SESSIONS, Unit::Count, "Open sessions.");
        metrics::describe_histogram!(SESSION_DURATION, Unit::Seconds, "Duration of sessions.");
        Self
    }
}

impl<S> Layer<S> for McpMetricsLayer {
    type Service = McpMetrics<S>;

    fn layer(&self, inner: S) -> McpMetrics<S> {
        McpMetrics { inner }
    }
}

/// Middleware that records metrics of MCP requests; see the [module docs](self). Made by [`McpMetricsLayer`].
#[derive(Debug, Clone, Copy)]
pub struct McpMetrics<S> {
    inner: S,
}

service!(McpMetrics, McpMetricsLayer());

impl<S> Service<Request> for McpMetrics<S>
where
    S: Service<Request, Response = Response>,
    S::Error: Into<BoxError>,
{
    type Response = Response;
    type Error = BoxError;
    type Future = McpMetricsFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let method = request.method();
        let metered = Metered {
            started: Instant::now(),
            active: GaugeGuard::new(metrics::gauge!(ACTIVE_OPERATIONS, "mcp.method.name" => method)),
            method,
            version: request.context.protocol_version().map(|version| version.as_str()),
            tool: request.tool().cloned(),
            prompt: prompt(&request).map(str::to_owned),
        };
        let watching = Watching::new(&request, Some(metered));
        watching.future(self.inner.call(request))
    }
}

/// Future of [`McpMetrics`]. Dropping it cancels the request, which is recorded as cancelled.
pub type McpMetricsFuture<F> = WatchedCall<F, Metered>;

/// Records the metrics of a request when it ends.
pub struct Metered {
    started: Instant,
    #[expect(dead_code, reason = "held")]
    active: GaugeGuard,
    method: &'static str,
    version: Option<&'static str>,
    tool: Option<ToolRef>,
    prompt: Option<String>,
}

impl WatchCall for Metered {
    fn ended(&mut self, outcome: Outcome, _: Option<&Response>) {
        let mut labels = Vec::with_capacity(8);
        labels.push(Label::from_static_parts("mcp.method.name", self.method));
        labels.extend(self.version.map(|version| Label::from_static_parts("mcp.protocol.version", version)));
        if self.method == CALL_TOOL {
            labels.push(Label::from_static_parts("gen_ai.operation.name", "execute_tool"));
        }
        if let Some(tool) = &self.tool {
            labels.push(Label::new("gen_ai.tool.name", tool.name().to_owned()));
        }
        labels.extend(self.prompt.take().map(|prompt| Label::new("gen_ai.prompt.name", prompt)));
        labels.push(Label::from_static_parts("outcome", outcome.as_str()));
        labels.extend(outcome.error_type().map(|error| Label::new("error.type", error)));
        if let Outcome::Rpc(code) = outcome {
            labels.push(Label::new("rpc.response.status_code", code.to_string()));
        }
        if let Some(kind) = outcome.tool_error() {
            labels.push(Label::from_static_parts("error.kind", kind));
        }
        metrics::histogram!(OPERATION_DURATION, labels.clone()).record(self.started.elapsed());
        metrics::counter!(OPERATIONS, labels).increment(1);
    }
}

impl fmt::Debug for Metered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metered").field("method", &self.method).finish_non_exhaustive()
    }
}
