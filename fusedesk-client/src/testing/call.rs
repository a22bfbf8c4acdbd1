//! Input and output of handlers: the parameters of a call, and its response or failure.

use client_core::testing::{PathParams, Row};
use http::StatusCode;
use serde_json::{Value, json};

use super::dates;

/// Result of a handler. A success is always 200.
pub(super) type HandlerResult = Result<Value, ErrorResponse>;

/// One request, after authentication and routing.
pub(super) struct Call {
    /// Path parameters by name, decoded.
    pub(super) path: PathParams,
    /// Merged parameters of query and body, as in PHP's `$_REQUEST`: the body wins.
    pub(super) params: Row,
    /// Index of the caller's key.
    pub(super) key: usize,
    /// Seconds since the UNIX epoch.
    pub(super) now: u64,
}

impl Call {
    /// Returns a path parameter.
    pub(super) fn segment(&self, name: &str) -> &str {
        self.path.iter().find(|(param, _)| *param == name).map_or("", |(_, value)| value)
    }

    /// Returns a numeric path parameter. Any other value is not found.
    pub(super) fn id(&self, name: &str) -> Result<u64, ErrorResponse> {
        self.segment(name).parse().map_err(|_| ErrorResponse::not_found("Object not found"))
    }

    /// Returns a parameter as text, or `None` if it is absent.
    pub(super) fn text(&self, name: &str) -> Result<Option<String>, ErrorResponse> {
        match self.params.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => scalar(name, value).map(Some),
        }
    }

    /// Returns a required, non-empty parameter.
    pub(super) fn required(&self, name: &'static str) -> Result<String, ErrorResponse> {
        self.text(name)?.filter(|text| !text.trim().is_empty()).ok_or_else(|| ErrorResponse::missing(name))
    }

    /// Returns a numeric parameter, or `None` if it is absent or empty.
    pub(super) fn int(&self, name: &str) -> Result<Option<u64>, ErrorResponse> {
        self.text(name)?.filter(|text| !text.is_empty()).map(|text| number(name, &text)).transpose()
    }

    /// Returns a link by number. `Some(None)` for `0` and the empty text, which remove the link.
    pub(super) fn link(&self, name: &str) -> Result<Option<Option<u64>>, ErrorResponse> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        if text.is_empty() {
            return Ok(Some(None));
        }
        Ok(Some(Some(number(name, &text)?).filter(|id| *id != 0)))
    }

    /// Returns a parameter with one number or a list of numbers.
    pub(super) fn ints(&self, name: &str) -> Result<Vec<u64>, ErrorResponse> {
        match self.params.get(name) {
            Some(Value::Array(list)) => list.iter().map(|item| number(name, &scalar(name, item)?)).collect(),
            _ => Ok(self.int(name)?.into_iter().collect()),
        }
    }

    /// Returns comma-separated numbers.
    pub(super) fn comma_ints(&self, name: &'static str) -> Result<Vec<u64>, ErrorResponse> {
        let text = self.required(name)?;
        text.split(',').map(|part| number(name, part.trim())).collect()
    }

    /// Returns the truth of a parameter in PHP: only the empty text and `0` are false. The text `false` is true.
    pub(super) fn flag(&self, name: &str) -> Result<Option<bool>, ErrorResponse> {
        Ok(self.text(name)?.map(|text| !text.is_empty() && text != "0"))
    }

    /// Returns a time in any format of [`dates`](super::dates).
    pub(super) fn date(&self, name: &str) -> Result<Option<u64>, ErrorResponse> {
        let Some(text) = self.text(name)?.filter(|text| !text.is_empty()) else { return Ok(None) };
        dates::parse(&text, self.now).map(Some).ok_or_else(|| ErrorResponse::invalid(name, "this is no date"))
    }

    /// Returns the requested status of a case.
    pub(super) fn status(&self) -> Result<Option<String>, ErrorResponse> {
        let status = self.text("status")?.filter(|status| !status.is_empty());
        if status.as_deref().is_some_and(|status| !matches!(status, "new" | "open" | "closed")) {
            return Err(ErrorResponse::invalid("status", "expected new, open or closed"));
        }
        Ok(status)
    }
}

fn scalar(name: &str, value: &Value) -> Result<String, ErrorResponse> {
    match value {
        Value::Null => Ok(String::new()),
        Value::Bool(flag) => Ok(if *flag { "1".into() } else { String::new() }),
        Value::Number(number) => Ok(number.to_string()),
        Value::String(text) => Ok(text.clone()),
        Value::Array(_) | Value::Object(_) => {
            Err(ErrorResponse::invalid(name, "expected one value and no list"))
        }
    }
}

fn number(name: &str, text: &str) -> Result<u64, ErrorResponse> {
    text.parse().map_err(|_| ErrorResponse::invalid(name, "expected a whole number"))
}

/// Error response.
///
/// Only the code `api_error_noscope` is known from FuseDesk. The others are inventions of the fake in the same
/// style.
#[derive(Debug)]
pub(super) struct ErrorResponse {
    pub(super) status: StatusCode,
    pub(super) code: &'static str,
    pub(super) message: String,
}

impl ErrorResponse {
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

    /// FuseDesk responds with 405 to every error without another status.
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
