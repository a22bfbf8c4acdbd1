//! All pages of a list as one stream.

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

/// Stream of every item of a list, page after page; [`Endpoint::stream`](crate::Endpoint::stream) makes one.
///
/// A page is fetched when its first item is wanted. An error ends the stream: the next poll is `None`, so that a loop
/// that passes over errors does not ask for ever. No item is lost with it, as a page fails before any of its items is
/// yielded. There are three ways to go on:
///
/// - [`ClientBuilder::retry`](crate::ClientBuilder::retry) repeats a page that met a 429, a 5xx or a broken connection
///   by itself, before there is an error.
/// - [`resume`](Self::resume) lets the same stream ask for the same page again.
/// - [`position`](Self::position) is the place of the next item. A new stream of the same request begins there with
///   [`Endpoint::stream_from`](crate::Endpoint::stream_from), in another process if need be.
///
/// Each yields every item once, and none twice. A list that changes meanwhile may repeat an item or miss one, as any
/// paging over a live list does.
///
/// ```
/// # #[cfg(not(feature = "testing"))] fn main() {}
/// # #[cfg(feature = "testing")]
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), client_core::Error> {
/// # use std::{convert::Infallible, sync::atomic::{AtomicU32, Ordering}, time::Duration};
/// # use client_core::{Body, Client, Endpoint, Hosts, Paged, acme::Acme};
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
/// # let acme = Client::<Acme>::builder().token("the-token").transport(wire).build()?;
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
    /// The first request; `None` when it cannot be sent.
    request: Option<Request<Body>>,
    next: Next,
    /// The page on its way, and its place.
    fetching: Option<(Fetching<P>, Place)>,
    items: VecDeque<P::Item>,
    /// Place of the first item in `items`.
    place: Place,
    /// After an error.
    is_over: bool,
    seen: HashSet<Uri>,
    /// The body of the last page that held something: a server that does not heed where the page begins sends the same
    /// again, for ever.
    last: Option<u64>,
    pages: usize,
    yielded: usize,
}

type Fetching<P> = Pin<Box<dyn Future<Output = Result<(P, u64), Error>> + Send>>;

#[derive(Debug, Clone, Default)]
struct Place {
    page: Uri,
    /// Items of the page that were yielded.
    skip: usize,
}

#[derive(Debug)]
enum Next {
    At(Place),
    End,
    /// To be yielded once; then the page at this place is read again, if there is one.
    Failed(Error, Option<Place>),
}

impl<V: Vendor, P: Paged<V>> PageStream<V, P> {
    pub(crate) fn new(request: Result<Request<Body>, Error>, client: Client<V>, decode: Decode<P>) -> Self {
        let limits = client.stream_limits();
        let (request, next) = match request {
            Ok(request) => {
                let first = Place { page: request.uri().clone(), skip: 0 };
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
            place: Place::default(),
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

    /// Starts at the position of an earlier stream of the same request. With that of another request, the first item is an
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest).
    pub fn starting_at(mut self, position: &Position) -> Self {
        let Some(request) = &self.request else { return self };
        self.next = if position.first == *request.uri() {
            Next::At(Place { page: position.page.clone(), skip: position.skip })
        } else {
            let error =
                "the position is of a list with other arguments: begin at the first page, or use the same";
            Next::Failed(Error::invalid(error), None)
        };
        self
    }

    /// The place of the next item; `None` when nothing is left. After an error it is that of the item that the error stood
    /// in for.
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

    /// Lets a stream go on that ended with an error, at the item that the error stood in for. It does not wait: see
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

    /// Asks for a page; `false` when there is none.
    fn begin(&mut self) -> Result<bool, Error> {
        let (Next::At(place), Some(request)) = (&self.next, &self.request) else {
            return match mem::replace(&mut self.next, Next::End) {
                Next::Failed(error, again) => {
                    if let Some(again) = again {
                        // It is the same page again.
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

    /// Takes the page in when it is there. When it fails, `next` still leads to it.
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
        // What the page holds is yielded first, wherever it leads.
        let whole = Place { page: place.page.clone(), skip: items.len() };
        self.next = match next {
            Ok(None) => Next::End,
            Ok(Some(uri)) if self.seen.contains(&uri) => {
                Next::Failed(pagination("the list repeats the address of a page"), Some(whole))
            }
            Ok(Some(uri)) => Next::At(Place { page: uri, skip: 0 }),
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

/// No future is pinned in place: the page on its way is in a box.
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
