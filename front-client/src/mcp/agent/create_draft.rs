//! `create_draft`: creates a draft reply for a teammate to review and send.

use client_core::mcp::{
    argument::given,
    text::{WriteFormat, WrittenAs},
    untrusted::Line,
};
use mcp_core::{HandlerError, Tool, ToolMethod};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Call, FrontCall, ToolSet};
use crate::{
    api::drafts::{CreateDraftReply, DraftMode},
    id::{ChannelId, ConversationId, MessageId},
    mcp::{
        reply::{self, Named, RouteArguments, WouldGoTo},
        resolve,
    },
};

/// Beginning of the errors.
const NOT_WRITTEN: &str = "the draft was not written";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Arguments {
    /// Conversation: id cnv_…, or a link that contains it.
    #[serde(alias = "conversation_id")]
    conversation_id: String,
    /// Text of the draft.
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
    /// All addresses of to, cc and bcc. If the recipients differ, no draft is written. Confirms them if the user
    /// cannot be asked.
    #[serde(alias = "expected_recipients")]
    expected_recipients: Option<Vec<String>>,
    /// Shows the draft to teammates, not only to its author. Defaults to true.
    shared: Option<bool>,
    /// Channel to send from: id cha_… or address. Defaults to the channel that received the message.
    #[serde(alias = "channel_override")]
    channel_override: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Drafted {
    /// Conversation id.
    conversation_id: ConversationId,
    /// Draft id, msg_….
    draft_id: MessageId,
    /// Version of the draft, required to edit it.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    /// True if teammates see the draft.
    shared: bool,
    /// Format that the body was found to have: html, markdown (converted), or plain text (line breaks kept).
    body_read_as: WrittenAs,
    /// Author: a teammate's id.
    author: String,
    /// Message that it replies to.
    in_reply_to: MessageId,
    /// Channel that will send the draft.
    channel_id: ChannelId,
    /// Recipients.
    to: Vec<Line>,
    /// Copy (Cc) recipients.
    cc: Vec<Line>,
    /// Route if it is sent unchanged.
    would_go_to: WouldGoTo,
    /// Link that opens the draft in Front.
    link: String,
    /// Conversation that the requested one was merged into. Use this id from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    merged_into: Option<ConversationId>,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
            "create_draft",
            "Writes a draft reply into a conversation. Nothing is sent: a teammate reviews the draft in Front and \
             sends it. It has the recipients of send_reply, under the same rules. The server sets the author.",
            draft,
        )
        .title("Write a draft reply")
        .method(ToolMethod::Create)
        .tags(["drafts", "conversations", "messages"])
}

async fn draft(call: Call, arguments: Arguments) -> Result<Drafted, HandlerError> {
    let conversation = resolve::conversation_id("conversationId", &arguments.conversation_id)?;
    let body = arguments.body_format.unwrap_or_default().write(&arguments.body)?;
    let named = Named::new(&call, arguments.to, arguments.cc, arguments.bcc)?;
    let author = call.require_teammate(NOT_WRITTEN)?;
    let route_arguments = RouteArguments {
        message: given(arguments.in_reply_to_message_id.as_deref()),
        channel: given(arguments.channel_override.as_deref()),
        reply_all: arguments.reply_all,
        channel_needed: true,
        named,
    };
    let route = reply::route(&call, &conversation, &route_arguments).await?;
    let recipients = &route.recipients;
    reply::confirm(&call, recipients, arguments.expected_recipients.as_deref(), NOT_WRITTEN).await?;
    let would_go_to = WouldGoTo::of(&route);
    let channel = route.channel.ok_or_else(|| HandlerError::internal("a route for a draft has a channel"))?;
    let shared = arguments.shared.unwrap_or(true);
    let mode = if shared { DraftMode::Shared } else { DraftMode::Private };
    let request = CreateDraftReply::new(conversation.clone(), channel.clone(), body.html)
        .author_id(author.clone())
        .to(&recipients.to)
        .cc(&recipients.cc)
        .bcc(&recipients.bcc)
        .mode(mode);
    let draft = call.send(&request).await?;
    let merged_into = call.merged_into();
    Ok(Drafted {
        conversation_id: merged_into.clone().unwrap_or(conversation),
        link: format!("https://app.frontapp.com/open/{}", draft.id),
        draft_id: draft.id,
        version: draft.version,
        // Front may keep a draft private that was to be shared.
        shared: draft.draft_mode.map_or(shared, |mode| mode == DraftMode::Shared),
        body_read_as: body.written_as,
        author: author.to_string(),
        in_reply_to: route.message,
        channel_id: channel,
        to: route.recipients.to.iter().map(Line::from).collect(),
        cc: route.recipients.cc.iter().map(Line::from).collect(),
        would_go_to,
        merged_into,
    })
}
