//! Merge contacts. Source of the rules: <https://dev.frontapp.com/reference/merge-contacts>.

use serde_json::Value;

use super::notes;
use crate::testing::call::{Call, Failure, Outcome, Success};
use crate::testing::route::answer;
use crate::testing::shape::{Shape, Type, optional, required};
use crate::testing::state::{Fields, Kind, Row, State};

pub(super) const MERGE: Shape =
    &[optional("target_contact_id", Type::Text), required("contact_ids", Type::Texts)];

/// Maximum number of contacts in one merge, target included.
const MAX_CONTACTS: usize = 50;

/// Merges into the target, or into the first contact. Handles, lists, links and notes are kept and descriptions
/// joined. Of other values, the one written last wins.
pub(super) fn merge(state: &mut State, call: &Call) -> Outcome {
    let ids = call.references(state, Kind::Contact, "contact_ids")?;
    let target = call.reference(state, Kind::Contact, "target_contact_id")?;
    let apart = target.as_ref().is_some_and(|target| !ids.contains(target));
    let allowed = if apart { 1..=MAX_CONTACTS - 1 } else { 2..=MAX_CONTACTS };
    if !allowed.contains(&ids.len()) {
        return Err(Failure::invalid(format!(
            "body.contact_ids: expected {} to {} contacts",
            allowed.start(),
            allowed.end()
        )));
    }
    let into = target.or_else(|| ids.first().cloned()).unwrap_or_default();
    let mut others: Vec<String> = ids.into_iter().filter(|id| *id != into).collect();
    others.sort_unstable();
    others.dedup();
    let mut rows: Vec<Row> = others.iter().filter_map(|id| state.row(Kind::Contact, id)).cloned().collect();
    rows.sort_by_key(|row| row.millis("created_at"));
    let own = state.row(Kind::Contact, &into).cloned().unwrap_or_default();
    let mut merged = own.clone();
    let all_notes: Vec<Value> =
        std::iter::once(&into).chain(&others).flat_map(|id| notes::stored(state, id)).collect();
    merged.insert("notes".into(), all_notes.into());
    for row in &rows {
        add_collections(&mut merged, row);
    }
    rows.push(own);
    rows.sort_by_key(|row| row.millis("updated_at"));
    resolve_conflicts(&mut merged, &rows);
    merged.insert("updated_at".into(), state.now().into());
    for id in &others {
        state.remove(Kind::Contact, id);
    }
    let id = state.insert(Kind::Contact, merged.into());
    answer(state, Kind::Contact, &id, super::render).and_then(Success::ok)
}

/// Adds the merged values: handles, links, lists and the description.
fn add_collections(merged: &mut Row, row: &Row) {
    if let (Some(Value::Array(handles)), Some(Value::Array(more))) =
        (merged.get_mut("handles"), row.get("handles"))
    {
        handles.extend(more.iter().cloned());
    }
    for field in ["links", "lists"] {
        for member in row.texts(field) {
            merged.add(field, &member);
        }
    }
    let descriptions = [merged.text("description"), row.text("description")];
    let together = descriptions.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n");
    if !together.is_empty() {
        merged.insert("description".into(), together.into());
    }
}

/// Resolves conflicting values: the last of `rows` wins, which is the one changed last. Each custom field is a
/// value of its own. The name of a shared contact has priority over one that a teammate gave in private.
fn resolve_conflicts(merged: &mut Row, rows: &[Row]) {
    let last = |field: &str, wanted: &dyn Fn(&Row) -> bool| {
        rows.iter().rev().filter(|row| wanted(row)).map(|row| row.value(field)).find(|value| !value.is_null())
    };
    let name = last("name", &|row| !row.flag("is_private")).or_else(|| last("name", &|_| true));
    merged.insert("name".into(), name.unwrap_or_default());
    for field in ["avatar_url", "account_id"] {
        merged.insert(field.into(), last(field, &|_| true).unwrap_or_default());
    }
    let fields: Row = rows.iter().flat_map(|row| row.object("custom_fields")).collect();
    merged.insert("custom_fields".into(), fields.into());
}
