//! `escalate_overdue`: tags conversations whose customer has waited too long, and tells their assignees.

use client_core::mcp::{Guide, argument::given};
use mcp_core::{Context, HandlerError, Prompt, prompt_fn};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{Completions, filters};

/// Default number of hours.
const DEFAULT_HOURS: u32 = 24;
/// Maximum number of hours: a year.
const MAX_HOURS: u32 = 8_760;
/// Number of pages of open conversations to scan.
const MAX_PAGES: u32 = 10;
/// Maximum number of conversations to escalate: a model that reads more forgets the first.
const MAX_CONVERSATIONS: u32 = 25;
/// Default tag.
const DEFAULT_TAG: &str = "SLA Breach";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Minimum number of hours that the customer has waited, 1 to 8760. Defaults to 24.
    hours: Option<u32>,
    /// Only conversations in this inbox.
    inbox: Option<String>,
    /// Only conversations assigned to this teammate.
    assignee: Option<String>,
    /// Tag to add. It must exist. Defaults to "SLA Breach".
    tag: Option<String>,
    /// Teammate to tell about unassigned conversations.
    escalate_to: Option<String>,
}

pub(super) fn prompt(completions: Completions<'_>) -> impl Prompt + use<> {
    prompt_fn(
        "escalate_overdue",
        "Finds the open conversations in Front in which a customer has waited too long, tags them, and informs \
         their assignees in internal comments.",
        |arguments: Arguments, context: Context| async move { escalate(&arguments, &context) },
    )
    .title("Escalate overdue conversations in Front")
    .tags(["conversations", "comments", "tags"])
    .complete("inbox", completions.inboxes())
    .complete("assignee", completions.teammates())
    .complete("tag", completions.tags())
    .complete("escalate_to", completions.teammates())
}

fn escalate(arguments: &Arguments, context: &Context) -> Result<Guide, HandlerError> {
    let hours = arguments.hours.unwrap_or(DEFAULT_HOURS);
    if !(1..=MAX_HOURS).contains(&hours) {
        return Err(HandlerError::invalid_arguments(format!("hours is {hours}; it may be 1 to {MAX_HOURS}")));
    }
    let (inbox, assignee) = (given(arguments.inbox.as_deref()), given(arguments.assignee.as_deref()));
    let tag = given(arguments.tag.as_deref()).unwrap_or(DEFAULT_TAG);
    let conversation = "<id of the conversation>";
    let filters = filters("open", [("inboxId", inbox), ("teammateId", assignee)]);
    let escalate_to = given(arguments.escalate_to.as_deref());
    let unassigned = match escalate_to {
        Some(_) => "If the conversation is unassigned, mention the teammate named above for it",
        None => "If the conversation is unassigned, mention nobody",
    };
    let goal = format!(
        "Escalate the open conversations in Front in which a customer has waited {hours} hours or longer."
    );
    Ok(Guide::new(context, goal)
        .argument("Inbox", inbox)
        .argument("Assigned to", assignee)
        .argument("Tag", Some(tag))
        .argument("Teammate for unassigned conversations", escalate_to)
        .step(
            format!(
                "Find the open conversations. The most recently active come first, so the longest waits may come \
                 last: continue with next_cursor, for at most {MAX_PAGES} pages"
            ),
            "search_conversations",
            json!({ "query": "", "filters": filters, "limit": 50 }),
            "ask me for the ids of conversations to look at",
        )
        .step_without_tool(format!(
            "Keep those whose waiting_hours is {hours} or more, at most {MAX_CONVERSATIONS}, the longest wait \
             first. Without waiting_hours, no customer is waiting."
        ))
        .step(
            "Read each conversation for the customer's request",
            "read_conversation",
            json!({ "conversationId": conversation, "limit": 20 }),
            "go by its subject alone, and say so",
        )
        .step_without_tool(
            "Skip conversations that have both the tag and a comment about the wait that is newer than the \
             customer's last message.",
        )
        .step(
            "Tag it",
            "tag_conversation",
            json!({ "conversationId": conversation, "addTags": [tag] }),
            "name it in your answer as one to be tagged",
        )
        .step(
            format!(
                "Tell the assignee in an internal comment, in two or three sentences of your own: how long the \
                 customer has waited, what for, and what would help. {unassigned}"
            ),
            "add_comment",
            json!({ "conversationId": conversation, "body": "@<teammate> <the comment>" }),
            "write the comment in your answer",
        )
        .step_without_tool(
            "Answer with a table: id, subject, hours, assignee, what was done, and anything not done with the \
             reason. Say how many conversations you read, and whether there are more.",
        )
        .rule("Mention nobody but the assignee or the teammate whom I named, and change no assignee or status."))
}
