//! Making inboxes, and who has access to them.

use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    Endpoint, Front, InboxId, TeamId, TeammateId,
    api::{check_not_empty, inboxes::Inbox},
};

/// Creates an inbox in the oldest team (workspace) that the token can reach. [`CreateTeamInbox`] says in
/// which one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateInbox {
    /// The name.
    name: String,
    /// The teammates who have access; aliases such as `alt:email:sarah@example.com` will do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    teammate_ids: Vec<TeammateId>,
    /// Whether every member of the team has access.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    is_public: Option<bool>,
    /// Custom fields, by name. A value has the type of its definition: text, number, true or false, seconds
    /// since 1970, a teammate's e-mail address, an inbox id, or one of the values of an enum.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    custom_fields: Map<String, Value>,
}

impl CreateInbox {
    /// An inbox with this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), teammate_ids: Vec::new(), is_public: None, custom_fields: Map::new() }
    }

    /// The teammates who have access; aliases such as `alt:email:sarah@example.com` will do.
    #[must_use]
    pub fn teammate_ids(mut self, teammate_ids: impl IntoIterator<Item = impl Into<TeammateId>>) -> Self {
        self.teammate_ids = teammate_ids.into_iter().map(Into::into).collect();
        self
    }

    /// Whether every member of the team has access.
    #[must_use]
    pub fn is_public(mut self, is_public: bool) -> Self {
        self.is_public = Some(is_public);
        self
    }

    /// Sets one custom field, by its name.
    #[must_use]
    pub fn custom_field(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.custom_fields.insert(name.into(), value.into());
        self
    }
}

impl Endpoint for CreateInbox {
    type Vendor = Front;
    type Output = Inbox;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/inboxes";
    const SCOPES: &'static [&'static str] = &["inboxes:write"];
}

/// Creates an inbox in a team (workspace).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateTeamInbox {
    /// The team.
    team_id: TeamId,
    /// The name.
    name: String,
    /// The teammates who have access; aliases such as `alt:email:sarah@example.com` will do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    teammate_ids: Vec<TeammateId>,
    /// Whether every member of the team has access.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    is_public: Option<bool>,
    /// Custom fields, by name. A value has the type of its definition: text, number, true or false, seconds
    /// since 1970, a teammate's e-mail address, an inbox id, or one of the values of an enum.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    custom_fields: Map<String, Value>,
}

impl CreateTeamInbox {
    /// An inbox of this team with this name.
    pub fn new(team_id: impl Into<TeamId>, name: impl Into<String>) -> Self {
        Self {
            team_id: team_id.into(),
            name: name.into(),
            teammate_ids: Vec::new(),
            is_public: None,
            custom_fields: Map::new(),
        }
    }

    /// The teammates who have access; aliases such as `alt:email:sarah@example.com` will do.
    #[must_use]
    pub fn teammate_ids(mut self, teammate_ids: impl IntoIterator<Item = impl Into<TeammateId>>) -> Self {
        self.teammate_ids = teammate_ids.into_iter().map(Into::into).collect();
        self
    }

    /// Whether every member of the team has access.
    #[must_use]
    pub fn is_public(mut self, is_public: bool) -> Self {
        self.is_public = Some(is_public);
        self
    }

    /// Sets one custom field, by its name.
    #[must_use]
    pub fn custom_field(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.custom_fields.insert(name.into(), value.into());
        self
    }
}

impl Endpoint for CreateTeamInbox {
    type Vendor = Front;
    type Output = Inbox;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/teams/{team_id}/inboxes";
    const SCOPES: &'static [&'static str] = &["inboxes:write"];
}

/// Creates a private inbox of a teammate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateTeammatePrivateInbox {
    /// The teammate; an alias such as `alt:email:sarah@example.com` will do.
    teammate_id: TeammateId,
    /// The name.
    name: String,
    /// Custom fields, by name. A value has the type of its definition: text, number, true or false, seconds
    /// since 1970, a teammate's e-mail address, an inbox id, or one of the values of an enum.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    custom_fields: Map<String, Value>,
}

