//! `triage_inbox`: tags and assigns what is new and nobody's.

use client_core::mcp::Guide;
use mcp_core::{
    Context, Prompt, ToolError,
    argument::{self, given},
    prompt_fn,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{Completions, filters};

/// Conversations, unless the person says otherwise: each takes a request or more to read.
const DEFAULT_LIMIT: usize = 10;
/// The most conversations: a model that reads more forgets the first.
const MAX_LIMIT: usize = 50;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// The inbox to go through; all inboxes where it is left empty.
    inbox: Option<String>,
    /// What goes where: "billing disputes get the tag Finance and go to Sarah, API errors …".
    sorting: Option<String>,
    /// The teammate who gets what fits nothing else; it stays unassigned where this is left empty.
    teammate: Option<String>,
    /// The most conversations to sort, 1 to 50; 10 by default.
    limit: Option<usize>,
}

pub(super) fn prompt(completions: Completions<'_>) -> impl Prompt + use<> {
    prompt_fn(
        "triage_inbox",
        "Reads the conversations that nobody has yet, and tags and assigns each by what the customer wants.",
        |arguments: Arguments, context: Context| async move { triage(&arguments, &context) },
    )
    .title("Triage an inbox")
    .tags(["conversations", "tags", "teammates"])
    .complete("inbox", completions.inboxes())
    .complete("teammate", completions.teammates())
}

fn triage(arguments: &Arguments, context: &Context) -> Result<Guide, ToolError> {
    let limit = argument::limit(arguments.limit, DEFAULT_LIMIT, MAX_LIMIT)?;
    let inbox = given(arguments.inbox.as_deref());
    let conversation = "<id of the conversation>";
    Ok(Guide::new(context, "Sort the open conversations in Front that nobody has yet.")
        .given("Inbox", inbox)
        .given("What goes where", given(arguments.sorting.as_deref()))
        .given("Who gets what fits nothing else", given(arguments.teammate.as_deref()))
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
            "Look which tags there are before you choose one",
            "list_tags",
            json!({}),
            "choose among the tags that you saw on conversations",
        )
        .step(
            "Look who there is, and is available",
            "list_teammates",
            json!({ "limit": 25 }),
            "assign only to people whom I named",
        )
        .think(
            "Decide for each what the customer wants, and by that its tag and its teammate. What I said about what goes \
             where comes first. What fits nothing keeps its state.",
        )
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
        .think(
            "Answer with a table: id, subject, what the customer wants in one sentence, tag, teammate, and what was not \
             done and why. Say whether there are more conversations than you sorted.",
        )
        .rule("Make no new tags, archive nothing, and leave alone what somebody took meanwhile."))
}
