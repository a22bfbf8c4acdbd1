//! `add_comment`: a note for teammates, with mentions.

use mcp_core::{Method, Tool, ToolError};
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
    /// The conversation: its id cnv_…, or a link that holds it.
    #[serde(alias = "conversation_id")]
    conversation_id: String,
    /// The comment, in Markdown. Mention a teammate with @ and the user name, e-mail address, id or name.
    body: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Commented {
    /// The conversation.
    conversation_id: ConversationId,
    /// The comment, com_….
    comment_id: CommentId,
    /// When it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    posted_at: Option<String>,
    /// In whose name: a teammate's id, or "api token".
    author: String,
    /// The teammates who were mentioned and are told of it.
    mentioned: Vec<TeammateView>,
    /// Mentions that stay plain text, because nobody or more than one goes by that name.
    unresolved_mentions: Vec<Unresolved>,
    /// Why it is not certain that Front told those who are mentioned.
    #[serde(skip_serializing_if = "Option::is_none")]
    mentions_unconfirmed: Option<String>,
    /// The conversation that the one asked for was merged into; use this id from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    merged_into: Option<ConversationId>,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
        "add_comment",
        "Writes an internal comment into a conversation. Teammates see it, the customer does not. Mentioned \
             teammates (@name) are notified. The author is set by the server, not by an argument.",
        comment,
    )
    .title("Comment on a conversation")
    .method(Method::Create)
    .tags(["comments", "conversations"])
}

async fn comment(call: Call, arguments: Arguments) -> Result<Commented, ToolError> {
    let conversation = resolve::conversation_id("conversationId", &arguments.conversation_id)?;
    if arguments.body.trim().is_empty() {
        return Err(ToolError::invalid_arguments("body is empty; it must be the text of the comment"));
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

/// Asks Front whom it took the comment to mention, because its documentation does not say how it reads mentions. The
/// comment is written: a failure here must not look like one of the call.
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
        reason: "Front did not take it for a mention".to_owned(),
    }));
    Confirmed { mentioned, unresolved, unconfirmed: None }
}