impl CreateTeammatePrivateInbox {
    /// A private inbox of this teammate with this name.
    pub fn new(teammate_id: impl Into<TeammateId>, name: impl Into<String>) -> Self {
        Self { teammate_id: teammate_id.into(), name: name.into(), custom_fields: Map::new() }
    }

    /// Sets one custom field, by its name.
    #[must_use]
    pub fn custom_field(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.custom_fields.insert(name.into(), value.into());
        self
    }
}

impl Endpoint for CreateTeammatePrivateInbox {
    type Vendor = Front;
    type Output = Inbox;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/teammates/{teammate_id}/private_inboxes";
    const SCOPES: &'static [&'static str] = &["inboxes:write"];
}

/// Gives teammates access to an inbox.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddInboxAccess {
    /// The inbox.
    inbox_id: InboxId,
    /// The teammates; aliases such as `alt:email:sarah@example.com` will do.
    teammate_ids: Vec<TeammateId>,
}

impl AddInboxAccess {
    /// These teammates to this inbox.
    pub fn new(
        inbox_id: impl Into<InboxId>,
        teammate_ids: impl IntoIterator<Item = impl Into<TeammateId>>,
    ) -> Self {
        Self { inbox_id: inbox_id.into(), teammate_ids: teammate_ids.into_iter().map(Into::into).collect() }
    }
}

impl Endpoint for AddInboxAccess {
    type Vendor = Front;
    type Output = ();
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/inboxes/{inbox_id}/teammates";
    const SCOPES: &'static [&'static str] = &["inboxes:write"];

    fn validate(&self) -> Result<(), String> {
        check_not_empty("teammate_ids", &self.teammate_ids)
    }
}

/// Takes access to an inbox from teammates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveInboxAccess {
    /// The inbox.
    inbox_id: InboxId,
    /// The teammates; aliases such as `alt:email:sarah@example.com` will do.
    teammate_ids: Vec<TeammateId>,
}

impl RemoveInboxAccess {
    /// These teammates from this inbox.
    pub fn new(
        inbox_id: impl Into<InboxId>,
        teammate_ids: impl IntoIterator<Item = impl Into<TeammateId>>,
    ) -> Self {
        Self { inbox_id: inbox_id.into(), teammate_ids: teammate_ids.into_iter().map(Into::into).collect() }
    }
}

impl Endpoint for RemoveInboxAccess {
    type Vendor = Front;
    type Output = ();
    const METHOD: Method = Method::DELETE;
    const PATH: &'static str = "/inboxes/{inbox_id}/teammates";
    const SCOPES: &'static [&'static str] = &["inboxes:write"];

    fn validate(&self) -> Result<(), String> {
        check_not_empty("teammate_ids", &self.teammate_ids)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_was_said_is_sent() {
        let bare = CreateTeamInbox::new("tim_1", "Support").to_request().unwrap();
        assert_eq!(bare.uri(), "/teams/tim_1/inboxes");
        assert_eq!(bare.body(), r#"{"name":"Support"}"#);
        let full = CreateTeamInbox::new("tim_1", "Support")
            .teammate_ids(["tea_1", "alt:email:sarah@example.com"])
            .is_public(false)
            .custom_field("Region", "EU")
            .to_request()
            .unwrap();
        assert_eq!(
            serde_json::from_slice::<Value>(full.body().as_bytes().unwrap()).unwrap(),
            json!({
                "name": "Support",
                "teammate_ids": ["tea_1", "alt:email:sarah@example.com"],
                "is_public": false,
                "custom_fields": {"Region": "EU"}
            })
        );
    }

    #[test]
    fn a_delete_carries_its_body() {
        let request = RemoveInboxAccess::new("inb_1", ["tea_1"]).to_request().unwrap();
        assert_eq!(request.method(), Method::DELETE);
        assert_eq!(request.body(), r#"{"teammate_ids":["tea_1"]}"#);
    }
}
