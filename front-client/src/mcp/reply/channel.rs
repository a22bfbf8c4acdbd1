//! Channel of a reply.

use mcp_core::HandlerError;

use super::{
    address::{Medium, quoted},
    own::OwnChannels,
    seen::{Direction, Seen},
};
use crate::{
    api::{
        channels::{Channel, ChannelKind, GetChannel},
        messages::{MessageType, RecipientRole},
    },
    mcp::{call::Call, resolve::id_in},
};

/// Maximum number of channels that an error lists.
const MAX_LISTED: usize = 8;

/// Channel for the reply to a message.
#[derive(Debug)]
pub(super) enum ChannelChoice<'a> {
    /// Channel that received or sent the message, or the only one of the company that carries it.
    Channel(&'a Channel),
    /// Channel that received or sent the message, and that cannot send.
    Unusable(&'a Channel),
    /// No channel has an address of the message, and several carry messages of its type.
    Several(Vec<&'a Channel>),
    /// No channel carries messages of its type.
    None,
}

/// Returns the channel for the reply to a message.
pub(super) fn channel_for<'a>(own: &'a OwnChannels, message: &Seen) -> ChannelChoice<'a> {
    let roles: &[RecipientRole] = match message.direction(own) {
        Direction::Outbound | Direction::FromOurselves => &[RecipientRole::From],
        Direction::Inbound | Direction::Unknown => {
            &[RecipientRole::To, RecipientRole::Cc, RecipientRole::Bcc]
        }
    };
    for handle in roles.iter().flat_map(|role| message.handles(role)) {
        let channels = own.with_address(handle);
        // Two channels may have one address, one of them no longer in use.
        match channels.iter().find(|channel| can_send(channel)) {
            Some(channel) => return ChannelChoice::Channel(channel),
            None if channels.is_empty() => {}
            None => return ChannelChoice::Unusable(channels[0]),
        }
    }
    let mut fitting: Vec<&Channel> = own
        .iter()
        .filter(|channel| can_send(channel) && carries(channel.kind.as_ref(), message.kind.as_ref()))
        .collect();
    match fitting.len() {
        0 => ChannelChoice::None,
        1 if own.incomplete.is_none() => ChannelChoice::Channel(fitting.remove(0)),
        _ => ChannelChoice::Several(fitting),
    }
}

impl ChannelChoice<'_> {
    /// Returns the error for a message without a certain channel.
    pub(super) fn error(&self, message: &Seen) -> HandlerError {
        let (text, channels) = match self {
            Self::Unusable(channel) => {
                let channel = label(channel);
                (
                    format!("the channel of the message {}, {channel}, is not set up to send", message.id),
                    &[][..],
                )
            }
            Self::Several(channels) => (
                format!(
                    "no channel has an address of the message {}, and several could send a reply",
                    message.id
                ),
                channels.as_slice(),
            ),
            Self::Channel(_) | Self::None => {
                (format!("no channel for the reply to {} is known", message.id), &[][..])
            }
        };
        let hint = if channels.is_empty() {
            "Give channelOverride: the id cha_… or the address of a channel; list_inboxes lists them."
                .to_owned()
        } else {
            let labels: Vec<String> =
                channels.iter().take(MAX_LISTED).map(|channel| label(channel)).collect();
            format!("Give channelOverride, such as one of {}.", labels.join(", "))
        };
        HandlerError::invalid_arguments(text).with_hint(hint)
    }
}

/// Resolves an argument to a channel: `cha_…`, or its receiving or sender address. One or two requests.
pub(crate) async fn channel_of(call: &Call, argument: &str, text: &str) -> Result<Channel, HandlerError> {
    let text = text.trim();
    let id = match id_in("cha_", text) {
        Some(id) => id.to_owned(),
        None if text.is_empty() || text.contains(char::is_whitespace) || text.starts_with("inb_") => {
            return Err(HandlerError::invalid_arguments(format!(
                "{argument} is {}; it must be the id of a channel, cha_…, or its address, not an inbox",
                quoted(text)
            )));
        }
        None => format!("alt:address:{text}"),
    };
    let by_address = id.starts_with("alt:");
    if let Some(channel) = call.find(&GetChannel::new(id)).await? {
        return Ok(channel);
    }
    // Front finds a channel by its receiving address only.
    if by_address {
        let own = OwnChannels::of_company(call).await?;
        let mut found = own.with_address(text);
        found.retain(|channel| can_send(channel));
        match found.as_slice() {
            [channel] => return Ok((*channel).clone()),
            [] => {}
            several => {
                let labels: Vec<String> =
                    several.iter().take(MAX_LISTED).map(|channel| label(channel)).collect();
                return Err(HandlerError::invalid_arguments(format!(
                    "{argument}: several channels write from {}",
                    quoted(text)
                ))
                .with_hint(format!("Give the id of one of {}.", labels.join(", "))));
            }
        }
    }
    Err(HandlerError::not_found(format!("{argument}: there is no channel {}", plain(text)))
        .with_hint("list_inboxes shows the channels with their ids and addresses."))
}

/// Returns the medium of a channel that sends.
pub(crate) fn sending_medium(argument: &str, channel: &Channel) -> Result<Medium, HandlerError> {
    if !can_send(channel) {
        return Err(HandlerError::invalid_arguments(format!(
            "{argument}: the channel {} is not set up to send",
            channel.id
        ))
        .with_hint("list_inboxes shows the channels that messages can be sent from."));
    }
    Ok(medium(channel.kind.as_ref(), None))
}

/// Returns the medium of a channel, or else of a message.
pub(super) fn medium(channel: Option<&ChannelKind>, message: Option<&MessageType>) -> Medium {
    match (channel, message) {
        (
            Some(
                ChannelKind::Gmail
                | ChannelKind::Imap
                | ChannelKind::Smtp
                | ChannelKind::Office365
                | ChannelKind::FrontMail,
            ),
            _,
        ) => Medium::Email,
        (
            Some(
                ChannelKind::Twilio
                | ChannelKind::TwilioWhatsapp
                | ChannelKind::YaloWhatsapp
                | ChannelKind::Talkdesk
                | ChannelKind::Truly,
            ),
            _,
        ) => Medium::Phone,
        (None, Some(MessageType::Email)) => Medium::Email,
        (None, Some(MessageType::Sms | MessageType::Whatsapp | MessageType::YaloWha)) => Medium::Phone,
        _ => Medium::Other,
    }
}

/// Returns an id or address without quotation marks, cut like [`quoted`].
fn plain(text: &str) -> String {
    quoted(text).replace('"', "")
}

fn can_send(channel: &Channel) -> bool {
    channel.is_valid != Some(false)
}

fn label(channel: &Channel) -> String {
    match channel.address.as_deref().or(channel.name.as_deref()) {
        Some(address) => format!("{} ({address})", channel.id),
        None => channel.id.to_string(),
    }
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
