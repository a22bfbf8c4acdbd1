//! Parsed request of a fake: its head, and its body in any supported encoding.

use std::fmt;

use bytes::Bytes;
use http::{header, request};
use serde_json::Value;

use super::form::{Row, parse_form};
use super::log::Recorded;
use super::multipart::{FormFile, parse_multipart};
use super::query::Query;

/// Parsed request.
#[non_exhaustive]
pub struct Received {
    /// Method, URI and headers.
    pub head: request::Parts,
    /// The body.
    pub content: Content,
}

/// A request body.
#[derive(Debug)]
#[non_exhaustive]
pub enum Content {
    /// No body.
    Empty,
    /// `application/json`.
    Json(Value),
    /// `application/json` with invalid JSON.
    NotJson {
        /// Body as sent.
        text: Bytes,
        /// Error of the parser.
        error: serde_json::Error,
    },
    /// `application/x-www-form-urlencoded`: all values are text.
    Form(Row),
    /// `multipart/form-data`: all values are text, and the files.
    Multipart(Row, Vec<FormFile>),
    /// Unreadable form, with the reason.
    Malformed(String),
    /// Another content type, or none.
    Other(Bytes),
    /// Body over the size limit. It was not read.
    TooLarge {
        /// Maximum size of a body in bytes.
        limit: usize,
    },
}

impl Received {
    /// Parses a request. `body` is `Err` with the limit if the body was larger.
    pub(super) fn new(head: request::Parts, body: Result<Bytes, usize>) -> Self {
        let content_type = text_header(&head, header::CONTENT_TYPE.as_str());
        let content = match body {
            Ok(body) => Content::read(content_type, body),
            Err(limit) => Content::TooLarge { limit },
        };
        Self { head, content }
    }

    /// Path, still encoded.
    #[must_use]
    pub fn path(&self) -> &str {
        self.head.uri.path()
    }

    /// Returns the parsed query string.
    #[must_use]
    pub fn query(&self) -> Query {
        Query::parse(self.head.uri.query().unwrap_or_default())
    }

    /// Returns a header. Empty if it is missing or not text.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        text_header(&self.head, name)
    }

    /// Requested host with its port, from the URI or the `Host` header.
    #[must_use]
    pub fn host(&self) -> Option<String> {
        let named = self.head.uri.authority().map(|authority| authority.as_str().to_owned());
        named.or_else(|| Some(self.header("host").to_owned()).filter(|host| !host.is_empty()))
    }

    /// Returns the log entry, without a status.
    pub(super) fn record(&self) -> Recorded {
        let (body, files) = match &self.content {
            Content::Json(value) => (Some(value.clone()), [].as_slice()),
            Content::Form(fields) => (Some(fields.clone().into()), [].as_slice()),
            Content::Multipart(fields, files) => (Some(fields.clone().into()), files.as_slice()),
            Content::Other(bytes) => (serde_json::from_slice(bytes).ok(), [].as_slice()),
            Content::Empty | Content::NotJson { .. } | Content::Malformed(_) | Content::TooLarge { .. } => {
                (None, [].as_slice())
            }
        };
        Recorded {
            method: self.head.method.to_string(),
            host: self.host(),
            path: self.path().to_owned(),
            query: self.head.uri.query().unwrap_or_default().to_owned(),
            content_type: self.header("content-type").to_owned(),
            body,
            files: files.iter().map(|file| file.filename.clone()).collect(),
            status: None,
            authorization_present: self.head.headers.contains_key(header::AUTHORIZATION),
        }
    }
}

impl Content {
    fn read(content_type: &str, body: Bytes) -> Self {
        let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match essence.as_str() {
            "multipart/form-data" => match parse_multipart(content_type, &body) {
                Ok((fields, files)) => Self::Multipart(fields, files),
                Err(wrong) => Self::Malformed(wrong),
            },
            _ if body.is_empty() => Self::Empty,
            "application/json" => match serde_json::from_slice(&body) {
                Ok(value) => Self::Json(value),
                Err(error) => Self::NotJson { text: body, error },
            },
            "application/x-www-form-urlencoded" => match parse_form(&body) {
                Ok(fields) => Self::Form(fields),
                Err(wrong) => Self::Malformed(wrong),
            },
            _ => Self::Other(body),
        }
    }
}

impl fmt::Debug for Received {
    /// Shows no headers, because one is the credential.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Received");
        shown.field("method", &self.head.method).field("path", &self.path()).finish_non_exhaustive()
    }
}

fn text_header<'a>(head: &'a request::Parts, name: &str) -> &'a str {
    head.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::Request;

    fn received(content_type: &str, body: Result<&'static str, usize>) -> Received {
        let request = Request::post("http://desk.example:8850/a?b=1")
            .header("content-type", content_type)
            .header("authorization", "Bearer secret")
            .body(())
            .unwrap();
        Received::new(request.into_parts().0, body.map(Bytes::from))
    }

    #[test]
    fn content_type_selects_the_body_parser() {
        let kind = |content_type, body| received(content_type, Ok(body)).content;
        assert!(matches!(kind("application/json; charset=utf-8", "{}"), Content::Json(Value::Object(_))));
        assert!(matches!(kind("application/json", "{"), Content::NotJson { .. }));
        assert!(matches!(kind("application/json", ""), Content::Empty));
        assert!(matches!(kind("Application/X-WWW-Form-Urlencoded", "a=1"), Content::Form(_)));
        assert!(matches!(kind("application/x-www-form-urlencoded", "a=1&a[b]=2"), Content::Malformed(_)));
        assert!(matches!(kind("multipart/form-data; boundary=X", "--X--"), Content::Multipart(..)));
        assert!(matches!(kind("multipart/form-data", ""), Content::Malformed(_)));
        assert!(matches!(kind("", "{}"), Content::Other(_)));
        assert!(matches!(received("", Err(9)).content, Content::TooLarge { limit: 9 }));
    }

    #[test]
    fn the_log_has_all_but_the_credential() {
        let received = received("application/x-www-form-urlencoded", Ok("a=1"));
        let entry = received.record();
        assert_eq!((entry.host.as_deref(), entry.path.as_str()), (Some("desk.example:8850"), "/a"));
        assert_eq!((entry.query.as_str(), entry.body), ("b=1", Some(serde_json::json!({ "a": "1" }))));
        assert!(entry.authorization_present && !format!("{received:?}").contains("secret"));
    }
}
