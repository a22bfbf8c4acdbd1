use super::*;
use http::Uri;
use serde_json::{Value, json};
use std::time::Duration;
use std::{collections::VecDeque, convert::Infallible, sync::Mutex};
use tower::service_fn;
use tower_test::mock::{self, Handle, Spawn};

type Wire = Handle<Request<Body>, Response<Bytes>>;
type Stack = Spawn<MergeCustomFields<mock::Mock<Request<Body>, Response<Bytes>>>>;

fn patch(uri: &str, body: &Value) -> Request<Body> {
    Request::patch(uri).header("content-type", "application/json").body(body.to_string().into()).unwrap()
}

fn change(uri: &str, fields: Value) -> Request<Body> {
    patch(uri, &json!({ "custom_fields": fields }))
}

fn answer(status: u16, body: &Value) -> Response<Bytes> {
    Response::builder().status(status).body(body.to_string().into()).unwrap()
}

fn contact(id: &str, fields: Value) -> Response<Bytes> {
    answer(200, &json!({ "id": id, "custom_fields": fields }))
}

fn written() -> Response<Bytes> {
    Response::builder().status(204).body(Bytes::new()).unwrap()
}

/// Makes the call with these responses, which must all be used. Returns the requests.
async fn run(
    layer: MergeCustomFieldsLayer,
    request: Request<Body>,
    answers: Vec<Response<Bytes>>,
) -> (Vec<String>, Result<Response<Bytes>, BoxError>) {
    let locks = Arc::clone(&layer.locks);
    let (mut stack, mut wire): (Stack, Wire) = mock::spawn_layer(layer);
    assert!(stack.poll_ready().is_ready());
    let call = tokio::spawn(stack.call(request));
    drop(stack);
    let mut asked = Vec::new();
    for answer in answers {
        let (request, respond) = wire.next_request().await.expect("another request");
        let body = std::str::from_utf8(request.body().as_bytes().unwrap()).unwrap();
        asked.push(format!("{} {} {body}", request.method(), request.uri()).trim_end().to_owned());
        respond.send_response(answer);
    }
    // A request without a response must fail the test instead of hanging it.
    let result = tokio::time::timeout(Duration::from_secs(5), call).await.expect("no more requests").unwrap();
    assert!(wire.next_request().await.is_none(), "one request too many");
    assert_eq!(locks.len(), 0);
    (asked, result)
}

fn kind(error: &BoxError) -> ErrorKind {
    error.downcast_ref::<Error>().unwrap().kind()
}

#[tokio::test]
async fn it_reads_merges_writes_and_reads_again() {
    let answers = vec![
        contact("crd_1", json!({"a": 1, "b": 2, "c": 3})),
        written(),
        contact("crd_1", json!({"a": 1, "b": 5, "d": 6})),
    ];
    let request = change("/contacts/crd_1", json!({"b": 5, "c": null, "d": 6}));
    let (asked, result) = run(MergeCustomFieldsLayer::new(), request, answers).await;
    assert_eq!(
        asked,
        [
            "GET /contacts/crd_1",
            r#"PATCH /contacts/crd_1 {"custom_fields":{"a":1,"b":5,"d":6}}"#,
            "GET /contacts/crd_1",
        ]
    );
    assert_eq!(result.unwrap().status(), 204);
}

#[tokio::test]
async fn the_second_read_can_be_left_out() {
    let answers = vec![contact("crd_1", json!({"a": 1})), written()];
    let request = change("/contacts/crd_1", json!({"b": 2}));
    let (asked, result) = run(MergeCustomFieldsLayer::new().verify(false), request, answers).await;
    assert_eq!(asked.len(), 2);
    assert_eq!(result.unwrap().status(), 204);
}

