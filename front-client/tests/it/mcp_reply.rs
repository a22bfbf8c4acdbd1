//! `create_draft`, `send_reply` and `list_drafts`.

use std::collections::HashSet;

use front_client::testing::{FakeFront, NewConversation, NewMessage, seed};
use serde_json::{Value, json};

use crate::mcp_agent::{Agent, ids};

/// Returns a conversation whose customer copied a colleague.
fn with_copies(fake: &FakeFront) -> String {
    fake.add_conversation(
        NewConversation::new("Copies")
            .inbox(seed::SUPPORT)
            .message(NewMessage::from("jane@b.example", "<p>Hello</p>").channel(seed::SUPPORT_EMAIL)),
    )
}

#[tokio::test]
async fn a_reply_goes_to_the_customer_through_their_channel() {
    let agent = Agent::new().as_author(seed::SARAH);
    let result =
        agent.call("send_reply", json!({"conversationId": seed::DISPUTE, "body": "<p>Refunded.</p>"})).await;
    assert_eq!(result["status"], "accepted");
    assert_eq!(result["author"], seed::SARAH);
    assert_eq!(result["in_reply_to"], seed::DISPUTE_MESSAGE);
    let message = result["message_id"].as_str().expect("it appears with the next request");
    let sent = agent.fake.sent();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0]["conversation_id"], seed::DISPUTE);
    assert_eq!(sent[0]["message_id"], message);
    assert_eq!(sent[0]["archive"], false);
    assert_eq!(sent[0]["author_id"], seed::SARAH);
    assert_eq!(sent[0]["to"], json!(["elena.voss@northwind.example"]));
    assert_eq!(sent[0]["channel_id"], result["channel_id"]);
    assert_ne!(agent.fake.conversation(seed::DISPUTE).unwrap()["status"], "archived");
}

#[tokio::test]
async fn bodies_are_made_into_html() {
    let agent = Agent::new();
    for (format, body, html) in [
        ("markdown", "**now**", "<strong>now</strong>"),
        ("plain", "a < b", "a &lt; b"),
        ("html", "<i>now</i>", "<i>now</i>"),
    ] {
        agent
            .call("send_reply", json!({"conversationId": seed::DISPUTE, "body": body, "bodyFormat": format}))
            .await;
        let sent = agent.fake.sent();
        assert!(sent.last().unwrap()["body"].as_str().unwrap().contains(html), "{format}");
    }
    for body in ["", "  ", "<p></p>"] {
        let error =
            agent.call_error("send_reply", json!({"conversationId": seed::DISPUTE, "body": body})).await;
        assert!(error["message"].as_str().unwrap().contains("body is empty"), "{error}");
    }
    assert_eq!(agent.fake.sent().len(), 3);
}

#[tokio::test]
async fn the_channel_can_be_overridden() {
    let agent = Agent::new();
    for channel in [seed::BILLING_EMAIL, "billing@acme.example"] {
        let arguments = json!({"conversationId": seed::DISPUTE, "body": "Hi", "channelOverride": channel});
        let result = agent.call("send_reply", arguments).await;
        assert_eq!(result["channel_id"], seed::BILLING_EMAIL, "{channel}");
    }
    for channel in ["cha_none", "nobody@acme.example", seed::SUPPORT] {
        let arguments = json!({"conversationId": seed::DISPUTE, "body": "Hi", "channelOverride": channel});
        let error = agent.call_error("send_reply", arguments).await;
        assert!(error["message"].as_str().unwrap().contains("channelOverride"), "{error}");
    }
    assert_eq!(agent.fake.sent().len(), 2);
}

#[tokio::test]
async fn the_message_answered_must_be_of_the_conversation() {
    let agent = Agent::new();
    for (message, words) in [
        ("msg_none", "there is no message"),
        ("cnv_disp1", "must be the id of a message"),
        (seed::SHARED_DRAFT, "is a draft"),
        (seed::DISPUTE_MESSAGE, "is in the conversation"),
    ] {
        let arguments =
            json!({"conversationId": seed::WITH_DRAFTS, "body": "Hi", "inReplyToMessageId": message});
        let error = agent.call_error("send_reply", arguments).await;
        assert!(error["message"].as_str().unwrap().contains(words), "{error}");
    }
    let error =
        agent.call_error("send_reply", json!({"conversationId": seed::DISCUSSION, "body": "Hi"})).await;
    assert!(error["message"].as_str().unwrap().contains("no message to reply to"), "{error}");
    let error = agent.call_error("send_reply", json!({"conversationId": "cnv_none", "body": "Hi"})).await;
    assert_eq!(error["kind"], "not_found");
    assert!(agent.fake.sent().is_empty());
}

