//! Comments: what teammates write to each other in a conversation. Customers never see them.
//!
//! ```
//! use front_client::{Endpoint, api::comments::AddComment};
//!
//! let comment = AddComment::new("cnv_55c8c149", "@sarah can you take this?").author_id("tea_55c8c149");
//! let request = comment.to_request()?;
//! assert_eq!(request.uri(), "/conversations/cnv_55c8c149/comments");
//! # Ok::<(), front_client::Error>(())
//! ```

use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{attachments::Attachment, related_id, teammates::Teammate};
use crate::{CommentId, ConversationId, Endpoint, Front, Page, TeammateId, Timestamp, Upload};

/// A comment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Comment {
    /// The comment.
    pub id: CommentId,
    /// Who wrote it.
    #[serde(default)]
    pub author: Option<Teammate>,
    /// The text, in Markdown.
    #[serde(default)]
    pub body: Option<String>,
    /// When it was written.
    #[serde(default)]
    pub posted_at: Option<Timestamp>,
    /// The files that belong to it.
    #[serde(default, deserialize_with = "client_core::de::null_default")]
    pub attachments: Vec<Attachment>,
    /// Whether it is pinned to the top of its conversation.
    #[serde(default)]
    pub is_pinned: Option<bool>,
    /// Fields that this version of the crate does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Comment {
    /// The conversation that it belongs to, where the answer says so.
    #[must_use]
    pub fn conversation_id(&self) -> Option<ConversationId> {
        related_id(&self.extra, "conversation").map(ConversationId::from)
    }

    /// The comment that it answers, where it answers one.
    #[must_use]
    pub fn replied_to(&self) -> Option<CommentId> {
        related_id(&self.extra, "comment_replied_to").map(CommentId::from)
    }
}

/// Lists the comments of a conversation, the newest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListConversationComments {
    /// The conversation.
    conversation_id: ConversationId,
}

impl ListConversationComments {
    /// The comments of this conversation.
    pub fn new(conversation_id: impl Into<ConversationId>) -> Self {
        Self { conversation_id: conversation_id.into() }
    }
}

impl Endpoint for ListConversationComments {
    type Vendor = Front;
    type Output = Page<Comment>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/conversations/{conversation_id}/comments";
    const SCOPES: &'static [&'static str] = &["comments:read"];
}

/// Adds a comment to a conversation. Only teammates see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddComment {
    /// The conversation.
    conversation_id: ConversationId,
    /// The teammate who writes it, by id or as `alt:email:jane@example.com`; the API token when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    author_id: Option<TeammateId>,
    /// The text, in Markdown. `@` and a teammate's user name mentions that teammate.
    body: String,
    /// Whether to pin it to the top of the conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    is_pinned: Option<bool>,
    /// Adds a file; 25 MB in all.
    #[serde(skip)]
    attachments: Vec<Upload>,
}

impl AddComment {
    /// On this conversation, with this text in Markdown.
    pub fn new(conversation_id: impl Into<ConversationId>, body: impl Into<String>) -> Self {
        Self {
            conversation_id: conversation_id.into(),
            author_id: None,
            body: body.into(),
            is_pinned: None,
            attachments: Vec::new(),
        }
    }

    /// The teammate who writes it, by id or as `alt:email:jane@example.com`; the API token when absent.
    #[must_use]
    pub fn author_id(mut self, author_id: impl Into<TeammateId>) -> Self {
        self.author_id = Some(author_id.into());
        self
    }

    /// Whether to pin it to the top of the conversation.
    #[must_use]
    pub fn is_pinned(mut self, is_pinned: bool) -> Self {
        self.is_pinned = Some(is_pinned);
        self
    }

    /// Adds a file; 25 MB in all.
    #[must_use]
    pub fn attach(mut self, file: Upload) -> Self {
        self.attachments.push(file);
        self
    }
}

impl Endpoint for AddComment {
    type Vendor = Front;
    type Output = Comment;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/conversations/{conversation_id}/comments";
    const SCOPES: &'static [&'static str] = &["comments:write"];

    fn files(&self) -> Vec<(String, &Upload)> {
        super::numbered("attachments", &self.attachments)
    }
}

/// Adds a comment that answers another one. Only teammates see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddCommentReply {
    /// The comment to answer.
    comment_id: CommentId,
    /// The teammate who writes it, by id or as `alt:email:jane@example.com`; the API token when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    author_id: Option<TeammateId>,
    /// The text, in Markdown. `@` and a teammate's user name mentions that teammate.
    body: String,
    /// Whether to pin it to the top of the conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    is_pinned: Option<bool>,
    /// Adds a file; 25 MB in all.
    #[serde(skip)]
    attachments: Vec<Upload>,
}

