//! The JSON-RPC envelope: borrowed parse, raw ids, errors.
//!
//! ```
//! use bytes::Bytes;
//! use mcp_core::jsonrpc::Message;
//!
//! let body = Bytes::from_static(br#"{"jsonrpc":"2.0","id":"a\u0031","method":"ping"}"#);
//! let Ok(Message::Request(envelope)) = Message::parse(&body) else { panic!("a request") };
//! assert_eq!(envelope.method(), "ping");
//! // The id is kept as it was written.
//! assert_eq!(envelope.id().as_bytes(), br#""a\u0031""#);
//! ```

use std::{borrow::Cow, fmt};

use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::protocol::ProtocolVersion;

/// One JSON-RPC message that a client sent.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Message {
    /// Wants an answer.
    Request(Envelope),
    /// Wants none.
    Notification(Notification),
    /// Answers a request of the server. This crate sends none, so there is nothing to match it with.
    Response,
}

/// A request with its parts still in the bytes they came in.
#[derive(Debug, Clone)]
pub struct Envelope {
    id: Id,
    method: String,
    params: Bytes,
}

/// A notification with its parts still in the bytes they came in.
#[derive(Debug, Clone)]
pub struct Notification {
    method: String,
    params: Bytes,
}

/// The id of a request: the bytes as sent, a JSON string or number.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Id(Bytes);

/// A message that cannot be processed, with its id where one could be read.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Rejected {
    /// The id, when it is a valid one.
    pub id: Option<Id>,
    /// What is wrong.
    pub error: RpcError,
}

#[derive(Deserialize)]
struct Wire<'a> {
    #[serde(default, borrow, deserialize_with = "present")]
    jsonrpc: Option<&'a RawValue>,
    #[serde(default, borrow, deserialize_with = "present")]
    id: Option<&'a RawValue>,
    #[serde(default, borrow, deserialize_with = "present")]
    method: Option<&'a RawValue>,
    #[serde(default, borrow)]
    params: Option<&'a RawValue>,
    #[serde(default, borrow, deserialize_with = "present")]
    result: Option<&'a RawValue>,
    #[serde(default, borrow, deserialize_with = "present")]
    error: Option<&'a RawValue>,
}

// `Option<&RawValue>` alone reads `null` as absent.
fn present<'de: 'a, 'a, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'a RawValue>, D::Error> {
    <&RawValue>::deserialize(deserializer).map(Some)
}

impl Message {
    /// Reads one message. The parts share the memory of `body`.
    ///
    /// # Errors
    ///
    /// -32700 for what is not JSON; -32600 for a batch (see [`split_batch`]), for an id that is
    /// neither string nor number, and for anything else that is no JSON-RPC 2.0 message.
    pub fn parse(body: &Bytes) -> Result<Self, Rejected> {
        let reject = |id: Option<&Id>, error| Rejected { id: id.cloned(), error };
        if is_batch(body) {
            return Err(reject(None, RpcError::invalid_request("batches are not supported")));
        }
        let wire: Wire<'_> = serde_json::from_slice(body).map_err(|e| {
            let error = if e.is_data() {
                RpcError::invalid_request(format!("not a JSON-RPC message: {e}"))
            } else {
                RpcError::parse(format!("not JSON: {e}"))
            };
            reject(None, error)
        })?;
        let id =
            match wire.id {
                Some(raw) => Some(Id::from_raw(body, raw).ok_or_else(|| {
                    reject(None, RpcError::invalid_request("id must be a string or a number"))
                })?),
                None => None,
            };
        let invalid = |why: &'static str| reject(id.as_ref(), RpcError::invalid_request(why));
        if wire.jsonrpc.map(RawValue::get) != Some(r#""2.0""#) {
            return Err(invalid("jsonrpc must be \"2.0\""));
        }
        let Some(method) = wire.method else {
            return match wire.result.is_some() != wire.error.is_some() {
                true => Ok(Self::Response),
                false => Err(invalid("method is missing")),
            };
        };
        let method: String =
            serde_json::from_str(method.get()).map_err(|_| invalid("method must be a string"))?;
        let params = wire.params.map(|raw| body.slice_ref(raw.get().as_bytes())).unwrap_or_default();
        Ok(match id {
            Some(id) => Self::Request(Envelope { id, method, params }),
            None => Self::Notification(Notification { method, params }),
        })
    }
}

