//! Choice of the message that a reply answers.

use std::collections::HashSet;

use super::{
    address,
    own::OwnChannels,
    seen::{Direction, Seen},
};
use crate::api::messages::RecipientRole;

/// Message that a reply answers if the caller names none.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// Index of the message.
    Message(usize),
    /// Several messages fit. The text is the reason.
    Uncertain(&'static str),
    /// No message can be replied to.
    None,
}

/// Chooses the newest message of the customer, from messages sorted newest first. `main` is the main recipient of the
/// conversation.
///
/// Drafts, internal messages, calls, automatic mail and mail from our own addresses are never chosen. Of messages that
/// we sent, one that went to the customer is chosen if the customer has not written. The customer is the person whom
/// the oldest message came from or went to. A message from somebody else is chosen only if it comes from the same
/// organisation, or if it includes the customer and its sender was included before.
pub(super) fn choose(seen: &[Seen], main: Option<&str>, own: &OwnChannels) -> Choice {
    let open = || seen.iter().enumerate().filter(|(_, message)| !message.is_internal());
    let of = |direction| {
        open().filter(move |(_, message)| {
            message.direction(own) == direction && !message.is_automatic(own) && message.from().is_some()
        })
    };
    let ours = || {
        open().filter(|(_, message)| {
            message.direction(own) == Direction::Outbound
                && !message.is_failed()
                && has_recipient(message, own)
        })
    };
    let inbound = of(Direction::Inbound).next();
    let unknown = of(Direction::Unknown).next();
    if unknown.is_some_and(|(at, _)| inbound.is_none_or(|(known, _)| at < known)) {
        return Choice::Uncertain("Front does not say who sent the newest message");
    }
    let oldest_inbound = of(Direction::Inbound).next_back();
    let oldest_ours = ours().next_back();
    let customer: HashSet<String> = match (oldest_inbound, oldest_ours) {
        (Some((inbound, _)), Some((ours, message))) if ours > inbound => recipients(message, own),
        (Some((_, message)), _) => {
            let handles = message.from().into_iter().chain(message.reply_to(own));
            handles.map(address::key).collect()
        }
        (None, Some((_, message))) => recipients(message, own),
        (None, None) => return Choice::None,
    };
    if let Some((at, message)) = inbound {
        let from = message.from().map(address::key).unwrap_or_default();
        let organisation = address::organisation(&from);
        // Somebody who was included by the customer or by us may answer for them, not somebody who appears from nowhere.
        let was_included = |older: &[Seen], person: &str| {
            let trusted = |message: &&Seen| match message.direction(own) {
                Direction::Outbound => true,
                _ => message.from().is_some_and(|from| customer.contains(&address::key(from))),
            };
            let mut older = older.iter().filter(|message| !message.is_internal()).filter(trusted);
            older.any(|message| message.people().any(|key| key == person))
        };
        let known = customer.contains(&from)
            || customer
                .iter()
                .any(|key| organisation.is_some() && address::organisation(key) == organisation)
            || (message.people().any(|key| customer.contains(&key)) && was_included(&seen[at + 1..], &from));
        return match known {
            true => Choice::Message(at),
            false => {
                Choice::Uncertain("the newest message is not from the first customer of the conversation")
            }
        };
    }
    let Some((at, message)) = ours().next() else { return Choice::None };
    if open().take(at).any(|(_, later)| later.is_bounce()) {
        return Choice::Uncertain(
            "the newest message may not have been delivered, and no customer has written",
        );
    }
    let to = recipients(message, own);
    let main = main.map(address::key);
    let same = to.iter().any(|key| customer.contains(key));
    if same && main.is_none_or(|main| to.contains(&main) || own.is_own(&main)) {
        return Choice::Message(at);
    }
    Choice::Uncertain("the newest message did not go to the first recipient of the conversation")
}

fn has_recipient(message: &Seen, own: &OwnChannels) -> bool {
    message.handles(&RecipientRole::To).any(|handle| !own.is_own(handle))
}

fn recipients(message: &Seen, own: &OwnChannels) -> HashSet<String> {
    message.handles(&RecipientRole::To).filter(|handle| !own.is_own(handle)).map(address::key).collect()
}
