//! Read a message, its source, and its seen receipts.

use client_core::{Body, Error, request, response};

use super::Message;
use crate::{
    api::{attachments::Download, contacts::ContactHandle},
    id::{MessageId, MessageUid},
    page::Page,
    time::Timestamp,
};

/// Returns one message.
#[request(GET "/messages/{message_id}" -> Message, scopes = ["messages:read"])]
pub struct GetMessage {
    /// Message: id, or `alt:uid:…` with the `message_uid` of a send.
    message_id: MessageId,
}

impl GetMessage {
    /// Reads the message of a send. Not found until Front has created it.
    #[must_use]
    pub fn by_uid(uid: &MessageUid) -> Self {
        Self::new(uid.to_message_id())
    }
}

/// Downloads the source of an e-mail, with all headers, in EML format. Only for e-mail.
#[request(
    GET "/messages/{message_id}" -> Download,
    scopes = ["messages:read"],
    accept = "message/rfc822",
    decode = Download::decode,
)]
pub struct GetMessageSource {
    /// Message: id, or `alt:uid:…` with the `message_uid` of a send.
    message_id: MessageId,
}

/// Seen receipt of a message: time and reader.
#[response]
pub struct SeenReceipt {
    /// Time of the first view. In milliseconds since 1970 on the wire, unlike all other times.
    #[serde(with = "crate::time::millis")]
    #[schemars(with = "Option<f64>")]
    pub first_seen_at: Option<Timestamp>,
    /// Reader. `None` if unknown.
    pub seen_by: Option<ContactHandle>,
}

/// Returns when a message was seen and, if known, by whom.
///
/// One entry per recipient who saw it. If Front does not know the readers, one entry with the first time.
#[request(GET "/messages/{message_id}/seen" -> Page<SeenReceipt>, scopes = ["messages:read"])]
pub struct GetMessageSeenStatus {
    /// Message id.
    message_id: MessageId,
}

/// Marks an outbound message as seen by its recipient.
///
/// Call this only when a recipient viewed the message: Front allows 10 reports per message and hour.
#[request(POST "/messages/{message_id}/seen", scopes = ["messages:write"], to_request = with_empty_object)]
pub struct MarkMessageSeen {
    /// Message id.
    message_id: MessageId,
}

/// Writes an empty object as the body, as Front's OpenAPI file requires.
fn with_empty_object(seen: &MarkMessageSeen) -> Result<http::Request<Body>, Error> {
    let mut request = client_core::endpoint::encode(seen)?;
    let json = http::HeaderValue::from_static("application/json");
    request.headers_mut().insert(http::header::CONTENT_TYPE, json);
    *request.body_mut() = "{}".into();
    Ok(request)
}

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::Endpoint;
    use serde_json::json;

    #[test]
    fn source_is_requested_by_accept_header() {
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
