//! Replies that name the recipients they expect.

use fusedesk_client::testing::seed;
use serde_json::json;

use crate::mcp_support::Desk;

const REPLY: &str = "fusedesk_reply_to_case";
const ELENA: &str = "elena.voss@northwind.example";

#[tokio::test]
async fn expected_recipient_becomes_the_recipient() {
    let desk = Desk::new();
    let expected = json!([ELENA.to_uppercase(), "me@b.example"]);
    desk.call(
        REPLY,
        json!({"case_id": seed::DISPUTE, "body": "Hi", "cc": ["me@b.example"], "expected_recipients": expected}),
    )
    .await;
    let sent = desk.fake.sent_emails();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0]["to"].as_str().map(str::to_lowercase).as_deref(), Some(ELENA), "{sent:?}");
}

#[tokio::test]
async fn other_recipients_are_refused() {
    let desk = Desk::new();
    for (arguments, why) in [
        (json!({"expected_recipients": ["other@b.example"]}), "is not in expected_recipients"),
        (json!({"expected_recipients": []}), "is not in expected_recipients"),
        (json!({"expected_recipients": [ELENA], "cc": ["x@b.example"]}), "would go to x@b.example"),
        (json!({"expected_recipients": [ELENA], "bcc": ["x@b.example"]}), "would go to x@b.example"),
        (json!({"expected_recipients": [ELENA], "to": "x@b.example"}), "would go to x@b.example"),
        (json!({"expected_recipients": [ELENA, "x@b.example"]}), "would not go to x@b.example"),
        (json!({"expected_recipients": [ELENA], "cc": [ELENA]}), "is not in expected_recipients"),
        (json!({"expected_recipients": ["nobody"]}), "must be an e-mail address"),
        (json!({"case_id": seed::CALLBACK, "expected_recipients": [ELENA]}), "not in expected_recipients"),
    ] {
        let mut call = json!({"case_id": seed::DISPUTE, "body": "Hi"});
        call.as_object_mut().unwrap().extend(arguments.as_object().unwrap().clone());
        let error = desk.fail(REPLY, call).await;
        assert!(error["message"].as_str().unwrap().contains(why), "{arguments}: {error}");
    }
    assert!(desk.fake.sent_emails().is_empty());
}
