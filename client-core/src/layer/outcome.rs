//! Outcome of a request, for spans and metrics.

use std::borrow::Cow;

use bytes::Bytes;
use http::{Method, Request, Response, Uri};
use tokio::time::Instant;
use tower::timeout::error::Elapsed;

use super::{Deadline, PriorAttempts};
use crate::{
    BoxError,
    error::Error,
    error::TransportError,
    operation::Operation,
    vendor::{self, Vendor},
};

/// Properties of a request kept until it completes.
#[derive(Debug, Clone)]
pub(super) struct RequestInfo {
    pub(super) method: Method,
    pub(super) operation: Option<Operation>,
    pub(super) resent: Option<u32>,
    deadline: Option<Instant>,
}

/// Returns the name of a span, such as `GET /tags/{tag_id}`. Low cardinality.
pub(super) fn span_name<B>(request: &Request<B>) -> String {
    let method = match method(request.method()) {
        OTHER => "HTTP",
        method => method,
    };
    match RequestInfo::new(request).template() {
        Some(template) => format!("{method} {template}"),
        None => method.to_owned(),
    }
}

/// Returns the port of a request, below [`BaseUrl`](super::BaseUrl).
pub(super) fn port(uri: &Uri) -> Option<u16> {
    uri.port_u16().or_else(|| match uri.scheme_str()? {
        "https" => Some(443),
        "http" => Some(80),
        _ => None,
    })
}

impl RequestInfo {
    pub(super) fn new<B>(request: &Request<B>) -> Self {
        let extensions = request.extensions();
        Self {
            method: request.method().clone(),
            operation: extensions.get().copied(),
            resent: extensions.get().map(|PriorAttempts(times)| *times),
            deadline: extensions.get().map(|deadline: &Deadline| deadline.end()),
        }
    }

    /// Returns the path template if the request belongs to an operation. Contains no argument.
    pub(super) fn template(&self) -> Option<&'static str> {
        self.operation.map(|operation| operation.path)
    }

    /// Returns `error.type` of OpenTelemetry's conventions, or `None` without a failure. Redirects are not failures.
    pub(super) fn error_type<V: Vendor>(
        &self,
        result: &Result<Response<Bytes>, BoxError>,
    ) -> Option<Cow<'static, str>> {
        match result {
            Ok(response) if response.status().is_client_error() || response.status().is_server_error() => {
                Some(response.status().as_str().to_owned().into())
            }
            // Some vendors report failures with a success status.
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

    /// Returns `error.type` of a dropped request: a passed deadline, or a cancellation.
    pub(super) fn dropped(&self) -> &'static str {
        match self.deadline {
            Some(deadline) if Instant::now() >= deadline => "timeout",
            _ => "cancelled",
        }
    }
}

/// Placeholder for unknown methods.
const OTHER: &str = "_OTHER";

/// Returns the method, or the placeholder for unknown ones.
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
