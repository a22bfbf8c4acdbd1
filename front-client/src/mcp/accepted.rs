//! Follow-up of a message that Front has accepted for sending.

use std::time::{Duration, Instant};

use client_core::mcp::outcome_unknown;
use mcp_core::HandlerError;
use schemars::JsonSchema;
use serde::Serialize;

use super::call::Call;
use crate::{
    api::messages::{Accepted, GetMessage},
    id::{ConversationId, MessageId, MessageUid},
};

/// First pause between two polls. Doubles with each poll.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// Time kept before the caller's deadline, so that the response still arrives.
const MARGIN: Duration = Duration::from_secs(1);

/// An accepted message.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct AcceptedMessage {
    /// accepted: Front is sending it; no further action is needed.
    pub(crate) status: String,
    /// Id of the message at Front before it has a message id.
    pub(crate) message_uid: MessageUid,
    /// Message id, if the message has appeared already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) message_id: Option<MessageId>,
    /// Reason why Front could not deliver it, if already known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) delivery_error: Option<String>,
    /// Hint for finding the message, if it has not appeared yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<String>,
    /// Conversation of the message, if it has appeared already. For a reply, the result has it anyway.
    #[serde(skip)]
    pub(crate) conversation: Option<ConversationId>,
}

/// Waits briefly for an accepted message to appear. Never fails: the message is on its way in any case.
pub(crate) async fn follow(call: &Call, accepted: Accepted) -> AcceptedMessage {
    let mut sent = AcceptedMessage {
        status: accepted.status.unwrap_or_else(|| "accepted".to_owned()),
        message_uid: accepted.message_uid,
        message_id: None,
        delivery_error: None,
        note: None,
        conversation: None,
    };
    let until = Instant::now() + patience(call);
    let mut pause = FIRST_PAUSE;
    while call.requests_left() > 0 {
        match call.find(&GetMessage::by_uid(&sent.message_uid)).await {
            Ok(Some(message)) => {
                sent.conversation = message.conversation_id();
                sent.message_id = Some(message.id);
                sent.delivery_error = message.error_type;
                return sent;
            }
            Ok(None) => {}
            Err(_) => break,
        }
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            break;
        }
        tokio::time::sleep(pause.min(left)).await;
        pause *= 2;
    }
    sent.note = Some(
        "Accepted, but not in the conversation yet. This is normal. Do not send it again. read_conversation will \
         show it soon."
            .to_owned(),
    );
    sent
}

fn patience(call: &Call) -> Duration {
    let wait = call.settings().wait;
    match call.context().deadline() {
        Some(deadline) => wait.min(deadline.saturating_duration_since(Instant::now()).saturating_sub(MARGIN)),
        None => wait,
    }
}

/// Converts the failure of a send. If the outcome is unknown, the model must check before it repeats the send.
pub(crate) fn failed(error: HandlerError) -> HandlerError {
    outcome_unknown(
        error,
        "The message may have been sent. Before you send it again, look for it with read_conversation (or \
         search_conversations for a new one). Send it again only if it is missing.",
    )
}
