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

use client_core::{request, response, wire_enum};
use serde_json::{Map, Value};

use crate::{
    api::{
        check,
        conversations::{Conversation, ConversationFilter, StatusFilter, check_filter},
        custom_fields::replaces_custom_fields,
        inboxes::Inbox,
    },
    id::TeammateId,
    page::{Page, PageToken},
};

wire_enum! {
    /// Kind of teammate: a person or a type of bot.
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
#[response]
pub struct Teammate {
    /// Teammate id.
    #[required]
    pub id: TeammateId,
    /// E-mail address.
    pub email: Option<String>,
    /// User name, used for mentions after `@`.
    pub username: Option<String>,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// Licence. Front's OpenAPI file requires this field without defining it.
    pub license_type: Option<String>,
    /// `true` for administrators of the company.
    pub is_admin: Option<bool>,
    /// `true` if the teammate is available for new work.
    pub is_available: Option<bool>,
    /// `true` if the teammate can no longer sign in.
    pub is_blocked: Option<bool>,
    /// Person or type of bot.
    #[serde(rename = "type")]
    pub kind: Option<TeammateKind>,
    /// Custom fields, by name.
    pub custom_fields: Map<String, Value>,
}

/// Lists the teammates of the company, without paging.
#[request(GET "/teammates" -> Page<Teammate>, scopes = ["teammates:read"])]
pub struct ListTeammates {}

/// Returns one teammate, with custom fields.
#[request(GET "/teammates/{teammate_id}" -> Teammate, scopes = ["teammates:read"])]
pub struct GetTeammate {
    /// Teammate id, or an alias such as `alt:email:sarah@example.com`.
    teammate_id: TeammateId,
}

/// Updates a teammate: name, availability, custom fields. Omitted fields stay unchanged.
///
/// Custom fields are merged. Front itself erases the fields that an update omits, so the client reads the stored
/// fields first and sends them along. A client built without its custom-field layer erases them.
#[request(PATCH "/teammates/{teammate_id}", scopes = ["teammates:write"], check = check::changes)]
pub struct UpdateTeammate {
    /// Teammate id, or an alias such as `alt:email:sarah@example.com`.
    teammate_id: TeammateId,
    /// User name, used for mentions after `@`. Unique; lowercase letters, digits and underscores.
    #[check(check_username)]
    username: Option<String>,
    /// First name.
    first_name: Option<String>,
    /// Last name.
    last_name: Option<String>,
    /// `true` if the teammate is available for new work.
    is_available: Option<bool>,
    /// Custom fields to change, by name. `null` removes a field; other fields stay unchanged.
    #[entry(custom_field, remove_custom_field)]
    custom_fields: Map<String, Value>,
}

fn check_username(argument: &str, username: &str) -> Result<(), String> {
    let may_hold = |c: char| c.is_lowercase() || c.is_numeric() || c == '_';
    if username.is_empty() || !username.chars().all(may_hold) {
        return Err(format!(
            "`{argument}` is {username:?}; it may hold lowercase letters, digits and underscores"
        ));
    }
    Ok(())
}

/// Replaces all custom fields of a teammate. Omitted fields are erased.
///
/// Front does the same with the custom fields of any update. To change some and keep the rest, use
/// [`UpdateTeammate`].
#[request(PATCH "/teammates/{teammate_id}", scopes = ["teammates:write"], annotate = replaces_custom_fields)]
pub struct ReplaceTeammateCustomFields {
    /// Teammate id, or an alias such as `alt:email:sarah@example.com`.
    teammate_id: TeammateId,
    /// Custom fields to keep, by name. An empty map erases all of them.
    #[required]
    custom_fields: Map<String, Value>,
}

/// Lists the conversations assigned to a teammate, most recently active first. A search can narrow them further.
#[request(
    GET "/teammates/{teammate_id}/conversations" -> Page<Conversation>,
    scopes = ["conversations:read"],
)]
pub struct ListAssignedConversations {
    /// Teammate id, or an alias such as `alt:email:sarah@example.com`.
    teammate_id: TeammateId,
    /// Only conversations that match this filter.
    #[check(check_filter)]
    q: Option<ConversationFilter>,
    /// Page size, 1 to 100. Defaults to Front's own.
    #[check(check::page_size)]
    limit: Option<u32>,
    /// Page token of the previous page. Omit for the first page.
    page_token: Option<PageToken>,
}

impl ListAssignedConversations {
    /// Only conversations with any of these statuses.
    #[must_use]
    pub fn statuses(self, statuses: impl IntoIterator<Item = StatusFilter>) -> Self {
        self.q(ConversationFilter::statuses(statuses))
    }
}

/// Lists the inboxes that a teammate can access, without paging.
///
/// Front has deprecated this operation.
/// [`ListTeammatePrivateInboxes`](crate::api::inboxes::ListTeammatePrivateInboxes) lists the private inboxes, and
/// [`ListInboxAccess`](crate::api::inboxes::ListInboxAccess) the teammates with access to an inbox.
#[request(GET "/teammates/{teammate_id}/inboxes" -> Page<Inbox>, scopes = ["inboxes:read"])]
pub struct ListTeammateInboxes {
    /// Teammate id, or an alias such as `alt:email:sarah@example.com`.
    teammate_id: TeammateId,
}

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::Endpoint;

    #[test]
    fn username_is_validated() {
        for (name, ok) in [("sarah_2", true), ("Sarah", false), ("", false), ("sarah-2", false)] {
            assert_eq!(UpdateTeammate::new("tea_1").username(name).to_request().is_ok(), ok, "{name}");
        }
    }

    #[test]
    fn teammate_with_only_id_and_unknown_values_is_read() {
        let teammate: Teammate = serde_json::from_str(r#"{"id":"tea_1","type":"robot","new":1}"#).unwrap();
        assert_eq!(teammate.kind, Some(TeammateKind::Other("robot".into())));
        assert_eq!(teammate.extra["new"], 1);
    }
}
