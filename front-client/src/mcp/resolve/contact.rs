//! Resolve contacts by id, e-mail address, phone number or alias.

use client_core::mcp::argument::{echo, international_phone, is_email};
use mcp_core::HandlerError;

use super::id_in;
use crate::{
    api::contacts::{Contact, GetContact},
    id::ContactId,
    mcp::call::Call,
};

/// Resolves an argument to a contact: `crd_…`, a link that contains it, an e-mail address, a phone number with `+`,
/// or an alias `alt:…`. One request.
pub(crate) async fn contact(call: &Call, argument: &str, text: &str) -> Result<Contact, HandlerError> {
    let text = text.trim();
    let id = if let Some(id) = id_in("crd_", text) {
        ContactId::from(id)
    } else if is_alias(text) {
        text.into()
    } else {
        exact_handle(text).ok_or_else(|| no_contact(argument, text))?
    };
    call.find(&GetContact::new(id)).await?.ok_or_else(|| {
        HandlerError::not_found(format!(
            "{argument}: there is no contact {text}, or the API token cannot see it"
        ))
        .with_hint("search_contacts finds contacts by name, e-mail address or another handle.")
    })
}

fn no_contact(argument: &str, text: &str) -> HandlerError {
    let message = if text.is_empty() {
        format!("{argument} is empty; it must be a contact's id crd_…, e-mail address or phone number")
    } else if text.chars().all(|c| c.is_ascii_digit() || " -./()".contains(c)) {
        format!("{argument} is {text}; a phone number needs + and its country code", text = echo(text))
    } else {
        format!(
            "{argument} is {text}; it must be a contact's id crd_…, e-mail address or phone number with +",
            text = echo(text)
        )
    };
    HandlerError::invalid_arguments(message).with_hint("search_contacts finds contacts by name.")
}

/// Returns the alias of an e-mail address or of a phone number with `+`. `None` for any other text.
pub(crate) fn exact_handle(text: &str) -> Option<ContactId> {
    if is_email(text) && !is_alias(text) {
        return Some(format!("alt:email:{text}").into());
    }
    international_phone(text).map(|digits| format!("alt:phone:+{digits}").into())
}

/// Accepts `alt:source:handle` without characters that would change the route.
fn is_alias(text: &str) -> bool {
    let mut parts = text.splitn(3, ':');
    parts.next() == Some("alt")
        && parts.next().is_some_and(|source| !source.is_empty())
        && parts.next().is_some_and(|handle| !handle.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn e_mail_and_phone_become_aliases() {
        for (text, alias) in [
            ("jane@example.com", Some("alt:email:jane@example.com")),
            ("+49 30 90 18 20", Some("alt:phone:+4930901820")),
            ("+1 (415) 555-0100", Some("alt:phone:+14155550100")),
            ("+49", None),
            ("030 901820", None),
            ("Jane", None),
            ("@jane", None),
            ("alt:email:jane@example.com", None),
        ] {
            assert_eq!(exact_handle(text).as_ref().map(ContactId::as_str), alias, "{text}");
        }
        assert!(is_alias("alt:twitter:@jane"));
        assert!(!is_alias("alt:twitter"));
        assert!(!is_alias("Jane"));
    }
}
