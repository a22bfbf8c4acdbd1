//! Resolve what a model writes (an id, a link, an e-mail address, a name) to Front's ids.

mod contact;
mod id;
mod inbox;
mod tag;
mod team;
mod teammate;

pub(crate) use contact::{contact, exact_handle};
pub(crate) use id::{conversation_id, id_in};
pub(crate) use inbox::inbox;
pub(crate) use tag::{all_tags, tags};
pub(crate) use team::team;
pub(crate) use teammate::{active_teammates, teammate, teammate_name};

use mcp_core::HandlerError;

/// Returns the error for a well-formed id that does not exist.
pub(crate) fn unknown_id(argument: &str, noun: &str, id: &str, lister: &str) -> HandlerError {
    HandlerError::not_found(format!("{argument}: there is no {noun} {id}, or the API token cannot see it"))
        .with_hint(format!("{lister} lists them with their ids."))
}
