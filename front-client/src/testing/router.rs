//! Route requests to operations: the table of operations and the checks before each.

use bytes::Bytes;
use client_core::testing::{Content, Failing, Fake, FormFile, Kit, Received, find_route};
use http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use serde_json::Value;

use super::call::{Call, Failure, Outcome, Success};
use super::limits::Throttled;
use super::route::Route;
use super::shape::{self, Shape};
use super::state::State;
use super::{
    accounts, attachments, auth, channels, comments, contacts, conversations, custom_fields, drafts, events,
    inboxes, messages, redirect, tags, teammates, teams,
};

/// Every operation, by section.
const SECTIONS: &[&[Route]] = &[
    accounts::ROUTES,
    attachments::ROUTES,
    auth::ROUTES,
    channels::ROUTES,
    comments::ROUTES,
    contacts::ROUTES,
    conversations::ROUTES,
    conversations::PARTS,
    custom_fields::ROUTES,
    drafts::ROUTES,
    events::ROUTES,
    inboxes::ROUTES,
    messages::ROUTES,
    tags::ROUTES,
    teammates::ROUTES,
    teams::ROUTES,
];

/// Returns method, path template and scope of every operation of the fake. The scope is empty if none is
/// needed.
pub(super) fn operations() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    routes().map(|route| (route.method, route.path, route.scope))
}

fn routes() -> impl Iterator<Item = &'static Route> {
    SECTIONS.iter().copied().flatten()
}

impl Fake for State {
    fn kit(&mut self) -> &mut Kit {
        &mut self.kit
    }

    fn settle(&mut self) {
        messages::settle(self);
    }

    fn respond(&mut self, request: &Received) -> Response<Bytes> {
        let outcome = route(self, request);
        respond(self, outcome)
    }

    fn fail(&mut self, failing: &Failing) -> Response<Bytes> {
        let failure = match failing {
            Failing::RateLimited(wait) => {
                Throttled { retry_millis: u64::try_from(wait.as_millis()).unwrap_or(u64::MAX), tier: None }
                    .failure()
            }
            _ => {
                let status = failing.status();
                let title = status.canonical_reason().unwrap_or("Error");
                Failure::new(status, title, "The fake was told to fail")
            }
        };
        let used_up = failure.throttled.is_some();
        let mut response = respond(self, Err(failure));
        if used_up {
            response.headers_mut().insert("x-ratelimit-remaining", HeaderValue::from_static("0"));
        }
        response
    }
}

/// Processes a request: authentication, route, scope, limits, merged conversations, body, then the operation.
fn route(state: &mut State, request: &Received) -> Outcome {
    let token = auth::authenticate(&state.kit.tokens, request)?;
    let path = request.path().trim_end_matches('/');
    let (route, params) = find_route(routes(), &request.head.method, path)
        .ok_or_else(|| Failure::not_found("Route not found"))?;
    auth::authorize(&state.kit.tokens, token, route.scope)?;
    let resource = params.first().map_or("", |(_, value)| value.as_str());
    state.rate_limiter.acquire(state.now(), route.guard(), resource).map_err(Throttled::failure)?;
    let mut call = Call {
        path: path.to_owned(),
        params,
        query: request.query(),
        token,
        accept: request.header("accept").to_owned(),
        ..Call::default()
    };
    if let Some(moved) =
        route.redirects().then(|| redirect::redirect(state, &call, request.host().as_deref())).flatten()
    {
        return Ok(moved);
    }
    if let Some(shape) = route.body {
        (call.body, call.uploads, call.form) = read(&request.content, shape)?;
        shape::validate(shape, &mut call.body, &call.uploads, call.form)?;
    }
    route.run(state, &call)
}

type Form = (super::state::Row, Vec<FormFile>, bool);

