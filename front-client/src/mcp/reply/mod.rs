//! Route of a reply: the message it replies to, the channel and the recipients.

pub(crate) mod address;
mod channel;
mod choose;
mod confirm;
pub(crate) mod own;
mod preview;
mod recipients;
mod seen;

use std::collections::HashSet;

use mcp_core::HandlerError;

pub(crate) use channel::{channel_of, sending_medium};
pub(crate) use confirm::confirm;
pub(crate) use own::{ChannelCache, OwnChannels};
pub(crate) use preview::WouldGoTo;
pub(crate) use recipients::{Named, Recipients};
pub(crate) use seen::Seen;

use self::{
    address::{is_unread, quoted},
    channel::{ChannelChoice, channel_for, medium},
    choose::{Choice, choose},
    recipients::{Answered, reply_recipients},
    seen::Direction,
};
use super::{call::Call, pages::all_pages, resolve::id_in};
use crate::{
    api::{
        channels::Channel,
        conversations::{Conversation, GetConversation, ListConversationMessages},
        messages::{GetMessage, RecipientRole},
    },
    id::{ChannelId, ConversationId, MessageId},
};

/// Messages per page of those that determine the route.
const PAGE_MESSAGES: u32 = 100;

/// Pages of messages that determine the route. The first message tells who the customer is.
const MAX_MESSAGE_PAGES: usize = 4;

/// Maximum number of messages that an error offers to reply to.
const MAX_CHOICES: usize = 6;

/// Route of a reply.
#[derive(Debug)]
pub(crate) struct Route {
    /// Message that it replies to.
    pub(crate) message: MessageId,
    /// Channel. `None` lets Front choose.
    pub(crate) channel: Option<ChannelId>,
    /// Sender address of the channel.
    pub(crate) from: Option<String>,
    pub(crate) recipients: Recipients,
    /// Ids of the latest messages before the reply.
    pub(crate) known: HashSet<MessageId>,
}

/// Arguments that determine the route.
#[derive(Default)]
pub(crate) struct RouteArguments<'a> {
    /// Message to reply to. Defaults to the latest of the customer.
    pub(crate) message: Option<&'a str>,
    /// Channel to use, by id or address.
    pub(crate) channel: Option<&'a str>,
    /// `true` to reply to all recipients of the message. Defaults to `true` unless `to` is named.
    pub(crate) reply_all: Option<bool>,
    /// `true` if a channel must be found.
    pub(crate) channel_needed: bool,
    pub(crate) named: Named,
}

/// Determines the route of a reply.
///
/// The message is the requested one, otherwise the latest of the customer. The channel is the requested one, otherwise
/// that of the company whose address received or sent the message, otherwise the only one that carries messages of
/// this type. What is not certain is an error that lists the choices.
pub(crate) async fn route(
    call: &Call,
    conversation: &ConversationId,
    arguments: &RouteArguments<'_>,
) -> Result<Route, HandlerError> {
    let read = call.send(&GetConversation::new(conversation.clone())).await?;
    let messages = messages(call, &read.id).await?;
    let seen = &messages.seen;
    let own = OwnChannels::of_conversation(call, &read.id).await?;
    let main = main_recipient(&read);
    let message = match arguments.message {
        Some(text) => requested(call, [conversation, &read.id], seen, text).await?,
        None => default_message(conversation, &messages, main, &own)?.clone(),
    };
    let channel = match arguments.channel {
        Some(text) => {
            let channel = channel_of(call, "channelOverride", text).await?;
            sending_medium("channelOverride", &channel)?;
            Some(channel)
        }
        None => sending_channel(&own, &message, arguments.channel_needed)?.cloned(),
    };
    finish(seen, &own, main, &message, channel.as_ref(), arguments, call.settings().recipients)
}

/// Messages of a conversation, newest first.
pub(crate) struct Messages {
    seen: Vec<Seen>,
    /// `true` if these are all.
    is_whole: bool,
}

impl Messages {
    /// Sorts the messages. Those without a time keep their place in Front's order.
    pub(crate) fn new(mut seen: Vec<Seen>, is_whole: bool) -> Self {
        if seen.iter().all(|message| message.at.is_some()) {
            seen.sort_by_key(|message| std::cmp::Reverse(message.at));
        }
        Self { seen, is_whole }
    }

    pub(crate) const fn is_whole(&self) -> bool {
        self.is_whole
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.seen.is_empty()
    }
}

/// Reads the messages that determine the route.
pub(crate) async fn messages(call: &Call, id: &ConversationId) -> Result<Messages, HandlerError> {
    let list = ListConversationMessages::new(id.clone()).limit(PAGE_MESSAGES);
    let listed = all_pages(call, &list, MAX_MESSAGE_PAGES).await?;
    Ok(Messages::new(listed.items.iter().map(Seen::of).collect(), listed.incomplete.is_none()))
}

/// Returns the route of a reply with default arguments, from data that was read already. `None` without messages.
pub(crate) fn preview(
    conversation: &Conversation,
    messages: &Messages,
    own: &OwnChannels,
    most: usize,
) -> Option<WouldGoTo> {
    let seen = &messages.seen;
    if !seen.iter().any(|message| !message.is_internal()) {
        return None;
    }
    let main = main_recipient(conversation);
    let route = default_message(&conversation.id, messages, main, own).and_then(|message| {
        let channel = sending_channel(own, message, false)?;
        finish(seen, own, main, message, channel, &RouteArguments::default(), most)
    });
    Some(match route {
        Ok(route) => WouldGoTo::of(&route),
        Err(error) => {
            let hint = error.hint().map(|hint| format!(". {hint}")).unwrap_or_default();
            WouldGoTo::refused(&format!("{}{hint}", error.message()))
        }
    })
}

