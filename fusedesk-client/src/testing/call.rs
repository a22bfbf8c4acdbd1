//! What a handler gets and gives: the parameters of a call, and its answer or failure.

use client_core::testing::{PathParams, Row};
use http::StatusCode;
use serde_json::{Value, json};

use super::dates;

/// What a handler returns; a success is always 200.
pub(super) type Outcome = Result<Value, Failure>;

/// One request, after authentication and routing.
pub(super) struct Call {
    /// Path parameters by name, decoded.
    pub(super) path: PathParams,
    /// The parameters of query and body together, as PHP's `$_REQUEST` has them: the body wins.
    pub(super) params: Row,
    /// The number of the key that called.
    pub(super) key: usize,
    /// Seconds since the UNIX epoch.
    pub(super) now: u64,
}

impl Call {
    /// A path parameter.
    pub(super) fn segment(&self, name: &str) -> &str {
        self.path.iter().find(|(param, _)| *param == name).map_or("", |(_, value)| value)
    }

    /// A path parameter that is a number; anything else names nothing.
    pub(super) fn id(&self, name: &str) -> Result<u64, Failure> {
        self.segment(name).parse().map_err(|_| Failure::not_found("Object not found"))
    }

    /// A parameter as text; `None` when it is absent.
    pub(super) fn text(&self, name: &str) -> Result<Option<String>, Failure> {
        match self.params.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => scalar(name, value).map(Some),
        }
    }

    /// A parameter that must be there and not be empty.
    pub(super) fn required(&self, name: &'static str) -> Result<String, Failure> {
        self.text(name)?.filter(|text| !text.trim().is_empty()).ok_or_else(|| Failure::missing(name))
    }

    /// A parameter that is a number; `None` when it is absent or empty.
    pub(super) fn int(&self, name: &str) -> Result<Option<u64>, Failure> {
        self.text(name)?.filter(|text| !text.is_empty()).map(|text| number(name, &text)).transpose()
    }

    /// A link to something by its number: `Some(None)` for `0` and the empty text, which take the link away.
    pub(super) fn link(&self, name: &str) -> Result<Option<Option<u64>>, Failure> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        if text.is_empty() {
            return Ok(Some(None));
        }
        Ok(Some(Some(number(name, &text)?).filter(|id| *id != 0)))
    }

    /// A parameter that is one number or a list of them.
    pub(super) fn ints(&self, name: &str) -> Result<Vec<u64>, Failure> {
        match self.params.get(name) {
            Some(Value::Array(list)) => list.iter().map(|item| number(name, &scalar(name, item)?)).collect(),
            _ => Ok(self.int(name)?.into_iter().collect()),
        }
    }

    /// Numbers in one text, with commas between.
    pub(super) fn comma_ints(&self, name: &'static str) -> Result<Vec<u64>, Failure> {
        let text = self.required(name)?;
        text.split(',').map(|part| number(name, part.trim())).collect()
    }

    /// Whether a parameter is true to PHP: everything is but nothing, the empty text and `0`. The text `false` is true.
    pub(super) fn flag(&self, name: &str) -> Result<Option<bool>, Failure> {
        Ok(self.text(name)?.map(|text| !text.is_empty() && text != "0"))
    }

    /// A time in any of the forms that the fake reads.
    pub(super) fn date(&self, name: &str) -> Result<Option<u64>, Failure> {
        let Some(text) = self.text(name)?.filter(|text| !text.is_empty()) else { return Ok(None) };
        dates::parse(&text, self.now).map(Some).ok_or_else(|| Failure::invalid(name, "this is no date"))
    }

    /// A status that a case can be given.
    pub(super) fn status(&self) -> Result<Option<String>, Failure> {
        let status = self.text("status")?.filter(|status| !status.is_empty());
        if status.as_deref().is_some_and(|status| !matches!(status, "new" | "open" | "closed")) {
            return Err(Failure::invalid("status", "expected new, open or closed"));
        }
        Ok(status)
    }
}

fn scalar(name: &str, value: &Value) -> Result<String, Failure> {
    match value {
        Value::Null => Ok(String::new()),
        Value::Bool(flag) => Ok(if *flag { "1".into() } else { String::new() }),
        Value::Number(number) => Ok(number.to_string()),
        Value::String(text) => Ok(text.clone()),
        Value::Array(_) | Value::Object(_) => Err(Failure::invalid(name, "expected one value and no list")),
    }
}

fn number(name: &str, text: &str) -> Result<u64, Failure> {
    text.parse().map_err(|_| Failure::invalid(name, "expected a whole number"))
}

/// An error answer.
///
/// Of the codes only `api_error_noscope` is known of FuseDesk; the others are the fake's, in its style.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) status: StatusCode,
    pub(super) code: &'static str,
    pub(super) message: String,
}

impl Failure {
    pub(super) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    pub(super) fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "api_error_invalidkey", "Invalid API Key")
    }

    pub(super) fn no_scope() -> Self {
        Self::new(StatusCode::FORBIDDEN, "api_error_noscope", "Not Authorized")
    }

    pub(super) fn not_found(message: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "api_error_notfound", message)
    }

    /// FuseDesk answers 405 for every error that has no other status.
    pub(super) fn missing(name: &str) -> Self {
        let message = format!("Missing required parameter: {name}");
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "api_error_missingparam", message)
    }

    pub(super) fn invalid(name: &str, why: &str) -> Self {
        let message = format!("Invalid parameter {name}: {why}");
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "api_error_invalidparam", message)
    }

    pub(super) fn rate_limited() -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "api_error_ratelimit", "Rate limit exceeded")
    }

    pub(super) fn json(&self) -> Value {
        json!({ "error": self.message, "errorcode": self.code })
    }
}
