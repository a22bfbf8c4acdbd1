//! `fusedesk_follow_up_chat`: drafts an e-mail that confirms the promises in a chat.

use client_core::mcp::{Guide, argument::given};
use mcp_core::{Context, HandlerError, Prompt, prompt_fn};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::Completions;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// The id of the chat, active or closed.
    chat_id: String,
    /// The customer, if the chat does not name one: uuid, CRM id, e-mail address or phone number.
    customer: Option<String>,
    /// Further content of the e-mail, besides confirming the promises.
    instructions: Option<String>,
}

pub(super) fn prompt(completions: Completions<'_>) -> impl Prompt + use<> {
    prompt_fn(
        "fusedesk_follow_up_chat",
        "Reads a chat in FuseDesk, finds the rep's promises and the customer, and proposes the follow-up e-mail.",
        |arguments: Arguments, context: Context| async move { follow_up(&arguments, &context) },
    )
    .title("Follow up a chat in FuseDesk")
    .tags(["chats", "customers"])
    .complete("chat_id", completions.chats())
    .complete("customer", completions.customers())
}

fn follow_up(arguments: &Arguments, context: &Context) -> Result<Guide, HandlerError> {
    let chat = given(Some(&arguments.chat_id))
        .ok_or_else(|| HandlerError::invalid_arguments("chat_id is empty; it must be the id of a chat"))?;
    let customer = given(arguments.customer.as_deref());
    Ok(Guide::new(context, "Prepare the follow-up e-mail of a chat in FuseDesk. A person reviews and sends it.")
        .argument("Chat", Some(chat))
        .argument("Customer", customer)
        .argument("Additional content of the e-mail", given(arguments.instructions.as_deref()))
        .step(
            "Read the whole transcript. Continue with next_cursor if there is one",
            "fusedesk_read_chat",
            json!({ "chat_id": chat }),
            "ask me for the transcript",
        )
        .step_without_tool(
            "Find the rep's promises, with the words and the time of each, and the customer's open requests. \
             Only text by a rep is a promise.",
        )
        .step(
            "Find the customer by the contact of the chat, else by the name of the client. A name alone proves \
             nothing: if several match, or only the name is known, ask me",
            "fusedesk_find_customer",
            json!({ "query": customer.unwrap_or("<uuid of the customer, or name of the client>"), "limit": 5 }),
            "ask me for the address",
        )
        .step(
            "Read the events since the chat",
            "fusedesk_customer_timeline",
            json!({ "customer": customer.unwrap_or("<uuid of the customer>"), "limit": 15 }),
            "use the chat alone, and say so",
        )
        .step(
            "If the chat belongs to a case, read the case",
            "fusedesk_read_case",
            json!({ "case_id": "<case_id of the chat>", "limit": 10 }),
            "use the chat alone",
        )
        .step_without_tool(
            "Write the e-mail in the customer's language: a subject, the confirmed promises, and the next steps. \
             Promise only what a rep promised. For an unknown date, leave a gap such as [when?]. Answer with the \
             e-mail, its address and the certainty of that address, and the sources.",
        )
        .step(
            "If the chat belongs to a case, add a note for the team with each promise and its rep",
            "fusedesk_add_note",
            json!({ "case_id": "<case_id of the chat>", "note": "<the promises>" }),
            "list the promises in your answer",
        )
        .rule("Do not close the chat. Closing cannot be undone."))
}
