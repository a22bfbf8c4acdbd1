//! Reading a message, its source, and who has seen it.

use bytes::Bytes;
use http::{Method, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    DecodeError, Endpoint, Front, MessageId, MessageUid, Page, Timestamp,
    api::{attachments::Download, contacts::ContactHandle},
};

use super::Message;

/// Shows one message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetMessage {
    /// The message, by id or as `alt:uid:…` with the `message_uid` of a send.
    message_id: MessageId,
}

impl GetMessage {
    /// The message with this id.
    pub fn new(message_id: impl Into<MessageId>) -> Self {
        Self { message_id: message_id.into() }
    }
}

impl GetMessage {
    /// The message that a send announced; not found until Front has made it.
    #[must_use]
    pub fn by_uid(uid: &MessageUid) -> Self {
        Self::new(uid.to_message_id())
    }
}

impl Endpoint for GetMessage {
    type Vendor = Front;
    type Output = Message;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/messages/{message_id}";
    const SCOPES: &'static [&'static str] = &["messages:read"];
}

/// Fetches the source of an e-mail, with all its headers, in the EML format. For e-mail only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetMessageSource {
    /// The message, by id or as `alt:uid:…` with the `message_uid` of a send.
    message_id: MessageId,
}

impl GetMessageSource {
    /// The source of this message.
    pub fn new(message_id: impl Into<MessageId>) -> Self {
        Self { message_id: message_id.into() }
    }
}

impl Endpoint for GetMessageSource {
    type Vendor = Front;
    type Output = Download;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/messages/{message_id}";
    const SCOPES: &'static [&'static str] = &["messages:read"];
    const ACCEPT: &'static str = "message/rfc822";

    fn decode(response: &Response<Bytes>) -> Result<Self::Output, DecodeError> {
        Ok(Download::from_response(response))
    }
}

/// When a message was seen, and by whom.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct SeenReceipt {
    /// When it was first seen. On the wire in milliseconds since 1970, unlike all other times.
    #[serde(default, with = "crate::time::millis")]
    #[schemars(with = "Option<f64>")]
    pub first_seen_at: Option<Timestamp>,
    /// Who saw it; `None` where it is not known.
    #[serde(default)]
    pub seen_by: Option<ContactHandle>,
    /// Fields that this version of the crate does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Shows when a message was seen and, where it is known, by whom.
///
/// One entry for each recipient who saw it; where Front does not know who, one entry for the first time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetMessageSeenStatus {
    /// The message.
    message_id: MessageId,
}

impl GetMessageSeenStatus {
    /// Who has seen this message.
    pub fn new(message_id: impl Into<MessageId>) -> Self {
        Self { message_id: message_id.into() }
    }
}

impl Endpoint for GetMessageSeenStatus {
    type Vendor = Front;
    type Output = Page<SeenReceipt>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/messages/{message_id}/seen";
    const SCOPES: &'static [&'static str] = &["messages:read"];
}

/// Reports that the recipient of an outbound message has seen it.
///
/// Only for what a recipient did: Front allows 10 reports for each message and hour.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MarkMessageSeen {
    /// The message.
    message_id: MessageId,
}

impl MarkMessageSeen {
    /// The recipient has seen this message.
    pub fn new(message_id: impl Into<MessageId>) -> Self {
        Self { message_id: message_id.into() }
    }
}

impl Endpoint for MarkMessageSeen {
    type Vendor = Front;
    type Output = ();
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/messages/{message_id}/seen";
    const SCOPES: &'static [&'static str] = &["messages:write"];

    /// Front's OpenAPI file asks for a body here, if an empty one.
    fn to_request(&self) -> Result<http::Request<crate::Body>, crate::Error> {
        let mut request = client_core::endpoint::encode(self)?;
        let json = http::HeaderValue::from_static("application/json");
        request.headers_mut().insert(http::header::CONTENT_TYPE, json);
        *request.body_mut() = "{}".into();
        Ok(request)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_source_is_asked_for_by_media_type() {
        let request = GetMessageSource::new("msg_1").to_request().unwrap();
        assert_eq!(request.uri(), "/messages/msg_1");
        assert_eq!(request.headers()["accept"], "message/rfc822");
    }

    #[test]
    fn the_uid_is_an_alias() {
        let request = GetMessage::by_uid(&"1eab543f".into()).to_request().unwrap();
        assert_eq!(request.uri(), "/messages/alt:uid:1eab543f");
    }

    #[test]
    fn an_empty_object_is_sent() {
        let request = MarkMessageSeen::new("msg_1").to_request().unwrap();
        assert_eq!(
            (request.uri().path(), &request.body().as_bytes().unwrap()[..]),
            ("/messages/msg_1/seen", &b"{}"[..])
        );
        assert_eq!(request.headers()["content-type"], "application/json");
    }

    #[test]
    fn milliseconds_as_text_or_number() {
        for value in [json!("1701298738269"), json!(1_701_298_738_269_u64)] {
            let receipt = json!({"first_seen_at": value, "seen_by": null});
            let receipt: SeenReceipt = serde_json::from_value(receipt).unwrap();
            assert_eq!(receipt.first_seen_at.unwrap().as_millis(), 1_701_298_738_269);
            assert_eq!(serde_json::to_value(&receipt).unwrap()["first_seen_at"], 1_701_298_738_269_u64);
        }
        let receipt: SeenReceipt = serde_json::from_value(json!({"first_seen_at": null})).unwrap();
        assert_eq!((receipt.first_seen_at, receipt.seen_by), (None, None));
    }
}
