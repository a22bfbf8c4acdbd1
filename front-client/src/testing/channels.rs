//! Channels: the addresses that messages come in by and leave by.

use serde_json::{Value, json};

use super::call::{Answer, Call, Failure, Outcome};
use super::page;
use super::router::Route;
use super::state::{Fields, Kind, Row, State};

pub(super) const ROUTES: &[Route] = &[
    Route::get("/channels", "channels:read", list),
    Route::get("/channels/{channel_id}", "channels:read", get),
    Route::get("/inboxes/{inbox_id}/channels", "channels:read", of_inbox),
];

/// Makes a channel; `fields` overrides the defaults.
pub(super) fn create(state: &mut State, fields: Value) -> String {
    let mut row = json!({
        "name": fields["address"], "address": "", "type": "smtp", "inbox_id": null, "team_id": null,
        "teammate_id": null, "settings": { "undo_send_time": 5, "all_teammates_can_reply": false },
        "is_private": false, "is_valid": true,
    });
    if let (Value::Object(row), Value::Object(fields)) = (&mut row, fields) {
        row.extend(fields);
    }
    state.insert(Kind::Channel, row)
}

fn list(state: &mut State, call: &Call) -> Outcome {
    let channels = state.rows(Kind::Channel).map(|row| render(state, row)).collect();
    Answer::ok(page::whole(state, call, channels))
}

fn get(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Channel, "channel_id")?;
    let row = state.row(Kind::Channel, &id).ok_or_else(|| Failure::unknown(Kind::Channel, &id))?;
    Answer::ok(render(state, row))
}

fn of_inbox(state: &mut State, call: &Call) -> Outcome {
    let inbox = call.resource(state, Kind::Inbox, "inbox_id")?;
    let rows = state.rows(Kind::Channel).filter(|row| row.opt("inbox_id") == Some(&inbox));
    Answer::ok(page::whole(state, call, rows.map(|row| render(state, row)).collect()))
}

pub(super) fn render(state: &State, row: &Row) -> Value {
    json!({
        "_links": {
            "self": state.link(&format!("/channels/{}", row.id())),
            "related": { "inbox": row.opt("inbox_id").map(|id| state.link(&format!("/inboxes/{id}"))) },
        },
        "id": row.id(),
        "name": row.text("name"),
        "address": row.text("address"),
        "type": row.text("type"),
        "send_as": row.opt("send_as").unwrap_or_else(|| row.text("address")),
        "settings": row.object("settings"),
        "is_private": row.flag("is_private"),
        "is_valid": row.flag("is_valid"),
    })
}
