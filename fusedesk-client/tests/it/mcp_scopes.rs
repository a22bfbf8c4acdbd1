//! Documented scopes of each tool of the set `agent`.

use std::collections::BTreeSet;

use fusedesk_client::{
    mcp::required_scopes,
    testing::{FakeDesk, seed},
};
use serde_json::{Value, json};

use crate::mcp_support::Desk;

/// Returns plain arguments of each tool that needs a documented scope.
fn plainest(tool: &str) -> Option<Value> {
    Some(match tool {
        "fusedesk_search_cases"
        | "fusedesk_triage_snapshot"
        | "fusedesk_list_reps"
        | "fusedesk_list_departments" => {
            json!({})
        }
        "fusedesk_read_case" => json!({ "case_id": seed::DISPUTE }),
        "fusedesk_customer_timeline" => json!({ "customer": seed::ELENA }),
        "fusedesk_create_case" => {
            json!({ "department": "Billing", "summary": "Invoice is missing", "details": "It never came.",
                "customer": "elena.voss@northwind.example" })
        }
        "fusedesk_add_note" => json!({ "case_id": seed::DISPUTE, "note": "Looking into it." }),
        "fusedesk_assign_case" => json!({ "case_id": seed::DISPUTE, "rep": "Sarah Chen" }),
        "fusedesk_reply_to_case" => json!({ "case_id": seed::DISPUTE, "body": "Hello" }),
        "fusedesk_snooze_case" => json!({ "case_id": seed::DISPUTE, "until": "2027-03-01" }),
        "fusedesk_tag_case" => json!({ "case_id": seed::DISPUTE, "add": [seed::URGENT] }),
        "fusedesk_update_case" => json!({ "case_id": seed::DISPUTE, "status": "closed" }),
        _ => return None,
    })
}

/// Returns the error of a tool with a key that lacks these scopes.
async fn error_without(tool: &str, left_out: &[&str]) -> Option<String> {
    let fake = FakeDesk::seeded();
    let scopes: BTreeSet<&str> =
        FakeDesk::operations().map(|(.., scope)| scope).filter(|scope| !left_out.contains(scope)).collect();
    let key = fake.key_with_scopes(scopes);
    let desk = Desk::with_key(fake, key, |tools| tools);
    let result = desk.client.call_tool(tool, plainest(tool)?).await.unwrap();
    let text = result.text().to_owned();
    (result.is_error() || text.contains("forbidden") || text.contains("lacks a permission")).then_some(text)
}

#[tokio::test]
async fn each_tool_needs_the_documented_scopes_that_are_listed() {
    let mut wrong = Vec::new();
    for tool in Desk::new().tools.iter().map(|tool| tool.definition().name().to_owned()) {
        let scopes = required_scopes(&tool);
        assert_eq!(scopes.is_empty(), plainest(&tool).is_none(), "{tool}");
        if scopes.is_empty() {
            continue;
        }
        if let Some(error) = error_without(&tool, &[]).await {
            wrong.push(format!("{tool} fails with every scope: {error}"));
        }
        for scope in scopes {
            if error_without(&tool, &[scope]).await.is_none() {
                wrong.push(format!("{tool} does not need {scope}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
