//! `escalate_overdue`: marks the conversations in which a customer has waited too long, and tells who has them.

use client_core::mcp::Guide;
use mcp_core::{Context, Prompt, ToolError, argument::given, prompt_fn};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{Completions, filters};

/// Hours, unless the person says otherwise.
const DEFAULT_HOURS: u32 = 24;
/// The most hours: a year.
const MAX_HOURS: u32 = 8_760;
/// The tag, unless the person says otherwise.
const DEFAULT_TAG: &str = "SLA Breach";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// For how many hours the customer has waited, 1 to 8760; 24 by default.
    hours: Option<u32>,
    /// Only conversations in this inbox.
    inbox: Option<String>,
    /// Only conversations that this teammate has.
    assignee: Option<String>,
    /// The tag that they get; "SLA Breach" by default. It must exist.
    tag: Option<String>,
    /// The teammate to tell of conversations that nobody has.
    teammate: Option<String>,
}

pub(super) fn prompt(completions: Completions<'_>) -> impl Prompt + use<> {
    prompt_fn(
        "escalate_overdue",
        "Finds the open conversations in which a customer has waited too long, tags them, and tells their assignees in \
         an internal comment what it is about.",
        |arguments: Arguments, context: Context| async move { escalate(&arguments, &context) },
    )
    .title("Escalate overdue conversations")
    .tags(["conversations", "comments", "tags"])
    .complete("inbox", completions.inboxes())
    .complete("assignee", completions.teammates())
    .complete("tag", completions.tags())
    .complete("teammate", completions.teammates())
}

fn escalate(arguments: &Arguments, context: &Context) -> Result<Guide, ToolError> {
    let hours = arguments.hours.unwrap_or(DEFAULT_HOURS);
    if !(1..=MAX_HOURS).contains(&hours) {
        return Err(ToolError::invalid_arguments(format!("hours is {hours}; it may be 1 to {MAX_HOURS}")));
    }
    let (inbox, assignee) = (given(arguments.inbox.as_deref()), given(arguments.assignee.as_deref()));
    let tag = given(arguments.tag.as_deref()).unwrap_or(DEFAULT_TAG);
    let conversation = "<id of the conversation>";
    let filters = filters("open", [("inboxId", inbox), ("teammateId", assignee)]);
    let goal = format!(
        "Escalate the open conversations in Front in which a customer has waited {hours} hours or longer."
    );
    Ok(Guide::new(context, goal)
        .given("Inbox", inbox)
        .given("Assigned to", assignee)
        .given("Tag", Some(tag))
        .given("Whom to tell where nobody is assigned", given(arguments.teammate.as_deref()))
        .step(
            "Find the open conversations, and go on with next_cursor for at most four pages",
            "search_conversations",
            json!({ "query": "", "filters": filters, "limit": 50 }),
            "ask me for the ids of conversations to look at",
        )
        .think(format!(
            "Keep those whose waiting_hours is {hours} or more, the longest wait first, and at most 25. One without \
             waiting_hours waits for nobody."
        ))
        .step(
            "Read what each customer waits for",
            "read_conversation",
            json!({ "conversationId": conversation, "limit": 20 }),
            "go by its subject alone, and say so",
        )
        .think("Leave out those that have the tag already and a comment about it after the customer's last message.")
        .step(
            "Tag it",
            "tag_conversation",
            json!({ "conversationId": conversation, "addTags": [tag] }),
            "name it in your answer as one to be tagged",
        )
        .step(
            "Tell the assignee in an internal comment, in two or three sentences of your own: since when the customer \
             waits, what for, what would help",
            "add_comment",
            json!({ "conversationId": conversation, "body": "@<teammate> <the comment>" }),
            "write the comment in your answer",
        )
        .think(
            "Answer with a table: id, subject, hours, assignee, what was done, and what was not and why. Say how many \
             conversations you looked through and whether there are more.",
        )
        .rule("Mention nobody but the assignee or the teammate whom I named, and change no assignee or status."))
}