fn finish(
    seen: &[Seen],
    own: &OwnChannels,
    main: Option<&str>,
    message: &Seen,
    channel: Option<&Channel>,
    arguments: &RouteArguments<'_>,
    most: usize,
) -> Result<Route, HandlerError> {
    let medium = medium(channel.and_then(|channel| channel.kind.as_ref()), message.kind.as_ref());
    let answered = Answered { message, seen, main, own, medium };
    let all = arguments.reply_all.unwrap_or(arguments.named.to.is_empty());
    let recipients = reply_recipients(&answered, &arguments.named, all, most)?;
    Ok(Route {
        message: message.id.clone(),
        channel: channel.map(|channel| channel.id.clone()),
        from: channel.and_then(|channel| channel.send_as.clone().or_else(|| channel.address.clone())),
        recipients,
        known: seen.iter().map(|message| message.id.clone()).collect(),
    })
}

fn sending_channel<'a>(
    own: &'a OwnChannels,
    message: &Seen,
    needed: bool,
) -> Result<Option<&'a Channel>, HandlerError> {
    match channel_for(own, message) {
        ChannelChoice::Channel(channel) => Ok(Some(channel)),
        ChannelChoice::None if !needed => Ok(None),
        unclear => Err(unclear.error(message)),
    }
}

fn main_recipient(conversation: &Conversation) -> Option<&str> {
    let handle = conversation.recipient.as_ref()?.handle.as_deref()?.trim();
    (!handle.is_empty() && !is_unread(handle)).then_some(handle)
}

async fn requested(
    call: &Call,
    conversations: [&ConversationId; 2],
    seen: &[Seen],
    text: &str,
) -> Result<Seen, HandlerError> {
    let Some(id) = id_in("msg_", text) else {
        return Err(HandlerError::invalid_arguments(format!(
            "inReplyToMessageId is {}; it must be the id of a message, msg_…",
            quoted(text)
        )));
    };
    if let Some(message) = seen.iter().find(|message| message.id.as_str() == id) {
        return to_customers(message.clone());
    }
    let Some(message) = call.find(&GetMessage::new(id)).await? else {
        return Err(HandlerError::not_found(format!("inReplyToMessageId: there is no message {id}"))
            .with_hint(
                "read_conversation shows the messages and their ids; omit it to reply to the customer's latest.",
            ));
    };
    match message.conversation_id() {
        Some(of) if !conversations.contains(&&of) => Err(HandlerError::invalid_arguments(format!(
            "inReplyToMessageId: the message {id} is in the conversation {of}, not in {}",
            conversations[0]
        ))),
        _ => to_customers(Seen::of(&message)),
    }
}

fn to_customers(message: Seen) -> Result<Seen, HandlerError> {
    if message.is_draft() {
        return Err(HandlerError::invalid_arguments(format!(
            "inReplyToMessageId: {} is a draft, not a message",
            message.id
        )));
    }
    if message.is_internal() {
        return Err(HandlerError::invalid_arguments(format!(
            "inReplyToMessageId: {} is an internal message or a call; it has no customer to reply to",
            message.id
        )));
    }
    Ok(message)
}

fn default_message<'a>(
    conversation: &ConversationId,
    messages: &'a Messages,
    main: Option<&str>,
    own: &OwnChannels,
) -> Result<&'a Seen, HandlerError> {
    let seen = &messages.seen;
    // The oldest message tells who the customer is.
    let choice = match messages.is_whole {
        true => choose(seen, main, own),
        false => Choice::Uncertain("the messages of the conversation could not be read to the first one"),
    };
    let (reason, hint) = match choice {
        Choice::Message(at) => return Ok(&seen[at]),
        Choice::Uncertain(reason) => (
            format!("{reason}, so it is not certain whom a reply should go to"),
            "Give inReplyToMessageId, and ask the user if in doubt.",
        ),
        Choice::None => (
            format!("the conversation {conversation} has no message to reply to"),
            "Use add_comment to write to teammates, or send_new_message to write to a customer.",
        ),
    };
    let choices: Vec<String> = seen
        .iter()
        .filter(|message| !message.is_internal())
        .take(MAX_CHOICES)
        .map(|message| describe(message, own))
        .collect();
    let choices =
        if choices.is_empty() { String::new() } else { format!(" Its messages: {}.", choices.join("; ")) };
    Err(HandlerError::invalid_arguments(reason).with_hint(format!("{hint}{choices}")))
}

/// Describes a message as a choice: id, direction, sender, recipients and time.
fn describe(message: &Seen, own: &OwnChannels) -> String {
    let direction = match message.direction(own) {
        Direction::Inbound => "inbound",
        Direction::Outbound => "outbound",
        Direction::FromOurselves => "from one of our channels",
        Direction::Unknown => "direction unknown",
    };
    let mut to = message.handles(&RecipientRole::To);
    let first = to.next().map_or_else(|| "nobody".to_owned(), quoted);
    let others = match to.count() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let from = message.from().map_or_else(|| "unknown".to_owned(), quoted);
    let at = message.at.map(|at| format!(", {at}")).unwrap_or_default();
    format!("{} ({direction}, from {from} to {first}{others}{at})", message.id)
}
