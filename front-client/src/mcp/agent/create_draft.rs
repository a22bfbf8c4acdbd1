//! `create_draft`: a reply that a teammate looks at and sends.

use client_core::mcp::{argument::given, text::WriteFormat};
use mcp_core::{Method, Tool, ToolError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Call, FrontCall, ToolSet};
use crate::{
    api::drafts::{CreateDraftReply, DraftMode},
    id::{ChannelId, ConversationId, MessageId},
    mcp::{
        reply::{self, Wishes},
        resolve,
    },
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Arguments {
    /// The conversation: its id cnv_…, or a link that holds it.
    #[serde(alias = "conversation_id")]
    conversation_id: String,
    /// The text of the draft.
    body: String,
    /// How the body is written; html by default.
    #[serde(alias = "body_format")]
    body_format: Option<WriteFormat>,
    /// The message that the draft answers, msg_…; the latest by default. It decides recipients and channel.
    #[serde(alias = "in_reply_to_message_id")]
    in_reply_to_message_id: Option<String>,
    /// Whether everybody who got that message is a recipient; true by default.
    #[serde(alias = "reply_all")]
    reply_all: Option<bool>,
    /// Whether teammates see the draft, not only its author; true by default.
    shared: Option<bool>,
    /// The channel to send from, by id cha_… or address; by default the one that the message came in by.
    #[serde(alias = "channel_override")]
    channel_override: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Drafted {
    /// The conversation.
    conversation_id: ConversationId,
    /// The draft, msg_….
    draft_id: MessageId,
    /// Its version, which an edit must name.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    /// Whether teammates see it.
    shared: bool,
    /// In whose name it is: a teammate's id.
    author: String,
    /// The message that it answers.
    in_reply_to: MessageId,
    /// The channel that it will go out through.
    channel_id: ChannelId,
    /// Its recipients.
    to: Vec<String>,
    /// Who will get a copy.
    cc: Vec<String>,
    /// Opens the draft in Front.
    link: String,
    /// The conversation that the one asked for was merged into; use this id from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    merged_into: Option<ConversationId>,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
            "create_draft",
            "Writes a draft reply into a conversation. Nothing is sent: a teammate looks at it in Front and sends it. \
             The author is set by the server, not by an argument.",
            draft,
        )
        .title("Write a draft reply")
        .method(Method::Create)
        .tags(["drafts", "conversations", "messages"])
}

async fn draft(call: Call, arguments: Arguments) -> Result<Drafted, ToolError> {
    let conversation = resolve::conversation_id("conversationId", &arguments.conversation_id)?;
    let body = arguments.body_format.unwrap_or_default().html(&arguments.body)?;
    let author = call.require_teammate("the draft was not written")?;
    let wishes = Wishes {
        message: given(arguments.in_reply_to_message_id.as_deref()),
        channel: given(arguments.channel_override.as_deref()),
        reply_all: arguments.reply_all.unwrap_or(true),
        channel_needed: true,
    };
    let route = reply::route(&call, &conversation, &wishes).await?;
    let channel = route.channel.ok_or_else(|| ToolError::internal("a route for a draft has a channel"))?;
    let shared = arguments.shared.unwrap_or(true);
    let mode = if shared { DraftMode::Shared } else { DraftMode::Private };
    let request = CreateDraftReply::new(conversation.clone(), channel.clone(), body)
        .author_id(author.clone())
        .to(route.to.clone())
        .cc(route.cc.clone())
        .mode(mode);
    let draft = call.send(&request).await?;
    let merged_into = call.merged_into();
    Ok(Drafted {
        conversation_id: merged_into.clone().unwrap_or(conversation),
        link: format!("https://app.frontapp.com/open/{}", draft.id),
        draft_id: draft.id,
        version: draft.version,
        shared,
        author: author.to_string(),
        in_reply_to: route.message,
        channel_id: channel,
        to: route.to,
        cc: route.cc,
        merged_into,
    })
}
