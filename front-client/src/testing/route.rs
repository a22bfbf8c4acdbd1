//! One operation of the fake: what it needs, and what carries it out.
//!
//! Handlers of the shapes that many operations share are here: one resource, a list, a new resource of an owner, and the
//! members of a resource.

use serde_json::{Value, json};

use super::call::{Answer, Call, Failure, Outcome};
use super::limits::Guard;
use super::page;
use super::shape::Shape;
use super::state::{Fields, Kind, Row, State};

/// Carries out one operation.
type Run = fn(&mut State, &Call) -> Outcome;
/// Writes a resource as answers have it.
pub(super) type Render = fn(&State, &Row) -> Value;
/// Answers a list of those that a condition accepts.
type List = fn(&State, &Call, &dyn Fn(&Row) -> bool) -> Outcome;
/// Creates a resource that has these fields beside those of the body.
type Create = fn(&mut State, &Call, Row) -> Outcome;

#[derive(Clone, Copy)]
enum Handler {
    Run(Run),
    One { kind: Kind, render: Render },
    List(List),
    ListOf { owner: Kind, field: &'static str, list: List },
    CreateFor { owner: Kind, create: Create },
    Members { owner: Kind, field: &'static str, kind: Kind, render: Render },
    AddMembers { owner: Kind, field: &'static str, kind: Kind },
    RemoveMembers { owner: Kind, field: &'static str, kind: Kind },
}

/// One operation of the API.
#[derive(Clone, Copy)]
pub(super) struct Route {
    pub(super) method: &'static str,
    /// The path with `{parameters}`, without a slash at its end.
    pub(super) path: &'static str,
    /// The scope that a token needs; empty for none.
    pub(super) scope: &'static str,
    /// The body that it takes.
    pub(super) body: Option<Shape>,
    handler: Handler,
}

impl Route {
    const fn new(method: &'static str, path: &'static str, scope: &'static str, handler: Handler) -> Self {
        Self { method, path, scope, body: None, handler }
    }

    pub(super) const fn get(path: &'static str, scope: &'static str, run: Run) -> Self {
        Self::new("GET", path, scope, Handler::Run(run))
    }

    pub(super) const fn post(path: &'static str, scope: &'static str, run: Run) -> Self {
        Self::new("POST", path, scope, Handler::Run(run))
    }

    pub(super) const fn put(path: &'static str, scope: &'static str, run: Run) -> Self {
        Self::new("PUT", path, scope, Handler::Run(run))
    }

    pub(super) const fn patch(path: &'static str, scope: &'static str, run: Run) -> Self {
        Self::new("PATCH", path, scope, Handler::Run(run))
    }

    pub(super) const fn delete(path: &'static str, scope: &'static str, run: Run) -> Self {
        Self::new("DELETE", path, scope, Handler::Run(run))
    }

    /// Answers the resource that the path names.
    pub(super) const fn get_one(path: &'static str, scope: &'static str, kind: Kind, render: Render) -> Self {
        Self::new("GET", path, scope, Handler::One { kind, render })
    }

    /// Lists all resources of a kind.
    pub(super) const fn list(path: &'static str, scope: &'static str, list: List) -> Self {
        Self::new("GET", path, scope, Handler::List(list))
    }

    /// Lists those whose `field` is, or holds, the owner that the path names.
    pub(super) const fn list_of(
        path: &'static str,
        scope: &'static str,
        (owner, field): (Kind, &'static str),
        list: List,
    ) -> Self {
        Self::new("GET", path, scope, Handler::ListOf { owner, field, list })
    }

    /// Creates a resource of the team or teammate that the path names.
    pub(super) const fn create_for(
        path: &'static str,
        scope: &'static str,
        owner: Kind,
        create: Create,
    ) -> Self {
        Self::new("POST", path, scope, Handler::CreateFor { owner, create })
    }

    /// Lists the members of the resource that the path names, whose ids its `field` holds.
    pub(super) const fn members(
        path: &'static str,
        scope: &'static str,
        (owner, field): (Kind, &'static str),
        (kind, render): (Kind, Render),
    ) -> Self {
        Self::new("GET", path, scope, Handler::Members { owner, field, kind, render })
    }

    /// Adds the members that the body names in a field of the same name.
    pub(super) const fn add_members(
        path: &'static str,
        scope: &'static str,
        (owner, field): (Kind, &'static str),
        kind: Kind,
    ) -> Self {
        Self::new("POST", path, scope, Handler::AddMembers { owner, field, kind })
    }

    /// Removes the members that the body names in a field of the same name.
    pub(super) const fn remove_members(
        path: &'static str,
        scope: &'static str,
        (owner, field): (Kind, &'static str),
        kind: Kind,
    ) -> Self {
        Self::new("DELETE", path, scope, Handler::RemoveMembers { owner, field, kind })
    }

    /// Requires a body of this shape, on a DELETE too.
    pub(super) const fn body(mut self, shape: Shape) -> Self {
        self.body = Some(shape);
        self
    }

    /// Carries out the operation.
    pub(super) fn run(&self, state: &mut State, call: &Call) -> Outcome {
        match self.handler {
            Handler::Run(run) => run(state, call),
            Handler::One { kind, render } => {
                let id = call.subject(state, kind)?;
                answer(state, kind, &id, render).and_then(Answer::ok)
            }
            Handler::List(list) => list(state, call, &|_| true),
            Handler::ListOf { owner, field, list } => {
                let id = call.subject(state, owner)?;
                list(state, call, &|row| row.opt(field) == Some(&id) || row.has(field, &id))
            }
            Handler::CreateFor { owner, create } => {
                let id = call.subject(state, owner)?;
                let owned = match owner {
                    Kind::Teammate => json!({ "teammate_id": id, "is_private": true }),
                    _ => json!({ "team_id": id }),
                };
                create(state, call, owned.as_object().cloned().unwrap_or_default())
            }
            Handler::Members { owner, field, kind, render } => {
                let id = call.subject(state, owner)?;
                let members = state.row(owner, &id).map(|row| row.texts(field)).unwrap_or_default();
                let rows = members.iter().filter_map(|id| state.row(kind, id));
                Answer::ok(page::whole(state, call, rows.map(|row| render(state, row)).collect()))
            }
            Handler::AddMembers { owner, field, kind } => {
                change_members(state, call, (owner, field), kind, |row, member| row.add(field, member))
            }
            Handler::RemoveMembers { owner, field, kind } => {
                change_members(state, call, (owner, field), kind, |row, member| row.take(field, member))
            }
        }
    }

    /// Reports whether a merged conversation answers 301 here.
    pub(super) fn redirects(&self) -> bool {
        let whole = self.path == "/conversations/{conversation_id}";
        self.path.starts_with("/conversations/{conversation_id}") && !(whole && self.method == "DELETE")
    }

    pub(super) fn guard(&self) -> Guard {
        match (self.method, self.path) {
            (_, "/conversations/search/{query}") => Guard::Search,
            ("POST", "/messages/{message_id}/seen") => Guard::Seen,
            (_, path) if path.starts_with("/conversations/{") || path.starts_with("/channels/{") => {
                Guard::Resource
            }
            _ => Guard::None,
        }
    }
}

impl client_core::testing::Route for Route {
    fn method(&self) -> &'static str {
        self.method
    }

    fn path(&self) -> &'static str {
        self.path
    }
}

/// Writes the resource with this id.
pub(super) fn answer(state: &State, kind: Kind, id: &str, render: Render) -> Result<Value, Failure> {
    state.row(kind, id).map(|row| render(state, row)).ok_or_else(|| Failure::unknown(kind, id))
}

/// Answers a list whole: it has no `_pagination`.
pub(super) fn whole(
    state: &State,
    call: &Call,
    kind: Kind,
    wanted: &dyn Fn(&Row) -> bool,
    render: Render,
) -> Outcome {
    let rows = state.rows(kind).filter(|row| wanted(row));
    Answer::ok(page::whole(state, call, rows.map(|row| render(state, row)).collect()))
}

fn change_members(
    state: &mut State,
    call: &Call,
    (owner, field): (Kind, &str),
    kind: Kind,
    change: impl Fn(&mut Row, &str) -> bool,
) -> Outcome {
    let id = call.subject(state, owner)?;
    for member in call.references(state, kind, field)? {
        if let Some(row) = state.row_mut(owner, &id) {
            change(row, &member);
        }
    }
    Answer::no_content()
}
