//! [`FakeFront`], an in-memory Front: for tests of your own code or of an agent, or to try a tool without an
//! account.
//!
//! It is stateful: a sent reply appears in its conversation, archives it and creates an event. It reproduces
//! Front's behaviour, including the difficult parts: a merged conversation answers 301, an update of custom fields
//! erases omitted fields, a send answers 202 before the message exists, links in lists point to another host, and
//! any request can be throttled. [`Fault`] adds network faults. Where Front's documentation leaves a point open, a
//! switch chooses another reading: moved conversations ([`FakeFront::move_conversation`]), addresses that forward
//! into a channel ([`FakeFront::set_forwarding_alias`]), channels that cannot send
//! ([`FakeFront::set_channel_valid`]), late messages ([`FakeFront::set_send_delay`], also after a lost response),
//! forwards to a supplier ([`FakeFront::forward`]), messages without a direction
//! ([`NewMessage::without_direction`]), lists in pages ([`FakeFront::set_list_page_size`]) and links without a token
//! ([`FakeFront::set_next_without_token`]).
//!
//! It is a [`tower_service::Service`] over [`http::Request`], so it can replace the transport of a client without a
//! socket. Any HTTP server that accepts such a service can serve it on one.
//!
//! ```
//! use front_client::testing::{FakeFront, seed};
//! use http_body_util::{BodyExt, Full};
//! use tower::ServiceExt;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let fake = FakeFront::seeded();
//! let reply = serde_json::json!({ "author_id": seed::SARAH, "body": "<p>Refunded.</p>" });
//! let request = http::Request::post(format!("{}/conversations/{}/messages", fake.base_url(), seed::DISPUTE))
//!     .header("authorization", format!("Bearer {}", fake.token()))
//!     .header("content-type", "application/json")
//!     .body(Full::<bytes::Bytes>::from(reply.to_string()))?;
//! let answer = fake.clone().oneshot(request).await?;
//! assert_eq!(answer.status(), 202);
//! let accepted: serde_json::Value = serde_json::from_slice(&answer.into_body().collect().await?.to_bytes())?;
//! assert_eq!(accepted["status"], "accepted");
//!
//! assert_eq!(fake.sent().len(), 1);
//! // Front archives the conversation unless the sender says otherwise.
//! assert_eq!(fake.conversation(seed::DISPUTE).unwrap()["status"], "archived");
//! # Ok(())
//! # }
//! ```

use std::fmt;
use std::time::Duration;

use client_core::testing::Served;

mod accounts;
mod alias;
mod attachments;
mod auth;
mod build;
mod call;
mod channels;
mod comments;
mod contacts;
mod conversations;
mod custom_fields;
mod drafts;
mod events;
mod html;
mod inboxes;
mod inspect;
mod limits;
mod messages;
mod outbox;
mod page;
mod query;
mod readings;
mod redirect;
mod route;
mod router;
mod search;
pub mod seed;
mod shape;
mod state;
mod tags;
mod teammates;
mod teams;

pub use client_core::testing::{Clock, Dropped, Fault, LogCapture, Recorded};

pub use build::{NewConversation, NewMessage};
pub use limits::RateLimits;
pub use redirect::MergedLocation;
pub use state::Kind;

/// An in-memory Front.
///
/// Clones share the same company. See the [module](self) for an example.
#[derive(Clone)]
pub struct FakeFront(Served<state::State>);

impl FakeFront {
    /// Creates a company with a token and no other data.
    #[must_use]
    pub fn new() -> Self {
        Self(Served::new(state::State::new()))
    }

    /// Creates the company described in [`seed`]: teammates, inboxes, contacts and some 15 conversations.
    #[must_use]
    pub fn seeded() -> Self {
        let fake = Self::new();
        seed::fill(&mut fake.lock());
        fake
    }

    /// Returns the base URL for a client: that of the real API. No request leaves the process.
    #[must_use]
    pub const fn base_url(&self) -> &'static str {
        state::BASE_URL
    }

    /// Returns a token with all permissions. It differs from that of every other fake.
    #[must_use]
    pub fn token(&self) -> String {
        self.lock().kit.tokens.first().to_owned()
    }

    /// Replaces the token with all permissions, for clients whose configuration exists before the fake.
    pub fn set_token(&self, token: &str) {
        self.lock().kit.tokens.set_first(token);
    }

    /// Creates a token with these scopes, named as in Front, such as `conversations:read`.
    pub fn token_with_scopes<S: Into<String>>(&self, scopes: impl IntoIterator<Item = S>) -> String {
        self.lock().kit.tokens.issue(scopes)
    }

    /// Limits the company to `per_minute` requests per minute, with a burst of half as many and 40 % for searches.
    pub fn rate_limit(&self, per_minute: u32) {
        self.set_rate_limits(RateLimits::plan(per_minute).per_resource(None));
    }

    /// Sets all rate limits and resets the counters.
    pub fn set_rate_limits(&self, limits: RateLimits) {
        self.lock().rate_limiter = limits::RateLimiter::new(limits);
    }

    /// Sets the delay between the 202 and the creation of a sent, received or imported message, by the fake's
    /// clock.
    ///
    /// Defaults to zero: the message exists when the next request arrives.
    pub fn set_send_delay(&self, delay: Duration) {
        self.lock().send_delay = delay;
    }

    /// Sets the base URL of `_links`, `_pagination.next` and `Location`. Defaults to the company's own host, as in
    /// Front. Set the URL of the socket that serves the fake to make links work.
    pub fn set_links(&self, base_url: &str) {
        base_url.trim_end_matches('/').clone_into(&mut self.lock().links);
    }

    /// Sets the form of the `Location` header of merged conversations.
    pub fn set_merged_location(&self, location: MergedLocation) {
        self.lock().location = location;
    }

    /// Sets whether the 301 of a merged conversation has a JSON body. Defaults to `true`.
    pub fn set_merged_body(&self, present: bool) {
        self.lock().redirect_body = present;
    }
}

client_core::fake!(FakeFront(state::State));

impl Default for FakeFront {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for FakeFront {
    /// Shows no tokens.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeFront").field("base_url", &state::BASE_URL).finish_non_exhaustive()
    }
}
