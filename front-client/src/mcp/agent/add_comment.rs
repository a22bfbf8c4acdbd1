//! `add_comment`: adds a comment for teammates, with mentions.

use mcp_core::{HandlerError, Tool, ToolMethod};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Call, FrontCall, ToolSet};
use crate::{
    api::comments::{AddComment, ListCommentMentions},
    id::{CommentId, ConversationId},
    mcp::{
        mention::{self, Unresolved},
        resolve,
        view::{TeammateView, time},
    },
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Arguments {
    /// Conversation: id cnv_…, or a link that contains it.
    #[serde(alias = "conversation_id")]
    conversation_id: String,
    /// Comment text, in Markdown. Mention a teammate with @ and the user name, e-mail address, id or name.
    body: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Commented {
    /// Conversation id.
    conversation_id: ConversationId,
    /// Comment id, com_….
    comment_id: CommentId,
    /// Time of writing.
    #[serde(skip_serializing_if = "Option::is_none")]
    posted_at: Option<String>,
    /// Author: a teammate's id, or "api token".
    author: String,
    /// Teammates who were mentioned and notified.
    mentioned: Vec<TeammateView>,
    /// Mentions left as plain text, because no teammate or more than one matches the name.
    unresolved_mentions: Vec<Unresolved>,
    /// Reason why the notification of the mentioned teammates is uncertain.
    #[serde(skip_serializing_if = "Option::is_none")]
    mentions_unconfirmed: Option<String>,
    /// Conversation that the requested one was merged into. Use this id from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    merged_into: Option<ConversationId>,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
        "add_comment",
        "Writes an internal comment into a conversation. Teammates see it; the customer does not. Front notifies \
         mentioned teammates (@name). The server sets the author.",
        comment,
    )
    .title("Comment on a conversation")
    .method(ToolMethod::Create)
    .tags(["comments", "conversations"])
}

async fn comment(call: Call, arguments: Arguments) -> Result<Commented, HandlerError> {
    let conversation = resolve::conversation_id("conversationId", &arguments.conversation_id)?;
    if arguments.body.trim().is_empty() {
        return Err(HandlerError::invalid_arguments("body is empty; give the text of the comment"));
    }
    let author = call.require_author("the comment was not written")?;
    let mentions = if mention::may_mention(&arguments.body) {
        mention::resolve(&arguments.body, &resolve::active_teammates(&call).await?)
    } else {
        mention::Mentions::none(&arguments.body)
    };
    let mut request = AddComment::new(conversation.clone(), mentions.body);
    if let Some(teammate) = author.id() {
        request = request.author_id(teammate.clone());
    }
    let comment = call.send(&request).await?;
    let confirmed = confirm(&call, &comment.id, mentions.mentioned, mentions.unresolved).await;
    let merged_into = call.merged_into();
    Ok(Commented {
        conversation_id: merged_into.clone().unwrap_or(conversation),
        comment_id: comment.id,
        posted_at: time(comment.posted_at),
        author: author.to_string(),
        mentioned: confirmed.mentioned,
        unresolved_mentions: confirmed.unresolved,
        mentions_unconfirmed: confirmed.unconfirmed,
        merged_into,
    })
}

struct Confirmed {
    mentioned: Vec<TeammateView>,
    unresolved: Vec<Unresolved>,
    unconfirmed: Option<String>,
}

/// Reads back the mentions that Front recognized, because its documentation does not define how it parses them. The
/// comment is already written: a failure here must not look like a failed call.
async fn confirm(
    call: &Call,
    comment: &CommentId,
    ours: Vec<TeammateView>,
    mut unresolved: Vec<Unresolved>,
) -> Confirmed {
    if ours.is_empty() {
        return Confirmed { mentioned: ours, unresolved, unconfirmed: None };
    }
    let theirs = match call.send(&ListCommentMentions::new(comment.clone())).await {
        Ok(theirs) => theirs.items,
        Err(error) => {
            return Confirmed { mentioned: ours, unresolved, unconfirmed: Some(error.message().to_owned()) };
        }
    };
    let (mentioned, missed): (Vec<_>, Vec<_>) =
        ours.into_iter().partition(|teammate| theirs.iter().any(|known| known.id == teammate.id));
    unresolved.extend(missed.into_iter().map(|teammate| Unresolved {
        text: format!("@{}", teammate.name.unwrap_or_else(|| teammate.id.to_string())),
        reason: "Front did not recognize the mention".to_owned(),
    }));
    Confirmed { mentioned, unresolved, unconfirmed: None }
}
