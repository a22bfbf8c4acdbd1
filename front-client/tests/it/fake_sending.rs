//! The fake: sending, receiving, importing, drafts and files.

use std::time::Duration;

use bytes::Bytes;
use front_client::testing::{FakeFront, seed};
use http::Request;
use http_body_util::Full;
use serde_json::{Value, json};

use crate::raw::{RawResponse, get, post, request, send};

#[tokio::test]
async fn a_reply_is_accepted_first_and_exists_later() {
    let fake = FakeFront::seeded();
    fake.clock().freeze();
    fake.set_send_delay(Duration::from_secs(5));
    let reply =
        json!({ "author_id": seed::SARAH, "body": "<p>Refunded.</p>", "options": { "archive": false } });
    let answer = post(&fake, &format!("/conversations/{}/messages", seed::DISPUTE), reply).await;
    assert_eq!((answer.status, answer.json()["status"].clone()), (202, json!("accepted")));
    let uid = answer.json()["message_uid"].as_str().unwrap().to_owned();
    assert_eq!(uid.len(), 32);
    let path = format!("/messages/alt:uid:{uid}");
    assert_eq!(get(&fake, &path).await.status, 404);
    assert_eq!((fake.messages_in(seed::DISPUTE).len(), fake.sent().len()), (3, 1));
    assert_eq!(fake.sent()[0]["message_id"], Value::Null);
    fake.advance(Duration::from_secs(5));
    let message = get(&fake, &path).await.json();
    assert_eq!(message["recipients"][1]["handle"], "elena.voss@northwind.example");
    assert_eq!(message["author"]["id"], seed::SARAH);
    assert!(
        message["_links"]["related"]["message_replied_to"].as_str().unwrap().ends_with(seed::DISPUTE_MESSAGE)
    );
    assert_eq!(fake.sent()[0]["message_id"], message["id"]);
    let after = fake.conversation(seed::DISPUTE).unwrap();
    assert_eq!((&after["status"], after.get("waiting_since")), (&json!("unassigned"), None));
}

#[tokio::test]
async fn a_reply_archives_unless_told_otherwise() {
    let fake = FakeFront::seeded();
    let body = json!({ "body": "<p>Done.</p>", "options": { "tag_ids": [seed::REFUND] } });
    assert_eq!(post(&fake, &format!("/conversations/{}/messages", seed::DISPUTE), body).await.status, 202);
    let after = fake.conversation(seed::DISPUTE).unwrap();
    assert_eq!((&after["status"], &after["tags"][1]["name"]), (&json!("archived"), &json!("Refund")));
}

#[tokio::test]
async fn a_new_message_starts_a_conversation() {
    let fake = FakeFront::seeded();
    let body = json!({ "to": ["raj@globex.example"], "subject": "Seats", "body": "<p>Hi</p>" });
    let path = "/channels/alt:address:billing@acme.example/messages";
    assert_eq!(post(&fake, path, json!({ "body": "x" })).await.details(), ["body.to: missing"]);
    assert_eq!(post(&fake, path, body).await.status, 202);
    let id = fake.sent()[0]["conversation_id"].as_str().unwrap().to_owned();
    let conversation = fake.conversation(&id).unwrap();
    assert_eq!(
        (&conversation["subject"], &conversation["recipient"]["handle"]),
        (&json!("Seats"), &json!("raj@globex.example"))
    );
    assert_eq!(get(&fake, &format!("/conversations/{id}/inboxes")).await.ids(), [seed::BILLING]);
}

#[tokio::test]
async fn invalid_messages_are_refused() {
    let fake = FakeFront::seeded();
    let discussion = format!("/conversations/{}/messages", seed::DISCUSSION);
    assert_eq!(post(&fake, &discussion, json!({ "body": "x" })).await.status, 400);
    let chat = format!("/channels/{}/messages", seed::CHAT);
    let signed = json!({ "to": ["v"], "body": "x", "signature_id": "sig_1" });
    assert_eq!(post(&fake, &chat, signed).await.status, 403);
    let incoming = format!("/channels/{}/incoming_messages", seed::SUPPORT_EMAIL);
    assert_eq!(post(&fake, &incoming, json!({ "sender": { "handle": "a" }, "body": "x" })).await.status, 400);
    assert!(fake.sent().is_empty());
}

