//! Mounting in actix-web (feature `actix`).
//!
//! [`Mount`] puts [`Mcp`](crate::Mcp), or any tower stack around it, into an actix `App`:
//!
//! ```
//! use actix_web::{App, HttpServer};
//! use mcp_core::{Registry, Server};
//! use mcp_tower::{Mcp, actix::Mount};
//!
//! let mcp = Mcp::new(Server::new(Registry::new()));
//! let server = HttpServer::new(move || App::new().service(Mount::new("/mcp", mcp.clone())))
//!     // A client that closes its connection has gone, and its calls end.
//!     .h1_allow_half_closed(false);
//! # drop(server);
//! ```
//!
//! Both bodies are streamed. The request's is passed on piece by piece, as fast as the service takes it; what limits its
//! size is [`Mcp::max_body_bytes`](crate::Mcp::max_body_bytes), not actix's `PayloadConfig`, which is for extractors. The
//! answer's is written as it comes. Actix's `Compress` passes events on at once, too, from release 3.18.12 of
//! `actix-http` on; older ones hold them back until there are more.
//!
//! # When a client goes away
//!
//! Actix drops the call once it notices. As it comes, it takes the end of what a client sends for half of a goodbye only,
//! and lets the call go on until it writes to a closed connection. `h1_allow_half_closed(false)`, as above, makes it
//! notice at once, as hyper and axum do.
//!
//! Over HTTP/2, actix notices when it writes: a stream ends with its next event, which is a comment after
//! [`Mcp::keep_alive`](crate::Mcp::keep_alive) at the latest, and a call that says nothing runs to its end, as long as
//! [`Mcp::call_timeout`](crate::Mcp::call_timeout) lets it.
//!
//! # Shutdown
//!
//! Actix cuts everything off at Ctrl-C. At SIGTERM, or when the future of `HttpServer::shutdown_signal` is ready, it waits
//! for calls and streams, 30 s unless `shutdown_timeout` says otherwise; [`LiveServer::close`](crate::LiveServer::close)
//! ends the streams on which clients listen.
//!
//! # Threads
//!
//! Actix runs an `App` per worker thread. Clones of one [`Mcp`](crate::Mcp) share what its layers share, so a limit holds
//! for all workers together. The types of actix stay on their thread; the service gets a [`RequestBody`] and extensions
//! that may go to another.

use std::{
    error::Error as StdError,
    fmt,
    future::{Future, poll_fn},
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll},
};

use actix_web::{
    HttpMessage, HttpRequest, HttpResponse,
    body::{BodySize, MessageBody},
    dev::{AppService, HttpServiceFactory},
    error::PayloadError,
    web,
};
use bytes::{Buf, Bytes};
use futures_util::StreamExt;
use http_body::{Body, Frame, SizeHint};
use mcp_core::{Filter, Principal};
use tokio::sync::mpsc;
use tower::{BoxError, ServiceExt};
use tower_service::Service;

/// How many pieces of a request body wait for the service: 1. Actix reads no further until it takes them.
const WAITING_PIECES: usize = 1;

type Fill = Arc<dyn Fn(&HttpRequest, &mut http::Extensions) + Send + Sync>;

/// A tower service at a path of an actix `App`; see the [module docs](self).
///
/// It answers at the path with and without a slash at its end, and takes every HTTP method there. In a
/// `web::scope`, the path is relative to the scope's.
///
/// Of actix's request extensions, a [`Principal`] and a [`Filter`] go along with the request, so an actix middleware can
/// say who calls. [`extensions`](Self::extensions) passes on more.
#[derive(Clone)]
#[must_use]
pub struct Mount<S> {
    path: String,
    service: S,
    fill: Option<Fill>,
}

impl<S> Mount<S> {
    /// Mounts a service at a path.
    pub fn new(path: impl Into<String>, service: S) -> Self {
        Self { path: path.into(), service, fill: None }
    }

    /// Says what else of a request of actix goes along, for example what a middleware left in its extensions.
    ///
    /// ```
    /// use actix_web::HttpMessage;
    /// use mcp_core::{Registry, Server};
    /// use mcp_tower::{Mcp, actix::Mount};
    ///
    /// #[derive(Clone)]
    /// struct Plan(&'static str);
    ///
    /// let mount = Mount::new("/mcp", Mcp::new(Server::new(Registry::new()))).extensions(|request, extensions| {
    ///     if let Some(plan) = request.extensions().get::<Plan>() {
    ///         extensions.insert(plan.clone());
    ///     }
    /// });
    /// # drop(mount);
    /// ```
    pub fn extensions(
        mut self,
        fill: impl Fn(&HttpRequest, &mut http::Extensions) + Send + Sync + 'static,
    ) -> Self {
        self.fill = Some(Arc::new(fill));
        self
    }
}

