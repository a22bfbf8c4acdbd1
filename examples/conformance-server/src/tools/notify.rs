//! Tools that send notifications while they run: progress and log messages.

use std::time::Duration;

use mcp_core::{
    Context, HandlerError, Level, NoArguments, Registry, RegistryError, ToolMethod, ToolOutput, tool_fn,
};
use tokio::time::sleep;

/// Pause between two notifications.
const PAUSE: Duration = Duration::from_millis(50);
const LOGGER: Option<&str> = Some("conformance-server");

pub(crate) fn registry() -> Result<Registry, RegistryError> {
    let progress = tool_fn(
        "test_tool_with_progress",
        "Reports progress in three steps.",
        |_: NoArguments, context: Context| async move {
            for step in [0.0, 50.0, 100.0] {
                context.progress(step, Some(100.0), Some(&format!("Completed step {step} of 100")));
                sleep(PAUSE).await;
            }
            Ok::<_, HandlerError>(ToolOutput::text(match context.wants_progress() {
                true => "Reported progress three times.",
                false => "The client did not request progress.",
            }))
        },
    );
    let logging = tool_fn(
        "test_tool_with_logging",
        "Logs three messages.",
        |_: NoArguments, context: Context| async move {
            for message in ["Tool execution started", "Tool processing data", "Tool execution completed"] {
                context.log(Level::Info, LOGGER, message);
                sleep(PAUSE).await;
            }
            Ok::<_, HandlerError>(ToolOutput::text("Logged three messages."))
        },
    );
    let if_wanted =
        tool_fn("test_logging_tool", "Logs at every level.", |_: NoArguments, context: Context| async move {
            for level in [Level::Debug, Level::Info, Level::Warning, Level::Error] {
                context.log(level, LOGGER, &format!("a message of level {level}"));
            }
            Ok::<_, HandlerError>(ToolOutput::text("Logged the requested levels."))
        });

    Registry::new()
        .with_tool(progress.method(ToolMethod::Get))?
        .with_tool(logging.method(ToolMethod::Get))?
        .with_tool(if_wanted.method(ToolMethod::Get))
}
