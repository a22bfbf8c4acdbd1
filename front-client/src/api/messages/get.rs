//! Reading a message, its source, and who has seen it.

use client_core::{Body, Error, request, response};

use super::Message;
use crate::{
    api::{attachments::Download, contacts::ContactHandle},
    id::{MessageId, MessageUid},
    page::Page,
    time::Timestamp,
};

/// Shows one message.
#[request(GET "/messages/{message_id}" -> Message, scopes = ["messages:read"])]
pub struct GetMessage {
    /// The message, by id or as `alt:uid:…` with the `message_uid` of a send.
    message_id: MessageId,
}

impl GetMessage {
    /// The message that a send announced; not found until Front has made it.
    #[must_use]
    pub fn by_uid(uid: &MessageUid) -> Self {
        Self::new(uid.to_message_id())
    }
}

/// Fetches the source of an e-mail, with all its headers, in the EML format. For e-mail only.
#[request(
    GET "/messages/{message_id}" -> Download,
    scopes = ["messages:read"],
    accept = "message/rfc822",
    decode = Download::decode,
)]
pub struct GetMessageSource {
    /// The message, by id or as `alt:uid:…` with the `message_uid` of a send.
    message_id: MessageId,
}

/// When a message was seen, and by whom.
#[response]
pub struct SeenReceipt {
    /// When it was first seen. On the wire in milliseconds since 1970, unlike all other times.
    #[serde(with = "crate::time::millis")]
    #[schemars(with = "Option<f64>")]
    pub first_seen_at: Option<Timestamp>,
    /// Who saw it; `None` where it is not known.
    pub seen_by: Option<ContactHandle>,
}

/// Shows when a message was seen and, where it is known, by whom.
///
/// One entry for each recipient who saw it; where Front does not know who, one entry for the first time.
#[request(GET "/messages/{message_id}/seen" -> Page<SeenReceipt>, scopes = ["messages:read"])]
pub struct GetMessageSeenStatus {
    /// The message.
    message_id: MessageId,
}

/// Reports that the recipient of an outbound message has seen it.
///
/// Only for what a recipient did: Front allows 10 reports for each message and hour.
#[request(POST "/messages/{message_id}/seen", scopes = ["messages:write"], to_request = with_empty_object)]
pub struct MarkMessageSeen {
    /// The message.
    message_id: MessageId,
}

/// Writes an empty object as the body, which Front's OpenAPI file asks for.
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
