//! `read_conversation`.

use std::{collections::HashSet, time::Duration};

use front_client::testing::{Fault, NewConversation, NewMessage, seed};
use serde_json::{Value, json};

use crate::mcp_agent::{Agent, ids};

fn kinds(result: &Value) -> Vec<&str> {
    result["entries"].as_array().unwrap().iter().map(|entry| entry["kind"].as_str().unwrap()).collect()
}

fn times(result: &Value) -> Vec<&str> {
    result["entries"].as_array().unwrap().iter().map(|entry| entry["at"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_conversation_reads_as_one_timeline() {
    let agent = Agent::new();
    agent.call("assign_conversation", json!({"conversationId": seed::DISPUTE, "assigneeId": "sarah"})).await;
    // Events within the same millisecond have no order.
    agent.fake.advance(Duration::from_secs(1));
    agent.call("add_comment", json!({"conversationId": seed::DISPUTE, "body": "I look into it"})).await;
    let result = agent.call("read_conversation", json!({"conversationId": seed::DISPUTE})).await;
    assert_eq!(result["conversation"]["assignee"]["id"], seed::SARAH);
    assert_eq!(result["conversation"]["recipient"]["name"], "Elena Voss");
    assert!(result["conversation"]["waiting_hours"].as_f64().unwrap() > 24.0);
    let kinds = kinds(&result);
    assert_eq!(kinds.first(), Some(&"message"));
    assert_eq!(kinds.last(), Some(&"comment"));
    assert!(kinds.contains(&"event"));
    let times = times(&result);
    assert!(times.is_sorted(), "{times:?}");
    assert!(result.get("next_cursor").is_none());

    let entries = result["entries"].as_array().unwrap();
    let assigned = entries.iter().find(|entry| entry["event"] == "assign").unwrap();
    assert_eq!(assigned["target"], "Sarah Chen (tea_sarah)");
    for entry in entries {
        assert!(
            !["inbound", "outbound", "comment", "mention"]
                .contains(&entry["event"].as_str().unwrap_or_default())
        );
    }
    let message = &entries[0];
    assert_eq!(message["direction"], "inbound");
    assert!(message["from"].as_str().unwrap().contains("elena.voss@northwind.example"));
    assert!(!message["body"]["text"].as_str().unwrap().contains('<'));
}

#[tokio::test]
async fn include_limits_kinds_and_requests() {
    let agent = Agent::new();
    agent.call("add_comment", json!({"conversationId": seed::DISPUTE, "body": "approve"})).await;
    agent.fake.clear_requests();
    let result = agent
        .call("read_conversation", json!({"conversation_id": seed::DISPUTE, "include": ["comment"]}))
        .await;
    assert_eq!(kinds(&result), ["comment"]);
    assert!(
        agent
            .requests()
            .keys()
            .all(|request| !request.ends_with("/messages") && !request.ends_with("/events"))
    );
    // A list that was written as text.
    let result = agent
        .call("read_conversation", json!({"conversationId": seed::DISPUTE, "include": "[\"message\"]"}))
        .await;
    assert!(kinds(&result).iter().all(|kind| *kind == "message"));
}

#[tokio::test]
async fn timeline_pages_have_no_gaps_or_duplicates() {
    for limit in [1, 7, 25] {
        let agent = Agent::new();
        let whole = agent.fake.messages_in(seed::LONG).len();
        let mut seen = Vec::new();
        let mut arguments = json!({"conversationId": seed::LONG, "limit": limit});
        loop {
            let result = agent.call("read_conversation", arguments.clone()).await;
            assert!(result["entries"].as_array().unwrap().len() <= limit);
            let page = result["entries"].as_array().unwrap().clone();
            seen.splice(0..0, page);
            // Entries that arrive while the agent pages are not in older pages.
            if seen.len() <= limit {
                agent.fake.receive(seed::LONG, "sam@lumen.example", "<p>One more thing</p>");
            }
            let Some(cursor) = result.get("next_cursor") else { break };
            arguments["cursor"] = cursor.clone();
        }
        let ids: HashSet<&str> = seen.iter().map(|entry| entry["id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), seen.len(), "limit {limit}: duplicates");
        let messages = seen.iter().filter(|entry| entry["kind"] == "message").count();
        assert_eq!(messages, whole, "limit {limit}");
        let times: Vec<&str> = seen.iter().map(|entry| entry["at"].as_str().unwrap()).collect();
        assert!(times.is_sorted());
    }
}

#[tokio::test]
async fn a_cursor_belongs_to_its_call() {
    let agent = Agent::new();
    let first = agent.call("read_conversation", json!({"conversationId": seed::LONG, "limit": 5})).await;
    let cursor = first["next_cursor"].as_str().unwrap();
    for (arguments, words) in [
        (json!({"conversationId": seed::DISPUTE, "cursor": cursor}), "other arguments"),
        (json!({"conversationId": seed::LONG, "include": ["event"], "cursor": cursor}), "other arguments"),
        (json!({"conversationId": seed::LONG, "cursor": &cursor[..cursor.len() - 3]}), "altered"),
        (json!({"conversationId": seed::LONG, "cursor": "x"}), "altered"),
        (json!({"conversationId": seed::LONG, "limit": 0}), "1 to 200"),
        (json!({"conversationId": seed::LONG, "limit": 201}), "1 to 200"),
        (
            json!({"conversationId": seed::LONG, "include": ["mail"]}),
            "unknown variant `mail`, expected one of",
        ),
        (json!({"conversationId": "sarah"}), "must be the id of a conversation"),
    ] {
        let error = agent.call_error("read_conversation", arguments).await;
        assert_eq!(error["kind"], "invalid_arguments");
        assert!(error["message"].as_str().unwrap().contains(words), "{error}");
    }
    let error = agent.call_error("read_conversation", json!({"conversationId": "cnv_none"})).await;
    assert_eq!(error["kind"], "not_found");
}

#[tokio::test]
async fn hidden_text_of_mail_is_removed() {
    let agent = Agent::new();
    let result = agent.call("read_conversation", json!({"conversationId": seed::HOSTILE})).await;
    let entry = &result["entries"][0];
    assert!(entry["hidden_parts_removed"].as_u64().unwrap() > 0, "{entry:#}");
    let html =
        agent.call("read_conversation", json!({"conversationId": seed::HOSTILE, "bodyFormat": "html"})).await;
    let html = html["entries"][0]["body"]["text"].as_str().unwrap();
    assert!(html.contains('<'));
    assert!(entry["body"]["text"].as_str().unwrap().len() < html.len());
}

#[tokio::test]
async fn a_long_body_is_cut_and_read_on() {
    let agent = Agent::new();
    let text: String = (0..12_000).map(|n| format!("wörd{n} ")).collect();
    let id = agent.fake.add_conversation(
        NewConversation::new("Long")
            .inbox(seed::SUPPORT)
            .message(NewMessage::from("a@b.example", &format!("<p>{text}</p>"))),
    );
    let mut arguments = json!({"conversationId": id});
    let mut whole = String::new();
    for _ in 0..10 {
        let result = agent.call("read_conversation", arguments.clone()).await;
        assert!(result.to_string().chars().count() <= 40_000);
        let entries = result["entries"].as_array().unwrap();
        let entry = entries.iter().find(|entry| entry["kind"] == "message").unwrap();
        assert_eq!(entry["body_from"].as_u64().unwrap_or(0), whole.chars().count() as u64);
        whole.push_str(entry["body"]["text"].as_str().unwrap());
        match entry.get("rest_cursor") {
            Some(cursor) => arguments["cursor"] = cursor.clone(),
            None => break,
        }
    }
    assert_eq!(whole.trim(), text.trim());
}

#[tokio::test]
async fn many_long_bodies_make_a_short_page() {
    let agent = Agent::new();
    let mut new = NewConversation::new("Many").inbox(seed::SUPPORT);
    for n in 0..30 {
        new = new.message(NewMessage::from("a@b.example", &format!("<p>{n} {}</p>", "word ".repeat(2_000))));
    }
    let id = agent.fake.add_conversation(new);
    let (mut arguments, mut seen, mut pages) =
        (json!({"conversationId": id, "include": ["message"]}), HashSet::new(), 0);
    loop {
        let result = agent.call("read_conversation", arguments.clone()).await;
        assert!(result.to_string().chars().count() <= 40_000);
        for id in ids(&result["entries"]) {
            assert!(seen.insert(id.to_owned()), "{id} twice");
        }
        pages += 1;
        let Some(cursor) = result.get("next_cursor") else { break };
        arguments["cursor"] = cursor.clone();
    }
    assert_eq!(seen.len(), 30);
    assert!(pages > 3, "{pages}");
}

#[tokio::test]
async fn failed_list_is_named_and_the_rest_returned() {
    let agent = Agent::new();
    agent.fake.fault(Fault::status(500).on("GET", "/comments"));
    let result = agent.call("read_conversation", json!({"conversationId": seed::DISPUTE})).await;
    assert_eq!(result["missing"][0]["kind"], "comment");
    assert!(kinds(&result).contains(&"message"));

    for list in ["/messages", "/comments", "/events"] {
        agent.fake.fault(Fault::status(500).on("GET", list));
    }
    let error = agent.call_error("read_conversation", json!({"conversationId": seed::DISPUTE})).await;
    assert_eq!(error["kind"], "unavailable");
}

#[tokio::test]
async fn the_budget_ends_a_page_and_not_the_timeline() {
    let agent = Agent::tuned(|tools| tools.call_budget(4));
    let (mut arguments, mut seen) = (json!({"conversationId": seed::LONG, "limit": 200}), HashSet::new());
    loop {
        let result = agent.call("read_conversation", arguments.clone()).await;
        for id in ids(&result["entries"]) {
            assert!(seen.insert(id.to_owned()), "{id} twice");
        }
        let Some(cursor) = result.get("next_cursor") else { break };
        arguments["cursor"] = cursor.clone();
    }
    assert!(seen.len() >= agent.fake.messages_in(seed::LONG).len());
}

#[tokio::test]
async fn cursor_is_bound_to_its_caller() {
    let agent = Agent::new();
    let page = agent.call("read_conversation", json!({"conversationId": seed::LONG, "limit": 2})).await;
    let cursor = page["next_cursor"].as_str().unwrap();
    let arguments = json!({"conversationId": seed::LONG, "limit": 2, "cursor": cursor});
    agent.call("read_conversation", arguments.clone()).await;
    let mut other = agent.clone();
    other.client = other.client.caller(mcp_core::Principal::new("eve"));
    let error = other.call_error("read_conversation", arguments).await;
    assert!(error["message"].as_str().unwrap().contains("another caller"), "{error}");
}
