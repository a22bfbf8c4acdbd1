//! Control API, under a path that no vendor uses.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use client_core::testing::{Query, Recorded};
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    account::Account,
    fault,
    options::Start,
    settings::{self, Set, Settings},
    value::Time,
};

/// Root path of the control API.
const ROOT: &str = "/_fake";
/// Largest request body of the control API, in bytes. Larger ones are answered with 413.
const MAX_BODY: usize = 1024 * 1024;
/// All paths, for the error of an unknown path.
const PATHS: &str = "/_fake, /_fake/settings, /_fake/faults, /_fake/requests, /_fake/sent, /_fake/clock, /_fake/tokens and /_fake/reset";

/// A fake and its control API.
pub(crate) struct Control<A: Account> {
    start: Start<A>,
    base_url: String,
    /// Credential. A reset keeps it.
    token: String,
    now: Mutex<Current<A>>,
}

/// Current account and settings.
struct Current<A: Account> {
    account: A,
    set: Set,
    settings: A::Settings,
}

/// Status and message of an error.
type ControlError = (StatusCode, String);

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ClockChange {
    advance: Option<Time>,
    freeze: bool,
    /// Time with its offset, such as `2026-01-31T09:00:00Z`.
    set: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewToken {
    scopes: Vec<String>,
}

/// Returns true for paths of the control API.
pub(crate) fn is_path(path: &str) -> bool {
    path.strip_prefix(ROOT).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl<A: Account> Control<A> {
    /// Opens the account.
    pub(crate) fn new(start: Start<A>, base_url: String) -> Self {
        let account = A::open(start.empty);
        if let Some(token) = &start.token {
            account.set_token(token);
        }
        let token = account.token();
        let now = opened(&start, &base_url, account);
        Self { start, base_url, token, now: Mutex::new(now) }
    }

    /// Returns the current account; a reset replaces it.
    pub(crate) fn account(&self) -> A {
        self.now().account.clone()
    }

    /// Handles a request to the control API.
    pub(crate) async fn answer(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let (head, body) = request.into_parts();
        let body = match Limited::new(body, MAX_BODY).collect().await {
            Ok(body) => body.to_bytes(),
            Err(_) => {
                return refuse((
                    StatusCode::PAYLOAD_TOO_LARGE,
                    format!("the body is larger than {MAX_BODY} bytes"),
                ));
            }
        };
        let query = Query::parse(head.uri.query().unwrap_or_default());
        let path = head.uri.path().strip_prefix(ROOT).unwrap_or_default().trim_end_matches('/');
        match self.route(&head.method, path, &query, &body) {
            Ok(value) => respond(StatusCode::OK, &value),
            Err(refusal) => refuse(refusal),
        }
    }

    fn route(&self, method: &Method, path: &str, query: &Query, body: &Bytes) -> Result<Value, ControlError> {
        let account = self.account();
        match (path, method.as_str()) {
            ("", "GET") => Ok(self.state()),
            ("/settings", "GET") => Ok(self.settings()),
            ("/settings", "PATCH" | "PUT") => {
                self.change(object(body)?).map_err(bad)?;
                Ok(self.settings())
            }
            ("/faults", "GET") => Ok(json!(account.faults())),
            ("/faults", "POST") => {
                let faults = fault::list(json(body)?).into_iter().map(A::read_fault);
                // All of them or none.
                for fault in faults.collect::<Result<Vec<_>, _>>().map_err(bad)? {
                    account.fault(fault);
                }
                Ok(json!(account.faults()))
            }
            ("/faults", "DELETE") => {
                account.clear_faults();
                Ok(json!([]))
            }
            ("/requests", "GET") => Ok(json!(received(account.requests(), query)?)),
            ("/requests", "DELETE") => {
                account.clear_requests();
                Ok(json!([]))
            }
            ("/sent", "GET") => Ok(account.sent().into()),
            ("/clock", "GET") => Ok(json!({ "now": time(account.clock().now()) })),
            ("/clock", "POST") => {
                turn(&account, settings::read(object(body)?.into()).map_err(bad)?)?;
                Ok(json!({ "now": time(account.clock().now()) }))
            }
            ("/tokens", "POST") => {
                let NewToken { scopes } = settings::read(object(body)?.into()).map_err(bad)?;
                Ok(json!({ "token": account.issue(scopes) }))
            }
            ("/reset", "POST") => {
                self.reset();
                Ok(self.state())
            }
            (path, _) => Err(match methods(path) {
                Some(allowed) => {
                    (StatusCode::METHOD_NOT_ALLOWED, format!("{ROOT}{path} supports only {allowed}"))
                }
                None => (StatusCode::NOT_FOUND, format!("unknown path {ROOT}{path}; the paths are {PATHS}")),
            }),
        }
    }

    fn state(&self) -> Value {
        let account = self.account();
        json!({
            "fake": A::VENDOR,
            "variables": account.variables(&self.base_url).into_iter().collect::<std::collections::BTreeMap<_, _>>(),
            "settings": self.settings(),
            "faults": account.faults(),
            "requests": account.requests().len(),
            "sent": account.sent().len(),
            "now": time(account.clock().now()),
        })
    }

    fn settings(&self) -> Value {
        settings::named(&self.now().settings).into()
    }

    fn change(&self, change: Set) -> Result<(), String> {
        let now = &mut *self.now();
        let (set, settings) = settings::changed::<A::Settings>(&now.set, change)?;
        let settings = settings.filled(&self.base_url);
        now.account.apply(&settings, Some(&now.settings));
        (now.set, now.settings) = (set, settings);
        Ok(())
    }

    fn reset(&self) {
        let account = A::open(self.start.empty);
        account.set_token(&self.token);
        *self.now() = opened(&self.start, &self.base_url, account);
    }

    fn now(&self) -> MutexGuard<'_, Current<A>> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Applies the settings and faults of the start to a new account.
fn opened<A: Account>(start: &Start<A>, base_url: &str, account: A) -> Current<A> {
    let settings = start.settings.clone().filled(base_url);
    account.apply(&settings, None);
    for fault in start.faults.iter().cloned() {
        account.fault(fault);
    }
    Current { account, set: start.set.clone(), settings }
}

/// Returns the methods of a path, or `None` for an unknown path.
fn methods(path: &str) -> Option<&'static str> {
    match path {
        "" | "/sent" => Some("GET"),
        "/settings" => Some("GET, PATCH and PUT"),
        "/faults" => Some("GET, POST and DELETE"),
        "/requests" => Some("GET and DELETE"),
        "/clock" => Some("GET and POST"),
        "/tokens" | "/reset" => Some("POST"),
        _ => None,
    }
}

/// Filters the received requests by a query string.
fn received(requests: Vec<Recorded>, query: &Query) -> Result<Vec<Recorded>, ControlError> {
    for (name, _) in query.pairs() {
        if !matches!(name, "method" | "path" | "status") {
            return Err(bad(format!("unknown filter {name:?}; the filters are method, path and status")));
        }
    }
    let status = match query.get("status").map(str::parse::<u16>) {
        Some(Err(_)) => return Err(bad("status must be a number".to_owned())),
        Some(Ok(status)) => Some(status),
        None => None,
    };
    let wanted = |request: &Recorded| {
        query.get("method").is_none_or(|method| request.method.eq_ignore_ascii_case(method))
            && query.get("path").is_none_or(|path| request.path.contains(path))
            && status.is_none_or(|status| request.status == Some(status))
    };
    Ok(requests.into_iter().filter(wanted).collect())
}

fn turn(account: &impl Account, change: ClockChange) -> Result<(), ControlError> {
    let clock = account.clock();
    if let Some(set) = change.set {
        let since_epoch =
            set.parse::<Timestamp>().ok().and_then(|set| Duration::try_from(set.as_duration()).ok());
        let wrong =
            || bad(format!("set: {set:?} is not a time after 1970; write it as 2026-01-31T09:00:00Z"));
        clock.set(since_epoch.ok_or_else(wrong)?);
    }
    if change.freeze {
        clock.freeze();
    }
    if let Some(Time(by)) = change.advance {
        clock.advance(by);
    }
    Ok(())
}

fn time(since_epoch: Duration) -> Option<String> {
    let millis = i64::try_from(since_epoch.as_millis()).ok()?;
    Some(Timestamp::from_millisecond(millis).ok()?.to_string())
}

fn json(body: &Bytes) -> Result<Value, ControlError> {
    serde_json::from_slice(body).map_err(|error| bad(format!("the body is not JSON: {error}")))
}

fn object(body: &Bytes) -> Result<Set, ControlError> {
    match json(body)? {
        Value::Object(object) => Ok(object),
        _ => Err(bad("the body is not a JSON object".to_owned())),
    }
}

fn bad(words: String) -> ControlError {
    (StatusCode::BAD_REQUEST, words)
}

fn refuse((status, words): ControlError) -> Response<Full<Bytes>> {
    respond(status, &json!({ "error": words }))
}

fn respond(status: StatusCode, value: &Value) -> Response<Full<Bytes>> {
    // Indented and with a final line feed, for people at a terminal.
    let text = format!("{value:#}\n");
    let mut response = Response::new(Full::from(text));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
