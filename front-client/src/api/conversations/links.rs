//! Links from a conversation to resources outside Front.

use client_core::{request, response};
use serde_json::{Map, Value};

use crate::{
    api::check,
    id::{ConversationId, LinkId},
};

/// Maximum number of links that one call adds or removes, by Front's OpenAPI file.
pub const MAX_LINKS_PER_CALL: usize = 10;

/// A link from conversations to a resource outside Front, such as an order or an issue.
#[response]
pub struct Link {
    /// Link id.
    #[required]
    pub id: LinkId,
    /// Display name.
    pub name: Option<String>,
    /// Provider: `web`, a known service, or `app_` with the id of an application.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Target URL.
    pub external_url: Option<String>,
    /// Custom fields, by name.
    pub custom_fields: Map<String, Value>,
}

/// Adds links to a conversation, by id or by URL.
///
/// Set ids or URLs, not both. Front creates a link for an unknown URL.
#[request(
    POST "/conversations/{conversation_id}/links",
    scopes = ["conversations:write"],
    check = check_links,
    new = private,
)]
pub struct AddConversationLinks {
    /// Conversation id.
    conversation_id: ConversationId,
    /// Existing links, 1 to 10. Cannot be combined with `link_external_urls`.
    link_ids: Vec<LinkId>,
    /// URLs to link to, 1 to 10. Cannot be combined with `link_ids`.
    link_external_urls: Vec<String>,
}

impl AddConversationLinks {
    /// Adds existing links.
    pub fn by_id(
        conversation_id: impl Into<ConversationId>,
        link_ids: impl IntoIterator<Item = impl Into<LinkId>>,
    ) -> Self {
        Self::new(conversation_id).link_ids(link_ids)
    }

    /// Adds links by URL. Front creates the missing ones.
    pub fn by_url(
        conversation_id: impl Into<ConversationId>,
        urls: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        Self::new(conversation_id).link_external_urls(urls)
    }
}

fn check_links(request: &AddConversationLinks) -> Result<(), String> {
    let AddConversationLinks { link_ids, link_external_urls, .. } = request;
    match (link_ids.is_empty(), link_external_urls.is_empty()) {
        (false, true) => check::count("link_ids", link_ids, MAX_LINKS_PER_CALL),
        (true, false) => check::count("link_external_urls", link_external_urls, MAX_LINKS_PER_CALL),
        _ => Err("set exactly one of `link_ids` and `link_external_urls`".into()),
    }
}

/// Removes links from a conversation. The links themselves stay, also on other conversations.
#[request(DELETE "/conversations/{conversation_id}/links", scopes = ["conversations:write"])]
pub struct RemoveConversationLinks {
    /// Conversation id.
    conversation_id: ConversationId,
    /// Links to remove, 1 to 10.
    #[check(check::count, MAX_LINKS_PER_CALL)]
    #[required]
    link_ids: Vec<LinkId>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::Endpoint;
    use serde_json::json;

    #[test]
    fn links_take_ids_or_urls() {
        let request = AddConversationLinks::by_url("cnv_1", ["https://example.com/1"]).to_request().unwrap();
        assert_eq!(request.body(), r#"{"link_external_urls":["https://example.com/1"]}"#);
        for arguments in [
            json!({"conversation_id": "cnv_1"}),
            json!({"conversation_id": "cnv_1", "link_ids": ["top_1"], "link_external_urls": ["https://x"]}),
        ] {
            let call: AddConversationLinks = serde_json::from_value(arguments).unwrap();
            assert!(call.to_request().unwrap_err().to_string().contains("`link_ids`"));
        }
    }

    #[test]
    fn links_per_call_are_at_most_10() {
        assert!(AddConversationLinks::by_id("cnv_1", vec!["top_1"; 10]).to_request().is_ok());
        assert!(AddConversationLinks::by_id("cnv_1", vec!["top_1"; 11]).to_request().is_err());
        assert!(RemoveConversationLinks::new("cnv_1", vec!["top_1"; 11]).to_request().is_err());
    }
}
