//! A typed client for [Front](https://front.com)'s Core API that handles its quirks correctly.
//!
//! # First call
//!
//! Each operation is a struct: its fields are the arguments, its documentation is that of the operation, and
//! [`Endpoint`] sends it. `new` takes the required arguments; setters set the others. The operations are in
//! [`api`], one module per section of Front's reference.
//!
//! ```no_run
//! # #[cfg(feature = "client")]
//! # async fn run() -> Result<(), front_client::Error> {
//! use front_client::{Client, Endpoint, api::conversations::GetConversation};
//!
//! let front = Client::new("the API token")?;
//! let conversation = GetConversation::new("cnv_55c8c149").send(&front).await?;
//! println!("{:?}", conversation.subject);
//! # Ok(())
//! # }
//! ```
//!
//! A [`Client`] is cheap to clone. The examples below run against `FakeFront`, an in-memory Front. Your code uses
//! `Client::new(token)?` instead.
//!
//! # Pagination
//!
//! `send` returns one [`Page`] of a list, and [`Page::next`] the token of the next page. [`Endpoint::stream`]
//! yields the items of all pages and fetches a page when its first item is requested.
//!
//! ```
//! use front_client::{
//!     Client, Endpoint,
//!     api::{contacts::ListContacts, conversations::{ListConversations, SearchConversations, StatusFilter}},
//!     search::{SearchIs, SearchQuery},
//! };
//! use futures_util::TryStreamExt;
//!
//! async fn look(front: &Client) -> Result<(), front_client::Error> {
//!     let unassigned = ListConversations::new().statuses([StatusFilter::Unassigned]).limit(50);
//!     for conversation in &unassigned.send(front).await? {
//!         println!("{}: {:?}", conversation.id, conversation.subject);
//!     }
//!
//!     let contacts: Vec<_> = ListContacts::new().limit(100).stream(front).try_collect().await?;
//!     println!("{} contacts", contacts.len());
//!
//!     let query = SearchQuery::new().word("invoice").is(SearchIs::Open);
//!     let found = SearchConversations::matching(&query)?.send(front).await?;
//!     println!("{:?} conversations", found.total);
//!     Ok(())
//! }
//! # #[cfg(feature = "testing")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), front_client::Error> {
//! #     let fake = front_client::testing::FakeFront::seeded();
//! #     look(&Client::builder().credential(fake.token()).transport(fake).build()?).await
//! # }
//! # #[cfg(not(feature = "testing"))]
//! # fn main() {}
//! ```
//!
//! A stream ends with an error after a failure, such as a 429. `.retry(RetryPolicy::new())` on the builder handles
//! most failures. Otherwise [`PageStream::resume`] continues where the stream stopped, and [`PageStream::position`]
//! saves the position for later.
//!
//! ```
//! use front_client::{Client, Endpoint, api::contacts::ListContacts};
//! use futures_util::TryStreamExt;
//!
//! async fn names(front: &Client) -> Result<Vec<String>, front_client::Error> {
//!     let mut contacts = ListContacts::new().limit(2).stream(front);
//!     let mut names = Vec::new();
//!     loop {
//!         match contacts.try_next().await {
//!             Ok(Some(contact)) => names.extend(contact.name),
//!             Ok(None) => return Ok(names),
//!             Err(error) if error.is_rate_limited() => {
//!                 tokio::time::sleep(error.retry_after().unwrap_or_default()).await;
//!                 contacts.resume();
//!             }
//!             Err(error) => return Err(error),
//!         }
//!     }
//! }
//! # #[cfg(feature = "testing")]
//! # #[tokio::main(flavor = "current_thread", start_paused = true)]
//! # async fn main() -> Result<(), front_client::Error> {
//! #     use front_client::testing::{FakeFront, Fault};
//! #     let fake = FakeFront::seeded();
//! #     let front = Client::builder().credential(fake.token()).transport(fake.clone()).build()?;
//! #     let all = names(&front).await?;
//! #     fake.fault(Fault::rate_limited(std::time::Duration::from_secs(2)).on("GET", "/contacts"));
//! #     assert_eq!(names(&front).await?, all);
//! #     Ok(())
//! # }
//! # #[cfg(not(feature = "testing"))]
//! # fn main() {}
//! ```
//!
//! # Replies, files, custom fields
//!
//! Front accepts a message first and creates it later; [`wait_for_message`](api::messages::wait_for_message) waits
//! for it. A reply leaves the conversation open unless you archive it. An update changes only the given fields:
//! other custom fields stay, although Front itself would erase them. With the feature `fs`, `Upload::from_path`
//! attaches a file on disk and streams it.
//!
//! ```
//! use front_client::{
//!     Client, Endpoint, Upload,
//!     api::{contacts::UpdateContact, messages::{SendReply, WaitBudget, wait_for_message}},
//! };
//!
//! async fn answer(front: &Client, conversation: &str, contact: &str) -> Result<(), front_client::Error> {
//!     let reply = SendReply::new(conversation, "<p>The report is attached.</p>")
//!         .attach(Upload::new("report.csv", "text/csv", "a,b\n1,2\n"));
//!     let accepted = reply.send(front).await?;
//!     if let Some(message) = wait_for_message(front, &accepted.message_uid, WaitBudget::default()).await? {
//!         println!("sent as {}", message.id);
//!     }
//!     UpdateContact::new(contact).custom_field("Tier", "Gold").send(front).await
//! }
//! # #[cfg(feature = "testing")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), front_client::Error> {
//! #     use front_client::testing::{FakeFront, seed};
//! #     let fake = FakeFront::seeded();
//! #     let front = Client::builder().credential(fake.token()).transport(fake.clone()).build()?;
//! #     answer(&front, seed::DISPUTE, seed::ELENA).await?;
//! #     assert_eq!(fake.sent().len(), 1);
//! #     assert_eq!(fake.erased_custom_fields(), 0);
//! #     Ok(())
//! # }
//! # #[cfg(not(feature = "testing"))]
//! # fn main() {}
//! ```
//!
//! # Errors
//!
//! There is one [`Error`]. Decide by [`Error::kind`]. `Display` says what happened and what to do; it shows no
//! token, no query and no customer text. [`Error::report`] is one line for a log with all causes, such as an
//! unknown host name. Handle two kinds explicitly: a 429 states how long to wait, and
//! [`OutcomeUnknown`](ErrorKind::OutcomeUnknown) means that a write may or may not have been carried out. Front has
//! no idempotency key, so sending it again may send it twice: check first.
//!
//! ```
//! use front_client::{Error, ErrorKind};
//!
//! fn plan(error: &Error) -> String {
//!     match error.kind() {
//!         ErrorKind::RateLimited => format!("again in {:?}", error.retry_after()),
//!         ErrorKind::OutcomeUnknown => format!("do not repeat it: {}", error.verification_hint().unwrap_or_default()),
//!         ErrorKind::NotFound => "it is gone".to_owned(),
//!         _ if error.is_retryable() => "again later".to_owned(),
//!         kind => format!("{kind}: {error}"),
//!     }
//! }
//! # #[cfg(feature = "testing")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Error> {
//! #     use std::time::Duration;
//! #     use front_client::{Client, Endpoint, api::{identity::GetMe, messages::SendReply}, testing::{FakeFront, Fault, seed}};
//! #     let fake = FakeFront::seeded();
//! #     let front = Client::builder().credential(fake.token()).transport(fake.clone()).build()?;
//! #     fake.fault(Fault::rate_limited(Duration::from_secs(2)));
//! #     assert_eq!(plan(&GetMe::new().send(&front).await.unwrap_err()), "again in Some(2s)");
//! #     fake.fault(Fault::dropped().after_write());
//! #     let error = SendReply::new(seed::DISPUTE, "hi").send(&front).await.unwrap_err();
//! #     assert!(plan(&error).contains("list the messages"), "{}", plan(&error));
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
//! use front_client::{Client, Endpoint, api::identity::GetMe};
//!
//! async fn check(front: &Client) -> Result<(), front_client::Error> {
//!     let me = GetMe::new().customize().timeout(Duration::from_secs(2)).header("x-request-id", "42");
//!     println!("{:?}", me.send(front).await?.name);
//!     Ok(())
//! }
//! # #[cfg(feature = "testing")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), front_client::Error> {
//! #     let fake = front_client::testing::FakeFront::seeded();
//! #     check(&Client::builder().credential(fake.token()).transport(fake).build()?).await
//! # }
//! # #[cfg(not(feature = "testing"))]
//! # fn main() {}
//! ```
//!
//! # Operations without a struct
//!
//! Front has more operations than [`api`]. [`Client::execute`] sends any request through the same stack. The path
//! is relative to the base URL, you set the `content-type` of a body, and the response is returned as bytes.
//! Failures are the same [`Error`] as those of typed calls. To use an operation more than once, implement
//! [`Endpoint`] for a struct: it can then be sent, streamed and customized like the others.
//!
//! ```
//! use front_client::{
//!     Client, Endpoint, Front, Page,
//!     http::{Method, Request, header},
//! };
//! use serde::{Deserialize, Serialize};
//!
//! // Once.
//! async fn rename(front: &Client) -> Result<(), Box<dyn std::error::Error>> {
//!     let request = Request::patch("/shifts/shf_1")
//!         .header(header::CONTENT_TYPE, "application/json")
//!         .body(r#"{"name":"Nights"}"#)?;
//!     assert_eq!(front.execute(request).await?.status(), 204);
//!     Ok(())
//! }
//!
//! // Repeatedly: fields that are not in the path are the query of a GET and the body of any other method.
//! #[derive(Debug, Serialize)]
//! struct ListShiftsOfTeam {
//!     team_id: String,
//! }
//!
//! #[derive(Debug, Deserialize)]
//! struct Shift {
//!     id: String,
//!     name: Option<String>,
//! }
//!
//! impl Endpoint for ListShiftsOfTeam {
//!     type Vendor = Front;
//!     type Output = Page<Shift>;
//!     const METHOD: Method = Method::GET;
//!     const PATH: &'static str = "/teams/{team_id}/shifts";
//!     const SCOPES: &'static [&'static str] = &["shifts:read"];
//! }
//!
//! async fn list(front: &Client) -> Result<(), front_client::Error> {
//!     let shifts = ListShiftsOfTeam { team_id: "tim_1".into() }.send(front).await?;
//!     assert_eq!(shifts.len(), 1);
//!     for shift in &shifts {
//!         println!("{}: {:?}", shift.id, shift.name);
//!     }
//!     Ok(())
//! }
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! #     let wire = tower::service_fn(|request: Request<front_client::Body>| async move {
//! #         let (status, body) = match (request.method().as_str(), request.uri().to_string().as_str()) {
//! #             ("PATCH", "https://api2.frontapp.com/shifts/shf_1") => (204, ""),
//! #             ("GET", "https://api2.frontapp.com/teams/tim_1/shifts") => (200, r#"{"_results":[{"id":"shf_1"}]}"#),
//! #             other => panic!("{other:?}"),
//! #         };
//! #         Ok::<_, std::convert::Infallible>(http::Response::builder().status(status).body(body.to_owned()).unwrap())
//! #     });
//! #     let front = Client::builder().credential("the token").transport(wire).build()?;
//! #     rename(&front).await?;
//! #     Ok(list(&front).await?)
//! # }
//! ```
//!
//! # Layers
//!
//! Each quirk of the API is a tower [`layer`] with its own file and example; [`ClientBuilder`] shows the stack.
//! Retries are off by default. Add your own layers, or those of tower and tower-http, with
//! [`ClientBuilder::layer`]: they see each outgoing exchange, and never the token. A layer whose service is not
//! `Clone`, such as `tower::limit::RateLimitLayer`, must be wrapped in a `tower::buffer::BufferLayer`.
//!
//! ```
//! use std::time::Duration;
//!
//! use front_client::{Client, layer::RetryPolicy};
//! use tower::limit::ConcurrencyLimitLayer;
//!
//! # #[cfg(feature = "client")]
//! # fn build() -> Result<Client, front_client::Error> {
//! let front = Client::builder()
//!     .credential("the API token")
//!     .timeout(Duration::from_secs(20))
//!     .retry(RetryPolicy::new())
//!     .layer(ConcurrencyLimitLayer::new(4))
//!     .build()?;
//! # Ok(front)
//! # }
//! # #[cfg(feature = "client")]
//! # build().unwrap();
//! ```
//!
//! Two layers add information to the extensions of a response, which [`Client::call`] returns:
//! [`MergedInto`](layer::MergedInto) if the call went to another conversation because of a merge, and
//! [`RateLimit`].
//!
//! # Another transport
//!
//! Any tower service of `http` requests can replace reqwest: see the example in [`transport`]. Without the default
//! feature `client`, reqwest is not a dependency, and [`ClientBuilder::transport`] is required before `build`.
//!
//! # Fakes
//!
//! `testing::FakeFront`, behind the feature `testing`, is a stateful in-memory Front with the quirks of the real
//! one. It is a transport, so your tests need no socket:
//!
//! ```toml
//! [dev-dependencies]
//! front-client = { path = "../frontdesk/front-client", features = ["testing"] }
//! ```
//!
//! ```
//! # #[cfg(feature = "testing")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), front_client::Error> {
//! use front_client::{Client, Endpoint, api::messages::SendReply, testing::{FakeFront, seed}};
//!
//! let fake = FakeFront::seeded();
//! let front = Client::builder().credential(fake.token()).transport(fake.clone()).build()?;
//!
//! // This conversation was merged; the reply arrives all the same, once.
//! SendReply::new(seed::MERGED, "<p>Done.</p>").send(&front).await?;
//! assert_eq!(fake.sent().len(), 1);
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
//! | `client` | yes | the default transport: reqwest with rustls, and `Client::new` |
//! | `fs` | no | `Upload::from_path`: files on disk, streamed |
//! | `metrics` | no | metrics of each request through the facade `metrics`, see `layer::metrics` |
//! | `testing` | no | `testing::FakeFront` |
//! | `mcp` | no | `mcp`: tools, prompts and resources of Front for an AI agent |

