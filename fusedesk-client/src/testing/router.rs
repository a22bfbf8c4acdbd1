//! Route requests to operations: the table of operations and the checks before each.

use bytes::Bytes;
use client_core::testing::{
    Content, Failing, Fake, Kit, Query, Received, Recorded, Row, find_route, parse_form,
};
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use serde_json::Value;

use super::call::{Call, ErrorResponse, HandlerResult};
use super::state::State;
use super::{auth, case_tags, cases, chats, contacts, departments, emails, reps, session, webhooks};

/// Handler of one operation.
type Handler = fn(&mut State, &Call) -> HandlerResult;

/// An operation of the API.
#[derive(Clone, Copy)]
pub(super) struct Route {
    pub(super) method: &'static str,
    /// Path with `{parameters}`, without a trailing slash.
    pub(super) path: &'static str,
    /// The scope that a key needs; empty for none.
    pub(super) scope: &'static str,
    /// Known parameters. Others are ignored, as in PHP.
    pub(super) params: &'static [&'static str],
    handler: Handler,
}

impl Route {
    pub(super) const fn get(path: &'static str, scope: &'static str, handler: Handler) -> Self {
        Self { method: "GET", path, scope, params: &[], handler }
    }

    pub(super) const fn post(path: &'static str, scope: &'static str, handler: Handler) -> Self {
        Self { method: "POST", ..Self::get(path, scope, handler) }
    }

    pub(super) const fn delete(path: &'static str, scope: &'static str, handler: Handler) -> Self {
        Self { method: "DELETE", ..Self::get(path, scope, handler) }
    }

    pub(super) const fn takes(mut self, params: &'static [&'static str]) -> Self {
        self.params = params;
        self
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

/// Every operation, by resource.
const SECTIONS: &[&[Route]] = &[
    case_tags::ROUTES,
    cases::ROUTES,
    chats::ROUTES,
    contacts::ROUTES,
    departments::ROUTES,
    emails::ROUTES,
    reps::ROUTES,
    session::ROUTES,
    webhooks::ROUTES,
];

/// All operations.
pub(super) fn routes() -> impl Iterator<Item = &'static Route> {
    SECTIONS.iter().copied().flatten()
}

impl Fake for State {
    fn kit(&mut self) -> &mut Kit {
        &mut self.kit
    }

    fn settle(&mut self) {
        cases::wake(self);
    }

    fn respond(&mut self, request: &Received) -> Response<Bytes> {
        let outcome = route(self, request);
        respond(self, request, outcome)
    }

    fn fail(&mut self, failing: &Failing) -> Response<Bytes> {
        let told = "The fake was told to fail";
        let status = failing.status();
        let failure = match status {
            StatusCode::UNAUTHORIZED => ErrorResponse::unauthorized(),
            StatusCode::FORBIDDEN => ErrorResponse::no_scope(),
            StatusCode::NOT_FOUND => ErrorResponse::not_found(told),
            StatusCode::TOO_MANY_REQUESTS => ErrorResponse::rate_limited(),
            _ => ErrorResponse::new(status, "api_error", told),
        };
        let mut response = error_response(self, &failure);
        if let Failing::RateLimited(wait) = failing {
            let headers = response.headers_mut();
            headers.insert("x-fusedesk-usage-remaining", HeaderValue::from_static("0"));
            // FuseDesk is not known to send `retry-after`, but a test may request it.
            if !wait.is_zero() {
                let seconds = u64::try_from(wait.as_millis().div_ceil(1_000)).unwrap_or(u64::MAX);
                headers.insert(header::RETRY_AFTER, seconds.into());
            }
        }
        response
    }

    /// Detects a key in another header or in the parameters, and removes it from the latter.
    fn amend(&self, request: &Received, entry: &mut Recorded) {
        let params = merged(request).unwrap_or_default();
        let in_query = request.query().get(auth::PARAMETER).is_some();
        entry.authorization_present = in_query || auth::given(request, &params).is_some();
        if let Some(Value::Object(body)) = &mut entry.body {
            body.remove(auth::PARAMETER);
        }
        let is_key = |pair: &&str| Query::parse(pair).get(auth::PARAMETER).is_some();
        entry.query = entry.query.split('&').filter(|pair| !is_key(pair)).collect::<Vec<_>>().join("&");
    }
}

