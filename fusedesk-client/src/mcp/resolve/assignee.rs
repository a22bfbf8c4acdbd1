//! Reps as assignees and in filters.

use std::borrow::Cow;

use client_core::mcp::argument::echo;
use mcp_core::HandlerError;

use super::{current, one};
use crate::{
    api::reps::Rep,
    mcp::call::{Call, DeskCall},
};

/// Values that unassign.
const UNASSIGNED_WORDS: [&str; 4] = ["none", "null", "nobody", "unassigned"];

/// Resolves an assignee by id, e-mail address or name. `me` is the rep that the host set in the context. At most
/// one request.
pub(crate) async fn assignee(call: &Call, argument: &str, text: &str) -> Result<Rep, HandlerError> {
    match text.trim() {
        text if is_unassigned(text) => Err(HandlerError::invalid_arguments(format!(
            "{argument} is {text}; FuseDesk cannot unassign a case",
            text = echo(text)
        ))
        .with_hint("Pass another rep, or a department: FuseDesk then chooses one of its reps.")),
        text => current::<Rep>(call, argument, &myself(call, argument, text)?).await,
    }
}

/// Resolves the rep of a filter like [`assignee`], including disabled reps. At most one request.
pub(crate) async fn rep(call: &Call, argument: &str, text: &str) -> Result<Rep, HandlerError> {
    one::<Rep>(call, argument, &myself(call, argument, text.trim())?).await
}

/// Returns `true` if a text stands for no rep.
pub(crate) fn is_unassigned(text: &str) -> bool {
    UNASSIGNED_WORDS.contains(&text.trim().to_lowercase().as_str())
}

/// Returns the id of the rep that the host set in the context for `me`, and any other text unchanged.
fn myself<'a>(call: &Call, argument: &str, text: &'a str) -> Result<Cow<'a, str>, HandlerError> {
    if !text.eq_ignore_ascii_case("me") {
        return Ok(text.into());
    }
    let rep = call.rep().ok_or_else(|| {
        HandlerError::invalid_arguments(format!(
            "{argument} is {text}, but the host of this server set no rep for this caller",
            text = echo(text)
        ))
        .with_hint("Pass an id, an e-mail address or a name. fusedesk_list_reps lists the reps.")
    })?;
    Ok(rep.to_string().into())
}
