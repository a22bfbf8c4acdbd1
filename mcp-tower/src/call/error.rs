//! Maps timeouts, layer errors and panics to MCP errors.

use std::{error::Error, time::Duration};

use mcp_core::{
    HandlerError, HandlerErrorKind, Lifecycle, Request, RequestKind, Response, RpcError, Server, Started,
    ToolRef, UpstreamRateLimit,
};
use tower::{BoxError, load_shed::error::Overloaded, timeout::error::Elapsed};

/// Time to wait before the next attempt when the server is overloaded.
const OVERLOADED_RETRY: Duration = Duration::from_secs(1);

/// Data of a request, for the response if the request is lost.
pub(crate) struct RequestInfo {
    server: Server,
    lifecycle: Lifecycle,
    method: &'static str,
    is_call: bool,
    // As the server sees it; a layer may still hide it.
    tool: Option<ToolRef>,
    subject: Option<String>,
    /// `None` unless it is a call.
    started: Option<Started>,
}

/// JSON-RPC error of a request.
pub(crate) struct Failed {
    pub(crate) error: RpcError,
    /// Set if a layer refused the request because of a rate limit.
    pub(crate) rate_limit: Option<Box<UpstreamRateLimit>>,
}

impl From<RpcError> for Failed {
    fn from(error: RpcError) -> Self {
        Self { error, rate_limit: None }
    }
}

impl RequestInfo {
    pub(crate) fn new(request: &mut Request) -> Self {
        let is_call = matches!(request.call, RequestKind::CallTool { .. });
        Self {
            started: is_call.then(|| request.started()),
            server: request.server().clone(),
            lifecycle: request.lifecycle(),
            method: request.method(),
            is_call,
            tool: request.tool().cloned(),
            // That of a call is the name of its tool.
            subject: request.subject().filter(|_| !is_call).map(str::to_owned),
        }
    }

    pub(crate) const fn method(&self) -> &'static str {
        self.method
    }

    pub(crate) const fn lifecycle(&self) -> Lifecycle {
        self.lifecycle
    }

    /// Returns the name of the tool, prompt or resource, if it exists. Unknown names of clients are not logged.
    pub(crate) fn subject(&self) -> Option<&str> {
        self.tool.as_ref().map(ToolRef::name).or(self.subject.as_deref())
    }

    fn has_started(&self) -> bool {
        self.started.as_ref().is_some_and(Started::get)
    }

    fn failure(&self, error: HandlerError) -> Result<Response, Failed> {
        if self.is_call {
            return Ok(self.server.failure(error, self.lifecycle));
        }
        let rate_limit = (error.kind() == HandlerErrorKind::RateLimited).then(|| {
            let mut limit = error.rate_limit().cloned().unwrap_or_default();
            limit.retry_after = limit.retry_after.or(error.retry_after());
            Box::new(limit)
        });
        // The hint is for models, which do not see this error.
        Err(Failed { error: RpcError::internal(error.message().to_owned()), rate_limit })
    }

    /// Returns the possible effect of a lost call. A tool that never started reveals nothing here, because it may
    /// be hidden from the caller.
    fn outcome(&self) -> &'static str {
        match (self.has_started(), self.reads()) {
            (false, _) => "No tool had begun, so nothing was changed. Try again.",
            (true, true) => "The tool only reads, so nothing was changed. Try again, or ask for less.",
            (true, false) => {
                "The outcome is unknown: the change may have been made. Check first, and repeat the call only if it was not."
            }
        }
    }

    fn reads(&self) -> bool {
        self.tool.as_ref().is_some_and(|tool| tool.definition().annotations().read_only)
    }

    /// Returns the response of a call that timed out. If a change had begun, its outcome is unknown: a model would
    /// repeat the call on `timeout`.
    pub(crate) fn timed_out(&self, after: Option<Duration>) -> Result<Response, Failed> {
        let rounded =
            |after: Duration| Duration::from_millis(u64::try_from(after.as_millis()).unwrap_or(u64::MAX));
        let time = after.map_or_else(String::new, |after| format!(" within {:?}", rounded(after)));
        let kind = match self.has_started() && !self.reads() {
            true => HandlerErrorKind::OutcomeUnknown,
            false => HandlerErrorKind::Timeout,
        };
        self.failure(HandlerError::new(kind, format!("no result{time}")).with_hint(self.outcome()))
    }

    /// Returns the response of a call whose tool or layer panicked. The message of a panic may contain anything, so
    /// only Rust's panic hook reports it, with the location.
    pub(crate) fn panicked(&self) -> Result<Response, Failed> {
        tracing::error!(method = self.method, name = self.subject(), "a call panicked");
        self.failed()
    }

    fn failed(&self) -> Result<Response, Failed> {
        self.failure(
            HandlerError::internal("the server failed to run this request").with_hint(self.outcome()),
        )
    }

    /// Returns the response of a call whose layer failed. Errors of MCP and tower are mapped; other errors may
    /// contain anything and are only logged.
    pub(crate) fn layer_failed(&self, error: BoxError) -> Result<Response, Failed> {
        let error = match error.downcast::<RpcError>() {
            Ok(error) => return Err((*error).into()),
            Err(error) => error,
        };
        let error = match error.downcast::<HandlerError>() {
            Ok(error) => return self.failure(*error),
            Err(error) => error,
        };
        if let Some(error) = find::<RpcError>(&*error) {
            return Err(error.clone().into());
        }
        if find::<Elapsed>(&*error).is_some() {
            return self.timed_out(None);
        }
        if find::<Overloaded>(&*error).is_some() {
            return self.failure(
                HandlerError::new(
                    HandlerErrorKind::Unavailable,
                    "the server is overloaded; the call was not run",
                )
                .with_retry_after(OVERLOADED_RETRY)
                .with_hint("Wait a moment, then repeat the call unchanged."),
            );
        }
        tracing::error!(method = self.method, name = self.subject(), error = &*error, "a layer failed");
        self.failed()
    }
}

/// Returns the first error of a type in the chain of sources: layers such as `Buffer` wrap the error of the inner
/// service.
pub(crate) fn find<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    std::iter::successors(Some(error), |error| (**error).source()).find_map(|error| error.downcast_ref())
}
