//! `send_reply`: sends a reply to the customer.

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
    api::messages::SendReply,
    id::{ChannelId, ConversationId, MessageId},
    mcp::{
        accepted::{self, AcceptedMessage},
        lost::{self, LostMessage},
        reply::{self, Named, RouteArguments},
        resolve,
    },
};

/// Beginning of the errors.
const NOT_SENT: &str = "the reply was not sent";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Arguments {
    /// Conversation: id cnv_…, or a link that contains it.
    #[serde(alias = "conversation_id")]
    conversation_id: String,
    /// Text of the reply.
    body: String,
    /// Format of the body. Defaults to auto: HTML if it has tags, Markdown if it plainly is, otherwise plain text.
    #[serde(alias = "body_format")]
    body_format: Option<WriteFormat>,
    /// Message to reply to, msg_…. Determines recipients and channel. Defaults to the customer's latest.
    #[serde(alias = "in_reply_to_message_id")]
    in_reply_to_message_id: Option<String>,
    /// Copies the other recipients of that message. Defaults to true; to false if to is given.
    #[serde(alias = "reply_all")]
    reply_all: Option<bool>,
    /// Recipients in place of the message's sender.
    to: Option<Vec<String>>,
    /// Further Cc recipients.
    cc: Option<Vec<String>>,
    /// Bcc recipients.
    bcc: Option<Vec<String>>,
    /// All addresses of to, cc and bcc. If the recipients differ, nothing is sent. Confirms them if the user cannot be
    /// asked.
    #[serde(alias = "expected_recipients")]
    expected_recipients: Option<Vec<String>>,
    /// Channel to send from: id cha_… or address. Defaults to the channel that received the message.
    #[serde(alias = "channel_override")]
    channel_override: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Replied {
    /// Conversation. It stays in the inbox: a reply does not archive it.
    conversation_id: ConversationId,
    #[serde(flatten)]
    sent: AcceptedMessage,
    /// Format that the body was found to have: html, markdown (converted), or plain text (line breaks kept).
    body_read_as: WrittenAs,
    /// Author: a teammate's id, or "api token".
    author: String,
    /// Message that it replies to.
    in_reply_to: MessageId,
    /// Channel that sent the reply. Absent if Front chose it.
    #[serde(skip_serializing_if = "Option::is_none")]
    channel_id: Option<ChannelId>,
    /// Sender address.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<Line>,
    /// Recipients.
    to: Vec<Line>,
    /// Copy (Cc) recipients.
    cc: Vec<Line>,
    /// Blind copy (Bcc) recipients.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    bcc: Vec<Line>,
    /// Addresses of the message that got no copy.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    left_out: Vec<Line>,
    /// Conversation that the requested one was merged into. Use this id from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    merged_into: Option<ConversationId>,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
            "send_reply",
            "Sends a reply to the customer through the channel of the conversation (e-mail, SMS, chat, custom). \
             would_go_to of read_conversation shows its recipients. Refused if it is not certain who the customer is, \
             and if recipients outside of the conversation are not confirmed. It goes out at once or within a minute, \
             and cannot be undone. Use create_draft to let a teammate review it first. The conversation is not \
             archived. The server sets the author.",
            reply,
        )
        .title("Send a reply")
        .access(Access::Send)
        .method(ToolMethod::Create)
        .tags(["messages", "conversations"])
}

async fn reply(call: Call, arguments: Arguments) -> Result<Replied, HandlerError> {
    let conversation = resolve::conversation_id("conversationId", &arguments.conversation_id)?;
    let body = arguments.body_format.unwrap_or_default().write(&arguments.body)?;
    let named = Named::new(&call, arguments.to, arguments.cc, arguments.bcc)?;
    let author = call.require_author(NOT_SENT)?;
    let route_arguments = RouteArguments {
        message: given(arguments.in_reply_to_message_id.as_deref()),
        channel: given(arguments.channel_override.as_deref()),
        reply_all: arguments.reply_all,
        channel_needed: false,
        named,
    };
    let route = reply::route(&call, &conversation, &route_arguments).await?;
    let recipients = &route.recipients;
    reply::confirm(&call, recipients, arguments.expected_recipients.as_deref(), NOT_SENT).await?;
    let mut request = SendReply::new(conversation.clone(), body.html.as_str())
        .to(&recipients.to)
        .cc(&recipients.cc)
        .bcc(&recipients.bcc)
        .archive(false);
    if let Some(channel) = &route.channel {
        request = request.channel_id(channel.clone());
    }
    if let Some(teammate) = author.id() {
        request = request.author_id(teammate.clone());
    }
    call.ensure_time()?;
    let sent = match call.send(&request).await {
        Ok(accepted) => accepted::follow(&call, accepted).await,
        Err(error) => {
            let lost = LostMessage { body: &body.html, author: &author, to: &recipients.to };
            lost::find_reply(&call, error, &conversation, &route.known, &lost).await?
        }
    };
    let merged_into = call.merged_into();
    let recipients = &route.recipients;
    let lines = |texts: &[String]| texts.iter().map(Line::from).collect();
    Ok(Replied {
        conversation_id: merged_into.clone().unwrap_or(conversation),
        sent,
        body_read_as: body.written_as,
        author: author.to_string(),
        in_reply_to: route.message,
        channel_id: route.channel,
        from: Line::given(route.from.as_deref()),
        to: lines(&recipients.to),
        cc: lines(&recipients.cc),
        bcc: lines(&recipients.bcc),
        left_out: lines(&recipients.left_out),
        merged_into,
    })
}
