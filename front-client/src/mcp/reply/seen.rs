//! A message of the conversation, as far as it determines the route of a reply.

use crate::{
    api::messages::{Message, MessageType, RecipientRole},
    id::MessageId,
    mcp::reply::{address, own::OwnChannels},
    time::Timestamp,
};

/// Beginnings of the subjects of automatic replies, in lower case.
const AUTO_REPLY_SUBJECTS: &[&str] = &[
    "auto reply",
    "auto-reply",
    "auto:",
    "automatic reply",
    "autoreply",
    "out of office",
    "out of the office",
    "abwesenheit",
    "automatische antwort",
    "absence du bureau",
    "message d'absence",
    "r\u{e9}ponse automatique",
    "fuera de la oficina",
    "respuesta autom\u{e1}tica",
    "fuori sede",
    "risposta automatica",
    "resposta autom\u{e1}tica",
    "afwezig",
    "automatisch antwoord",
    "automatisk svar",
    "automatiskt svar",
    "autosvar",
    "automaattinen vastaus",
    "automatyczna odpowied\u{17a}",
    "automatick\u{e1} odpov",
    "otomatik yan\u{131}t",
    "\u{430}\u{432}\u{442}\u{43e}\u{43c}\u{430}\u{442}\u{438}\u{447}\u{435}\u{441}\u{43a}",
    "\u{430}\u{432}\u{442}\u{43e}\u{43e}\u{442}\u{432}\u{435}\u{442}",
    "\u{81ea}\u{52a8}\u{56de}\u{590d}",
    "\u{81ea}\u{52d5}\u{8fd4}\u{4fe1}",
    "\u{c790}\u{b3d9} \u{d68c}\u{c2e0}",
];

/// Beginnings of the subjects of reports on mail that could not be delivered, in lower case.
const BOUNCE_SUBJECTS: &[&str] = &[
    "undeliverable:",
    "undelivered mail returned",
    "delivery status notification",
    "delivery has failed",
    "mail delivery failed",
    "mail delivery failure",
    "returned mail:",
    "failure notice",
    "unzustellbar:",
    "non remis",
    "no se puede entregar",
];

/// A message without its body.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) id: MessageId,
    pub(super) at: Option<Timestamp>,
    pub(super) kind: Option<MessageType>,
    inbound: Option<bool>,
    by_teammate: bool,
    draft: bool,
    failed: bool,
    subject: String,
    recipients: Vec<(RecipientRole, String)>,
}

/// Direction of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Inbound,
    Outbound,
    /// Front does not say, and neither sender nor author is ours.
    Unknown,
    /// Received from one of our own addresses: a copy of our own mail, or mail between two of our inboxes.
    FromOurselves,
}

impl Seen {
    pub(crate) fn of(message: &Message) -> Self {
        let recipients = message.recipients.iter().filter_map(|recipient| {
            let handle = recipient.handle.as_deref()?.trim();
            Some((recipient.role.clone()?, handle.to_owned())).filter(|_| !handle.is_empty())
        });
        Self {
            id: message.id.clone(),
            at: message.created_at,
            kind: message.kind.clone(),
            inbound: message.is_inbound,
            by_teammate: message.author.is_some(),
            draft: message.is_draft(),
            failed: message.error_type.as_deref().is_some_and(|error| !error.is_empty()),
            subject: message.subject.as_deref().unwrap_or_default().trim().to_lowercase(),
            recipients: recipients.collect(),
        }
    }

    pub(super) fn handles(&self, role: &RecipientRole) -> impl Iterator<Item = &str> {
        self.recipients.iter().filter(move |(own, _)| own == role).map(|(_, handle)| handle.as_str())
    }

    pub(super) fn from(&self) -> Option<&str> {
        self.handles(&RecipientRole::From).next()
    }

    /// Returns the keys of everybody that the message names, except blind copies.
    pub(super) fn people(&self) -> impl Iterator<Item = String> {
        let open = self.recipients.iter().filter(|(role, _)| *role != RecipientRole::Bcc);
        open.map(|(_, handle)| address::key(handle))
    }

    /// Returns the addresses for replies that are not our own.
    pub(super) fn reply_to<'a>(&'a self, own: &'a OwnChannels) -> impl Iterator<Item = &'a str> {
        self.handles(&RecipientRole::ReplyTo).filter(|handle| !own.is_own(handle))
    }

    pub(super) fn direction(&self, own: &OwnChannels) -> Direction {
        let from_us = self.from().is_some_and(|from| own.is_own(from));
        match self.inbound {
            Some(true) if from_us => Direction::FromOurselves,
            Some(true) => Direction::Inbound,
            Some(false) => Direction::Outbound,
            None if from_us || self.by_teammate => Direction::Outbound,
            None => Direction::Unknown,
        }
    }

    /// Returns `true` if customers do not get messages of this kind.
    pub(super) fn is_internal(&self) -> bool {
        self.draft
            || matches!(self.kind, Some(MessageType::Internal | MessageType::Call | MessageType::PhoneCall))
    }

    pub(super) const fn is_draft(&self) -> bool {
        self.draft
    }

    /// Returns `true` if Front could not deliver it.
    pub(super) const fn is_failed(&self) -> bool {
        self.failed
    }

    /// Returns `true` for a report on mail that could not be delivered.
    pub(super) fn is_bounce(&self) -> bool {
        self.from().is_some_and(address::is_bounce_sender) || begins(&self.subject, BOUNCE_SUBJECTS)
    }

    /// Returns `true` if no person wrote it. A form that names the address for replies stands for a person.
    pub(super) fn is_automatic(&self, own: &OwnChannels) -> bool {
        let unread = self.from().is_none_or(address::is_unread);
        self.is_bounce()
            || begins(&self.subject, AUTO_REPLY_SUBJECTS)
            || (unread && self.reply_to(own).all(address::is_unread))
    }
}

fn begins(subject: &str, known: &[&str]) -> bool {
    known.iter().any(|known| subject.starts_with(known))
}
