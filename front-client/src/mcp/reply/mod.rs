//! What a reply needs besides its text: the message it answers, the channel, the recipients.

mod channel;
mod recipients;

use mcp_core::ToolError;

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

/// How many of the latest messages are looked through for one that can be answered: drafts cannot.
const LATEST: u32 = 10;

/// Where a reply goes.
#[derive(Debug)]
pub(crate) struct Route {
    /// The message that it answers.
    pub(crate) message: MessageId,
    /// The channel; `None` leaves it to Front.
    pub(crate) channel: Option<ChannelId>,
    pub(crate) to: Vec<String>,
    pub(crate) cc: Vec<String>,
}

/// What the arguments say about the route.
pub(crate) struct Wishes<'a> {
    /// The message to answer; the latest when it is absent.
    pub(crate) message: Option<&'a str>,
    /// The channel to use, by id or address.
    pub(crate) channel: Option<&'a str>,
    /// Whether everybody gets it who got the message.
    pub(crate) reply_all: bool,
    /// Whether a channel must be found.
    pub(crate) channel_needed: bool,
}

/// Finds the route.
///
/// The channel is the one wished for; else the one of the conversation's inboxes whose own address the message was sent
/// to or from; else the only one of them that carries this type of message; else Front chooses, or, where it does not,
/// the error lists the channels.
pub(crate) async fn route(
    call: &Call,
    conversation: &ConversationId,
    wishes: &Wishes<'_>,
) -> Result<Route, ToolError> {
    let message = match wishes.message {
        Some(text) => chosen(call, conversation, text).await?,
        None => latest(call, conversation).await?,
    };
    let conversation = call.merged_into().unwrap_or_else(|| conversation.clone());
    let channels = Channels::of(call, &conversation).await?;
    let channel = match wishes.channel {
        Some(text) => Some(channel_of(call, "channelOverride", text).await?.id),
        None => channels.for_message(&message).map(|channel| channel.id.clone()),
    };
    if channel.is_none() && wishes.channel_needed {
        return Err(channels.unclear(&message));
    }
    let (to, cc) = recipients::of(&message, wishes.reply_all, |handle| channels.is_own(handle));
    if to.is_empty() {
        return Err(ToolError::invalid_arguments(format!(
            "the message {} names nobody to answer to",
            message.id
        ))
        .with_hint("Give inReplyToMessageId of a message from the customer; read_conversation shows them."));
    }
    Ok(Route { message: message.id, channel, to, cc })
}

async fn chosen(call: &Call, conversation: &ConversationId, text: &str) -> Result<Message, ToolError> {
    let Some(id) = id_in("msg_", text) else {
        return Err(ToolError::invalid_arguments(format!(
            "inReplyToMessageId is {text:?}; it must be the id of a message, msg_…"
        )));
    };
    let Some(message) = call.find(&GetMessage::new(id)).await? else {
        return Err(ToolError::not_found(format!("inReplyToMessageId: there is no message {id}")).with_hint(
            "read_conversation shows the messages and their ids; leave it out to answer the latest.",
        ));
    };
    if message.is_draft() {
        return Err(ToolError::invalid_arguments(format!(
            "inReplyToMessageId: {id} is a draft, not a message"
        )));
    }
    let Some(of) = message.conversation_id() else { return Ok(message) };
    if of != *conversation && !is_merged(call, conversation, &of).await? {
        return Err(ToolError::invalid_arguments(format!(
            "inReplyToMessageId: the message {id} is in the conversation {of}, not in {conversation}"
        )));
    }
    Ok(message)
}

/// Whether the conversation that was asked for was merged into the other.
async fn is_merged(call: &Call, asked: &ConversationId, other: &ConversationId) -> Result<bool, ToolError> {
    call.send(&crate::api::conversations::GetConversation::new(asked.clone())).await?;
    Ok(call.merged_into().as_ref() == Some(other))
}

async fn latest(call: &Call, conversation: &ConversationId) -> Result<Message, ToolError> {
    let page = call.send(&ListConversationMessages::new(conversation.clone()).limit(LATEST)).await?;
    page.into_iter().find(|message| !message.is_draft()).ok_or_else(|| {
        ToolError::invalid_arguments(format!(
            "the conversation {conversation} has no message that could be answered"
        ))
        .with_hint(
            "Teammates talk to each other in comments: add_comment. send_new_message writes to a customer.",
        )
    })
}
