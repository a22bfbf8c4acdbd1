//! `add_comment`: adds a comment for teammates, with mentions.

use std::time::Duration;

use client_core::mcp::untrusted::Line;
use mcp_core::{HandlerError, Tool, ToolMethod};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Call, FrontCall, ToolSet};
use crate::{
    api::comments::{AddComment, ListCommentMentions},
    id::{CommentId, ConversationId},
    mcp::{
        mention::{self, Mentions, Unresolved},
        pages::all_pages,
        resolve,
        view::{TeammateView, is_zero, time},
    },
};

/// Number of times that the list of mentions is read.
const LOOKS: u32 = 2;

/// Pause before the second look.
const PAUSE: Duration = Duration::from_millis(500);

/// Maximum number of pages of the list of mentions. Front documents it as whole.
const MAX_PAGES: usize = 3;

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
    /// Mentioned teammates, whom Front notifies.
    mentioned: Vec<TeammateView>,
    /// Mentions left as plain text, because no teammate or more than one matches the name.
    unresolved_mentions: Vec<Unresolved>,
    /// Number of further unresolved mentions.
    #[serde(skip_serializing_if = "is_zero")]
    unresolved_not_shown: usize,
    /// Mentions that Front does not list yet, or why they could not be read. Do not write the comment again.
    #[serde(skip_serializing_if = "Option::is_none")]
    mentions_unconfirmed: Option<Line>,
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
    let (bytes, most) = (arguments.body.len(), call.settings().comment_bytes);
    if bytes > most {
        return Err(HandlerError::invalid_arguments(format!(
            "body has {bytes} bytes; a comment may have {most}"
        ))
        .with_hint("Shorten it. The operator of this server sets the limit."));
    }
    let author = call.require_author("the comment was not written")?;
    let mentions = if mention::may_mention(&arguments.body) {
        mention::resolve(&arguments.body, &resolve::active_teammates(&call).await?, call.settings().mentions)
    } else {
        Mentions::none(&arguments.body)
    };
    let (mentioned, most) = (mentions.mentioned.len(), call.settings().mentions);
    if mentioned > most {
        return Err(HandlerError::invalid_arguments(format!(
            "the comment mentions {mentioned} teammates; one comment may mention {most}"
        ))
        .with_hint(
            "Nothing was written. The operator of this server sets the limit. Ask the user whom to notify.",
        ));
    }
    let mut request = AddComment::new(conversation.clone(), mentions.body);
    if let Some(teammate) = author.id() {
        request = request.author_id(teammate.clone());
    }
    let comment = call.send(&request).await?;
    let (mentioned, mentions_unconfirmed) = confirm(&call, &comment.id, mentions.mentioned).await;
    let merged_into = call.merged_into();
    Ok(Commented {
        conversation_id: merged_into.clone().unwrap_or(conversation),
        comment_id: comment.id,
        posted_at: time(comment.posted_at),
        author: author.to_string(),
        mentioned,
        unresolved_mentions: mentions.unresolved,
        unresolved_not_shown: mentions.unresolved_not_shown,
        mentions_unconfirmed,
        merged_into,
    })
}

/// Returns the mentions that Front lists, and a text on those that it does not list yet. Its documentation defines
/// neither how it parses mentions nor when it lists them. The comment is already written: a failure here must not look
/// like a failed call.
async fn confirm(
    call: &Call,
    comment: &CommentId,
    mut open: Vec<TeammateView>,
) -> (Vec<TeammateView>, Option<Line>) {
    let mut listed = Vec::new();
    for look in 0..LOOKS {
        if open.is_empty() || call.requests_left() == 0 {
            break;
        }
        if look > 0 {
            tokio::time::sleep(PAUSE.min(call.settings().wait)).await;
        }
        match all_pages(call, &ListCommentMentions::new(comment.clone()), MAX_PAGES).await {
            Ok(found) => {
                let is_listed = |it: &mut TeammateView| found.items.iter().any(|known| known.id == it.id);
                listed.extend(open.extract_if(.., is_listed));
            }
            Err(error) => {
                listed.append(&mut open);
                return (listed, Line::given(Some(error.message())));
            }
        }
    }
    let names: Vec<String> = open
        .iter()
        .map(|teammate| {
            let name = teammate.name.as_deref().unwrap_or_default();
            Line::labelled(name, teammate.id.as_str()).into_string()
        })
        .collect();
    let unconfirmed = (!names.is_empty()).then(|| {
        format!(
            "Front does not list these mentions yet: {}. They may be notified all the same. Do not write the comment \
             again.",
            names.join(", ")
        )
        .into()
    });
    (listed, unconfirmed)
}