#[tokio::test]
async fn custom_messages_thread_by_their_reference() {
    let fake = FakeFront::seeded();
    let path = format!("/channels/{}/incoming_messages", seed::CUSTOM_CHANNEL);
    let message = |thread: &str, body: &str| json!({ "sender": { "handle": "bot" }, "body": body, "metadata": { "thread_ref": thread } });
    let mut conversations = Vec::new();
    for (thread, body) in [("a", "*one*"), ("a", "two"), ("b", "three")] {
        let uid = post(&fake, &path, message(thread, body)).await.json()["message_uid"]
            .as_str()
            .unwrap()
            .to_owned();
        let found = get(&fake, &format!("/messages/alt:uid:{uid}")).await.json();
        conversations.push(found["_links"]["related"]["conversation"].clone());
    }
    assert_eq!(conversations[0], conversations[1]);
    assert_ne!(conversations[0], conversations[2]);
}

#[tokio::test]
async fn an_import_happens_once_per_external_id() {
    let fake = FakeFront::seeded();
    let path = format!("/inboxes/{}/imported_messages", seed::SUPPORT);
    let import = |body: &str| {
        json!({
            "sender": { "handle": "old@example.com" }, "to": ["support@acme.example"], "body": body, "subject": "Old",
            "external_id": "x-1", "created_at": 1_600_000_000, "tags": ["VIP"], "metadata": { "is_inbound": true },
        })
    };
    let first = post(&fake, &path, import("one")).await.json();
    let second = post(&fake, &path, import("two")).await.json();
    assert_eq!(first["message_uid"], second["message_uid"]);
    let message =
        get(&fake, &format!("/messages/alt:uid:{}", first["message_uid"].as_str().unwrap())).await.json();
    assert_eq!((&message["text"], &message["created_at"]), (&json!("one"), &json!(1_600_000_000)));
    let conversation =
        message["_links"]["related"]["conversation"].as_str().unwrap().rsplit('/').next().unwrap();
    let conversation = fake.conversation(conversation).unwrap();
    // Archived by default, tagged by name.
    assert_eq!(
        (&conversation["status"], &conversation["tags"][0]["id"]),
        (&json!("archived"), &json!(seed::VIP))
    );
}

#[tokio::test]
async fn drafts_have_versions() {
    let fake = FakeFront::seeded();
    let path = format!("/drafts/{}/", seed::SHARED_DRAFT);
    let edit = |version: &str| json!({ "body": "<p>New</p>", "channel_id": seed::BILLING_EMAIL, "version": version, "mode": "shared" });
    assert_eq!(request(&fake, "PATCH", &path, Some(edit("old"))).await.status, 409);
    let edited = request(&fake, "PATCH", &path, Some(edit(seed::SHARED_DRAFT_VERSION))).await.json();
    assert_eq!(
        (&edited["text"], &edited["recipients"][1]["handle"]),
        (&json!("New"), &json!("raj@globex.example"))
    );
    assert_ne!(edited["version"], seed::SHARED_DRAFT_VERSION);
    let path = format!("/drafts/{}", seed::SHARED_DRAFT);
    assert_eq!(request(&fake, "DELETE", &path, None).await.status, 400);
    assert_eq!(
        request(&fake, "DELETE", &path, Some(json!({ "version": seed::SHARED_DRAFT_VERSION }))).await.status,
        409
    );
    assert_eq!(
        request(&fake, "DELETE", &path, Some(json!({ "version": edited["version"] }))).await.status,
        204
    );
    assert_eq!(
        get(&fake, &format!("/conversations/{}/drafts", seed::WITH_DRAFTS)).await.ids(),
        [seed::PRIVATE_DRAFT]
    );
    // Drafts are not messages of the conversation, and private ones cannot be edited.
    assert_eq!(get(&fake, &format!("/conversations/{}/messages", seed::WITH_DRAFTS)).await.ids().len(), 1);
    let private = json!({ "body": "x", "channel_id": seed::BILLING_EMAIL, "version": "0f9a3b7c2d1e4856" });
    assert_eq!(
        request(&fake, "PATCH", &format!("/drafts/{}/", seed::PRIVATE_DRAFT), Some(private)).await.status,
        403
    );
}

