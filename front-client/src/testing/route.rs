//! One operation of the API.

use super::call::{Call, Outcome};
use super::limits::Guard;
use super::shape::Shape;
use super::state::State;

/// Carries out one operation.
type Handler = fn(&mut State, &Call) -> Outcome;

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
    pub(super) handler: Handler,
}

impl Route {
    const fn new(method: &'static str, path: &'static str, scope: &'static str, handler: Handler) -> Self {
        Self { method, path, scope, body: None, handler }
    }

    pub(super) const fn get(path: &'static str, scope: &'static str, handler: Handler) -> Self {
        Self::new("GET", path, scope, handler)
    }

    pub(super) const fn post(path: &'static str, scope: &'static str, handler: Handler) -> Self {
        Self::new("POST", path, scope, handler)
    }

    pub(super) const fn put(path: &'static str, scope: &'static str, handler: Handler) -> Self {
        Self::new("PUT", path, scope, handler)
    }

    pub(super) const fn patch(path: &'static str, scope: &'static str, handler: Handler) -> Self {
        Self::new("PATCH", path, scope, handler)
    }

    pub(super) const fn delete(path: &'static str, scope: &'static str, handler: Handler) -> Self {
        Self::new("DELETE", path, scope, handler)
    }

    /// Requires a body of this shape, on a DELETE too.
    pub(super) const fn body(mut self, shape: Shape) -> Self {
        self.body = Some(shape);
        self
    }

    /// Whether a merged conversation answers 301 here.
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
