//! Layers, one file each, usable alone.
//!
//! | layer | ring | does |
//! | --- | --- | --- |
//! | [`CheckOriginLayer`] | `http::Request` | refuses what a foreign web page sends |
//! | [`BearerAuthLayer`] | `http::Request` | admits callers with a known key and says who they are |
//! | [`ProtectedResourceLayer`] | `http::Request` | tells clients where to get a token, in OAuth's way |
//! | [`ObserveHttpLayer`] | `http::Request` | puts each HTTP request into a span |
//! | [`FilterLayer`] | `mcp_core::Request` | hides tools |
//! | [`ObserveLayer`] | `mcp_core::Request` | puts each MCP request into a span |
//! | `CallerRateLimitLayer` | `mcp_core::Request` | feature `rate-limit`: gives each caller a quota of calls |
//! | `MeterLayer` | `mcp_core::Request` | feature `metrics`: counts and times MCP requests |
//! | `MeterHttpLayer` | `http::Request` | feature `metrics`: counts and times HTTP requests |
//!
//! Those of the first ring go around [`Mcp`](crate::Mcp), those of the second into [`Mcp::layer`](crate::Mcp::layer).
//! Timeouts, concurrency limits, load shedding, CORS and request ids are those of `tower` and `tower-http`;
//! [`Mcp`](crate::Mcp#layers) says which of them need a `BufferLayer`.

pub mod bearer_auth;
#[cfg(feature = "rate-limit")]
pub mod caller_rate_limit;
pub mod check_origin;
pub mod filter;
#[cfg(feature = "metrics")]
pub mod meter;
#[cfg(feature = "metrics")]
pub mod meter_http;
pub mod observe;
pub mod observe_http;
mod outcome;
pub mod protected_resource;
mod watched;

pub use bearer_auth::{BearerAuth, BearerAuthLayer, BearerKey, InvalidKey};
#[cfg(feature = "rate-limit")]
pub use caller_rate_limit::{CallerRateLimit, CallerRateLimitLayer, Quota};
pub use check_origin::{AllowedHosts, AllowedOrigins, CheckOrigin, CheckOriginLayer, InvalidAddress};
pub use filter::{FilterLayer, Filtered};
#[cfg(feature = "metrics")]
pub use meter::{Meter, MeterLayer};
#[cfg(feature = "metrics")]
pub use meter_http::{MeterHttp, MeterHttpLayer, MeteredBody};
pub use observe::{MAX_RECORDED_BYTES, Observe, ObserveLayer};
pub use observe_http::{ObserveHttp, ObserveHttpLayer, ObservedBody};

pub use protected_resource::{InvalidMetadata, ProtectedResource, ProtectedResourceLayer};

pub(crate) use check_origin::check;

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{Method, Response};
use pin_project_lite::pin_project;

use crate::answer;

pin_project! {
    #[project = Projected]
    enum State<F, R> {
        Passed { #[pin] inner: F },
        Refused { response: Option<Response<R>> },
    }
}

pin_project! {
    /// The future of [`CheckOrigin`] and [`BearerAuth`]: the inner one, or a refusal that is ready at once.
    #[must_use = "futures do nothing unless polled"]
    pub struct RefuseFuture<F, R> {
        #[pin]
        state: State<F, R>,
    }
}

impl<F, R: From<Bytes>> RefuseFuture<F, R> {
    const fn passed(inner: F) -> Self {
        Self { state: State::Passed { inner } }
    }

    fn refused(method: &Method, response: Response<Bytes>) -> Self {
        Self { state: State::Refused { response: Some(answer::to(method, response).map(R::from)) } }
    }
}

impl<F, R, E> Future for RefuseFuture<F, R>
where
    F: Future<Output = Result<Response<R>, E>>,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().state.project() {
            Projected::Passed { inner } => inner.poll(cx),
            Projected::Refused { response } => {
                Poll::Ready(Ok(response.take().expect("a future is not polled after it is ready")))
            }
        }
    }
}
