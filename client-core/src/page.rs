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
        }
        if self.pages == self.limits.pages {
            return Err(pagination(format!("the list has more than {} pages", self.limits.pages)));
        }
        self.pages += 1;
        let current = request.uri().clone();
        let (page, body) = self.client.call_page(request, self.decode).await?;
        self.next = match page.next(&current, self.client.hosts())? {
            None => Next::End,
            Some(uri) if uri == current || !self.seen.insert(uri.clone()) => {
                return Err(pagination("the list repeats the address of a page"));
            }
            Some(uri) => Next::At(uri),
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
