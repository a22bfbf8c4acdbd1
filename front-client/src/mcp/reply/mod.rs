//! Route of a reply: the message it replies to, the channel and the recipients.

mod channel;
mod recipients;

use mcp_core::HandlerError;

pub(crate) use channel::channel_of;

use self::channel::Channels;
use super::{
    call::{Call, FrontCall},
    resolve::id_in,
};
use crate::{
    api::{
        conversations::ListConversationMessages,
        messages::{GetMessage, Message},
    },
    id::{ChannelId, ConversationId, MessageId},
};

/// Number of latest messages searched for one that can be replied to. Drafts cannot.
const LATEST: u32 = 10;

/// Route of a reply.
#[derive(Debug)]
pub(crate) struct Route {
    /// Message that it replies to.
    pub(crate) message: MessageId,
    /// Channel. `None` lets Front choose.
    pub(crate) channel: Option<ChannelId>,
    pub(crate) to: Vec<String>,
    pub(crate) cc: Vec<String>,
}

/// Arguments that determine the route.
pub(crate) struct RouteArguments<'a> {
    /// Message to reply to. Defaults to the latest.
    pub(crate) message: Option<&'a str>,
    /// Channel to use, by id or address.
    pub(crate) channel: Option<&'a str>,
    /// `true` to reply to all recipients of the message.
    pub(crate) reply_all: bool,
    /// `true` if a channel must be found.
    pub(crate) channel_needed: bool,
}

/// Determines the route of a reply.
///
/// The channel is the requested one; otherwise the channel of the conversation's inboxes whose own address sent or
/// received the message; otherwise the only one of them that carries this type of message. Otherwise Front chooses,
/// or, if it cannot, the error lists the channels.
pub(crate) async fn route(
    call: &Call,
    conversation: &ConversationId,
    arguments: &RouteArguments<'_>,
) -> Result<Route, HandlerError> {
    let message = match arguments.message {
        Some(text) => chosen(call, conversation, text).await?,
        None => latest(call, conversation).await?,
    };
    let conversation = call.merged_into().unwrap_or_else(|| conversation.clone());
    let channels = Channels::list(call, &conversation).await?;
    let channel = match arguments.channel {
        Some(text) => Some(channel_of(call, "channelOverride", text).await?.id),
        None => channels.for_message(&message).map(|channel| channel.id.clone()),
    };
    if channel.is_none() && arguments.channel_needed {
        return Err(channels.ambiguous(&message));
    }
    let (to, cc) =
        recipients::reply_recipients(&message, arguments.reply_all, |handle| channels.is_own(handle));
    if to.is_empty() {
        return Err(HandlerError::invalid_arguments(format!(
            "the message {} has no recipient for a reply",
            message.id
        ))
        .with_hint("Give inReplyToMessageId of a message from the customer; read_conversation shows them."));
    }
    Ok(Route { message: message.id, channel, to, cc })
}

async fn chosen(call: &Call, conversation: &ConversationId, text: &str) -> Result<Message, HandlerError> {
    let Some(id) = id_in("msg_", text) else {
        return Err(HandlerError::invalid_arguments(format!(
            "inReplyToMessageId is {text:?}; it must be the id of a message, msg_…"
        )));
    };
    let Some(message) = call.find(&GetMessage::new(id)).await? else {
        return Err(HandlerError::not_found(format!("inReplyToMessageId: there is no message {id}"))
            .with_hint(
                "read_conversation shows the messages and their ids; omit it to reply to the latest.",
            ));
    };
    if message.is_draft() {
        return Err(HandlerError::invalid_arguments(format!(
            "inReplyToMessageId: {id} is a draft, not a message"
        )));
    }
    let Some(of) = message.conversation_id() else { return Ok(message) };
    if of != *conversation && !is_merged(call, conversation, &of).await? {
        return Err(HandlerError::invalid_arguments(format!(
            "inReplyToMessageId: the message {id} is in the conversation {of}, not in {conversation}"
        )));
    }
    Ok(message)
}

/// Returns `true` if the requested conversation was merged into the other one.
async fn is_merged(
    call: &Call,
    requested: &ConversationId,
    other: &ConversationId,
) -> Result<bool, HandlerError> {
    call.send(&crate::api::conversations::GetConversation::new(requested.clone())).await?;
    Ok(call.merged_into().as_ref() == Some(other))
}

async fn latest(call: &Call, conversation: &ConversationId) -> Result<Message, HandlerError> {
    let page = call.send(&ListConversationMessages::new(conversation.clone()).limit(LATEST)).await?;
    page.into_iter().find(|message| !message.is_draft()).ok_or_else(|| {
        HandlerError::invalid_arguments(format!("the conversation {conversation} has no message to reply to"))
            .with_hint("Use add_comment to write to teammates, or send_new_message to write to a customer.")
    })
}
