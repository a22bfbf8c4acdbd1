//! Response future of the layers.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

use pin_project_lite::pin_project;

use crate::BoxError;

type BoxFuture<R> = Pin<Box<dyn Future<Output = Result<R, BoxError>> + Send>>;

pin_project! {
    /// Response future of a layer.
    ///
    /// Holds the inner service's future without an allocation if the layer has nothing to add.
    pub struct ResponseFuture<F, R> {
        #[pin]
        state: State<F, R>,
    }
}

pin_project! {
    #[project = StateProjection]
    enum State<F, R> {
        Inner { #[pin] future: F },
        Boxed { future: BoxFuture<R> },
        Error { error: Option<BoxError> },
    }
}

impl<F, R> ResponseFuture<F, R> {
    /// Passes the inner future through unchanged.
    pub fn inner(future: F) -> Self {
        Self { state: State::Inner { future } }
    }

    /// Boxes a future with several calls, or with work after the call.
    pub fn boxed(future: impl Future<Output = Result<R, BoxError>> + Send + 'static) -> Self {
        Self { state: State::Boxed { future: Box::pin(future) } }
    }

    /// Fails without a call to the inner service.
    pub fn error(error: impl Into<BoxError>) -> Self {
        Self { state: State::Error { error: Some(error.into()) } }
    }
}

impl<F, R, E> Future for ResponseFuture<F, R>
where
    F: Future<Output = Result<R, E>>,
    E: Into<BoxError>,
{
    type Output = Result<R, BoxError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().state.project() {
            StateProjection::Inner { future } => Poll::Ready(ready!(future.poll(cx)).map_err(Into::into)),
            StateProjection::Boxed { future } => future.as_mut().poll(cx),
            StateProjection::Error { error } => {
                Poll::Ready(Err(error.take().expect("a future is not polled after it has completed")))
            }
        }
    }
}

impl<F, R> fmt::Debug for ResponseFuture<F, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}
