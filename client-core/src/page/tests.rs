use std::convert::Infallible;

use futures_util::StreamExt;
use http::{Method, Request};
use serde::{Deserialize, Serialize};
use tower::service_fn;

use super::*;
use crate::{Body, Client, Endpoint, acme::Acme};

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

/// The items that a stream yields over pages that these paths answer, and the message that it ends with.
async fn read(pages: &'static [(&'static str, &'static str)]) -> (Vec<u32>, Option<String>) {
    let wire = service_fn(move |request: Request<Body>| async move {
        let path = request.uri().path();
        let body = pages.iter().find(|(at, _)| *at == path).map_or("", |(_, body)| *body);
        Ok::<_, Infallible>(Response::new(body.to_owned()))
    });
    let client = Client::<Acme>::builder().token("the-token").transport(wire).build().unwrap();
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
async fn a_list_that_turns_in_a_circle_yields_each_page_once() {
    let pages = &[("/list", r#"{"items":[1],"next":"/b"}"#), ("/b", r#"{"items":[2],"next":"/list"}"#)];
    let (items, failed) = read(pages).await;
    assert_eq!(items, [1, 2]);
    assert!(failed.unwrap().contains("repeats the address"));
}

#[tokio::test]
async fn a_page_that_leads_nowhere_is_yielded_before_the_error() {
    let (items, failed) = read(&[("/list", r#"{"items":[1,2],"next":"no address"}"#)]).await;
    assert_eq!(items, [1, 2]);
    assert!(failed.is_some());
}
