//! The fake: authentication, rejected requests, and changes of conversations.

use std::time::Duration;

use front_client::testing::{FakeFront, Kind, MergedLocation, NewConversation, seed};
use http::Request;
use http_body_util::Full;
use serde_json::{Value, json};

use crate::raw::{get, post, request, request_as, send};

#[tokio::test]
async fn missing_and_unknown_token_have_different_401() {
    let fake = FakeFront::seeded();
    let other = FakeFront::new();
    for (token, message) in
        [("", "JSON Web Token error"), ("abc", "JSON Web Token error"), (&other.token(), "Invalid token")]
    {
        let answer = request_as(&fake, token, "GET", "/me", None).await;
        let error = json!({ "_error": { "status": 401, "title": "Unauthenticated", "message": message } });
        assert_eq!((answer.status, answer.json()), (401, error));
        assert!(!answer.header("x-ratelimit-limit").is_empty());
    }
    let me = get(&fake, "/me").await.json();
    assert_eq!((&me["name"], me["id"].as_str().unwrap().starts_with("cmp_")), (&json!("Acme"), true));
    assert!(!format!("{fake:?} {:?}", fake.requests()).contains(&fake.token()));
}

#[tokio::test]
async fn token_scopes_are_enforced() {
    let fake = FakeFront::seeded();
    let token = fake.token_with_scopes(["conversations:read"]);
    assert_eq!(request_as(&fake, &token, "GET", "/me", None).await.status, 200);
    assert_eq!(request_as(&fake, &token, "GET", "/conversations", None).await.status, 200);
    let path = format!("/conversations/{}/messages", seed::DISPUTE);
    let answer = request_as(&fake, &token, "POST", &path, Some(json!({ "body": "x" }))).await;
    assert_eq!((answer.status, answer.json()["_error"]["title"].clone()), (403, json!("Forbidden")));
    assert!(fake.sent().is_empty());
}

#[tokio::test]
async fn empty_body_is_an_empty_object_if_all_fields_are_optional() {
    let fake = FakeFront::seeded();
    let path = format!("/conversations/{}", seed::DISPUTE);
    let before = get(&fake, &path).await.json();
    assert_eq!(request(&fake, "PATCH", &path, None).await.status, 204);
    assert_eq!(get(&fake, &path).await.json(), before);
    for (part, detail) in [
        ("links", "body: expected either link_ids or link_external_urls"),
        // The text of a comment is required.
        ("comments", "body: missing"),
    ] {
        let response = request(&fake, "POST", &format!("{path}/{part}"), None).await;
        assert_eq!((response.status, response.details()), (400, vec![detail.to_owned()]));
    }
}

#[tokio::test]
async fn invalid_fields_are_named() {
    let fake = FakeFront::seeded();
    let path = format!("/conversations/{}", seed::DISPUTE);
    for (body, detail) in [
        (json!({ "tags": ["x"] }), "body.tags: unknown field"),
        (json!({ "status": "closed" }), "body.status: expected one of archived, open, deleted, spam"),
        (json!({ "assignee_id": "tea_none" }), "body.assignee_id: unknown teammate tea_none"),
        (json!({ "due_at": 4_000_000_000_u64 }), "body: only a task has description and due_at"),
        (json!({ "custom_fields": { "Regoin": "x" } }), "body.custom_fields.Regoin: unknown custom field"),
        (
            json!({ "custom_fields": { "Escalated": "yes" } }),
            "body.custom_fields.Escalated: expected boolean",
        ),
    ] {
        let answer = request(&fake, "PATCH", &path, Some(body)).await;
        assert_eq!((answer.status, answer.details()), (400, vec![detail.to_owned()]));
        assert_eq!(answer.json()["_error"]["message"], "Body did not satisfy requirements");
    }
    let answer = get(&fake, "/conversations/cnv_nowhere").await;
    let error =
        json!({ "status": 404, "title": "Not found", "message": "Unknown conversation ID cnv_nowhere" });
    assert_eq!((answer.status, answer.json()["_error"].clone()), (404, error));
    assert_eq!(get(&fake, "/reports").await.status, 404);
}

#[tokio::test]
async fn malformed_json_is_answered_without_a_status_in_the_body() {
    let fake = FakeFront::seeded();
    let request = Request::post(format!("{}/conversations/{}/comments", fake.base_url(), seed::DISPUTE))
        .header("authorization", format!("Bearer {}", fake.token()))
        .header("content-type", "application/json")
        .body(Full::from("{\"body\": a}"))
        .unwrap();
    let answer = send(&fake, request).await.unwrap();
    let error = json!({ "_error": { "message": "Unexpected token a in JSON at position 9" } });
    assert_eq!((answer.status, answer.json()), (400, error));
}

#[tokio::test]
async fn a_delete_needs_its_body() {
    let fake = FakeFront::seeded();
    let path = format!("/conversations/{}/tags", seed::DISPUTE);
    assert_eq!(request(&fake, "DELETE", &path, None).await.status, 400);
    assert_eq!(request(&fake, "DELETE", &path, Some(json!({ "tag_ids": [seed::VIP] }))).await.status, 204);
    assert_eq!(fake.conversation(seed::DISPUTE).unwrap()["tags"], json!([]));
}

