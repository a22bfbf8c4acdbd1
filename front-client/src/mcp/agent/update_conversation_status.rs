//! `update_conversation_status`: archive, or back into the inbox.

use mcp_core::{Access, Annotations, Method, Tool, ToolError};
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
    /// The conversation: its id cnv_…, or a link that holds it.
    #[serde(alias = "conversation_id")]
    conversation_id: String,
    /// What it shall be.
    status: Status,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Status {
    /// Back in the inbox.
    Open,
    /// Out of the inbox.
    Archived,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Updated {
    /// The conversation.
    conversation_id: ConversationId,
    /// What it is now, for everybody.
    status: Status,
    /// The conversation that the one asked for was merged into; use this id from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    merged_into: Option<ConversationId>,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
        "update_conversation_status",
        "Archives a conversation (takes it out of the inbox) or reopens it (puts it back). The change is for \
             everybody, not only for one teammate's view: an archived conversation leaves everyone's queue.",
        update,
    )
    .title("Archive or reopen a conversation")
    .method(Method::Update)
    .tags(["conversations"])
    .annotations(Annotations::of(Access::Write, Method::Update).destructive(true))
}

async fn update(call: Call, arguments: Arguments) -> Result<Updated, ToolError> {
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
