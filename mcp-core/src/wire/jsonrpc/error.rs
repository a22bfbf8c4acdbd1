//! JSON-RPC errors.

use std::{borrow::Cow, fmt};

use bytes::Bytes;
use serde::Serialize;
use serde_json::value::RawValue;

use super::{Id, MAX_ECHO, clip, push_json};
use crate::wire::protocol::{Lifecycle, ProtocolVersion};

/// Maximum length of a URI in the data of an error, in characters.
const MAX_URI_ECHO: usize = 1024;

/// JSON-RPC error: the request could not be served.
///
/// A tool error is a result, not one of these; see [`HandlerError`](crate::HandlerError).
#[derive(Debug, Clone)]
pub struct RpcError {
    code: i32,
    message: Cow<'static, str>,
    data: Option<Box<RawValue>>,
}

impl RpcError {
    /// Code of [`parse`](Self::parse).
    pub const PARSE: i32 = -32700;
    /// Code of [`invalid_request`](Self::invalid_request).
    pub const INVALID_REQUEST: i32 = -32600;
    /// Code of [`method_not_found`](Self::method_not_found).
    pub const METHOD_NOT_FOUND: i32 = -32601;
    /// Code of [`invalid_params`](Self::invalid_params).
    pub const INVALID_PARAMS: i32 = -32602;
    /// Code of [`internal`](Self::internal).
    pub const INTERNAL: i32 = -32603;
    /// Code of [`header_mismatch`](Self::header_mismatch).
    pub const HEADER_MISMATCH: i32 = -32020;
    /// Code of [`missing_capability`](Self::missing_capability).
    pub const MISSING_CAPABILITY: i32 = -32021;
    /// Code of [`unsupported_version`](Self::unsupported_version).
    pub const UNSUPPORTED_VERSION: i32 = -32022;

    /// Code of [`unknown_resource`](Self::unknown_resource) up to 2025-11-25. Later revisions use
    /// [`INVALID_PARAMS`](Self::INVALID_PARAMS).
    pub const RESOURCE_NOT_FOUND: i32 = -32002;

    /// Creates an error with a code and a message.
    pub fn new(code: i32, message: impl Into<Cow<'static, str>>) -> Self {
        Self { code, message: message.into(), data: None }
    }

