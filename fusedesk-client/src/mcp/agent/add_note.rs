//! `fusedesk_add_note`: adds a note to a case.

use client_core::mcp::{argument::given, untrusted::Line};
use mcp_core::{HandlerError, Tool, ToolMethod};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Call, DeskCall, ToolSet};
use crate::{
    api::{cases::CaseStatus, notes::AddNote},
    id::{CaseId, NoteId},
    mcp::{
        key::Key,
        names::{Names, RequestedNames},
        resolve,
        verify::{CaseState, NoteKind, Status, entry_with_text, is_recent, verify},
    },
};

const VERIFY_FIRST: &str = "The note may have been added. Look for it in the history with fusedesk_read_case. \
 Repeat the call only if it is not there.";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Id of the case, a number such as 1042.
    case_id: Key,
    /// Text of the note.
    note: String,
    /// Title.
    title: Option<String>,
    /// Type: note or call. Default note.
    note_type: Option<NoteKind>,
    /// Status to set on the case. Unchanged by default.
    status: Option<Status>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Noted {
    /// The case.
    case_id: CaseId,
    /// Note in the history of the case. Absent if it was not found there.
    #[serde(skip_serializing_if = "Option::is_none")]
    note_id: Option<NoteId>,
    /// Author: a rep's name, or "api key".
    author: Line,
    #[serde(flatten)]
    standing: CaseState,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
        "fusedesk_add_note",
        "Adds an internal note, or the note of a call, to a case. Only reps can read it. Can also set the status \
         of the case. The server sets the author, not an argument.",
        note,
    )
    .title("Add note to case")
    .method(ToolMethod::Create)
    .tags(["cases"])
}

async fn note(call: Call, arguments: Arguments) -> Result<Noted, HandlerError> {
    let id = resolve::case_id("case_id", arguments.case_id.as_str())?;
    let text = arguments.note.trim();
    if text.is_empty() {
        return Err(HandlerError::invalid_arguments("note is empty; it must be the text of the note"));
    }
    let author = call.require_author("the note was not written")?;
    let mut request = AddNote::new(id, text);
    if let Some(title) = given(arguments.title.as_deref()) {
        request = request.title(title);
    }
    if let Some(kind) = arguments.note_type {
        request = request.note_type(kind);
    }
    if let Some(status) = arguments.status {
        request = request.status(status);
    }
    if let Some(rep) = author.id() {
        request = request.rep(rep);
    }
    call.ensure_time()?;
    let sent = call.send(&request).await;
    let mut verified = verify(&call, id, sent, VERIFY_FIRST, |case| {
        entry_with_text(case, text).is_some_and(|entry| is_recent(entry.created_at.as_ref()))
    })
    .await?;
    let wanted = arguments.status.map(CaseStatus::from);
    let status = verified.case.as_ref().and_then(|case| case.status.clone());
    if let (Some(wanted), Some(status)) = (wanted, status)
        && wanted != status
    {
        verified.warnings.push(format!("The requested status is {wanted}, but the case is {status}."));
    }
    let note_id =
        verified.case.as_ref().and_then(|case| entry_with_text(case, text)).and_then(|entry| entry.id);
    let mut wanted = RequestedNames::by(&verified.case);
    wanted.reps |= author.id().is_some();
    let mut names = Names::of(&call, wanted).await;
    let author = names.author(author);
    let standing = CaseState::named(verified.case.as_ref(), &mut names, verified.warnings);
    Ok(Noted { case_id: id, note_id, author, standing })
}