impl<S> fmt::Debug for Mount<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mount").field("path", &self.path).finish_non_exhaustive()
    }
}

impl<S, B> HttpServiceFactory for Mount<S>
where
    S: Service<http::Request<RequestBody>, Response = http::Response<B>> + Clone + 'static,
    S::Error: Into<BoxError>,
    B: Body + 'static,
    B::Error: Into<BoxError>,
{
    fn register(self, config: &mut AppService) {
        let Self { path, service, fill } = self;
        let path = path.trim_end_matches('/');
        let handler = move |request: HttpRequest, payload: web::Payload| {
            let (service, fill) = (service.clone(), fill.clone());
            async move {
                let mut extensions = carried(&request);
                if let Some(fill) = fill {
                    fill(&request, &mut extensions);
                }
                exchange(service, &request, payload, extensions).await
            }
        };
        web::resource([path.to_owned(), format!("{path}/")]).to(handler).register(config);
    }
}

/// Lets a tower service answer one request: for a handler of one's own, where [`Mount`] is too little.
///
/// ```
/// use actix_web::{App, HttpRequest, web};
/// use mcp_core::{Registry, Server};
/// use mcp_tower::{Mcp, actix};
///
/// let mcp = Mcp::new(Server::new(Registry::new()));
/// let app = App::new().route(
///     "/tenants/{tenant}/mcp",
///     web::post().to(move |request: HttpRequest, body: web::Payload| actix::answer(mcp.clone(), request, body)),
/// );
/// # drop(app);
/// ```
pub async fn answer<S, B>(service: S, request: HttpRequest, body: web::Payload) -> HttpResponse
where
    S: Service<http::Request<RequestBody>, Response = http::Response<B>>,
    S::Error: Into<BoxError>,
    B: Body + 'static,
    B::Error: Into<BoxError>,
{
    let extensions = carried(&request);
    exchange(service, &request, body, extensions).await
}

/// What of a request's extensions this crate knows.
fn carried(request: &HttpRequest) -> http::Extensions {
    let mut extensions = http::Extensions::new();
    let own = request.extensions();
    if let Some(caller) = own.get::<Principal>() {
        extensions.insert(caller.clone());
    }
    if let Some(filter) = own.get::<Filter>() {
        extensions.insert(filter.clone());
    }
    extensions
}

async fn exchange<S, B>(
    service: S,
    request: &HttpRequest,
    payload: web::Payload,
    extensions: http::Extensions,
) -> HttpResponse
where
    S: Service<http::Request<RequestBody>, Response = http::Response<B>>,
    S::Error: Into<BoxError>,
    B: Body + 'static,
    B::Error: Into<BoxError>,
{
    let (body, mut feed) = split(request, payload);
    let mut translated = match translate(request, body) {
        Ok(translated) => translated,
        Err(error) => {
            tracing::debug!(%error, "the request cannot be translated");
            return HttpResponse::BadRequest().finish();
        }
    };
    *translated.extensions_mut() = extensions;
    let mut call = pin!(service.oneshot(translated));
    let outcome = poll_fn(|cx| {
        feed.poll(cx);
        call.as_mut().poll(cx)
    })
    .await;
    match outcome {
        Ok(response) => respond(response, feed, request.method() == actix_web::http::Method::HEAD),
        Err(error) => {
            let error: BoxError = error.into();
            tracing::error!(error = &*error, "the service failed");
            HttpResponse::InternalServerError().finish()
        }
    }
}

/// The request line and the headers, from actix's release of the crate `http` to ours.
fn translate(request: &HttpRequest, body: RequestBody) -> Result<http::Request<RequestBody>, http::Error> {
    let mut translated = http::Request::new(body);
    *translated.method_mut() = http::Method::from_bytes(request.method().as_str().as_bytes())?;
    *translated.uri_mut() = request.uri().to_string().parse()?;
    *translated.version_mut() = match request.version() {
        actix_web::http::Version::HTTP_2 => http::Version::HTTP_2,
        actix_web::http::Version::HTTP_10 => http::Version::HTTP_10,
        _ => http::Version::HTTP_11,
    };
    for (name, value) in request.headers() {
        let name = http::HeaderName::from_bytes(name.as_str().as_bytes())?;
        translated.headers_mut().append(name, http::HeaderValue::from_bytes(value.as_bytes())?);
    }
    Ok(translated)
}

