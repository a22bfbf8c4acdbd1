//! Building blocks for fakes of vendors.
//!
//! A fake is a vendor's API in memory. The common parts are here: the [`Clock`], the log of requests
//! ([`Recorded`]), [`Fault`]s, [`Tokens`] with scopes, query strings and bodies in three encodings, paths with
//! parameters ([`find_route`]), and the tower service ([`Served`]). A vendor's fake adds its data and behaviour as
//! an implementation of [`Fake`], and a public type with the service and the controls of [`fake!`](crate::fake).
//!
//! ```
//! use bytes::Bytes;
//! use client_core::testing::{Failing, Fake, Fault, Kit, Received, Served, Tokens};
//! use http::{Request, Response};
//! use http_body_util::Full;
//! use tower::ServiceExt;
//!
//! /// Counts.
//! struct Counter {
//!     kit: Kit,
//!     count: u64,
//! }
//!
//! impl Fake for Counter {
//!     fn kit(&mut self) -> &mut Kit {
//!         &mut self.kit
//!     }
//!
//!     fn respond(&mut self, _: &Received) -> Response<Bytes> {
//!         self.count += 1;
//!         Response::new(self.count.to_string().into())
//!     }
//!
//!     fn fail(&mut self, failing: &Failing) -> Response<Bytes> {
//!         let mut response = Response::new(Bytes::from("told to fail"));
//!         *response.status_mut() = failing.status();
//!         response
//!     }
//! }
//!
//! /// A counter in memory.
//! #[derive(Clone)]
//! pub struct FakeCounter(Served<Counter>);
//!
//! client_core::fake!(FakeCounter(Counter));
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let kit = Kit::new(Tokens::new(|high, low| format!("{high:016x}{low:016x}")), 1024);
//! let fake = FakeCounter(Served::new(Counter { kit, count: 0 }));
//! // Carried out, but the response is lost.
//! fake.fault(Fault::dropped().after_write());
//! let ask = || Request::post("/count").body(Full::<Bytes>::default());
//! assert!(fake.clone().oneshot(ask()?).await.is_err());
//! assert_eq!(fake.clone().oneshot(ask()?).await?.status(), 200);
//! assert_eq!(fake.lock().count, 2);
//! assert_eq!(fake.requests()[1].path, "/count");
//! # Ok(())
//! # }
//! ```
//!
//! [`acme`] is a vendor for the examples and tests of what all vendors share.

pub mod acme;
mod capture;
mod clock;
mod controls;
mod fake;
mod fault;
mod fault_json;
mod form;
mod log;
mod multipart;
mod query;
mod received;
mod route;
mod served;
mod tokens;

pub use capture::LogCapture;
pub use clock::Clock;
#[doc(hidden)]
pub use controls::__private;
pub use fake::{Failing, Fake, Kit};
pub use fault::{Fault, Faults};
pub use form::{Row, parse_form};
pub use log::{DEFAULT_LOG_CAPACITY, Log, Recorded};
pub use multipart::{FormFile, parse_multipart};
pub use query::Query;
pub use received::{Content, Received};
pub use route::{PathParams, Route, find_route};
pub use served::{Dropped, Served, ServedFuture};
pub use tokens::Tokens;
