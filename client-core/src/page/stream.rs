//! Stream over all pages of a list.

use std::{
    collections::{HashSet, VecDeque},
    fmt,
    future::Future,
    mem,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;
use http::{Request, Uri};

use super::{Decode, Paged, Position, StreamLimits, pagination};
use crate::{body::Body, client::Client, error::Error, vendor::Vendor};

/// Stream of every item of a list, page after page. Returned by [`Endpoint::stream`](crate::Endpoint::stream).
///
/// A page is fetched when its first item is polled. An error ends the stream: the next poll returns `None`, so a
/// loop that ignores errors terminates. No item is lost, because a page fails before any of its items is yielded.
/// There are three ways to continue:
///
/// - [`ClientBuilder::retry`](crate::ClientBuilder::retry) retries a page after a 429, a 5xx or a broken
///   connection, before there is an error.
/// - [`resume`](Self::resume) makes the same stream request the same page again.
/// - [`position`](Self::position) returns the position of the next item. A new stream of the same request starts
///   there with [`Endpoint::stream_from`](crate::Endpoint::stream_from), also in another process.
///
/// Each way yields every item exactly once. If the list changes meanwhile, an item may be repeated or missed.
///
/// ```
/// # #[cfg(not(feature = "testing"))] fn main() {}
/// # #[cfg(feature = "testing")]
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), client_core::Error> {
/// # use std::{convert::Infallible, sync::atomic::{AtomicU32, Ordering}, time::Duration};
/// # use client_core::{Body, Client, Endpoint, Hosts, Paged, testing::acme::Acme};
/// # use http::{Method, Request, Response, Uri};
/// # use serde::{Deserialize, Serialize};
/// # #[derive(Serialize)]
/// # struct ListNumbers {}
/// # #[derive(Deserialize)]
/// # struct Numbers { items: Vec<u32>, next: Option<String> }
/// # impl Endpoint for ListNumbers {
/// #     type Vendor = Acme;
/// #     type Output = Numbers;
/// #     const METHOD: Method = Method::GET;
/// #     const PATH: &'static str = "/numbers";
/// #     const SCOPES: &'static [&'static str] = &[];
/// # }
/// # impl Paged<Acme> for Numbers {
/// #     type Item = u32;
/// #     fn next(&self, _: &Uri, _: &Hosts) -> Result<Option<Uri>, client_core::Error> {
/// #         Ok(self.next.as_ref().map(|next| next.parse().unwrap()))
/// #     }
/// #     fn into_items(self) -> Vec<u32> { self.items }
/// # }
/// # static ASKED: AtomicU32 = AtomicU32::new(0);
/// # let wire = tower::service_fn(|_: Request<Body>| async {
/// #     Ok::<_, Infallible>(match ASKED.fetch_add(1, Ordering::Relaxed) {
/// #         0 => Response::new(String::from(r#"{"items":[1,2],"next":"/numbers?page=2"}"#)),
/// #         1 => Response::builder().status(429).header("retry-after", "3").body(String::new()).unwrap(),
/// #         _ => Response::new(String::from(r#"{"items":[3],"next":null}"#)),
/// #     })
/// # });
/// # let acme = Client::<Acme>::builder().credential("the-token").transport(wire).build()?;
/// use futures_util::TryStreamExt;
///
/// let mut numbers = ListNumbers {}.stream(&acme);
/// let mut found = Vec::new();
/// loop {
///     match numbers.try_next().await {
///         Ok(Some(number)) => found.push(number),
///         Ok(None) => break,
///         Err(error) if error.is_retryable() => {
///             tokio::time::sleep(error.retry_after().unwrap_or(Duration::from_secs(1))).await;
///             numbers.resume();
///         }
///         Err(error) => return Err(error),
///     }
/// }
/// assert_eq!(found, [1, 2, 3]);
/// # Ok(())
/// # }
/// ```
#[must_use = "a stream does nothing until it is polled"]
pub struct PageStream<V: Vendor, P: Paged<V>> {
    client: Client<V>,
    decode: Decode<P>,
    limits: StreamLimits,
    /// First request. `None` if it cannot be sent.
    request: Option<Request<Body>>,
    next: Next,
    /// Page being fetched, and its position.
    fetching: Option<(Fetching<P>, PagePosition)>,
    items: VecDeque<P::Item>,
    /// Position of the first item in `items`.
    place: PagePosition,
    /// `true` after an error.
    is_over: bool,
    seen: HashSet<Uri>,
    /// Fingerprint of the last page with items. Detects servers that ignore the offset and repeat the same page for
    /// ever.
    last: Option<u64>,
    pages: usize,
    yielded: usize,
}

type Fetching<P> = Pin<Box<dyn Future<Output = Result<(P, u64), Error>> + Send>>;

#[derive(Debug, Clone, Default)]
struct PagePosition {
    page: Uri,
    /// Number of items of the page already yielded.
    skip: usize,
}

#[derive(Debug)]
enum Next {
    At(PagePosition),
    End,
    /// Error to yield once. The page at this position, if any, is then read again on resume.
    Failed(Error, Option<PagePosition>),
}

impl<V: Vendor, P: Paged<V>> PageStream<V, P> {
    pub(crate) fn new(request: Result<Request<Body>, Error>, client: Client<V>, decode: Decode<P>) -> Self {
        let limits = client.stream_limits();
        let (request, next) = match request {
            Ok(request) => {
                let first = PagePosition { page: request.uri().clone(), skip: 0 };
                (Some(request), Next::At(first))
            }
            Err(error) => (None, Next::Failed(error, None)),
        };
        Self {
            client,
            decode,
            limits,
            request,
            next,
            fetching: None,
            items: VecDeque::new(),
            place: PagePosition::default(),
            is_over: false,
            seen: HashSet::new(),
            last: None,
            pages: 0,
            yielded: 0,
        }
    }

    /// Sets the limits of this stream, in place of the client's.
    pub fn within(mut self, limits: StreamLimits) -> Self {
        self.limits = limits;
        self
    }

    /// Starts at the position of an earlier stream of the same request. With a position of another request, the first
    /// item is an [`InvalidRequest`](crate::ErrorKind::InvalidRequest).
    pub fn starting_at(mut self, position: &Position) -> Self {
        let Some(request) = &self.request else { return self };
        self.next = if position.first == *request.uri() {
            Next::At(PagePosition { page: position.page.clone(), skip: position.skip })
        } else {
            let error =
                "the position is of a list with other arguments: begin at the first page, or use the same";
            Next::Failed(Error::invalid(error), None)
        };
        self
    }

    /// Returns the position of the next item, or `None` at the end. After an error it is the position of the item that
    /// could not be read.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        let place = match (&self.fetching, &self.next) {
            _ if !self.items.is_empty() => &self.place,
            (Some((_, place)), _) => place,
            (None, Next::At(place) | Next::Failed(_, Some(place))) => place,
            (None, Next::End | Next::Failed(_, None)) => return None,
        };
        let first = self.request.as_ref()?.uri().clone();
        Some(Position { first, page: place.page.clone(), skip: place.skip })
    }

    /// Resumes a stream after an error, at the item that could not be read. It does not wait: see
    /// [`Error::retry_after`].
    pub fn resume(&mut self) {
        self.is_over = false;
    }

    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<P::Item>, Error>> {
        while self.items.is_empty() {
            if self.fetching.is_none() && !self.begin()? {
                return Poll::Ready(Ok(None));
            }
            ready!(self.poll_page(cx))?;
        }
        if self.yielded == self.limits.items {
            return Poll::Ready(Err(pagination(format!(
                "the list has more than {} items",
                self.limits.items
            ))));
        }
        self.yielded += 1;
        self.place.skip += 1;
        Poll::Ready(Ok(self.items.pop_front()))
    }

    /// Requests the next page. Returns `false` if there is none.
    fn begin(&mut self) -> Result<bool, Error> {
        let (Next::At(place), Some(request)) = (&self.next, &self.request) else {
            return match mem::replace(&mut self.next, Next::End) {
                Next::Failed(error, again) => {
                    if let Some(again) = again {
                        // The same page is read again.
                        self.last = None;
                        self.next = Next::At(again);
                    }
                    Err(error)
                }
                Next::At(_) | Next::End => Ok(false),
            };
        };
        if self.pages == self.limits.pages {
            return Err(pagination(format!("the list has more than {} pages", self.limits.pages)));
        }
        let mut request = request.clone();
        *request.uri_mut() = place.page.clone();
        let (client, decode) = (self.client.clone(), self.decode);
        let page = Box::pin(async move { client.call_page(request, decode).await });
        self.fetching = Some((page, place.clone()));
        Ok(true)
    }

    /// Polls the page being fetched. After a failure, `next` still points at it.
    fn poll_page(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        let Some((page, _)) = &mut self.fetching else { return Poll::Ready(Ok(())) };
        let page = ready!(page.as_mut().poll(cx));
        let Some((_, place)) = self.fetching.take() else { return Poll::Ready(Ok(())) };
        let (page, body) = page?;
        self.pages += 1;
        let next = page.next(&place.page, self.client.hosts());
        self.seen.insert(place.page.clone());
        let items = page.into_items();
        if place.skip == 0 && !items.is_empty() && self.last.replace(body) == Some(body) {
            let error = "the list repeats a page: the server does not heed where it begins";
            return Poll::Ready(Err(pagination(error)));
        }
        // The items of the page are yielded first, even if the next link is invalid.
        let whole = PagePosition { page: place.page.clone(), skip: items.len() };
        self.next = match next {
            Ok(None) => Next::End,
            Ok(Some(uri)) if self.seen.contains(&uri) => {
                Next::Failed(pagination("the list repeats the address of a page"), Some(whole))
            }
            Ok(Some(uri)) => Next::At(PagePosition { page: uri, skip: 0 }),
            Err(error) => Next::Failed(error, Some(whole)),
        };
        self.items = items.into_iter().skip(place.skip).collect();
        self.place = place;
        Poll::Ready(Ok(()))
    }
}

impl<V: Vendor, P: Paged<V>> Stream for PageStream<V, P> {
    type Item = Result<P::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.is_over {
            return Poll::Ready(None);
        }
        let item = ready!(self.poll_item(cx));
        self.is_over = item.is_err();
        Poll::Ready(item.transpose())
    }
}

/// No future is pinned in place: the page being fetched is boxed.
impl<V: Vendor, P: Paged<V>> Unpin for PageStream<V, P> {}

impl<V: Vendor, P: Paged<V>> fmt::Debug for PageStream<V, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageStream")
            .field("position", &self.position())
            .field("pages", &self.pages)
            .field("yielded", &self.yielded)
            .finish_non_exhaustive()
    }
}
