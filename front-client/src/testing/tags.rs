//! Tags. They may have parents and belong to the company, a team or a teammate.

use serde_json::{Value, json};

use super::call::{Call, Failure, Outcome, Success};
use super::route::{Route, answer};
use super::shape::{Shape, Type, optional, required};
use super::state::{Fields, Kind, Row, State};
use super::{conversations, page};

pub(super) const ROUTES: &[Route] = &[
    Route::page_of("/tags", "tags:read", page_of),
    Route::post("/tags", "tags:write", create_in_oldest_team).body(NEW),
    Route::get("/company/tags", "tags:read", of_company),
    Route::post("/company/tags", "tags:write", create_for_company).body(NEW),
    Route::page_of("/teams/{team_id}/tags", "tags:read", page_of).owner(Kind::Team, "team_id"),
    Route::create("/teams/{team_id}/tags", "tags:write", add).owner(Kind::Team, "team_id").body(NEW),
    Route::page_of("/teammates/{teammate_id}/tags", "tags:read", page_of)
        .owner(Kind::Teammate, "teammate_id"),
    Route::create("/teammates/{teammate_id}/tags", "tags:write", add)
        .owner(Kind::Teammate, "teammate_id")
        .body(NEW),
    Route::get_one("/tags/{tag_id}", "tags:read", Kind::Tag, render),
    Route::patch("/tags/{tag_id}", "tags:write", update).body(UPDATE),
    Route::delete("/tags/{tag_id}", "tags:delete", delete),
    Route::list_of("/tags/{tag_id}/children", "tags:read", Kind::Tag, render).owner(Kind::Tag, "parent_id"),
    Route::post("/tags/{tag_id}/children", "tags:write", create_child).body(NEW),
    Route::page_of("/tags/{tag_id}/conversations", "conversations:read", conversations::page_of)
        .owner(Kind::Tag, "tag_ids"),
];

/// Maximum length of a name, in characters.
const MAX_NAME: usize = 64;

/// Colours that requests accept. Responses may have others, and emoji.
const COLOURS: &[&str] =
    &["grey", "pink", "red", "orange", "yellow", "green", "light-blue", "blue", "purple"];

const NEW: Shape = &[
    required("name", Type::Max(MAX_NAME)),
    optional("description", Type::Text),
    optional("highlight", Type::Word(COLOURS)),
    optional("is_visible_in_conversation_lists", Type::Bool),
];

const UPDATE: Shape = &[
    optional("name", Type::Max(MAX_NAME)),
    optional("description", Type::Text),
    optional("highlight", Type::Word(COLOURS)),
    optional("parent_tag_id", Type::Text).or_null(),
    optional("is_visible_in_conversation_lists", Type::Bool),
];

/// Creates a tag. `fields` overrides the defaults.
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

fn of_company(state: &mut State, call: &Call) -> Outcome {
    page_of(state, call, &|row| row.opt("team_id").is_none() && row.opt("teammate_id").is_none())
}

/// Returns a page of the tags that `wanted` accepts. Front's response schema lacks `_pagination`, although its
/// parameters include paging.
fn page_of(state: &State, call: &Call, wanted: &dyn Fn(&Row) -> bool) -> Outcome {
    let (_, descending) = page::order(call, &["id"])?;
    let mut rows: Vec<&Row> = state.rows(Kind::Tag).filter(|row| wanted(row)).collect();
    if descending && call.query.get("sort_order").is_some() {
        rows.reverse();
    }
    Success::ok(page::paged(state, call, &rows, |row| render(state, row))?)
}

fn create_in_oldest_team(state: &mut State, call: &Call) -> Outcome {
    let team = super::teams::oldest(state);
    add(state, call, Row::from_iter([("team_id".to_owned(), team.into())]))
}

fn create_for_company(state: &mut State, call: &Call) -> Outcome {
    add(state, call, Row::new())
}

/// A child has the same owner as its parent.
fn create_child(state: &mut State, call: &Call) -> Outcome {
    let parent = call.resource(state, Kind::Tag, "tag_id")?;
    let row = state.row(Kind::Tag, &parent).ok_or_else(|| Failure::unknown(Kind::Tag, &parent))?;
    let mut owner = Row::from_iter([("parent_id".to_owned(), parent.into())]);
    for field in ["team_id", "teammate_id", "is_private"] {
        owner.insert(field.into(), row.value(field));
    }
    add(state, call, owner)
}

fn add(state: &mut State, call: &Call, owner: Row) -> Outcome {
    let mut fields = call.body.clone();
    fields.extend(owner);
    let id = create(state, fields.into());
    answer(state, Kind::Tag, &id, render).and_then(Success::created)
}

fn update(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Tag, "tag_id")?;
    let parent = call.reference(state, Kind::Tag, "parent_tag_id")?;
    if parent.as_deref().is_some_and(|parent| is_descendant_or_self(state, parent, &id)) {
        return Err(Failure::invalid("body.parent_tag_id: a tag cannot be below itself"));
    }
    for field in ["name", "description", "highlight", "is_visible_in_conversation_lists"] {
        if let Some(value) = call.body.get(field) {
            state.set(Kind::Tag, &id, field, value.clone());
        }
    }
    if call.body.contains_key("parent_tag_id") {
        state.set(Kind::Tag, &id, "parent_id", parent);
    }
    let now = state.now();
    state.set(Kind::Tag, &id, "updated_at", now);
    Success::no_content()
}

/// Returns `true` if `tag` is `above` or one of its descendants.
fn is_descendant_or_self(state: &State, tag: &str, above: &str) -> bool {
    let mut at = Some(tag.to_owned());
    while let Some(id) = at {
        if id == above {
            return true;
        }
        at = state.row(Kind::Tag, &id).and_then(|row| row.opt("parent_id")).map(str::to_owned);
    }
    false
}

/// Front does not document what happens to the children; the fake moves them to the top level.
fn delete(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Tag, "tag_id")?;
    for child in state.ids(Kind::Tag, |row| row.opt("parent_id") == Some(&id)) {
        state.set(Kind::Tag, &child, "parent_id", Value::Null);
    }
    for conversation in state.ids(Kind::Conversation, |row| row.has("tag_ids", &id)) {
        if let Some(row) = state.row_mut(Kind::Conversation, &conversation) {
            row.take("tag_ids", &id);
        }
    }
    state.remove(Kind::Tag, &id);
    Success::no_content()
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
