//! JSON-RPC messages: parsing without copies, ids as sent, errors.
//!
//! ```
//! use bytes::Bytes;
//! use mcp_core::jsonrpc::Message;
//!
//! let body = Bytes::from_static(br#"{"jsonrpc":"2.0","id":"a\u0031","method":"ping"}"#);
//! let Ok(Message::Request(envelope)) = Message::parse(&body) else { panic!("a request") };
//! assert_eq!(envelope.method(), "ping");
//! // The id stays as it was written.
//! assert_eq!(envelope.id().as_bytes(), br#""a\u0031""#);
//! ```

mod client_response;
mod error;

use std::fmt;

use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::wire::{
    members::{Found, Members},
    protocol::CANCELLED,
};

pub use client_response::ClientResponse;
pub use error::RpcError;

/// JSON-RPC message of a client.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Message {
    /// Request. Expects a response.
    Request(Envelope),
    /// Notification. Expects no response.
    Notification(Notification),
    /// Response to a request of the server.
    Response(ClientResponse),
}

/// Request whose parts borrow from the received bytes. `Debug` leaves out the parameters.
#[derive(Clone)]
pub struct Envelope {
    id: Id,
    method: String,
    body: Bytes,
    members: Members,
}

/// Notification whose parts borrow from the received bytes. `Debug` leaves out the parameters.
#[derive(Clone)]
pub struct Notification {
    method: String,
    body: Bytes,
}

/// Id of a request: the bytes as sent, a JSON string or number.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Id(Bytes);

/// Invalid message, with its id if it has one.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Rejected {
    /// The id, if it is valid.
    pub id: Option<Id>,
    /// Description of the error.
    pub error: RpcError,
}

#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct Wire<'a> {
    #[serde(default, borrow, deserialize_with = "present")]
    jsonrpc: Option<&'a RawValue>,
    #[serde(default, borrow, deserialize_with = "present")]
    id: Option<&'a RawValue>,
    #[serde(default, borrow, deserialize_with = "present")]
    method: Option<&'a RawValue>,
    #[serde(default, borrow)]
    params: Found<'a>,
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
    /// Parses one message. The parts share the memory of `body`.
    ///
    /// # Errors
    ///
    /// -32700 if the body is not JSON in UTF-8; -32600 for a batch (see [`split_batch`]), for an id that is neither
    /// string nor number, and for anything else that is not a JSON-RPC 2.0 message, including one that repeats a
    /// member.
    pub fn parse(body: &Bytes) -> Result<Self, Rejected> {
        let reject = |id: Option<&Id>, error| Rejected { id: id.cloned(), error };
        if is_batch(body) {
            return Err(reject(
                None,
                RpcError::invalid_request("batches are not supported here; send each message by itself"),
            ));
        }
        let text = text(body).map_err(|error| reject(None, error))?;
        let wire: Wire<'_> = serde_json::from_str(text).map_err(|e| {
            let error = if e.is_data() {
                RpcError::invalid_request(format!(
                    "not a JSON-RPC message: {}",
                    clip(&e.to_string(), MAX_ECHO)
                ))
            } else {
                not_json(&e)
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
            return match (wire.result, wire.error) {
                (Some(result), None) => Ok(Self::Response(ClientResponse::result(id, result))),
                (None, Some(error)) => Ok(Self::Response(ClientResponse::error(id, error))),
                _ => Err(invalid("method is missing")),
            };
        };
        let method = match plain_text(method.get()) {
            Some(method) => method.to_owned(),
            None => serde_json::from_str(method.get()).map_err(|_| invalid("method must be a string"))?,
        };
        let body = body.clone();
        let Some(id) = id else { return Ok(Self::Notification(Notification { method, body })) };
        match Members::of(&wire.params, &body) {
            Some(members) => Ok(Self::Request(Envelope { id, method, body, members })),
            None => Err(reject(Some(&id), RpcError::invalid_request("the message is too large"))),
        }
    }
}