fn respond<B>(response: http::Response<B>, feed: Feed, head: bool) -> HttpResponse
where
    B: Body + 'static,
    B::Error: Into<BoxError>,
{
    let (parts, body) = response.into_parts();
    let status = actix_web::http::StatusCode::from_u16(parts.status.as_u16())
        .expect("both releases of the crate http know the same statuses");
    let declared = parts.headers.get(http::header::CONTENT_LENGTH).map(|length| length.as_bytes());
    let declared = declared.and_then(parse_length);
    let size = match body.size_hint().exact() {
        // What an answer to HEAD is the head of has a length, and it has none itself.
        _ if head => declared.map_or(BodySize::None, BodySize::Sized),
        Some(size) => BodySize::Sized(size),
        None => BodySize::Stream,
    };
    let mut answer = HttpResponse::build(status);
    for (name, value) in &parts.headers {
        // Actix writes the length of a body that it knows.
        if *name != http::header::CONTENT_LENGTH || size == BodySize::Stream {
            answer.append_header((name.as_str(), value.as_bytes()));
        }
    }
    answer.body(Answer { body: Box::pin(body), size, feed })
}

/// The request body that the service gets: pieces as actix reads them.
///
/// Unlike actix's own, it may go to another thread. It ends with an error when the client breaks off.
#[derive(Debug)]
#[must_use]
pub struct RequestBody {
    pieces: mpsc::Receiver<Result<Bytes, PayloadError>>,
    /// What a declared length leaves to come, in bytes.
    left: Option<u64>,
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = PayloadError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, PayloadError>>> {
        let piece = std::task::ready!(self.pieces.poll_recv(cx));
        if let (Some(left), Some(Ok(bytes))) = (&mut self.left, &piece) {
            *left = left.saturating_sub(bytes.len() as u64);
        }
        Poll::Ready(piece.map(|piece| piece.map(Frame::data)))
    }

    fn size_hint(&self) -> SizeHint {
        self.left.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

/// Takes the pieces of a body from actix to the service. It runs inside the answer, so that nothing is spawned: what the
/// answer waits for and what feeds it end together.
struct Feed(Option<Pin<Box<dyn Future<Output = ()>>>>);

impl Feed {
    fn poll(&mut self, cx: &mut Context<'_>) {
        if self.0.as_mut().is_some_and(|feed| feed.as_mut().poll(cx).is_ready()) {
            self.0 = None;
        }
    }
}

fn split(request: &HttpRequest, mut payload: web::Payload) -> (RequestBody, Feed) {
    let left = request.headers().get(actix_web::http::header::CONTENT_LENGTH).map(|length| length.as_bytes());
    let left = left.and_then(parse_length);
    let (sender, pieces) = mpsc::channel(WAITING_PIECES);
    let feed = async move {
        while let Some(piece) = payload.next().await {
            // A service that has seen enough drops its body.
            if sender.send(piece).await.is_err() {
                break;
            }
        }
    };
    (RequestBody { pieces, left }, Feed(Some(Box::pin(feed))))
}

fn parse_length(length: &[u8]) -> Option<u64> {
    std::str::from_utf8(length).ok()?.parse().ok()
}

/// The body of an answer, as actix takes it.
struct Answer<B> {
    body: Pin<Box<B>>,
    size: BodySize,
    feed: Feed,
}

impl<B> MessageBody for Answer<B>
where
    B: Body,
    B::Error: Into<BoxError>,
{
    type Error = Box<dyn StdError>;

    fn size(&self) -> BodySize {
        self.size
    }

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        // A service may answer before it has read everything.
        self.feed.poll(cx);
        loop {
            return Poll::Ready(match std::task::ready!(self.body.as_mut().poll_frame(cx)) {
                None => None,
                Some(Err(error)) => {
                    let error: BoxError = error.into();
                    Some(Err(error))
                }
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(mut data) => Some(Ok(data.copy_to_bytes(data.remaining()))),
                    // Trailers, which actix does not send.
                    Err(_) => continue,
                },
            });
        }
    }
}
