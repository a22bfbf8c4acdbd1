//! Resolve teammates by id, e-mail address, user name or name.

use client_core::mcp::{
    argument::{Named, is_email, pick},
    untrusted::Line,
};
use mcp_core::HandlerError;

use super::{id_in, unknown_id};
use crate::{
    api::teammates::{GetTeammate, ListTeammates, Teammate},
    mcp::{
        call::{Call, FrontCall},
        pages::whole,
    },
};

impl Named for Teammate {
    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn names(&self) -> Vec<String> {
        // The whole name is preferred. A first name counts only if no whole name or user name matches.
        let names = [teammate_name(self), self.username.clone(), self.email.clone(), self.first_name.clone()];
        names.into_iter().flatten().filter(|name| !name.is_empty()).collect()
    }

    fn label(&self) -> Line {
        let name = teammate_name(self).unwrap_or_else(|| "without a name".to_owned());
        match &self.email {
            Some(email) => Line::labelled(&name, &format!("{}, {}", self.id, email.replace(['(', ')'], " "))),
            None => Line::labelled(&name, self.id.as_str()),
        }
    }
}

/// Returns first and last name, or the available one, or the user name.
pub(crate) fn teammate_name(teammate: &Teammate) -> Option<String> {
    let parts = [teammate.first_name.as_deref(), teammate.last_name.as_deref()];
    let name = parts
        .into_iter()
        .flatten()
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    if name.is_empty() { teammate.username.clone().filter(|name| !name.is_empty()) } else { Some(name) }
}

/// Models use this for the teammate they act as.
const AUTHOR_KEYWORD: &str = "me";

/// Resolves an argument to a teammate: `tea_…`, an e-mail address, a user name, an exact name, or "me" for the
/// author of the call. One request.
pub(crate) async fn teammate(call: &Call, argument: &str, text: &str) -> Result<Teammate, HandlerError> {
    let text = text.trim();
    let id = match id_in("tea_", text) {
        Some(id) => Some(id.to_owned()),
        None if text.starts_with("alt:email:") => Some(text.to_owned()),
        None if text.eq_ignore_ascii_case(AUTHOR_KEYWORD) && call.teammate().is_some() => {
            call.teammate().map(|id| id.to_string())
        }
        None if is_email(text) => Some(format!("alt:email:{text}")),
        None => None,
    };
    if let Some(id) = id {
        let found = call.find(&GetTeammate::new(id)).await?;
        return found.ok_or_else(|| unknown_id(argument, "teammate", text, "list_teammates"));
    }
    if text.is_empty() {
        return Err(HandlerError::invalid_arguments(format!(
            "{argument} is empty; it must be a teammate's id tea_…, e-mail address or name"
        )));
    }
    let all = active_teammates(call).await?;
    pick("teammate", text.strip_prefix('@').unwrap_or(text), &all).cloned()
}

/// Returns all teammates who are not blocked. One request per page.
pub(crate) async fn active_teammates(call: &Call) -> Result<Vec<Teammate>, HandlerError> {
    let mut all = whole(call, &ListTeammates::new(), "teammates").await?;
    all.retain(|teammate| teammate.is_blocked != Some(true));
    Ok(all)
}
