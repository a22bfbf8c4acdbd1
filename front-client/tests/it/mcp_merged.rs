//! Merged conversations: every tool follows the merge once and returns the new id.

use front_client::testing::{MergedLocation, seed};
use serde_json::json;

use crate::mcp_agent::Agent;

#[tokio::test]
async fn merge_is_followed_and_reported() {
    let agent = Agent::new();
    for (tool, rest) in [
        ("assign_conversation", json!({"assigneeId": seed::DAVID})),
        ("update_conversation_status", json!({"status": "archived"})),
        ("add_comment", json!({"body": "A note"})),
    ] {
        let mut arguments = rest;
        arguments["conversationId"] = json!(seed::MERGED);
        let result = agent.call(tool, arguments).await;
        assert_eq!(result["merged_into"], seed::MERGED_INTO, "{tool}");
        assert_eq!(result["conversation_id"], seed::MERGED_INTO, "{tool}");
    }
    let conversation = agent.fake.conversation(seed::MERGED_INTO).unwrap();
    assert_eq!(conversation["assignee"]["id"], seed::DAVID);
    assert_eq!(conversation["status"], "archived");
}

#[tokio::test]
async fn every_page_has_the_new_id() {
    let agent = Agent::new();
    let mut arguments = json!({"conversationId": seed::MERGED, "limit": 1});
    for _ in 0..3 {
        let result = agent.call("read_conversation", arguments.clone()).await;
        assert_eq!(result["merged_into"], seed::MERGED_INTO);
        let Some(cursor) = result.get("next_cursor") else { break };
        arguments["cursor"] = cursor.clone();
    }
    let result = agent.call("read_conversation", json!({"conversationId": seed::MERGED})).await;
    assert_eq!(result["conversation"]["id"], seed::MERGED_INTO);
}

#[tokio::test]
async fn reply_to_merged_conversation_is_sent_once() {
    for location in [MergedLocation::default(), MergedLocation::Relative] {
        let agent = Agent::new().as_author(seed::SARAH);
        agent.fake.set_merged_location(location);
        let result = agent.call("send_reply", json!({"conversationId": seed::MERGED, "body": "Hi"})).await;
        assert_eq!(result["merged_into"], seed::MERGED_INTO);
        let sent = agent.fake.sent();
        assert_eq!(sent.len(), 1);
        assert_eq!(sent[0]["conversation_id"], seed::MERGED_INTO);

        let message = result["message_id"].as_str().unwrap();
        let arguments = json!({"conversationId": seed::MERGED, "body": "Hi", "inReplyToMessageId": message});
        let draft = agent.call("create_draft", arguments).await;
        assert_eq!(draft["merged_into"], seed::MERGED_INTO);
        assert!(agent.fake.drafts_in(seed::MERGED_INTO).iter().any(|known| known["id"] == draft["draft_id"]));
    }
}