#[tokio::test]
async fn other_requests_pass() {
    let mut replace = change("/contacts/crd_1", json!({"b": 5}));
    replace.extensions_mut().insert(ReplaceCustomFields);
    let post = Request::post("/contacts").body(Body::from(r#"{"custom_fields":{"a":1}}"#)).unwrap();
    for request in [
        replace,
        post,
        patch("/contacts/crd_1", &json!({"name": "A"})),
        change("/tags/tag_1", json!({"a": 1})),
    ] {
        let body = request.body().clone();
        let (asked, _) = run(MergeCustomFieldsLayer::new(), request, vec![written()]).await;
        assert!(asked[0].ends_with(std::str::from_utf8(body.as_bytes().unwrap()).unwrap()), "{asked:?}");
    }
}

#[tokio::test]
async fn empty_change_erases_nothing() {
    let request = patch("/contacts/crd_1", &json!({"name": "A", "custom_fields": {}}));
    let (asked, _) = run(MergeCustomFieldsLayer::new(), request, vec![written()]).await;
    assert_eq!(asked, [r#"PATCH /contacts/crd_1 {"name":"A"}"#]);
}

#[tokio::test]
async fn custom_fields_that_are_no_object_are_refused() {
    let request = change("/contacts/crd_1", Value::Null);
    let (_, result) = run(MergeCustomFieldsLayer::new(), request, vec![]).await;
    assert_eq!(kind(&result.unwrap_err()), ErrorKind::InvalidRequest);
}

#[tokio::test]
async fn a_lost_update_names_the_fields() {
    let answers =
        vec![contact("crd_1", json!({"Tier": "gold"})), written(), contact("crd_1", json!({"Tier": "gold"}))];
    let request = change("/contacts/crd_1", json!({"Tier": "platinum", "ARR": 5}));
    let (_, result) = run(MergeCustomFieldsLayer::new(), request, answers).await;
    let error = result.unwrap_err();
    assert_eq!(kind(&error), ErrorKind::LostUpdate);
    assert!(error.to_string().contains("`ARR`, `Tier`"), "{error}");
    assert!(!error.to_string().contains("platinum"), "{error}");
}

#[tokio::test]
async fn a_read_that_fails_writes_nothing() {
    for (status, expected) in [
        (404, ErrorKind::NotFound),
        (403, ErrorKind::Forbidden),
        (429, ErrorKind::RateLimited),
        (500, ErrorKind::Server),
    ] {
        let request = change("/contacts/crd_1", json!({"a": 1}));
        let answers = vec![answer(status, &json!({}))];
        let (_, result) = run(MergeCustomFieldsLayer::new(), request, answers).await;
        let error = result.unwrap_err();
        assert_eq!(kind(&error), expected);
        assert_eq!(error.downcast_ref::<Error>().unwrap().required_scopes(), ["contacts:read"]);
    }
    let request = change("/contacts/crd_1", json!({"a": 1}));
    let (_, result) = run(MergeCustomFieldsLayer::new(), request, vec![answer(200, &json!([]))]).await;
    assert_eq!(kind(&result.unwrap_err()), ErrorKind::Decode);
}

#[tokio::test]
async fn failed_write_is_returned() {
    let answers = vec![contact("crd_1", json!({})), answer(400, &json!({}))];
    let request = change("/contacts/crd_1", json!({"a": 1}));
    let (_, result) = run(MergeCustomFieldsLayer::new(), request, answers).await;
    assert_eq!(result.unwrap().status(), 400);
}

#[tokio::test]
async fn a_second_read_that_fails_does_not_hide_the_write() {
    let answers = vec![contact("crd_1", json!({})), written(), answer(500, &json!({}))];
    let request = change("/contacts/crd_1", json!({"a": 1}));
    let (_, result) = run(MergeCustomFieldsLayer::new(), request, answers).await;
    assert_eq!(result.unwrap().status(), 204);
}

#[tokio::test]
async fn an_alias_becomes_the_id() {
    let answers = vec![
        contact("crd_1", json!({"a": 0})),
        contact("crd_1", json!({"a": 1})),
        written(),
        contact("crd_1", json!({"a": 1, "b": 2})),
    ];
    let request = change("/contacts/alt:email:a%40b.c", json!({"b": 2}));
    let (asked, result) = run(MergeCustomFieldsLayer::new(), request, answers).await;
    assert_eq!(asked[..2], ["GET /contacts/alt:email:a%40b.c", "GET /contacts/crd_1"]);
    assert_eq!(asked[2], r#"PATCH /contacts/crd_1 {"custom_fields":{"a":1,"b":2}}"#);
    assert_eq!(result.unwrap().status(), 204);
}

#[tokio::test]
async fn a_conversation_that_is_merged_meanwhile_keeps_the_fields_of_the_new_one() {
    let moved = Response::builder()
        .status(301)
        .header("location", "/conversations/cnv_new")
        .body(Bytes::new())
        .unwrap();
    let mut followed = answer(200, &json!({"id": "cnv_new", "custom_fields": {"new": 1}}));
    followed.extensions_mut().insert(MergedInto { from: "cnv_old".into(), to: "cnv_new".into() });
    let answers = vec![
        answer(200, &json!({"id": "cnv_old", "custom_fields": {"old": 1}})),
        moved,
        followed,
        answer(200, &json!({"id": "cnv_new", "custom_fields": {"new": 1}})),
        written(),
        answer(200, &json!({"id": "cnv_new", "custom_fields": {"new": 1, "a": 2}})),
    ];
    let request = change("/conversations/cnv_old", json!({"a": 2}));
    let (asked, result) = run(MergeCustomFieldsLayer::new(), request, answers).await;
    assert_eq!(asked[4], r#"PATCH /conversations/cnv_new {"custom_fields":{"a":2,"new":1}}"#);
    let merged = result.unwrap().extensions().get::<MergedInto>().unwrap().clone();
    assert_eq!((merged.from.as_str(), merged.to.as_str()), ("cnv_old", "cnv_new"));
}

#[tokio::test]
async fn changing_id_stops_after_max_reads() {
    let answers = (0..4).map(|n| contact(&format!("crd_{n}x"), json!({}))).collect();
    let (_, result) =
        run(MergeCustomFieldsLayer::new(), change("/contacts/crd_1", json!({"a": 1})), answers).await;
    assert_eq!(kind(&result.unwrap_err()), ErrorKind::Conflict);
}

/// A call cancelled between read and write releases its turn and writes nothing.
#[tokio::test]
async fn cancel_between_read_and_write_writes_nothing_and_releases_the_lock() {
    let layer = MergeCustomFieldsLayer::new();
    let (mut service, mut wire) = mock::spawn_layer::<_, Response<Bytes>, _>(layer.clone());
    for answered in [false, true] {
        assert!(service.poll_ready().is_ready());
        let call = tokio::spawn(service.call(change("/contacts/crd_1", json!({ "a": 1 }))));
        let (request, respond): (Request<Body>, _) = wire.next_request().await.unwrap();
        assert_eq!(request.method(), Method::GET);
        if answered {
            respond.send_response(contact("crd_1", json!({})));
        }
        // The task has not run since: the read is answered, the write has not begun.
        call.abort();
        assert!(call.await.unwrap_err().is_cancelled());
        assert!(wire.poll_request().is_pending(), "something was sent for a caller who had left");
        assert_eq!(layer.locks.len(), 0);
    }

    // A waiting call continues when the one before it ends.
    assert!(service.poll_ready().is_ready());
    let first = tokio::spawn(service.call(change("/contacts/crd_1", json!({ "a": 1 }))));
    let (_, _unanswered) = wire.next_request().await.unwrap();
    assert!(service.poll_ready().is_ready());
    let second = tokio::spawn(service.call(change("/contacts/crd_1", json!({ "b": 2 }))));
    tokio::task::yield_now().await;
    assert!(wire.poll_request().is_pending(), "two were at the contact");
    first.abort();
    for answer in [contact("crd_1", json!({})), written(), contact("crd_1", json!({ "b": 2 }))] {
        wire.next_request().await.unwrap().1.send_response(answer);
    }
    assert_eq!(second.await.unwrap().unwrap().status(), 204);
    assert_eq!(layer.locks.len(), 0);
}

#[tokio::test]
async fn calls_to_one_resource_are_serialized() {
    let stored = Arc::new(Mutex::new(json!({})));
    let log = Arc::new(Mutex::new(VecDeque::new()));
    let wire = {
        let (stored, log) = (Arc::clone(&stored), Arc::clone(&log));
        service_fn(move |request: Request<Body>| {
            let (stored, log) = (Arc::clone(&stored), Arc::clone(&log));
            async move {
                tokio::task::yield_now().await;
                log.lock().unwrap().push_back(request.method().clone());
                let response = if request.method() == Method::PATCH {
                    let body: Value = serde_json::from_slice(request.body().as_bytes().unwrap()).unwrap();
                    *stored.lock().unwrap() = body["custom_fields"].clone();
                    written()
                } else {
                    contact("crd_1", stored.lock().unwrap().clone())
                };
                tokio::task::yield_now().await;
                Ok::<_, Infallible>(response)
            }
        })
    };
    let layer = MergeCustomFieldsLayer::new();
    let service = layer.layer(wire);
    let calls = (0..20).map(|n| {
        let uri = if n % 2 == 0 { "/contacts/crd_1" } else { "/contacts/alt:email:a%40b.c" };
        service.clone().oneshot(change(uri, json!({ format!("field{n}"): n })))
    });
    for result in futures_util::future::join_all(calls).await {
        assert_eq!(result.unwrap().status(), 204);
    }
    assert_eq!(stored.lock().unwrap().as_object().unwrap().len(), 20);
    assert_eq!(layer.locks.len(), 0);
}

#[test]
fn base_url_prefix_is_supported() {
    let uri: Uri = "https://gateway.example/front/contacts/crd_1".parse().unwrap();
    assert!(Resource::of(&uri).is_some());
}