#[tokio::test]
async fn updates_replace_custom_fields_and_tags() {
    let fake = FakeFront::seeded();
    let path = format!("/conversations/{}", seed::DISPUTE);
    let body = json!({ "custom_fields": { "Region": "APAC" }, "tag_ids": [seed::URGENT] });
    assert_eq!(request(&fake, "PATCH", &path, Some(body)).await.status, 204);
    let after = fake.conversation(seed::DISPUTE).unwrap();
    assert_eq!(after["custom_fields"], json!({ "Region": "APAC" }));
    assert_eq!(fake.erased_custom_fields(), 2);
    assert_eq!(after["tags"].as_array().unwrap().len(), 1);
    assert_eq!(after["tags"][0]["id"], seed::URGENT);
    // Omitted fields stay.
    assert_eq!(request(&fake, "PATCH", &path, Some(json!({ "assignee_id": seed::DAVID }))).await.status, 204);
    let after = fake.conversation(seed::DISPUTE).unwrap();
    assert_eq!(
        (&after["custom_fields"], &after["status"]),
        (&json!({ "Region": "APAC" }), &json!("assigned"))
    );
    assert_eq!(
        request(&fake, "PATCH", &path, Some(json!({ "assignee_id": null, "tag_ids": [] }))).await.status,
        204
    );
    let after = fake.conversation(seed::DISPUTE).unwrap();
    assert_eq!((&after["assignee"], &after["tags"]), (&Value::Null, &json!([])));
}

#[tokio::test]
async fn changes_are_recorded_as_events() {
    let fake = FakeFront::seeded();
    let base = format!("/conversations/{}", seed::API_ERROR);
    let body = json!({ "assignee_id": "alt:email:david@acme.example" });
    assert_eq!(request(&fake, "PUT", &format!("{base}/assignee"), Some(body)).await.status, 204);
    assert_eq!(post(&fake, &format!("{base}/tags"), json!({ "tag_ids": [seed::URGENT] })).await.status, 204);
    let comment = json!({ "author_id": seed::SARAH, "body": "@david please look" });
    assert_eq!(post(&fake, &format!("{base}/comments"), comment).await.status, 201);
    assert_eq!(request(&fake, "PATCH", &base, Some(json!({ "status": "archived" }))).await.status, 204);
    fake.receive(seed::API_ERROR, "raj@globex.example", "<p>Still broken</p>");
    let events = get(&fake, &format!("{base}/events")).await.json();
    let events = events["_results"].as_array().unwrap();
    let types: Vec<&str> = events.iter().map(|event| event["type"].as_str().unwrap()).collect();
    assert_eq!(types[..7], ["reopen", "inbound", "archive", "mention", "comment", "tag", "assign"]);
    assert_eq!(events[6]["target"]["data"]["id"], seed::DAVID);
    assert_eq!(events[4]["source"]["_meta"]["type"], "teammate");
    assert_eq!(events[1]["source"]["data"][0]["id"], seed::SUPPORT);
    let id = events[4]["target"]["data"]["id"].as_str().unwrap();
    assert_eq!(get(&fake, &format!("/comments/{id}/mentions")).await.ids(), [seed::DAVID]);
}

#[tokio::test]
async fn a_merged_conversation_redirects_in_each_form() {
    let fake = FakeFront::seeded();
    let path = format!("/conversations/{}/messages?limit=2", seed::MERGED);
    let into = seed::MERGED_INTO;
    for (form, location) in [
        (MergedLocation::CompanyHost, format!("https://acme.api.frontapp.com/conversations/{into}/messages")),
        (MergedLocation::SameHost, format!("https://api2.frontapp.com/conversations/{into}/messages")),
        (MergedLocation::Relative, format!("/conversations/{into}/messages")),
        (MergedLocation::WithoutSubPath, format!("https://acme.api.frontapp.com/conversations/{into}")),
        (MergedLocation::Missing, String::new()),
    ] {
        fake.set_merged_location(form);
        for body in [true, false] {
            fake.set_merged_body(body);
            let answer = get(&fake, &path).await;
            assert_eq!((answer.status, answer.header("location")), (301, location.as_str()));
            assert_eq!(answer.bytes.is_empty(), !body);
        }
    }
    // A reply is not carried out, and a deletion does not know the old id.
    assert_eq!(
        post(&fake, &format!("/conversations/{}/messages", seed::MERGED), json!({ "body": "x" }))
            .await
            .status,
        301
    );
    assert!(fake.sent().is_empty());
    assert_eq!(request(&fake, "DELETE", &format!("/conversations/{}", seed::MERGED), None).await.status, 404);
    assert!(fake.messages_in(into).len() == 2);
}

