//! A tool to be cancelled, and one that says how often that happened. The suite has no scenario for it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use mcp_core::{Context, Method, NoArguments, Registry, RegistryError, ToolError, ToolOutput, tool_fn};
use serde_json::json;
use tokio::time::sleep;

/// How long the tool waits to be cancelled. Longer than any client of the gate waits for an answer.
const WAIT: Duration = Duration::from_secs(45);

pub(crate) fn registry() -> Result<Registry, RegistryError> {
    let cancelled = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&cancelled);
    let wait = tool_fn(
        "test_wait",
        "Says in its progress that it has begun, then waits to be cancelled.",
        move |_: NoArguments, context: Context| {
            let call = Call { ended: false, cancelled: Arc::clone(&count) };
            async move {
                let mut call = call;
                context.progress(0.0, None, Some("begun"));
                sleep(WAIT).await;
                call.ended = true;
                Ok::<_, ToolError>(ToolOutput::text("Nobody cancelled."))
            }
        },
    );
    let cancelled = tool_fn(
        "test_cancelled",
        "Says how many calls of test_wait were cancelled.",
        move |_: NoArguments| {
            let count = cancelled.load(Ordering::SeqCst);
            async move { Ok::<_, ToolError>(json!({ "cancelled": count })) }
        },
    );

    Registry::new().with(wait.method(Method::Get))?.with(cancelled.method(Method::Get))
}

/// Counts a call that is dropped before its end.
struct Call {
    ended: bool,
    cancelled: Arc<AtomicUsize>,
}

impl Drop for Call {
    fn drop(&mut self) {
        if !self.ended {
            self.cancelled.fetch_add(1, Ordering::SeqCst);
        }
    }
}
