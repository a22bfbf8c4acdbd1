//! Completion: names from FuseDesk, read once, and none after a failure.

use std::time::Duration;

use fusedesk_client::testing::{Fault, seed};
use mcp_core::Filter;
use serde_json::json;

use crate::mcp_support::Desk;

const CASES: &str = "fusedesk://cases/{case_id}";
const CUSTOMERS: &str = "fusedesk://customers/{contact_id}";

#[tokio::test]
async fn names_are_completed() {
    let client = Desk::new().client;
    for (prompt, argument, typed, value) in [
        ("fusedesk_triage_cases", "department", "bil", "Billing"),
        ("fusedesk_triage_cases", "department", "22", "22"),
        ("fusedesk_triage_cases", "fallback_rep", "okafor", "David Okafor"),
        ("fusedesk_triage_cases", "urgent_tag", "urg", "Urgent"),
        ("fusedesk_follow_up_chat", "chat_id", "seats", seed::SEATS_CHAT),
    ] {
        let values = client.complete_prompt(prompt, argument, typed).await.unwrap();
        assert_eq!(
            values.first().map(String::as_str),
            Some(value),
            "{prompt} {argument} {typed}: {values:?}"
        );
    }
    let values = client.complete_template(CASES, "case_id", "2001").await.unwrap();
    assert_eq!(values, [seed::DISPUTE.to_string()]);
    // The address of all their cases, or the id without a single address.
    for (typed, value) in [("alex", "alex@example.com"), ("9a3f", seed::ALEX), ("elena", seed::ELENA)] {
        let values = client.complete_template(CUSTOMERS, "contact_id", typed).await.unwrap();
        assert_eq!(values, [value], "{typed}");
        let prompted = client.complete_prompt("fusedesk_triage_cases", "customer", typed).await.unwrap();
        assert_eq!(prompted, values);
        let customer = client.read_resource(&format!("fusedesk://customers/{value}")).await.unwrap();
        assert!(customer.text().contains(if typed == "elena" { seed::ELENA } else { seed::ALEX }));
    }
    assert!(client.complete_template(CASES, "case_id", "nothing at all").await.unwrap().is_empty());
}

#[tokio::test]
async fn archived_names_are_not_proposed() {
    let client = Desk::new().client;
    let tags = client.complete_prompt("fusedesk_triage_cases", "urgent_tag", "").await.unwrap();
    assert!(tags.len() > 2 && !tags.contains(&seed::ARCHIVED_TAG.to_string()), "{tags:?}");
    assert!(
        client
            .complete_prompt("fusedesk_triage_cases", "urgent_tag", &seed::ARCHIVED_TAG.to_string())
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn completion_shares_one_request_with_the_tools() {
    let desk = Desk::new();
    for typed in ["", "b", "bi", "bil"] {
        desk.client.complete_prompt("fusedesk_triage_cases", "department", typed).await.unwrap();
    }
    assert_eq!(desk.fake.requests().len(), 1, "{:?}", desk.requests());
    desk.call("fusedesk_search_cases", json!({ "department": "Billing" })).await;
    let lists =
        desk.requests().iter().filter(|(path, _)| path.contains("department")).map(|(_, n)| n).sum::<usize>();
    assert_eq!(lists, 1, "{:?}", desk.requests());
}

#[tokio::test]
async fn a_list_that_cannot_be_read_proposes_nothing() {
    let desk = Desk::new();
    desk.fake.fault(Fault::status(503).on("GET", "/chats"));
    for typed in ["s", "se"] {
        let values = desk.client.complete_prompt("fusedesk_follow_up_chat", "chat_id", typed).await.unwrap();
        assert!(values.is_empty(), "{values:?}");
    }
    assert_eq!(
        desk.fake.requests().len(),
        1,
        "who is down is not asked at each letter: {:?}",
        desk.requests()
    );
    let slow = Desk::configured(|tools| tools.completion_timeout(Duration::from_millis(20)));
    slow.fake.fault(Fault::delay(Duration::from_secs(60)).on("GET", "/reps"));
    assert!(
        slow.client.complete_prompt("fusedesk_triage_cases", "fallback_rep", "s").await.unwrap().is_empty()
    );
}

#[tokio::test]
async fn caller_without_list_tool_gets_no_completions() {
    let desk = Desk::new();
    let filter = Filter::new().methods(["fusedesk_triage_cases", "fusedesk_list_departments"]).unwrap();
    let client = desk.client.clone().filter(&filter);
    let values = client.complete_prompt("fusedesk_triage_cases", "department", "bil").await.unwrap();
    assert_eq!(values, ["Billing"]);
    assert!(client.complete_prompt("fusedesk_triage_cases", "fallback_rep", "").await.unwrap().is_empty());
    assert_eq!(desk.fake.requests().len(), 1, "{:?}", desk.requests());
}
