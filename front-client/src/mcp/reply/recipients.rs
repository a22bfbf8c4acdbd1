//! Recipients of a reply.

use std::collections::HashSet;

use mcp_core::HandlerError;

use super::{
    address::{self, Medium, quoted},
    own::OwnChannels,
    seen::{Direction, Seen},
};
use crate::{api::messages::RecipientRole, mcp::call::Call};

/// Maximum number of addresses that a text or a result lists.
pub(super) const MAX_LISTED: usize = 20;

const OWN: &str = "one of our own channels";
const MAYBE_ALIAS: &str = "in the domain of our channels, perhaps an alias that forwards to one of them; name it in cc \
 to include it";
const NO_ADDRESS: &str = "not an address";
const NEW_BY_MESSAGE: &str = "named by this message only, and not in the sender's organisation";
const NEVER_SEEN: &str = "never part of this conversation";
const OTHER_REPLY_TO: &str = "the message asks for replies to this address, which is not the sender's";
const UNREAD: &str = "an address of automatic mail, which nobody reads";
const NO_DIRECTION: &str = "Front does not say who sent the message";
const NATIONAL: &str = "a phone number without its country code, which Front takes for an American one";

/// Recipients that the caller names.
#[derive(Debug, Clone, Default)]
pub(crate) struct Named {
    /// Recipients in place of the sender of the message.
    pub(crate) to: Vec<String>,
    /// Further copy (Cc) recipients.
    pub(crate) cc: Vec<String>,
    /// Blind copy (Bcc) recipients.
    pub(crate) bcc: Vec<String>,
}

impl Named {
    /// Cleans the lists: without empty entries and duplicates. Lists over the limit are refused before their entries
    /// are compared.
    pub(crate) fn new(
        call: &Call,
        to: Option<Vec<String>>,
        cc: Option<Vec<String>>,
        bcc: Option<Vec<String>>,
    ) -> Result<Self, HandlerError> {
        let [to, cc, bcc] = [to, cc, bcc].map(Option::unwrap_or_default);
        let (count, most) = (to.len() + cc.len() + bcc.len(), call.settings().recipients);
        if count > most {
            return Err(HandlerError::invalid_arguments(format!(
                "to, cc and bcc hold {count} recipients; one message may have {most}"
            ))
            .with_hint(
                "The operator of this server sets the limit. Ask the user before you split the message.",
            ));
        }
        Ok(Self { to: clean(to), cc: clean(cc), bcc: clean(bcc) })
    }
}

fn clean(handles: Vec<String>) -> Vec<String> {
    let mut known = HashSet::new();
    let handles = handles.iter().map(|handle| handle.trim()).filter(|handle| !handle.is_empty());
    handles.filter(|handle| known.insert(address::key(handle))).map(str::to_owned).collect()
}

/// Recipients of a reply.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Recipients {
    pub(crate) to: Vec<String>,
    pub(crate) cc: Vec<String>,
    pub(crate) bcc: Vec<String>,
    /// Addresses of the message that get no copy, each with the reason.
    pub(crate) left_out: Vec<String>,
    /// Recipients that need a confirmation, each with the reason.
    pub(crate) doubts: Vec<String>,
}

/// Message that is answered, and the conversation around it.
pub(super) struct Answered<'a> {
    pub(super) message: &'a Seen,
    pub(super) seen: &'a [Seen],
    /// Main recipient of the conversation.
    pub(super) main: Option<&'a str>,
    pub(super) own: &'a OwnChannels,
    pub(super) medium: Medium,
}

