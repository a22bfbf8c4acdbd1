//! One operation of the fake: what it needs, and what carries it out.
//!
//! Handlers of the shapes that many operations share are here: one resource, a list, a new resource of an owner, and the
//! members of a resource.

use serde_json::Value;

use super::call::{Call, Failure, Outcome, Success};
use super::limits::Guard;
use super::page;
use super::shape::Shape;
use super::state::{Fields, Kind, Row, State};

/// Handler of one operation.
type Run = fn(&mut State, &Call) -> Outcome;
/// Writes a resource as answers have it.
type Render = fn(&State, &Row) -> Value;
/// Answers a page of those that a condition accepts.
type Page = fn(&State, &Call, &dyn Fn(&Row) -> bool) -> Outcome;
/// Creates a resource that has these fields beside those of the body.
type Create = fn(&mut State, &Call, Row) -> Outcome;

#[derive(Clone, Copy)]
enum Handler {
    Run(Run),
    One(Kind, Render),
    List(Kind, Render),
    Page(Page),
    Create(Create),
    Members(Kind, Render),
    AddMembers(Kind),
    RemoveMembers(Kind),
}

/// An operation of the API.
#[derive(Clone, Copy)]
pub(super) struct Route {
    pub(super) method: &'static str,
    /// Path with `{parameters}`, without a trailing slash.
    pub(super) path: &'static str,
    /// Required scope. Empty for none.
    pub(super) scope: &'static str,
    /// Shape of the body.
    pub(super) body: Option<Shape>,
    /// The kind of resource that the path names, and the field that relates it to those of the operation.
    owner: Option<(Kind, &'static str)>,
    handler: Handler,
}

impl Route {
    const fn new(method: &'static str, path: &'static str, scope: &'static str, handler: Handler) -> Self {
        Self { method, path, scope, body: None, owner: None, handler }
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
        Self::new("GET", path, scope, Handler::One(kind, render))
    }

    /// Lists all resources of a kind at once, or those of an owner.
    pub(super) const fn list_of(path: &'static str, scope: &'static str, kind: Kind, render: Render) -> Self {
        Self::new("GET", path, scope, Handler::List(kind, render))
    }

    /// Lists all resources of a kind page by page, or those of an owner.
    pub(super) const fn page_of(path: &'static str, scope: &'static str, page: Page) -> Self {
        Self::new("GET", path, scope, Handler::Page(page))
    }

    /// Creates a resource of an owner.
    pub(super) const fn create(path: &'static str, scope: &'static str, create: Create) -> Self {
        Self::new("POST", path, scope, Handler::Create(create))
    }

    /// Lists the members of the owner, whose ids its field holds.
    pub(super) const fn members(path: &'static str, scope: &'static str, kind: Kind, render: Render) -> Self {
        Self::new("GET", path, scope, Handler::Members(kind, render))
    }

    /// Adds the members that the body names to the field of the owner that has the same name.
    pub(super) const fn add_members(path: &'static str, scope: &'static str, kind: Kind) -> Self {
        Self::new("POST", path, scope, Handler::AddMembers(kind))
    }

    /// Removes the members that the body names from the field of the owner that has the same name.
    pub(super) const fn remove_members(path: &'static str, scope: &'static str, kind: Kind) -> Self {
        Self::new("DELETE", path, scope, Handler::RemoveMembers(kind))
    }

    /// Relates the operation to the resource that the path names.
    pub(super) const fn owner(mut self, kind: Kind, field: &'static str) -> Self {
        self.owner = Some((kind, field));
        self
    }

    /// Requires a body of this shape, also on a DELETE.
    pub(super) const fn body(mut self, shape: Shape) -> Self {
        self.body = Some(shape);
        self
    }

    /// Carries out the operation.
    pub(super) fn run(&self, state: &mut State, call: &Call) -> Outcome {
        let owner = match self.owner {
            Some((kind, field)) => Some(Owner { kind, field, id: call.subject(state, kind)? }),
            None => None,
        };
        let wanted = |row: &Row| owner.as_ref().is_none_or(|owner| owner.owns(row));
        match self.handler {
            Handler::Run(run) => run(state, call),
            Handler::One(kind, render) => {
                let id = call.subject(state, kind)?;
                answer(state, kind, &id, render).and_then(Success::ok)
            }
            Handler::List(kind, render) => {
                let rows = state.rows(kind).filter(|row| wanted(row));
                Success::ok(page::whole(state, call, rows.map(|row| render(state, row)).collect())?)
            }
            Handler::Page(page) => page(state, call, &wanted),
            Handler::Create(create) => create(state, call, owner.map(Owner::into_fields).unwrap_or_default()),
            Handler::Members(kind, render) => {
                let members = owner.map(|owner| owner.members(state)).unwrap_or_default();
                let rows = members.iter().filter_map(|id| state.row(kind, id));
                Success::ok(page::whole(state, call, rows.map(|row| render(state, row)).collect())?)
            }
            Handler::AddMembers(kind) => change_members(state, call, kind, owner, Row::add),
            Handler::RemoveMembers(kind) => change_members(state, call, kind, owner, Row::take),
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

fn change_members(
    state: &mut State,
    call: &Call,
    kind: Kind,
    owner: Option<Owner>,
    change: fn(&mut Row, &str, &str) -> bool,
) -> Outcome {
    if let Some(owner) = owner {
        for member in call.references(state, kind, owner.field)? {
            if let Some(row) = state.row_mut(owner.kind, &owner.id) {
                change(row, owner.field, &member);
            }
        }
    }
    Success::no_content()
}

/// The resource that a path names, as the owner of others.
struct Owner {
    kind: Kind,
    field: &'static str,
    id: String,
}

impl Owner {
    fn owns(&self, row: &Row) -> bool {
        row.opt(self.field) == Some(&self.id) || row.has(self.field, &self.id)
    }

    fn members(&self, state: &State) -> Vec<String> {
        state.row(self.kind, &self.id).map(|row| row.texts(self.field)).unwrap_or_default()
    }

    /// The fields of what belongs to it. What belongs to a teammate is private.
    fn into_fields(self) -> Row {
        let private = (self.kind == Kind::Teammate).then(|| ("is_private".to_owned(), true.into()));
        Row::from_iter([(self.field.to_owned(), self.id.into())].into_iter().chain(private))
    }
}
