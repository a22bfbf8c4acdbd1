//! `send_new_message`.

use front_client::testing::seed;
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
    for kind in ["talkdesk", "truly", "twilio_whatsapp", "yalo_wha", "twilio"] {
        let channel = agent.fake.add_channel(seed::SUPPORT, kind, &format!("+1415555{}", kind.len()));
        for number in ["030 901820", "0049 30 901820", "4155550100", "+49", "(415) 555-0100", "Jane"] {
            let arguments = json!({"channel_id": channel, "to": [number], "body": "Hi"});
            let error = agent.call_error("send_new_message", arguments).await;
            let message = error["message"].as_str().unwrap();
            assert!(message.contains("with + and its country code"), "{kind} {number}: {error}");
        }
    }
    assert!(agent.fake.sent().is_empty());
    let sms = agent.fake.add_channel(seed::SUPPORT, "twilio", "+14155550199");
    let arguments =
        json!({"channel_id": "+14155550199", "to": ["+4930901820"], "body": "Hi", "body_format": "plain"});
    let result = agent.call("send_new_message", arguments).await;
    assert_eq!(result["author"], "api token");
    assert_eq!(agent.fake.sent()[0]["channel_id"], sms);
}

#[tokio::test]
async fn many_recipients_are_counted_before_they_are_compared() {
    let agent = Agent::new();
    let to: Vec<String> = (0..90_000).map(|n| format!("someone.number{n}@freemail.example")).collect();
    let mail = json!({"channelId": seed::SUPPORT_EMAIL, "to": to, "subject": "Hi", "body": "Hi"});
    let error = agent.call_error("send_new_message", mail).await;
    assert!(
        error["message"].as_str().unwrap().contains("90000 recipients; one message may have 25"),
        "{error}"
    );
    assert!(agent.fake.requests().is_empty());
}

#[tokio::test]
async fn a_channel_is_found_by_its_sender_address() {
    let agent = Agent::new();
    agent.fake.set_send_as(seed::SUPPORT_EMAIL, "help@acme.example");
    let mail =
        json!({"channelId": "help@acme.example", "to": ["a@b.example"], "subject": "Hi", "body": "Hi"});
    let result = agent.call("send_new_message", mail.clone()).await;
    assert_eq!(
        (&result["channel_id"], &result["from"]),
        (&json!(seed::SUPPORT_EMAIL), &json!("help@acme.example"))
    );
    agent.fake.set_channel_valid(seed::SUPPORT_EMAIL, false);
    let agent = Agent::of(agent.fake, |tools| tools);
    let error = agent.call_error("send_new_message", mail).await;
    assert!(error["message"].as_str().unwrap().contains("no channel help@acme.example"), "{error}");
    let long =
        json!({"channelId": "x".repeat(900_000), "to": ["a@b.example"], "subject": "Hi", "body": "Hi"});
    assert!(agent.call_error("send_new_message", long).await.to_string().len() < 1_000);
}

#[tokio::test]
async fn write_access_does_not_include_send() {
    let agent = Agent::new();
    let writer = agent.client.clone().filter(&Filter::new().methods(["read", "write"]).unwrap());
    assert!(!writer.tool_names().await.unwrap().iter().any(|name| name == "send_new_message"));
    assert!(writer.call_tool("send_new_message", json!({})).await.is_err());
}

#[tokio::test]
async fn subject_is_one_line() {
    let agent = Agent::new();
    for subject in ["S\nBcc: a@b.example", "S\rX", "S\u{2028}X", "S\u{0}X"] {
        let mail = json!({"channelId": seed::SUPPORT_EMAIL, "to": ["x@new.example"], "subject": subject, "body": "Hi"});
        let error = agent.call_error("send_new_message", mail).await;
        assert!(error["message"].as_str().unwrap().contains("one line"), "{error}");
    }
    assert!(agent.fake.sent().is_empty());
}