/// Returns the recipients of the reply.
///
/// A reply to a customer goes to the message's reply-to address, otherwise to its sender. A reply to our own message
/// goes to its recipients. With `all`, the other recipients of the message get a copy, except our own channels and
/// what may be an alias of them. Blind copies are never included.
pub(super) fn reply_recipients(
    answered: &Answered<'_>,
    named: &Named,
    all: bool,
    most: usize,
) -> Result<Recipients, HandlerError> {
    let Answered { message, own, .. } = *answered;
    let direction = message.direction(own);
    let people = People::of(answered);
    let mut list = List { answered, done: Recipients::default(), keys: HashSet::new() };
    if named.to.is_empty() {
        for (handle, doubt) in first_recipients(answered, direction, &people) {
            list.add_from_message(Role::To, handle, || doubt)?;
        }
    } else {
        list.add_named("to", &named.to, &people)?;
    }
    list.add_named("cc", &named.cc, &people)?;
    list.add_named("bcc", &named.bcc, &people)?;
    if all {
        let to = message.handles(&RecipientRole::To);
        for handle in to.chain(message.handles(&RecipientRole::Cc)) {
            let key = address::key(handle);
            if people.is_alias(&key, own) {
                list.leave_out(handle, MAYBE_ALIAS);
                continue;
            }
            let doubt = || (!people.knows(&key)).then_some(NEW_BY_MESSAGE);
            list.add_from_message(Role::Cc, handle, doubt)?;
        }
    }
    let done = list.done;
    if done.to.is_empty() {
        return Err(HandlerError::invalid_arguments(format!(
            "the message {} has no recipient for a reply",
            message.id
        ))
        .with_hint(
            "Give inReplyToMessageId of a message from the customer, or to; read_conversation shows them.",
        ));
    }
    let count = done.to.len() + done.cc.len() + done.bcc.len();
    if count > most {
        return Err(HandlerError::invalid_arguments(format!(
            "the reply would go to {count} recipients; one message may have {most}"
        ))
        .with_hint(
            "Pass replyAll false to reply to the sender only, or name the recipients with to and cc. The operator of \
             this server sets the limit.",
        ));
    }
    Ok(done)
}

/// Returns the recipients that the message itself asks for, each with the reason for a confirmation.
fn first_recipients<'a>(
    answered: &'a Answered<'_>,
    direction: Direction,
    people: &People,
) -> Vec<(&'a str, Option<&'static str>)> {
    let Answered { message, own, .. } = *answered;
    let unread = |handle: &str| address::is_unread(handle).then_some(UNREAD);
    match direction {
        Direction::Outbound | Direction::FromOurselves => {
            let to = message.handles(&RecipientRole::To);
            to.map(|handle| (handle, unread(handle))).collect()
        }
        Direction::Unknown => message.from().map(|from| (from, Some(NO_DIRECTION))).into_iter().collect(),
        Direction::Inbound => {
            let from = message.from().map(address::key);
            let asked: Vec<_> = message
                .reply_to(own)
                .map(|handle| {
                    let key = address::key(handle);
                    let same = from.as_ref().is_some_and(|from| {
                        *from == key
                            || (address::organisation(from).is_some()
                                && address::organisation(from) == address::organisation(&key))
                    });
                    let fine = same || people.written_to.contains(&key);
                    (handle, if fine { unread(handle) } else { Some(OTHER_REPLY_TO) })
                })
                .collect();
            if !asked.is_empty() {
                return asked;
            }
            message.from().map(|from| (from, unread(from))).into_iter().collect()
        }
    }
}

/// Participants of the conversation, by key.
struct People {
    /// Recipients of our messages.
    written_to: HashSet<String>,
    /// Senders of messages, and the main recipient.
    senders: HashSet<String>,
    /// Everybody whom a message names.
    named: HashSet<String>,
    /// Organisation of the customer who is answered.
    organisation: Option<String>,
    /// `true` if an address in the domain of our channels cannot be an alias: the customer is a colleague, and the
    /// message names a channel of ours.
    colleagues: bool,
}

impl People {
    fn of(answered: &Answered<'_>) -> Self {
        let Answered { message, seen, main, own, .. } = *answered;
        let (mut written_to, mut senders, mut named) = (HashSet::new(), HashSet::new(), HashSet::new());
        for other in seen.iter().chain([message]).filter(|other| !other.is_internal()) {
            match other.direction(own) {
                Direction::Outbound if !other.is_failed() => {
                    let roles = [&RecipientRole::To, &RecipientRole::Cc, &RecipientRole::Bcc];
                    written_to
                        .extend(roles.into_iter().flat_map(|role| other.handles(role)).map(address::key));
                }
                Direction::Inbound if !other.is_automatic(own) => {
                    senders.extend(other.from().map(address::key));
                }
                _ => {}
            }
            named.extend(other.people());
        }
        senders.extend(main.filter(|main| !address::is_unread(main)).map(address::key));
        let customer = match message.direction(own) {
            Direction::Inbound => message.from().map(address::key),
            _ => message.handles(&RecipientRole::To).map(address::key).next(),
        };
        let colleagues = customer.as_ref().is_some_and(|key| own.has_domain(key))
            && message
                .handles(&RecipientRole::To)
                .chain(message.handles(&RecipientRole::Cc))
                .any(|it| own.is_own(it));
        let organisation = customer.as_deref().and_then(address::organisation).map(str::to_owned);
        Self { written_to, senders, named, organisation, colleagues }
    }

