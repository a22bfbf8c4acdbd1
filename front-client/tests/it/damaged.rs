//! Responses whose encoding is damaged.

use std::convert::Infallible;

use bytes::Bytes;
use front_client::{
    Body, Client, Endpoint,
    api::{
        conversations::{ListConversationMessages, SearchConversations},
        teams::ListTeams,
    },
};
use http::{Request, Response};

fn client(body: &'static [u8]) -> Client {
    let wire = tower::service_fn(move |_: Request<Body>| async move {
        Ok::<_, Infallible>(Response::new(http_body_util::Full::new(Bytes::from_static(body))))
    });
    Client::builder().credential("token-1").transport(wire).build().unwrap()
}

#[tokio::test]
async fn lone_surrogate_costs_one_character() {
    let front = client(
        br#"{"_total": 3, "_results": [
            {"id": "cnv_1", "subject": "One"},
            {"id": "cnv_2", "subject": "Thanks \ud83d", "metadata": {"\ude00k": ["\ud83d\ud83d\ude00"]}},
            {"id": "cnv_3", "subject": "Three \ud83d\ude00"}]}"#,
    );
    let page = SearchConversations::new("x").send(&front).await.unwrap();
    let subjects: Vec<_> = page.into_iter().map(|row| row.subject.unwrap_or_default()).collect();
    assert_eq!(subjects, ["One", "Thanks \u{fffd}", "Three 😀"]);
}

#[tokio::test]
async fn message_with_a_cut_blurb_is_read() {
    let front = client(
        br#"{"_results": [{"id": "msg_1", "blurb": "Hello \ud83d", "body": "<p>Hello \ud83d\ude00</p>"}]}"#,
    );
    let page = ListConversationMessages::new("cnv_1").send(&front).await.unwrap();
    let message = page.into_iter().next().unwrap();
    assert_eq!(message.blurb.as_deref(), Some("Hello \u{fffd}"));
    assert_eq!(message.body.as_deref(), Some("<p>Hello 😀</p>"));
}

#[tokio::test]
async fn byte_order_mark_and_foreign_bytes_are_read() {
    let front = client(b"\xef\xbb\xbf{\"_results\": [{\"id\": \"tim_1\", \"name\": \"Caf\xe9\"}]}\n");
    let teams = ListTeams::new().send(&front).await.unwrap();
    assert_eq!(teams.items[0].name.as_deref(), Some("Caf\u{fffd}"));
}