/// Whether the body is a JSON array, which JSON-RPC calls a batch.
#[must_use]
pub fn is_batch(body: &[u8]) -> bool {
    body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[')
}

/// The most messages of a batch that [`split_batch`] takes.
pub const MAX_BATCH: usize = 64;

/// Takes a batch apart, for transports that serve clients of 2025-03-26, the one revision with batches. The parts share
/// the memory of the body; each is to be parsed by itself.
///
/// ```
/// use bytes::Bytes;
/// use mcp_core::jsonrpc::split_batch;
///
/// let parts = split_batch(&Bytes::from_static(br#"[{"jsonrpc":"2.0","method":"a"}, 5]"#)).unwrap();
/// assert_eq!(parts, [&br#"{"jsonrpc":"2.0","method":"a"}"#[..], b"5"]);
/// ```
///
/// # Errors
///
/// -32700 for what is not JSON; -32600 for what is no batch, for an empty one and for one of more than [`MAX_BATCH`]
/// messages.
pub fn split_batch(body: &Bytes) -> Result<Vec<Bytes>, RpcError> {
    let parts: Vec<&RawValue> = serde_json::from_slice(body).map_err(|e| {
        if e.is_data() {
            RpcError::invalid_request("not a batch")
        } else {
            RpcError::parse(format!("not JSON: {e}"))
        }
    })?;
    match parts.len() {
        0 => Err(RpcError::invalid_request("the batch is empty")),
        1..=MAX_BATCH => Ok(parts.into_iter().map(|part| body.slice_ref(part.get().as_bytes())).collect()),
        n => Err(RpcError::invalid_request(format!(
            "the batch has {n} messages, at most {MAX_BATCH} are taken"
        ))),
    }
}

impl Envelope {
    /// The id as sent.
    #[must_use]
    pub const fn id(&self) -> &Id {
        &self.id
    }

    /// The method.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The bytes of `params`; empty when absent or null.
    #[must_use]
    pub const fn params(&self) -> &Bytes {
        &self.params
    }
}

impl Notification {
    /// The method.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The bytes of `params`; empty when absent or null.
    #[must_use]
    pub const fn params(&self) -> &Bytes {
        &self.params
    }
}

impl Id {
    fn from_raw(body: &Bytes, raw: &RawValue) -> Option<Self> {
        let text = raw.get();
        text.starts_with(|c: char| c == '"' || c == '-' || c.is_ascii_digit())
            .then(|| Self(body.slice_ref(text.as_bytes())))
    }

    /// The JSON of the id, byte for byte as sent.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// A JSON-RPC error: the request itself could not be served.
///
/// A tool that fails is not one of these; see [`ToolError`](crate::ToolError).
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

    /// An error with a code and a message.
    pub fn new(code: i32, message: impl Into<Cow<'static, str>>) -> Self {
        Self { code, message: message.into(), data: None }
    }

    /// The body is not JSON.
    pub fn parse(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Self::PARSE, message)
    }

    /// The body is JSON, but not a JSON-RPC message.
    pub fn invalid_request(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Self::INVALID_REQUEST, message)
    }

    /// The server has no such method.
    #[must_use]
    pub fn method_not_found(method: &str) -> Self {
        Self::new(Self::METHOD_NOT_FOUND, format!("method not found: {}", clip(method)))
    }

    /// The parameters do not fit the method.
    pub fn invalid_params(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Self::INVALID_PARAMS, message)
    }

    /// The tool does not exist, or the caller may not see it: the two must not be told apart.
    #[must_use]
    pub fn unknown_tool(name: &str) -> Self {
        Self::invalid_params(format!("unknown tool: {}", clip(name)))
    }

    /// The server is at fault.
    pub fn internal(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Self::INTERNAL, message)
    }

    /// A header does not say what the body says.
    pub fn header_mismatch(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Self::HEADER_MISMATCH, message)
    }

    /// The request needs a capability that the client did not declare.
    #[must_use]
    pub fn missing_capability(capability: &str) -> Self {
        let mut required = serde_json::Map::new();
        required.insert(capability.to_owned(), serde_json::json!({}));
        Self::new(
            Self::MISSING_CAPABILITY,
            format!("the client did not declare the capability {}", clip(capability)),
        )
        .with_data(&serde_json::json!({ "requiredCapabilities": required }))
    }

    /// The request names a protocol revision that the server does not speak.
    #[must_use]
    pub fn unsupported_version(requested: &str) -> Self {
        let supported: Vec<_> = ProtocolVersion::MODERN.iter().map(|v| v.as_str()).collect();
        Self::new(Self::UNSUPPORTED_VERSION, format!("unsupported protocol version: {}", clip(requested)))
            .with_data(&serde_json::json!({ "requested": requested, "supported": supported }))
    }

    /// Adds machine-readable details. A value that cannot be written as JSON is left out.
    #[must_use]
    pub fn with_data(mut self, data: &impl Serialize) -> Self {
        self.data = serde_json::value::to_raw_value(data).ok();
        self
    }

    /// The number of the error.
    #[must_use]
    pub const fn code(&self) -> i32 {
        self.code
    }

    /// The sentence that goes to the client.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The machine-readable details.
    #[must_use]
    pub fn data(&self) -> Option<&RawValue> {
        self.data.as_deref()
    }

    /// The whole JSON-RPC answer. Without an id the member is left out: the protocol's schema allows no null.
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

