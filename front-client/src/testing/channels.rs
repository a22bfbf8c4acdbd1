//! Channels: the addresses that receive and send messages.

use serde_json::{Value, json};

use super::call::{Call, Failure, Outcome, Success};
use super::events::Source;
use super::route::Route;
use super::shape::{Shape, Type, optional, required};
use super::state::{Fields, Kind, Row, State};
use super::{conversations, messages};

pub(super) const ROUTES: &[Route] = &[
    Route::list_of("/channels", "channels:read", Kind::Channel, render),
    Route::get_one("/channels/{channel_id}", "channels:read", Kind::Channel, render),
    Route::patch("/channels/{channel_id}", "channels:write", update).body(UPDATE),
    Route::post("/channels/{channel_id}/validate", "channels:write", validate),
    Route::list_of("/inboxes/{inbox_id}/channels", "channels:read", Kind::Channel, render)
        .owner(Kind::Inbox, "inbox_id"),
    Route::post("/inboxes/{inbox_id}/channels", "channels:write", add).body(NEW),
    Route::list_of("/teams/{team_id}/channels", "channels:read", Kind::Channel, render)
        .owner(Kind::Team, "team_id"),
    Route::list_of("/teammates/{teammate_id}/channels", "channels:read", Kind::Channel, render)
        .owner(Kind::Teammate, "teammate_id"),
];

/// Undo periods, in seconds.
const UNDO: Type = Type::Choice(&[0, 5, 10, 15, 30, 60]);

const NEW: Shape = &[
    required("type", Type::Word(&["custom", "smtp", "twilio"])),
    optional("name", Type::Text),
    optional("send_as", Type::Text),
    optional(
        "settings",
        Type::Object(&[
            optional("undo_send_time", UNDO),
            optional("all_teammates_can_reply", Type::Bool),
            optional("webhook_url", Type::Text),
            optional("sid", Type::Text),
            optional("auth_token", Type::Text),
        ]),
    ),
    optional("application_uid", Type::Text),
    optional("credentials", Type::Map),
];

const UPDATE: Shape = &[
    optional("name", Type::Text),
    optional("inbox_id", Type::Text),
    optional(
        "settings",
        Type::Object(&[
            optional("undo_send_time", UNDO),
            optional("all_teammates_can_reply", Type::Bool),
            optional("webhook_url", Type::Text),
        ]),
    ),
];

/// Creates a channel. `fields` overrides the defaults.
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

/// Returns no body, not even the id of the new channel. Secrets are not stored.
fn add(state: &mut State, call: &Call) -> Outcome {
    let inbox = call.resource(state, Kind::Inbox, "inbox_id")?;
    let body = &call.body;
    let kind = body.text("type");
    let settings = body.object("settings");
    let only = |present: bool, field: &str, of: &str| {
        if present && kind != of {
            return Err(Failure::invalid(format!("body.{field}: only for channels of type {of}")));
        }
        Ok(())
    };
    only(settings.contains_key("webhook_url"), "settings.webhook_url", "custom")?;
    only(settings.contains_key("sid"), "settings.sid", "twilio")?;
    only(settings.contains_key("auth_token"), "settings.auth_token", "twilio")?;
    only(body.contains_key("application_uid"), "application_uid", "custom")?;
    if kind != "custom" && body.text("send_as").is_empty() {
        return Err(Failure::invalid(format!("body.send_as: missing; a channel of type {kind} needs it")));
    }
    if body.contains_key("credentials") && !body.contains_key("application_uid") {
        return Err(Failure::invalid("body.credentials: only with application_uid"));
    }
    let row = state.row(Kind::Inbox, &inbox).cloned().unwrap_or_default();
    let id = state.new_id(Kind::Channel);
    let address = body.opt("send_as").map_or_else(|| id.replace("cha_", "custom-"), str::to_owned);
    create(
        state,
        json!({
            "id": id, "inbox_id": inbox, "team_id": row.value("team_id"), "teammate_id": row.value("owner_id"),
            "type": kind, "name": body.opt("name").unwrap_or(&address), "address": address,
            "is_private": row.flag("is_private"), "webhook_url": settings.value("webhook_url"),
            "settings": {
                "undo_send_time": settings.get("undo_send_time").cloned().unwrap_or_else(|| 5.into()),
                "all_teammates_can_reply": settings.flag("all_teammates_can_reply"),
            },
            // A mail provider must be set up and then validated.
            "is_valid": kind != "smtp",
        }),
    );
    Success::no_content()
}

fn update(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Channel, "channel_id")?;
    let row = state.row(Kind::Channel, &id).cloned().unwrap_or_default();
    let inbox = call.reference(state, Kind::Inbox, "inbox_id")?;
    let given = call.body.object("settings");
    if given.contains_key("webhook_url") && row.text("type") != "custom" {
        return Err(Failure::invalid("body.settings.webhook_url: only for channels of type custom"));
    }
    if given.contains_key("all_teammates_can_reply") && row.flag("is_private") {
        return Err(Failure::invalid("body.settings.all_teammates_can_reply: only for shared channels"));
    }
    if let Some(name) = call.body.get("name") {
        state.set(Kind::Channel, &id, "name", name.clone());
    }
    let mut settings = row.object("settings");
    for (name, value) in given {
        match name.as_str() {
            "webhook_url" => state.set(Kind::Channel, &id, "webhook_url", value),
            _ => _ = settings.insert(name, value),
        }
    }
    state.set(Kind::Channel, &id, "settings", settings);
    if let Some(inbox) = inbox.filter(|inbox| row.opt("inbox_id") != Some(inbox)) {
        move_to(state, &id, row.text("inbox_id"), &inbox);
    }
    Success::no_content()
}

/// Moves a channel to another inbox, together with its conversations.
fn move_to(state: &mut State, id: &str, from: &str, inbox: &str) {
    let owner = state.row(Kind::Inbox, inbox).cloned().unwrap_or_default();
    for (field, value) in [
        ("inbox_id", inbox.into()),
        ("team_id", owner.value("team_id")),
        ("teammate_id", owner.value("owner_id")),
        ("is_private", owner.flag("is_private").into()),
    ] {
        state.set(Kind::Channel, id, field, value);
    }
    let brought = |state: &State, conversation: &str| {
        messages::of_conversation(state, conversation)
            .iter()
            .any(|message| message.opt("channel_id") == Some(id))
    };
    let in_old_inbox = state.ids(Kind::Conversation, |row| row.has("inbox_ids", from));
    for conversation in in_old_inbox {
        if brought(state, &conversation) {
            conversations::move_to(state, &conversation, inbox, Source::Api);
        }
    }
}

/// Front validates later; the fake does so at once. Only SMTP channels need validation.
fn validate(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Channel, "channel_id")?;
    if state.row(Kind::Channel, &id).is_some_and(|row| row.text("type") == "smtp") {
        state.set(Kind::Channel, &id, "is_valid", true);
    }
    Success::accepted(json!({ "status": "accepted" }))
}

pub(super) fn render(state: &State, row: &Row) -> Value {
    let mut settings = row.object("settings");
    if row.flag("is_private") {
        settings.remove("all_teammates_can_reply");
    }
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
        "settings": settings,
        "is_private": row.flag("is_private"),
        "is_valid": row.flag("is_valid"),
    })
}
