//! Controls of every public fake.

/// Re-exports for the macro below, so that a vendor's crate needs no dependencies for it.
#[doc(hidden)]
pub mod __private {
    pub use bytes::Bytes;
    pub use http::{Request, Response};
    pub use http_body::Body;
    pub use http_body_util::Full;
    pub use tower_service::Service;
}

/// Implements the controls and the tower service of a public fake, `struct Name(Served<State>)`.
///
/// The controls are `clock`, `advance`, `fault`, `faults`, `clear_faults`, `requests`, `clear_requests`,
/// `set_log_capacity`, `set_body_limit` and `set_latency`, and a private `lock` for the vendor's own methods. See
/// [`testing`](crate::testing) for an example.
#[macro_export]
macro_rules! fake {
    ($fake:ident($state:ty)) => {
        impl $fake {
            /// Returns the clock of the fake.
            #[must_use]
            pub fn clock(&self) -> $crate::testing::Clock {
                $crate::testing::Fake::kit(&mut *self.lock()).clock.clone()
            }

            /// Moves the clock forward.
            pub fn advance(&self, by: ::std::time::Duration) {
                self.clock().advance(by);
            }

            /// Adds a fault. Faults are applied in the order in which they were added.
            pub fn fault(&self, fault: $crate::testing::Fault) {
                $crate::testing::Fake::kit(&mut *self.lock()).faults.add(fault);
            }

            /// Returns the pending faults, in the order in which they were added.
            #[must_use]
            pub fn faults(&self) -> ::std::vec::Vec<$crate::testing::Fault> {
                $crate::testing::Fake::kit(&mut *self.lock()).faults.waiting()
            }

            /// Removes all pending faults.
            pub fn clear_faults(&self) {
                $crate::testing::Fake::kit(&mut *self.lock()).faults.clear();
            }

            /// Returns the requests so far, oldest first. At most 1,000 unless
            /// [`set_log_capacity`](Self::set_log_capacity) is called.
            #[must_use]
            pub fn requests(&self) -> ::std::vec::Vec<$crate::testing::Recorded> {
                $crate::testing::Fake::kit(&mut *self.lock()).log.entries()
            }

            /// Clears the log of requests.
            pub fn clear_requests(&self) {
                $crate::testing::Fake::kit(&mut *self.lock()).log.clear();
            }

            /// Sets the capacity of the request log. Older requests are dropped.
            pub fn set_log_capacity(&self, requests: usize) {
                $crate::testing::Fake::kit(&mut *self.lock()).log.set_capacity(requests);
            }

            /// Sets the maximum size of a request body, in bytes. Larger bodies are answered with 413.
            pub fn set_body_limit(&self, bytes: usize) {
                $crate::testing::Fake::kit(&mut *self.lock()).body_limit = bytes;
            }

            /// Delays every response by this time. Requests are carried out at once. Measured by tokio's timer. Defaults
            /// to zero.
            pub fn set_latency(&self, latency: ::std::time::Duration) {
                $crate::testing::Fake::kit(&mut *self.lock()).latency = latency;
            }

            fn lock(&self) -> ::std::sync::MutexGuard<'_, $state> {
                self.0.lock()
            }
        }

        impl<B> $crate::testing::__private::Service<$crate::testing::__private::Request<B>> for $fake
        where
            B: $crate::testing::__private::Body<Data: Send, Error: Into<$crate::BoxError>> + Send + 'static,
        {
            type Response = $crate::testing::__private::Response<
                $crate::testing::__private::Full<$crate::testing::__private::Bytes>,
            >;
            type Error = $crate::testing::Dropped;
            type Future = $crate::testing::ServedFuture;

            fn poll_ready(
                &mut self,
                context: &mut ::std::task::Context<'_>,
            ) -> ::std::task::Poll<Result<(), Self::Error>> {
                $crate::testing::__private::Service::<$crate::testing::__private::Request<B>>::poll_ready(
                    &mut self.0,
                    context,
                )
            }

            fn call(&mut self, request: $crate::testing::__private::Request<B>) -> Self::Future {
                $crate::testing::__private::Service::call(&mut self.0, request)
            }
        }
    };
}