    fn took_part(&self, key: &str) -> bool {
        self.written_to.contains(key) || self.senders.contains(key)
    }

    /// Returns `true` for a participant, and for an address of the customer's organisation in a message.
    fn knows(&self, key: &str) -> bool {
        let colleague =
            || self.organisation.as_deref().is_some_and(|own| address::organisation(key) == Some(own));
        self.took_part(key) || (self.named.contains(key) && colleague())
    }

    fn is_alias(&self, key: &str, own: &OwnChannels) -> bool {
        !self.colleagues && !self.took_part(key) && own.has_domain(key) && !own.is_own(key)
    }
}

#[derive(Clone, Copy)]
enum Role {
    To,
    Cc,
    Bcc,
}

/// Recipients without duplicates.
struct List<'a> {
    answered: &'a Answered<'a>,
    done: Recipients,
    keys: HashSet<String>,
}

impl List<'_> {
    fn add_named(&mut self, argument: &str, handles: &[String], people: &People) -> Result<(), HandlerError> {
        let role = match argument {
            "to" => Role::To,
            "cc" => Role::Cc,
            _ => Role::Bcc,
        };
        for handle in handles {
            if let Some(expected) = self.answered.medium.fault(handle) {
                return Err(HandlerError::invalid_arguments(format!(
                    "{argument} holds {}; it must be {expected}",
                    quoted(handle)
                )));
            }
            let doubt = || (!people.knows(&address::key(handle))).then_some(NEVER_SEEN);
            self.add(role, handle, doubt);
        }
        Ok(())
    }

    fn add_from_message(
        &mut self,
        role: Role,
        handle: &str,
        doubt: impl FnOnce() -> Option<&'static str>,
    ) -> Result<(), HandlerError> {
        let Answered { message, medium, own, .. } = *self.answered;
        if own.is_own(handle) {
            self.leave_out(handle, OWN);
            return Ok(());
        }
        match medium {
            // `undisclosed-recipients:;` stands for nobody.
            Medium::Email if !handle.contains('@') => {
                self.leave_out(handle, NO_ADDRESS);
                return Ok(());
            }
            // Front's own short codes and numbers stay as they are.
            Medium::Phone => {
                let national = address::is_national_number(handle).then_some(NATIONAL);
                self.add(role, handle, || national.or_else(doubt));
                return Ok(());
            }
            Medium::Email | Medium::Other => {}
        }
        if let Some(expected) = medium.fault(handle) {
            return Err(HandlerError::invalid_arguments(format!(
                "the message {} names {} as a recipient; it must be {expected}",
                message.id,
                quoted(handle)
            ))
            .with_hint(
                "Ask the user for the recipients. Give them with to and cc, one address each, and replyAll false.",
            ));
        }
        self.add(role, handle, doubt);
        Ok(())
    }

    fn add(&mut self, role: Role, handle: &str, doubt: impl FnOnce() -> Option<&'static str>) {
        if self.answered.own.is_own(handle) {
            return self.leave_out(handle, OWN);
        }
        if !self.keys.insert(address::key(handle)) {
            return;
        }
        let list = match role {
            Role::To => &mut self.done.to,
            Role::Cc => &mut self.done.cc,
            Role::Bcc => &mut self.done.bcc,
        };
        list.push(handle.to_owned());
        if let Some(reason) = doubt() {
            self.done.doubts.push(format!("{}: {reason}", quoted(handle)));
        }
    }

    fn leave_out(&mut self, handle: &str, reason: &str) {
        let done = &mut self.done.left_out;
        let left_out = format!("{}: {reason}", quoted(handle));
        if done.len() < MAX_LISTED && !done.contains(&left_out) {
            done.push(left_out);
        }
    }
}
