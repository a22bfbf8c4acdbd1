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
        "Reads the open, unassigned conversations in Front, and tags and assigns each by the customer's request.",
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
        Some(_) => "Assign the rest to the fallback teammate.",
        None => "Leave the rest unassigned.",
    };
    Ok(Guide::new(context, "Triage the open, unassigned conversations in Front.")
        .argument("Inbox", inbox)
        .argument("Routing", given(arguments.routing.as_deref()))
        .argument("Fallback teammate", fallback)
        .step(
            "Find the conversations",
            "search_conversations",
            json!({ "query": "", "filters": filters("unassigned", [("inboxId", inbox)]), "limit": limit }),
            "ask me for their ids",
        )
        .step(
            "Read each of them, especially its latest message",
            "read_conversation",
            json!({ "conversationId": conversation, "limit": 10 }),
            "go by subject and customer alone, and say so",
        )
        .step(
            "List the tags before you choose one",
            "list_tags",
            json!({}),
            "choose among the tags that you saw on conversations",
        )
        .step(
            "List the teammates and their availability before you choose one",
            "list_teammates",
            json!({ "limit": 25 }),
            "assign only to people whom I named",
        )
        .step_without_tool(format!(
            "Decide for each conversation what the customer wants. Choose its tag and teammate accordingly. Follow \
             the routing above first, if given. {otherwise}"
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
            "Answer with a table: id, subject, the customer's request in one sentence, tag, teammate, and anything \
             not done with the reason. Say whether there are more conversations.",
        )
        .rule("Create no tags and archive nothing. Skip conversations that were assigned in the meantime."))
}
