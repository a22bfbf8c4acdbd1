//! `draft_reply`: prepares a draft for a person to send, with the customer's background.

use client_core::mcp::{Guide, argument::given};
use mcp_core::{Context, HandlerError, Prompt, prompt_fn};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Completions;
use crate::mcp::resolve;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Conversation: id cnv_…, or a link that contains it.
    conversation_id: String,
    /// Content or goal of the reply. Defaults to answering the customer's questions.
    instructions: Option<String>,
    /// Tone of the reply. Defaults to the tone of the team's earlier messages.
    tone: Option<Tone>,
}

/// Tone of a reply.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Tone {
    Friendly,
    Formal,
    Brief,
}

impl Tone {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Friendly => "friendly",
            Self::Formal => "formal",
            Self::Brief => "brief",
        }
    }
}

pub(super) fn prompt(completions: Completions<'_>) -> impl Prompt + use<> {
    prompt_fn(
        "draft_reply",
        "Reads a conversation in Front and the data of the customer, and writes a draft reply for a person to check \
         and send.",
        |arguments: Arguments, context: Context| async move { draft(&arguments, &context) },
    )
    .title("Draft a reply in Front")
    .tags(["conversations", "drafts", "contacts"])
    .complete("conversation_id", completions.conversations())
}

fn draft(arguments: &Arguments, context: &Context) -> Result<Guide, HandlerError> {
    let id = resolve::conversation_id("conversation_id", &arguments.conversation_id)?;
    let id = id.as_str();
    Ok(Guide::new(context, "Draft the reply to a conversation in Front. A person checks and sends it.")
        .argument("Conversation", Some(id))
        .argument("What the reply should say", given(arguments.instructions.as_deref()))
        .argument("Tone", arguments.tone.map(Tone::as_str))
        .step(
            "Read the conversation",
            "read_conversation",
            json!({ "conversationId": id, "limit": 50 }),
            "ask me for its messages",
        )
        .step(
            "If the recipient has a contact_id or an address, read the contact: custom fields such as a VIP status, \
             notes, earlier conversations",
            "read_contact",
            json!({ "contactId": "<contact_id of the recipient, or the address>" }),
            "go by the conversation alone, and say so",
        )
        .step(
            "If the question may have come up before, find and read the conversations that answered it",
            "search_conversations",
            json!({ "query": "contact:<contact_id>", "limit": 5 }),
            "go by what the conversation itself shows",
        )
        .step_without_tool(
            "Write the reply in the customer's language. Answer every open question. State only what the team said \
             or I told you; where you do not know the answer, leave a gap such as [when?]. Promise no refund, date \
             or feature that nobody on the team has promised.",
        )
        .step(
            "Leave it as a draft",
            "create_draft",
            json!({ "conversationId": id, "body": "<the reply>", "bodyFormat": "markdown" }),
            "write the reply in your answer",
        )
        .step_without_tool(
            "Tell me what the reply is based on, which gaps it has, what to check before it is sent, and the link \
             of the draft. If the conversation was merged into another, name the other one.",
        )
        .rule("Nothing from internal comments, and nothing of other customers, goes into the reply."))
}
