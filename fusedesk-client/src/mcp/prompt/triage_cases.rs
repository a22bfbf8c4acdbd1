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
        "Reads the latest cases in FuseDesk and the history of their customers, summarizes each, and tags and \
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
        Some(_) => "Assign cases that match no routing to the fallback rep.",
        None => "Leave cases that match no routing unchanged.",
    };
    let case = "<id of the case>";
    let guide = Guide::new(
        context,
        format!("Triage the active cases in FuseDesk that were opened in the last {hours} hours."),
    )
    .argument("Department", department)
    .argument("Customer", customer)
    .argument("Routing", given(arguments.routing.as_deref()))
    .argument("Tag for urgent cases", tag)
    .argument("Fallback rep", fallback);
    let guide = match customer {
        Some(customer) => guide.step(
            "Find the customer. If several match, ask me which one I mean",
            "fusedesk_find_customer",
            json!({ "query": customer, "limit": 5 }),
            "use what I told you",
        ),
        None => guide.step(
            "Get an overview of waiting cases",
            "fusedesk_triage_snapshot",
            call_with([("limit", json!(5))], [("department", department)]),
            "continue with the cases alone",
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
            "If there is no case, say so, propose a reply that acknowledges the customer's new inquiry, and skip \
             the remaining steps.",
        ),
        None => guide,
    };
    Ok(guide
        .step(
            "Read each case",
            "fusedesk_read_case",
            json!({ "case_id": case, "limit": 10 }),
            "use its summary alone, and say so",
        )
        .step(
            "If the customer's other messages matter, read them",
            "fusedesk_customer_timeline",
            json!({ "customer": "<uuid of the customer>", "limit": 15 }),
            "use the case alone",
        )
        .step(
            "List the tags before you choose one",
            "fusedesk_list_case_tags",
            json!({}),
            "choose among the tags of the cases",
        )
        .step(
            "List the reps before you choose one",
            "fusedesk_list_reps",
            json!({ "limit": 50 }),
            "assign only to reps and departments that I named",
        )
        .step_without_tool(format!(
            "For each case, decide what the customer wants and how urgent it is. From that, choose its tag, \
             department and rep. My routing, if given, has priority. {otherwise}"
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
            "Add a note of two or three sentences for the next rep: the topic, what was tried, and the next step",
            "fusedesk_add_note",
            json!({ "case_id": case, "note": "<the sentences>" }),
            "write them in your answer",
        )
        .step_without_tool(
            "Answer with a table: id, customer, topic in one sentence, tag, department, rep, and what was not \
             done and why. If a customer has had no reply yet, propose one below the table. Say if there are more \
             cases.",
        )
        .rule("Change no status and close nothing. Skip cases that a rep has taken in the meantime."))
}
