//! Authors in Front: a teammate, the API token if the host allows it, or none.

use front_client::{mcp::Author, testing::seed};
use mcp_core::Context;
use serde_json::{Value, json};

use crate::mcp_agent::Agent;

/// Returns a call of each tool that writes as an author.
fn writes() -> [(&'static str, Value); 4] {
    [
        ("add_comment", json!({"conversationId": seed::DISPUTE, "body": "@sarah, is this yours?"})),
        ("send_reply", json!({"conversationId": seed::DISPUTE, "body": "<p>Refunded.</p>"})),
        (
            "send_new_message",
            json!({"channelId": seed::SUPPORT_EMAIL, "to": ["jane@b.example"], "subject": "Hi", "body": "<p>Hi</p>"}),
        ),
        ("create_draft", json!({"conversationId": seed::DISPUTE, "body": "<p>Refunded.</p>"})),
    ]
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[tokio::test]
async fn write_without_author_is_refused() {
    let agent = Agent::new().without_author();
    let (comments, drafts) = (agent.fake.comments_in(seed::DISPUTE), agent.fake.drafts_in(seed::DISPUTE));
    for (tool, arguments) in writes().into_iter().chain([("list_drafts", json!({}))]) {
        let error = agent.call_error(tool, arguments).await;
        assert_eq!(error["kind"], "forbidden", "{tool}: {error}");
        assert!(text(&error["message"]).contains("this server set none"), "{tool}: {error}");
        let hint = text(&error["hint"]);
        assert!(
            hint.contains("must set one for this caller: a teammate or the API token"),
            "{tool}: {error}"
        );
    }
    assert!(agent.fake.requests().is_empty(), "a refused write makes no request");
    assert!(agent.fake.sent().is_empty());
    assert_eq!(agent.fake.comments_in(seed::DISPUTE), comments);
    assert_eq!(agent.fake.drafts_in(seed::DISPUTE), drafts);
}

#[tokio::test]
async fn api_token_can_be_the_author() {
    let agent = Agent::new().without_author();
    let client = agent.client.clone().context(|context| {
        context.extensions_mut().insert(Author::api_token());
    });
    let agent = Agent { client, ..agent };
    for (tool, arguments) in writes().into_iter().take(3) {
        assert_eq!(agent.call(tool, arguments).await["author"], "api token", "{tool}");
    }
    assert_eq!(agent.fake.comments_in(seed::DISPUTE)[0]["author"]["type"], "api");
    let sent = agent.fake.sent();
    assert_eq!(sent.len(), 2);
    assert!(sent.iter().all(|message| message["author_id"].is_null()), "{sent:?}");
}

#[tokio::test]
async fn a_draft_needs_a_teammate() {
    let agent = Agent::new();
    for (tool, arguments) in [writes()[3].clone(), ("list_drafts", json!({}))] {
        let error = agent.call_error(tool, arguments).await;
        assert_eq!(error["kind"], "forbidden", "{tool}: {error}");
        assert!(text(&error["message"]).contains("drafts belong to a teammate"), "{tool}: {error}");
        assert!(text(&error["hint"]).contains("must set a teammate"), "{tool}: {error}");
    }
    assert!(agent.fake.requests().is_empty());
}

#[tokio::test]
async fn teammate_is_the_author() {
    let agent = Agent::new().as_author(seed::MIA);
    for (tool, arguments) in writes() {
        assert_eq!(agent.call(tool, arguments).await["author"], seed::MIA, "{tool}");
    }
    assert!(agent.fake.sent().iter().all(|message| message["author_id"] == seed::MIA));
}

#[tokio::test]
async fn tools_without_author_need_none() {
    let agent = Agent::new().without_author();
    agent
        .call("assign_conversation", json!({"conversationId": seed::DISPUTE, "assigneeId": seed::DAVID}))
        .await;
    agent
        .call("update_conversation_status", json!({"conversationId": seed::DISPUTE, "status": "archived"}))
        .await;
    agent.call("tag_conversation", json!({"conversationId": seed::DISPUTE, "addTags": [seed::REFUND]})).await;
    assert_eq!(agent.fake.conversation(seed::DISPUTE).unwrap()["assignee"]["id"], seed::DAVID);
}

#[tokio::test]
async fn invalid_arguments_are_reported_before_a_missing_author() {
    // Faults that the model can correct come first, then the host's omission.
    let agent = Agent::new().without_author();
    for (tool, arguments) in [
        ("add_comment", json!({"conversationId": seed::DISPUTE, "body": " "})),
        ("send_reply", json!({"conversationId": "tea_1", "body": "Hi"})),
        ("create_draft", json!({"conversationId": seed::DISPUTE, "body": "<p> </p>"})),
    ] {
        assert_eq!(agent.call_error(tool, arguments).await["kind"], "invalid_arguments", "{tool}");
    }
}

#[tokio::test]
async fn me_is_the_teammate_and_never_the_api_token() {
    let arguments = json!({"conversationId": seed::DISPUTE, "assigneeId": "me"});
    let mia = Agent::new().as_author(seed::MIA);
    mia.call("assign_conversation", arguments.clone()).await;
    assert_eq!(mia.fake.conversation(seed::DISPUTE).unwrap()["assignee"]["id"], seed::MIA);
    for agent in [Agent::new(), Agent::new().without_author()] {
        let error = agent.call_error("assign_conversation", arguments.clone()).await;
        assert!(text(&error["message"]).contains("me"), "{error}");
    }
}

#[test]
fn an_author_is_a_teammate_or_the_token() {
    let mut context = Context::new();
    assert_eq!(Author::of(&context), None);
    context.extensions_mut().insert(Author::api_token());
    assert_eq!(Author::of(&context).unwrap().id(), None);
    context.extensions_mut().insert(Author::new(seed::SARAH));
    assert_eq!(Author::of(&context).unwrap().id().unwrap().as_str(), seed::SARAH);
    assert_eq!(Author::new(seed::SARAH).to_string(), seed::SARAH);
    assert_ne!(Author::new("api token"), Author::api_token());
}
