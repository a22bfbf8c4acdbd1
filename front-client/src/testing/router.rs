//! From a request to an answer: the table of operations and the checks before each.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header, request};
use http_body_util::Full;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::call::{Answer, Call, Failure, Outcome};
use super::fault::{Fault, What};
use super::limits::{Guard, Throttled};
use super::log::Recorded;
use super::query::Query;
use super::shape::{self, Shape};
use super::state::State;
use super::{
    accounts, attachments, auth, channels, comments, contacts, conversations, custom_fields, drafts, events,
    inboxes, messages, multipart, redirect, tags, teammates, teams,
};

/// Carries out one operation.
type Handler = fn(&mut State, &Call) -> Outcome;

/// One operation of the API.
#[derive(Clone, Copy)]
pub(super) struct Route {
    method: &'static str,
    /// The path with `{parameters}`, without a slash at its end.
    path: &'static str,
    /// The scope that a token needs; empty for none.
    scope: &'static str,
    /// The body that it takes.
    body: Option<Shape>,
    handler: Handler,
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
    fn redirects(&self) -> bool {
        let whole = self.path == "/conversations/{conversation_id}";
        self.path.starts_with("/conversations/{conversation_id}") && !(whole && self.method == "DELETE")
    }

    fn guard(&self) -> Guard {
        match (self.method, self.path) {
            (_, "/conversations/search/{query}") => Guard::Search,
            ("POST", "/messages/{message_id}/seen") => Guard::Seen,
            (_, path) if path.starts_with("/conversations/{") || path.starts_with("/channels/{") => {
                Guard::Resource
            }
            _ => Guard::None,
        }
    }

    /// The path parameters, when the segments fit.
    fn fits(&self, method: &Method, segments: &[String]) -> Option<Vec<(&'static str, String)>> {
        if self.method != method.as_str() || self.path.split('/').count() != segments.len() {
            return None;
        }
        let mut params = Vec::new();
        for (part, given) in self.path.split('/').zip(segments) {
            match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
                Some(_) if given.is_empty() => return None,
                Some(name) => params.push((name, given.clone())),
                None if part == given => {}
                None => return None,
            }
        }
        Some(params)
    }
}

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

/// Method, path template and scope of every operation that the fake has; the scope is empty when none is needed.
pub(super) fn operations() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    SECTIONS.iter().copied().flatten().map(|route| (route.method, route.path, route.scope))
}

/// What becomes of a request.
pub(super) struct Reply {
    /// `None` when the connection is dropped.
    pub(super) response: Option<Response<Full<Bytes>>>,
    pub(super) delay: Option<std::time::Duration>,
}

/// Answers one request; a body that could not be read comes as its failure.
pub(super) fn handle(state: &mut State, parts: &request::Parts, body: Result<Bytes, Failure>) -> Reply {
    messages::settle(state);
    let path = parts.uri.path();
    let fault = state.faults.strike(parts.method.as_str(), path);
    let mut recorded = Recorded {
        method: parts.method.to_string(),
        host: host(parts),
        path: path.to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        body: None,
        files: Vec::new(),
        status: None,
        authorization_present: parts.headers.contains_key(header::AUTHORIZATION),
    };
    let form = body.and_then(|body| read(parts, &body, &mut recorded));
    let (response, delay) = match fault {
        Some(fault) if !fault.after_write => {
            let response = instead(state, &fault);
            recorded.status = response.as_ref().map(|response| response.status().as_u16());
            (response, None)
        }
        fault => {
            let outcome = route(state, parts, form, recorded.host.as_deref());
            let (response, bytes) = respond(state, outcome);
            recorded.status = Some(response.status().as_u16());
            match fault {
                None => (Some(response.map(|()| Full::new(bytes))), None),
                Some(Fault { what: What::Delay(time), .. }) => {
                    (Some(response.map(|()| Full::new(bytes))), Some(time))
                }
                Some(Fault { what: What::Truncated, .. }) => {
                    (Some(response.map(|()| Full::new(bytes.slice(..bytes.len() / 2)))), None)
                }
                Some(fault) => (instead(state, &fault), None),
            }
        }
    };
    state.log.push(recorded);
    Reply { response, delay }
}

/// Authentication, route, scope, limits, merged conversations, body, and then the operation itself.
fn route(
    state: &mut State,
    parts: &request::Parts,
    form: Result<Form, Failure>,
    host: Option<&str>,
) -> Outcome {
    let token = state.tokens.authenticate(&parts.headers)?;
    let path = parts.uri.path().trim_end_matches('/');
    let (route, params) = find(&parts.method, path).ok_or_else(|| Failure::not_found("Route not found"))?;
    state.tokens.authorize(token, route.scope)?;
    let resource = params.first().map_or("", |(_, value)| value.as_str());
    state.meter.take(state.clock.millis(), route.guard(), resource).map_err(Throttled::failure)?;
    let mut call = Call {
        path: path.to_owned(),
        params,
        query: Query::parse(parts.uri.query().unwrap_or_default()),
        token,
        accept: text_header(&parts.headers, header::ACCEPT).to_owned(),
        ..Call::default()
    };
    if let Some(moved) = route.redirects().then(|| redirect::answer(state, &call, host)).flatten() {
        return Ok(moved);
    }
    if let Some(shape) = route.body {
        (call.body, call.uploads, call.form) = form?;
        shape::check(shape, &mut call.body, &call.uploads, call.form)?;
    }
    (route.handler)(state, &call)
}

/// The operation that a method and path name; where two fit, the one whose literal segment comes first.
fn find(method: &Method, path: &str) -> Option<(Route, Vec<(&'static str, String)>)> {
    let decoded = path.split('/').map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned());
    let segments: Vec<String> = decoded.collect();
    let routes = SECTIONS.iter().copied().flatten();
    let fitting = routes.filter_map(|route| Some((*route, route.fits(method, &segments)?)));
    fitting
        .min_by_key(|(route, _)| route.path.split('/').map(|part| part.starts_with('{')).collect::<Vec<_>>())
}

