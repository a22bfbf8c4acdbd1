//! Teammates: the users of Front in the company, and the bots that act there.
//!
//! ```
//! use front_client::{Endpoint, api::teammates::UpdateTeammate};
//!
//! let request = UpdateTeammate::new("alt:email:sarah@example.com").is_available(false).to_request()?;
//! assert_eq!(request.uri(), "/teammates/alt:email:sarah%40example.com");
//! assert_eq!(request.body(), r#"{"is_available":false}"#);
//! # Ok::<(), front_client::Error>(())
//! ```

use http::{Extensions, Method};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    Endpoint, Front, Page, PageToken, TeammateId,
    api::{
        check_changes, check_limit,
        conversations::{Conversation, ConversationFilter, StatusFilter},
        inboxes::Inbox,
    },
    layer::ReplaceCustomFields,
};
use client_core::wire_enum;

wire_enum! {
    /// What a teammate is: a person, or the kind of bot that acts under the name.
    pub enum TeammateKind {
        /// A person with a seat.
        User = "user",
        /// A visitor.
        Visitor = "visitor",
        /// An AI.
        Ai = "ai",
        /// An OAuth client.
        Api = "api",
        /// An application.
        Application = "application",
        /// A bulk reply.
        BulkReply = "bulk_reply",
        /// A satisfaction survey, as the author of comments.
        Csat = "csat",
        /// An integration.
        Integration = "integration",
        /// A macro.
        Macro = "macro",
        /// A rule.
        Rule = "rule",
        /// A smart satisfaction survey.
        SmartCsat = "smart_csat",
    }
}

/// A teammate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Teammate {
    /// The teammate.
    pub id: TeammateId,
    /// The e-mail address.
    #[serde(default)]
    pub email: Option<String>,
    /// The name after the `@` of a mention.
    #[serde(default)]
    pub username: Option<String>,
    /// The first name.
    #[serde(default)]
    pub first_name: Option<String>,
    /// The last name.
    #[serde(default)]
    pub last_name: Option<String>,
    /// The licence. Front's OpenAPI file requires this field and does not define it.
    #[serde(default, deserialize_with = "client_core::de::lenient")]
    pub license_type: Option<String>,
    /// Whether the teammate administers the company's Front.
    #[serde(default)]
    pub is_admin: Option<bool>,
    /// Whether the teammate is available for new work.
    #[serde(default)]
    pub is_available: Option<bool>,
    /// Whether the teammate can no longer sign in.
    #[serde(default)]
    pub is_blocked: Option<bool>,
    /// A person, or the kind of bot.
    #[serde(default, rename = "type")]
    pub kind: Option<TeammateKind>,
    /// Custom fields, by name.
    #[serde(default, deserialize_with = "client_core::de::null_default")]
    pub custom_fields: Map<String, Value>,
    /// Everything else that Front says, such as `_links`.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Lists the teammates of the company, all at once.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ListTeammates {}

impl ListTeammates {
    /// All teammates.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl Endpoint for ListTeammates {
    type Vendor = Front;
    type Output = Page<Teammate>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/teammates";
    const SCOPES: &'static [&'static str] = &["teammates:read"];
}

/// Shows one teammate, with the custom fields.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetTeammate {
    /// The teammate; an alias such as `alt:email:sarah@example.com` will do.
    teammate_id: TeammateId,
}

impl GetTeammate {
    /// The teammate with this id or alias.
    pub fn new(teammate_id: impl Into<TeammateId>) -> Self {
        Self { teammate_id: teammate_id.into() }
    }
}

impl Endpoint for GetTeammate {
    type Vendor = Front;
    type Output = Teammate;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/teammates/{teammate_id}";
    const SCOPES: &'static [&'static str] = &["teammates:read"];
}

/// Changes a teammate: name, availability, custom fields. What is left out stays as it is.
///
/// Custom fields are merged: Front itself would erase those that an update leaves out, so the client reads
/// the stored ones first and sends them along. A client that was built without its layer for custom fields
/// erases them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateTeammate {
    /// The teammate; an alias such as `alt:email:sarah@example.com` will do.
    teammate_id: TeammateId,
    /// The name after the `@` of a mention: unique, of lowercase letters, digits and underscores.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    username: Option<String>,
    /// The first name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    first_name: Option<String>,
    /// The last name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_name: Option<String>,
    /// Whether the teammate is available for new work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    is_available: Option<bool>,
    /// Custom fields to change, by name; null removes one, the others stay.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    custom_fields: Map<String, Value>,
}

impl UpdateTeammate {
    /// A change of this teammate; say what with the setters.
    pub fn new(teammate_id: impl Into<TeammateId>) -> Self {
        Self {
            teammate_id: teammate_id.into(),
            username: None,
            first_name: None,
            last_name: None,
            is_available: None,
            custom_fields: Map::new(),
        }
    }

    /// The name after the `@` of a mention: unique, of lowercase letters, digits and underscores.
    #[must_use]
    pub fn username(mut self, username: impl Into<String>) -> Self {
        self.username = Some(username.into());
        self
    }

    /// The first name.
    #[must_use]
    pub fn first_name(mut self, first_name: impl Into<String>) -> Self {
        self.first_name = Some(first_name.into());
        self
    }

    /// The last name.
    #[must_use]
    pub fn last_name(mut self, last_name: impl Into<String>) -> Self {
        self.last_name = Some(last_name.into());
        self
    }

    /// Whether the teammate is available for new work.
    #[must_use]
    pub fn is_available(mut self, is_available: bool) -> Self {
        self.is_available = Some(is_available);
        self
    }

