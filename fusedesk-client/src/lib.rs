//! A typed client for the API of [FuseDesk](https://www.fusedesk.com) that is correct about its quirks.
//!
//! # The first call
//!
//! One struct is one operation: its fields are the arguments, its documentation is that of the operation, and
//! [`Endpoint`] sends it. Required arguments are those of `new`, the others are setters. The operations are in
//! [`api`], one module for each thing that FuseDesk has.
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
//! A [`Client`] is cheap to clone. The examples below run against `FakeDesk`, a FuseDesk in memory, where yours has
//! `FuseDesk::app(name)?.client(key)?`.
//!
//! # Ids
//!
//! FuseDesk calls two numbers of a rep `repid`, and a contact has a number in the CRM and another id in FuseDesk. Each
//! is a type of its own here ([`RepUserId`], [`RepId`], [`CrmContactId`], [`ContactUuid`]), and the wrong one does not
//! compile.
//!
//! # Pages
//!
//! `send` gives one page of a list: 50 rows, unless `limit` says otherwise. [`Endpoint::stream`] gives every row of all
//! pages, and asks for a page when its first row is wanted. FuseDesk says neither how many rows there are nor which page
//! is the last; a server that sends the same page again and again ends the stream with an error.
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
//! #     look(&FuseDesk::app(fake.app())?.builder().token(fake.api_key()).transport(fake).build()?).await
//! # }
//! # #[cfg(not(feature = "testing"))]
//! # fn main() {}
//! ```
//!
//! A stream ends with an error after a failure, such as a 429. `.retry(RetryPolicy::new())` of the builder heals most of
//! them by itself; otherwise [`PageStream::resume`] goes on where it stopped, and [`PageStream::position`] is a place to go
//! on from later, with [`Endpoint::stream_from`].
//!
//! ```
//! use fusedesk_client::{Client, Endpoint, Position, api::cases::SearchCases};
//! use futures_util::TryStreamExt;
//!
//! /// Reads on from where the last run stopped; returns where this one did.
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
//! #     let desk = FuseDesk::app(fake.app())?.builder().token(fake.api_key()).transport(fake.clone()).build()?;
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
//! # Answers
//!
//! FuseDesk documents little of its answers and is written in PHP, where a date that is not set may be `false`, a number
//! a text and an empty object a list. Every field is read on its own: one that cannot be read is `None`, its value stays
//! in the record's `extra`, and the rest of the record is not lost. A date is a [`Moment`], which keeps its text and
//! does not guess a time zone. What a write answers is [`Written`]: the thing as it is now, or whatever else came.
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
//! There is one [`Error`]. [`Error::kind`] is what to decide by, `Display` says what happened and what to do, and
//! neither shows a key, a query or what a customer wrote. [`Error::report`] is one line for a log with all causes, such as a
//! name that DNS does not know. FuseDesk may answer a failure with the status 200, which is an
//! error here like any other, and answers 405 to every failure that has no status of its own, which is
//! [`Rejected`](ErrorKind::Rejected). [`OutcomeUnknown`](ErrorKind::OutcomeUnknown) is a write of which nobody knows
//! whether it was carried out: FuseDesk has no idempotency key, so that sending it again may send it twice.
//!
//! ```
//! use fusedesk_client::{Error, ErrorKind};
//!
//! fn plan(error: &Error) -> String {
//!     match error.kind() {
//!         ErrorKind::RateLimited => "later: the calls of the hour are used up".to_owned(),
//!         ErrorKind::OutcomeUnknown => format!("do not repeat it: {}", error.check().unwrap_or_default()),
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
//! #     let builder = |key| FuseDesk::app("acme").unwrap().builder().token(key).transport(fake.clone());
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
//! # One call with a timeout or headers of its own
//!
//! [`Endpoint::customize`] sets them for `send`, `call` and `stream`, where each page has the timeout.
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
//! #     check(&FuseDesk::app(fake.app())?.builder().token(fake.api_key()).transport(fake).build()?).await
//! # }
//! # #[cfg(not(feature = "testing"))]
//! # fn main() {}
//! ```
//!
//! # Operations that are not here
//!
//! FuseDesk may have operations that [`api`] lacks. [`Client::execute`] sends any request through the same stack. The path
//! is relative to the address of the app, the `content-type` of a body is yours (FuseDesk takes forms), and the response
//! comes back as bytes. Failures are the same [`Error`] as those of typed calls, an error in the body of a 200, too. To use
//! an operation more than once, implement [`Endpoint`] for a struct: it can then be sent, streamed and customized like the
//! others.
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
//!     // Answered with the status 200.
//!     assert_eq!(error.to_string(), "FuseDesk answered 200: Unknown API method");
//!     Ok(())
//! }
//!
//! // Again and again: fields that are not in the path are the query of a GET and the body of anything else.
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
//! #     let desk = FuseDesk::app("acme")?.builder().token("the key").transport(wire).build()?;
//! #     rename(&desk).await?;
//! #     Ok(list(&desk).await?)
//! # }
//! ```
//!
//! # Layers
//!
//! The client is a stack of tower services; [`ClientBuilder`] draws it. Retries are off unless you ask for them. Your
//! own layers, those of tower and tower-http too, go in with [`layer`](client_core::ClientBuilder::layer): they see each
//! exchange that leaves, and never the key. A layer whose service is not `Clone`, such as `tower::limit::RateLimitLayer`,
//! goes in behind a `tower::buffer::BufferLayer`. What is left of the hour's calls is in
//! [`Client::rate_limit`](client_core::Client::rate_limit), and in the headers `ratelimit-limit` and
//! `ratelimit-remaining` of every answer.
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
//!     .token("the API key")
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
//! Any tower service of `http` requests can stand in for reqwest: [`transport`] has an example. Without the default
//! feature `client` there is no reqwest in the tree, and
//! [`transport`](client_core::ClientBuilder::transport) is required before `build`.
//!
//! # Fakes
//!
//! `testing::FakeDesk`, behind the feature `testing`, is a stateful FuseDesk in memory with the habits of the real one.
//! It is a transport, so that your tests need no socket:
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
//! let desk = FuseDesk::app(fake.app())?.builder().token(fake.api_key()).transport(fake.clone()).build()?;
//!
//! let answer = SendReply::new(CaseId::new(seed::DISPUTE), "The refund is on its way.").send(&desk).await?;
//! assert_eq!(answer.value().and_then(|case| case.id), Some(CaseId::new(seed::DISPUTE)));
//! assert_eq!(fake.sent_emails().len(), 1);
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "testing"))]
//! # fn main() {}
//! ```
//!
//! # Features
//!
//! | feature | default | what it adds |
//! | --- | --- | --- |
//! | `client` | yes | the default transport: reqwest with rustls, and `FuseDesk::client` |
//! | `metrics` | no | each exchange is counted and timed through the facade `metrics`, see `layer::meter` |
//! | `testing` | no | `testing::FakeDesk` |
//! | `mcp` | no | `mcp`: FuseDesk as tools for an AI agent |

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
mod written;

