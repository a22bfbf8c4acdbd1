//! What a conversation is linked to outside of Front.

use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{ConversationId, Endpoint, Front, LinkId, api::check_count};

/// The most links that one call adds or removes, as Front's OpenAPI file has it.
pub const MAX_LINKS_PER_CALL: usize = 10;

/// A link from conversations to something outside of Front, such as an order or an issue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Link {
    /// The link.
    pub id: LinkId,
    /// What it is shown as.
    #[serde(default)]
    pub name: Option<String>,
    /// Who provides it: `web`, a known service, or `app_` with the id of an application.
    #[serde(default, rename = "type")]
    pub kind: Option<String>,
    /// The address that it leads to.
    #[serde(default)]
    pub external_url: Option<String>,
    /// Custom fields, by name.
    #[serde(default, deserialize_with = "client_core::de::null_default")]
    pub custom_fields: Map<String, Value>,
    /// Fields that this version of the crate does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Adds links to a conversation, by id or by address.
///
/// Either ids or addresses, not both. An address that Front does not know becomes a new link.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddConversationLinks {
    /// The conversation.
    conversation_id: ConversationId,
    /// Links that exist, 1 to 10; not together with `link_external_urls`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    link_ids: Vec<LinkId>,
    /// Addresses to link to, 1 to 10; not together with `link_ids`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    link_external_urls: Vec<String>,
}

impl AddConversationLinks {
    /// Links that exist.
    pub fn by_id(
        conversation_id: impl Into<ConversationId>,
        link_ids: impl IntoIterator<Item = impl Into<LinkId>>,
    ) -> Self {
        let link_ids = link_ids.into_iter().map(Into::into).collect();
        Self { conversation_id: conversation_id.into(), link_ids, link_external_urls: Vec::new() }
    }

    /// Addresses, for which Front makes links where there are none.
    pub fn by_url(
        conversation_id: impl Into<ConversationId>,
        urls: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        let link_external_urls = urls.into_iter().map(Into::into).collect();
        Self { conversation_id: conversation_id.into(), link_ids: Vec::new(), link_external_urls }
    }
}

impl Endpoint for AddConversationLinks {
    type Vendor = Front;
    type Output = ();
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/conversations/{conversation_id}/links";
    const SCOPES: &'static [&'static str] = &["conversations:write"];

    fn validate(&self) -> Result<(), String> {
        match (self.link_ids.is_empty(), self.link_external_urls.is_empty()) {
            (false, true) => check_count("link_ids", &self.link_ids, MAX_LINKS_PER_CALL),
            (true, false) => check_count("link_external_urls", &self.link_external_urls, MAX_LINKS_PER_CALL),
            _ => Err("either `link_ids` or `link_external_urls` is needed, and not both".into()),
        }
    }
}

/// Removes links from a conversation. The links themselves stay, as do those to other conversations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveConversationLinks {
    /// The conversation.
    conversation_id: ConversationId,
    /// The links, 1 to 10.
    link_ids: Vec<LinkId>,
}

impl RemoveConversationLinks {
    /// These links from this conversation.
    pub fn new(
        conversation_id: impl Into<ConversationId>,
        link_ids: impl IntoIterator<Item = impl Into<LinkId>>,
    ) -> Self {
        Self {
            conversation_id: conversation_id.into(),
            link_ids: link_ids.into_iter().map(Into::into).collect(),
        }
    }
}

impl Endpoint for RemoveConversationLinks {
    type Vendor = Front;
    type Output = ();
    const METHOD: Method = Method::DELETE;
    const PATH: &'static str = "/conversations/{conversation_id}/links";
    const SCOPES: &'static [&'static str] = &["conversations:write"];

    fn validate(&self) -> Result<(), String> {
        check_count("link_ids", &self.link_ids, MAX_LINKS_PER_CALL)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn ids_or_addresses() {
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
    fn at_most_ten() {
        assert!(AddConversationLinks::by_id("cnv_1", vec!["top_1"; 10]).to_request().is_ok());
        assert!(AddConversationLinks::by_id("cnv_1", vec!["top_1"; 11]).to_request().is_err());
        assert!(RemoveConversationLinks::new("cnv_1", vec!["top_1"; 11]).to_request().is_err());
    }
}