/// Returns `true` if the body is a JSON array, which JSON-RPC calls a batch.
#[must_use]
pub fn is_batch(body: &[u8]) -> bool {
    body.iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r')) == Some(&b'[')
}

/// Returns the whole body as text, so that invalid UTF-8 is refused even in unused members.
fn text(body: &Bytes) -> Result<&str, RpcError> {
    std::str::from_utf8(body).map_err(|_| RpcError::parse("not JSON: not UTF-8"))
}

fn not_json(error: &serde_json::Error) -> RpcError {
    RpcError::parse(format!("not JSON: {error}"))
}

/// Splits a batch of 1 to `limit` messages, for transports that serve clients of 2025-03-26, the only revision with
/// batches. The parts share the memory of the body; parse each by itself.
///
/// ```
/// use bytes::Bytes;
/// use mcp_core::jsonrpc::split_batch;
///
/// let parts = split_batch(&Bytes::from_static(br#"[{"jsonrpc":"2.0","method":"a"}, 5]"#), 2).unwrap();
/// assert_eq!(parts, [&br#"{"jsonrpc":"2.0","method":"a"}"#[..], b"5"]);
/// ```
///
/// # Errors
///
/// -32700 if the body is not JSON; -32600 if it is not a batch, is empty or has more messages.
pub fn split_batch(body: &Bytes, limit: usize) -> Result<Vec<Bytes>, RpcError> {
    let parts: Vec<&RawValue> = serde_json::from_str(text(body)?)
        .map_err(|e| if e.is_data() { RpcError::invalid_request("not a batch") } else { not_json(&e) })?;
    match parts.len() {
        0 => Err(RpcError::invalid_request("the batch is empty")),
        n if n > limit => {
            Err(RpcError::invalid_request(format!("the batch has {n} messages; the maximum is {limit}")))
        }
        _ => Ok(parts.into_iter().map(|part| body.slice_ref(part.get().as_bytes())).collect()),
    }
}

impl Envelope {
    /// Returns the id as sent.
    #[must_use]
    pub const fn id(&self) -> &Id {
        &self.id
    }

    /// Returns the method.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.method
    }

    /// Returns the bytes of `params`, searched for in the message; empty if they are absent or null.
    /// [`Params`](crate::protocol::Params) has the members of the protocol.
    #[must_use]
    pub fn params(&self) -> Bytes {
        params(&self.body)
    }

    /// Returns the message, which is JSON in UTF-8, and the places of its known members.
    pub(crate) const fn parts(&self) -> (&Bytes, &Members) {
        (&self.body, &self.members)
    }
}

impl Notification {
    /// Returns the method.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.method
    }

    /// Returns the bytes of `params`, searched for in the message; empty if they are absent or null.
    #[must_use]
    pub fn params(&self) -> Bytes {
        params(&self.body)
    }
}

impl Notification {
    /// Returns the id of the request that a `notifications/cancelled` cancels.
    #[must_use]
    pub fn cancelled(&self) -> Option<Id> {
        #[derive(Deserialize)]
        struct Params<'a> {
            #[serde(borrow, rename = "requestId")]
            id: &'a RawValue,
        }
        if self.method != CANCELLED {
            return None;
        }
        let sent = self.params();
        let params: Params<'_> = from_object(std::str::from_utf8(&sent).ok()?).ok()?;
        Id::from_raw(&sent, params.id)
    }
}

impl fmt::Debug for Envelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Envelope")
            .field("id", &self.id)
            .field("method", &self.method)
            .field("bytes", &self.body.len())
            .finish()
    }
}

impl fmt::Debug for Notification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notification").field("method", &self.method).field("bytes", &self.body.len()).finish()
    }
}

impl Id {
    fn from_raw(body: &Bytes, raw: &RawValue) -> Option<Self> {
        let text = raw.get();
        text.starts_with(|c: char| c == '"' || c == '-' || c.is_ascii_digit())
            .then(|| Self(body.slice_ref(text.as_bytes())))
    }

    /// Creates the id of a request of the server.
    #[must_use]
    pub fn number(number: u64) -> Self {
        Self(number.to_string().into())
    }

