//! `assign_conversation`: to a teammate, or to nobody.

use mcp_core::{Method, Tool, ToolError};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use super::{Call, FrontCall, ToolSet};
use crate::{
    api::conversations::AssignConversation,
    id::ConversationId,
    mcp::{resolve, view::TeammateView},
};

/// Words that stand for nobody.
const NOBODY: [&str; 5] = ["", "none", "null", "nobody", "unassigned"];

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Arguments {
    /// The conversation: its id cnv_…, or a link that holds it.
    #[serde(alias = "conversation_id")]
    conversation_id: String,
    /// The teammate: an id tea_…, an e-mail address, or an exact name. An empty text or "none" unassigns.
    #[serde(alias = "assignee_id", deserialize_with = "null_is_nobody")]
    #[schemars(with = "String")]
    assignee_id: String,
}

/// Front's own server takes null for nobody. Absent is a mistake, so there is no default.
fn null_is_nobody<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

#[derive(Debug, Serialize, JsonSchema)]
struct Assigned {
    /// The conversation.
    conversation_id: ConversationId,
    /// Whether a teammate has it now.
    assigned: bool,
    /// The teammate who has it now.
    #[serde(skip_serializing_if = "Option::is_none")]
    assignee: Option<TeammateView>,
    /// The conversation that the one asked for was merged into; use this id from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    merged_into: Option<ConversationId>,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
            "assign_conversation",
            "Assigns a conversation to a teammate, or unassigns it. Everybody sees the change; repeating it does no \
             harm.",
            assign,
        )
        .title("Assign a conversation")
        .method(Method::Update)
        .tags(["conversations", "teammates"])
}

async fn assign(call: Call, arguments: Arguments) -> Result<Assigned, ToolError> {
    let conversation = resolve::conversation_id("conversationId", &arguments.conversation_id)?;
    let asked = arguments.assignee_id.trim();
    let assignee = if NOBODY.contains(&asked.to_lowercase().as_str()) {
        None
    } else {
        Some(resolve::teammate(&call, "assigneeId", asked).await?)
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