/// Longest piece of a client's own text that an error repeats, in characters.
const MAX_ECHO: usize = 128;

fn clip(text: &str) -> &str {
    text.char_indices().nth(MAX_ECHO).map_or(text, |(end, _)| &text[..end])
}

/// Writes a value that always has a JSON form.
pub(crate) fn push_json(buffer: &mut Vec<u8>, value: &(impl Serialize + ?Sized)) {
    serde_json::to_writer(buffer, value)
        .expect("strings, numbers and maps with string keys always have a JSON form");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Message, Rejected> {
        Message::parse(&Bytes::copy_from_slice(text.as_bytes()))
    }

    #[test]
    fn parts_share_the_memory_of_the_body() {
        let body = Bytes::from(r#"{"jsonrpc":"2.0","id":1e2,"method":"x","params":{"a":1}}"#.to_owned());
        let Ok(Message::Request(envelope)) = Message::parse(&body) else { panic!() };
        assert_eq!(envelope.id().as_bytes(), b"1e2");
        let range = body.as_ptr_range();
        assert!(range.contains(&envelope.params().as_ptr()));
        assert_eq!(&envelope.params()[..], br#"{"a":1}"#);
    }

    #[test]
    fn ids_are_strings_or_numbers() {
        for id in ["null", "true", "{}", "[1]"] {
            let rejected = parse(&format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"x"}}"#)).unwrap_err();
            assert_eq!(rejected.error.code(), -32600, "{id}");
            assert!(rejected.id.is_none());
        }
        assert!(matches!(parse(r#"{"jsonrpc":"2.0","method":"x"}"#), Ok(Message::Notification(_))));
    }

    #[test]
    fn what_is_no_message_says_why() {
        let cases = [
            ("", -32700),
            ("{", -32700),
            ("nonsense", -32700),
            (r#"{"jsonrpc":"2.0","id":1,"method":"x"} x"#, -32700),
            ("[]", -32600),
            (" [1]", -32600),
            ("5", -32600),
            (r#"{"id":1,"method":"x"}"#, -32600),
            (r#"{"jsonrpc":"1.0","id":1,"method":"x"}"#, -32600),
            (r#"{"jsonrpc":"2.0","id":1}"#, -32600),
            (r#"{"jsonrpc":"2.0","id":1,"method":7}"#, -32600),
            (r#"{"jsonrpc":"2.0","id":1,"id":2,"method":"x"}"#, -32600),
        ];
        for (text, code) in cases {
            assert_eq!(parse(text).unwrap_err().error.code(), code, "{text}");
        }
        let rejected = parse(r#"{"jsonrpc":"2.0","id":"k","method":7}"#).unwrap_err();
        assert_eq!(rejected.id.unwrap().as_bytes(), br#""k""#);
        assert!(matches!(parse(r#"{"jsonrpc":"2.0","id":1,"result":{}}"#), Ok(Message::Response)));
    }

    #[test]
    fn batches_are_bounded() {
        let batch = |n: usize| Bytes::from(format!("[{}]", vec!["1"; n].join(",")));
        assert_eq!(split_batch(&batch(MAX_BATCH)).unwrap().len(), MAX_BATCH);
        for (body, code) in
            [(batch(0), -32600), (batch(MAX_BATCH + 1), -32600), ("{}".into(), -32600), ("[".into(), -32700)]
        {
            assert_eq!(split_batch(&body).unwrap_err().code(), code);
        }
    }

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
    fn an_error_repeats_only_a_piece_of_what_was_sent() {
        assert!(RpcError::unknown_tool(&"é".repeat(10_000)).message().len() < 300);
    }
}