    /// Returns the JSON of the id, byte for byte as sent.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Writes a request of the server.
#[must_use]
pub fn write_request(id: &Id, method: &str, params: &[u8]) -> Bytes {
    let mut body = Vec::with_capacity(64 + method.len() + params.len());
    body.extend_from_slice(br#"{"jsonrpc":"2.0","id":"#);
    body.extend_from_slice(id.as_bytes());
    body.extend_from_slice(br#","method":"#);
    push_json(&mut body, method);
    body.extend_from_slice(br#","params":"#);
    body.extend_from_slice(params);
    body.push(b'}');
    body.into()
}

/// Returns the bytes of `params` in a message.
fn params(body: &Bytes) -> Bytes {
    #[derive(Deserialize)]
    struct Wire<'a> {
        #[serde(default, borrow)]
        params: Option<&'a RawValue>,
    }
    let wire = serde_json::from_slice::<Wire<'_>>(body).ok();
    wire.and_then(|wire| wire.params).map(|raw| body.slice_ref(raw.get().as_bytes())).unwrap_or_default()
}

/// Parses an object. Serde alone would also read a struct from a list of its members.
pub(crate) fn from_object<'de, T: Deserialize<'de>>(json: &'de str) -> Result<T, serde_json::Error> {
    match json.starts_with('{') {
        true => serde_json::from_str(json),
        false => Err(serde::de::Error::custom("it is not an object")),
    }
}

/// Returns the content of a JSON string without escapes, the common case, without parsing it again.
pub(crate) fn plain_text(json: &str) -> Option<&str> {
    let text = json.strip_prefix('"')?.strip_suffix('"')?;
    (!text.as_bytes().contains(&b'\\')).then_some(text)
}

/// Maximum length of client text in an error, in characters.
const MAX_ECHO: usize = 128;

/// Returns the beginning of a text.
pub(crate) fn clip(text: &str, characters: usize) -> &str {
    text.char_indices().nth(characters).map_or(text, |(end, _)| &text[..end])
}

/// Writes a value that always serialises.
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
    fn invalid_message_reports_the_reason() {
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
        assert!(matches!(parse(r#"{"jsonrpc":"2.0","id":1,"result":{}}"#), Ok(Message::Response(_))));
    }

    #[test]
    fn batches_are_bounded() {
        let batch = |n: usize| Bytes::from(format!("[{}]", vec!["1"; n].join(",")));
        assert_eq!(split_batch(&batch(3), 3).unwrap().len(), 3);
        for (body, code) in
            [(batch(0), -32600), (batch(4), -32600), ("{}".into(), -32600), ("[".into(), -32700)]
        {
            assert_eq!(split_batch(&body, 3).unwrap_err().code(), code);
        }
        // A form feed is not white space in JSON.
        assert!(is_batch(b" \r\n\t[") && !is_batch(b"\x0c["));
    }

    #[test]
    fn text_must_be_utf_8_everywhere() {
        for body in [
            &b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"more\":\"\xff\"}"[..],
            b"\xef\xbb\xbf{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}",
        ] {
            let rejected = Message::parse(&Bytes::from_static(body)).unwrap_err();
            assert_eq!(rejected.error.code(), RpcError::PARSE);
        }
        assert_eq!(split_batch(&Bytes::from_static(b"[\"\xff\"]"), 3).unwrap_err().code(), RpcError::PARSE);
    }

    #[test]
    fn a_cancellation_names_its_request() {
        let cancelled = |text: &str| match parse(text) {
            Ok(Message::Notification(notification)) => notification.cancelled(),
            other => panic!("{other:?}"),
        };
        let id = cancelled(
            r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"a","reason":"x"}}"#,
        );
        assert_eq!(id.unwrap().as_bytes(), br#""a""#);
        for other in [
            r#"{"jsonrpc":"2.0","method":"notifications/cancelled"}"#,
            r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":null}}"#,
            r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":["a"]}"#,
            r#"{"jsonrpc":"2.0","method":"notifications/initialized","params":{"requestId":1}}"#,
        ] {
            assert!(cancelled(other).is_none(), "{other}");
        }
    }

    #[test]
    fn a_request_of_the_server_has_the_wire_form() {
        let request = write_request(&Id::number(3), "roots/list", b"{}");
        assert_eq!(request, r#"{"jsonrpc":"2.0","id":3,"method":"roots/list","params":{}}"#);
    }

    #[test]
    fn debug_shows_no_parameters() {
        let shown =
            format!("{:?}", parse(r#"{"jsonrpc":"2.0","id":1,"method":"m","params":{"a":"hunter2"}}"#));
        assert!(shown.contains("\"m\"") && !shown.contains("hunter2"), "{shown}");
        let long = format!(r#""{}""#, "A".repeat(10_000));
        assert!(parse(&long).unwrap_err().error.message().len() < 300);
    }
}
