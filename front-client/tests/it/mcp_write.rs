//! Tools that change a conversation without reaching a customer.

use front_client::testing::{Fault, seed};
use serde_json::{Value, json};

use crate::mcp_agent::{Agent, ids};

#[tokio::test]
async fn a_conversation_is_assigned_by_id_address_or_name() {
    let agent = Agent::new();
    for (assignee, expected) in [
        (seed::SARAH, seed::SARAH),
        ("david@acme.example", seed::DAVID),
        ("sarah chen", seed::SARAH),
        ("David", seed::DAVID),
    ] {
        let result = agent
            .call("assign_conversation", json!({"conversationId": seed::DISPUTE, "assigneeId": assignee}))
            .await;
        assert_eq!(result["assignee"]["id"], expected, "{assignee}");
        assert_eq!(agent.fake.conversation(seed::DISPUTE).unwrap()["assignee"]["id"], expected);
    }
}

#[tokio::test]
async fn every_unassign_keyword_unassigns() {
    let agent = Agent::new();
    for nobody in [Value::Null, json!(""), json!("none"), json!("null")] {
        agent
            .call("assign_conversation", json!({"conversation_id": seed::DISPUTE, "assignee_id": "sarah"}))
            .await;
        let result = agent
            .call("assign_conversation", json!({"conversationId": seed::DISPUTE, "assigneeId": nobody}))
            .await;
        assert_eq!(result["assigned"], false);
        assert_eq!(agent.fake.conversation(seed::DISPUTE).unwrap()["assignee"], Value::Null);
    }
    let error = agent.call_error("assign_conversation", json!({"conversationId": seed::DISPUTE})).await;
    assert!(error["message"].as_str().unwrap().contains("missing field `assigneeId`"), "{error}");
}

#[tokio::test]
async fn unknown_teammate_is_refused() {
    let agent = Agent::new();
    let error = agent
        .call_error(
            "assign_conversation",
            json!({"conversationId": seed::DISPUTE, "assigneeId": "Sara Chen"}),
        )
        .await;
    assert_eq!(error["kind"], "not_found");
    assert!(error["hint"].as_str().unwrap().contains("Sarah Chen (tea_sarah"), "{error}");
    let error = agent
        .call_error("assign_conversation", json!({"conversationId": seed::DISPUTE, "assigneeId": "tea_none"}))
        .await;
    assert!(
        error["message"].as_str().unwrap().starts_with("assigneeId: there is no teammate tea_none"),
        "{error}"
    );
    let error = agent
        .call_error("assign_conversation", json!({"conversationId": "cnv_none", "assigneeId": "sarah"}))
        .await;
    assert_eq!(error["kind"], "not_found");
    assert_eq!(error["status"], 404);
}

#[tokio::test]
async fn a_conversation_is_archived_and_reopened() {
    let agent = Agent::new();
    let link = format!("https://app.frontapp.com/open/{}", seed::DISPUTE);
    agent.call("update_conversation_status", json!({"conversationId": link, "status": "archived"})).await;
    assert_eq!(agent.fake.conversation(seed::DISPUTE).unwrap()["status"], "archived");
    let result = agent
        .call("update_conversation_status", json!({"conversationId": seed::DISPUTE, "status": "open"}))
        .await;
    assert_eq!(result["status"], "open");
    assert_eq!(agent.fake.conversation(seed::DISPUTE).unwrap()["status"], "unassigned");

    let error = agent
        .call_error("update_conversation_status", json!({"conversationId": seed::DISPUTE, "status": "spam"}))
        .await;
    assert!(error["message"].as_str().unwrap().contains("expected `open` or `archived`"), "{error}");
    let error = agent
        .call_error("update_conversation_status", json!({"conversationId": "cnv_x", "status": "open"}))
        .await;
    assert_eq!(error["kind"], "not_found");
}

#[tokio::test]
async fn a_comment_mentions_teammates() {
    let agent = Agent::new().as_author(seed::MIA);
    let body = "@Sarah Chen and @david@acme.example: @nobody knows, mail elena@northwind.example";
    let result = agent.call("add_comment", json!({"conversationId": seed::DISPUTE, "body": body})).await;
    assert_eq!(ids(&result["mentioned"]), [seed::SARAH, seed::DAVID]);
    assert_eq!(result["unresolved_mentions"][0]["text"], "@nobody");
    assert_eq!(result["unresolved_mentions"].as_array().unwrap().len(), 1);
    assert_eq!(result["author"], seed::MIA);
    let comment = &agent.fake.comments_in(seed::DISPUTE)[0];
    assert_eq!(comment["id"], result["comment_id"]);
    assert_eq!(comment["author"]["id"], seed::MIA);
    assert!(comment["body"].as_str().unwrap().ends_with("mail elena@northwind.example"));
}

#[tokio::test]
async fn only_the_context_names_the_author() {
    let agent = Agent::new();
    let arguments = json!({"conversationId": seed::DISPUTE, "body": "Hello"});
    assert_eq!(agent.call("add_comment", arguments.clone()).await["author"], "api token");
    for name in ["author", "authorId", "author_id"] {
        let mut arguments = arguments.clone();
        arguments[name] = json!(seed::SARAH);
        let error = agent.call_error("add_comment", arguments).await;
        assert!(error["message"].as_str().unwrap().contains("unknown field"), "{error}");
    }
    let error = agent.call_error("add_comment", json!({"conversationId": seed::DISPUTE, "body": " "})).await;
    assert_eq!(error["kind"], "invalid_arguments");
    let error = agent.call_error("add_comment", json!({"conversationId": "cnv_x", "body": "x"})).await;
    assert_eq!(error["kind"], "not_found");
}

#[tokio::test]
async fn written_comment_is_a_success_despite_later_failures() {
    let agent = Agent::new();
    agent.fake.fault(Fault::status(500).on("GET", "/mentions"));
    let result = agent.call("add_comment", json!({"conversationId": seed::DISPUTE, "body": "@sarah"})).await;
    assert_eq!(ids(&result["mentioned"]), [seed::SARAH]);
    assert!(result["mentions_unconfirmed"].as_str().unwrap().contains("500"), "{result}");
    assert_eq!(agent.fake.comments_in(seed::DISPUTE).len(), 1);
}
