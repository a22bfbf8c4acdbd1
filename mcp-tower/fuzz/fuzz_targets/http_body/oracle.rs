//! Oracle: validates responses as a client reads them.

use bytes::Bytes;
use http::{Method, StatusCode};
use serde::de::IgnoredAny;
use serde_json::Value;

/// Sent body, parsed if possible.
pub(crate) enum Sent {
    Json(Value),
    /// Valid JSON that `Value` cannot represent: a number beyond a double, or half a surrogate pair.
    Odd,
    Junk,
}

impl Sent {
    pub(crate) fn read(body: &[u8]) -> Self {
        match serde_json::from_slice(body) {
            Ok(value) => Self::Json(value),
            Err(_) if serde_json::from_slice::<IgnoredAny>(body).is_ok() => Self::Odd,
            Err(_) => Self::Junk,
        }
    }

    pub(crate) const fn value(&self) -> Option<&Value> {
        match self {
            Self::Json(value) => Some(value),
            _ => None,
        }
    }

    /// Returns `true` if the predicate holds or the body cannot be inspected.
    fn may_be(&self, holds: impl FnOnce(&Value) -> bool) -> bool {
        matches!(self, Self::Odd) || self.value().is_some_and(holds)
    }

    /// Parses a response. Ids and progress tokens are returned byte for byte, so that an odd one makes an odd
    /// response.
    fn answer(&self, json: &str) -> Option<Value> {
        match Self::read(json.as_bytes()) {
            Self::Json(value) => Some(value),
            Self::Odd if matches!(self, Self::Odd) => None,
            _ => panic!("no JSON: {json}"),
        }
    }
}

/// Response to one request while it arrives.
pub(crate) struct Answer<'a> {
    sent: &'a Sent,
    status: StatusCode,
    streams: bool,
    /// Number of responses to a request.
    answers: usize,
    empty: bool,
}

impl<'a> Answer<'a> {
    pub(crate) fn new(method: &Method, sent: &'a Sent, status: StatusCode, kind: Option<&str>) -> Self {
        let post = *method == Method::POST;
        let (streams, empty) = match (status, kind) {
            (StatusCode::ACCEPTED, None) if post => (false, true),
            (StatusCode::NO_CONTENT, None) if *method == Method::DELETE => (false, true),
            (StatusCode::OK, Some("text/event-stream")) if *method != Method::DELETE => (true, false),
            (StatusCode::OK | StatusCode::PAYLOAD_TOO_LARGE, Some("application/json")) if post => {
                (false, false)
            }
            (StatusCode::METHOD_NOT_ALLOWED, Some("application/json")) if !post => (false, false),
            (
                StatusCode::BAD_REQUEST | StatusCode::NOT_FOUND | StatusCode::NOT_ACCEPTABLE,
                Some("application/json"),
            ) => (false, false),
            other => panic!("{method}: {other:?}"),
        };
        Self { sent, status, streams, answers: 0, empty }
    }

    pub(crate) const fn streams(&self) -> bool {
        self.streams
    }

    /// Validates a response in one piece.
    pub(crate) fn whole(&mut self, body: &Bytes) -> Option<Value> {
        let text = text(body);
        if self.empty {
            assert!(text.is_empty(), "{text}");
            return None;
        }
        let answer = self.sent.answer(text)?;
        if let Value::Array(batch) = &answer {
            assert!(self.sent.may_be(Value::is_array) && !batch.is_empty(), "{text}");
            batch.iter().for_each(message);
        } else {
            message(&answer);
            assert!(answer.get("method").is_none(), "{text}");
            self.belongs(&answer);
        }
        if self.status != StatusCode::OK {
            assert!(answer.get("error").is_some(), "{}: {text}", self.status);
        }
        Some(answer)
    }

    /// Validates an event of a stream, unless it is a comment.
    pub(crate) fn event(&mut self, event: &Bytes) -> Option<Value> {
        let event = text(event).strip_suffix("\n\n").expect("an event is closed");
        assert!(!event.contains("\n\n"), "{event}");
        if event.starts_with(':') {
            return None;
        }
        let data: Vec<_> = event.lines().filter_map(|line| line.strip_prefix("data: ")).collect();
        let Some(answer) = self.sent.answer(&data.join("\n")) else { return Some(Value::Null) };
        if let Value::Array(batch) = &answer {
            assert!(self.sent.may_be(Value::is_array) && !batch.is_empty(), "{answer}");
            batch.iter().for_each(message);
        } else {
            message(&answer);
        }
        if answer.get("method").is_none() {
            self.answers += 1;
            self.belongs(&answer);
        }
        assert!(
            self.answers == 0 || answer.get("method").is_none(),
            "something comes after the answer: {answer}"
        );
        Some(answer)
    }

    pub(crate) fn ended(&self) {
        assert!(self.answers <= 1, "{} answers", self.answers);
    }

    /// Asserts that the id of a response is that of the request.
    fn belongs(&self, answer: &Value) {
        if let Some(id) = answer.get("id").filter(|id| !id.is_null()) {
            assert!(self.sent.may_be(|sent| sent.get("id") == Some(id)), "{answer}");
        }
    }
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("an answer is text")
}

/// Asserts that a message is exactly one of a response with a result or an error, a notification, or a request.
fn message(message: &Value) {
    assert_eq!(message["jsonrpc"], "2.0", "{message}");
    let has = |name: &str| message.get(name).is_some();
    match (has("method"), has("result"), has("error")) {
        (true, false, false) => {}
        (false, true, false) => {
            assert!(has("id") && message["result"].is_object(), "{message}");
        }
        (false, false, true) => {
            let error = &message["error"];
            assert!(error["code"].is_i64() && error["message"].is_string(), "{message}");
        }
        _ => panic!("{message}"),
    }
}
