//! The operations: one module per section of Front's API reference, each with the types that it reads and writes.

pub mod accounts;
pub mod attachments;
pub mod channels;
pub(crate) mod check;
pub mod comments;
pub mod contact_handles;
pub mod contact_notes;
pub mod contacts;
pub mod conversations;
pub mod custom_fields;
pub mod drafts;
pub mod events;
pub mod identity;
pub mod inboxes;
pub mod messages;
pub mod tags;
pub mod teammates;
pub mod teams;

use client_core::wire_enum;
use serde_json::{Map, Value};

wire_enum! {
    /// Sort direction of a list.
    pub enum SortOrder {
        /// Smallest or oldest first.
        Ascending = "asc",
        /// Largest or newest first.
        Descending = "desc",
    }
}

/// Returns the id at the end of a URL in `_links.related`. Some responses name the parent resource in no other way.
pub(crate) fn related_id<'a>(extra: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    let address = extra.get("_links")?.get("related")?.get(name)?.as_str()?;
    let path = address.split(['?', '#']).next()?;
    path.rsplit('/').next().filter(|id| id.contains('_'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn related() {
        let of = |related: Value| json!({"_links": {"related": related}}).as_object().unwrap().clone();
        let address = "https://acme.api.frontapp.com/messages/msg_1?referer=conversation";
        assert_eq!(related_id(&of(json!({"message": address})), "message"), Some("msg_1"));
        for related in [json!({"message": null}), json!(null), json!({"message": "https://acme"}), json!([])]
        {
            assert_eq!(related_id(&of(related), "message"), None);
        }
        assert_eq!(related_id(&Map::new(), "message"), None);
    }
}
