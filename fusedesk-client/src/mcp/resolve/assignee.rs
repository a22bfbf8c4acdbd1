//! Reps: those who get work, and those who have it.

use std::borrow::Cow;

use mcp_core::ToolError;

use super::{current, one};
use crate::{
    api::reps::Rep,
    mcp::call::{Call, DeskCall},
};

/// Words that stand for nobody.
const NOBODY: [&str; 4] = ["none", "null", "nobody", "unassigned"];

/// The rep to give work to, by id, e-mail address or name; `me` is the rep whom the host put into the context. One request
/// at most.
pub(crate) async fn assignee(call: &Call, argument: &str, text: &str) -> Result<Rep, ToolError> {
    match text.trim() {
        text if is_nobody(text) => Err(ToolError::invalid_arguments(format!(
            "{argument} is {text:?}; FuseDesk has no call that takes a case from its rep"
        ))
        .with_hint("Give another rep, or a department, whose reps FuseDesk then chooses from.")),
        text => current::<Rep>(call, argument, &myself(call, argument, text)?).await,
    }
}

/// The rep of a filter: as [`assignee`], and one who is disabled, too. One request at most.
pub(crate) async fn rep(call: &Call, argument: &str, text: &str) -> Result<Rep, ToolError> {
    one::<Rep>(call, argument, &myself(call, argument, text.trim())?).await
}

/// Whether a text stands for no rep.
pub(crate) fn is_nobody(text: &str) -> bool {
    NOBODY.contains(&text.trim().to_lowercase().as_str())
}

/// The id of the rep whom the host put into the context, for `me`; any other text as it is.
fn myself<'a>(call: &Call, argument: &str, text: &'a str) -> Result<Cow<'a, str>, ToolError> {
    if !text.eq_ignore_ascii_case("me") {
        return Ok(text.into());
    }
    let rep = call.rep().ok_or_else(|| {
        ToolError::invalid_arguments(format!(
            "{argument} is {text:?}, and the host of this server has not said which rep this caller is"
        ))
        .with_hint("Give an id, an e-mail address or a name; fusedesk_list_reps lists the reps.")
    })?;
    Ok(rep.to_string().into())
}
