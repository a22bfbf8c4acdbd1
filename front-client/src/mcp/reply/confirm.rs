//! Confirmation of the recipients before anything is sent.

use std::collections::HashSet;

use mcp_core::{
    HandlerError,
    client_features::{ClientRequestError, Elicitation, ElicitationResult},
};

use super::{
    address::{key, quoted},
    recipients::{MAX_LISTED, Recipients},
};
use crate::mcp::call::Call;

/// Key of the elicitation within a call.
const ELICITATION: &str = "front-recipients";

/// Refuses recipients that differ from the expected ones, and recipients that need a confirmation and do not get it:
/// from the user if the client can ask, otherwise by an exact list of the expected recipients.
///
/// `outcome` begins the errors: "the reply was not sent".
pub(crate) async fn confirm(
    call: &Call,
    recipients: &Recipients,
    expected: Option<&[String]>,
    outcome: &str,
) -> Result<(), HandlerError> {
    if let Some(expected) = expected {
        compare(recipients, expected, outcome)?;
    }
    if recipients.doubts.is_empty() {
        return Ok(());
    }
    let doubts: Vec<&str> = recipients.doubts.iter().take(MAX_LISTED).map(String::as_str).collect();
    let doubts = doubts.join("; ");
    let form = Elicitation::form(format!(
        "Confirm the recipients: {doubts}.\n\nThe message would go to: {}",
        listed(recipients)
    ))
    .once();
    let unconfirmed = || format!("{outcome}: these recipients need a confirmation: {doubts}");
    match call.context().request_client(ELICITATION, form).await {
        Ok(ElicitationResult::Accepted(_)) => Ok(()),
        Ok(_) => Err(HandlerError::forbidden(format!("{outcome}: the user did not confirm the recipients"))
            .with_hint("Ask the user whom the message should go to. Do not repeat the call unchanged.")),
        Err(
            ClientRequestError::NoConnection
            | ClientRequestError::MissingCapability(_)
            | ClientRequestError::UnsupportedRevision(_),
        ) => {
            // This client cannot ask: the exact list stands for the user's confirmation.
            if expected.is_some() {
                return Ok(());
            }
            Err(HandlerError::invalid_arguments(unconfirmed()).with_hint(format!(
                "It would go to: {}. Ask the user. To confirm, repeat the call with expectedRecipients holding \
                 exactly these addresses. To send to fewer, pass replyAll false, or name the recipients with to.",
                listed(recipients)
            )))
        }
        Err(error) => Err(error.into()),
    }
}

/// Refuses a list of expected recipients that differs. Order, case and duplicates do not matter.
fn compare(recipients: &Recipients, expected: &[String], outcome: &str) -> Result<(), HandlerError> {
    let actual: Vec<&String> = all(recipients).collect();
    let keys: HashSet<String> = actual.iter().map(|handle| key(handle)).collect();
    let expected: Vec<&String> = expected.iter().filter(|handle| !handle.trim().is_empty()).collect();
    let wanted: HashSet<String> = expected.iter().map(|handle| key(handle)).collect();
    if keys == wanted {
        return Ok(());
    }
    let only = |handles: &[&String], other: &HashSet<String>| {
        let only: Vec<String> = handles
            .iter()
            .filter(|handle| !other.contains(&key(handle)))
            .take(MAX_LISTED)
            .map(|handle| quoted(handle))
            .collect();
        if only.is_empty() { "none".to_owned() } else { only.join(", ") }
    };
    Err(HandlerError::invalid_arguments(format!(
        "{outcome}: it would not go to exactly expectedRecipients. Not expected: {}. Expected and missing: {}",
        only(&actual, &wanted),
        only(&expected, &keys)
    ))
    .with_hint(format!("It would go to: {}. Ask the user before you change the list.", listed(recipients))))
}

fn all(recipients: &Recipients) -> impl Iterator<Item = &String> {
    recipients.to.iter().chain(&recipients.cc).chain(&recipients.bcc)
}

fn listed(recipients: &Recipients) -> String {
    let lists = [("to", &recipients.to), ("cc", &recipients.cc), ("bcc", &recipients.bcc)];
    let lists = lists.into_iter().filter(|(_, handles)| !handles.is_empty());
    lists
        .map(|(role, handles)| {
            let handles: Vec<String> = handles.iter().map(|handle| shown(handle)).collect();
            format!("{role} {}", handles.join(", "))
        })
        .collect::<Vec<_>>()
        .join("; ")
}

/// Returns a handle as it is, and quoted if it could be taken for several.
fn shown(handle: &str) -> String {
    let plain = !handle.chars().any(|c| c.is_whitespace() || c.is_control() || ",;:\"()".contains(c));
    if plain { handle.to_owned() } else { quoted(handle) }
}
