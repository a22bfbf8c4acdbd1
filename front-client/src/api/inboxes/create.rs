//! Create inboxes and manage access to them.

use client_core::request;
use serde_json::{Map, Value};

use super::Inbox;
use crate::{
    api::check,
    id::{InboxId, TeamId, TeammateId},
};

/// Creates an inbox in the oldest team (workspace) that the token can reach. To choose the team, use
/// [`CreateTeamInbox`].
#[request(POST "/inboxes" -> Inbox, scopes = ["inboxes:write"])]
pub struct CreateInbox {
    /// Name.
    name: String,
    /// Teammates with access: ids, or aliases such as `alt:email:sarah@example.com`.
    teammate_ids: Vec<TeammateId>,
    /// Gives every member of the team access.
    is_public: Option<bool>,
    /// Custom fields, by name. The type of a value follows the field's definition: text, number, boolean, seconds
    /// since 1970, a teammate's e-mail address, an inbox id, or one of the values of an enum.
    #[entry(custom_field)]
    custom_fields: Map<String, Value>,
}

/// Creates an inbox in a team (workspace).
#[request(POST "/teams/{team_id}/inboxes" -> Inbox, scopes = ["inboxes:write"])]
pub struct CreateTeamInbox {
    /// Team id.
    team_id: TeamId,
    /// Name.
    name: String,
    /// Teammates with access: ids, or aliases such as `alt:email:sarah@example.com`.
    teammate_ids: Vec<TeammateId>,
    /// Gives every member of the team access.
    is_public: Option<bool>,
    /// Custom fields, by name. The type of a value follows the field's definition: text, number, boolean, seconds
    /// since 1970, a teammate's e-mail address, an inbox id, or one of the values of an enum.
    #[entry(custom_field)]
    custom_fields: Map<String, Value>,
}

/// Creates a private inbox of a teammate.
#[request(POST "/teammates/{teammate_id}/private_inboxes" -> Inbox, scopes = ["inboxes:write"])]
pub struct CreateTeammatePrivateInbox {
    /// Teammate id, or an alias such as `alt:email:sarah@example.com`.
    teammate_id: TeammateId,
    /// Name.
    name: String,
    /// Custom fields, by name. The type of a value follows the field's definition: text, number, boolean, seconds
    /// since 1970, a teammate's e-mail address, an inbox id, or one of the values of an enum.
    #[entry(custom_field)]
    custom_fields: Map<String, Value>,
}

/// Grants teammates access to an inbox.
#[request(POST "/inboxes/{inbox_id}/teammates", scopes = ["inboxes:write"])]
pub struct AddInboxAccess {
    /// Inbox id.
    inbox_id: InboxId,
    /// Teammate ids, or aliases such as `alt:email:sarah@example.com`.
    #[check(check::not_empty)]
    #[required]
    teammate_ids: Vec<TeammateId>,
}

/// Revokes teammates' access to an inbox.
#[request(DELETE "/inboxes/{inbox_id}/teammates", scopes = ["inboxes:write"])]
pub struct RemoveInboxAccess {
    /// Inbox id.
    inbox_id: InboxId,
    /// Teammate ids, or aliases such as `alt:email:sarah@example.com`.
    #[check(check::not_empty)]
    #[required]
    teammate_ids: Vec<TeammateId>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::Endpoint;
    use http::Method;
    use serde_json::json;

    #[test]
    fn unset_fields_are_not_sent() {
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
