//! Counts and times MCP requests, through the facade of the crate `metrics`.
//!
//! The facade, and not OpenTelemetry's crates, because a library that is metered must not choose the exporter, nor follow
//! an API that changes every few months: with no recorder installed it does next to nothing, and there are recorders for
//! Prometheus, StatsD and OpenTelemetry.
//!
//! | metric | kind | labels |
//! | --- | --- | --- |
//! | [`OPERATION_DURATION`] | histogram, seconds | `mcp.method.name`, `gen_ai.tool.name`, `outcome`, `error.kind` |
//! | [`OPERATIONS`] | counter | the same |
//!
//! - `gen_ai.tool.name`: the tool that is called, where the server has it. A name that a client made up is never a label.
//! - `outcome`: `ok`, `input_required`, `tool_error`, `rpc_error`, `timeout`, `overloaded`, `failed`, `panic` or
//!   `cancelled`.
//! - `error.kind`: why a tool failed, as [`ErrorKind`](mcp_core::ErrorKind) has it; of `tool_error` only.
//!
//! So there are no more series than the server has methods and tools, times outcomes. Labels that have no value are left
//! out. The names with dots are those of OpenTelemetry where it has them
//! (<https://opentelemetry.io/docs/specs/semconv/gen-ai/mcp/>); an exporter for Prometheus writes underscores.
//!
//! ```
//! use mcp_core::{Registry, Server};
//! use mcp_tower::{Mcp, layer::MeterLayer};
//!
//! let mcp = Mcp::new(Server::new(Registry::new())).layer(MeterLayer::new());
//! # let _ = mcp;
//! ```

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

use mcp_core::{Request, Response, ToolRef};
use metrics::{Label, Unit};
use pin_project_lite::pin_project;
use tokio::time::Instant;
use tower::BoxError;
use tower_layer::Layer;
use tower_service::Service;

use super::outcome::Outcome;

/// The histogram of how long requests take, in seconds.
pub const OPERATION_DURATION: &str = "mcp.server.operation.duration";
/// The counter of requests that have ended.
pub const OPERATIONS: &str = "mcp.server.operations";

/// Puts [`Meter`] around a service.
#[derive(Debug, Clone, Copy, Default)]
#[must_use]
#[non_exhaustive]
pub struct MeterLayer;

impl MeterLayer {
    /// Metrics of the recorder that is installed; one that is installed by now learns their units.
    pub fn new() -> Self {
        metrics::describe_histogram!(OPERATION_DURATION, Unit::Seconds, "How long MCP requests take.");
        metrics::describe_counter!(OPERATIONS, Unit::Count, "MCP requests that have ended.");
        Self
    }
}

impl<S> Layer<S> for MeterLayer {
    type Service = Meter<S>;

    fn layer(&self, inner: S) -> Meter<S> {
        Meter { inner }
    }
}

/// Counts and times requests; see the [module docs](self). Made by [`MeterLayer`].
#[derive(Debug, Clone, Copy)]
pub struct Meter<S> {
    inner: S,
}

impl<S> Service<Request> for Meter<S>
where
    S: Service<Request, Response = Response>,
    S::Error: Into<BoxError>,
{
    type Response = Response;
    type Error = BoxError;
    type Future = MeterFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let end = End {
            started: Instant::now(),
            method: request.method(),
            tool: request.tool().cloned(),
            deadline: request.context.deadline(),
            polling: false,
            ended: false,
        };
        MeterFuture { inner: self.inner.call(request), end }
    }
}

/// Counts the request when it ends, or when it is dropped.
struct End {
    started: Instant,
    method: &'static str,
    tool: Option<ToolRef>,
    deadline: Option<std::time::Instant>,
    polling: bool,
    ended: bool,
}

impl End {
    fn count(&mut self, outcome: Outcome) {
        self.ended = true;
        let mut labels = Vec::with_capacity(4);
        labels.push(Label::from_static_parts("mcp.method.name", self.method));
        labels.push(Label::from_static_parts("outcome", outcome.word()));
        if let Some(tool) = &self.tool {
            labels.push(Label::new("gen_ai.tool.name", tool.name().to_owned()));
        }
        if let Some(kind) = outcome.tool_error() {
            labels.push(Label::from_static_parts("error.kind", kind));
        }
        metrics::histogram!(OPERATION_DURATION, labels.clone()).record(self.started.elapsed());
        metrics::counter!(OPERATIONS, labels).increment(1);
    }
}

impl Drop for End {
    fn drop(&mut self) {
        if !self.ended {
            self.count(Outcome::of_dropped(self.polling, self.deadline));
        }
    }
}

pin_project! {
    /// The future of [`Meter`]. Dropping it cancels the request, which is counted as such.
    #[must_use = "futures do nothing unless polled"]
    pub struct MeterFuture<F> {
        #[pin]
        inner: F,
        end: End,
    }
}

impl<F, E> Future for MeterFuture<F>
where
    F: Future<Output = Result<Response, E>>,
    E: Into<BoxError>,
{
    type Output = Result<Response, BoxError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        // Stays set when a panic passes through here.
        this.end.polling = true;
        let result = this.inner.poll(cx);
        this.end.polling = false;
        let result = ready!(result).map_err(Into::into);
        this.end.count(Outcome::of(&result));
        Poll::Ready(result)
    }
}

impl<F> fmt::Debug for MeterFuture<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MeterFuture").finish_non_exhaustive()
    }
}
