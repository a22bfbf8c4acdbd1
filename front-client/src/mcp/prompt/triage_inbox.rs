//! `triage_inbox`: tags and assigns new unassigned conversations.

use client_core::mcp::{
    Guide,
    argument::{self, given},
};
use mcp_core::{Context, HandlerError, Prompt, prompt_fn};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{Completions, filters};

/// Default number of conversations. Each takes a request or more to read.
const DEFAULT_LIMIT: usize = 10;
/// Maximum number of conversations: a model that reads more forgets the first.
const MAX_LIMIT: usize = 50;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Inbox to triage. Defaults to all inboxes.
    inbox: Option<String>,
    /// Rules for tags and assignees: "billing disputes get the tag Finance and go to Sarah".
    routing: Option<String>,
    /// Teammate for conversations that no rule matches. By default they stay unassigned.
    fallback_teammate: Option<String>,
    /// Maximum number of conversations, 1 to 50. Defaults to 10.
    limit: Option<usize>,
}

pub(super) fn prompt(completions: Completions<'_>) -> impl Prompt + use<> {
    prompt_fn(
        "triage_inbox",
        "Reads the open conversations in Front that are assigned to nobody, and tags and assigns each by what the customer \
         wants.",
        |arguments: Arguments, context: Context| async move { triage(&arguments, &context) },
    )
    .title("Triage an inbox in Front")
    .tags(["conversations", "tags", "teammates"])
    .complete("inbox", completions.inboxes())
    .complete("fallback_teammate", completions.teammates())
}

fn triage(arguments: &Arguments, context: &Context) -> Result<Guide, HandlerError> {
    let limit = argument::limit(arguments.limit, DEFAULT_LIMIT, MAX_LIMIT)?;
    let inbox = given(arguments.inbox.as_deref());
    let fallback = given(arguments.fallback_teammate.as_deref());
    let conversation = "<id of the conversation>";
    let otherwise = match fallback {
        Some(_) => "What fits nothing goes to the teammate whom I named for it.",
        None => "What fits nothing stays unassigned.",
    };
    Ok(Guide::new(context, "Triage the open conversations in Front that are assigned to nobody.")
        .argument("Inbox", inbox)
        .argument("Routing", given(arguments.routing.as_deref()))
        .argument("Who gets what no routing fits", fallback)
        .step(
            "Find the conversations",
            "search_conversations",
            json!({ "query": "", "filters": filters("unassigned", [("inboxId", inbox)]), "limit": limit }),
            "ask me for their ids",
        )
        .step(
            "Read each of them, above all its latest message",
            "read_conversation",
            json!({ "conversationId": conversation, "limit": 10 }),
            "go by subject and customer alone, and say so",
        )
        .step(
            "See which tags there are before you choose one",
            "list_tags",
            json!({}),
            "choose among the tags that you saw on conversations",
        )
        .step(
            "See who there is, and who is available, before you choose somebody",
            "list_teammates",
            json!({ "limit": 25 }),
            "assign only to people whom I named",
        )
        .step_without_tool(format!(
            "Decide for each conversation what the customer wants, and from that its tag and its teammate. Routing that I gave, if \
             any, comes first. {otherwise}"
        ))
        .step(
            "Tag it",
            "tag_conversation",
            json!({ "conversationId": conversation, "addTags": ["<tag>"] }),
            "propose the tag in your answer",
        )
        .step(
            "Assign it",
            "assign_conversation",
            json!({ "conversationId": conversation, "assigneeId": "<teammate>" }),
            "propose the teammate in your answer",
        )
        .step_without_tool(
            "Answer with a table: id, subject, what the customer wants in one sentence, tag, teammate, and what was not \
             done and why. Say whether there are more conversations than these.",
        )
        .rule("Create no tags, archive nothing, and leave alone what somebody has taken in the meantime."))
}
