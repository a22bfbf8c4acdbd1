//! A reply to a merged conversation arrives once, in the right conversation.

use bytes::Bytes;
use front_client::{
    Client, Endpoint, ErrorKind, FrontBuilder,
    api::conversations::{AssignConversation, DeleteConversation, GetConversation},
    api::messages::SendReply,
    layer::{MergedInto, RedirectError},
    testing::{FakeFront, LogCapture, MergedLocation, NewConversation, seed},
};
use serde_json::{Value, json};

use crate::socket;

fn client(fake: &FakeFront) -> Client {
    Client::builder().credential(fake.token()).transport(fake.clone()).build().unwrap()
}

fn bodies(fake: &FakeFront, conversation: &str) -> Vec<String> {
    let messages = fake.messages_in(conversation);
    messages.iter().map(|message| message["body"].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn reply_to_merged_conversation_is_sent_once() {
    for location in [
        MergedLocation::CompanyHost,
        MergedLocation::SameHost,
        MergedLocation::Relative,
        MergedLocation::WithoutSubPath,
    ] {
        let fake = FakeFront::seeded();
        fake.set_merged_location(location);
        let front = client(&fake);
        let reply = SendReply::new(seed::MERGED, "<p>Refunded.</p>").author_id(seed::SARAH);
        let response = front.call(&reply).await.unwrap();
        assert_eq!(response.status(), 202, "{location:?}");
        let merged = response.extensions().get::<MergedInto>().unwrap();
        assert_eq!((merged.from.as_str(), merged.to.as_str()), (seed::MERGED, seed::MERGED_INTO));

        let sent = fake.sent();
        assert_eq!(sent.len(), 1, "{location:?}");
        assert_eq!(sent[0]["conversation_id"], seed::MERGED_INTO);
        let arrived = bodies(&fake, seed::MERGED_INTO);
        assert_eq!(arrived.iter().filter(|body| body.contains("Refunded.")).count(), 1, "{location:?}");
        // All requests went to the requested host, with the token.
        let requests = fake.requests();
        assert!(requests.iter().all(|request| request.authorization_present));
        assert!(requests.iter().all(|request| request.host.as_deref() == Some("api2.frontapp.com")));
    }
}

#[tokio::test]
async fn redirected_requests_count_attempts() {
    let written = LogCapture::start();
    SendReply::new(seed::MERGED, "hi").send(&client(&FakeFront::seeded())).await.unwrap();
    let spans = written.ended("client_core::layer::trace");
    let [first, second] = &spans[..] else { panic!("{spans:?}") };
    assert!(first.contains("http.response.status_code=301") && !first.contains("resend_count"), "{first}");
    assert!(second.contains("http.request.resend_count=1"), "{second}");
}

/// Shows that the layer is needed: the same reply with a default client.
#[tokio::test]
async fn a_client_that_follows_redirects_loses_the_reply() {
    let fake = FakeFront::seeded();
    fake.set_merged_location(MergedLocation::SameHost);
    let server = socket::serve(&fake).await;
    let answer = reqwest::Client::builder()
        .no_proxy()
        .build()
        .unwrap()
        .post(format!("{}/conversations/{}/messages", server.uri(), seed::MERGED))
        .bearer_auth(fake.token())
        .header("content-type", "application/json")
        .body(json!({"body": "<p>Refunded.</p>"}).to_string())
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200, "it looks like success");
    let body: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
    assert!(body["_results"].is_array(), "it is the list of messages: {body}");
    let methods: Vec<_> = fake.requests().into_iter().map(|request| request.method).collect();
    assert_eq!(methods, ["POST", "GET"]);
    assert!(fake.sent().is_empty(), "nothing was sent");

    // The crate's default transport, over the same socket.
    let front = Client::builder().credential(fake.token()).base_url(server.uri()).build().unwrap();
    let accepted = SendReply::new(seed::MERGED, "<p>Refunded.</p>").send(&front).await.unwrap();
    assert!(!accepted.message_uid.as_str().is_empty());
    assert_eq!(fake.sent().len(), 1);

    // A caller's own reqwest client that follows redirects is detected.
    let reckless = reqwest::Client::builder().no_proxy().build().unwrap();
    let transport = front_client::transport::Reqwest::from_client(reckless);
    let front = Client::builder().credential(fake.token()).base_url(server.uri()).transport(transport);
    let error = SendReply::new(seed::MERGED, "again").send(&front.build().unwrap()).await.unwrap_err();
    assert!(error.is_outcome_unknown(), "{error}");
    assert_eq!(fake.sent().len(), 1);
}

#[tokio::test]
async fn a_chain_is_followed_and_remembered() {
    let fake = FakeFront::seeded();
    let last = fake.add_conversation(NewConversation::new("the last one"));
    fake.merge(seed::MERGED_INTO, &last);
    let front = client(&fake);
    let read = GetConversation::new(seed::MERGED);
    assert_eq!(read.send(&front).await.unwrap().id.as_str(), last);
    let first = fake.requests().len();
    assert_eq!(read.send(&front).await.unwrap().id.as_str(), last);
    assert_eq!(fake.requests().len() - first, 1, "the second call goes there at once");
}

#[tokio::test]
async fn a_loop_and_a_missing_location_are_errors() {
    let fake = FakeFront::seeded();
    fake.merge(seed::MERGED_INTO, seed::MERGED);
    let error = GetConversation::new(seed::MERGED).send(&client(&fake)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Redirect);

    let fake = FakeFront::seeded();
    fake.set_merged_location(MergedLocation::Missing);
    let call = AssignConversation::to(seed::MERGED, seed::SARAH);
    let error = call.send(&client(&fake)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Redirect);
    let source = std::error::Error::source(&error).unwrap().downcast_ref::<RedirectError>().unwrap();
    assert_eq!(source.location(), None);
}

#[tokio::test]
async fn a_deletion_does_not_reach_the_other_conversation() {
    let fake = FakeFront::seeded();
    let error = DeleteConversation::new(seed::MERGED).send(&client(&fake)).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    assert!(fake.conversation(seed::MERGED_INTO).is_some());
}

#[tokio::test]
async fn merge_without_the_layer_is_an_error() {
    let fake = FakeFront::seeded();
    let front =
        Client::builder().credential(fake.token()).follow_merged(false).transport(fake.clone()).build();
    let error = SendReply::new(seed::MERGED, "x").send(&front.unwrap()).await.unwrap_err();
    assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Redirect, 301));
    assert!(fake.sent().is_empty());
}

#[tokio::test]
async fn execute_follows_merges() {
    let fake = FakeFront::seeded();
    let request =
        http::Request::get(format!("/conversations/{}/events?limit=1", seed::MERGED)).body(Bytes::new());
    let response = client(&fake).execute(request.unwrap()).await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(fake.requests().last().unwrap().query, "limit=1");
}