type Form = (super::state::Row, Vec<multipart::Upload>, bool);

/// Reads the body and notes it in the log.
fn read(parts: &request::Parts, body: &Bytes, recorded: &mut Recorded) -> Result<Form, Failure> {
    let content_type = text_header(&parts.headers, header::CONTENT_TYPE);
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if essence == "multipart/form-data" {
        let (fields, uploads) = multipart::parse(content_type, body).map_err(Failure::invalid)?;
        recorded.body = Some(fields.clone().into());
        recorded.files = uploads.iter().map(|upload| upload.filename.clone()).collect();
        return Ok((fields, uploads, true));
    }
    if body.is_empty() {
        return Err(Failure::invalid("body: missing"));
    }
    let parsed: Result<Value, _> = serde_json::from_slice(body);
    recorded.body = parsed.as_ref().ok().cloned();
    if essence != "application/json" {
        return Err(Failure::invalid("content-type: expected application/json or multipart/form-data"));
    }
    match parsed {
        Ok(Value::Object(fields)) => Ok((fields, Vec::new(), false)),
        Ok(_) => Err(Failure::invalid("body: expected an object")),
        Err(error) => Err(Failure::malformed(unexpected(body, &error))),
    }
}

/// The words of a JavaScript parser, which is what Front's answer shows.
fn unexpected(body: &Bytes, error: &serde_json::Error) -> String {
    let lines = body.split_inclusive(|byte| *byte == b'\n').take(error.line().saturating_sub(1));
    let at = lines.map(<[u8]>::len).sum::<usize>() + error.column().saturating_sub(1);
    match String::from_utf8_lossy(body.get(at..).unwrap_or_default()).chars().next() {
        Some(found) if !error.is_eof() => format!("Unexpected token {found} in JSON at position {at}"),
        _ => "Unexpected end of JSON input".to_owned(),
    }
}

/// The head and the bytes of an answer.
fn respond(state: &mut State, outcome: Outcome) -> (Response<()>, Bytes) {
    const JSON: &str = "application/json; charset=utf-8";
    let mut headers = HeaderMap::new();
    let (status, content_type, bytes) = match outcome {
        Ok(Answer::Json(status, value)) => (status, JSON.to_owned(), json_bytes(&value)),
        Ok(Answer::Empty) => (StatusCode::NO_CONTENT, String::new(), Bytes::new()),
        Ok(Answer::Bytes { content_type, bytes }) => (StatusCode::OK, content_type, bytes),
        Ok(Answer::Moved { location, body }) => {
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
    state.meter.write(state.clock.millis(), &mut headers);
    if let Some(value) = HeaderValue::try_from(content_type).ok().filter(|value| !value.is_empty()) {
        headers.insert(header::CONTENT_TYPE, value);
    }
    let mut response = Response::new(());
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    (response, bytes)
}

/// The answer that a fault gives in place of the real one.
fn instead(state: &mut State, fault: &Fault) -> Option<Response<Full<Bytes>>> {
    let failure = match fault.what {
        What::Dropped => return None,
        What::Html => {
            let page = Bytes::from_static(b"<html><body><h1>502 Bad Gateway</h1></body></html>\n");
            let mut response = Response::new(Full::new(page));
            *response.status_mut() = StatusCode::BAD_GATEWAY;
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html"));
            return Some(response);
        }
        What::Status(status) => {
            Failure::new(status, status.canonical_reason().unwrap_or("Error"), "The fake was told to fail")
        }
        What::RateLimited(wait) => {
            Throttled { retry_millis: u64::try_from(wait.as_millis()).unwrap_or(u64::MAX), tier: None }
                .failure()
        }
        What::Delay(_) | What::Truncated => {
            unreachable!("these come after the write, beside the real answer")
        }
    };
    let used_up = failure.throttled.is_some();
    let (mut response, bytes) = respond(state, Err(failure));
    if used_up {
        response.headers_mut().insert("x-ratelimit-remaining", HeaderValue::from_static("0"));
    }
    Some(response.map(|()| Full::new(bytes)))
}

fn json_bytes(value: &Value) -> Bytes {
    value.to_string().into()
}

fn text_header(headers: &HeaderMap, name: header::HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn host(parts: &request::Parts) -> Option<String> {
    let named = parts.uri.authority().map(|authority| authority.as_str().to_owned());
    named.or_else(|| {
        Some(text_header(&parts.headers, header::HOST).to_owned()).filter(|host| !host.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literal_segments_win() {
        let found = |path: &str| find(&Method::GET, path).map(|(route, _)| route.path);
        assert_eq!(found("/accounts/custom_fields"), Some("/accounts/custom_fields"));
        assert_eq!(found("/conversations/search/messages"), Some("/conversations/search/{query}"));
        assert_eq!(found("/conversations/cnv_1/messages"), Some("/conversations/{conversation_id}/messages"));
        assert_eq!(found("/nowhere"), None);
        assert_eq!(found("/conversations//messages"), None);
    }

    #[test]
    fn no_operation_is_there_twice() {
        let mut all: Vec<_> = operations().map(|(method, path, _)| (method, path)).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        assert_eq!(SECTIONS.iter().copied().flatten().filter(|route| route.redirects()).count(), 19);
    }

    #[test]
    fn a_parameter_is_one_decoded_segment() {
        let (_, params) = find(&Method::GET, "/conversations/search/is%3Aopen%20a%2Fb").unwrap();
        assert_eq!(params, [("query", "is:open a/b".to_owned())]);
    }
}
