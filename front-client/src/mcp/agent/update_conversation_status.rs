//! `update_conversation_status`: archives or reopens a conversation.

use mcp_core::{Access, Annotations, HandlerError, Tool, ToolMethod};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Call, FrontCall, ToolSet};
use crate::{
    api::conversations::{StatusChange, UpdateConversation},
    id::ConversationId,
    mcp::resolve,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Arguments {
    /// Conversation: id cnv_…, or a link that contains it.
    #[serde(alias = "conversation_id")]
    conversation_id: String,
    /// New status.
    status: Status,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Status {
    /// Reopens it.
    Open,
    /// Out of the inbox.
    Archived,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Updated {
    /// Conversation id.
    conversation_id: ConversationId,
    /// Current status, for everybody.
    status: Status,
    /// Conversation that the requested one was merged into. Use this id from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    merged_into: Option<ConversationId>,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
        "update_conversation_status",
        "Archives a conversation (removes it from the inbox) or reopens it (returns it to the inbox). The change \
         applies to all teammates.",
        update,
    )
    .title("Archive or reopen a conversation")
    .method(ToolMethod::Update)
    .tags(["conversations"])
    .annotations(Annotations::of(Access::Write, ToolMethod::Update).destructive(true))
}

async fn update(call: Call, arguments: Arguments) -> Result<Updated, HandlerError> {
    let conversation = resolve::conversation_id("conversationId", &arguments.conversation_id)?;
    let status = match arguments.status {
        Status::Open => StatusChange::Open,
        Status::Archived => StatusChange::Archived,
    };
    call.send(&UpdateConversation::new(conversation.clone()).status(status)).await?;
    let merged_into = call.merged_into();
    Ok(Updated {
        conversation_id: merged_into.clone().unwrap_or(conversation),
        status: arguments.status,
        merged_into,
    })
}
