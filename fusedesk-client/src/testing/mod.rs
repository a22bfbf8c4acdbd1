//! [`FakeDesk`], a FuseDesk in memory: for tests of your own code, of an agent, or to try a tool without an account.
//!
//! It is stateful: a reply is recorded as sent, stands in the case's history and sets its status; merged cases are gone;
//! a snoozed case comes back when the [`Clock`] passes its time. Both versions of the API are there with the scopes of a
//! key and the hourly limit. [`Fault`] adds what a network does once, [`Quirks`] what a PHP application does all the
//! time.
//!
//! FuseDesk's public documentation leaves much open. Where it does, the fake does what this crate's client expects, and
//! the documentation here says so; a test that passes against it says nothing about those points at the real FuseDesk.
//!
//! It is a tower service over [`http::Request`], so it takes the place of the transport of a client, with no socket; any
//! HTTP server that takes such a service can put it on one.
//!
//! ```
//! use bytes::Bytes;
//! use fusedesk_client::testing::{FakeDesk, seed};
//! use http_body_util::{BodyExt, Full};
//! use tower::ServiceExt;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let fake = FakeDesk::seeded();
//! let request = http::Request::post(format!("{}/api/v1/cases/{}/reply", fake.base_url(), seed::DISPUTE))
//!     .header("x-fusedesk-api-key", fake.api_key())
//!     .header("content-type", "application/x-www-form-urlencoded")
//!     .body(Full::<Bytes>::from("body=The+refund+is+on+its+way."))?;
//! let answer = fake.clone().oneshot(request).await?;
//! assert_eq!(answer.status(), 200);
//! assert_eq!(answer.headers()["x-fusedesk-usage-remaining"], "1799");
//! let case: serde_json::Value = serde_json::from_slice(&answer.into_body().collect().await?.to_bytes())?;
//! assert_eq!(case["status"], "open");
//!
//! assert_eq!(fake.sent_emails()[0]["to"], "elena.voss@northwind.example");
//! # Ok(())
//! # }
//! ```

use std::fmt;

use client_core::testing::Served;

mod auth;
mod build;
mod call;
mod case_tags;
mod cases;
mod chats;
mod contacts;
mod dates;
mod departments;
mod emails;
mod inspect;
mod meter;
mod model;
mod quirks;
mod reps;
mod router;
mod rows;
pub mod seed;
mod session;
mod state;
mod webhooks;

pub use client_core::testing::{Clock, Dropped, Fault, Recorded, Written};

pub use build::{NewCase, NewChat, NewContact, NewEmail, NewEntry};
pub use meter::DEFAULT_HOURLY_LIMIT;
pub use quirks::{PHP_WARNING, Quirks, TagForm, UnsetDate};
pub use rows::{DEFAULT_ROWS, MAX_ROWS};

/// The name of the app.
const APP: &str = "acme";
/// The base URL that a client of the fake is given.
const BASE_URL: &str = "https://acme.fusedesk.com";
/// The largest request body by default: 8 MB, which is what PHP takes unless it is told otherwise (`post_max_size`).
const BODY_LIMIT: usize = 8 * 1024 * 1024;

/// A FuseDesk in memory.
///
/// A clone is the same account. See the [module](self) for an example.
#[derive(Clone)]
pub struct FakeDesk(Served<state::State>);

impl FakeDesk {
    /// An account with a key and nothing else.
    #[must_use]
    pub fn new() -> Self {
        Self(Served::new(state::State::new()))
    }

    /// The company that [`seed`] describes: departments, reps, contacts, cases, chats and e-mails.
    #[must_use]
    pub fn seeded() -> Self {
        let fake = Self::new();
        seed::fill(&mut fake.lock());
        fake
    }

    /// The name of the app, `acme`.
    #[must_use]
    pub const fn app(&self) -> &'static str {
        APP
    }

    /// The URL of the app, without `/api`; no request leaves for its host.
    #[must_use]
    pub const fn base_url(&self) -> &'static str {
        BASE_URL
    }

    /// A key that may do everything. It differs from that of every other fake.
    #[must_use]
    pub fn api_key(&self) -> String {
        self.lock().kit.tokens.first().to_owned()
    }

    /// Replaces the key that may do everything, for clients whose configuration exists before the fake.
    pub fn set_api_key(&self, key: &str) {
        self.lock().kit.tokens.set_first(key);
    }

    /// A new key that may do only this, such as `cases` (read) or `cases_create`.
    ///
    /// Known of FuseDesk are `reps`, `departments`, `cases`, `cases_create`, `cases_update` and `integrations`; the
    /// fake's other scopes follow their pattern: `{resource}` to read, and `_create`, `_update`, `_delete`.
    pub fn key_with_scopes<S: Into<String>>(&self, scopes: impl IntoIterator<Item = S>) -> String {
        self.lock().kit.tokens.issue(scopes)
    }

    /// How many calls an hour the account takes, by the fake's clock; starts counting anew. 1,800 at first.
    pub fn set_hourly_limit(&self, calls: u32) {
        self.lock().meter = meter::Meter::new(calls);
    }

    /// How the fake writes its answers from now on.
    pub fn set_quirks(&self, quirks: Quirks) {
        self.lock().quirks = quirks;
    }
}

client_core::fake!(FakeDesk(state::State));

impl Default for FakeDesk {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for FakeDesk {
    /// Shows no key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeDesk").field("base_url", &BASE_URL).finish_non_exhaustive()
    }
}
