//! Putting tags on a conversation and taking them off.

use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{ConversationId, Endpoint, Front, TagId, api::check_not_empty};

/// Adds tags to a conversation. Those that it has already stay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddConversationTags {
    /// The conversation.
    conversation_id: ConversationId,
    /// The tags to add, at least one.
    tag_ids: Vec<TagId>,
}

impl AddConversationTags {
    /// These tags to this conversation.
    pub fn new(
        conversation_id: impl Into<ConversationId>,
        tag_ids: impl IntoIterator<Item = impl Into<TagId>>,
    ) -> Self {
        Self {
            conversation_id: conversation_id.into(),
            tag_ids: tag_ids.into_iter().map(Into::into).collect(),
        }
    }
}

impl Endpoint for AddConversationTags {
    type Vendor = Front;
    type Output = ();
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/conversations/{conversation_id}/tags";
    const SCOPES: &'static [&'static str] = &["conversations:write"];

    fn validate(&self) -> Result<(), String> {
        check_not_empty("tag_ids", &self.tag_ids)
    }
}

/// Removes tags from a conversation. Its other tags stay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveConversationTags {
    /// The conversation.
    conversation_id: ConversationId,
    /// The tags to remove, at least one.
    tag_ids: Vec<TagId>,
}

impl RemoveConversationTags {
    /// These tags from this conversation.
    pub fn new(
        conversation_id: impl Into<ConversationId>,
        tag_ids: impl IntoIterator<Item = impl Into<TagId>>,
    ) -> Self {
        Self {
            conversation_id: conversation_id.into(),
            tag_ids: tag_ids.into_iter().map(Into::into).collect(),
        }
    }
}

impl Endpoint for RemoveConversationTags {
    type Vendor = Front;
    type Output = ();
    const METHOD: Method = Method::DELETE;
    const PATH: &'static str = "/conversations/{conversation_id}/tags";
    const SCOPES: &'static [&'static str] = &["conversations:write"];

    fn validate(&self) -> Result<(), String> {
        check_not_empty("tag_ids", &self.tag_ids)
    }
}

/// Replaces all tags of a conversation: it keeps none that the list leaves out.
///
/// To add or remove single tags use [`AddConversationTags`] and [`RemoveConversationTags`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplaceConversationTags {
    /// The conversation.
    conversation_id: ConversationId,
    /// All tags that the conversation shall have; an empty list removes all.
    tag_ids: Vec<TagId>,
}

impl ReplaceConversationTags {
    /// Exactly these tags on this conversation; with an empty list, none.
    pub fn new(
        conversation_id: impl Into<ConversationId>,
        tag_ids: impl IntoIterator<Item = impl Into<TagId>>,
    ) -> Self {
        Self {
            conversation_id: conversation_id.into(),
            tag_ids: tag_ids.into_iter().map(Into::into).collect(),
        }
    }
}

impl Endpoint for ReplaceConversationTags {
    type Vendor = Front;
    type Output = ();
    const METHOD: Method = Method::PATCH;
    const PATH: &'static str = "/conversations/{conversation_id}";
    const SCOPES: &'static [&'static str] = &["conversations:write"];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delete_has_a_body() {
        let request = RemoveConversationTags::new("cnv_1", ["tag_1"]).to_request().unwrap();
        assert_eq!((request.method(), request.uri().path()), (&Method::DELETE, "/conversations/cnv_1/tags"));
        assert_eq!(request.body(), r#"{"tag_ids":["tag_1"]}"#);
        assert_eq!(request.headers()["content-type"], "application/json");
    }

    #[test]
    fn only_a_replacement_may_be_empty() {
        let none: [TagId; 0] = [];
        assert!(AddConversationTags::new("cnv_1", none.clone()).to_request().is_err());
        assert!(RemoveConversationTags::new("cnv_1", none.clone()).to_request().is_err());
        let request = ReplaceConversationTags::new("cnv_1", none).to_request().unwrap();
        assert_eq!(request.body(), r#"{"tag_ids":[]}"#);
    }
}
