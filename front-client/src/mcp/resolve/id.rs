//! Parse ids, given plainly or in a link.

use client_core::mcp::argument::echo;
use mcp_core::HandlerError;

use crate::id::ConversationId;

/// Resolves an argument to a conversation id: `cnv_…`, or a link that contains it, such as
/// `https://app.frontapp.com/open/cnv_…`.
pub(crate) fn conversation_id(argument: &str, text: &str) -> Result<ConversationId, HandlerError> {
    if let Some(id) = id_in("cnv_", text) {
        return Ok(id.into());
    }
    let message = match text.trim() {
        "" => format!("{argument} is empty; it must be the id of a conversation, cnv_…"),
        text if id_in("msg_", text).is_some() => {
            format!("{argument} is the id of a message; it must be that of a conversation, cnv_…")
        }
        text => format!(
            "{argument} is {text}; it must be the id of a conversation, cnv_…, or a link that contains it",
            text = echo(text)
        ),
    };
    Err(HandlerError::invalid_arguments(message)
        .with_hint("search_conversations finds conversations and their ids."))
}

/// Returns the id with this prefix, if the text is one or is a link that contains one.
pub(crate) fn id_in<'a>(prefix: &str, text: &'a str) -> Option<&'a str> {
    let text = text.trim();
    if !text.contains("://") {
        return is_id(prefix, text).then_some(text);
    }
    text.split(['/', '?', '#', '&', '=']).find(|part| is_id(prefix, part))
}

fn is_id(prefix: &str, text: &str) -> bool {
    // Front's ids are base 36 after the prefix. Other characters that future ids might use are accepted; characters
    // that would change the route are not.
    text.strip_prefix(prefix).is_some_and(|rest| {
        !rest.is_empty()
            && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_links_are_read() {
        for text in [
            "cnv_55c8c149",
            " cnv_55c8c149 ",
            "https://app.frontapp.com/open/cnv_55c8c149",
            "https://app.frontapp.com/open/cnv_55c8c149?key=x#y",
            "https://acme.api.frontapp.com/conversations/cnv_55c8c149/messages",
        ] {
            assert_eq!(conversation_id("conversationId", text).unwrap().as_str(), "cnv_55c8c149", "{text}");
        }
    }

    #[test]
    fn other_text_is_refused_with_the_reason() {
        for (text, reason) in [
            ("", "conversationId is empty"),
            ("https://app.frontapp.com/open/msg_1", "the id of a message"),
            ("cnv_../me", "must be the id of a conversation"),
            ("cnv_", "must be the id of a conversation"),
            ("Charged twice", "must be the id of a conversation"),
        ] {
            let error = conversation_id("conversationId", text).unwrap_err();
            assert!(error.message().contains(reason), "{text}: {error}");
        }
    }
}
