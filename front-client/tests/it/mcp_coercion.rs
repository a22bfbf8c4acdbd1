//! Sloppy arguments, as models write them.

use front_client::testing::seed;
use serde_json::{Value, json};

use crate::mcp_agent::{Agent, ids};

#[tokio::test]
async fn single_text_and_capitals_are_coerced() {
    let agent = Agent::new();
    let found =
        agent.call("search_conversations", json!({"filters": {"tags": "Finance", "status": "Open"}})).await;
    assert_eq!(found["searched"], "is:open tag:tag_fin");
    let result =
        agent.call("tag_conversation", json!({"conversationId": seed::DISPUTE, "addTags": "Finance"})).await;
    assert_eq!(result["added"], json!([seed::FINANCE]));
    let read = agent
        .call("read_conversation", json!({"conversationId": seed::DISCUSSION, "include": "comments"}))
        .await;
    assert_eq!(ids(&read["entries"]).len(), 2);
    let result = agent
        .call("update_conversation_status", json!({"conversationId": seed::DISPUTE, "status": "ARCHIVED"}))
        .await;
    assert_eq!(result["status"], "archived");
}

#[tokio::test]
async fn query_is_optional_with_filters() {
    let agent = Agent::new();
    for arguments in [
        json!({"filters": {"status": "open"}}),
        json!({"query": null, "filters": {"status": "open"}}),
        json!({"query": "", "filters": "{\"status\": \"open\"}"}),
    ] {
        assert_eq!(agent.call("search_conversations", arguments).await["searched"], "is:open");
    }
    let error = agent.call_error("search_conversations", json!({})).await;
    assert!(error["message"].as_str().unwrap().contains("query is empty"), "{error}");
}

#[tokio::test]
async fn me_resolves_to_the_author_only() {
    let agent = Agent::new();
    let me = json!({"conversationId": seed::DISPUTE, "assigneeId": "me"});
    assert_eq!(agent.call_error("assign_conversation", me.clone()).await["kind"], "not_found");
    let agent = agent.as_author(seed::MIA);
    assert_eq!(agent.call("assign_conversation", me).await["assignee"]["id"], seed::MIA);
}

#[tokio::test]
async fn unknown_name_error_lists_known_names() {
    let agent = Agent::new();
    let error = agent.call_error("search_conversations", json!({"filters": {"teamId": "xyz"}})).await;
    let hint = error["hint"].as_str().unwrap();
    assert_eq!(hint, "There are: Customer Care (tim_care), Engineering (tim_eng).");
}

#[tokio::test]
async fn plain_text_sent_as_html_keeps_line_breaks() {
    let agent = Agent::new();
    agent.call("send_reply", json!({"conversationId": seed::DISPUTE, "body": "Hi Elena,\n\ndone."})).await;
    let sent: Value = agent.fake.sent()[0]["body"].clone();
    assert_eq!(sent, "Hi Elena,<br>\n<br>\ndone.");
}

#[tokio::test]
async fn small_budget_does_not_loop() {
    let agent = Agent::tuned(|tools| tools.call_budget(1)).as_author(seed::SARAH);
    let error = agent.call_error("list_drafts", json!({})).await;
    assert!(error["message"].as_str().unwrap().contains("its limit of 1"), "{error}");
}
