//! How an exchange ended, in the words of spans and metrics.

use std::borrow::Cow;

use bytes::Bytes;
use http::{Method, Request, Response, Uri};
use tokio::time::Instant;
use tower::timeout::error::Elapsed;

use super::{Deadline, Resent};
use crate::{
    BoxError,
    error::Error,
    error::TransportError,
    operation::Operation,
    vendor::{self, Vendor},
};

/// What is kept of a request until its exchange ends.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) method: Method,
    pub(super) operation: Option<Operation>,
    pub(super) resent: Option<u32>,
    deadline: Option<Instant>,
}

/// `GET /tags/{tag_id}`: what names a span, and has few values.
pub(super) fn span_name<B>(request: &Request<B>) -> String {
    let method = match method(request.method()) {
        OTHER => "HTTP",
        method => method,
    };
    match Asked::new(request).template() {
        Some(template) => format!("{method} {template}"),
        None => method.to_owned(),
    }
}

/// The port that a request goes to, below [`BaseUrl`](super::BaseUrl).
pub(super) fn port(uri: &Uri) -> Option<u16> {
    uri.port_u16().or_else(|| match uri.scheme_str()? {
        "https" => Some(443),
        "http" => Some(80),
        _ => None,
    })
}

impl Asked {
    pub(super) fn new<B>(request: &Request<B>) -> Self {
        let extensions = request.extensions();
        Self {
            method: request.method().clone(),
            operation: extensions.get().copied(),
            resent: extensions.get().map(|Resent(times)| *times),
            deadline: extensions.get().map(|Deadline(end)| *end),
        }
    }

    /// The path template, where the request is one of an operation. Holds no argument.
    pub(super) fn template(&self) -> Option<&'static str> {
        self.operation.map(|operation| operation.path)
    }

    /// `error.type` of OpenTelemetry's conventions; `None` when nothing failed. A redirect is no failure.
    pub(super) fn error_type<V: Vendor>(
        &self,
        result: &Result<Response<Bytes>, BoxError>,
    ) -> Option<Cow<'static, str>> {
        match result {
            Ok(response) if response.status().is_client_error() || response.status().is_server_error() => {
                Some(response.status().as_str().to_owned().into())
            }
            // Some vendors answer failures as successes.
            Ok(response) if response.status().is_success() && vendor::is_failure::<V>(response) => {
                let error = Error::from_response::<V>(&self.method, self.operation, response);
                Some(error.kind().as_str().into())
            }
            Ok(_) => None,
            Err(error) => Some(match error.downcast_ref::<TransportError>() {
                Some(error) => error.word().into(),
                None if error.is::<Elapsed>() => "timeout".into(),
                None => "_OTHER".into(),
            }),
        }
    }

    /// The same of an exchange that was dropped: too late, or given up.
    pub(super) fn dropped(&self) -> &'static str {
        match self.deadline {
            Some(deadline) if Instant::now() >= deadline => "timeout",
            _ => "cancelled",
        }
    }
}

/// What stands for a method that somebody made up.
const OTHER: &str = "_OTHER";

/// The method, unless somebody made it up.
pub(super) fn method(method: &Method) -> &str {
    const KNOWN: [Method; 9] = [
        Method::GET,
        Method::POST,
        Method::PATCH,
        Method::PUT,
        Method::DELETE,
        Method::HEAD,
        Method::OPTIONS,
        Method::CONNECT,
        Method::TRACE,
    ];
    if KNOWN.contains(method) { method.as_str() } else { OTHER }
}
