//! What becomes of a message that Front has accepted for sending.

use std::time::{Duration, Instant};

use client_core::mcp::maybe_done;
use mcp_core::ToolError;
use schemars::JsonSchema;
use serde::Serialize;

use super::call::Call;
use crate::{
    api::messages::{Accepted, GetMessage},
    id::{ConversationId, MessageId, MessageUid},
};

/// The first pause between two looks; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// What is left of the caller's patience when waiting ends, so that the answer still arrives.
const MARGIN: Duration = Duration::from_secs(1);

/// A message that Front has accepted.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Sent {
    /// accepted: Front sends it now; nothing more is needed.
    pub(crate) status: String,
    /// By this Front knows the message before it has an id.
    pub(crate) message_uid: MessageUid,
    /// The message, where it has appeared already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) message_id: Option<MessageId>,
    /// Why Front could not deliver it, where that is known already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) delivery_error: Option<String>,
    /// What to do to see the message, where it has not appeared yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<String>,
    /// The conversation that it is in, where it has appeared already. A reply has that in its result anyway.
    #[serde(skip)]
    pub(crate) conversation: Option<ConversationId>,
}

/// Waits a short while for an accepted message to appear. Never fails: the message is on its way whatever happens here.
pub(crate) async fn follow(call: &Call, accepted: Accepted) -> Sent {
    let mut sent = Sent {
        status: accepted.status,
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
        "Accepted, but not yet in the conversation, which is usual. Do not send it again; read_conversation shows it \
         in a moment."
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

/// The failure of a send. When it is not known whether the message went out, the model must look before it repeats.
pub(crate) fn failed(error: ToolError) -> ToolError {
    maybe_done(
        error,
        "The message may have been sent. Do not call again before you have looked: read_conversation (or \
         search_conversations for a new one) shows whether it is there. Only if it is not, send it again.",
    )
}
