//! Calls with their own settings, and calls without a struct.

use std::time::Duration;

use front_client::{
    Body, Client, Endpoint, Error, ErrorKind, PageToken, Position,
    api::{
        contacts::{ListContacts, UpdateContact},
        identity::GetMe,
        messages::SendReply,
        tags::ListTags,
    },
    http::{Request, Response},
    layer::RetryPolicy,
    testing::{FakeFront, Fault, seed},
};
use futures_util::{StreamExt, TryStreamExt};
use tower::{ServiceExt, service_fn};

fn client(fake: &FakeFront) -> Client {
    Client::builder().credential(fake.token()).transport(fake.clone()).build().unwrap()
}

/// Returns a client with this response to every request.
fn answering(status: u16, body: &'static str) -> Client {
    let wire = service_fn(move |_: Request<Body>| async move {
        Ok::<_, std::convert::Infallible>(Response::builder().status(status).body(body.to_owned()).unwrap())
    });
    Client::builder().credential("t").transport(wire).build().unwrap()
}

#[tokio::test]
async fn execute_fails_as_a_typed_call_does() {
    let fake = FakeFront::seeded();
    let front = client(&fake);
    let get = |path: &str| Request::get(path).body(()).unwrap();
    assert_eq!(front.execute(get("/me")).await.unwrap().status(), 200);
    let error = front.execute(get("/contacts/crd_none")).await.unwrap_err();
    assert!(error.is_not_found() && error.api().is_some(), "{error}");
    assert!(error.to_string().starts_with("Front returned 404: "), "{error}");
    fake.fault(Fault::rate_limited(Duration::from_secs(3)));
    let error = front.execute(get("/me")).await.unwrap_err();
    assert_eq!((error.kind(), error.retry_after()), (ErrorKind::RateLimited, Some(Duration::from_secs(3))));
    fake.fault(Fault::dropped().after_write());
    let post =
        Request::post("/tags").header("content-type", "application/json").body(r#"{"name":"x"}"#).unwrap();
    assert!(front.execute(post).await.unwrap_err().is_outcome_unknown());
}

#[tokio::test]
async fn an_error_object_with_200_is_a_failure_of_any_call() {
    const FAILED: &str = r#"{"_error":{"status":404,"title":"Not found","message":"Unknown contact"}}"#;
    let front = answering(200, FAILED);
    let update = UpdateContact::new("crd_1").name("x").send(&front).await.unwrap_err();
    let read = GetMe::new().send(&front).await.unwrap_err();
    let raw = front.execute(Request::get("/me").body(()).unwrap()).await.unwrap_err();
    for error in [update, read, raw] {
        assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::NotFound, 200));
        assert!(error.to_string().contains("Front returned 200: Unknown contact"), "{error}");
    }
    let unnamed = answering(200, r#"{"_error":{"message":"No"}}"#);
    assert_eq!(GetMe::new().send(&unnamed).await.unwrap_err().kind(), ErrorKind::Rejected);
    // Looks like an error, but is none.
    let named = answering(200, r#"{"id":"cmp_1","name":"the \"_error\" of {\"_error\": 1}"}"#);
    assert!(GetMe::new().send(&named).await.is_ok());
}

#[tokio::test]
async fn call_headers_are_on_every_request() {
    let fake = FakeFront::seeded();
    let (transport, seen) = (fake.clone(), std::sync::Arc::new(std::sync::Mutex::new(Vec::new())));
    let log = std::sync::Arc::clone(&seen);
    let wire = service_fn(move |request: Request<Body>| {
        let headers = request.headers();
        log.lock().unwrap().push((
            request.method().clone(),
            headers.get("x-request-id").cloned(),
            headers.get("content-type").cloned(),
        ));
        transport.clone().oneshot(request)
    });
    let front = Client::builder().credential(fake.token()).transport(wire).build().unwrap();
    // Read, written, read again.
    let update =
        UpdateContact::new(seed::ELENA).custom_field("Tier", "Gold").customize().header("x-request-id", "42");
    update.send(&front).await.unwrap();
    // Sent to the target of the merge.
    SendReply::new(seed::MERGED, "hi").customize().header("x-request-id", "42").send(&front).await.unwrap();
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 5);
    for (method, id, content_type) in &*seen {
        assert_eq!(id.as_ref().unwrap(), "42");
        assert_eq!(content_type.is_some(), *method != "GET", "{method}");
    }
    assert_eq!(fake.sent().len(), 1);
    assert_eq!(fake.erased_custom_fields(), 0);
}

