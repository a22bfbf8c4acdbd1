//! Runs one request with its deadline, and maps every outcome to a response.

use std::{panic::AssertUnwindSafe, pin::Pin, sync::Arc, task::Poll, time::Duration};

use bytes::Bytes;
use futures_util::FutureExt;
use http::StatusCode;
use mcp_core::{Lifecycle, Request, RpcError, jsonrpc::Id};
use tokio::time::{Instant, error::Elapsed, timeout};
use tower::{BoxError, ServiceExt};
use tower_service::Service;

use super::{
    client_wait::ClientWait,
    deadline::poll_once,
    error::{Failed, RequestInfo},
    response::CallResponse,
};

/// Running call; resolves to its last message, if there is one.
pub(crate) type Running = Pin<Box<dyn Future<Output = Option<Bytes>> + Send>>;

/// Waits for a call up to its deadline. Time spent waiting for the client does not count.
async fn within<F: Future>(
    mut call: Pin<&mut F>,
    wait: Duration,
    client_wait: Option<&ClientWait>,
) -> Result<F::Output, Elapsed> {
    // Most calls that only compute are ready at once, and cost neither a timer nor a look at the clock.
    if let Poll::Ready(output) = poll_once(call.as_mut()).await {
        return Ok(output);
    }
    let (begun, mut left) = (Instant::now(), wait);
    loop {
        let elapsed = match timeout(left, call.as_mut()).await {
            Ok(output) => return Ok(output),
            Err(elapsed) => elapsed,
        };
        let waited = client_wait.map_or(Duration::ZERO, ClientWait::waited);
        left = wait.saturating_sub(begun.elapsed().saturating_sub(waited));
        if waited.is_zero() || left.is_zero() {
            return Err(elapsed);
        }
        // While the client is asked, the remaining time does not decrease. The lower bound keeps polling cheap.
        left = left.max(SHORTEST_LOOK);
    }
}

/// Minimum interval between checks of a call that waits for its client.
const SHORTEST_LOOK: Duration = Duration::from_millis(100);

/// Runs one request.
pub(crate) fn run<S>(
    service: S,
    mut request: Request,
    id: Id,
    wait: Duration,
    client_wait: Option<Arc<ClientWait>>,
) -> impl Future<Output = CallResponse>
where
    S: Service<Request, Response = mcp_core::Response>,
    S::Error: Into<BoxError>,
{
    let asked = RequestInfo::new(&mut request);
    // Boxed, because futures around it would hold it twice: as what they were given, and as what they wait for.
    let call = Box::pin(service.oneshot(request));
    finish(call, asked, id, wait, client_wait)
}

/// Runs a call to its end and writes its response.
async fn finish<F, E>(
    call: Pin<Box<F>>,
    asked: RequestInfo,
    id: Id,
    wait: Duration,
    client_wait: Option<Arc<ClientWait>>,
) -> CallResponse
where
    F: Future<Output = Result<mcp_core::Response, E>>,
    E: Into<BoxError>,
{
    let mut log = Log {
        asked: &asked,
        started: tracing::enabled!(tracing::Level::DEBUG).then(Instant::now),
        ended: false,
    };
    // No state of the call is used after a panic, so nothing inconsistent is visible.
    let mut call = AssertUnwindSafe(call).catch_unwind();
    let outcome = match wait.is_zero() {
        // `timeout` polls its future once even then: in a batch whose time is used up, no further call may start.
        true => asked.timed_out(Some(wait)),
        false => match within(Pin::new(&mut call), wait, client_wait.as_deref()).await {
            Ok(Ok(Ok(response))) => Ok(response),
            Ok(Ok(Err(error))) => asked.layer_failed(error.into()),
            Ok(Err(_)) => asked.panicked(),
            Err(_) => asked.timed_out(Some(wait)),
        },
    };
    log.ended(&outcome);
    match outcome {
        Ok(response) => {
            let (rate_limit, subscription) =
                (response.rate_limit().cloned(), response.subscription().cloned());
            let message = response.into_body(&id).into_frames();
            CallResponse { status: StatusCode::OK, message, rate_limit, ok: true, subscription }
        }
        Err(Failed { error, rate_limit }) => {
            // Late errors that have an HTTP status of their own.
            let status = match (asked.lifecycle(), error.code()) {
                (Lifecycle::Stateless, RpcError::MISSING_CAPABILITY | RpcError::HEADER_MISMATCH) => {
                    StatusCode::BAD_REQUEST
                }
                (Lifecycle::Stateless, _) if rate_limit.is_some() => StatusCode::TOO_MANY_REQUESTS,
                _ => StatusCode::OK,
            };
            CallResponse {
                rate_limit: rate_limit.map(|limit| *limit),
                ..CallResponse::error(status, Some(&id), &error)
            }
        }
    }
}

/// Writes one log line per request, when it ends or when its caller disconnects.
struct Log<'a> {
    asked: &'a RequestInfo,
    /// `None` if the log line is disabled.
    started: Option<Instant>,
    ended: bool,
}

impl Log<'_> {
    fn ended(&mut self, outcome: &Result<mcp_core::Response, Failed>) {
        self.ended = true;
        let status = match outcome {
            Ok(response) if response.is_tool_error() => "tool_error",
            Ok(_) => "ok",
            Err(_) => "error",
        };
        self.write(status, outcome.as_ref().err().map(|failed| failed.error.code()));
    }

    fn write(&self, status: &'static str, code: Option<i32>) {
        tracing::debug!(
            method = self.asked.method(),
            name = self.asked.subject(),
            lifecycle = ?self.asked.lifecycle(),
            status,
            code,
            duration_ms =
                self.started.map(|started| u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX)),
            "request"
        );
    }
}

impl Drop for Log<'_> {
    fn drop(&mut self) {
        if !self.ended {
            self.write("cancelled", None);
        }
    }
}
