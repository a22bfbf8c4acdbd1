//! Input and output of a handler: the call, and its response or failure.

use bytes::Bytes;
use client_core::testing::{FormFile, PathParams, Query};
use http::StatusCode;
use serde_json::{Value, json};

use super::limits::Throttled;
use super::state::{Kind, Row, State};

/// Result of a handler.
pub(super) type Outcome = Result<Success, Failure>;

/// A request, after authentication, routing and validation.
#[derive(Default)]
pub(super) struct Call {
    /// Requested path, still encoded.
    pub(super) path: String,
    /// Path parameters by name, decoded.
    pub(super) params: PathParams,
    pub(super) query: Query,
    /// The fields of the JSON or multipart body.
    pub(super) body: Row,
    pub(super) uploads: Vec<FormFile>,
    /// `true` for a multipart body, in which every value is text.
    pub(super) form: bool,
    /// Number of the calling token.
    pub(super) token: usize,
    pub(super) accept: String,
}

impl Call {
    pub(super) fn param(&self, name: &str) -> &str {
        self.params.iter().find(|(param, _)| *param == name).map_or("", |(_, value)| value)
    }

    /// Resolves the path parameter `name` to the id of an existing resource, including aliases.
    pub(super) fn resource(&self, state: &State, kind: Kind, name: &str) -> Result<String, Failure> {
        let given = self.param(name);
        super::alias::resolve(state, kind, given).ok_or_else(|| Failure::unknown(kind, given))
    }

    /// The id of the existing resource that the first path parameter means, aliases resolved.
    pub(super) fn subject(&self, state: &State, kind: Kind) -> Result<String, Failure> {
        self.resource(state, kind, self.params.first().map_or("", |(name, _)| name))
    }

    /// Resolves a body field to the id of an existing resource, including aliases. `None` if absent or null.
    pub(super) fn reference(
        &self,
        state: &State,
        kind: Kind,
        field: &str,
    ) -> Result<Option<String>, Failure> {
        self.body.get(field).and_then(Value::as_str).map_or(Ok(None), |given| {
            super::alias::resolve(state, kind, given)
                .map(Some)
                .ok_or_else(|| Failure::invalid(format!("body.{field}: unknown {} {given}", kind.noun())))
        })
    }

    /// Resolves a list in the body to ids of existing resources, including aliases.
    pub(super) fn references(&self, state: &State, kind: Kind, field: &str) -> Result<Vec<String>, Failure> {
        use super::state::Fields as _;
        let given = self.body.texts(field).into_iter().enumerate();
        given
            .map(|(at, given)| {
                super::alias::resolve(state, kind, &given).ok_or_else(|| {
                    Failure::invalid(format!("body.{field}[{at}]: unknown {} {given}", kind.noun()))
                })
            })
            .collect()
    }
}

/// A successful response.
pub(super) enum Success {
    Json(StatusCode, Value),
    Empty,
    Bytes {
        content_type: String,
        bytes: Bytes,
    },
    /// 301 for a merged conversation.
    Moved {
        location: Option<String>,
        body: Option<Value>,
    },
}

impl Success {
    pub(super) fn ok(value: impl Into<Value>) -> Outcome {
        Ok(Self::Json(StatusCode::OK, value.into()))
    }

    pub(super) fn created(value: impl Into<Value>) -> Outcome {
        Ok(Self::Json(StatusCode::CREATED, value.into()))
    }

    pub(super) fn accepted(value: impl Into<Value>) -> Outcome {
        Ok(Self::Json(StatusCode::ACCEPTED, value.into()))
    }

    pub(super) fn no_content() -> Outcome {
        Ok(Self::Empty)
    }
}

/// An error response, with Front's `_error` body.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) status: StatusCode,
    /// `None` gives the body with only a message, which Front sends for malformed JSON.
    pub(super) title: Option<&'static str>,
    pub(super) message: String,
    pub(super) details: Vec<String>,
    /// Set on a 429, for its headers.
    pub(super) throttled: Option<Throttled>,
}

impl Failure {
    pub(super) fn new(status: StatusCode, title: &'static str, message: impl Into<String>) -> Self {
        Self { status, title: Some(title), message: message.into(), details: Vec::new(), throttled: None }
    }

    /// 404 for an unknown id.
    pub(super) fn unknown(kind: Kind, id: &str) -> Self {
        Self::not_found(format!("Unknown {} ID {id}", kind.noun()))
    }

    pub(super) fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "Not found", message)
    }

    pub(super) fn forbidden(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "Forbidden", message)
    }

    pub(super) fn conflict(message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "Conflict", message)
    }

    /// 400 with one detail, such as `body.name: missing`.
    pub(super) fn invalid(detail: impl Into<String>) -> Self {
        Self::body(vec![detail.into()])
    }

    /// 400 for an invalid body.
    pub(super) fn body(details: Vec<String>) -> Self {
        let message = "Body did not satisfy requirements";
        Self { details, ..Self::new(StatusCode::BAD_REQUEST, "Bad request", message) }
    }

    /// 400 for an invalid query.
    pub(super) fn query(detail: impl Into<String>) -> Self {
        let message = "Query did not satisfy requirements";
        Self { details: vec![detail.into()], ..Self::new(StatusCode::BAD_REQUEST, "Bad request", message) }
    }

    /// 400 for text that is not JSON: the body contains neither a status nor a title.
    pub(super) fn malformed(message: impl Into<String>) -> Self {
        Self { title: None, ..Self::new(StatusCode::BAD_REQUEST, "", message) }
    }

    pub(super) fn json(&self) -> Value {
        let Some(title) = self.title else { return json!({ "_error": { "message": self.message } }) };
        let mut error = json!({ "status": self.status.as_u16(), "title": title, "message": self.message });
        if !self.details.is_empty() {
            error["details"] = self.details.clone().into();
        }
        json!({ "_error": error })
    }
}
