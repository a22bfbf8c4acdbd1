use std::{
    convert::Infallible,
    sync::{Arc, Mutex},
};

use futures_util::{FutureExt, StreamExt};
use http::{Method, Request};
use serde::{Deserialize, Serialize};
use tower::service_fn;

use super::*;
use crate::{Body, Client, Endpoint, layer::RetryPolicy, testing::acme::Acme};

#[derive(Deserialize)]
struct Numbers {
    items: Vec<u32>,
    next: Option<String>,
}

impl Paged<Acme> for Numbers {
    type Item = u32;

    fn next(&self, _: &Uri, _: &Hosts) -> Result<Option<Uri>, Error> {
        let parse = |next: &String| next.parse().map_err(|_| pagination("no address"));
        self.next.as_ref().map(parse).transpose()
    }

    fn into_items(self) -> Vec<u32> {
        self.items
    }
}

#[derive(Serialize)]
struct List {}

impl Endpoint for List {
    type Vendor = Acme;
    type Output = Numbers;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/list";
    const SCOPES: &'static [&'static str] = &[];
}

/// Returns the items of a stream over these pages by path, and the message of its last error.
async fn read(pages: &'static [(&'static str, &'static str)]) -> (Vec<u32>, Option<String>) {
    let wire = service_fn(move |request: Request<Body>| async move {
        let path = request.uri().path();
        let body = pages.iter().find(|(at, _)| *at == path).map_or("", |(_, body)| *body);
        Ok::<_, Infallible>(Response::new(body.to_owned()))
    });
    let client = Client::<Acme>::builder().credential("the-token").transport(wire).build().unwrap();
    let (mut items, mut failed) = (Vec::new(), None);
    let mut stream = List {}.stream(&client);
    while let Some(item) = stream.next().await {
        match item {
            Ok(item) => items.push(item),
            Err(error) => failed = Some(error.to_string()),
        }
    }
    (items, failed)
}

