//! A tool that waits for cancellation, and one that counts cancellations. The suite has no scenario for them.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use mcp_core::{
    Context, HandlerError, NoArguments, Registry, RegistryError, ToolMethod, ToolOutput, tool_fn,
};
use serde_json::json;
use tokio::time::sleep;

/// Time for which the tool waits to be cancelled. Longer than the timeout of any client in CI.
const WAIT: Duration = Duration::from_secs(45);

pub(crate) fn registry() -> Result<Registry, RegistryError> {
    let counts = Arc::new(Counts::default());
    let of_wait = Arc::clone(&counts);
    let wait = tool_fn(
        "test_wait",
        "Reports its start as progress, then waits for cancellation.",
        move |_: NoArguments, context: Context| {
            let call = Call::begin(&of_wait);
            async move {
                context.progress(0.0, None, Some("begun"));
                sleep(WAIT).await;
                call.end();
                Ok::<_, HandlerError>(ToolOutput::text("The call was not cancelled."))
            }
        },
    );
    let count = tool_fn(
        "test_cancelled",
        "Returns the number of running and of cancelled calls of test_wait.",
        move |_: NoArguments| {
            let (running, cancelled) = (&counts.running, &counts.cancelled);
            let counts = json!({
                "running": running.load(Ordering::SeqCst), "cancelled": cancelled.load(Ordering::SeqCst)
            });
            async move { Ok::<_, HandlerError>(counts) }
        },
    );

    Registry::new().with_tool(wait.method(ToolMethod::Get))?.with_tool(count.method(ToolMethod::Get))
}

#[derive(Default)]
struct Counts {
    running: AtomicUsize,
    cancelled: AtomicUsize,
}

/// A counted call. A call that is dropped before its end was cancelled.
struct Call {
    ended: bool,
    counts: Arc<Counts>,
}

impl Call {
    fn begin(counts: &Arc<Counts>) -> Self {
        counts.running.fetch_add(1, Ordering::SeqCst);
        Self { ended: false, counts: Arc::clone(counts) }
    }

    fn end(mut self) {
        self.ended = true;
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        self.counts.running.fetch_sub(1, Ordering::SeqCst);
        if !self.ended {
            self.counts.cancelled.fetch_add(1, Ordering::SeqCst);
        }
    }
}
