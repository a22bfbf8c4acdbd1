//! Messages: read, send, reply, receive and import.
//!
//! ```
//! use front_client::{Endpoint, api::messages::SendReply};
//!
//! let reply = SendReply::new("cnv_55c8c149", "<p>It is on its way.</p>").author_id("tea_55c8c149");
//! let request = reply.to_request()?;
//! assert_eq!(request.uri(), "/conversations/cnv_55c8c149/messages");
//! // Front would archive the conversation if it were not told to leave it.
//! assert!(String::from_utf8_lossy(request.body().as_bytes().unwrap()).contains(r#""options":{"archive":false}"#));
//! # Ok::<(), front_client::Error>(())
//! ```
//!
//! # Sending is asynchronous
//!
//! Front answers a send, a receive and an import with 202 and an [`Accepted`]. It creates the message later, and
//! that may fail; [`wait_for_message`] polls for it. There is no idempotency key. If the outcome of a send is
//! unknown ([`ErrorKind::OutcomeUnknown`](crate::ErrorKind::OutcomeUnknown)), the message may still go out, up to a
//! minute later: look for it in the conversation for more than a minute, and more than once, before you decide.
//! [`ImportMessage`] is the exception: Front imports the same `external_id` once.
//!
//! A message goes to the customer. For text that only teammates may read, add a [comment](super::comments).

mod get;
mod import;
mod message;
mod send;
mod wait;

pub use get::*;
pub use import::*;
pub use message::*;
pub use send::*;
pub use wait::*;

use client_core::response;

use crate::id::MessageUid;

/// Response to every send, receive and import: Front has accepted the message and will create it.
///
/// The id is required, so that no other response is mistaken for it. A client that follows redirects as
/// browsers do receives a list of messages here, and would report an unsent reply as sent.
#[response]
pub struct Accepted {
    /// `accepted`.
    pub status: Option<String>,
    /// Id for reading the message later: [`wait_for_message`], [`GetMessage::by_uid`].
    #[required]
    pub message_uid: MessageUid,
}

/// Rejects recipients that are no handles. A contact id is the usual mistake.
pub(crate) fn check_handles(name: &str, handles: &[String]) -> Result<(), String> {
    handles.iter().try_for_each(|handle| check_handle(name, handle))
}

fn check_handle(name: &str, handle: &str) -> Result<(), String> {
    if handle.trim().is_empty() {
        return Err(format!("`{name}` holds an empty handle"));
    }
    if handle.starts_with("crd_") {
        return Err(format!(
            "`{name}` takes handles, such as an e-mail address, not the contact id `{handle}`"
        ));
    }
    Ok(())
}

/// Number of digits in a phone number: at most 15 by <https://en.wikipedia.org/wiki/E.164>; local numbers rarely
/// have fewer than 7.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// Rejects phone numbers without `+`: Front would read them as American and send the message to a stranger.
fn check_phone(name: &str, handle: &str) -> Result<(), String> {
    let digits = handle.chars().filter(char::is_ascii_digit).count();
    let only = handle.chars().all(|c| c.is_ascii_digit() || " -./()".contains(c));
    if only && PHONE_DIGITS.contains(&digits) {
        return Err(format!(
            "`{name}` looks like a phone number without its country code, which Front would take for +1: \
             write it as `+33123456789`"
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn list_is_not_read_as_accepted() {
        for answer in [r#"{"_results":[]}"#, "{}", r#"{"status":"accepted"}"#, "null"] {
            assert!(serde_json::from_str::<Accepted>(answer).is_err(), "{answer}");
        }
        let accepted: Accepted =
            serde_json::from_str(r#"{"status":"accepted","message_uid":"1eab"}"#).unwrap();
        assert_eq!((accepted.status.as_deref(), accepted.message_uid.as_str()), (Some("accepted"), "1eab"));
        // A status that is absent or of another type must not turn a send into an error.
        for response in [r#"{"message_uid":"1eab"}"#, r#"{"status":202,"message_uid":"1eab"}"#] {
            assert_eq!(serde_json::from_str::<Accepted>(response).unwrap().message_uid.as_str(), "1eab");
        }
    }

    #[test]
    fn handles() {
        assert!(check_handle("to", "jane@example.com").is_ok());
        for handle in ["", " ", "crd_1"] {
            assert!(check_handle("to", handle).unwrap_err().contains("`to`"), "{handle}");
        }
        for handle in ["0123456789", "(020) 123-4567"] {
            assert!(check_phone("sender.handle", handle).is_err(), "{handle}");
        }
        for handle in ["+33123456789", "jane@example.com", "user-1234567", "123456"] {
            assert!(check_phone("sender.handle", handle).is_ok(), "{handle}");
        }
    }
}