#[tokio::test(start_paused = true)]
async fn stream_resumes_after_429() {
    let fake = FakeFront::seeded();
    let front = client(&fake);
    let list = ListContacts::new().limit(2);
    let all: Vec<_> = list.stream(&front).map_ok(|contact| contact.id).try_collect().await.unwrap();
    assert!(all.len() > 4);
    for stop in 0..all.len() {
        let mut stream = list.stream(&front);
        let mut ids = Vec::new();
        while ids.len() < stop {
            ids.push(stream.try_next().await.unwrap().unwrap().id);
        }
        fake.fault(Fault::rate_limited(Duration::from_secs(2)).on("GET", "/contacts"));
        // The rest of the available page, then the error, unless the list ends with it.
        let failed = loop {
            match stream.try_next().await {
                Ok(Some(contact)) => ids.push(contact.id),
                Ok(None) => break None,
                Err(error) => break Some(error),
            }
        };
        fake.clear_faults();
        let Some(error) = failed else { continue };
        assert!(error.is_rate_limited());
        assert!(stream.next().await.is_none());
        let position: Position =
            serde_json::from_value(serde_json::to_value(stream.position()).unwrap()).unwrap();

        // The same stream, a new one, and a new one with its own timeout: each yields the rest once.
        stream.resume();
        let customized = list.clone().customize().timeout(Duration::from_secs(9));
        for rest in [stream, list.stream_from(&front, &position), customized.stream_from(&front, &position)] {
            let rest: Vec<_> = rest.map_ok(|contact| contact.id).try_collect().await.unwrap();
            assert_eq!([&*ids, &*rest].concat(), all, "stopped after {stop}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_that_retries_has_streams_without_a_429() {
    let fake = FakeFront::seeded();
    let all: Vec<_> = ListContacts::new().limit(2).stream(&client(&fake)).try_collect().await.unwrap();
    let builder = Client::builder().credential(fake.token()).retry(RetryPolicy::new());
    let front = builder.transport(fake.clone()).build().unwrap();
    let mut stream = ListContacts::new().limit(2).stream(&front);
    let mut found = Vec::new();
    while let Some(contact) = stream.next().await {
        found.push(contact.unwrap());
        fake.clear_faults();
        fake.fault(Fault::rate_limited(Duration::from_secs(2)).on("GET", "/contacts"));
    }
    assert_eq!(found, all);
}

#[tokio::test]
async fn page_token_starts_a_stream_in_the_middle() {
    let fake = FakeFront::seeded();
    let front = client(&fake);
    let first = ListContacts::new().limit(2).send(&front).await.unwrap();
    let all: Vec<_> = ListContacts::new().limit(2).stream(&front).try_collect().await.unwrap();
    let token: PageToken = first.next().unwrap();
    let rest: Vec<_> =
        ListContacts::new().limit(2).page_token(token).stream(&front).try_collect().await.unwrap();
    assert_eq!([first.items, rest].concat(), all);
}

#[tokio::test]
async fn a_page_is_a_collection() {
    let fake = FakeFront::seeded();
    let page = ListTags::new().limit(2).send(&client(&fake)).await.unwrap();
    assert_eq!((page.len(), page.is_empty()), (2, false));
    let ids: Vec<_> = page.iter().map(|tag| &tag.id).collect();
    let mut by_reference = Vec::new();
    for tag in &page {
        by_reference.push(&tag.id);
    }
    assert_eq!(ids, by_reference);
    let ids: Vec<_> = ids.into_iter().cloned().collect();
    assert_eq!(page.into_iter().map(|tag| tag.id).collect::<Vec<_>>(), ids);
    let empty = ListTags::new().send(&answering(200, r#"{"_results":[]}"#)).await.unwrap();
    assert!(empty.is_empty() && empty.iter().next().is_none());
}

/// Checks that no error message repeats that of its cause.
fn says_nothing_twice(error: &Error) {
    let chain: Vec<_> = std::iter::successors(Some(error as &dyn std::error::Error), |error| error.source())
        .map(ToString::to_string)
        .collect();
    for (at, message) in chain.iter().enumerate() {
        assert!(chain[..at].iter().all(|earlier| !earlier.contains(&**message)), "{chain:#?}");
    }
}

#[tokio::test]
async fn error_chain_repeats_no_message() {
    let fake = FakeFront::seeded();
    let front = client(&fake);
    for fault in
        [Fault::dropped(), Fault::truncated(), Fault::html(200), Fault::html(502), Fault::status(401)]
    {
        for _ in 0..2 {
            fake.fault(fault.clone());
        }
        says_nothing_twice(&GetMe::new().send(&front).await.unwrap_err());
        says_nothing_twice(&SendReply::new(seed::DISPUTE, "x").send(&front).await.unwrap_err());
    }
    let moved = answering(301, "");
    let error = SendReply::new("cnv_1", "x").send(&moved).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Redirect);
    says_nothing_twice(&error);
    assert!(
        error.report().to_string().ends_with("nothing was carried out: its location is missing"),
        "{error:?}"
    );
}
