//! Events: what happened in Front, and by whose hand.
//!
//! ```
//! use front_client::{Endpoint, Timestamp, api::events::{EventType, ListEvents}};
//!
//! let today = ListEvents::new().types([EventType::Assign]).after(Timestamp::from_secs(1_701_292_649));
//! assert_eq!(today.to_request()?.uri(), "/events?q[after]=1701292649&q[types][]=assign");
//! # Ok::<(), front_client::Error>(())
//! ```

mod event;

pub use event::*;

use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::SortOrder;
use crate::{Endpoint, EventId, Front, InboxId, Page, PageToken, Timestamp};
use client_core::wire_enum;

/// The most events on a page of [`ListEvents`], as Front's OpenAPI file has it.
pub const MAX_EVENTS_PAGE_SIZE: u32 = 15;

wire_enum! {
    /// What events can be sorted by.
    pub enum EventSort {
        /// When they happened.
        CreatedAt = "created_at",
    }
}

/// What a list of events is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline)]
#[non_exhaustive]
pub struct EventFilter {
    /// Only what happened before this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Timestamp>,
    /// Only what happened after this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Timestamp>,
    /// Only events of any of these types.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<EventType>,
    /// Only events in any of these inboxes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inboxes: Vec<InboxId>,
}

/// Lists what happened in all inboxes of the company, the latest first.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListEvents {
    /// Only those that the filter lets through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    q: Option<EventFilter>,
    /// Items on a page, 1 to 15; 15 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    limit: Option<u32>,
    /// Where the page begins: what the page before said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    page_token: Option<PageToken>,
    /// What to sort by; `created_at` is all there is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sort_by: Option<EventSort>,
    /// Which end comes first; the latest by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sort_order: Option<SortOrder>,
}

impl ListEvents {
    /// All events.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Only those that the filter lets through.
    #[must_use]
    pub fn q(mut self, q: EventFilter) -> Self {
        self.q = Some(q);
        self
    }

    /// Items on a page, 1 to 15; 15 when absent.
    #[must_use]
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Where the page begins: what the page before said.
    #[must_use]
    pub fn page_token(mut self, page_token: impl Into<PageToken>) -> Self {
        self.page_token = Some(page_token.into());
        self
    }

    /// What to sort by; `created_at` is all there is.
    #[must_use]
    pub fn sort_by(mut self, sort_by: EventSort) -> Self {
        self.sort_by = Some(sort_by);
        self
    }

    /// Which end comes first; the latest by default.
    #[must_use]
    pub fn sort_order(mut self, sort_order: SortOrder) -> Self {
        self.sort_order = Some(sort_order);
        self
    }
}

impl ListEvents {
    /// Only what happened before this time.
    #[must_use]
    pub fn before(mut self, time: Timestamp) -> Self {
        self.q.get_or_insert_default().before = Some(time);
        self
    }

    /// Only what happened after this time.
    #[must_use]
    pub fn after(mut self, time: Timestamp) -> Self {
        self.q.get_or_insert_default().after = Some(time);
        self
    }

    /// Only events of any of these types.
    #[must_use]
    pub fn types(mut self, types: impl IntoIterator<Item = EventType>) -> Self {
        self.q.get_or_insert_default().types = types.into_iter().collect();
        self
    }

    /// Only events in any of these inboxes.
    #[must_use]
    pub fn inboxes(mut self, inboxes: impl IntoIterator<Item = impl Into<InboxId>>) -> Self {
        self.q.get_or_insert_default().inboxes = inboxes.into_iter().map(Into::into).collect();
        self
    }
}

impl Endpoint for ListEvents {
    type Vendor = Front;
    type Output = Page<Event>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/events";
    const SCOPES: &'static [&'static str] = &["events:*:read"];

    fn validate(&self) -> Result<(), String> {
        match self.limit {
            Some(limit) if limit == 0 || limit > MAX_EVENTS_PAGE_SIZE => {
                Err(format!("`limit` is {limit}; for events it may be 1 to {MAX_EVENTS_PAGE_SIZE}"))
            }
            _ => Ok(()),
        }
    }
}

/// Shows one event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetEvent {
    /// The event.
    event_id: EventId,
}

impl GetEvent {
    /// The event with this id.
    pub fn new(event_id: impl Into<EventId>) -> Self {
        Self { event_id: event_id.into() }
    }
}

impl Endpoint for GetEvent {
    type Vendor = Front;
    type Output = Event;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/events/{event_id}";
    const SCOPES: &'static [&'static str] = &["events:*:read"];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_its_own() {
        assert!(ListEvents::new().limit(15).to_request().is_ok());
        assert!(ListEvents::new().limit(16).to_request().unwrap_err().to_string().contains("15"));
    }

    #[test]
    fn the_filter() {
        let list = ListEvents::new()
            .before(Timestamp::from_millis(1_500))
            .types([EventType::Comment, EventType::OutReply])
            .inboxes(["inb_1"]);
        assert_eq!(
            list.to_request().unwrap().uri(),
            "/events?q[before]=1.5&q[inboxes][]=inb_1&q[types][]=comment&q[types][]=out_reply"
        );
    }
}