impl AddCommentReply {
    /// In answer to this comment, with this text in Markdown.
    pub fn new(comment_id: impl Into<CommentId>, body: impl Into<String>) -> Self {
        Self {
            comment_id: comment_id.into(),
            author_id: None,
            body: body.into(),
            is_pinned: None,
            attachments: Vec::new(),
        }
    }

    /// The teammate who writes it, by id or as `alt:email:jane@example.com`; the API token when absent.
    #[must_use]
    pub fn author_id(mut self, author_id: impl Into<TeammateId>) -> Self {
        self.author_id = Some(author_id.into());
        self
    }

    /// Whether to pin it to the top of the conversation.
    #[must_use]
    pub fn is_pinned(mut self, is_pinned: bool) -> Self {
        self.is_pinned = Some(is_pinned);
        self
    }

    /// Adds a file; 25 MB in all.
    #[must_use]
    pub fn attach(mut self, file: Upload) -> Self {
        self.attachments.push(file);
        self
    }
}

impl Endpoint for AddCommentReply {
    type Vendor = Front;
    type Output = Comment;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/comments/{comment_id}/replies";
    const SCOPES: &'static [&'static str] = &["comments:write"];

    fn files(&self) -> Vec<(String, &Upload)> {
        super::numbered("attachments", &self.attachments)
    }
}

/// Shows one comment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetComment {
    /// The comment.
    comment_id: CommentId,
}

impl GetComment {
    /// The comment with this id.
    pub fn new(comment_id: impl Into<CommentId>) -> Self {
        Self { comment_id: comment_id.into() }
    }
}

impl Endpoint for GetComment {
    type Vendor = Front;
    type Output = Comment;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/comments/{comment_id}";
    const SCOPES: &'static [&'static str] = &["comments:read"];
}

/// Changes a comment. Its text can be changed only with the token that wrote it: otherwise Front answers
/// 403.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateComment {
    /// The comment.
    comment_id: CommentId,
    /// The new text, in Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    /// Whether it is pinned to the top of the conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    is_pinned: Option<bool>,
}

impl UpdateComment {
    /// No change yet.
    pub fn new(comment_id: impl Into<CommentId>) -> Self {
        Self { comment_id: comment_id.into(), body: None, is_pinned: None }
    }

    /// The new text, in Markdown.
    #[must_use]
    pub fn body(mut self, body: impl Into<String>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// Whether it is pinned to the top of the conversation.
    #[must_use]
    pub fn is_pinned(mut self, is_pinned: bool) -> Self {
        self.is_pinned = Some(is_pinned);
        self
    }
}

impl Endpoint for UpdateComment {
    type Vendor = Front;
    type Output = Comment;
    const METHOD: Method = Method::PATCH;
    const PATH: &'static str = "/comments/{comment_id}/";
    const SCOPES: &'static [&'static str] = &["comments:write"];

    fn validate(&self) -> Result<(), String> {
        if self.body.is_none() && self.is_pinned.is_none() {
            return Err("the update changes nothing: name `body` or `is_pinned`".into());
        }
        Ok(())
    }
}

/// Lists the teammates whom a comment mentions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListCommentMentions {
    /// The comment.
    comment_id: CommentId,
}

impl ListCommentMentions {
    /// Those whom this comment mentions.
    pub fn new(comment_id: impl Into<CommentId>) -> Self {
        Self { comment_id: comment_id.into() }
    }
}

impl Endpoint for ListCommentMentions {
    type Vendor = Front;
    type Output = Page<Teammate>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/comments/{comment_id}/mentions";
    const SCOPES: &'static [&'static str] = &["teammates:read"];
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_update_needs_a_change_and_the_slash() {
        assert!(UpdateComment::new("com_1").to_request().is_err());
        let request = UpdateComment::new("com_1").is_pinned(false).to_request().unwrap();
        assert_eq!(
            (request.uri().path(), &request.body().as_bytes().unwrap()[..]),
            ("/comments/com_1/", &br#"{"is_pinned":false}"#[..])
        );
    }

    #[test]
    fn files_make_it_a_form() {
        let file = Upload::new("a.txt", "text/plain", "a");
        let request = AddCommentReply::new("com_1", "see file").attach(file).to_request().unwrap();
        assert!(request.headers()["content-type"].to_str().unwrap().starts_with("multipart/form-data"));
        assert!(
            String::from_utf8_lossy(request.body().as_bytes().unwrap()).contains("name=\"attachments[0]\"")
        );
    }

    #[test]
    fn where_it_belongs() {
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
