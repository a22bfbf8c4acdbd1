//! Channel of a reply.

use mcp_core::HandlerError;

use super::recipients;
use crate::{
    api::{
        channels::{Channel, ChannelKind, GetChannel},
        conversations::ListConversationInboxes,
        inboxes::ListInboxChannels,
        messages::{Message, MessageType},
    },
    id::ConversationId,
    mcp::{call::Call, resolve::id_in},
};

/// Number of requests kept for the rest of the call while looking for channels.
const RESERVE: u32 = 4;

/// Channels of a conversation's inboxes.
#[derive(Debug)]
pub(super) struct Channels(Vec<Channel>);

impl Channels {
    /// Lists the channels inbox by inbox, for as many inboxes as the request budget allows.
    pub(super) async fn list(call: &Call, conversation: &ConversationId) -> Result<Self, HandlerError> {
        let inboxes = call.send(&ListConversationInboxes::new(conversation.clone())).await?;
        let mut channels: Vec<Channel> = Vec::new();
        for inbox in inboxes {
            if call.requests_left() <= RESERVE {
                break;
            }
            // An inbox that cannot be read is skipped; another one may have the channel.
            if let Some(page) = call.find(&ListInboxChannels::new(inbox.id)).await? {
                channels.extend(page);
            }
        }
        channels.retain(|channel| channel.is_valid != Some(false));
        Ok(Self(channels))
    }

    /// Returns `true` for one of our own handles.
    pub(super) fn is_own(&self, handle: &str) -> bool {
        self.0.iter().any(|channel| has_address(channel, handle))
    }

    /// Returns the channel that received or sent a message.
    pub(super) fn for_message(&self, message: &Message) -> Option<&Channel> {
        let own = recipients::own_handles(message);
        let by_address =
            own.iter().find_map(|handle| self.0.iter().find(|channel| has_address(channel, handle)));
        by_address.or_else(|| match self.carrying(message).as_slice() {
            [only] => Some(*only),
            _ => None,
        })
    }

    fn carrying(&self, message: &Message) -> Vec<&Channel> {
        self.0.iter().filter(|channel| carries(channel.kind.as_ref(), message.kind.as_ref())).collect()
    }

    /// Returns the error for an ambiguous or missing channel.
    pub(super) fn ambiguous(&self, message: &Message) -> HandlerError {
        let fitting = self.carrying(message);
        let labels: Vec<String> = fitting.into_iter().map(label).collect();
        let error = HandlerError::invalid_arguments(format!(
            "the channel for the reply to {} is ambiguous",
            message.id
        ));
        if labels.is_empty() {
            error.with_hint("Give channelOverride: the id cha_… or the address of a channel.")
        } else {
            error.with_hint(format!("Give channelOverride: one of {}.", labels.join(", ")))
        }
    }
}

/// Resolves an argument to a channel: `cha_…` or its address. One request.
pub(crate) async fn channel_of(call: &Call, argument: &str, text: &str) -> Result<Channel, HandlerError> {
    let text = text.trim();
    let id = match id_in("cha_", text) {
        Some(id) => id.to_owned(),
        None if text.is_empty() || text.contains(char::is_whitespace) || text.starts_with("inb_") => {
            return Err(HandlerError::invalid_arguments(format!(
                "{argument} is {text:?}; it must be the id of a channel, cha_…, or its address, not an inbox"
            )));
        }
        None => format!("alt:address:{text}"),
    };
    let found = call.find(&GetChannel::new(id)).await?;
    found.ok_or_else(|| {
        HandlerError::not_found(format!("{argument}: there is no channel {text}"))
            .with_hint("Use the address that the company writes from, such as support@example.com.")
    })
}

fn label(channel: &Channel) -> String {
    match channel.address.as_deref().or(channel.name.as_deref()) {
        Some(address) => format!("{} ({address})", channel.id),
        None => channel.id.to_string(),
    }
}

fn has_address(channel: &Channel, handle: &str) -> bool {
    let addresses = [channel.address.as_deref(), channel.send_as.as_deref()];
    addresses.into_iter().flatten().any(|address| address.trim().eq_ignore_ascii_case(handle.trim()))
}

/// Returns `true` if a channel of this kind carries messages of this type. Unknown kinds and types return `false`:
/// a wrong channel is worse than none.
fn carries(channel: Option<&ChannelKind>, message: Option<&MessageType>) -> bool {
    let (Some(channel), Some(message)) = (channel, message) else { return false };
    match message {
        MessageType::Email => matches!(
            channel,
            ChannelKind::Gmail
                | ChannelKind::Imap
                | ChannelKind::Smtp
                | ChannelKind::Office365
                | ChannelKind::FrontMail
        ),
        MessageType::Sms => matches!(channel, ChannelKind::Twilio),
        MessageType::Whatsapp => matches!(channel, ChannelKind::TwilioWhatsapp),
        MessageType::YaloWha => matches!(channel, ChannelKind::YaloWhatsapp),
        MessageType::FrontChat => matches!(channel, ChannelKind::FrontChat),
        MessageType::Intercom => matches!(channel, ChannelKind::Intercom),
        MessageType::Facebook => matches!(channel, ChannelKind::Facebook),
        MessageType::Tweet => matches!(channel, ChannelKind::Twitter),
        MessageType::TweetDm => matches!(channel, ChannelKind::TwitterDm),
        MessageType::Googleplay => matches!(channel, ChannelKind::GooglePlay),
        MessageType::Custom => matches!(channel, ChannelKind::Custom),
        _ => false,
    }
}
