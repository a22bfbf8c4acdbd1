//! Drafts: unsent messages of teammates.
//!
//! Front has no operation that sends an existing draft: a teammate sends it in Front. To send from a program, use
//! [`SendReply`](super::messages::SendReply) and delete the draft.
//!
//! A draft is a [`Message`] with a [`version`](Message::version). Edits and deletes state the version that they are
//! based on. If the draft has changed since, the call fails with
//! [`ErrorKind::Conflict`](crate::ErrorKind::Conflict): read the draft again before you decide what to do.
//!
//! ```
//! use front_client::{Endpoint, api::drafts::{CreateDraftReply, DraftMode}};
//!
//! let draft = CreateDraftReply::new("cnv_55c8c149", "cha_55c8c149", "<p>How about Tuesday?</p>")
//!     .author_id("tea_55c8c149")
//!     .mode(DraftMode::Shared);
//! assert_eq!(draft.to_request()?.uri(), "/conversations/cnv_55c8c149/drafts");
//! # Ok::<(), front_client::Error>(())
//! ```

mod create;
mod edit;

pub use create::*;
pub use edit::*;

use client_core::{request, wire_enum};

use crate::{
    api::messages::Message,
    id::{ConversationId, MessageId},
    page::Page,
};

wire_enum! {
    /// Visibility of a draft.
    pub enum DraftMode {
        /// Its author only.
        Private = "private",
        /// Every teammate with access to the conversation.
        Shared = "shared",
    }
}

/// Lists the drafts of a conversation.
#[request(GET "/conversations/{conversation_id}/drafts" -> Page<Message>, scopes = ["drafts:read"])]
pub struct ListConversationDrafts {
    /// Conversation id.
    conversation_id: ConversationId,
}

/// Deletes a draft. Fails with a conflict if the draft's version has changed.
#[request(DELETE "/drafts/{draft_id}", scopes = ["drafts:delete"])]
pub struct DeleteDraft {
    /// Draft id.
    draft_id: MessageId,
    /// Version to delete: the `version` of the draft as it was read.
    version: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::Endpoint;
    use http::Method;

    #[test]
    fn a_delete_carries_the_version() {
        let request = DeleteDraft::new("msg_1", "v1").to_request().unwrap();
        assert_eq!((request.method(), request.uri().path()), (&Method::DELETE, "/drafts/msg_1"));
        assert_eq!(request.body(), r#"{"version":"v1"}"#);
    }
}
