//! Tags, which may have parents.

use serde_json::{Value, json};

use super::call::{Answer, Call, Failure, Outcome};
use super::router::Route;
use super::state::{Fields, Kind, Row, State};
use super::{conversations, page};

pub(super) const ROUTES: &[Route] = &[
    Route::get("/tags", "tags:read", list),
    Route::get("/tags/{tag_id}", "tags:read", get),
    Route::get("/tags/{tag_id}/conversations", "conversations:read", conversations_of),
];

/// Makes a tag; `fields` overrides the defaults.
pub(super) fn create(state: &mut State, fields: Value) -> String {
    let now = state.now();
    let mut row = json!({
        "name": "", "description": null, "highlight": null, "is_private": false, "parent_id": null, "team_id": null,
        "teammate_id": null, "is_visible_in_conversation_lists": false, "created_at": now, "updated_at": now,
    });
    if let (Value::Object(row), Value::Object(fields)) = (&mut row, fields) {
        row.extend(fields);
    }
    state.insert(Kind::Tag, row)
}

fn list(state: &mut State, call: &Call) -> Outcome {
    page_of(state, call, |_| true)
}

/// A page of the tags that `wanted` accepts. Front's schema of the answer lacks `_pagination`, its parameters do not.
pub(super) fn page_of(state: &State, call: &Call, wanted: impl Fn(&Row) -> bool) -> Outcome {
    let (_, descending) = page::order(call, &["id"])?;
    let mut rows: Vec<&Row> = state.rows(Kind::Tag).filter(|row| wanted(row)).collect();
    if descending && call.query.get("sort_order").is_some() {
        rows.reverse();
    }
    Answer::ok(page::paged(state, call, &rows, |row| render(state, row))?)
}

fn get(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Tag, "tag_id")?;
    let row = state.row(Kind::Tag, &id).ok_or_else(|| Failure::unknown(Kind::Tag, &id))?;
    Answer::ok(render(state, row))
}

fn conversations_of(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Tag, "tag_id")?;
    conversations::page_of(state, call, |row| row.has("tag_ids", &id))
}

pub(super) fn render(state: &State, row: &Row) -> Value {
    let path = format!("/tags/{}", row.id());
    let owner = match (row.opt("teammate_id"), row.opt("team_id")) {
        (Some(teammate), _) => Some(state.link(&format!("/teammates/{teammate}"))),
        (None, Some(team)) => Some(state.link(&format!("/teams/{team}"))),
        (None, None) => None,
    };
    let is_parent = state.rows(Kind::Tag).any(|tag| tag.opt("parent_id") == Some(row.id()));
    json!({
        "_links": {
            "self": state.link(&path),
            "related": {
                "conversations": state.link(&format!("{path}/conversations")),
                "owner": owner,
                "parent_tag": row.opt("parent_id").map(|id| state.link(&format!("/tags/{id}"))),
                "children": is_parent.then(|| state.link(&format!("{path}/children"))),
            },
        },
        "id": row.id(),
        "name": row.text("name"),
        "description": row.value("description"),
        "highlight": row.value("highlight"),
        "is_private": row.flag("is_private"),
        "is_visible_in_conversation_lists": row.flag("is_visible_in_conversation_lists"),
        "created_at": row.time("created_at"),
        "updated_at": row.time("updated_at"),
    })
}