    /// Sets one custom field, by its name. The others stay.
    #[must_use]
    pub fn custom_field(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.custom_fields.insert(name.into(), value.into());
        self
    }

    /// Removes one custom field, by its name. The others stay.
    #[must_use]
    pub fn remove_custom_field(mut self, name: impl Into<String>) -> Self {
        self.custom_fields.insert(name.into(), Value::Null);
        self
    }
}

impl Endpoint for UpdateTeammate {
    type Vendor = Front;
    type Output = ();
    const METHOD: Method = Method::PATCH;
    const PATH: &'static str = "/teammates/{teammate_id}";
    const SCOPES: &'static [&'static str] = &["teammates:write"];

    fn validate(&self) -> Result<(), String> {
        if let Some(username) = &self.username
            && (username.is_empty()
                || !username.chars().all(|c| c.is_lowercase() || c.is_numeric() || c == '_'))
        {
            return Err(format!(
                "`username` is {username:?}; it may hold lowercase letters, digits and underscores"
            ));
        }
        check_changes(self, &["teammate_id"])
    }
}

/// Replaces all custom fields of a teammate by the ones given, and erases every other one.
///
/// This is what Front does with any custom fields in an update. To change some and keep the rest, use
/// [`UpdateTeammate`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplaceTeammateCustomFields {
    /// The teammate; an alias such as `alt:email:sarah@example.com` will do.
    teammate_id: TeammateId,
    /// The custom fields that remain, by name. An empty map erases them all.
    custom_fields: Map<String, Value>,
}

impl ReplaceTeammateCustomFields {
    /// These fields, and no others.
    pub fn new(teammate_id: impl Into<TeammateId>, custom_fields: Map<String, Value>) -> Self {
        Self { teammate_id: teammate_id.into(), custom_fields }
    }
}

impl Endpoint for ReplaceTeammateCustomFields {
    type Vendor = Front;
    type Output = ();
    const METHOD: Method = Method::PATCH;
    const PATH: &'static str = "/teammates/{teammate_id}";
    const SCOPES: &'static [&'static str] = &["teammates:write"];

    fn annotate(&self, extensions: &mut Extensions) {
        extensions.insert(ReplaceCustomFields);
    }
}

/// Lists the conversations that are assigned to a teammate, the most recently active first. A search can
/// narrow them further.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListAssignedConversations {
    /// The teammate; an alias such as `alt:email:sarah@example.com` will do.
    teammate_id: TeammateId,
    /// Only conversations that this filter lets through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    q: Option<ConversationFilter>,
    /// How many conversations a page holds, 1 to 100. Front decides where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    limit: Option<u32>,
    /// Where the page begins: the token that the page before gave. Left out, it is the first page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    page_token: Option<PageToken>,
}

impl ListAssignedConversations {
    /// All conversations of this teammate.
    pub fn new(teammate_id: impl Into<TeammateId>) -> Self {
        Self { teammate_id: teammate_id.into(), q: None, limit: None, page_token: None }
    }

    /// Only conversations that this filter lets through.
    #[must_use]
    pub fn q(mut self, q: ConversationFilter) -> Self {
        self.q = Some(q);
        self
    }

    /// Only conversations with one of these statuses.
    #[must_use]
    pub fn statuses(self, statuses: impl IntoIterator<Item = StatusFilter>) -> Self {
        self.q(ConversationFilter::statuses(statuses))
    }

    /// How many conversations a page holds, 1 to 100. Front decides where it is left out.
    #[must_use]
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Where the page begins: the token that the page before gave. Left out, it is the first page.
    #[must_use]
    pub fn page_token(mut self, page_token: impl Into<PageToken>) -> Self {
        self.page_token = Some(page_token.into());
        self
    }
}

impl Endpoint for ListAssignedConversations {
    type Vendor = Front;
    type Output = Page<Conversation>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/teammates/{teammate_id}/conversations";
    const SCOPES: &'static [&'static str] = &["conversations:read"];

    fn validate(&self) -> Result<(), String> {
        ConversationFilter::check(self.q.as_ref())?;
        check_limit(self.limit)
    }
}

/// Lists the inboxes that a teammate has access to, all at once.
///
/// Front has deprecated this operation.
/// [`ListTeammatePrivateInboxes`](crate::api::inboxes::ListTeammatePrivateInboxes) lists the private ones,
/// and [`ListInboxAccess`](crate::api::inboxes::ListInboxAccess) who has access to an inbox.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListTeammateInboxes {
    /// The teammate; an alias such as `alt:email:sarah@example.com` will do.
    teammate_id: TeammateId,
}

impl ListTeammateInboxes {
    /// All inboxes of this teammate.
    pub fn new(teammate_id: impl Into<TeammateId>) -> Self {
        Self { teammate_id: teammate_id.into() }
    }
}

impl Endpoint for ListTeammateInboxes {
    type Vendor = Front;
    type Output = Page<Inbox>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/teammates/{teammate_id}/inboxes";
    const SCOPES: &'static [&'static str] = &["inboxes:read"];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_username_is_checked() {
        for (name, ok) in [("sarah_2", true), ("Sarah", false), ("", false), ("sarah-2", false)] {
            assert_eq!(UpdateTeammate::new("tea_1").username(name).to_request().is_ok(), ok, "{name}");
        }
    }

    #[test]
    fn a_bare_teammate_reads() {
        let teammate: Teammate = serde_json::from_str(r#"{"id":"tea_1","type":"robot","new":1}"#).unwrap();
        assert_eq!(teammate.kind, Some(TeammateKind::Other("robot".into())));
        assert_eq!(teammate.extra["new"], 1);
    }
}
