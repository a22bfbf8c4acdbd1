//! Comments: messages between teammates in a conversation. Customers never see them.
//!
//! ```
//! use front_client::{Endpoint, api::comments::AddComment};
//!
//! let comment = AddComment::new("cnv_55c8c149", "@sarah can you take this?").author_id("tea_55c8c149");
//! let request = comment.to_request()?;
//! assert_eq!(request.uri(), "/conversations/cnv_55c8c149/comments");
//! # Ok::<(), front_client::Error>(())
//! ```

use client_core::{Upload, request, response};

use crate::{
    api::{attachments::Attachment, check, related_id, teammates::Teammate},
    id::{CommentId, ConversationId, TeammateId},
    page::Page,
    time::Timestamp,
};

/// A comment.
#[response]
pub struct Comment {
    /// Comment id.
    #[required]
    pub id: CommentId,
    /// Author.
    pub author: Option<Teammate>,
    /// Text, in Markdown.
    pub body: Option<String>,
    /// Time of writing.
    pub posted_at: Option<Timestamp>,
    /// Attached files.
    pub attachments: Vec<Attachment>,
    /// `true` if the comment is pinned to the top of its conversation.
    pub is_pinned: Option<bool>,
}

impl Comment {
    /// Returns the id of its conversation, if the response has it.
    #[must_use]
    pub fn conversation_id(&self) -> Option<ConversationId> {
        related_id(&self.extra, "conversation").map(ConversationId::from)
    }

    /// Returns the id of the comment it replies to, if it is a reply.
    #[must_use]
    pub fn replied_to(&self) -> Option<CommentId> {
        related_id(&self.extra, "comment_replied_to").map(CommentId::from)
    }
}

/// Lists the comments of a conversation, newest first.
#[request(GET "/conversations/{conversation_id}/comments" -> Page<Comment>, scopes = ["comments:read"])]
pub struct ListConversationComments {
    /// Conversation id.
    conversation_id: ConversationId,
}

/// Adds a comment to a conversation. Only teammates see it.
#[request(POST "/conversations/{conversation_id}/comments" -> Comment, scopes = ["comments:write"])]
pub struct AddComment {
    /// Conversation id.
    conversation_id: ConversationId,
    /// Author: teammate id or `alt:email:jane@example.com`. Defaults to the API token.
    author_id: Option<TeammateId>,
    /// Text, in Markdown. Mention a teammate with `@` and the user name.
    body: String,
    /// Pins the comment to the top of the conversation.
    is_pinned: Option<bool>,
    /// Attached files, at most 25 MB in total.
    #[file]
    attachments: Vec<Upload>,
}

/// Adds a reply to a comment. Only teammates see it.
#[request(POST "/comments/{comment_id}/replies" -> Comment, scopes = ["comments:write"])]
pub struct AddCommentReply {
    /// Comment to reply to.
    comment_id: CommentId,
    /// Author: teammate id or `alt:email:jane@example.com`. Defaults to the API token.
    author_id: Option<TeammateId>,
    /// Text, in Markdown. Mention a teammate with `@` and the user name.
    body: String,
    /// Pins the comment to the top of the conversation.
    is_pinned: Option<bool>,
    /// Attached files, at most 25 MB in total.
    #[file]
    attachments: Vec<Upload>,
}

/// Returns one comment.
#[request(GET "/comments/{comment_id}" -> Comment, scopes = ["comments:read"])]
pub struct GetComment {
    /// Comment id.
    comment_id: CommentId,
}

/// Updates a comment. Only the token that wrote a comment can change its text; Front answers others with 403.
#[request(PATCH "/comments/{comment_id}/" -> Comment, scopes = ["comments:write"], check = check::changes)]
pub struct UpdateComment {
    /// Comment id.
    comment_id: CommentId,
    /// New text, in Markdown.
    body: Option<String>,
    /// Pins the comment to the top of the conversation.
    is_pinned: Option<bool>,
}

/// Lists the teammates mentioned in a comment.
#[request(GET "/comments/{comment_id}/mentions" -> Page<Teammate>, scopes = ["teammates:read"])]
pub struct ListCommentMentions {
    /// Comment id.
    comment_id: CommentId,
}

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::Endpoint;
    use serde_json::json;

    #[test]
    fn update_needs_a_change_and_a_trailing_slash() {
        assert!(UpdateComment::new("com_1").to_request().is_err());
        let request = UpdateComment::new("com_1").is_pinned(false).to_request().unwrap();
        assert_eq!(
            (request.uri().path(), &request.body().as_bytes().unwrap()[..]),
            ("/comments/com_1/", &br#"{"is_pinned":false}"#[..])
        );
    }

    #[test]
    fn files_are_sent_as_multipart() {
        let file = Upload::new("a.txt", "text/plain", "a");
        let request = AddCommentReply::new("com_1", "see file").attach(file).to_request().unwrap();
        assert!(request.headers()["content-type"].to_str().unwrap().starts_with("multipart/form-data"));
        assert!(
            String::from_utf8_lossy(request.body().as_bytes().unwrap()).contains("name=\"attachments[0]\"")
        );
    }

    #[test]
    fn ids_of_conversation_and_parent_are_read_from_links() {
        let comment: Comment = serde_json::from_value(json!({
            "id": "com_2",
            "author": null,
            "_links": {"related": {
                "conversation": "https://acme.api.frontapp.com/conversations/cnv_1",
                "comment_replied_to": "https://acme.api.frontapp.com/comments/com_1",
            }},
        }))
        .unwrap();
        assert_eq!(comment.conversation_id(), Some("cnv_1".into()));
        assert_eq!(comment.replied_to(), Some("com_1".into()));
    }
}
