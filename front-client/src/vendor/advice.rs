//! Advice for finding out whether a write was carried out.

use http::Method;

/// Returns what to check before the call is repeated. Front has no idempotency key: a repeated reply may arrive
/// twice.
pub(super) fn advice(operation: Option<(&Method, &str)>) -> &'static str {
    let path = operation.map_or("", |(_, path)| path.trim_end_matches('/'));
    match operation.map(|(method, _)| method.as_str()) {
        Some("POST") if path == "/conversations/{conversation_id}/messages" => {
            "Front may still send it, up to a minute later: list the messages of the conversation for more than a \
             minute, and more than once"
        }
        Some("POST") if path.ends_with("/imported_messages") => {
            "import it again with the same `external_id`: one that is known already is not added twice"
        }
        Some("POST") if path.ends_with("/incoming_messages") => {
            "look for the message in its conversation before you add it again"
        }
        Some("POST") if path.ends_with("/messages") => {
            "Front may still send it, up to a minute later: look for it by its recipient and subject for more than a \
             minute, and more than once"
        }
        Some("POST") if path.ends_with("/comments") || path.ends_with("/replies") => {
            "list the comments of the conversation and look for yours before you add it again"
        }
        Some("POST") if path.ends_with("/drafts") => {
            "list the drafts of the conversation and look for yours before you create it again"
        }
        Some("POST") => "look for what the call would have made or changed before you repeat it",
        Some("DELETE") => "read what it would have deleted before you repeat it",
        _ => "read the resource before you repeat it",
    }
}
