//! Create discussions and tasks.

use client_core::{Upload, request, request_part, wire_enum};
use serde_json::{Map, Value};

use super::{Conversation, MAX_DESCRIPTION_CHARS, check_future};
use crate::{
    api::check,
    id::{InboxId, TeammateId},
    time::Timestamp,
};

wire_enum! {
    /// Conversation types that can be created without a message.
    pub enum NewConversationType {
        /// Comments between teammates only.
        Discussion = "discussion",
        /// A task.
        Task = "task",
    }
}

/// Creates a discussion or a task. Only teammates see it.
///
/// It belongs to one inbox or to some teammates. To start a conversation with a customer, send a message:
/// [`SendMessage`](crate::api::messages::SendMessage).
#[request(
    POST "/conversations" -> Conversation,
    scopes = ["conversations:write"],
    check = check_parts,
    new = private,
)]
pub struct CreateConversation {
    /// Discussion or task.
    #[serde(rename = "type")]
    kind: NewConversationType,
    /// Inbox of the conversation. Set this or `teammate_ids`, not both.
    inbox_id: Option<InboxId>,
    /// Participating teammates. Set this or `inbox_id`, not both.
    teammate_ids: Vec<TeammateId>,
    /// Subject of a discussion, or title of a task.
    subject: String,
    /// First comment. Required for a discussion.
    #[no_setter]
    comment: Option<NewConversationComment>,
    /// Description of a task, at most 65,535 characters. Not for a discussion.
    #[check(check::chars, 0..=MAX_DESCRIPTION_CHARS)]
    description: Option<String>,
    /// Due time of a task: in the future, within 50 years. Not for a discussion.
    #[check(check_future)]
    due_at: Option<Timestamp>,
    /// Custom fields, by name.
    custom_fields: Map<String, Value>,
    /// Attachments of the first comment.
    #[file]
    #[serde(rename = "comment[attachments]")]
    attachments: Vec<Upload>,
}

impl CreateConversation {
    /// Creates a discussion with this first comment. Also set [`inbox_id`](Self::inbox_id) or
    /// [`teammate_ids`](Self::teammate_ids).
    pub fn discussion(subject: impl Into<String>, comment: impl Into<String>) -> Self {
        Self::new(NewConversationType::Discussion, subject).comment(comment)
    }

    /// Creates a task with this title. Also set [`inbox_id`](Self::inbox_id) or
    /// [`teammate_ids`](Self::teammate_ids).
    pub fn task(title: impl Into<String>) -> Self {
        Self::new(NewConversationType::Task, title)
    }

    /// Sets the first comment, in Markdown.
    #[must_use]
    pub fn comment(mut self, body: impl Into<String>) -> Self {
        self.comment.get_or_insert_default().body = body.into();
        self
    }
}

fn check_parts(request: &CreateConversation) -> Result<(), String> {
    if request.inbox_id.is_some() != request.teammate_ids.is_empty() {
        return Err("set exactly one of `inbox_id` and `teammate_ids`".into());
    }
    match &request.kind {
        NewConversationType::Discussion => {
            if request.comment.is_none() {
                return Err("`comment` is missing; a discussion needs it".into());
            }
            if request.description.is_some() || request.due_at.is_some() {
                return Err("`description` and `due_at` are for tasks only".into());
            }
        }
        NewConversationType::Task => {}
        NewConversationType::Other(kind) => {
            return Err(format!("`type` is `{kind}`; it may be `discussion` or `task`"));
        }
    }
    match &request.comment {
        Some(comment) if comment.body.is_empty() => Err("`comment` has no `body`".into()),
        None if !request.attachments.is_empty() => Err("`attachments` need a `comment`; set it".into()),
        _ => Ok(()),
    }
}

/// First comment of a new conversation.
#[request_part(setters = [CreateConversation::comment])]
struct NewConversationComment {
    /// Author. Defaults to the API token.
    #[serde(rename = "author_id")]
    comment_author_id: Option<TeammateId>,
    /// Text, in Markdown.
    body: String,
}

impl Default for NewConversationComment {
    fn default() -> Self {
        Self::new("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::Endpoint;

    fn refused(call: &CreateConversation) -> String {
        call.to_request().unwrap_err().to_string()
    }

    #[test]
    fn discussion_request() {
        let call = CreateConversation::discussion("Refunds", "What do we do?")
            .comment_author_id("tea_1")
            .teammate_ids(["tea_1", "tea_2"]);
        assert_eq!(
            call.to_request().unwrap().body(),
            r#"{"comment":{"author_id":"tea_1","body":"What do we do?"},"subject":"Refunds","teammate_ids":["tea_1","tea_2"],"type":"discussion"}"#
        );
        assert!(refused(&call.clone().inbox_id("inb_1")).contains("exactly one"));
        assert!(refused(&call.due_at(Timestamp::now())).contains("`due_at`"));
        assert!(refused(&CreateConversation::discussion("x", "y")).contains("exactly one"));
    }

    #[test]
    fn task_request() {
        let task = CreateConversation::task("Call back").inbox_id("inb_1");
        let later = Timestamp::from_secs(Timestamp::now().as_secs() + 3600);
        assert!(task.clone().description("now").due_at(later).to_request().is_ok());
        assert!(
            refused(&task.clone().due_at(Timestamp::from_secs(later.as_millis()))).contains("milliseconds")
        );
        assert!(refused(&task.clone().due_at(Timestamp::from_secs(1))).contains("future"));
        assert!(refused(&task.clone().description("x".repeat(65_536))).contains("`description`"));
        assert!(refused(&task.clone().attach(Upload::new("a", "text/plain", "a"))).contains("`comment`"));
        assert!(refused(&task.comment_author_id("tea_1")).contains("`body`"));
    }

    #[test]
    fn files_belong_to_the_comment() {
        let call = CreateConversation::task("t").inbox_id("inb_1").comment("c").attach(Upload::new(
            "a.txt",
            "text/plain",
            "a",
        ));
        let request = call.to_request().unwrap();
        let body = String::from_utf8_lossy(request.body().as_bytes().unwrap());
        assert!(body.contains("name=\"comment[attachments][0]\"; filename=\"a.txt\""), "{body}");
        assert!(body.contains("name=\"comment[body]\"\r\n\r\nc\r\n"), "{body}");
    }
}