#[tokio::test]
async fn files_go_up_and_come_down() {
    let fake = FakeFront::seeded();
    let answer = form(
        &fake,
        &format!("/conversations/{}/messages", seed::DISPUTE),
        &[
            ("name=\"body\"", "<p>See file</p>"),
            ("name=\"to[0]\"", "elena.voss@northwind.example"),
            ("name=\"options[archive]\"", "false"),
            ("name=\"attachments[0]\"; filename=\"credit.csv\"", "a,b\r\n1,2\r\n"),
        ],
    )
    .await;
    assert_eq!(answer.status, 202, "{}", answer.json());
    assert_eq!(fake.requests().last().unwrap().files, ["credit.csv"]);
    let message = fake.messages_in(seed::DISPUTE).pop().unwrap();
    assert_eq!(fake.conversation(seed::DISPUTE).unwrap()["status"], "unassigned");
    let url = message["attachments"][0]["url"].as_str().unwrap();
    let file = get(&fake, url).await;
    assert_eq!(&file.bytes[..], b"a,b\r\n1,2\r\n");
    let id = message["attachments"][0]["id"].as_str().unwrap();
    assert_eq!(get(&fake, &format!("/download/{id}")).await.status, 200);
    assert_eq!(get(&fake, &format!("/messages/{}/download/{id}", seed::DISPUTE_MESSAGE)).await.status, 404);
    let misplaced = [("name=\"body\"", "x"), ("name=\"files[0]\"; filename=\"a\"", "x")];
    let refused = form(&fake, &format!("/conversations/{}/comments", seed::DISPUTE), &misplaced).await;
    assert_eq!(refused.details(), ["body.files: does not take a file"]);
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused() {
    let fake = FakeFront::seeded();
    fake.set_body_limit(100);
    let path = format!("/conversations/{}/comments", seed::DISPUTE);
    assert_eq!(post(&fake, &path, json!({ "body": "x".repeat(200) })).await.status, 413);
    assert_eq!(post(&fake, &path, json!({ "body": "x" })).await.status, 201);
}

#[tokio::test]
async fn mail_has_eml_source_and_seen_receipts() {
    let fake = FakeFront::seeded();
    let request = Request::get(format!("{}/messages/{}", fake.base_url(), seed::DISPUTE_MESSAGE))
        .header("authorization", format!("Bearer {}", fake.token()))
        .header("accept", "message/rfc822")
        .body(Full::<Bytes>::default())
        .unwrap();
    let eml = send(&fake, request).await.unwrap();
    assert_eq!(eml.header("content-type"), "message/rfc822");
    assert!(eml.bytes.starts_with(b"From: elena.voss@northwind.example\r\nTo: billing@acme.example\r\n"));
    let sent = fake.messages_in(seed::ANSWERED).pop().unwrap();
    let path = format!("/messages/{}/seen", sent["id"].as_str().unwrap());
    for _ in 0..10 {
        assert_eq!(post(&fake, &path, json!({})).await.status, 204);
    }
    let throttled = post(&fake, &path, json!({})).await;
    assert_eq!((throttled.status, throttled.header("x-front-tier")), (429, "seen"));
    assert_eq!(get(&fake, &path).await.json()["_results"].as_array().unwrap().len(), 12);
    fake.advance(Duration::from_secs(3600));
    assert_eq!(post(&fake, &path, json!({})).await.status, 204);
}

async fn form(fake: &FakeFront, path: &str, parts: &[(&str, &str)]) -> RawResponse {
    let mut body = String::new();
    for (disposition, content) in parts {
        body.push_str(&format!("--XX\r\nContent-Disposition: form-data; {disposition}\r\n\r\n{content}\r\n"));
    }
    body.push_str("--XX--\r\n");
    let request = Request::post(format!("{}{path}", fake.base_url()))
        .header("authorization", format!("Bearer {}", fake.token()))
        .header("content-type", "multipart/form-data; boundary=XX")
        .body(Full::from(body))
        .unwrap();
    send(fake, request).await.unwrap()
}
