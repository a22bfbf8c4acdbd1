//! [`FakeDesk`], an in-memory FuseDesk for tests of your own code or of an agent, and for trying a tool without an
//! account.
//!
//! It is stateful: a reply is recorded as sent, appears in the case's history and sets its status. Merged cases
//! are deleted. A snoozed case comes back when the [`Clock`] passes its time. Both versions of the API are
//! included, with the scopes of a key and the hourly limit. [`Fault`] adds single network failures, [`Quirks`]
//! permanent habits of a PHP application.
//!
//! FuseDesk's public documentation is incomplete. The fake then behaves as this crate's client expects, and the
//! docs here say so. A passing test proves nothing about the real FuseDesk on those points.
//!
//! It is a tower service over [`http::Request`], so it replaces the transport of a client without a socket. Any
//! HTTP server for such services can serve it.
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
mod limit;
mod model;
mod quirks;
mod reps;
mod router;
mod rows;
pub mod seed;
mod session;
mod state;
mod webhooks;

pub use client_core::testing::{Clock, Dropped, Fault, LogCapture, Recorded};

pub use build::{NewCase, NewChat, NewContact, NewEmail, NewEntry};
pub use limit::DEFAULT_HOURLY_LIMIT;
pub use quirks::{PHP_WARNING, Quirks, TagForm, UnsetDate};
pub use rows::{DEFAULT_ROWS, MAX_ROWS};

/// The name of the app.
const APP: &str = "acme";
/// Base URL for clients of the fake.
const BASE_URL: &str = "https://acme.fusedesk.com";
/// Default maximum size of a request body: 8 MB, the default of PHP (`post_max_size`).
const BODY_LIMIT: usize = 8 * 1024 * 1024;

/// Fake of FuseDesk in memory.
///
/// Clones share the account. See the [module](self) for an example.
#[derive(Clone)]
pub struct FakeDesk(Served<state::State>);

impl FakeDesk {
    /// Creates an account with a key and no data.
    #[must_use]
    pub fn new() -> Self {
        Self(Served::new(state::State::new()))
    }

    /// Creates the company of [`seed`]: departments, reps, contacts, cases, chats and e-mails.
    #[must_use]
    pub fn seeded() -> Self {
        let fake = Self::new();
        seed::fill(&mut fake.lock());
        fake
    }

    /// Returns the name of the app, `acme`.
    #[must_use]
    pub const fn app(&self) -> &'static str {
        APP
    }

    /// Returns the URL of the app, without `/api`. No request is sent to its host.
    #[must_use]
    pub const fn base_url(&self) -> &'static str {
        BASE_URL
    }

    /// Returns the key with all scopes. It differs from the keys of every other fake.
    #[must_use]
    pub fn api_key(&self) -> String {
        self.lock().kit.tokens.first().to_owned()
    }

    /// Replaces the key with all scopes, for clients that are configured before the fake exists.
    pub fn set_api_key(&self, key: &str) {
        self.lock().kit.tokens.set_first(key);
    }

    /// Issues a new key with these scopes only, such as `cases` (read) or `cases_create`.
    ///
    /// FuseDesk documents `reps`, `departments`, `cases`, `cases_create`, `cases_update` and `integrations`. The
    /// fake's other scopes follow their pattern: `{resource}` to read, and `_create`, `_update`, `_delete`.
    pub fn key_with_scopes<S: Into<String>>(&self, scopes: impl IntoIterator<Item = S>) -> String {
        self.lock().kit.tokens.issue(scopes)
    }

    /// Sets the hourly limit of calls, by the fake's clock, and restarts the hour. Defaults to 1,800.
    pub fn set_hourly_limit(&self, calls: u32) {
        self.lock().hourly_limit = limit::HourlyLimit::new(calls);
    }

    /// Sets the quirks of further responses.
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
    /// Shows no keys.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeDesk").field("base_url", &BASE_URL).finish_non_exhaustive()
    }
}