#[tokio::test]
async fn merges_chain_and_loop() {
    let fake = FakeFront::seeded();
    fake.merge(seed::MERGED_INTO, seed::ANSWERED);
    let next = |id: &'static str| {
        let fake = fake.clone();
        async move { get(&fake, &format!("/conversations/{id}")).await.header("location").to_owned() }
    };
    assert!(next(seed::MERGED).await.ends_with(seed::MERGED_INTO));
    assert!(next(seed::MERGED_INTO).await.ends_with(seed::ANSWERED));
    fake.merge(seed::ANSWERED, seed::MERGED);
    assert!(next(seed::ANSWERED).await.ends_with(seed::MERGED));
}

#[tokio::test]
async fn snoozing_reads_as_archived_until_it_is_due() {
    let fake = FakeFront::seeded();
    let snoozed = fake.conversation(seed::SNOOZED).unwrap();
    assert_eq!(snoozed["status"], "archived");
    assert_eq!(snoozed["scheduled_reminders"].as_array().unwrap().len(), 1);
    fake.advance(Duration::from_secs(25 * 3600));
    let woken = fake.conversation(seed::SNOOZED).unwrap();
    assert_eq!((&woken["status"], &woken["scheduled_reminders"]), (&json!("assigned"), &json!([])));
    let path = format!("/conversations/{}/reminders", seed::SNOOZED);
    let past = json!({ "teammate_id": seed::MIA, "scheduled_at": 1_700_000_000 });
    assert_eq!(request(&fake, "PATCH", &path, Some(past)).await.status, 400);
}

#[tokio::test]
async fn only_the_trash_is_deleted_for_good() {
    let fake = FakeFront::seeded();
    let path = format!("/conversations/{}", seed::DISPUTE);
    assert_eq!(request(&fake, "DELETE", &path, None).await.status, 400);
    assert_eq!(request(&fake, "PATCH", &path, Some(json!({ "status": "deleted" }))).await.status, 204);
    assert_eq!(fake.conversation(seed::DISPUTE).unwrap()["status"], "deleted");
    assert_eq!(request(&fake, "DELETE", &path, None).await.status, 204);
    assert_eq!(get(&fake, &path).await.status, 404);
}

#[tokio::test]
async fn followers_and_links_are_limited_per_call() {
    let fake = FakeFront::seeded();
    let base = format!("/conversations/{}", seed::DISPUTE);
    let unknown = json!({ "teammate_ids": [seed::SARAH, "tea_none"] });
    assert_eq!(post(&fake, &format!("{base}/followers"), unknown.clone()).await.status, 400);
    assert_eq!(post(&fake, &format!("{base}/followers?ignore_errors=true"), unknown).await.status, 204);
    assert_eq!(get(&fake, &format!("{base}/followers")).await.ids(), [seed::SARAH]);
    let many: Vec<&str> = std::iter::repeat_n(seed::SARAH, 51).collect();
    assert_eq!(post(&fake, &format!("{base}/followers"), json!({ "teammate_ids": many })).await.status, 400);
    let links = json!({ "link_external_urls": ["https://tracker.acme.example/7"] });
    assert_eq!(post(&fake, &format!("{base}/links"), links).await.status, 204);
    let link = fake.conversation(seed::DISPUTE).unwrap()["links"][0]["id"].clone();
    assert!(fake.resource(Kind::Link, link.as_str().unwrap()).is_some());
    assert_eq!(post(&fake, &format!("{base}/links"), json!({})).await.status, 400);
    let gone = request(&fake, "DELETE", &format!("{base}/links"), Some(json!({ "link_ids": [link] }))).await;
    assert_eq!((gone.status, fake.conversation(seed::DISPUTE).unwrap()["links"].clone()), (204, json!([])));
}

#[tokio::test]
async fn a_comment_is_changed_by_its_own_token_only() {
    let fake = FakeFront::seeded();
    let comment = post(&fake, &format!("/conversations/{}/comments", seed::DISPUTE), json!({ "body": "a" }))
        .await
        .json();
    assert_eq!(comment["author"]["type"], "api");
    let path = format!("/comments/{}/", comment["id"].as_str().unwrap());
    let other = fake.token_with_scopes(["comments:write"]);
    let body = Some(json!({ "body": "b" }));
    assert_eq!(request_as(&fake, &other, "PATCH", &path, body.clone()).await.status, 403);
    assert_eq!(
        request_as(&fake, &other, "PATCH", &path, Some(json!({ "is_pinned": true }))).await.status,
        200
    );
    assert_eq!(request(&fake, "PATCH", &path, body).await.json()["body"], "b");
}

#[tokio::test]
async fn an_empty_company_can_be_filled() {
    let fake = FakeFront::new();
    assert!(get(&fake, "/conversations").await.ids().is_empty());
    let inbox = fake.add_inbox("Support", None);
    let id = fake.add_conversation(NewConversation::new("Hello").inbox(&inbox).id("cnv_1"));
    assert_eq!(get(&fake, &format!("/inboxes/{inbox}/conversations")).await.ids(), [id.as_str()]);
    let message = fake.receive(&id, "jo@example.com", "<p>Hi <b>you</b></p>");
    let message = fake.resource(Kind::Message, &message).unwrap();
    assert_eq!((&message["text"], &message["is_inbound"]), (&json!("Hi you"), &json!(true)));
    assert!(fake.conversation(&id).unwrap()["waiting_since"].is_number());
}
