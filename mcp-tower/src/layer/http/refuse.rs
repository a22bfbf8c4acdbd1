//! Future of layers that respond in place of the inner service.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{Method, Response};
use pin_project_lite::pin_project;

use crate::http::responses;

pin_project! {
    #[project = Projected]
    enum State<F, R> {
        Passed { #[pin] inner: F },
        Refused { response: Option<Response<R>> },
    }
}

pin_project! {
    /// Future of [`CheckOrigin`](super::check_origin::CheckOrigin) and
    /// [`BearerAuth`](super::bearer_auth::BearerAuth): the inner one, or an immediate refusal.
    #[must_use = "futures do nothing unless polled"]
    pub struct RefuseFuture<F, R> {
        #[pin]
        state: State<F, R>,
    }
}

impl<F, R: From<Bytes>> RefuseFuture<F, R> {
    pub(super) const fn passed(inner: F) -> Self {
        Self { state: State::Passed { inner } }
    }

    pub(super) fn refused(method: &Method, response: Response<Bytes>) -> Self {
        Self { state: State::Refused { response: Some(responses::to(method, response).map(R::from)) } }
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
