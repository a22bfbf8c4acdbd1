//! Follow-up of a message that Front has accepted for sending, or may have accepted.

use std::time::{Duration, Instant};

use client_core::mcp::untrusted::Line;
use schemars::JsonSchema;
use serde::Serialize;

use super::call::Call;
use crate::{
    api::messages::{Accepted, GetMessage, Message},
    id::{ConversationId, MessageId, MessageUid},
};

/// First pause between two polls for an accepted message. Doubles with each poll.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// Maximum pause between two polls.
const MAX_PAUSE: Duration = Duration::from_secs(10);
/// Time kept before the caller's deadline, so that the response still arrives.
const MARGIN: Duration = Duration::from_secs(1);

/// A message that was sent.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct AcceptedMessage {
    /// accepted: Front sends it. found: Front's response was lost, but the message is there. failed: Front could not
    /// send it. Do not send it again.
    pub(crate) status: String,
    /// Id of the message at Front before it has a message id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) message_uid: Option<MessageUid>,
    /// Message id, if the message has appeared already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) message_id: Option<MessageId>,
    /// Reason why Front could not deliver it, if already known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) delivery_error: Option<Line>,
    /// Hint for finding the message, if it has not appeared yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<String>,
    /// Conversation of the message, if it has appeared already. For a reply, the result has it anyway.
    #[serde(skip)]
    pub(crate) conversation: Option<ConversationId>,
}

impl AcceptedMessage {
    fn of(status: &str, message: Message) -> Self {
        let failure = Line::given(message.error_type.as_deref());
        Self {
            status: if failure.is_some() { "failed" } else { status }.to_owned(),
            conversation: message.conversation_id(),
            message_uid: message.message_uid,
            message_id: Some(message.id),
            note: failure.as_ref().map(|_| {
                "Front accepted it and could not deliver it. Tell the user; a teammate sees it in Front."
                    .to_owned()
            }),
            delivery_error: failure,
        }
    }

    /// Returns the result of a send whose response was lost, from the message that was found.
    pub(super) fn found(message: Message) -> Self {
        let mut sent = Self::of("found", message);
        sent.note.get_or_insert_with(|| {
            "Front's response was lost, but the message is there. Do not send it again.".to_owned()
        });
        sent
    }
}

/// Waits briefly for an accepted message to appear. Never fails: the message is on its way in any case.
pub(crate) async fn follow(call: &Call, accepted: Accepted) -> AcceptedMessage {
    let status = accepted.status.as_deref().unwrap_or("accepted");
    let get = GetMessage::by_uid(&accepted.message_uid);
    let mut unreadable = false;
    let mut looks = Looks::new(call, call.settings().wait, FIRST_PAUSE);
    while looks.again().await {
        match call.find(&get).await {
            Ok(Some(message)) => {
                let mut sent = AcceptedMessage::of(status, message);
                sent.message_uid = Some(accepted.message_uid);
                return sent;
            }
            Ok(None) => {}
            Err(_) => {
                unreadable = true;
                break;
            }
        }
    }
    let reason = if unreadable {
        "it could not be looked up"
    } else {
        "it is not there yet: Front sends up to a minute later"
    };
    AcceptedMessage {
        status: accepted.status.unwrap_or_else(|| "accepted".to_owned()),
        message_uid: Some(accepted.message_uid),
        message_id: None,
        delivery_error: None,
        note: Some(format!(
            "Front accepted the message, and {reason}. Do not send it again. Read the conversation after a minute to \
             see it."
        )),
        conversation: None,
    }
}

/// Looks at Front, repeated with growing pauses until the time is up.
pub(super) struct Looks<'a> {
    call: &'a Call,
    since: Instant,
    until: Instant,
    pause: Duration,
    /// Number of looks so far.
    pub(super) count: u32,
}

impl<'a> Looks<'a> {
    pub(super) fn new(call: &'a Call, wait: Duration, first_pause: Duration) -> Self {
        let since = Instant::now();
        let wait = match call.context().deadline() {
            Some(deadline) => wait.min(deadline.saturating_duration_since(since).saturating_sub(MARGIN)),
            None => wait,
        };
        Self { call, since, until: since + wait, pause: first_pause, count: 0 }
    }

    /// Waits until it is time for another look. Returns `false` when the time or the requests are used up. The first
    /// look is at once, the last one when the time is up.
    pub(super) async fn again(&mut self) -> bool {
        if self.call.requests_left() == 0 {
            return false;
        }
        if self.count > 0 {
            let left = self.until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            tokio::time::sleep(self.pause.min(left)).await;
            self.pause = (self.pause * 2).min(MAX_PAUSE);
        }
        self.count += 1;
        self.call.requests_left() > 0
    }

    /// Returns the time spent so far, in whole seconds.
    pub(super) fn seconds(&self) -> u64 {
        self.since.elapsed().as_secs()
    }
}
