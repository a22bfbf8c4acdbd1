//! Limits of one call: requests, characters, time.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use front_client::{
    Client,
    mcp::AgentTools,
    testing::{FakeFront, Kind, NewConversation, NewMessage, seed},
};
use mcp_core::testing::TestClient;
use serde_json::{Value, json};

use crate::mcp_agent::Agent;

#[tokio::test]
async fn change_beyond_the_budget_is_not_started() {
    let agent = Agent::tuned(|tools| tools.call_budget(2));
    let error = agent.call_error("send_reply", json!({"conversationId": seed::DISPUTE, "body": "Hi"})).await;
    assert!(error["message"].as_str().unwrap().contains("its limit of 2"), "{error}");
    assert!(agent.fake.sent().is_empty());
    assert_eq!(agent.fake.requests().len(), 2);
}

#[tokio::test]
async fn scan_ends_before_the_deadline() {
    let mut agent = Agent::new().as_author(seed::SARAH);
    agent.client =
        agent.client.context(|context| context.set_deadline(Instant::now() + Duration::from_secs(1)));
    let result = agent.call("list_drafts", json!({})).await;
    assert_eq!(result["scanned"]["complete"], false);
    assert!(result["next_cursor"].is_string());
}

#[tokio::test]
async fn a_long_call_reports_progress() {
    let agent = Agent::new();
    let seen: Arc<Mutex<Vec<f64>>> = Arc::default();
    let sink = Arc::clone(&seen);
    let client: TestClient = agent.client.clone().context(|context| {
        context.set_progress_sink(Arc::new(move |progress| sink.lock().unwrap().push(progress.progress)));
    });
    let arguments = json!({"conversationId": seed::DISPUTE});
    let params = json!({"name": "read_conversation", "arguments": arguments, "_meta": {"progressToken": 1}});
    client.request("tools/call", params).await.unwrap();
    let seen = seen.lock().unwrap();
    assert!(!seen.is_empty());
    assert!(seen.is_sorted(), "{seen:?}");
}

#[tokio::test]
async fn a_huge_field_is_cut_and_says_so() {
    let agent = Agent::tuned(|tools| tools.result_chars(2_000));
    let id = agent.fake.add_conversation(
        NewConversation::new(&"long ".repeat(2_000))
            .inbox(seed::SUPPORT)
            .custom_fields(json!({"Notes": "x".repeat(20_000)}))
            .message(NewMessage::from("a@b.example", "<p>Hello</p>")),
    );
    let result = agent.call("read_conversation", json!({"conversationId": id})).await;
    assert!(result.to_string().chars().count() <= 2_000, "{}", result.to_string().len());
    let notes: &Value = &result["conversation"]["custom_fields"]["Notes"];
    assert!(notes.as_str().unwrap().ends_with("more characters⟧"), "{notes}");
    assert_eq!(result["conversation"]["id"], id);
}

#[tokio::test]
async fn call_over_many_pages_ends_within_its_time() {
    for (tool, arguments) in [
        ("read_conversation", json!({"conversationId": seed::DISPUTE, "limit": 50})),
        ("search_conversations", json!({"query": "is:open", "limit": 50})),
        ("list_tags", json!({})),
        ("search_contacts", json!({"query": "e", "limit": 50})),
    ] {
        let mut agent = Agent::tuned(|tools| tools.call_budget(1_000));
        for n in 0..200 {
            agent.fake.receive(seed::DISPUTE, "jonas.weber@lumen-systems.example", &format!("<p>{n}</p>"));
            agent.fake.add_tag(&format!("Tag {n}"), None);
            agent.fake.add_contact(&format!("Pete {n}"), &format!("pete{n}@many.example"));
        }
        agent.fake.set_list_page_size(Some(1));
        agent.fake.set_latency(Duration::from_millis(50));
        let end = Instant::now() + Duration::from_secs(4);
        agent.client = agent.client.context(move |context| context.set_deadline(end));
        let result = agent.client.call_tool(tool, arguments).await.unwrap();
        assert!(Instant::now() < end, "{tool}");
        let requests = agent.fake.requests().len();
        assert!((1..100).contains(&requests), "{tool}: {requests} requests: {}", result.text());
        let of = |result: &Value| {
            result["next_cursor"].is_string()
                || result["complete"] == false
                || result["scanned"]["complete"] == false
        };
        let says = result.structured().is_some_and(of) || result.error_kind().is_some();
        assert!(says || tool == "search_conversations", "{tool}: {}", result.text());
    }
}

#[tokio::test]
async fn a_map_with_many_fields_is_cut_and_says_so() {
    let agent = Agent::new();
    let fields: serde_json::Map<String, Value> =
        (0..20_000).map(|n| (format!("Field {n:05}"), json!("value"))).collect();
    let id = agent.fake.add_conversation(
        NewConversation::new("Order")
            .inbox(seed::SUPPORT)
            .custom_fields(json!(fields))
            .message(NewMessage::from("a@b.example", "<p>Hello</p>")),
    );
    let result = agent.call("read_conversation", json!({"conversationId": id})).await;
    assert!(result.to_string().chars().count() <= 40_000, "{}", result.to_string().len());
    let kept = result["conversation"]["custom_fields"].as_object().unwrap().len();
    assert!(kept > 500, "{kept}");
    assert_eq!(
        result["shortened"],
        json!([{ "at": "/conversation/custom_fields", "left_out": 20_000 - kept }])
    );
    assert_eq!(result["entries"][0]["body"]["text"], "Hello");
}

#[tokio::test]
async fn a_field_too_large_to_be_read_is_named() {
    let fake = FakeFront::seeded();
    let fields: serde_json::Map<String, Value> =
        (0..2_000).map(|n| (format!("Field {n:05}"), json!("value"))).collect();
    fake.set_custom_fields(Kind::Conversation, seed::DISPUTE, json!(fields));
    let front = Client::builder().credential(fake.token()).transport(fake.clone()).max_decoded_bytes(100_000);
    let client = TestClient::new(AgentTools::new(front.build().unwrap()).registry());
    let result =
        client.call_tool("read_conversation", json!({"conversationId": seed::DISPUTE})).await.unwrap();
    let result = result.structured().unwrap();
    assert_eq!(result["not_read"], json!(["custom_fields"]), "{result}");
    assert!(result["conversation"].get("custom_fields").is_none(), "{result}");
}
