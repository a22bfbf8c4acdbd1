//! Add and remove tags of a conversation.

use client_core::request;

use crate::{
    api::check,
    id::{ConversationId, TagId},
};

/// Adds tags to a conversation. Existing tags stay.
#[request(POST "/conversations/{conversation_id}/tags", scopes = ["conversations:write"])]
pub struct AddConversationTags {
    /// Conversation id.
    conversation_id: ConversationId,
    /// Tags to add, at least one.
    #[check(check::not_empty)]
    #[required]
    tag_ids: Vec<TagId>,
}

/// Removes tags from a conversation. Its other tags stay.
#[request(DELETE "/conversations/{conversation_id}/tags", scopes = ["conversations:write"])]
pub struct RemoveConversationTags {
    /// Conversation id.
    conversation_id: ConversationId,
    /// Tags to remove, at least one.
    #[check(check::not_empty)]
    #[required]
    tag_ids: Vec<TagId>,
}

/// Replaces all tags of a conversation. Omitted tags are removed.
///
/// To add or remove single tags, use [`AddConversationTags`] and [`RemoveConversationTags`].
#[request(PATCH "/conversations/{conversation_id}", scopes = ["conversations:write"])]
pub struct ReplaceConversationTags {
    /// Conversation id.
    conversation_id: ConversationId,
    /// All tags of the conversation. An empty list removes all.
    #[required]
    tag_ids: Vec<TagId>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::Endpoint;
    use http::Method;

    #[test]
    fn a_delete_has_a_body() {
        let request = RemoveConversationTags::new("cnv_1", ["tag_1"]).to_request().unwrap();
        assert_eq!((request.method(), request.uri().path()), (&Method::DELETE, "/conversations/cnv_1/tags"));
        assert_eq!(request.body(), r#"{"tag_ids":["tag_1"]}"#);
        assert_eq!(request.headers()["content-type"], "application/json");
    }

    #[test]
    fn only_a_replacement_may_be_empty() {
        let none: [TagId; 0] = [];
        assert!(AddConversationTags::new("cnv_1", none.clone()).to_request().is_err());
        assert!(RemoveConversationTags::new("cnv_1", none.clone()).to_request().is_err());
        let request = ReplaceConversationTags::new("cnv_1", none).to_request().unwrap();
        assert_eq!(request.body(), r#"{"tag_ids":[]}"#);
    }
}
