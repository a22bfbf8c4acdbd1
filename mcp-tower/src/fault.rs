//! What becomes of a request that no tool answered: a timeout, an error of a layer.

use std::{error::Error, time::Duration};

use mcp_core::{Call, Era, ErrorKind, Request, Response, RpcError, Server, ToolError, ToolRef};
use tower::{BoxError, load_shed::error::Overloaded, timeout::error::Elapsed};

/// How long a client should wait when the server has too much to do.
const OVERLOADED_RETRY: Duration = Duration::from_secs(1);

/// What is kept of a request to answer it when it is lost.
pub(crate) struct Asked {
    server: Server,
    era: Era,
    method: &'static str,
    is_call: bool,
    tool: Option<ToolRef>,
}

impl Asked {
    pub(crate) fn new(request: &Request) -> Self {
        Self {
            server: request.server().clone(),
            era: request.era(),
            method: request.method(),
            is_call: matches!(request.call, Call::CallTool { .. }),
            tool: request.tool().cloned(),
        }
    }

    pub(crate) const fn method(&self) -> &'static str {
        self.method
    }

    pub(crate) const fn era(&self) -> Era {
        self.era
    }

    /// The name of the tool, when there is such a tool. What a client calls a tool that does not exist stays out of
    /// the log.
    pub(crate) fn tool_name(&self) -> Option<&str> {
        self.tool.as_ref().map(ToolRef::name)
    }

    fn failure(&self, error: ToolError) -> Result<Response, RpcError> {
        if self.is_call {
            Ok(self.server.failure(error, self.era))
        } else {
            Err(RpcError::internal(error.message().to_owned()))
        }
    }

    /// No answer in time.
    pub(crate) fn timed_out(&self, after: Option<Duration>) -> Result<Response, RpcError> {
        let time = after.map_or_else(String::new, |after| format!(" within {after:?}"));
        let reads = self.tool.as_ref().is_some_and(|tool| tool.definition().annotations().read_only);
        let hint = if reads {
            "The tool only reads, so nothing was changed. Try again, or ask for less."
        } else {
            "The change may or may not have been made. Look first, and repeat the call only if it was not."
        };
        self.failure(ToolError::new(ErrorKind::Timeout, format!("no answer{time}")).with_hint(hint))
    }

    /// A layer failed. Its error is passed on where it is made for that; otherwise it goes to the log, because nobody
    /// knows what stands in it.
    pub(crate) fn layer_failed(&self, error: BoxError) -> Result<Response, RpcError> {
        let error = match error.downcast::<RpcError>() {
            Ok(error) => return Err(*error),
            Err(error) => error,
        };
        let error = match error.downcast::<ToolError>() {
            Ok(error) => return self.failure(*error),
            Err(error) => error,
        };
        if let Some(error) = find::<RpcError>(&*error) {
            return Err(error.clone());
        }
        if find::<Elapsed>(&*error).is_some() {
            return self.timed_out(None);
        }
        if find::<Overloaded>(&*error).is_some() {
            return self.failure(
                ToolError::new(ErrorKind::Unavailable, "the server has too much to do; nothing was done")
                    .with_retry_after(OVERLOADED_RETRY)
                    .with_hint("Wait a moment, then repeat the call unchanged."),
            );
        }
        tracing::error!(method = self.method, tool = self.tool_name(), error = &*error, "a layer failed");
        self.failure(ToolError::internal("the server failed to carry this out"))
    }
}

/// The first error of a type in the chain of sources: layers such as `Buffer` wrap the error of the service inside.
fn find<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    std::iter::successors(Some(error), |error| (**error).source()).find_map(|error| error.downcast_ref())
}
