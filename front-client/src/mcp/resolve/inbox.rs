//! Resolve inboxes by id or name.

use client_core::mcp::argument::{Named, pick};
use mcp_core::HandlerError;

use super::{id_in, unknown_id};
use crate::{
    api::inboxes::{GetInbox, Inbox, ListInboxes},
    mcp::{call::Call, pages::whole},
};

impl Named for Inbox {
    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn names(&self) -> Vec<String> {
        self.name.iter().cloned().collect()
    }
}

/// Resolves an argument to an inbox: `inb_…` or an exact name. One request, or one per page.
pub(crate) async fn inbox(call: &Call, argument: &str, text: &str) -> Result<Inbox, HandlerError> {
    if let Some(id) = id_in("inb_", text) {
        let found = call.find(&GetInbox::new(id)).await?;
        return found.ok_or_else(|| unknown_id(argument, "inbox", id, "list_inboxes"));
    }
    let all = whole(call, &ListInboxes::new(), "inboxes").await?;
    pick("inbox", text, &all).cloned()
}
