//! Lists: all pages of one as a stream.

use std::{
    collections::{HashSet, VecDeque},
    hash::{DefaultHasher, Hash, Hasher},
};

use bytes::Bytes;
use futures_core::Stream;
use futures_util::stream;
use http::{Request, Response, Uri};

use crate::{Client, Error, ErrorKind, Hosts, Vendor, error::DecodeError};

/// An answer that is one page of a list.
pub trait Paged<V: Vendor>: Sized + Send + 'static {
    /// What the list is of.
    type Item: Send + 'static;

    /// The address of the next page, relative to the base URL; `None` on the last page. `current` is the address of this
    /// one.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Pagination`] when the answer names a next page that cannot be asked for.
    fn next(&self, current: &Uri, hosts: &Hosts) -> Result<Option<Uri>, Error>;

    /// The items of the page, in the order of the API.
    fn into_items(self) -> Vec<Self::Item>;
}

/// Where a stream of pages stops, with an error, instead of going on for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs)] // Pages and items are all there is to count.
pub struct StreamLimits {
    /// The most pages to fetch; 1,000 by default.
    pub pages: usize,
    /// The most items to yield; 100,000 by default.
    pub items: usize,
}

impl Default for StreamLimits {
    fn default() -> Self {
        Self { pages: 1_000, items: 100_000 }
    }
}

/// How a page is read from an answer.
pub(crate) type Decode<P> = fn(&Response<Bytes>) -> Result<P, DecodeError>;

struct Cursor<V: Vendor, P: Paged<V>> {
    request: Request<Bytes>,
    client: Client<V>,
    decode: Decode<P>,
    limits: StreamLimits,
    items: VecDeque<P::Item>,
    next: Next,
    seen: HashSet<Uri>,
    /// The body of the last page that held something: a server that does not heed where the page begins sends the same
    /// again, for ever.
    last: Option<u64>,
    pages: usize,
    yielded: usize,
}

enum Next {
    First,
    At(Uri),
    End,
    /// The page was read, and does not lead to another that can be asked for.
    Failed(Error),
}

pub(crate) fn stream<V: Vendor, P: Paged<V>>(
    request: Result<Request<Bytes>, Error>,
    client: Client<V>,
    limits: StreamLimits,
    decode: Decode<P>,
) -> impl Stream<Item = Result<P::Item, Error>> + Send {
    let state = request.map(|request| Cursor {
        request,
        client,
        decode,
        limits,
        items: VecDeque::new(),
        next: Next::First,
        seen: HashSet::new(),
        last: None,
        pages: 0,
        yielded: 0,
    });
    stream::unfold(Some(state), |state| async move {
        let mut cursor = match state? {
            Ok(cursor) => cursor,
            Err(error) => return Some((Err(error), None)),
        };
        match cursor.advance().await {
            Ok(Some(item)) => Some((Ok(item), Some(Ok(cursor)))),
            Ok(None) => None,
            Err(error) => Some((Err(error), None)),
        }
    })
}

impl<V: Vendor, P: Paged<V>> Cursor<V, P> {
    async fn advance(&mut self) -> Result<Option<P::Item>, Error> {
        while self.items.is_empty() {
            if !self.fetch().await? {
                return Ok(None);
            }
        }
        if self.yielded == self.limits.items {
            return Err(pagination(format!("the list has more than {} items", self.limits.items)));
        }
        self.yielded += 1;
        Ok(self.items.pop_front())
    }

    /// Fetches a page; `false` when there is none.
    async fn fetch(&mut self) -> Result<bool, Error> {
        let mut request = self.request.clone();
        match std::mem::replace(&mut self.next, Next::End) {
            Next::First => {}
            Next::At(uri) => *request.uri_mut() = uri,
            Next::End => return Ok(false),
            Next::Failed(error) => return Err(error),
        }
        if self.pages == self.limits.pages {
            return Err(pagination(format!("the list has more than {} pages", self.limits.pages)));
        }
        self.pages += 1;
        let current = request.uri().clone();
        let (page, body) = self.client.call_page(request, self.decode).await?;
        let next = page.next(&current, self.client.hosts());
        self.seen.insert(current);
        // What the page holds is yielded first, wherever it leads.
        self.next = match next {
            Ok(None) => Next::End,
            Ok(Some(uri)) if self.seen.contains(&uri) => {
                Next::Failed(pagination("the list repeats the address of a page"))
            }
            Ok(Some(uri)) => Next::At(uri),
            Err(error) => Next::Failed(error),
        };
        self.items = page.into_items().into();
        if !self.items.is_empty() && self.last.replace(body) == Some(body) {
            return Err(pagination("the list repeats a page: the server does not heed where it begins"));
        }
        Ok(true)
    }
}

/// A number that two pages share only if their bytes are the same.
pub(crate) fn fingerprint(body: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    body.hash(&mut hasher);
    hasher.finish()
}

fn pagination(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Pagination, message)
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use futures_util::StreamExt;
    use http::Method;
    use http_body_util::Full;
    use serde::{Deserialize, Serialize};
    use tower::service_fn;

    use super::*;
    use crate::{Endpoint, acme::Acme};

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
        let wire = service_fn(move |request: Request<Full<Bytes>>| async move {
            let path = request.uri().path();
            let body = pages.iter().find(|(at, _)| *at == path).map_or("", |(_, body)| *body);
            Ok::<_, Infallible>(Response::new(body.to_owned()))
        });
        let client = Client::<Acme>::builder().token("the-token").transport(wire).build().unwrap();
        let (mut items, mut failed) = (Vec::new(), None);
        let mut stream = std::pin::pin!(List {}.stream(&client));
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
}
