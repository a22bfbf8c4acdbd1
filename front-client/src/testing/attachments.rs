//! Attachments: the files of messages and comments, and their download.

use client_core::testing::FormFile;
use serde_json::{Value, json};

use super::call::{Call, Failure, Outcome, Success};
use super::route::Route;
use super::state::{Fields, Kind, State};

pub(super) const ROUTES: &[Route] = &[
    Route::get("/download/{attachment_link_id}", "attachments:read", download),
    Route::get("/messages/{message_id}/download/{attachment_link_id}", "attachments:read", download),
    Route::get("/comments/{comment_id}/download/{attachment_link_id}", "attachments:read", download),
    Route::get(
        "/message_templates/{message_template_id}/download/{attachment_link_id}",
        "attachments:read",
        download,
    ),
];

/// Stores a file. `cid` is set for an inline image.
pub(super) fn store(state: &mut State, upload: &FormFile, cid: Option<&str>) -> String {
    let row = json!({
        "filename": upload.filename, "content_type": upload.content_type,
        "size": upload.bytes.len(), "cid": cid,
    });
    let id = state.insert(Kind::Attachment, row);
    state.files.insert(id.clone(), upload.bytes.clone());
    id
}

/// Stores the files of a call.
pub(super) fn store_all(state: &mut State, uploads: &[FormFile]) -> Vec<String> {
    uploads.iter().map(|upload| store(state, upload, None)).collect()
}

/// Renders the attachments of the message or comment at `owner`, such as `/messages/msg_1`.
pub(super) fn render_all(state: &State, owner: &str, ids: &[String]) -> Value {
    let rows = ids.iter().filter_map(|id| state.row(Kind::Attachment, id));
    rows.map(|row| {
        let metadata = row
            .opt("cid")
            .map_or_else(|| json!({ "is_inline": false }), |cid| json!({ "is_inline": true, "cid": cid }));
        json!({
            "id": row.id(),
            "filename": row.text("filename"),
            "url": state.link(&format!("{owner}/download/{}", row.id())),
            "content_type": row.text("content_type"),
            "size": row.millis("size"),
            "metadata": metadata,
        })
    })
    .collect()
}

fn download(state: &mut State, call: &Call) -> Outcome {
    let id = call.param("attachment_link_id");
    let unknown = || Failure::unknown(Kind::Attachment, id);
    let row = state.row(Kind::Attachment, id).ok_or_else(unknown)?;
    let owned_by =
        |kind, name: &str| state.row(kind, call.param(name)).is_some_and(|row| row.has("attachments", id));
    let belongs = match call.params.first().map(|(name, _)| *name) {
        Some("message_id") => owned_by(Kind::Message, "message_id"),
        Some("comment_id") => owned_by(Kind::Comment, "comment_id"),
        // The fake has no templates; a file names the template that it belongs to.
        Some("message_template_id") => row.opt("template_id") == Some(call.param("message_template_id")),
        _ => true,
    };
    let bytes = state.files.get(id).filter(|_| belongs).ok_or_else(unknown)?;
    Ok(Success::Bytes { content_type: row.text("content_type").to_owned(), bytes: bytes.clone() })
}
