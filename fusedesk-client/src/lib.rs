//! Typed client for the API of [FuseDesk](https://www.fusedesk.com) that handles its quirks.
//!
//! # The first call
//!
//! One struct is one operation: its fields are the arguments, its docs describe the operation, and [`Endpoint`]
//! sends it. `new` takes the required arguments, setters the others. The operations are in [`api`], one module for
//! each resource.
//!
//! ```no_run
//! # #[cfg(feature = "client")]
//! # async fn run() -> Result<(), fusedesk_client::Error> {
//! use fusedesk_client::{CaseId, Endpoint, FuseDesk, api::cases::GetCase};
//!
//! let desk = FuseDesk::app("https://acme.fusedesk.com/app/")?.client("the API key")?;
//! let case = GetCase::new(CaseId::new(1042)).send(&desk).await?;
//! println!("{:?}", case.summary);
//! # Ok(())
//! # }
//! ```
//!
//! A [`Client`] is cheap to clone. The examples below run against `FakeDesk`, a FuseDesk in memory. In your
//! program, use `FuseDesk::app(name)?.client(key)?` instead.
//!
//! # Ids
//!
//! In FuseDesk, two different ids of a rep are named `repid`, and a contact has one id in the CRM and another in
//! FuseDesk. Each has its own type here ([`RepUserId`], [`RepId`], [`CrmContactId`], [`ContactUuid`]), and the
//! wrong one does not compile.
//!
//! # Pagination
//!
//! `send` returns one page of a list: 50 rows, unless `limit` is set. [`Endpoint::stream`] yields every row of all
//! pages, and requests a page when its first row is polled. FuseDesk reports neither the number of rows nor the
//! last page. If a page repeats, the stream ends with an error.
//!
//! ```
//! use fusedesk_client::{
//!     Client, DateRange, Endpoint,
//!     api::{SortOrder, cases::{CaseSort, SearchCases, StatusFilter}, contacts::SearchContacts},
//! };
//! use futures_util::TryStreamExt;
//!
//! async fn look(desk: &Client) -> Result<(), fusedesk_client::Error> {
//!     let recent = SearchCases::new()
//!         .status(StatusFilter::Active)
//!         .opened(DateRange::new().after("-48 hours"))
//!         .order_by(CaseSort::Updated, SortOrder::Descending);
//!     for case in recent.send(desk).await? {
//!         println!("{:?}: {:?}", case.number, case.summary);
//!     }
//!
//!     let contacts: Vec<_> = SearchContacts::new("Elena").limit(100).stream(desk).try_collect().await?;
//!     println!("{} contacts", contacts.len());
//!     Ok(())
//! }
//! # #[cfg(feature = "testing")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), fusedesk_client::Error> {
//! #     use fusedesk_client::{FuseDesk, testing::FakeDesk};
//! #     let fake = FakeDesk::seeded();
//! #     look(&FuseDesk::app(fake.app())?.builder().credential(fake.api_key()).transport(fake).build()?).await
//! # }
//! # #[cfg(not(feature = "testing"))]
//! # fn main() {}
//! ```
//!
//! A stream ends after a failure, such as a 429. `.retry(RetryPolicy::new())` of the builder retries most
//! failures. [`PageStream::resume`] continues a stream after an error. [`PageStream::position`] returns a position
//! to continue from later, with [`Endpoint::stream_from`].
//!
//! ```
//! use fusedesk_client::{Client, Endpoint, Position, api::cases::SearchCases};
//! use futures_util::TryStreamExt;
//!
//! /// Continues at the position of the last run and returns the new one.
//! async fn export(desk: &Client, from: Option<&Position>) -> Result<usize, (fusedesk_client::Error, Option<Position>)> {
//!     let search = SearchCases::new().limit(5);
//!     let mut cases = match from {
//!         Some(position) => search.stream_from(desk, position),
//!         None => search.stream(desk),
//!     };
//!     let mut count = 0;
//!     loop {
//!         match cases.try_next().await {
//!             Ok(Some(_)) => count += 1,
//!             Ok(None) => return Ok(count),
//!             Err(error) => return Err((error, cases.position())),
//!         }
//!     }
//! }
//! # #[cfg(feature = "testing")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), fusedesk_client::Error> {
//! #     use fusedesk_client::{FuseDesk, testing::{FakeDesk, Fault}};
//! #     let fake = FakeDesk::seeded();
//! #     let desk = FuseDesk::app(fake.app())?.builder().credential(fake.api_key()).transport(fake.clone()).build()?;
//! #     let all = export(&desk, None).await.unwrap();
//! #     fake.fault(Fault::rate_limited(std::time::Duration::from_secs(2)).on("GET", "/cases"));
//! #     let (error, position) = export(&desk, None).await.unwrap_err();
//! #     assert!(error.is_rate_limited());
//! #     assert_eq!(export(&desk, position.as_ref()).await.unwrap(), all);
//! #     Ok(())
//! # }
//! # #[cfg(not(feature = "testing"))]
//! # fn main() {}
//! ```
//!
//! # Responses
//!
//! FuseDesk's responses are mostly undocumented and written by PHP: an unset date may be `false`, a number a text,
//! and an empty object a list. Every field is read on its own. An unreadable field is `None`, and its value stays
//! in the record's `extra`. A date is a [`Moment`], which keeps its text and does not guess a time zone. Writes
//! return [`WriteResponse`]: the updated record, or any other JSON.
//!
//! ```
//! use fusedesk_client::{CaseId, api::cases::{Case, CaseStatus}};
//!
//! let case: Case = serde_json::from_str(
//!     r#"{"caseid": "1042", "status": "parked", "repid": 0, "date_closed": false, "tags": {"3": "Billing"}, "x": 1}"#,
//! )?;
//! assert_eq!(case.id, Some(CaseId::new(1042)));
//! assert_eq!(case.status, Some(CaseStatus::Other("parked".into())));
//! assert_eq!((case.rep_user_id, case.closed_at), (None, None));
//! assert_eq!(case.tags[0].name.as_deref(), Some("Billing"));
//! assert_eq!(case.extra["x"], 1);
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! # Errors
//!
//! All calls return the same [`Error`]. Use [`Error::kind`] for decisions. `Display` describes what happened and
//! what to do, without keys, queries or customer data. [`Error::report`] is one line for a log with all causes,
//! such as an unknown host name. FuseDesk may report a failure with status 200, which is an error here like any
//! other. It responds with 405 to every failure without a status of its own, which is
//! [`Rejected`](ErrorKind::Rejected). [`OutcomeUnknown`](ErrorKind::OutcomeUnknown) is a write that may or may not
//! have been carried out: FuseDesk has no idempotency key, so a retry may send it twice.
//!
//! ```
//! use fusedesk_client::{Error, ErrorKind};
//!
//! fn plan(error: &Error) -> String {
//!     match error.kind() {
//!         ErrorKind::RateLimited => "later: the calls of the hour are used up".to_owned(),
//!         ErrorKind::OutcomeUnknown => format!("do not repeat it: {}", error.verification_hint().unwrap_or_default()),
//!         ErrorKind::Forbidden => format!("the key needs {}", error.required_scopes().join(", ")),
//!         ErrorKind::NotFound => "it is gone".to_owned(),
//!         _ if error.is_retryable() => "again later".to_owned(),
//!         kind => format!("{kind}: {error}"),
//!     }
//! }
//! # #[cfg(feature = "testing")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Error> {
//! #     use fusedesk_client::{CaseId, Endpoint, FuseDesk, api::{replies::SendReply, reps::ListReps}, testing::{FakeDesk, Fault, seed}};
//! #     let fake = FakeDesk::seeded();
//! #     let builder = |key| FuseDesk::app("acme").unwrap().builder().credential(key).transport(fake.clone());
//! #     let reader = builder(fake.key_with_scopes(["cases"])).build()?;
//! #     assert_eq!(plan(&ListReps::new().send(&reader).await.unwrap_err()), "the key needs reps");
//! #     let desk = builder(fake.api_key()).build()?;
//! #     fake.fault(Fault::dropped().after_write());
//! #     let error = SendReply::new(CaseId::new(seed::DISPUTE), "hi").send(&desk).await.unwrap_err();
//! #     assert!(plan(&error).starts_with("do not repeat it: read the history"), "{}", plan(&error));
//! #     Ok(())
//! # }
//! # #[cfg(not(feature = "testing"))]
//! # fn main() {}
//! ```
//!
//! # Timeout and headers of a single call
//!
//! [`Endpoint::customize`] sets them for `send`, `call` and `stream`. In a stream, the timeout applies to each
//! page.
//!
//! ```
//! use std::time::Duration;
//!
//! use fusedesk_client::{Client, Endpoint, api::session::GetPermissions};
//!
//! async fn check(desk: &Client) -> Result<(), fusedesk_client::Error> {
//!     let check = GetPermissions::new().customize().timeout(Duration::from_secs(2)).header("x-request-id", "42");
//!     println!("{:?}", check.send(desk).await?.scopes);
//!     Ok(())
//! }
//! # #[cfg(feature = "testing")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), fusedesk_client::Error> {
//! #     use fusedesk_client::{FuseDesk, testing::FakeDesk};
//! #     let fake = FakeDesk::seeded();
//! #     check(&FuseDesk::app(fake.app())?.builder().credential(fake.api_key()).transport(fake).build()?).await
//! # }
//! # #[cfg(not(feature = "testing"))]
//! # fn main() {}
//! ```
//!
//! # Missing operations
//!
//! For operations that [`api`] lacks, [`Client::execute`] sends any request through the same stack. The path is
//! relative to the URL of the app. Set the `content-type` of a body yourself (FuseDesk takes forms). The response
//! is returned as bytes. Failures are the same [`Error`] as those of typed calls, also for an error in the body of
//! a 200. To use an operation more than once, implement [`Endpoint`] for a struct: it can then be sent, streamed
//! and customized like the others.
//!
//! ```
//! use fusedesk_client::{
//!     Client, Endpoint, FuseDesk,
//!     http::{Method, Request, header},
//! };
//! use serde::{Deserialize, Serialize};
//!
//! // Once.
//! async fn rename(desk: &Client) -> Result<(), Box<dyn std::error::Error>> {
//!     let request = Request::post("/api/v1/templates/7")
//!         .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
//!         .body("name=Greeting")?;
//!     let error = desk.execute(request).await.unwrap_err();
//!     // FuseDesk responds with status 200.
//!     assert_eq!(error.to_string(), "FuseDesk returned 200: Unknown API method");
//!     Ok(())
//! }
//!
//! // Repeatedly: fields that are not in the path are the query of a GET and the body of any other method.
//! #[derive(Debug, Serialize)]
//! struct ListTemplates {
//!     limit: u32,
//! }
//!
//! #[derive(Debug, Deserialize)]
//! struct Template {
//!     id: u64,
//!     name: Option<String>,
//! }
//!
//! impl Endpoint for ListTemplates {
//!     type Vendor = FuseDesk;
//!     type Output = Vec<Template>;
//!     const METHOD: Method = Method::GET;
//!     const PATH: &'static str = "/api/v1/templates";
//!     const SCOPES: &'static [&'static str] = &[];
//! }
//!
//! async fn list(desk: &Client) -> Result<(), fusedesk_client::Error> {
//!     let templates = ListTemplates { limit: 50 };
//!     for template in templates.send(desk).await? {
//!         println!("{}: {:?}", template.id, template.name);
//!     }
//!     Ok(())
//! }
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! #     let wire = tower::service_fn(|request: Request<fusedesk_client::Body>| async move {
//! #         let body = match (request.method().as_str(), request.uri().to_string().as_str()) {
//! #             ("POST", "https://acme.fusedesk.com/api/v1/templates/7") => r#"{"error":"Unknown API method"}"#,
//! #             ("GET", "https://acme.fusedesk.com/api/v1/templates?limit=50") => r#"[{"id":7,"name":"Hi"}]"#,
//! #             other => panic!("{other:?}"),
//! #         };
//! #         Ok::<_, std::convert::Infallible>(http::Response::new(body.to_owned()))
//! #     });
//! #     let desk = FuseDesk::app("acme")?.builder().credential("the key").transport(wire).build()?;
//! #     rename(&desk).await?;
//! #     Ok(list(&desk).await?)
//! # }
//! ```
//!
//! # Layers
//!
//! The client is a stack of tower services, shown at [`ClientBuilder`]. Retries are off by default. Add your own
//! layers, or those of tower and tower-http, with [`layer`](client_core::ClientBuilder::layer): they see each
//! outgoing request, and never the key. Put a `tower::buffer::BufferLayer` outside of a layer whose service is not
//! `Clone`, such as `tower::limit::RateLimitLayer`. The remaining calls of the hour are in
//! [`Client::rate_limit`](client_core::Client::rate_limit), and in the headers `ratelimit-limit` and
//! `ratelimit-remaining` of every response.
//!
//! ```
//! use std::time::Duration;
//!
//! use fusedesk_client::{Client, FuseDesk, layer::RetryPolicy};
//! use tower::limit::ConcurrencyLimitLayer;
//!
//! # #[cfg(feature = "client")]
//! # fn build() -> Result<Client, fusedesk_client::Error> {
//! let desk = FuseDesk::app("acme")?
//!     .builder()
//!     .credential("the API key")
//!     .timeout(Duration::from_secs(20))
//!     .retry(RetryPolicy::new())
//!     .layer(ConcurrencyLimitLayer::new(4))
//!     .build()?;
//! # Ok(desk)
//! # }
//! # #[cfg(feature = "client")]
//! # build().unwrap();
//! ```
//!
//! # Another transport
//!
//! Any tower service of `http` requests can replace reqwest: [`transport`] has an example. Without the default
//! feature `client`, reqwest is not a dependency, and [`transport`](client_core::ClientBuilder::transport) is
//! required before `build`.
//!
//! # Fakes
//!
//! `testing::FakeDesk` (feature `testing`) is a stateful FuseDesk in memory with the quirks of the real one. It is
//! a transport, so your tests need no socket:
//!
//! ```toml
//! [dev-dependencies]
//! fusedesk-client = { path = "../frontdesk/fusedesk-client", features = ["testing"] }
//! ```
//!
//! ```
//! # #[cfg(feature = "testing")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), fusedesk_client::Error> {
//! use fusedesk_client::{
//!     CaseId, Endpoint, FuseDesk,
//!     api::replies::SendReply,
//!     testing::{FakeDesk, Quirks, seed},
//! };
//!
//! let fake = FakeDesk::seeded();
//! fake.set_quirks(Quirks::all());
//! let desk = FuseDesk::app(fake.app())?.builder().credential(fake.api_key()).transport(fake.clone()).build()?;
//!
//! let answer = SendReply::new(CaseId::new(seed::DISPUTE), "The refund is on its way.").send(&desk).await?;
//! assert_eq!(answer.record().and_then(|case| case.id), Some(CaseId::new(seed::DISPUTE)));
//! assert_eq!(fake.sent_emails().len(), 1);
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "testing"))]
//! # fn main() {}
//! ```
//!
//! # Features
//!
//! | feature | default | effect |
//! | --- | --- | --- |
//! | `client` | yes | the default transport: reqwest with rustls, and `FuseDesk::client` |
//! | `metrics` | no | metrics of each request through the facade `metrics`, see `layer::metrics` |
//! | `testing` | no | `testing::FakeDesk` |
//! | `mcp` | no | `mcp`: FuseDesk as tools for an AI agent |

