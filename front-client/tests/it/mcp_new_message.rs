//! `send_new_message`.

use std::time::Duration;

use front_client::testing::{Fault, seed};
use mcp_core::Filter;
use serde_json::{Value, json};

use crate::mcp_agent::Agent;

#[tokio::test]
async fn a_message_starts_a_conversation() {
    for channel in [seed::SUPPORT_EMAIL, "support@acme.example"] {
        let agent = Agent::new().as_author(seed::SARAH);
        let result = agent
            .call(
                "send_new_message",
                json!({
                    "channelId": channel, "to": [" jane@b.example ", "JANE@b.example"], "cc": ["joe@b.example"],
                    "bcc": ["log@acme.example"], "subject": "Your order", "body": "**Sent**", "bodyFormat": "markdown",
                }),
            )
            .await;
        assert_eq!(result["status"], "accepted");
        assert_eq!(result["author"], seed::SARAH);
        assert_eq!(result["channel_id"], seed::SUPPORT_EMAIL);
        assert_eq!(result["from"], "support@acme.example");
        let sent = agent.fake.sent();
        assert_eq!(sent.len(), 1);
        assert_eq!(sent[0]["to"], json!(["jane@b.example"]));
        assert_eq!(sent[0]["cc"], json!(["joe@b.example"]));
        assert_eq!(sent[0]["bcc"], json!(["log@acme.example"]));
        assert_eq!(sent[0]["author_id"], seed::SARAH);
        assert_eq!(sent[0]["archive"], false);
        assert!(sent[0]["body"].as_str().unwrap().contains("<strong>Sent</strong>"));
        assert_eq!(sent[0]["message_id"], result["message_id"]);
        let conversation = agent.fake.conversation(result["conversation_id"].as_str().unwrap()).unwrap();
        assert_eq!(conversation["subject"], "Your order");
        assert_ne!(conversation["status"], "archived");
    }
}

#[tokio::test]
async fn invalid_message_is_not_sent() {
    let agent = Agent::new();
    let good = json!({
        "channelId": seed::SUPPORT_EMAIL, "to": ["jane@b.example"], "subject": "Hello", "body": "<p>Hi</p>",
    });
    for (name, value, words) in [
        ("channelId", json!("cha_none"), "no channel cha_none"),
        (
            "bcc",
            json!((0..25).map(|n| format!("c{n}@b.example")).collect::<Vec<_>>()),
            "26 recipients; one message may have 25",
        ),
        ("channelId", json!("nobody@acme.example"), "no channel nobody@acme.example"),
        ("channelId", json!(seed::SUPPORT), "not an inbox"),
        ("to", json!([]), "at least one recipient"),
        ("to", json!([" "]), "at least one recipient"),
        ("to", json!(["Jane"]), "it must be an e-mail address"),
        ("cc", json!([seed::ELENA]), "it must be an e-mail address"),
        ("subject", json!(" "), "subject is missing"),
        ("subject", Value::Null, "subject is missing"),
        ("body", json!("<p> </p>"), "body is empty"),
        ("bodyFormat", json!("rtf"), "expected one of `html`, `markdown`, `plain`"),
        ("authorId", json!(seed::SARAH), "unknown field `authorId`"),
        ("author_id", json!(seed::SARAH), "unknown field `author_id`"),
    ] {
        let mut arguments = good.clone();
        arguments[name] = value;
        let error = agent.call_error("send_new_message", arguments.clone()).await;
        assert!(error["message"].as_str().unwrap().contains(words), "{arguments}: {error}");
    }
    let arguments = json!({"channelId": seed::CHAT, "to": [seed::ELENA], "body": "Hi"});
    let error = agent.call_error("send_new_message", arguments).await;
    assert!(error["message"].as_str().unwrap().contains("an address of the contact"), "{error}");
    assert!(agent.fake.sent().is_empty());
}

#[tokio::test]
async fn a_phone_number_needs_its_country() {
    let agent = Agent::new();
    let sms = agent.fake.add_channel(seed::SUPPORT, "twilio", "+14155550199");
    let error = agent
        .call_error("send_new_message", json!({"channel_id": sms, "to": ["030 901820"], "body": "Hi"}))
        .await;
    assert!(error["message"].as_str().unwrap().contains("with + and its country code"), "{error}");
    let arguments =
        json!({"channel_id": "+14155550199", "to": ["+4930901820"], "body": "Hi", "body_format": "plain"});
    let result = agent.call("send_new_message", arguments).await;
    assert_eq!(result["author"], "api token");
    assert_eq!(agent.fake.sent()[0]["channel_id"], sms);
}

#[tokio::test]
async fn send_outcome_is_reported() {
    let arguments = json!({
        "channelId": seed::SUPPORT_EMAIL, "to": ["jane@b.example"], "subject": "Hello", "body": "<p>Hi</p>",
    });
    let agent = Agent::new();
    agent.fake.fault(Fault::dropped().on("POST", "/messages").after_write());
    let error = agent.call_error("send_new_message", arguments.clone()).await;
    assert_eq!(error["kind"], "outcome_unknown");
    assert!(error["hint"].as_str().unwrap().contains("search_conversations"), "{error}");
    assert_eq!(agent.fake.sent().len(), 1);

    let agent = Agent::tuned(|tools| tools.send_wait(Duration::from_millis(20)));
    agent.fake.set_send_delay(Duration::from_secs(3600));
    let result = agent.call("send_new_message", arguments.clone()).await;
    assert!(result.get("conversation_id").is_none());
    assert!(result["note"].as_str().unwrap().contains("Do not send it again"), "{result}");

    let agent = Agent::new();
    agent.fake.fault(Fault::status(429).on("POST", "/messages"));
    let error = agent.call_error("send_new_message", arguments).await;
    assert_eq!(error["kind"], "rate_limited");
    assert!(agent.fake.sent().is_empty());
}

#[tokio::test]
async fn write_access_does_not_include_send() {
    let agent = Agent::new();
    let writer = agent.client.clone().filter(&Filter::new().methods(["read", "write"]).unwrap());
    assert!(!writer.tool_names().await.unwrap().iter().any(|name| name == "send_new_message"));
    assert!(writer.call_tool("send_new_message", json!({})).await.is_err());
}