    /// Creates the error for a body that is not JSON.
    pub fn parse(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Self::PARSE, message)
    }

    /// Creates the error for JSON that is not a JSON-RPC message.
    pub fn invalid_request(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Self::INVALID_REQUEST, message)
    }

    /// Creates the error for an unknown method.
    #[must_use]
    pub fn method_not_found(method: &str) -> Self {
        Self::new(Self::METHOD_NOT_FOUND, format!("method not found: {}", clip(method, MAX_ECHO)))
    }

    /// Creates the error for invalid parameters.
    pub fn invalid_params(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Self::INVALID_PARAMS, message)
    }

    /// Creates the error for an unknown or hidden tool. The two must be indistinguishable.
    #[must_use]
    pub fn unknown_tool(name: &str) -> Self {
        Self::invalid_params(format!("unknown tool: {}", clip(name, MAX_ECHO)))
    }

    /// Creates the error for an unknown or hidden prompt. The two must be indistinguishable.
    #[must_use]
    pub fn unknown_prompt(name: &str) -> Self {
        Self::invalid_params(format!("unknown prompt: {}", clip(name, MAX_ECHO)))
    }

    /// Creates the error for an unknown or hidden resource. The two must be indistinguishable.
    #[must_use]
    pub fn unknown_resource(uri: &str, lifecycle: Lifecycle) -> Self {
        Self::resource_not_found(format!("unknown resource: {}", clip(uri, MAX_ECHO)), uri, lifecycle)
    }

    /// Creates an error with the code for an unknown resource and another message.
    pub(crate) fn resource_not_found(
        message: impl Into<Cow<'static, str>>,
        uri: &str,
        lifecycle: Lifecycle,
    ) -> Self {
        let code = match lifecycle {
            Lifecycle::Stateless => Self::INVALID_PARAMS,
            Lifecycle::Initialize => Self::RESOURCE_NOT_FOUND,
        };
        Self::new(code, message).with_data(&serde_json::json!({ "uri": clip(uri, MAX_URI_ECHO) }))
    }

    /// Creates an internal error.
    pub fn internal(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Self::INTERNAL, message)
    }

    /// Creates the error for a header that differs from the body.
    pub fn header_mismatch(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Self::HEADER_MISMATCH, message)
    }

    /// Creates the error for a missing client capability.
    #[must_use]
    pub fn missing_capability(capability: &str) -> Self {
        Self::missing_capability_at(&[capability])
    }

    /// Like [`missing_capability`](Self::missing_capability), for a nested capability: `elicitation`, `url`.
    pub(crate) fn missing_capability_at(path: &[&str]) -> Self {
        let required = path.iter().rev().fold(serde_json::json!({}), |inner, name| {
            let mut outer = serde_json::Map::new();
            outer.insert((*name).to_owned(), inner);
            outer.into()
        });
        let name = path.join(".");
        Self::new(
            Self::MISSING_CAPABILITY,
            format!("the client did not declare the capability {}", clip(&name, MAX_ECHO)),
        )
        .with_data(&serde_json::json!({ "requiredCapabilities": required }))
    }

    /// Creates the error for an unsupported protocol revision.
    #[must_use]
    pub fn unsupported_version(requested: &str) -> Self {
        let supported: Vec<_> = ProtocolVersion::STATELESS.iter().map(|v| v.as_str()).collect();
        Self::new(
            Self::UNSUPPORTED_VERSION,
            format!("unsupported protocol version: {}", clip(requested, MAX_ECHO)),
        )
        .with_data(&serde_json::json!({ "requested": clip(requested, MAX_ECHO), "supported": supported }))
    }

    /// Adds machine-readable details. A value that cannot be serialised is omitted.
    #[must_use]
    pub fn with_data(mut self, data: &impl Serialize) -> Self {
        self.data = serde_json::value::to_raw_value(data).ok();
        self
    }

    /// Returns the code.
    #[must_use]
    pub const fn code(&self) -> i32 {
        self.code
    }

    /// Returns the message.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns the machine-readable details.
    #[must_use]
    pub fn data(&self) -> Option<&RawValue> {
        self.data.as_deref()
    }

    /// Returns the whole JSON-RPC response. Without an id the member is omitted: the protocol's schema does not
    /// allow null.
    #[must_use]
    pub fn to_body(&self, id: Option<&Id>) -> Bytes {
        let mut body = Vec::with_capacity(96 + self.message.len());
        body.extend_from_slice(br#"{"jsonrpc":"2.0","#);
        if let Some(id) = id {
            body.extend_from_slice(br#""id":"#);
            body.extend_from_slice(id.as_bytes());
            body.push(b',');
        }
        body.extend_from_slice(br#""error":{"code":"#);
        body.extend_from_slice(self.code.to_string().as_bytes());
        body.extend_from_slice(br#","message":"#);
        push_json(&mut body, &self.message);
        if let Some(data) = &self.data {
            body.extend_from_slice(br#","data":"#);
            body.extend_from_slice(data.get().as_bytes());
        }
        body.extend_from_slice(b"}}");
        body.into()
    }
}

impl fmt::Display for RpcError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.message, self.code)
    }
}

impl std::error::Error for RpcError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_leave_an_unknown_id_out() {
        let error = RpcError::unsupported_version("v9");
        assert_eq!(
            error.to_body(None),
            r#"{"jsonrpc":"2.0","error":{"code":-32022,"message":"unsupported protocol version: v9","data":{"requested":"v9","supported":["2026-07-28"]}}}"#
        );
        assert!(
            error.to_body(Some(&Id(Bytes::from_static(b"7")))).starts_with(br#"{"jsonrpc":"2.0","id":7,"#)
        );
    }

    #[test]
    fn error_truncates_client_text() {
        let long = "é".repeat(10_000);
        assert!(RpcError::unknown_tool(&long).message().len() < 300);
        assert!(RpcError::method_not_found(&long).message().len() < 300);
        assert!(RpcError::unsupported_version(&long).to_body(None).len() < 800);
    }
}
