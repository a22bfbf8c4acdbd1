//! Who follows a conversation.

use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    ConversationId, Endpoint, Front, Page, TeammateId,
    api::{check_count, teammates::Teammate},
};

/// The most followers that one call adds or removes, as Front's OpenAPI file has it.
pub const MAX_FOLLOWERS_PER_CALL: usize = 50;

/// Lists the teammates that follow a conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListConversationFollowers {
    /// The conversation.
    conversation_id: ConversationId,
}

impl ListConversationFollowers {
    /// The followers of this conversation.
    pub fn new(conversation_id: impl Into<ConversationId>) -> Self {
        Self { conversation_id: conversation_id.into() }
    }
}

impl Endpoint for ListConversationFollowers {
    type Vendor = Front;
    type Output = Page<Teammate>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/conversations/{conversation_id}/followers";
    const SCOPES: &'static [&'static str] = &["teammates:read"];
}

/// Lets teammates follow a conversation: they are notified of what happens in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddConversationFollowers {
    /// The conversation.
    conversation_id: ConversationId,
    /// The teammates, 1 to 50, by id or as `alt:email:jane@example.com`.
    teammate_ids: Vec<TeammateId>,
    /// Whether to skip teammates that do not exist instead of refusing all; false by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ignore_errors: Option<bool>,
}

impl AddConversationFollowers {
    /// These teammates follow this conversation.
    pub fn new(
        conversation_id: impl Into<ConversationId>,
        teammate_ids: impl IntoIterator<Item = impl Into<TeammateId>>,
    ) -> Self {
        Self {
            conversation_id: conversation_id.into(),
            teammate_ids: teammate_ids.into_iter().map(Into::into).collect(),
            ignore_errors: None,
        }
    }

    /// Whether to skip teammates that do not exist instead of refusing all; false by default.
    #[must_use]
    pub fn ignore_errors(mut self, ignore_errors: bool) -> Self {
        self.ignore_errors = Some(ignore_errors);
        self
    }
}

impl Endpoint for AddConversationFollowers {
    type Vendor = Front;
    type Output = ();
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/conversations/{conversation_id}/followers";
    const SCOPES: &'static [&'static str] = &["conversations:write"];
    const QUERY: &'static [&'static str] = &["ignore_errors"];

    fn validate(&self) -> Result<(), String> {
        check_count("teammate_ids", &self.teammate_ids, MAX_FOLLOWERS_PER_CALL)
    }
}

/// Makes teammates stop following a conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveConversationFollowers {
    /// The conversation.
    conversation_id: ConversationId,
    /// The teammates, 1 to 50, by id or as `alt:email:jane@example.com`.
    teammate_ids: Vec<TeammateId>,
}

impl RemoveConversationFollowers {
    /// These teammates no longer follow this conversation.
    pub fn new(
        conversation_id: impl Into<ConversationId>,
        teammate_ids: impl IntoIterator<Item = impl Into<TeammateId>>,
    ) -> Self {
        Self {
            conversation_id: conversation_id.into(),
            teammate_ids: teammate_ids.into_iter().map(Into::into).collect(),
        }
    }
}

impl Endpoint for RemoveConversationFollowers {
    type Vendor = Front;
    type Output = ();
    const METHOD: Method = Method::DELETE;
    const PATH: &'static str = "/conversations/{conversation_id}/followers";
    const SCOPES: &'static [&'static str] = &["conversations:write"];

    fn validate(&self) -> Result<(), String> {
        check_count("teammate_ids", &self.teammate_ids, MAX_FOLLOWERS_PER_CALL)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn query_and_body() {
        let request =
            AddConversationFollowers::new("cnv_1", ["tea_1"]).ignore_errors(true).to_request().unwrap();
        assert_eq!(request.uri(), "/conversations/cnv_1/followers?ignore_errors=true");
        assert_eq!(request.body(), r#"{"teammate_ids":["tea_1"]}"#);
    }

    #[test]
    fn one_to_fifty() {
        for (count, fine) in [(0, false), (1, true), (50, true), (51, false)] {
            let ids = vec!["tea_1"; count];
            assert_eq!(
                AddConversationFollowers::new("cnv_1", ids.clone()).to_request().is_ok(),
                fine,
                "{count}"
            );
            assert_eq!(RemoveConversationFollowers::new("cnv_1", ids).to_request().is_ok(), fine, "{count}");
        }
    }
}