#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod api;
mod id;
pub mod layer;
#[cfg(feature = "mcp")]
pub mod mcp;
mod page;
mod rate_limit;
pub mod search;
#[cfg(feature = "testing")]
pub mod testing;
mod time;
mod upload;
mod vendor;

/// The crate that all vendors' clients share. Its API is part of this one.
pub use client_core;
pub use client_core::{
    ApiError, Body, BodyError, BoxError, CallTimeout, ClientLimits, CustomTransport, Customized, DecodeError,
    DefaultTransport, Encoding, Endpoint, Error, ErrorKind, LatestRateLimit, Operation, Paged, Patch,
    Position, RateLimit, Report, Secret, StreamLimits, TransportError, Upload, Vendor, bytes, http,
    transport,
};
pub use id::*;
pub use page::{MAX_PAGE_SIZE, Page, PageToken};
pub use time::Timestamp;
pub use upload::MAX_UPLOAD_BYTES;
pub use vendor::{DEFAULT_BASE_URL, Front, FrontBuilder};

/// Vendor of every `#[request]` of this crate.
pub(crate) use vendor::Front as RequestVendor;

/// A client of Front's Core API. Cheap to clone; clones share connections and layers.
///
/// ```no_run
/// # #[cfg(feature = "client")]
/// # async fn run() -> Result<(), front_client::Error> {
/// use front_client::{Client, Endpoint, api::identity::GetMe};
///
/// let front = Client::new("the API token")?;
/// let me = GetMe::new().send(&front).await?;
/// println!("{}", me.name.unwrap_or_default());
/// # Ok(())
/// # }
/// ```
pub type Client = client_core::Client<Front>;

/// Stream of every item of a list. Returned by [`Endpoint::stream`] for a [`Page`].
pub type PageStream<P> = client_core::PageStream<Front, P>;

/// Builder of a [`Client`]: token, base URL, timeouts and layers. [`FrontBuilder`] has the settings specific to
/// Front.
///
/// ```text
///   request                                                    response
///      │   timeout              the whole call, 30 s               ▲
///      │   MergeCustomFields    read, merge, write, read again     │
///      │   FollowMerged         301 → the same call, the new id    │
///      │   Retry                only if you ask for it             │
///      │   ReadRateLimit        x-ratelimit-… → RateLimit          │
///      │   BaseUrl              /tags → https://api2.…/tags        │
///      │   Trace                a span for each exchange           │
///      │   CollectBody          bytes in memory, at most 16 MiB    │
///      │   your layers          each exchange, without the token   │
///      │   Auth                 the token, to Front's hosts only   │
///      ▼   transport            reqwest, or any tower service      │
/// ```
pub type ClientBuilder<L = client_core::layer::Identity, T = DefaultTransport> =
    client_core::ClientBuilder<Front, L, T>;

#[cfg(all(doctest, feature = "testing"))]
#[doc = include_str!("../README.md")]
struct Readme;
