//! Texts in and out: words of customers reach the model, and words of the model reach customers.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use front_client::testing::{NewConversation, NewMessage, seed};
use serde_json::{Value, json};

use crate::mcp_agent::Agent;

/// Adds a conversation with one message, and returns its id.
fn with_message(agent: &Agent, body: &str) -> String {
    let message = NewMessage::from("max@freemail.example", body).channel(seed::SUPPORT_EMAIL);
    agent.fake.add_conversation(NewConversation::new("Text").inbox(seed::SUPPORT).message(message))
}

async fn read(agent: &Agent, id: &str, quoted: bool) -> Value {
    let arguments = json!({"conversationId": id, "include": ["message"], "includeQuoted": quoted});
    agent.call("read_conversation", arguments).await
}

#[tokio::test]
async fn plain_text_is_read_word_for_word() {
    let agent = Agent::new();
    for body in [
        "if x <y then\nfails at line 3\nplease help",
        "Jane <jane@x.example> called.\nPhone 123.\nLimit: 5 <x",
        "Use List<String>, <id> and <your name>",
    ] {
        let id = with_message(&agent, body);
        let read = read(&agent, &id, false).await;
        assert_eq!(read["entries"][0]["body"]["text"], body);
    }
}

#[tokio::test]
async fn folded_history_is_shown_on_request() {
    let agent = Agent::new();
    let body =
        "Yes, please.\n\nOn Tue, 3 May 2026 at 10:00, Sarah <sarah@acme.test> wrote:\n> Shall I?\n> Sarah";
    let id = with_message(&agent, body);
    let folded = read(&agent, &id, false).await;
    assert_eq!(folded["entries"][0]["body"]["text"], "Yes, please.");
    assert_eq!(folded["entries"][0]["quoted_lines_omitted"], 3);
    assert_eq!(folded["folded"], json!({"bodies": 1, "lines": 3, "shown_by": "includeQuoted: true"}));
    let whole = read(&agent, &id, true).await;
    assert_eq!(whole["entries"][0]["body"]["text"], body);
    assert!(whole.get("folded").is_none(), "{whole}");
}

#[tokio::test]
async fn words_with_brackets_reach_the_customer() {
    let agent = Agent::new();
    let body = "Hi Jonas,\n\nwrite to Billing <billing@acme.example>.\n5 < 6\n\nBest";
    for format in [None, Some("html"), Some("plain"), Some("text/plain"), Some("auto")] {
        let mut arguments = json!({"conversationId": seed::DISPUTE, "body": body});
        if let Some(format) = format {
            arguments["bodyFormat"] = format.into();
        }
        let reply = agent.call("send_reply", arguments).await;
        assert_eq!(reply["body_read_as"], "plain", "{format:?}");
        let sent = agent.fake.sent().last().unwrap()["body"].clone();
        let expected = "Hi Jonas,<br>\n<br>\nwrite to Billing &lt;billing@acme.example&gt;.<br>\n5 &lt; 6<br>\n<br>\nBest";
        assert_eq!(sent, expected, "{format:?}");
    }
}

#[tokio::test]
async fn placeholders_beside_tags_reach_the_customer() {
    let agent = Agent::new();
    let body = "Hi <b>Ann</b>,\nyour reference is <REF-1>, ticket <order-id>, <ref:3>.<o:p></o:p>\nBest";
    agent.call("send_reply", json!({"conversationId": seed::DISPUTE, "body": body})).await;
    let sent = agent.fake.sent().last().unwrap()["body"].as_str().unwrap().to_owned();
    for words in ["&lt;REF-1>", "&lt;order-id>", "&lt;ref:3>", "<b>Ann</b>", "<o:p></o:p>"] {
        assert!(sent.contains(words), "{words}: {sent}");
    }
    let id = with_message(&agent, "<p>Part <SKU-77/> of <my-part>order</my-part>, ref <REF-1></p>");
    let page = read(&agent, &id, false).await;
    assert_eq!(page["entries"][0]["body"]["text"], "Part <SKU-77/> of order, ref <REF-1>");
}

#[tokio::test]
async fn markdown_is_converted_by_default() {
    let agent = Agent::new().as_author(seed::SARAH);
    let body = "Hi **Jonas**,\n- one\n- two\nSee [docs](https://x.example).";
    let draft = agent.call("create_draft", json!({"conversationId": seed::DISPUTE, "body": body})).await;
    assert_eq!(draft["body_read_as"], "markdown");
    let html = agent
        .call("send_reply", json!({"conversationId": seed::DISPUTE, "body": "<p>Hi <a@b.example></p>"}))
        .await;
    assert_eq!(html["body_read_as"], "html");
    assert_eq!(agent.fake.sent().last().unwrap()["body"], "<p>Hi &lt;a@b.example></p>");
}

#[tokio::test]
async fn long_bodies_end_the_page() {
    let agent = Agent::tuned(|tools| tools.render_bytes(100_000));
    let body = format!("<p>start</p>{}", "<i></i>".repeat(9_000));
    let mut conversation = NewConversation::new("Long").inbox(seed::SUPPORT);
    for _ in 0..4 {
        conversation = conversation.message(NewMessage::from("max@freemail.example", &body));
    }
    let id = agent.fake.add_conversation(conversation);
    let (mut cursor, mut entries, mut pages) = (None::<Value>, 0, 0);
    loop {
        let mut arguments = json!({"conversationId": id, "include": ["message"]});
        if let Some(cursor) = cursor {
            arguments["cursor"] = cursor;
        }
        let page = agent.call("read_conversation", arguments).await;
        pages += 1;
        for entry in page["entries"].as_array().unwrap() {
            assert_eq!(entry["body"]["text"], "start");
            entries += 1;
        }
        cursor = page.get("next_cursor").cloned();
        assert_eq!(page.get("truncated").is_some(), cursor.is_some());
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!((entries, pages), (4, 4));
}

#[tokio::test(flavor = "current_thread")]
async fn other_calls_go_on_while_a_long_body_is_read() {
    let agent = Agent::new();
    let body = format!("<p>start</p>{}", "<b>x</b> ".repeat(100_000));
    let id = with_message(&agent, &body);
    let is_done = AtomicBool::new(false);
    let reading = async {
        let read = read(&agent, &id, false).await;
        is_done.store(true, Ordering::Relaxed);
        read
    };
    let others = async {
        let mut turns = 0;
        while !is_done.load(Ordering::Relaxed) {
            tokio::time::sleep(Duration::from_millis(1)).await;
            turns += 1;
        }
        turns
    };
    let (read, turns) = tokio::join!(reading, others);
    assert!(read["entries"][0]["body"]["text"].as_str().unwrap().starts_with("start"));
    // A thread that reads it itself takes one turn or two.
    assert!(turns > 5, "other calls of this thread had {turns} turns");
}
