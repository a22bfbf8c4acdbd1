use std::{
    convert::Infallible,
    sync::{Arc, Mutex},
};

use futures_util::StreamExt;
use http::{Method, Uri};
use serde::{Deserialize, Serialize};

use super::*;
use crate::{ErrorKind, Hosts, layer::RetryPolicy, testing::acme::Acme};

#[derive(Debug, Clone, Serialize)]
struct List {
    limit: u32,
}

#[derive(Debug, Deserialize)]
struct Numbers(Vec<u32>);

impl Endpoint for List {
    type Vendor = Acme;
    type Output = Numbers;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/numbers";
    const SCOPES: &'static [&'static str] = &[];

    fn validate(&self) -> Result<(), String> {
        if self.limit > 9 { Err("`limit` is more than 9".to_owned()) } else { Ok(()) }
    }
}

impl Paged<Acme> for Numbers {
    type Item = u32;

    fn next(&self, current: &Uri, _: &Hosts) -> Result<Option<Uri>, Error> {
        let page: u32 = current.path().trim_start_matches("/numbers").parse().unwrap_or(0);
        Ok((page < 2).then(|| format!("/numbers{}", page + 1).parse().unwrap()))
    }

    fn into_items(self) -> Vec<u32> {
        self.0
    }
}

type Seen = Arc<Mutex<Vec<HeaderMap>>>;

/// Client with pages that take 3 seconds each, and the headers that it sent.
fn acme(status: u16) -> (Client<Acme>, Seen) {
    let seen = Seen::default();
    let log = Arc::clone(&seen);
    let wire = tower::service_fn(move |request: Request<Body>| {
        log.lock().unwrap().push(request.headers().clone());
        let body = format!("[{}]", log.lock().unwrap().len());
        async move {
            tokio::time::sleep(Duration::from_secs(3)).await;
            Ok::<_, Infallible>(Response::builder().status(status).body(body).unwrap())
        }
    });
    let builder = Client::<Acme>::builder().credential("the-token").timeout(Duration::from_secs(4));
    (builder.retry(RetryPolicy::new().attempts(2)).transport(wire).build().unwrap(), seen)
}

#[tokio::test(start_paused = true)]
async fn headers_go_with_every_request_of_the_call() {
    let (acme, seen) = acme(200);
    let call = List { limit: 1 }
        .customize()
        .header("x-request-id", "41")
        .header("X-Request-Id", "42")
        .header("accept", "application/vnd.acme+json");
    let items: Vec<_> = call.stream(&acme).map(Result::unwrap).collect().await;
    assert_eq!(items, [1, 2, 3]);
    assert_eq!(call.call(&acme).await.unwrap().into_body().0, [4]);
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 4);
    for headers in &*seen {
        assert_eq!(headers.get_all("x-request-id").iter().collect::<Vec<_>>(), ["42"]);
        assert_eq!(headers["accept"], "application/vnd.acme+json");
        assert_eq!(headers["authorization"], "Bearer the-token");
    }
}

#[tokio::test(start_paused = true)]
async fn retries_send_the_custom_headers() {
    let (acme, seen) = acme(503);
    let call = List { limit: 1 }.customize().timeout(Duration::from_secs(60)).header("x-request-id", "42");
    assert_eq!(call.send(&acme).await.unwrap_err().kind(), ErrorKind::Server);
    assert_eq!(seen.lock().unwrap().iter().filter(|headers| headers["x-request-id"] == "42").count(), 2);
}

#[tokio::test(start_paused = true)]
async fn timeout_applies_to_each_page() {
    let (acme, _) = acme(200);
    let list = List { limit: 1 };
    let error = list.clone().customize().timeout(Duration::from_secs(2)).send(&acme).await.unwrap_err();
    assert_eq!((error.kind(), error.operation().unwrap().1), (ErrorKind::Interrupted, "/numbers"));
    // Three pages of three seconds.
    let stream = list.clone().customize().timeout(Duration::from_secs(4)).stream(&acme);
    assert_eq!(stream.filter(|item| std::future::ready(item.is_ok())).count().await, 3);
    let mut stream = list.customize().timeout(Duration::from_secs(2)).stream(&acme);
    assert_eq!(stream.next().await.unwrap().unwrap_err().kind(), ErrorKind::Interrupted);
}

#[tokio::test]
async fn invalid_header_errors_name_the_header_without_its_value() {
    let (acme, seen) = acme(200);
    let list = || List { limit: 1 }.customize();
    for (call, word) in [
        (list().header("x id", "hunter2"), "' '"),
        (list().header("Bearer hunter2", "x-secret"), "' '"),
        (list().header("", "hunter2"), "empty"),
        (list().header("x-id", "hunter2\r\nx-evil: 1"), "`x-id` holds a control character"),
        (list().header("Authorization", "Bearer hunter2"), "`authorization` carries the API token"),
        (list().header("Content-Length", "7"), "`content-length` is set by the client"),
        (list().header("content-type", "hunter2"), "`content-type` is set by the client"),
        (list().header("host", "hunter2"), "`host`"),
        // The first one counts.
        (list().header("x id", "hunter2").header("host", "hunter2"), "' '"),
    ] {
        let error = call.send(&acme).await.unwrap_err();
        assert!(error.is_invalid_request() && error.to_string().contains(word), "{error}");
        assert_eq!(error.operation(), Some((&Method::GET, "/numbers")));
        let shown = format!("{error} {error:?} {} {call:?}", error.report());
        assert!(!shown.contains("hunter2"), "{shown}");
        let from_stream = call.stream(&acme).next().await.unwrap().unwrap_err();
        assert_eq!(from_stream.to_string(), error.to_string());
    }
    assert!(seen.lock().unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_sensitive_value_stays_sensitive_and_is_not_shown() {
    let (acme, seen) = acme(200);
    let mut value = HeaderValue::from_static("hunter2");
    value.set_sensitive(true);
    let call = List { limit: 1 }.customize().header("x-tenant-key", value).header("x-plain", "hunter2");
    assert_eq!(
        format!("{call:?}"),
        r#"Customized { endpoint: List { limit: 1 }, timeout: None, headers: ["x-tenant-key", "x-plain"] }"#
    );
    call.send(&acme).await.unwrap();
    assert!(seen.lock().unwrap()[0]["x-tenant-key"].is_sensitive());
}

#[tokio::test]
async fn arguments_that_cannot_be_sent_name_their_operation() {
    let (acme, _) = acme(200);
    let wrong = List { limit: 10 };
    let errors = [
        wrong.to_request().unwrap_err(),
        wrong.send(&acme).await.unwrap_err(),
        wrong.stream(&acme).next().await.unwrap().unwrap_err(),
        wrong.customize().send(&acme).await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.operation(), Some((&Method::GET, "/numbers")));
        assert_eq!(error.to_string(), "GET /numbers: `limit` is more than 9");
    }
}
