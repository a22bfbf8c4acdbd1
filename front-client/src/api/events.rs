//! Events: activity in Front and its source.
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

use client_core::{request, request_part, wire_enum};

use crate::{
    api::{SortOrder, check},
    id::{EventId, InboxId},
    page::{Page, PageToken},
    time::Timestamp,
};

/// Maximum page size of [`ListEvents`], by Front's OpenAPI file.
pub const MAX_EVENTS_PAGE_SIZE: u32 = 15;

wire_enum! {
    /// Sort key for events.
    pub enum EventSort {
        /// Time of the event.
        CreatedAt = "created_at",
    }
}

/// Filter for lists of events.
#[request_part(setters = [ListEvents::q])]
#[non_exhaustive]
pub struct EventFilter {
    /// Only events before this time.
    pub before: Option<Timestamp>,
    /// Only events after this time.
    pub after: Option<Timestamp>,
    /// Only events of any of these types.
    pub types: Vec<EventType>,
    /// Only events in any of these inboxes.
    pub inboxes: Vec<InboxId>,
}

/// Lists the events of all inboxes of the company, newest first.
#[request(GET "/events" -> Page<Event>, scopes = ["events:*:read"])]
pub struct ListEvents {
    /// Filter. Omit to list everything.
    q: Option<EventFilter>,
    /// Page size, 1 to 15. Defaults to 15.
    #[check(check::in_range, 1..=MAX_EVENTS_PAGE_SIZE)]
    limit: Option<u32>,
    /// Page token of the previous page. Omit for the first page.
    page_token: Option<PageToken>,
    /// Sort key. `created_at` is the only one.
    sort_by: Option<EventSort>,
    /// Sort direction. Defaults to newest first.
    sort_order: Option<SortOrder>,
}

/// Returns one event.
#[request(GET "/events/{event_id}" -> Event, scopes = ["events:*:read"])]
pub struct GetEvent {
    /// Event id.
    event_id: EventId,
}

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::Endpoint;

    #[test]
    fn page_size_is_at_most_15() {
        assert!(ListEvents::new().limit(15).to_request().is_ok());
        assert!(ListEvents::new().limit(16).to_request().unwrap_err().to_string().contains("15"));
    }

    #[test]
    fn filter_is_encoded_in_brackets() {
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
