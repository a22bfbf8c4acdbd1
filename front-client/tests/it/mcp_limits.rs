//! Limits of one call: requests, characters, time.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use front_client::testing::{NewConversation, NewMessage, seed};
use mcp_core::testing::TestClient;
use serde_json::{Value, json};

use crate::mcp_desk::Desk;

#[tokio::test]
async fn change_beyond_the_budget_is_not_started() {
    let desk = Desk::tuned(|tools| tools.call_budget(2));
    let error = desk.fail("send_reply", json!({"conversationId": seed::DISPUTE, "body": "Hi"})).await;
    assert!(error["message"].as_str().unwrap().contains("more than the 2 requests"), "{error}");
    assert!(desk.fake.sent().is_empty());
    assert_eq!(desk.fake.requests().len(), 2);
}

#[tokio::test]
async fn scan_ends_before_the_deadline() {
    let mut desk = Desk::new().as_author(seed::SARAH);
    desk.client =
        desk.client.context(|context| context.set_deadline(Instant::now() + Duration::from_secs(1)));
    let result = desk.call("list_drafts", json!({})).await;
    assert_eq!(result["scanned"]["complete"], false);
    assert!(result["next_cursor"].is_string());
}

#[tokio::test]
async fn a_long_call_reports_progress() {
    let desk = Desk::new();
    let seen: Arc<Mutex<Vec<f64>>> = Arc::default();
    let sink = Arc::clone(&seen);
    let client: TestClient = desk.client.clone().context(|context| {
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
    let desk = Desk::tuned(|tools| tools.result_chars(2_000));
    let id = desk.fake.add_conversation(
        NewConversation::new(&"long ".repeat(2_000))
            .inbox(seed::SUPPORT)
            .custom_fields(json!({"Notes": "x".repeat(20_000)}))
            .message(NewMessage::from("a@b.example", "<p>Hello</p>")),
    );
    let result = desk.call("read_conversation", json!({"conversationId": id})).await;
    assert!(result.to_string().chars().count() <= 2_000, "{}", result.to_string().len());
    let notes: &Value = &result["conversation"]["custom_fields"]["Notes"];
    assert!(notes.as_str().unwrap().ends_with("more characters]"), "{notes}");
    assert_eq!(result["conversation"]["id"], id);
}
