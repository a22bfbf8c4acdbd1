//! `send_new_message`: sends a message that starts a conversation.

use client_core::mcp::{
    argument::{given, is_email},
    text::{WriteFormat, WrittenAs},
};
use mcp_core::{Access, HandlerError, Tool, ToolMethod};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Call, FrontCall, ToolSet};
use crate::{
    api::{
        channels::{Channel, ChannelKind},
        messages::SendMessage,
    },
    id::{ChannelId, ConversationId},
    mcp::{
        accepted::{self, AcceptedMessage},
        reply::channel_of,
    },
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Arguments {
    /// Channel to send from: id cha_…, or its address such as support@example.com. list_inboxes lists them.
    #[serde(alias = "channel_id")]
    channel_id: String,
    /// Recipients: e-mail addresses, or phone numbers with +. May be empty if cc or bcc is given.
    #[serde(default)]
    to: Vec<String>,
    /// Copy (Cc) recipients.
    #[serde(default)]
    #[schemars(with = "Option<Vec<String>>")]
    cc: Vec<String>,
    /// Blind copy (Bcc) recipients.
    #[serde(default)]
    #[schemars(with = "Option<Vec<String>>")]
    bcc: Vec<String>,
    /// Subject. Required for e-mail.
    subject: Option<String>,
    /// Text of the message.
    body: String,
    /// Format of the body. Defaults to auto: HTML if it has tags, Markdown if it plainly is, otherwise plain text.
    #[serde(alias = "body_format")]
    body_format: Option<WriteFormat>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Started {
    /// Conversation that the message started, if it has appeared already. It stays in the inbox.
    #[serde(skip_serializing_if = "Option::is_none")]
    conversation_id: Option<ConversationId>,
    #[serde(flatten)]
    sent: AcceptedMessage,
    /// Format that the body was found to have: html, markdown (converted), or plain text (line breaks kept).
    body_read_as: WrittenAs,
    /// Author: a teammate's id, or "api token".
    author: String,
    /// Channel that sent the message.
    channel_id: ChannelId,
    /// Sender address.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    /// Recipients.
    to: Vec<String>,
    /// Copy (Cc) recipients.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cc: Vec<String>,
    /// Blind copy (Bcc) recipients.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    bcc: Vec<String>,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
        "send_new_message",
        "Sends a new message to customers and starts a conversation. Use send_reply for an existing conversation. \
         The message is sent at once and cannot be undone. The server sets the author.",
        send,
    )
    .title("Send a new message")
    .access(Access::Send)
    .method(ToolMethod::Create)
    .tags(["messages", "conversations"])
}

async fn send(call: Call, arguments: Arguments) -> Result<Started, HandlerError> {
    let body = arguments.body_format.unwrap_or_default().write(&arguments.body)?;
    let (to, cc, bcc) = (clean(arguments.to), clean(arguments.cc), clean(arguments.bcc));
    if to.is_empty() && cc.is_empty() && bcc.is_empty() {
        return Err(HandlerError::invalid_arguments("to, cc and bcc are empty; name at least one recipient"));
    }
    let (recipients, most) = (to.len() + cc.len() + bcc.len(), call.settings().recipients);
    if recipients > most {
        return Err(HandlerError::invalid_arguments(format!(
            "to, cc and bcc hold {recipients} recipients; one message may have {most}"
        ))
        .with_hint(
            "The operator of this server sets the limit. Ask the user before you split the message.",
        ));
    }
    let author = call.require_author("the message was not sent")?;
    let subject = given(arguments.subject.as_deref());
    let channel = channel_of(&call, "channelId", &arguments.channel_id).await?;
    let medium = Medium::of(&channel)?;
    for (name, handles) in [("to", &to), ("cc", &cc), ("bcc", &bcc)] {
        handles.iter().try_for_each(|handle| medium.check(name, handle))?;
    }
    if medium == Medium::Email && subject.is_none() {
        return Err(HandlerError::invalid_arguments("subject is missing; an e-mail needs one"));
    }
    let mut request = SendMessage::new(channel.id.clone(), to.clone(), body.html)
        .cc(cc.clone())
        .bcc(bcc.clone())
        .archive(false);
    if let Some(subject) = subject {
        request = request.subject(subject);
    }
    if let Some(teammate) = author.id() {
        request = request.author_id(teammate.clone());
    }
    call.ensure_time()?;
    let accepted = call.send(&request).await.map_err(accepted::failed)?;
    let sent = accepted::follow(&call, accepted).await;
    Ok(Started {
        conversation_id: sent.conversation.clone(),
        sent,
        body_read_as: body.written_as,
        author: author.to_string(),
        channel_id: channel.id,
        from: channel.send_as.or(channel.address),
        to,
        cc,
        bcc,
    })
}

fn clean(handles: Vec<String>) -> Vec<String> {
    let mut clean: Vec<String> = Vec::with_capacity(handles.len());
    for handle in handles {
        let handle = handle.trim();
        if !handle.is_empty() && !clean.iter().any(|known| known.eq_ignore_ascii_case(handle)) {
            clean.push(handle.to_owned());
        }
    }
    clean
}

/// Medium of a channel, as far as it determines the form of its recipients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Medium {
    Email,
    Phone,
    Other,
}

impl Medium {
    fn of(channel: &Channel) -> Result<Self, HandlerError> {
        if channel.is_valid == Some(false) {
            return Err(HandlerError::invalid_arguments(format!(
                "channelId: the channel {} is not set up to send",
                channel.id
            ))
            .with_hint("list_inboxes shows the channels that messages can be sent from."));
        }
        Ok(match &channel.kind {
            Some(
                ChannelKind::Gmail
                | ChannelKind::Imap
                | ChannelKind::Smtp
                | ChannelKind::Office365
                | ChannelKind::FrontMail,
            ) => Self::Email,
            Some(ChannelKind::Twilio | ChannelKind::TwilioWhatsapp | ChannelKind::YaloWhatsapp) => {
                Self::Phone
            }
            _ => Self::Other,
        })
    }

    fn check(self, argument: &str, handle: &str) -> Result<(), HandlerError> {
        let expected = match self {
            Self::Email if !is_email(handle) => "an e-mail address, because the channel sends e-mail",
            // Front reads a number without + as American and would send the message to a stranger.
            Self::Phone if !handle.starts_with('+') => "a phone number with + and its country code",
            _ if handle.starts_with("crd_") => "an address of the contact; read_contact shows them",
            _ => return Ok(()),
        };
        Err(HandlerError::invalid_arguments(format!("{argument} holds {handle:?}; it must be {expected}")))
    }
}
