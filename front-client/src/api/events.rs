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

use client_core::{JsonSchema, request, wire_enum};
use serde::{Deserialize, Serialize};

use crate::{
    api::SortOrder,
    id::{EventId, InboxId},
    page::{Page, PageToken},
    time::Timestamp,
};

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
#[schemars(crate = "client_core::schemars", inline)]
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
#[request(GET "/events" -> Page<Event>, scopes = ["events:*:read"])]
pub struct ListEvents {
    /// Only those that the filter lets through.
    q: Option<EventFilter>,
    /// Items on a page, 1 to 15; 15 when absent.
    #[check(check_events_page_size)]
    limit: Option<u32>,
    /// Where the page begins: what the page before said.
    page_token: Option<PageToken>,
    /// What to sort by; `created_at` is all there is.
    sort_by: Option<EventSort>,
    /// Which end comes first; the latest by default.
    sort_order: Option<SortOrder>,
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

fn check_events_page_size(argument: &str, size: &u32) -> Result<(), String> {
    if *size == 0 || *size > MAX_EVENTS_PAGE_SIZE {
        return Err(format!("`{argument}` is {size}; for events it may be 1 to {MAX_EVENTS_PAGE_SIZE}"));
    }
    Ok(())
}

/// Shows one event.
#[request(GET "/events/{event_id}" -> Event, scopes = ["events:*:read"])]
pub struct GetEvent {
    /// The event.
    event_id: EventId,
}

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::Endpoint;

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
