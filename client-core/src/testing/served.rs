//! Tower service around a fake: it reads the body, applies faults, responds and keeps the log.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header, request};
use http_body::Body;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use tower_service::Service;

use super::fake::{Failing, Fake};
use super::fault::{Fault, What};
use super::received::Received;
use crate::BoxError;

/// Response future of a fake.
pub type ServedFuture = Pin<Box<dyn Future<Output = Result<Response<Full<Bytes>>, Dropped>> + Send>>;

/// Service of a fake. Clones share the fake.
pub struct Served<F>(Arc<Mutex<F>>);

impl<F: Fake> Served<F> {
    /// Creates the service of a fake.
    pub fn new(fake: F) -> Self {
        Self(Arc::new(Mutex::new(fake)))
    }

    /// Locks the fake.
    pub fn lock(&self) -> MutexGuard<'_, F> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Handles one request. The body is `Err` with the limit if it was larger.
    fn handle(&self, head: request::Parts, body: Result<Bytes, usize>) -> Reply {
        let fake = &mut *self.lock();
        fake.settle();
        let request = Received::new(head, body);
        let fault = fake.kit().faults.take(request.head.method.as_str(), request.path());
        let mut recorded = request.record();
        fake.amend(&request, &mut recorded);
        let carried_out = fault.as_ref().is_none_or(|fault| fault.after_write || fault.what.needs_response());
        let response = carried_out.then(|| fake.respond(&request));
        recorded.status = response.as_ref().map(|response| response.status().as_u16());
        let mut reply = Reply { response, wait: Wait::For(Duration::ZERO) };
        if let Some(fault) = fault {
            reply = apply_fault(fake, &fault, reply);
            if !carried_out {
                recorded.status = reply.response.as_ref().map(|response| response.status().as_u16());
            }
        }
        if let Wait::For(time) = &mut reply.wait {
            *time = time.saturating_add(fake.kit().latency);
        }
        fake.kit().log.push(recorded);
        reply
    }
}

impl<F> Clone for Served<F> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<F> fmt::Debug for Served<F> {
    /// Shows nothing of the fake, because it contains tokens.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Served").finish_non_exhaustive()
    }
}

impl<F, B> Service<Request<B>> for Served<F>
where
    F: Fake,
    B: Body<Data: Send, Error: Into<BoxError>> + Send + 'static,
{
    type Response = Response<Full<Bytes>>;
    type Error = Dropped;
    type Future = ServedFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Dropped>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let served = self.clone();
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let limit = served.lock().kit().body_limit;
            let body = match Limited::new(body, limit).collect().await {
                Ok(body) => Ok(body.to_bytes()),
                Err(error) if error.is::<LengthLimitError>() => Err(limit),
                // The caller disconnected in the middle of its request.
                Err(_) => return Err(Dropped(())),
            };
            let reply = served.handle(head, body);
            match reply.wait {
                // A fake without delays needs no timer.
                Wait::For(Duration::ZERO) => {}
                Wait::For(time) => tokio::time::sleep(time).await,
                Wait::ForEver => std::future::pending().await,
            }
            reply.response.map(|response| response.map(Full::new)).ok_or(Dropped(()))
        })
    }
}

/// Outcome of a request.
struct Reply {
    /// `None` if the connection is dropped.
    response: Option<Response<Bytes>>,
    wait: Wait,
}

/// Time before the response.
enum Wait {
    For(Duration),
    ForEver,
}

/// Applies a fault. The response is `None` if the request was not carried out.
fn apply_fault(fake: &mut impl Fake, fault: &Fault, Reply { response, mut wait }: Reply) -> Reply {
    let mut response = match &fault.what {
        What::Dropped => None,
        What::Hung => {
            wait = Wait::ForEver;
            None
        }
        What::Delay(time) => {
            wait = Wait::For(*time);
            response
        }
        What::Html(status) => {
            let page = format!("<html><body><h1>{status}</h1></body></html>\n");
            Some(plain(*status, HeaderValue::from_static("text/html"), page.into()))
        }
        What::Body { status, content_type, body } => Some(plain(*status, content_type.clone(), body.clone())),
        What::Status(status) => Some(fake.fail(&Failing::Status(*status))),
        What::RateLimited(wait) => Some(fake.fail(&Failing::RateLimited(*wait))),
        What::Prefixed(text) => {
            response.map(|whole| whole.map(|body| [&text[..], &body[..]].concat().into()))
        }
        What::Truncated => response.map(|whole| whole.map(first_half)),
        What::Cut => response.filter(|whole| !whole.body().is_empty()).map(|mut whole| {
            let length = HeaderValue::from(whole.body().len());
            whole.headers_mut().insert(header::CONTENT_LENGTH, length);
            whole.map(first_half)
        }),
    };
    if let Some(response) = &mut response {
        response.headers_mut().extend(fault.headers.iter().cloned());
    }
    Reply { response, wait }
}

fn first_half(body: Bytes) -> Bytes {
    body.slice(..body.len() / 2)
}

fn plain(status: StatusCode, content_type: HeaderValue, body: Bytes) -> Response<Bytes> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, content_type);
    response
}

/// Dropped connection: there is no response, and it is unknown whether the request was carried out.
#[derive(Debug)]
pub struct Dropped(());

impl fmt::Display for Dropped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection was dropped")
    }
}

impl std::error::Error for Dropped {}
