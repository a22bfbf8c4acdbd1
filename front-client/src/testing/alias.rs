//! Resource aliases: `alt:NAME:VALUE` in place of an id, for the five kinds of resource that support them.
//!
//! Source: <https://dev.frontapp.com/docs/resource-aliases-1>.

use super::state::{Fields, Kind, Row, State};

/// Resolves `given` to an id, if such a resource exists.
pub(super) fn resolve(state: &State, kind: Kind, given: &str) -> Option<String> {
    let Some(alias) = given.strip_prefix("alt:") else {
        return state.row(kind, given).map(|row| row.id().to_owned());
    };
    let (name, value) = alias.split_once(':')?;
    let found = |wanted: &dyn Fn(&Row) -> bool| {
        state.rows(kind).find(|row| wanted(row)).map(|row| row.id().to_owned())
    };
    match (kind, name) {
        (Kind::Teammate, "email") => found(&|row| row.text("email").eq_ignore_ascii_case(value)),
        (Kind::Channel, "address") => found(&|row| row.text("address").eq_ignore_ascii_case(value)),
        (Kind::Message, "uid") => found(&|row| row.text("message_uid") == value),
        (Kind::Account, "domain") => found(&|row| row.has("domains", value)),
        (Kind::Account, "ext_id") => found(&|row| row.opt("external_id") == Some(value)),
        (Kind::Contact, source) => contact_by_handle(state, Some(source), value),
        _ => None,
    }
}

/// Returns the contact that owns a handle, of one source or of any.
pub(super) fn contact_by_handle(state: &State, source: Option<&str>, handle: &str) -> Option<String> {
    let owns = |row: &&Row| {
        let handles = row.get("handles").and_then(serde_json::Value::as_array);
        handles.into_iter().flatten().filter_map(serde_json::Value::as_object).any(|known| {
            known.text("handle").eq_ignore_ascii_case(handle)
                && source.is_none_or(|source| known.text("source") == source)
        })
    };
    state.rows(Kind::Contact).find(owns).map(|row| row.id().to_owned())
}
