//! Messages whose response was lost: Front may send them all the same, up to a minute later.
//!
//! Front has no idempotency key. The tool itself looks for the message, with growing pauses, before it reports an
//! unknown outcome.

use std::{collections::HashSet, time::Duration};

use client_core::mcp::{
    outcome_unknown,
    text::{TextOptions, html_to_text, visible},
};
use mcp_core::{HandlerError, HandlerErrorKind};

use super::{
    Author,
    accepted::{AcceptedMessage, Looks},
    call::Call,
    reply::address::key,
};
use crate::{
    api::{
        channels::Channel,
        conversations::{Conversation, ListConversationMessages, ListConversations},
        inboxes::ListInboxConversations,
        messages::{Message, RecipientRole},
        related_id,
    },
    id::{ConversationId, MessageId},
    time::Timestamp,
};

/// Pause before the second look. Doubles with each look, up to 10 s.
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// Number of newest messages that a look compares.
const NEWEST_MESSAGES: u32 = 20;

/// Number of newest conversations that a look for a new message compares.
const NEWEST_CONVERSATIONS: u32 = 20;

/// Maximum number of conversations that one look reads.
const MAX_READ: usize = 3;

/// Maximum difference between the clocks of Front and of this machine.
const CLOCK_SKEW_MILLIS: i64 = 30_000;

const UNKNOWN: &str =
    "The message may have been sent. Do not send it again. Ask a person to look for it in Front.";

/// A message that was sent without a readable response.
pub(crate) struct LostMessage<'a> {
    /// Body as it was sent, in HTML.
    pub(crate) body: &'a str,
    pub(crate) author: &'a Author,
    /// Recipients.
    pub(crate) to: &'a [String],
}

/// Looks for a reply whose outcome is unknown. `known` are the messages that were there before.
///
/// # Errors
///
/// The error of the send if nothing was sent, and [`HandlerErrorKind::OutcomeUnknown`] if no look found it.
pub(crate) async fn find_reply(
    call: &Call,
    error: HandlerError,
    conversation: &ConversationId,
    known: &HashSet<MessageId>,
    lost: &LostMessage<'_>,
) -> Result<AcceptedMessage, HandlerError> {
    let error = unknown(error)?;
    let list = ListConversationMessages::new(conversation.clone()).limit(NEWEST_MESSAGES);
    let mut looks = Looks::new(call, call.settings().check, FIRST_PAUSE);
    while looks.again().await {
        // A look may fail like the send did; the next one may not.
        let Ok(page) = call.send(&list).await else { continue };
        let found = page.into_iter().find(|message| !known.contains(&message.id) && lost.is(message));
        if let Some(message) = found {
            return Ok(AcceptedMessage::found(message));
        }
    }
    let place = format!("in the conversation {conversation}; read_conversation shows it");
    Err(not_found(error, &looks, &place))
}

/// Looks for a new message whose outcome is unknown, among the newest conversations of the channel's inbox. `started`
/// is the time before it was sent.
///
/// # Errors
///
/// As [`find_reply`].
pub(crate) async fn find_new(
    call: &Call,
    error: HandlerError,
    channel: &Channel,
    subject: Option<&str>,
    started: Timestamp,
    lost: &LostMessage<'_>,
) -> Result<AcceptedMessage, HandlerError> {
    let error = unknown(error)?;
    let since = started.as_millis() - CLOCK_SKEW_MILLIS;
    let mut looks = Looks::new(call, call.settings().check, FIRST_PAUSE);
    while looks.again().await {
        let Ok(conversations) = newest(call, channel).await else { continue };
        let fitting = conversations.into_iter().filter(|conversation| {
            let recent = conversation.created_at.is_none_or(|at| at.as_millis() >= since);
            let same = |known: &str| subject.is_none_or(|subject| known.trim() == subject.trim());
            recent && conversation.subject.as_deref().is_none_or(same)
        });
        for conversation in fitting.take(MAX_READ) {
            if call.requests_left() == 0 {
                break;
            }
            let list = ListConversationMessages::new(conversation.id).limit(NEWEST_MESSAGES);
            let Ok(page) = call.send(&list).await else { continue };
            let recent = |message: &Message| message.created_at.is_none_or(|at| at.as_millis() >= since);
            if let Some(message) = page.into_iter().find(|message| recent(message) && lost.is(message)) {
                return Ok(AcceptedMessage::found(message));
            }
        }
    }
    Err(not_found(error, &looks, "among the newest conversations; search_conversations may show it later"))
}

async fn newest(call: &Call, channel: &Channel) -> Result<Vec<Conversation>, HandlerError> {
    let inbox = related_id(&channel.extra, "inbox");
    let page = match inbox {
        Some(inbox) => call.send(&ListInboxConversations::new(inbox).limit(NEWEST_CONVERSATIONS)).await?,
        None => call.send(&ListConversations::new().limit(NEWEST_CONVERSATIONS)).await?,
    };
    Ok(page.items)
}

/// Returns the error of a send if the message may have been sent, and fails with it otherwise.
fn unknown(error: HandlerError) -> Result<HandlerError, HandlerError> {
    let error = outcome_unknown(error, UNKNOWN);
    if error.kind() == HandlerErrorKind::OutcomeUnknown { Ok(error) } else { Err(error) }
}

fn not_found(error: HandlerError, looks: &Looks<'_>, place: &str) -> HandlerError {
    let looked = match looks.count {
        0 => "This call had no time or requests left to look for it.".to_owned(),
        1 => "This call looked for it once and did not find it.".to_owned(),
        count => {
            format!("This call looked for it {count} times within {} s and did not find it.", looks.seconds())
        }
    };
    error.with_hint(format!(
        "The message may have been sent, or may still go out: Front sends up to a minute later. {looked} Do not repeat \
         the call. Look again after a minute, {place}. If it is still missing, a person must decide what to do."
    ))
}

impl LostMessage<'_> {
    /// Returns `true` for an outbound message with this author, body and recipients.
    fn is(&self, message: &Message) -> bool {
        // A message that Front could not send is a draft with an error.
        let sent = !message.is_draft() || message.error_type.is_some();
        sent && message.is_inbound != Some(true)
            && self.is_author(message)
            && self.is_to(message)
            && self.is_body(message)
    }

    fn is_author(&self, message: &Message) -> bool {
        let (Some(expected), Some(author)) = (self.author.id(), &message.author) else { return true };
        match expected.as_str().strip_prefix("alt:email:") {
            Some(email) => author.email.as_deref().is_none_or(|known| known.eq_ignore_ascii_case(email)),
            None => author.id == *expected,
        }
    }

    fn is_to(&self, message: &Message) -> bool {
        let to = message.recipients.iter().filter(|it| it.role == Some(RecipientRole::To));
        let to: HashSet<String> = to.filter_map(|it| it.handle.as_deref()).map(key).collect();
        to.is_empty() || self.to.iter().all(|handle| to.contains(&key(handle)))
    }

    /// Front may add a signature and rewrite the HTML.
    fn is_body(&self, message: &Message) -> bool {
        let (sent, stored) = (words(self.body), message.body.as_deref().unwrap_or_default());
        if sent.is_empty() {
            return stored.contains(self.body.trim());
        }
        words(stored).contains(&sent)
            || message.text.as_deref().is_some_and(|text| one_line(&visible(text)).contains(&sent))
    }
}

/// Returns the words of HTML, separated by single spaces.
fn words(html: &str) -> String {
    let options = TextOptions::default().fold_quotes(false).fold_signature(false);
    one_line(&html_to_text(html, &options).text)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
