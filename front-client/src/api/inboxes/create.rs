//! Making inboxes, and who has access to them.

use client_core::request;
use serde_json::{Map, Value};

use super::Inbox;
use crate::{
    api::check,
    id::{InboxId, TeamId, TeammateId},
};

/// Creates an inbox in the oldest team (workspace) that the token can reach. [`CreateTeamInbox`] says in
/// which one.
#[request(POST "/inboxes" -> Inbox, scopes = ["inboxes:write"])]
pub struct CreateInbox {
    /// The name.
    name: String,
    /// The teammates who have access; aliases such as `alt:email:sarah@example.com` will do.
    teammate_ids: Vec<TeammateId>,
    /// Whether every member of the team has access.
    is_public: Option<bool>,
    /// Custom fields, by name. A value has the type of its definition: text, number, true or false, seconds
    /// since 1970, a teammate's e-mail address, an inbox id, or one of the values of an enum.
    #[entry(custom_field)]
    custom_fields: Map<String, Value>,
}

/// Creates an inbox in a team (workspace).
#[request(POST "/teams/{team_id}/inboxes" -> Inbox, scopes = ["inboxes:write"])]
pub struct CreateTeamInbox {
    /// The team.
    team_id: TeamId,
    /// The name.
    name: String,
    /// The teammates who have access; aliases such as `alt:email:sarah@example.com` will do.
    teammate_ids: Vec<TeammateId>,
    /// Whether every member of the team has access.
    is_public: Option<bool>,
    /// Custom fields, by name. A value has the type of its definition: text, number, true or false, seconds
    /// since 1970, a teammate's e-mail address, an inbox id, or one of the values of an enum.
    #[entry(custom_field)]
    custom_fields: Map<String, Value>,
}

/// Creates a private inbox of a teammate.
#[request(POST "/teammates/{teammate_id}/private_inboxes" -> Inbox, scopes = ["inboxes:write"])]
pub struct CreateTeammatePrivateInbox {
    /// The teammate; an alias such as `alt:email:sarah@example.com` will do.
    teammate_id: TeammateId,
    /// The name.
    name: String,
    /// Custom fields, by name. A value has the type of its definition: text, number, true or false, seconds
    /// since 1970, a teammate's e-mail address, an inbox id, or one of the values of an enum.
    #[entry(custom_field)]
    custom_fields: Map<String, Value>,
}

/// Gives teammates access to an inbox.
#[request(POST "/inboxes/{inbox_id}/teammates", scopes = ["inboxes:write"])]
pub struct AddInboxAccess {
    /// The inbox.
    inbox_id: InboxId,
    /// The teammates; aliases such as `alt:email:sarah@example.com` will do.
    #[check(check::not_empty)]
    #[required]
    teammate_ids: Vec<TeammateId>,
}

/// Takes access to an inbox from teammates.
#[request(DELETE "/inboxes/{inbox_id}/teammates", scopes = ["inboxes:write"])]
pub struct RemoveInboxAccess {
    /// The inbox.
    inbox_id: InboxId,
    /// The teammates; aliases such as `alt:email:sarah@example.com` will do.
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
