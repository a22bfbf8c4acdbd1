//! `send_new_message`: sends a message that starts a conversation.

use client_core::mcp::{
    argument::given,
    text::{WriteFormat, WrittenAs},
    untrusted::Line,
};
use mcp_core::{Access, HandlerError, Tool, ToolMethod};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Call, FrontCall, ToolSet};
use crate::{
    api::messages::SendMessage,
    id::{ChannelId, ConversationId},
    mcp::{
        accepted::{self, AcceptedMessage},
        lost::{self, LostMessage},
        reply::{
            Named,
            address::{Medium, quoted},
            channel_of, sending_medium,
        },
    },
    time::Timestamp,
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
    from: Option<Line>,
    /// Recipients.
    to: Vec<Line>,
    /// Copy (Cc) recipients.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cc: Vec<Line>,
    /// Blind copy (Bcc) recipients.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    bcc: Vec<Line>,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
        "send_new_message",
        "Sends a new message to customers and starts a conversation. Use send_reply for an existing conversation. \
         It goes out at once or within a minute, and cannot be undone. The server sets the author.",
        send,
    )
    .title("Send a new message")
    .access(Access::Send)
    .method(ToolMethod::Create)
    .tags(["messages", "conversations"])
}

async fn send(call: Call, arguments: Arguments) -> Result<Started, HandlerError> {
    let body = arguments.body_format.unwrap_or_default().write(&arguments.body)?;
    let Named { to, cc, bcc } =
        Named::new(&call, Some(arguments.to), Some(arguments.cc), Some(arguments.bcc))?;
    if to.is_empty() && cc.is_empty() && bcc.is_empty() {
        return Err(HandlerError::invalid_arguments("to, cc and bcc are empty; name at least one recipient"));
    }
    let author = call.require_author("the message was not sent")?;
    let subject = given(arguments.subject.as_deref());
    if subject.is_some_and(|subject| {
        subject.contains(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'))
    }) {
        return Err(HandlerError::invalid_arguments("subject must be one line, without control characters"));
    }
    let channel = channel_of(&call, "channelId", &arguments.channel_id).await?;
    let medium = sending_medium("channelId", &channel)?;
    for (name, handles) in [("to", &to), ("cc", &cc), ("bcc", &bcc)] {
        handles.iter().try_for_each(|handle| check(medium, name, handle))?;
    }
    if medium == Medium::Email && subject.is_none() {
        return Err(HandlerError::invalid_arguments("subject is missing; an e-mail needs one"));
    }
    let mut request =
        SendMessage::new(channel.id.clone(), &to, body.html.as_str()).cc(&cc).bcc(&bcc).archive(false);
    if let Some(subject) = subject {
        request = request.subject(subject);
    }
    if let Some(teammate) = author.id() {
        request = request.author_id(teammate.clone());
    }
    call.ensure_time()?;
    let started = Timestamp::now();
    let sent = match call.send(&request).await {
        Ok(accepted) => accepted::follow(&call, accepted).await,
        Err(error) => {
            let lost = LostMessage { body: &body.html, author: &author, to: &to };
            lost::find_new(&call, error, &channel, subject, started, &lost).await?
        }
    };
    let lines = |texts: &[String]| texts.iter().map(Line::from).collect();
    Ok(Started {
        conversation_id: sent.conversation.clone(),
        sent,
        body_read_as: body.written_as,
        author: author.to_string(),
        channel_id: channel.id,
        from: Line::given(channel.send_as.as_deref().or(channel.address.as_deref())),
        to: lines(&to),
        cc: lines(&cc),
        bcc: lines(&bcc),
    })
}

fn check(medium: Medium, argument: &str, handle: &str) -> Result<(), HandlerError> {
    match medium.fault(handle) {
        Some(expected) => Err(HandlerError::invalid_arguments(format!(
            "{argument} holds {}; it must be {expected}",
            quoted(handle)
        ))),
        None => Ok(()),
    }
}
