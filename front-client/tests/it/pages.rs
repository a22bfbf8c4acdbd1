//! Lists with untrusted links to the next page.

use std::{
    convert::Infallible,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use front_client::{
    Body, Client, Endpoint, Error, ErrorKind, Page, PageToken, StreamLimits,
    api::{
        contacts::ListContacts,
        tags::{ListTags, Tag},
    },
};
use futures_util::{StreamExt, TryStreamExt};
use http::{Request, Response};
use serde_json::{Value, json};
use tower::service_fn;

/// Returns a client whose list has these links, one per page, and the requested URLs.
fn front(links: Vec<Value>, limits: StreamLimits) -> (Client, Arc<Mutex<Vec<String>>>) {
    let requested = Arc::new(Mutex::new(Vec::new()));
    let (log, page) = (Arc::clone(&requested), Arc::new(AtomicUsize::new(0)));
    let wire = service_fn(move |request: Request<Body>| {
        log.lock().unwrap().push(request.uri().to_string());
        let number = page.fetch_add(1, Ordering::Relaxed);
        let next = &links[number.min(links.len() - 1)];
        let body = json!({
            "_results": [{ "id": format!("tag_{number}a") }, { "id": format!("tag_{number}b") }],
            "_pagination": { "next": next },
        });
        async move { Ok::<_, Infallible>(Response::new(body.to_string())) }
    });
    let front = Client::builder().credential("t").stream_limits(limits).transport(wire).build().unwrap();
    (front, requested)
}

/// Returns the items of the stream, and the error at its end.
async fn read(links: Vec<Value>, limits: StreamLimits) -> (Vec<Tag>, Option<Error>, Vec<String>) {
    let (front, requested) = front(links, limits);
    let mut tags = Vec::new();
    let mut error = None;
    let results: Vec<_> = ListTags::new().limit(2).stream(&front).collect().await;
    let count = results.len();
    for (index, result) in results.into_iter().enumerate() {
        match result {
            Ok(tag) => tags.push(tag),
            Err(failure) => {
                assert_eq!(index + 1, count, "an error is the last thing");
                error = Some(failure);
            }
        }
    }
    let requested = requested.lock().unwrap().clone();
    (tags, error, requested)
}

fn link(host: &str, token: &str) -> Value {
    json!(format!("https://{host}/tags?limit=2&page_token={token}"))
}

#[tokio::test]
async fn only_the_token_is_taken_out_of_a_link() {
    let links = vec![
        // A company's host, another path, other parameters; and a link without a host.
        json!("https://acme.api.frontapp.com/elsewhere?limit=99&sort_by=id&page_token=a%2Bb%26c"),
        json!("/tags?page_token=second"),
        Value::Null,
    ];
    let (tags, error, requested) = read(links, StreamLimits::default()).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(tags.len(), 6);
    assert_eq!(
        requested,
        [
            "https://api2.frontapp.com/tags?limit=2",
            "https://api2.frontapp.com/tags?limit=2&page_token=a%2Bb%26c",
            "https://api2.frontapp.com/tags?limit=2&page_token=second",
        ]
    );
}

#[tokio::test]
async fn untrusted_next_link_is_an_error() {
    for next in [
        link("evil.example", "x"),
        link("api2.frontapp.com.evil.example", "x"),
        link("api2.frontapp.com@evil.example", "x"),
        json!("//evil.example/tags?page_token=x"),
        json!("https:\\\\evil.example/tags?page_token=x"),
        json!("https://evil.example/\u{fc} \"<>?page_token=x"),
        json!("https://[?page_token=x"),
        json!("https://api2.frontapp.com/tags?limit=2"),
        json!("https://api2.frontapp.com/tags?page_token="),
        json!(""),
    ] {
        let (tags, error, requested) = read(vec![next.clone()], StreamLimits::default()).await;
        assert_eq!(error.map(|error| error.kind()), Some(ErrorKind::Pagination), "{next}");
        // Items of the page are still returned.
        assert_eq!((tags.len(), requested.len()), (2, 1), "{next}");
    }
}

#[tokio::test]
async fn repeated_page_is_an_error() {
    let (a, b) = (link("api2.frontapp.com", "a"), link("acme.api.frontapp.com", "b"));
    for (links, pages) in [(vec![a.clone()], 2), (vec![a.clone(), b, a], 3)] {
        let (_, error, requested) = read(links, StreamLimits::default()).await;
        assert_eq!(error.map(|error| error.kind()), Some(ErrorKind::Pagination));
        assert_eq!(requested.len(), pages);
    }
}

#[tokio::test]
async fn stream_limits_are_errors() {
    let links = || (0..10).map(|page| link("api2.frontapp.com", &page.to_string())).collect::<Vec<_>>();
    let (tags, error, requested) = read(links(), StreamLimits { pages: 3, items: 100 }).await;
    assert_eq!((tags.len(), requested.len()), (6, 3));
    assert!(error.unwrap().to_string().contains("3 pages"));

    let (tags, error, _) = read(links(), StreamLimits { pages: 100, items: 5 }).await;
    assert_eq!(tags.len(), 5);
    assert!(error.unwrap().to_string().contains("5 items"));

    // A list that is exactly as long as the limit is complete.
    let (tags, error, _) =
        read(vec![links().remove(0), Value::Null], StreamLimits { pages: 2, items: 4 }).await;
    assert_eq!((tags.len(), error.is_none()), (4, true));
}

#[tokio::test]
async fn non_list_is_an_error() {
    for body in ["[]", "{}", "\"\"", "null", r#"{"error": "gateway"}"#, r#"{"_results": {}}"#, ""] {
        let wire =
            service_fn(
                move |_: Request<Body>| async move { Ok::<_, Infallible>(Response::new(body.to_owned())) },
            );
        let front = Client::builder().credential("t").transport(wire).build().unwrap();
        let error = ListContacts::new().stream(&front).try_collect::<Vec<_>>().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{body}");
    }
}

#[test]
fn a_token_may_be_given_as_the_whole_link() {
    let link = "https://acme.api.frontapp.com/tags?limit=2&page_token=a%2Bb#x";
    assert_eq!(PageToken::new(link).as_str(), "a+b");
    let uri = ListTags::new().page_token(link).to_request().unwrap().uri().to_string();
    assert_eq!(uri, "/tags?page_token=a%2Bb");
    for token in ["8aa5b7c0", "a?b", "https://acme.api.frontapp.com/tags"] {
        assert_eq!(PageToken::new(token).as_str(), token);
    }
    // Models pass it as JSON.
    let list: ListTags = serde_json::from_value(json!({ "page_token": link })).unwrap();
    assert_eq!(list.to_request().unwrap().uri(), "/tags?page_token=a%2Bb");
}

#[test]
fn a_page_is_read_in_its_order() {
    let page: Page<Tag> = serde_json::from_value(json!({
        "_results": [{ "id": "tag_1" }, { "id": "tag_2" }],
        "_total": 7,
    }))
    .unwrap();
    let ids: Vec<_> = (&page).into_iter().map(|tag| tag.id.as_str()).collect();
    assert_eq!((ids, page.total, page.next()), (vec!["tag_1", "tag_2"], Some(7), None));
}