pub use client_core::{
    ApiError, Body, BodyError, BoxError, CallTimeout, CustomTransport, Customized, DEFAULT_CONNECT_TIMEOUT,
    DEFAULT_TIMEOUT, DEFAULT_WARN_EVERY, DecodeError, DefaultTransport, Encoding, Endpoint, Error, ErrorKind,
    LatestRateLimit, MAX_ERROR_BODY_BYTES, MAX_RETRY_AFTER, MAX_SNIPPET_BYTES, MIN_RETRY_AFTER, Operation,
    Paged, Position, RateLimit, Report, Secret, StreamLimits, TransportError, Vendor, bytes, http, layer,
    transport,
};
pub use date_range::DateRange;
pub use id::*;
pub use page::{DEFAULT_PAGE_SIZE, LARGEST_KNOWN_PAGE};
pub use record::Record;
pub use time::{Moment, MomentKind};
pub use vendor::{FuseDesk, USAGE_LIMIT, USAGE_REMAINING};
pub use written::Written;

/// Vendor of every `#[request]` of this crate.
pub(crate) use vendor::FuseDesk as RequestVendor;

/// A client of FuseDesk's API. Cheap to clone; clones share their connections and layers.
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

/// Stream of every row of a list; the type of [`Endpoint::stream`] over a `Vec`.
pub type PageStream<P> = client_core::PageStream<FuseDesk, P>;

/// Key, timeouts, layers and transport of a [`Client`]: [`FuseDesk::builder`] begins one. The key is its
/// [`token`](client_core::ClientBuilder::token).
///
/// ```text
///   request                                                    response
///      │   timeout              the whole call, 30 s               ▲
///      │   Retry                only if you ask for it             │
///      │   RateLimit            x-fusedesk-usage-… → RateLimit     │
///      │   BaseUrl              /api/v1/cases → https://acme.…     │
///      │   Observe              a span for each exchange           │
///      │   CollectBody          bytes in memory, at most 16 MiB    │
///      │   your layers          each exchange, without the key     │
///      │   Auth                 the key, to the app's host only    │
///      ▼   transport            reqwest, or any tower service      │
/// ```
pub type ClientBuilder<L = tower_layer::Identity, T = DefaultTransport> =
    client_core::ClientBuilder<FuseDesk, L, T>;
