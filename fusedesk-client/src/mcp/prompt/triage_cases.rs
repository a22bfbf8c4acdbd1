//! `fusedesk_triage_cases`: summarises, tags and assigns new cases.

use client_core::mcp::{
    Guide,
    argument::{self, given},
};
use mcp_core::{Context, HandlerError, Prompt, prompt_fn};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{Completions, arguments as call_with};

/// Default number of hours.
const DEFAULT_HOURS: u32 = 48;
/// Maximum number of hours: a year.
const MAX_HOURS: u32 = 8_760;
/// Default number of cases. Each takes at least one request to read.
const DEFAULT_LIMIT: usize = 10;
/// Maximum number of cases. A model that reads more forgets the first.
const MAX_LIMIT: usize = 50;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Only cases of this department. Default all departments.
    department: Option<String>,
    /// Only cases of this customer: uuid, CRM id, e-mail address, phone number or name.
    customer: Option<String>,
    /// Only cases opened in the last hours: 1 to 8760. Default 48.
    hours: Option<u32>,
    /// Rules for tag, department and rep: "billing goes to the department Billing".
    routing: Option<String>,
    /// The case tag for urgent cases.
    urgent_tag: Option<String>,
    /// The rep for cases without a matching rule. By default such cases stay unchanged.
    fallback_rep: Option<String>,
    /// Maximum number of cases, 1 to 50. Default 10.
    limit: Option<usize>,
}

pub(super) fn prompt(completions: Completions<'_>) -> impl Prompt + use<> {
    prompt_fn(
        "fusedesk_triage_cases",
        "Reads the latest cases in FuseDesk with what is known of their customers, says what each is about, and tags and \
         assigns it.",
        |arguments: Arguments, context: Context| async move { triage(&arguments, &context) },
    )
    .title("Triage cases in FuseDesk")
    .tags(["cases", "customers"])
    .complete("department", completions.departments())
    .complete("customer", completions.customers())
    .complete("urgent_tag", completions.tags())
    .complete("fallback_rep", completions.reps())
}

fn triage(arguments: &Arguments, context: &Context) -> Result<Guide, HandlerError> {
    let limit = argument::limit(arguments.limit, DEFAULT_LIMIT, MAX_LIMIT)?;
    let hours = arguments.hours.unwrap_or(DEFAULT_HOURS);
    if !(1..=MAX_HOURS).contains(&hours) {
        return Err(HandlerError::invalid_arguments(format!("hours is {hours}; it may be 1 to {MAX_HOURS}")));
    }
    let (department, customer) =
        (given(arguments.department.as_deref()), given(arguments.customer.as_deref()));
    let (tag, fallback) = (given(arguments.urgent_tag.as_deref()), given(arguments.fallback_rep.as_deref()));
    let otherwise = match fallback {
        Some(_) => "What fits nothing goes to the rep whom I named for it.",
        None => "What fits nothing stays as it is.",
    };
    let case = "<id of the case>";
    let guide = Guide::new(
        context,
        format!("Triage the active cases in FuseDesk that were opened in the last {hours} hours."),
    )
    .argument("Department", department)
    .argument("Customer", customer)
    .argument("Routing", given(arguments.routing.as_deref()))
    .argument("Tag for what cannot wait", tag)
    .argument("Who gets what no routing fits", fallback);
    let guide = match customer {
        Some(customer) => guide.step(
            "Find the customer. Where several fit, ask me which one is meant",
            "fusedesk_find_customer",
            json!({ "query": customer, "limit": 5 }),
            "go by what I told you",
        ),
        None => guide.step(
            "See what waits, where and for how long",
            "fusedesk_triage_snapshot",
            call_with([("limit", json!(5))], [("department", department)]),
            "go by the cases alone",
        ),
    };
    let always = [
        ("status", json!("active")),
        ("opened_after", json!(format!("{hours}h"))),
        ("sort", json!("opened")),
        ("oldest_first", json!(true)),
        ("limit", json!(limit)),
    ];
    let guide = guide.step(
        "Find the cases",
        "fusedesk_search_cases",
        call_with(always, [("department", department), ("customer", customer)]),
        "ask me for their ids",
    );
    let guide = match customer {
        Some(_) => guide.step_without_tool(
            "Where there is none, say so, propose an answer that acknowledges the customer's new inquiry, and leave out \
             the steps that follow.",
        ),
        None => guide,
    };
    Ok(guide
        .step(
            "Read each of them",
            "fusedesk_read_case",
            json!({ "case_id": case, "limit": 10 }),
            "go by its summary alone, and say so",
        )
        .step(
            "Where it matters what else the customer has written, read that",
            "fusedesk_customer_timeline",
            json!({ "customer": "<uuid of the customer>", "limit": 15 }),
            "go by the case alone",
        )
        .step(
            "See which tags there are before you choose one",
            "fusedesk_list_case_tags",
            json!({}),
            "choose among the tags that you saw on cases",
        )
        .step(
            "See who there is before you choose somebody",
            "fusedesk_list_reps",
            json!({ "limit": 50 }),
            "assign only to reps and departments whom I named",
        )
        .step_without_tool(format!(
            "Decide for each case what the customer wants, how urgent it is, and from that its tag, department and rep. Routing \
             that I gave, if any, comes first. {otherwise}"
        ))
        .step(
            "Tag it",
            "fusedesk_tag_case",
            json!({ "case_id": case, "add": ["<tag>"] }),
            "propose the tag in your answer",
        )
        .step(
            "Assign it, by rep, department or both",
            "fusedesk_assign_case",
            json!({ "case_id": case, "rep": "<rep>", "department": "<department>" }),
            "propose rep and department in your answer",
        )
        .step(
            "Leave a note of two or three sentences for whoever takes it over: what it is about, what was tried, what comes \
             next",
            "fusedesk_add_note",
            json!({ "case_id": case, "note": "<the sentences>" }),
            "write them in your answer",
        )
        .step_without_tool(
            "Answer with a table: id, customer, what it is about in one sentence, tag, department, rep, and what was not \
             done and why. Where the customer has had no answer yet, propose one below the table. Say whether there are \
             more cases than these.",
        )
        .rule("Change no status, close nothing, and leave alone what a rep has taken in the meantime."))
}