/// Returns the fields and files of the body, and whether it was a form.
///
/// An empty body is `{}` if all fields are optional: Front's OpenAPI file declares the bodies themselves as optional.
fn read(content: &Content, shape: Shape) -> Result<Form, Failure> {
    match content {
        Content::Empty if shape::is_optional(shape) => Ok(Form::default()),
        Content::Multipart(fields, files) => Ok((fields.clone(), files.clone(), true)),
        Content::Json(Value::Object(fields)) => Ok((fields.clone(), Vec::new(), false)),
        Content::Json(_) => Err(Failure::invalid("body: expected an object")),
        Content::NotJson { text, error } => Err(Failure::malformed(unexpected(text, error))),
        Content::Empty => Err(Failure::invalid("body: missing")),
        Content::Malformed(wrong) => Err(Failure::invalid(wrong)),
        Content::TooLarge { limit } => Err(Failure::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "Payload too large",
            format!("The body is larger than {limit} bytes"),
        )),
        _ => Err(Failure::invalid("content-type: expected application/json or multipart/form-data")),
    }
}

/// Returns the message of a JavaScript parser, as in Front's responses.
fn unexpected(body: &Bytes, error: &serde_json::Error) -> String {
    let lines = body.split_inclusive(|byte| *byte == b'\n').take(error.line().saturating_sub(1));
    let at = lines.map(<[u8]>::len).sum::<usize>() + error.column().saturating_sub(1);
    match String::from_utf8_lossy(body.get(at..).unwrap_or_default()).chars().next() {
        Some(found) if !error.is_eof() => format!("Unexpected token {found} in JSON at position {at}"),
        _ => "Unexpected end of JSON input".to_owned(),
    }
}

/// Converts an outcome to a response.
fn respond(state: &mut State, outcome: Outcome) -> Response<Bytes> {
    const JSON: &str = "application/json; charset=utf-8";
    let mut headers = HeaderMap::new();
    let (status, content_type, bytes) = match outcome {
        Ok(Success::Json(status, value)) => (status, JSON.to_owned(), json_bytes(&value)),
        Ok(Success::Empty) => (StatusCode::NO_CONTENT, String::new(), Bytes::new()),
        Ok(Success::Bytes { content_type, bytes }) => (StatusCode::OK, content_type, bytes),
        Ok(Success::Moved { location, body }) => {
            if let Some(location) = location.and_then(|location| HeaderValue::try_from(location).ok()) {
                headers.insert(header::LOCATION, location);
            }
            let content_type = if body.is_some() { JSON } else { "" };
            (
                StatusCode::MOVED_PERMANENTLY,
                content_type.to_owned(),
                body.as_ref().map_or(Bytes::new(), json_bytes),
            )
        }
        Err(failure) => {
            if let Some(throttled) = &failure.throttled {
                throttled.write(&mut headers);
            }
            (failure.status, JSON.to_owned(), json_bytes(&failure.json()))
        }
    };
    state.rate_limiter.write(state.kit.clock.millis(), &mut headers);
    if let Some(value) = HeaderValue::try_from(content_type).ok().filter(|value| !value.is_empty()) {
        headers.insert(header::CONTENT_TYPE, value);
    }
    let mut response = Response::new(bytes);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

fn json_bytes(value: &Value) -> Bytes {
    value.to_string().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::Method;

    /// Number of operations that answer 301 for a merged conversation.
    const REDIRECTS: usize = 19;

    #[test]
    fn literal_segments_win() {
        let found = |path: &str| find_route(routes(), &Method::GET, path).map(|(route, _)| route.path);
        assert_eq!(found("/accounts/custom_fields"), Some("/accounts/custom_fields"));
        assert_eq!(found("/conversations/search/messages"), Some("/conversations/search/{query}"));
        assert_eq!(found("/conversations/cnv_1/messages"), Some("/conversations/{conversation_id}/messages"));
        assert_eq!(found("/nowhere"), None);
        assert_eq!(found("/conversations//messages"), None);
    }

    #[test]
    fn operations_are_unique() {
        let mut all: Vec<_> = operations().map(|(method, path, _)| (method, path)).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        let redirects = routes().filter(|route| route.redirects()).count();
        assert_eq!(
            redirects,
            REDIRECTS,
            "a new operation of a conversation: change `REDIRECTS` in {}",
            file!()
        );
    }

    #[test]
    fn a_parameter_is_one_decoded_segment() {
        let (_, params) =
            find_route(routes(), &Method::GET, "/conversations/search/is%3Aopen%20a%2Fb").unwrap();
        assert_eq!(params, [("query", "is:open a/b".to_owned())]);
    }
}
