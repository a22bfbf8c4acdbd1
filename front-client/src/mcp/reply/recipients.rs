//! Recipients of a reply.

use crate::api::messages::{Message, RecipientRole};

/// Returns `to` and `cc` of the reply.
///
/// A reply to a customer goes to the message's reply-to address, otherwise to its sender. A reply-to address of our
/// own is ignored, because we would write to ourselves. A reply to our own message goes to its recipients. With
/// `all`, all other recipients of the message get a copy, except our own channels. Blind copies are never included.
pub(super) fn reply_recipients(
    message: &Message,
    all: bool,
    is_own: impl Fn(&str) -> bool,
) -> (Vec<String>, Vec<String>) {
    let mut to = if inbound(message) {
        let mut reply_to = handles(message, &RecipientRole::ReplyTo);
        reply_to.retain(|handle| !is_own(handle));
        if reply_to.is_empty() { handles(message, &RecipientRole::From) } else { reply_to }
    } else {
        handles(message, &RecipientRole::To)
    };
    unique(&mut to);
    let mut others = Vec::new();
    if all {
        if inbound(message) {
            others.extend(handles(message, &RecipientRole::To));
        }
        others.extend(handles(message, &RecipientRole::Cc));
    }
    others.retain(|handle| !is_own(handle) && !contains(&to, handle));
    unique(&mut others);
    (to, others)
}

/// Returns the handles on our side: those that a customer wrote to, or the one that we wrote from.
pub(super) fn own_handles(message: &Message) -> Vec<&str> {
    let roles: &[RecipientRole] = if inbound(message) {
        &[RecipientRole::To, RecipientRole::Cc, RecipientRole::Bcc]
    } else {
        &[RecipientRole::From]
    };
    let of_roles =
        message.recipients.iter().filter(|r| r.role.as_ref().is_some_and(|role| roles.contains(role)));
    of_roles.filter_map(|recipient| recipient.handle.as_deref()).collect()
}

fn inbound(message: &Message) -> bool {
    message.is_inbound != Some(false)
}

fn handles(message: &Message, role: &RecipientRole) -> Vec<String> {
    let of_role = message.recipients.iter().filter(|recipient| recipient.role.as_ref() == Some(role));
    of_role
        .filter_map(|recipient| recipient.handle.clone())
        .filter(|handle| !handle.trim().is_empty())
        .collect()
}

fn contains(handles: &[String], handle: &str) -> bool {
    handles.iter().any(|known| known.eq_ignore_ascii_case(handle))
}

fn unique(handles: &mut Vec<String>) {
    let mut kept: Vec<String> = Vec::with_capacity(handles.len());
    for handle in handles.drain(..) {
        if !contains(&kept, &handle) {
            kept.push(handle);
        }
    }
    *handles = kept;
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn message(inbound: bool, recipients: &[(&str, &str)]) -> Message {
        let recipients: Vec<_> =
            recipients.iter().map(|(role, handle)| json!({"role": role, "handle": handle})).collect();
        serde_json::from_value(json!({"id": "msg_1", "is_inbound": inbound, "recipients": recipients}))
            .unwrap()
    }

    fn route(message: &Message, all: bool) -> (Vec<String>, Vec<String>) {
        reply_recipients(message, all, |handle| handle == "support@acme.example")
    }

    #[test]
    fn reply_goes_to_the_customer() {
        let mail = message(
            true,
            &[
                ("from", "jane@b.example"),
                ("to", "support@acme.example"),
                ("to", "Boss@b.example"),
                ("cc", "boss@b.example"),
                ("cc", "lawyer@b.example"),
                ("bcc", "spy@b.example"),
            ],
        );
        assert_eq!(route(&mail, false), (vec!["jane@b.example".into()], vec![]));
        let copies = vec!["Boss@b.example".to_owned(), "lawyer@b.example".to_owned()];
        assert_eq!(route(&mail, true), (vec!["jane@b.example".into()], copies));
    }

    #[test]
    fn form_message_is_replied_to_reply_to_address() {
        let form = message(
            true,
            &[("from", "forms@b.example"), ("reply-to", "jane@b.example"), ("to", "support@acme.example")],
        );
        assert_eq!(route(&form, true).0, ["jane@b.example"]);
    }

    #[test]
    fn own_reply_to_address_is_ignored() {
        let mail = message(
            true,
            &[
                ("from", "jane@b.example"),
                ("reply-to", "support@acme.example"),
                ("to", "support@acme.example"),
            ],
        );
        assert_eq!(route(&mail, true), (vec!["jane@b.example".into()], vec![]));
    }

    #[test]
    fn reply_to_own_message_keeps_its_recipients() {
        let ours = message(
            false,
            &[("from", "support@acme.example"), ("to", "jane@b.example"), ("cc", "boss@b.example")],
        );
        assert_eq!(route(&ours, true), (vec!["jane@b.example".into()], vec!["boss@b.example".into()]));
        assert_eq!(own_handles(&ours), ["support@acme.example"]);
    }
}