#[tokio::test]
async fn a_draft_waits_for_a_teammate() {
    let agent = Agent::new().as_author(seed::SARAH);
    let before = agent.fake.drafts_in(seed::DISPUTE).len();
    let arguments =
        json!({"conversationId": seed::DISPUTE, "body": "We *refund* you.", "bodyFormat": "markdown"});
    let result = agent.call("create_draft", arguments).await;
    assert_eq!(result["author"], seed::SARAH);
    assert_eq!(result["shared"], true);
    assert_eq!(result["to"], json!(["elena.voss@northwind.example"]));
    assert!(result["version"].is_string());
    let drafts = agent.fake.drafts_in(seed::DISPUTE);
    assert_eq!(drafts.len(), before + 1);
    let draft = drafts.iter().find(|draft| draft["id"] == result["draft_id"]).unwrap();
    assert_eq!(draft["draft_mode"], "shared");
    assert_eq!(draft["author"]["id"], seed::SARAH);
    assert!(draft["body"].as_str().unwrap().contains("<em>refund</em>"));
    assert!(agent.fake.sent().is_empty());

    let private = json!({"conversation_id": seed::DISPUTE, "body": "x", "shared": false, "reply_all": false});
    assert_eq!(agent.call("create_draft", private).await["shared"], false);
}

#[tokio::test]
async fn failed_draft_reports_the_reason() {
    let agent = Agent::new().as_author(seed::SARAH);
    let error = agent.call_error("create_draft", json!({"conversationId": "cnv_none", "body": "x"})).await;
    assert_eq!(error["kind"], "not_found");
    let error = agent.call_error("create_draft", json!({"conversationId": seed::DISPUTE})).await;
    assert!(error["message"].as_str().unwrap().contains("missing field `body`"), "{error}");
}

#[tokio::test]
async fn the_author_may_be_an_alias() {
    let agent = Agent::new().as_author("alt:email:sarah@acme.example");
    agent.call("create_draft", json!({"conversationId": seed::DISPUTE, "body": "x"})).await;
    let result = agent.call("list_drafts", json!({})).await;
    assert_eq!(result["scanned"]["author"], seed::SARAH);
}

#[tokio::test]
async fn own_drafts_are_listed_with_what_was_scanned() {
    let agent = Agent::new().as_author(seed::SARAH);
    let result = agent.call("list_drafts", json!({})).await;
    let listed: HashSet<&str> = ids(&result["drafts"]).into_iter().collect();
    let own: Vec<Value> = agent
        .fake
        .drafts_in(seed::WITH_DRAFTS)
        .into_iter()
        .filter(|draft| draft["author"]["id"] == seed::SARAH)
        .collect();
    assert!(!own.is_empty());
    for draft in &own {
        assert!(listed.contains(draft["id"].as_str().unwrap()));
    }
    assert_eq!(result["scanned"]["complete"], true);
    assert!(result["scanned"]["conversations"].as_u64().unwrap() >= 2);
    assert!(result.get("next_cursor").is_none());

    let error = agent.call_error("list_drafts", json!({"limit": 201})).await;
    assert!(error["message"].as_str().unwrap().contains("1 to 200"), "{error}");
}

#[tokio::test]
async fn drafts_are_paged_within_the_budget() {
    let agent = Agent::tuned(|tools| tools.call_budget(8)).as_author(seed::SARAH);
    let mut wanted = HashSet::new();
    for _ in 0..3 {
        let id = with_copies(&agent.fake);
        agent.call("assign_conversation", json!({"conversationId": id, "assigneeId": seed::SARAH})).await;
        for _ in 0..2 {
            let draft = agent.call("create_draft", json!({"conversationId": id, "body": "x"})).await;
            wanted.insert(draft["draft_id"].as_str().unwrap().to_owned());
        }
    }
    let mut seen = HashSet::new();
    let mut arguments = json!({"limit": 1});
    for _ in 0..50 {
        let result = agent.call("list_drafts", arguments.clone()).await;
        assert!(result["drafts"].as_array().unwrap().len() <= 1);
        for id in ids(&result["drafts"]) {
            assert!(seen.insert(id.to_owned()), "{id} twice");
        }
        let Some(cursor) = result.get("next_cursor") else {
            assert_eq!(result["scanned"]["complete"], true);
            break;
        };
        arguments["cursor"] = cursor.clone();
    }
    assert!(seen.is_superset(&wanted), "{seen:?} {wanted:?}");
    let other = Agent::of(agent.fake.clone(), |tools| tools).as_author(seed::DAVID);
    let error = other.call_error("list_drafts", arguments).await;
    assert!(error["message"].as_str().unwrap().contains("other arguments"), "{error}");
}
