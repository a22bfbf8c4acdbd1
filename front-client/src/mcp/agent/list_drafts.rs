//! `list_drafts`: lists the drafts of the teammate that the agent acts as.
//!
//! Front lists drafts per conversation only. The tool therefore scans the conversations assigned to the teammate,
//! within the request budget of the call. The result states how many it scanned.

use client_core::mcp::{
    argument::{self, given},
    result::Failed,
    text::{BodyFormat, TextOptions},
    untrusted::{Line, Passage, Writer},
};
use mcp_core::{HandlerError, Tool, ToolMethod};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Call, FrontCall, ToolSet, read_conversation::body_of};
use crate::{
    api::{
        conversations::Conversation,
        drafts::{DraftMode, ListConversationDrafts},
        messages::{Message, RecipientRole},
        teammates::{GetTeammate, ListAssignedConversations},
    },
    id::{ConversationId, MessageId, TeammateId},
    mcp::{
        pages::whole,
        view::{self, AttachmentView, address, time},
    },
    page::PageToken,
};

/// Default number of drafts in a result.
const DEFAULT_LIMIT: usize = 50;
/// Maximum number of drafts in a result.
const MAX_LIMIT: usize = 200;
/// Conversations per page.
const PAGE: u32 = 50;
/// Maximum number of characters of a draft's body that are shown.
const BODY_CHARS: usize = 2_000;

pub(crate) const NAME: &str = "list_drafts";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Maximum number of drafts to return. Defaults to 50.
    #[schemars(range(min = 1, max = 200))]
    limit: Option<usize>,
    /// Cursor to continue from: next_cursor of an earlier call.
    cursor: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Drafts {
    /// Drafts.
    drafts: Vec<DraftView>,
    /// Cursor to the drafts of further conversations. Absent when all have been scanned.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    /// Extent of the scan.
    scanned: Scanned,
}

#[derive(Debug, Serialize, JsonSchema)]
struct DraftView {
    /// Draft id, msg_….
    id: MessageId,
    /// Conversation of the draft.
    conversation_id: ConversationId,
    /// Subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<Line>,
    /// True if teammates see the draft.
    shared: bool,
    /// Recipients.
    to: Vec<Line>,
    /// Beginning of its text.
    body: Passage,
    /// Version of the draft, required to edit it.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    /// Time of writing.
    #[serde(skip_serializing_if = "Option::is_none")]
    created_at: Option<String>,
    /// Reason why it could not be sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Line>,
    /// Attached files.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<AttachmentView>,
}

/// Extent of the scan for drafts.
#[derive(Debug, Serialize, JsonSchema)]
struct Scanned {
    /// Teammate whose drafts these are.
    author: TeammateId,
    /// Number of conversations scanned by this call. Only conversations assigned to the author are scanned.
    conversations: usize,
    /// True if no conversations remain.
    complete: bool,
    /// Conversations that could not be read, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failed: Vec<Failed>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct ListPosition {
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    page: Option<PageToken>,
    /// Conversations of that page that were already scanned.
    #[serde(rename = "s", default)]
    skip: usize,
    /// Drafts of the next conversation that were already returned.
    #[serde(rename = "d", default, skip_serializing_if = "view::is_zero")]
    drafts: usize,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
            NAME,
            "Lists unsent drafts of the teammate who is the author of your writes. Searches only the conversations \
             assigned to that teammate. `scanned` is the number of conversations searched. Call again with \
             next_cursor to continue.",
            list,
        )
        .title("List drafts")
        .method(ToolMethod::List)
        .tags(["drafts"])
}

