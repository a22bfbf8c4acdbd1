//! Inboxes: where conversations are, and who may see them.

use serde_json::{Value, json};

use super::call::{Answer, Call, Failure, Outcome};
use super::router::Route;
use super::state::{Fields, Kind, Row, State};
use super::{conversations, page};

pub(super) const ROUTES: &[Route] = &[
    Route::get("/inboxes", "inboxes:read", list),
    Route::get("/inboxes/{inbox_id}", "inboxes:read", get),
    Route::get("/inboxes/{inbox_id}/conversations", "conversations:read", conversations_of),
];

fn list(state: &mut State, call: &Call) -> Outcome {
    let inboxes = state.rows(Kind::Inbox).map(|row| render(state, row)).collect();
    Answer::ok(page::whole(state, call, inboxes))
}

fn get(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Inbox, "inbox_id")?;
    let row = state.row(Kind::Inbox, &id).ok_or_else(|| Failure::unknown(Kind::Inbox, &id))?;
    Answer::ok(render(state, row))
}

fn conversations_of(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Inbox, "inbox_id")?;
    conversations::page_of(state, call, |row| row.has("inbox_ids", &id))
}

pub(super) fn render(state: &State, row: &Row) -> Value {
    let path = format!("/inboxes/{}", row.id());
    let mut inbox = json!({
        "_links": {
            "self": state.link(&path),
            "related": {
                "teammates": state.link(&format!("{path}/teammates")),
                "conversations": state.link(&format!("{path}/conversations")),
                "channels": state.link(&format!("{path}/channels")),
            },
        },
        "id": row.id(),
        "name": row.text("name"),
        "is_private": row.flag("is_private"),
        "is_public": row.flag("is_public"),
        "custom_fields": row.object("custom_fields"),
    });
    let owner = match (row.opt("owner_id"), row.opt("team_id")) {
        (Some(teammate), _) => Some(format!("/teammates/{teammate}")),
        (None, Some(team)) => Some(format!("/teams/{team}")),
        (None, None) => None,
    };
    if let Some(owner) = owner {
        inbox["_links"]["related"]["owner"] = state.link(&owner).into();
    }
    inbox
}
