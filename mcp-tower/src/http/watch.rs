//! Watches an HTTP request from its headers to the end of the response body. Attribute values follow
//! OpenTelemetry's conventions.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http::{Method, Response, StatusCode, Uri, Version, uri::Scheme};
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;

/// Replacement for an unknown method.
pub(crate) const OTHER: &str = "_OTHER";

/// Watcher of a request. Dropped when the request is over.
pub trait Watch {
    /// Runs a part of the response body.
    fn within<T>(&self, run: impl FnOnce() -> T) -> T {
        run()
    }

    /// Called when the response begins.
    fn responded(&mut self, status: StatusCode);

    /// Called if there is no response, or if it does not end. `error` is the `error.type` of OpenTelemetry's
    /// conventions.
    fn failed(&mut self, error: &'static str);
}

/// Reports the end of a response that is dropped before it.
#[derive(Debug)]
struct End<W: Watch> {
    watch: W,
    ended: bool,
}

impl<W: Watch> End<W> {
    fn failed(&mut self, error: &'static str) {
        self.ended = true;
        self.watch.failed(error);
    }
}

impl<W: Watch> Drop for End<W> {
    fn drop(&mut self) {
        if !self.ended {
            self.failed("cancelled");
        }
    }
}

pin_project! {
    /// Future of a layer that watches HTTP requests.
    #[must_use = "futures do nothing unless polled"]
    pub struct WatchedFuture<F, W: Watch> {
        #[pin]
        inner: F,
        end: Option<End<W>>,
    }
}

impl<F, W: Watch> WatchedFuture<F, W> {
    /// Watches a request, if there is a watcher.
    pub(crate) fn new(inner: F, watch: Option<W>) -> Self {
        Self { inner, end: watch.map(|watch| End { watch, ended: false }) }
    }
}

impl<F, R, E, W> Future for WatchedFuture<F, W>
where
    F: Future<Output = Result<Response<R>, E>>,
    R: Body,
    W: Watch,
{
    type Output = Result<Response<WatchedBody<R, W>>, E>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let result = ready!(this.inner.poll(cx));
        let mut end = this.end.take();
        Poll::Ready(match result {
            Ok(response) => {
                if let Some(end) = &mut end {
                    end.watch.responded(response.status());
                    end.ended = response.body().is_end_stream();
                }
                Ok(response.map(|inner| WatchedBody { inner, end }))
            }
            Err(error) => {
                if let Some(end) = &mut end {
                    end.failed(OTHER);
                }
                Err(error)
            }
        })
    }
}

impl<F, W: Watch> fmt::Debug for WatchedFuture<F, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WatchedFuture").finish_non_exhaustive()
    }
}

pin_project! {
    /// Response body that is watched to its end.
    #[derive(Debug)]
    pub struct WatchedBody<B, W: Watch> {
        #[pin]
        inner: B,
        end: Option<End<W>>,
    }
}

impl<B, W: Watch> WatchedBody<B, W> {
    /// Returns the inner body, which is no longer watched.
    pub fn into_inner(self) -> B {
        let Self { inner, mut end } = self;
        if let Some(end) = &mut end {
            end.ended = true;
        }
        inner
    }
}

/// Used by outer layers that respond in place of the service.
impl<B: From<Bytes>, W: Watch> From<Bytes> for WatchedBody<B, W> {
    fn from(body: Bytes) -> Self {
        Self { inner: body.into(), end: None }
    }
}

impl<B: Body, W: Watch> Body for WatchedBody<B, W> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let mut this = self.project();
        let Some(end) = this.end else { return this.inner.poll_frame(cx) };
        let frame = ready!(end.watch.within(|| this.inner.as_mut().poll_frame(cx)));
        let over = match &frame {
            None => true,
            Some(Ok(_)) => this.inner.is_end_stream(),
            Some(Err(_)) => {
                end.failed(OTHER);
                true
            }
        };
        if over {
            end.ended = true;
            *this.end = None;
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// Returns the method, or [`OTHER`] if it is unknown.
pub(crate) fn method(method: &Method) -> &'static str {
    const KNOWN: [&str; 9] = ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "CONNECT", "TRACE"];
    KNOWN.into_iter().find(|known| *known == method.as_str()).unwrap_or(OTHER)
}

/// Returns the version of HTTP.
pub(crate) fn version(version: Version) -> Option<&'static str> {
    Some(match version {
        Version::HTTP_10 => "1.0",
        Version::HTTP_11 => "1.1",
        Version::HTTP_2 => "2",
        Version::HTTP_3 => "3",
        _ => return None,
    })
}

/// Returns the configured scheme, or that of the request. Only http and https are reported.
pub(crate) fn scheme(set: Option<&Scheme>, uri: &Uri) -> Option<&'static str> {
    let scheme = set.or(uri.scheme())?;
    ["https", "http"].into_iter().find(|known| *known == scheme.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_method_or_scheme_is_not_recorded() {
        assert_eq!(method(&Method::PATCH), "PATCH");
        assert_eq!(method(&Method::from_bytes(b"HUNTER2").unwrap()), "_OTHER");
        let of = |set: Option<&Scheme>, uri: &'static str| scheme(set, &Uri::from_static(uri));
        assert_eq!(of(None, "/mcp"), None);
        assert_eq!(of(None, "http://localhost/mcp"), Some("http"));
        assert_eq!(of(Some(&Scheme::HTTPS), "http://localhost/mcp"), Some("https"));
        assert_eq!(of(None, "hunter2://localhost/mcp"), None);
    }
}