#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod api;
mod date_range;
mod de;
mod id;
mod list;
#[cfg(feature = "mcp")]
pub mod mcp;
mod page;
mod record;
#[cfg(feature = "testing")]
pub mod testing;
mod time;
mod vendor;
mod write_response;

/// The crate that all vendors' clients share. Its API is part of this one.
pub use client_core;
pub use client_core::{
    ApiError, Body, BodyError, BoxError, CallTimeout, ClientLimits, CustomTransport, Customized, DecodeError,
    DefaultTransport, Encoding, Endpoint, Error, ErrorKind, LatestRateLimit, Operation, Paged, Position,
    RateLimit, Report, Secret, StreamLimits, TransportError, Vendor, bytes, http, layer, transport,
};
pub use date_range::DateRange;
pub use id::*;
pub use page::{DEFAULT_PAGE_SIZE, LARGEST_KNOWN_PAGE};
pub use record::Record;
pub use time::{Moment, MomentKind};
pub use vendor::{FuseDesk, USAGE_LIMIT, USAGE_REMAINING};
pub use write_response::WriteResponse;

/// Vendor of every `#[request]` of this crate.
pub(crate) use vendor::FuseDesk as RequestVendor;

/// Client of FuseDesk's API. Cheap to clone: clones share connections and layers.
///
/// ```no_run
/// # #[cfg(feature = "client")]
/// # async fn run() -> Result<(), fusedesk_client::Error> {
/// use fusedesk_client::{Endpoint, FuseDesk, api::session::GetPermissions};
///
/// let desk = FuseDesk::app("acme")?.client("the API key")?;
/// let permissions = GetPermissions::new().send(&desk).await?;
/// println!("{:?}", permissions.scopes);
/// # Ok(())
/// # }
/// ```
pub type Client = client_core::Client<FuseDesk>;

/// Stream of every row of a list: the type of [`Endpoint::stream`] over a `Vec`.
pub type PageStream<P> = client_core::PageStream<FuseDesk, P>;

/// Key, timeouts, layers and transport of a [`Client`]: [`FuseDesk::builder`] begins one. The key is its
/// [`token`](client_core::ClientBuilder::credential).
///
/// ```text
///   request                                                    response
///      │   timeout              the whole call, 30 s               ▲
///      │   Retry                only if you ask for it             │
///      │   ReadRateLimit        x-fusedesk-usage-… → RateLimit     │
///      │   BaseUrl              /api/v1/cases → https://acme.…     │
///      │   Trace                a span for each exchange           │
///      │   CollectBody          bytes in memory, at most 16 MiB    │
///      │   your layers          each exchange, without the key     │
///      │   Auth                 the key, to the app's host only    │
///      ▼   transport            reqwest, or any tower service      │
/// ```
pub type ClientBuilder<L = client_core::layer::Identity, T = DefaultTransport> =
    client_core::ClientBuilder<FuseDesk, L, T>;

#[cfg(all(doctest, feature = "testing"))]
#[doc = include_str!("../README.md")]
struct Readme;