/// Validates key, limit, operation and scope, then runs the operation.
fn route(state: &mut State, request: &Received) -> HandlerResult {
    let params = merged(request)?;
    let key = auth::authenticate(&state.kit.tokens, request, &params)?;
    let now = state.now();
    state.hourly_limit.take(now)?;
    let (route, path) = find_route(routes(), &request.head.method, request.path())
        .ok_or_else(|| ErrorResponse::not_found("Unknown API method"))?;
    if !state.kit.tokens.allows(key, route.scope) {
        return Err(ErrorResponse::no_scope());
    }
    for name in params.keys().filter(|name| *name != auth::PARAMETER) {
        if !route.params.contains(&name.as_str()) {
            state.ignored.insert(format!("{} {}: {name}", route.method, route.path));
        }
    }
    (route.handler)(state, &Call { path, params, key, now })
}

/// Returns the merged parameters of query and body. The body wins, as in PHP.
fn merged(request: &Received) -> Result<Row, ErrorResponse> {
    let query = request.head.uri.query().unwrap_or_default();
    let mut params =
        parse_form(query.as_bytes()).map_err(|wrong| ErrorResponse::invalid("in the query", &wrong))?;
    match &request.content {
        Content::Form(fields) | Content::Multipart(fields, _) | Content::Json(Value::Object(fields)) => {
            params.extend(fields.clone());
        }
        Content::Json(_) | Content::NotJson { .. } => {
            return Err(ErrorResponse::invalid("in the body", "expected a JSON object"));
        }
        Content::Malformed(wrong) => return Err(ErrorResponse::invalid("in the body", wrong)),
        Content::TooLarge { limit } => {
            let message = format!("The body is larger than {limit} bytes");
            return Err(ErrorResponse::new(StatusCode::PAYLOAD_TOO_LARGE, "api_error_toolarge", message));
        }
        // PHP reads no parameters from bodies of other types.
        _ => {}
    }
    Ok(params)
}

fn respond(state: &mut State, request: &Received, outcome: HandlerResult) -> Response<Bytes> {
    match outcome {
        Ok(value) => {
            let text = state.quirks.write(&request.head.method, request.path(), value, &state.case_tags);
            finish(state, StatusCode::OK, HeaderMap::new(), text)
        }
        Err(failure) => error_response(state, &failure),
    }
}

/// Builds an error response: status, the two headers, and the body with the same content.
fn error_response(state: &mut State, failure: &ErrorResponse) -> Response<Bytes> {
    let text = failure.json().to_string();
    // Responses with a success status have no error headers.
    if state.quirks.are_errors_ok() || failure.status.is_success() {
        return finish(state, StatusCode::OK, HeaderMap::new(), text);
    }
    let mut headers = HeaderMap::new();
    for (name, value) in
        [("x-fusedesk-error-code", failure.code), ("x-fusedesk-error", failure.message.as_str())]
    {
        // A message may contain a parameter name, which may be any text.
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    finish(state, failure.status, headers, text)
}

fn finish(state: &mut State, status: StatusCode, mut headers: HeaderMap, text: String) -> Response<Bytes> {
    let now = state.now();
    state.hourly_limit.write(now, &mut headers);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let mut response = Response::new(text.into());
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::Method;

    /// Number of operations of FuseDesk.
    const OPERATIONS: usize = 44;

    #[test]
    fn every_operation_is_there_once() {
        let mut all: Vec<_> = routes().map(|route| (route.method, route.path)).collect();
        assert_eq!(all.len(), OPERATIONS, "a new operation: change `OPERATIONS` in {}", file!());
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), OPERATIONS, "two routes have the same method and path");
    }

    #[test]
    fn literals_come_before_ids() {
        let found = |method, path| find_route(routes(), &method, path).map(|(route, _)| route.path);
        assert_eq!(found(Method::POST, "/api/v1/cases/update/"), Some("/api/v1/cases/update"));
        assert_eq!(found(Method::POST, "/api/v1/cases/7"), Some("/api/v1/cases/{caseId}"));
        assert_eq!(found(Method::GET, "/api/v1/emails/unassigned"), Some("/api/v1/emails/unassigned"));
        assert_eq!(found(Method::GET, "/api/v2/departments/archived"), Some("/api/v2/departments/archived"));
        assert_eq!(found(Method::PUT, "/api/v1/cases/7"), None);
        assert_eq!(found(Method::GET, "/api/v2/cases"), None);
    }
}
