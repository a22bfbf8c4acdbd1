//! Completion: names from Front, read once, and none if they cannot be read.

use std::time::Duration;

use front_client::testing::{Fault, seed};
use mcp_core::Filter;

use crate::mcp_agent::Agent;

const CONVERSATIONS: &str = "front://conversations/{conversation_id}";
const CONTACTS: &str = "front://contacts/{contact_id}";

#[tokio::test]
async fn names_are_completed() {
    let client = Agent::new().client;
    for (prompt, argument, typed, value) in [
        ("triage_inbox", "inbox", "sup", "Support"),
        ("triage_inbox", "inbox", "inb_bill", seed::BILLING),
        ("triage_inbox", "fallback_teammate", "okafor", "David Okafor"),
        ("triage_inbox", "fallback_teammate", "mia@", "Mia Larsen"),
        ("escalate_overdue", "tag", "sla", "SLA Breach"),
        ("escalate_overdue", "assignee", "tea_sarah", seed::SARAH),
        ("escalate_overdue", "escalate_to", "reyes tom", "Tom Reyes"),
        ("draft_reply", "tone", "f", "friendly"),
        ("draft_reply", "conversation_id", "cnv_disp1", seed::DISPUTE),
    ] {
        let values = client.complete_prompt(prompt, argument, typed).await.unwrap();
        assert_eq!(
            values.first().map(String::as_str),
            Some(value),
            "{prompt} {argument} {typed}: {values:?}"
        );
    }
    let values = client.complete_template(CONTACTS, "contact_id", "elena").await.unwrap();
    assert_eq!(values, ["elena.voss@northwind.example"]);
    let contact = client.read_resource(&format!("front://contacts/{}", values[0])).await.unwrap();
    assert!(contact.text().contains(seed::ELENA));
    for (typed, value) in [("crd_el", seed::ELENA), ("+49", "elena.voss@northwind.example")] {
        let values = client.complete_template(CONTACTS, "contact_id", typed).await.unwrap();
        assert!(values.iter().any(|it| it == value), "{typed}: {values:?}");
    }
    let values = client.complete_template(CONVERSATIONS, "conversation_id", "elena").await.unwrap();
    assert!(values.iter().any(|id| id == seed::DISPUTE), "{values:?}");
    assert!(client.complete_template(CONTACTS, "contact_id", "nobody at all").await.unwrap().is_empty());
}

#[tokio::test]
async fn completions_are_cached() {
    let agent = Agent::new();
    for typed in ["", "s", "su", "sup"] {
        agent.client.complete_prompt("triage_inbox", "inbox", typed).await.unwrap();
        agent.client.complete_prompt("escalate_overdue", "inbox", typed).await.unwrap();
    }
    assert_eq!(agent.fake.requests().len(), 1, "{:?}", agent.requests());
    let agent = Agent::tuned(|tools| tools.completion_ttl(Duration::ZERO));
    for _ in 0..2 {
        agent.client.complete_prompt("triage_inbox", "inbox", "s").await.unwrap();
    }
    assert_eq!(agent.fake.requests().len(), 2, "{:?}", agent.requests());
}

#[tokio::test]
async fn failed_list_completes_nothing() {
    let agent = Agent::new();
    agent.fake.fault(Fault::status(503).on("GET", "/inboxes"));
    for typed in ["s", "su"] {
        assert!(agent.client.complete_prompt("triage_inbox", "inbox", typed).await.unwrap().is_empty());
    }
    assert_eq!(
        agent.fake.requests().len(),
        1,
        "who is down is not asked at each letter: {:?}",
        agent.requests()
    );
    let slow = Agent::tuned(|tools| tools.completion_timeout(Duration::from_millis(20)));
    slow.fake.fault(Fault::delay(Duration::from_secs(60)).on("GET", "/teammates"));
    assert!(slow.client.complete_prompt("triage_inbox", "fallback_teammate", "s").await.unwrap().is_empty());
}

#[tokio::test]
async fn hidden_list_tool_completes_nothing() {
    let agent = Agent::new();
    let filter = Filter::new().methods(["triage_inbox", "list_inboxes"]).unwrap();
    let client = agent.client.clone().filter(&filter);
    assert_eq!(client.complete_prompt("triage_inbox", "inbox", "sup").await.unwrap(), ["Support"]);
    assert!(client.complete_prompt("triage_inbox", "fallback_teammate", "").await.unwrap().is_empty());
    assert_eq!(agent.fake.requests().len(), 1, "{:?}", agent.requests());
    client.complete_prompt("draft_reply", "conversation_id", "").await.unwrap_err();
}
