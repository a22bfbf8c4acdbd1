//! Reps to give work to.

use mcp_core::ToolError;

use super::current;
use crate::{
    api::reps::Rep,
    mcp::call::{Call, DeskCall},
};

/// Words that stand for nobody.
const NOBODY: [&str; 4] = ["none", "null", "nobody", "unassigned"];

/// The rep of an argument, by id, e-mail address or name; `me` is the rep whom the host put into the context. One request
/// at most.
pub(crate) async fn assignee(call: &Call, argument: &str, text: &str) -> Result<Rep, ToolError> {
    let text = text.trim();
    match call.author() {
        Some(author) if text.eq_ignore_ascii_case("me") => {
            current::<Rep>(call, argument, &author.to_string()).await
        }
        _ if NOBODY.contains(&text.to_lowercase().as_str()) => Err(ToolError::invalid_arguments(format!(
            "{argument} is {text:?}; FuseDesk has no call that takes a case from its rep"
        ))
        .with_hint("Give another rep, or a department, whose reps FuseDesk then chooses from.")),
        _ => current::<Rep>(call, argument, text).await,
    }
}
