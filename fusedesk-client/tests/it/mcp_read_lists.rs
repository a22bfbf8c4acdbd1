//! Departments, reps, case tags, and names in arguments of other tools.

use std::time::Duration;

use fusedesk_client::testing::{FakeDesk, Fault, seed};
use serde_json::json;

use crate::mcp_support::{Desk, ids, texts};

#[tokio::test]
async fn departments_have_their_reps_by_name() {
    let desk = Desk::new();
    let listed = desk.call("fusedesk_list_departments", json!({})).await;
    assert_eq!(texts(&listed["departments"], "name"), ["Support", "Billing", "Sales", "Integrations"]);
    assert_eq!(listed["departments"][0]["all_reps"], true);
    assert_eq!(texts(&listed["departments"][1]["reps"], "name"), ["Sarah Chen", "Mia Larsen"]);
    let all = desk.call("fusedesk_list_departments", json!({"include_archived": true})).await;
    assert_eq!(all["total"], 5);
    assert!(all["departments"][4]["archived_at"].is_string());
    let found = desk.call("fusedesk_list_departments", json!({"name_query": "sal"})).await;
    assert_eq!(ids(&found["departments"]), [seed::SALES]);
}

#[tokio::test]
async fn names_that_cannot_be_read_are_named() {
    let desk = Desk::new();
    desk.fake.fault(Fault::status(500).on("GET", "/reps"));
    let listed = desk.call("fusedesk_list_departments", json!({})).await;
    assert_eq!(listed["departments"][1]["reps"][0], json!({"id": seed::SARAH}));
    assert_eq!(listed["failed"][0]["what"], "names of reps");
    // A key without access to reps does not fail the call either.
    let fake = FakeDesk::seeded();
    let key = fake.key_with_scopes(["departments"]);
    let listed = Desk::with_key(fake, key, |tools| tools).call("fusedesk_list_departments", json!({})).await;
    assert!(listed["failed"][0]["error"].as_str().unwrap().contains("permission"), "{listed:#}");
}

#[tokio::test]
async fn reps_by_department_and_words() {
    let desk = Desk::new();
    let all = desk.call("fusedesk_list_reps", json!({})).await;
    assert_eq!(ids(&all["reps"]), [seed::SARAH, seed::DAVID, seed::MIA]);
    let all = desk.call("fusedesk_list_reps", json!({"include_disabled": true})).await;
    assert_eq!(all["reps"][3]["is_disabled"], true);
    for department in [json!("billing"), json!(seed::BILLING), json!(seed::BILLING.to_string())] {
        let found = desk.call("fusedesk_list_reps", json!({"department": department})).await;
        assert_eq!(ids(&found["reps"]), [seed::SARAH, seed::MIA]);
    }
    let found = desk.call("fusedesk_list_reps", json!({"name_query": "david@"})).await;
    assert_eq!(found["reps"][0]["department"]["name"], "Integrations");
}

#[tokio::test]
async fn tags_in_pages() {
    let desk = Desk::new();
    let mut arguments = json!({"limit": 2});
    let mut names = Vec::new();
    loop {
        let page = desk.call("fusedesk_list_case_tags", arguments.clone()).await;
        assert_eq!(page["total"], 5);
        names.extend(texts(&page["tags"], "name").into_iter().map(str::to_owned));
        let Some(cursor) = page.get("next_cursor") else { break };
        arguments["cursor"] = cursor.clone();
    }
    assert_eq!(names, ["VIP", "Billing Dispute", "Refund", "API Error", "Urgent"]);
    arguments["include_archived"] = true.into();
    let error = desk.fail("fusedesk_list_case_tags", arguments).await;
    assert!(error["message"].as_str().unwrap().contains("other arguments"), "{error}");
    let error = desk.fail("fusedesk_list_reps", json!({"cursor": "abc"})).await;
    assert!(error["message"].as_str().unwrap().contains("altered"), "{error}");
}

#[tokio::test]
async fn unknown_and_ambiguous_names_are_refused() {
    let desk = Desk::new();
    let error = desk.fail("fusedesk_search_cases", json!({"department": "Biling"})).await;
    assert_eq!(error["kind"], "not_found");
    assert_eq!(error["hint"], "Perhaps one of these: Billing (22).");
    desk.fake.add_rep("sarah.stone@acme.example", "Sarah", "Stone");
    let error = desk.fail("fusedesk_search_cases", json!({"rep": "sarah"})).await;
    assert_eq!(error["message"], "2 reps match \"sarah\"");
    assert!(error["hint"].as_str().unwrap().contains("Sarah Chen (101), Sarah Stone"), "{error}");
    for rep in ["sarah@acme.example", "SARAH CHEN", "101", "@sarah chen"] {
        let found = desk.call("fusedesk_search_cases", json!({"rep": rep, "limit": 1})).await;
        assert_eq!(found["cases"][0]["rep"]["id"], seed::SARAH, "{rep}");
    }
    // Disabled reps may have cases, but are not suggested.
    desk.call("fusedesk_search_cases", json!({"rep": "Tom Reyes"})).await;
    desk.call("fusedesk_search_cases", json!({"department": "Onboarding 2021"})).await;
    let error = desk.fail("fusedesk_search_cases", json!({"rep": "Tom Rayes"})).await;
    assert!(!error["hint"].as_str().unwrap().contains("Tom"), "{error}");
}

#[tokio::test]
async fn names_are_cached() {
    let desk = Desk::new();
    for _ in 0..3 {
        desk.call("fusedesk_search_cases", json!({"department": "Billing"})).await;
    }
    let requests = desk.requests();
    for list in ["GET /api/v2/departments/all", "GET /api/v2/reps", "GET /api/v1/casetags"] {
        assert_eq!(requests[list], 1, "{list}");
    }
    // New names are found nevertheless.
    desk.fake.add_department("Returns");
    let found = desk.call("fusedesk_list_reps", json!({"department": "Returns"})).await;
    assert_eq!(found["total"], 3);

    let desk = Desk::configured(|tools| tools.names_ttl(Duration::ZERO));
    for _ in 0..2 {
        desk.call("fusedesk_search_cases", json!({})).await;
    }
    assert_eq!(desk.requests()["GET /api/v2/reps"], 2);
}
