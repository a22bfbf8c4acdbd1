//! `fusedesk_triage_cases`: says of each new case what it is about, and tags and assigns it.

use client_core::mcp::Guide;
use mcp_core::{
    Context, Prompt, ToolError,
    argument::{self, given},
    prompt_fn,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{Completions, arguments as call_with};

/// Hours, unless the person says otherwise.
const DEFAULT_HOURS: u32 = 48;
/// The most hours: a year.
const MAX_HOURS: u32 = 8_760;
/// Cases, unless the person says otherwise: each takes a request or more to read.
const DEFAULT_LIMIT: usize = 10;
/// The most cases: a model that reads more forgets the first.
const MAX_LIMIT: usize = 50;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Only cases of this department; all departments where it is left empty.
    department: Option<String>,
    /// Only cases of this customer: uuid, CRM id, e-mail address, phone number or name.
    customer: Option<String>,
    /// How many hours ago the cases were opened at most, 1 to 8760; 48 by default.
    hours: Option<u32>,
    /// What goes where: "billing goes to the department Billing, what is down gets the tag Urgent …".
    sorting: Option<String>,
    /// The case tag for what cannot wait.
    tag: Option<String>,
    /// The rep who gets what fits nothing else; it stays as it is where this is left empty.
    rep: Option<String>,
    /// The most cases to sort, 1 to 50; 10 by default.
    limit: Option<usize>,
}

pub(super) fn prompt(completions: Completions<'_>) -> impl Prompt + use<> {
    prompt_fn(
        "fusedesk_triage_cases",
        "Reads the new cases with what is known of their customers, says what each is about, and tags and assigns it.",
        |arguments: Arguments, context: Context| async move { triage(&arguments, &context) },
    )
    .title("Triage cases in FuseDesk")
    .tags(["cases", "customers"])
    .complete("department", completions.departments())
    .complete("customer", completions.customers())
    .complete("tag", completions.tags())
    .complete("rep", completions.reps())
}

fn triage(arguments: &Arguments, context: &Context) -> Result<Guide, ToolError> {
    let limit = argument::limit(arguments.limit, DEFAULT_LIMIT, MAX_LIMIT)?;
    let hours = arguments.hours.unwrap_or(DEFAULT_HOURS);
    if !(1..=MAX_HOURS).contains(&hours) {
        return Err(ToolError::invalid_arguments(format!("hours is {hours}; it may be 1 to {MAX_HOURS}")));
    }
    let (department, customer) =
        (given(arguments.department.as_deref()), given(arguments.customer.as_deref()));
    let tag = given(arguments.tag.as_deref());
    let case = "<id of the case>";
    let guide = Guide::new(
        context,
        format!("Sort the active cases in FuseDesk that were opened in the last {hours} hours."),
    )
    .given("Department", department)
    .given("Customer", customer)
    .given("What goes where", given(arguments.sorting.as_deref()))
    .given("Tag for what cannot wait", tag)
    .given("Who gets what fits nothing else", given(arguments.rep.as_deref()));
    let guide = match customer {
        Some(customer) => guide.step(
            "Find the customer; where several fit, ask me which one is meant",
            "fusedesk_find_customer",
            json!({ "query": customer, "limit": 5 }),
            "go by what I gave",
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
    Ok(guide
        .step(
            "Find the cases",
            "fusedesk_search_cases",
            call_with(always, [("department", department), ("customer", customer)]),
            "ask me for their ids",
        )
        .step(
            "Read each of them",
            "fusedesk_read_case",
            json!({ "case_id": case, "limit": 10 }),
            "go by its summary alone, and say so",
        )
        .step(
            "Where it matters what else the customer wrote, read that",
            "fusedesk_customer_timeline",
            json!({ "customer": "<uuid of the customer>", "limit": 15 }),
            "go by the case alone",
        )
        .step(
            "Look which tags there are before you choose one",
            "fusedesk_list_case_tags",
            json!({}),
            "choose among the tags that you saw on cases",
        )
        .step(
            "Look who there is before you choose somebody",
            "fusedesk_list_reps",
            json!({ "limit": 50 }),
            "assign only to reps and departments whom I named",
        )
        .think(
            "Decide for each what the customer wants, how much it hurries, and by that its tag, department and rep. What I \
             said about what goes where comes first. What fits nothing keeps its state.",
        )
        .step(
            "Tag it",
            "fusedesk_tag_case",
            json!({ "case_id": case, "add": [tag.unwrap_or("<tag>")] }),
            "propose the tag in your answer",
        )
        .step(
            "Assign it",
            "fusedesk_assign_case",
            json!({ "case_id": case, "rep": "<rep>", "department": "<department>" }),
            "propose rep and department in your answer",
        )
        .step(
            "Leave two or three sentences for whoever takes it over: what it is about, what was tried, what comes next",
            "fusedesk_add_note",
            json!({ "case_id": case, "note": "<the sentences>" }),
            "write them in your answer",
        )
        .think(
            "Answer with a table: id, customer, what it is about in one sentence, tag, department, rep, and what was not \
             done and why. Where the customer has had no answer yet, propose one below the table. Say whether there are \
             more cases than you sorted.",
        )
        .rule("Change no status, close nothing, and leave alone what a rep took meanwhile."))
}
