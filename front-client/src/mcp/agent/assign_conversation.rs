//! `assign_conversation`: assigns a conversation to a teammate, or unassigns it.

use mcp_core::{HandlerError, Tool, ToolMethod};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use super::{Call, FrontCall, ToolSet};
use crate::{
    api::conversations::AssignConversation,
    id::ConversationId,
    mcp::{resolve, view::TeammateView},
};

/// Values that unassign.
const UNASSIGN_KEYWORDS: [&str; 5] = ["", "none", "null", "nobody", "unassigned"];

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Arguments {
    /// Conversation: id cnv_…, or a link that contains it.
    #[serde(alias = "conversation_id")]
    conversation_id: String,
    /// Teammate: an id tea_…, an e-mail address, or an exact name. An empty text or "none" unassigns.
    #[serde(alias = "assignee_id", deserialize_with = "null_unassigns")]
    #[schemars(with = "String")]
    assignee_id: String,
}

/// Accepts null as "unassign", as Front's own server does. There is no default, because omitting the argument is a
/// mistake.
fn null_unassigns<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

#[derive(Debug, Serialize, JsonSchema)]
struct Assigned {
    /// Conversation id.
    conversation_id: ConversationId,
    /// `true` if the conversation is now assigned.
    assigned: bool,
    /// New assignee.
    #[serde(skip_serializing_if = "Option::is_none")]
    assignee: Option<TeammateView>,
    /// Conversation that the requested one was merged into. Use this id from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    merged_into: Option<ConversationId>,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
            "assign_conversation",
            "Assigns a conversation to a teammate, or unassigns it. Everybody sees the change. It is safe to repeat \
             the call.",
            assign,
        )
        .title("Assign a conversation")
        .method(ToolMethod::Update)
        .tags(["conversations", "teammates"])
}

async fn assign(call: Call, arguments: Arguments) -> Result<Assigned, HandlerError> {
    let conversation = resolve::conversation_id("conversationId", &arguments.conversation_id)?;
    let requested = arguments.assignee_id.trim();
    let assignee = if UNASSIGN_KEYWORDS.contains(&requested.to_lowercase().as_str()) {
        None
    } else {
        Some(resolve::teammate(&call, "assigneeId", requested).await?)
    };
    let request = match &assignee {
        Some(teammate) => AssignConversation::to(conversation.clone(), teammate.id.clone()),
        None => AssignConversation::unassign(conversation.clone()),
    };
    call.send(&request).await?;
    let merged_into = call.merged_into();
    Ok(Assigned {
        conversation_id: merged_into.clone().unwrap_or(conversation),
        assigned: assignee.is_some(),
        assignee: assignee.as_ref().map(Into::into),
        merged_into,
    })
}