#[tokio::test]
async fn all_pages_in_order() {
    let pages = &[
        ("/list", r#"{"items":[1,2],"next":"/empty"}"#),
        ("/empty", r#"{"items":[],"next":"/last"}"#),
        ("/last", r#"{"items":[3],"next":null}"#),
    ];
    assert_eq!(read(pages).await, (vec![1, 2, 3], None));
}

#[tokio::test]
async fn repeated_page_ends_the_stream() {
    let pages = &[("/list", r#"{"items":[1],"next":"/b"}"#), ("/b", r#"{"items":[2],"next":"/list"}"#)];
    let (items, failed) = read(pages).await;
    assert_eq!(items, [1, 2]);
    assert!(failed.unwrap().contains("repeats the address"));
}

#[tokio::test]
async fn items_before_an_invalid_link_are_yielded() {
    let (items, failed) = read(&[("/list", r#"{"items":[1,2],"next":"no address"}"#)]).await;
    assert_eq!(items, [1, 2]);
    assert!(failed.is_some());
}

/// Client over three pages of two numbers each. The transport fails the given number of times before each page.
fn failing(failures: &'static [(&'static str, u16)]) -> (Client<Acme>, Arc<Mutex<Vec<String>>>) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let (log, left) = (Arc::clone(&asked), Arc::new(Mutex::new(failures.to_vec())));
    let wire = service_fn(move |request: Request<Body>| {
        let path = request.uri().path().to_owned();
        log.lock().unwrap().push(path.clone());
        let mut left = left.lock().unwrap();
        let failure = left.iter().position(|(page, _)| *page == path).map(|at| left.remove(at).1);
        let (status, body) = match (failure, &*path) {
            (Some(status), _) => (status, ""),
            (None, "/list") => (200, r#"{"items":[1,2],"next":"/b"}"#),
            (None, "/b") => (200, r#"{"items":[3,4],"next":"/c"}"#),
            (None, _) => (200, r#"{"items":[5],"next":null}"#),
        };
        let response = Response::builder().status(status).body(body.to_owned()).unwrap();
        async {
            tokio::task::yield_now().await;
            Ok::<_, Infallible>(response)
        }
    });
    (Client::<Acme>::builder().credential("the-token").transport(wire).build().unwrap(), asked)
}

#[tokio::test]
async fn stream_ends_after_an_error_until_resumed() {
    let (client, asked) = failing(&[("/b", 429), ("/b", 502), ("/list", 429)]);
    let mut stream = List {}.stream(&client);
    let mut items = Vec::new();
    let mut errors = Vec::new();
    loop {
        match stream.next().await {
            Some(Ok(item)) => items.push(item),
            Some(Err(error)) => {
                errors.push(error.kind());
                assert!(stream.next().await.is_none() && stream.next().await.is_none());
                stream.resume();
            }
            None => break,
        }
    }
    assert_eq!(items, [1, 2, 3, 4, 5]);
    assert_eq!(errors, [ErrorKind::RateLimited, ErrorKind::RateLimited, ErrorKind::Server]);
    assert_eq!(*asked.lock().unwrap(), ["/list", "/list", "/b", "/b", "/b", "/c"]);
    // Resuming at the end changes nothing.
    assert_eq!(stream.position(), None);
    stream.resume();
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn position_resumes_at_the_next_item() {
    for stop in 0..=5 {
        let (client, _) = failing(&[("/b", 429)]);
        let mut stream = List {}.stream(&client);
        let (mut items, mut failed) = (Vec::new(), None);
        while items.len() < stop && failed.is_none() {
            match stream.next().await.unwrap() {
                Ok(item) => items.push(item),
                Err(error) => failed = Some(error),
            }
        }
        if let Some(position) = stream.position() {
            // In another process.
            let position: Position = position.to_string().parse().unwrap();
            drop(stream);
            let mut rest = List {}.stream_from(&client, &position);
            while let Some(item) = rest.next().await {
                match item {
                    Ok(item) => items.push(item),
                    Err(_) => rest.resume(),
                }
            }
        }
        assert_eq!(items, [1, 2, 3, 4, 5], "stopped after {stop}");
    }
}

#[tokio::test]
async fn position_survives_a_dropped_stream() {
    let (client, asked) = failing(&[]);
    let mut stream = List {}.stream(&client);
    // Polled once: the page is on its way.
    assert!(stream.next().now_or_never().is_none());
    assert_eq!(stream.position().unwrap().skip, 0);
    let items: Vec<_> = stream.map(Result::unwrap).collect().await;
    assert_eq!(items, [1, 2, 3, 4, 5]);
    assert_eq!(asked.lock().unwrap().len(), 3);
}

#[tokio::test]
async fn a_position_of_other_arguments_is_refused() {
    let (client, asked) = failing(&[]);
    let position = r#"{"first":"/list?q=other","page":"/b","skip":0}"#.parse().unwrap();
    let mut stream = List {}.stream_from(&client, &position);
    let error = stream.next().await.unwrap().unwrap_err();
    assert!(error.is_invalid_request() && error.to_string().contains("other arguments"), "{error}");
    assert!(stream.next().await.is_none());
    stream.resume();
    assert!(stream.next().await.is_none());
    assert!(asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn limits_end_a_stream_and_its_position_begins_a_new_one() {
    let (client, _) = failing(&[]);
    for limits in [StreamLimits { pages: 9, items: 3 }, StreamLimits { pages: 2, items: 9 }] {
        let mut stream = List {}.stream_within(&client, limits);
        let (mut items, mut error) = (Vec::new(), None);
        while let Some(item) = stream.next().await {
            match item {
                Ok(item) => items.push(item),
                Err(failure) => error = Some(failure),
            }
        }
        assert_eq!(error.unwrap().kind(), ErrorKind::Pagination);
        let rest = List {}.stream_from(&client, &stream.position().unwrap());
        items.extend(rest.map(Result::unwrap).collect::<Vec<_>>().await);
        assert_eq!(items, [1, 2, 3, 4, 5]);
    }
}

#[tokio::test]
async fn resume_after_invalid_link_reads_the_page_again() {
    let count = Arc::new(Mutex::new(0));
    let wire = service_fn(move |request: Request<Body>| {
        *count.lock().unwrap() += 1;
        let body = match (request.uri().path(), *count.lock().unwrap()) {
            ("/list", 1) => r#"{"items":[1,2],"next":"no address"}"#,
            ("/list", _) => r#"{"items":[1,2],"next":"/c"}"#,
            _ => r#"{"items":[3],"next":null}"#,
        };
        async { Ok::<_, Infallible>(Response::new(body.to_owned())) }
    });
    let client = Client::<Acme>::builder().credential("the-token").transport(wire).build().unwrap();
    let mut stream = List {}.stream(&client);
    let mut items = Vec::new();
    while let Some(item) = stream.next().await {
        match item {
            Ok(item) => items.push(item),
            Err(error) => {
                assert_eq!((error.kind(), &*items), (ErrorKind::Pagination, &[1, 2][..]));
                stream.resume();
            }
        }
    }
    assert_eq!(items, [1, 2, 3]);
}

#[tokio::test(start_paused = true)]
async fn retries_prevent_stream_errors() {
    let (client, _) = failing(&[("/b", 429), ("/c", 503)]);
    // The same transport in a client that retries.
    let stack = client.clone();
    let wire = service_fn(move |request: Request<Body>| {
        let stack = stack.clone();
        async move { stack.exchange(request).await.map(|response| response.map(http_body_util::Full::new)) }
    });
    let builder = Client::<Acme>::builder().without_credential().retry(RetryPolicy::new());
    let client = builder.transport(wire).build().unwrap();
    let items: Vec<_> = List {}.stream(&client).map(Result::unwrap).collect().await;
    assert_eq!(items, [1, 2, 3, 4, 5]);
}