async fn list(call: Call, arguments: Arguments) -> Result<Drafts, HandlerError> {
    let limit = argument::limit(arguments.limit, DEFAULT_LIMIT, MAX_LIMIT)?;
    let author = author_id(&call).await?;
    let cursor = call.cursor(NAME, &author);
    let mut position: ListPosition = match given(arguments.cursor.as_deref()) {
        Some(text) => cursor.decode(text)?,
        None => ListPosition::default(),
    };
    let mut room = call.room();
    let mut drafts: Vec<DraftView> = Vec::new();
    let mut scanned =
        Scanned { author: author.clone(), conversations: 0, complete: false, failed: Vec::new() };
    let mut next = Some(());
    'pages: while next.is_some() && call.requests_left() > 0 {
        let mut request = ListAssignedConversations::new(author.clone()).limit(PAGE);
        if let Some(page) = &position.page {
            request = request.page_token(page.as_str());
        }
        let page = call.send(&request).await?;
        let following = page.next();
        for conversation in page.into_iter().skip(position.skip) {
            if call.requests_left() == 0 {
                break 'pages;
            }
            let found = match of_conversation(&call, &conversation, &author).await {
                Ok(found) => found,
                Err(error)
                    if call.requests_left() == 0
                        || error.kind() == mcp_core::HandlerErrorKind::RateLimited =>
                {
                    if scanned.conversations == 0 {
                        return Err(error);
                    }
                    break 'pages;
                }
                Err(error) => {
                    scanned.failed.push(Failed::new(conversation.id.as_str(), &error));
                    (position.skip, position.drafts) = (position.skip + 1, 0);
                    continue;
                }
            };
            scanned.conversations += 1;
            for draft in found.into_iter().skip(position.drafts) {
                if drafts.len() == limit || !room.take(&draft) {
                    break 'pages;
                }
                drafts.push(draft);
                position.drafts += 1;
            }
            (position.skip, position.drafts) = (position.skip + 1, 0);
        }
        next = following.is_some().then_some(());
        position = ListPosition { page: following, ..ListPosition::default() };
    }
    scanned.complete = next.is_none();
    if !scanned.complete && scanned.conversations == 0 && scanned.failed.is_empty() {
        // A cursor to the start of this call would loop forever.
        call.ensure_budget()?;
    }
    let next_cursor = next.map(|()| cursor.encode(&position)).transpose()?;
    Ok(Drafts { drafts, next_cursor, scanned })
}

/// Returns the author's id. The host may have set an alias, which drafts do not show.
async fn author_id(call: &Call) -> Result<TeammateId, HandlerError> {
    let author = call.require_teammate("no drafts were listed")?;
    if author.as_str().starts_with("tea_") {
        return Ok(author);
    }
    Ok(call.send(&GetTeammate::new(author)).await?.id)
}

async fn of_conversation(
    call: &Call,
    conversation: &Conversation,
    author: &TeammateId,
) -> Result<Vec<DraftView>, HandlerError> {
    let drafts = whole(call, &ListConversationDrafts::new(conversation.id.clone()), "drafts").await?;
    let mut own = Vec::new();
    for draft in &drafts {
        if draft.author.as_ref().is_some_and(|teammate| teammate.id == *author) {
            own.push(DraftView::of(call, draft, conversation).await);
        }
    }
    Ok(own)
}

/// Maximum number of bytes of a draft that are read. Its beginning is shown.
const MAX_DRAFT_BYTES: usize = 64 * 1024;

/// Returns the beginning of the text of a draft.
pub(crate) async fn draft_text(call: &Call, draft: &Message) -> Passage {
    let options = TextOptions::default().max_input(MAX_DRAFT_BYTES).fold_mark(false);
    let text = call.read_body(&body_of(draft), BodyFormat::Text, &options).await;
    Passage::from(text).by(Writer::Teammate).beginning(BODY_CHARS)
}

impl DraftView {
    async fn of(call: &Call, draft: &Message, conversation: &Conversation) -> Self {
        let to = draft.recipients.iter().filter(|recipient| recipient.role == Some(RecipientRole::To));
        let body = draft_text(call, draft).await;
        let subject = Line::given(draft.subject.as_deref());
        Self {
            id: draft.id.clone(),
            conversation_id: conversation.id.clone(),
            subject: subject.or_else(|| Line::given(conversation.subject.as_deref())),
            shared: draft.draft_mode == Some(DraftMode::Shared),
            to: to.map(address).collect(),
            body,
            version: draft.version.clone(),
            created_at: time(draft.created_at),
            error: Line::given(draft.error_type.as_deref()),
            attachments: draft.attachments.iter().map(Into::into).collect(),
        }
    }
}
