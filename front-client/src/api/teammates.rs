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
#[response]
pub struct Teammate {
    /// The teammate.
    #[required]
    pub id: TeammateId,
    /// The e-mail address.
    pub email: Option<String>,
    /// The name after the `@` of a mention.
    pub username: Option<String>,
    /// The first name.
    pub first_name: Option<String>,
    /// The last name.
    pub last_name: Option<String>,
    /// The licence. Front's OpenAPI file requires this field and does not define it.
    pub license_type: Option<String>,
    /// Whether the teammate administers the company's Front.
    pub is_admin: Option<bool>,
    /// Whether the teammate is available for new work.
    pub is_available: Option<bool>,
    /// Whether the teammate can no longer sign in.
    pub is_blocked: Option<bool>,
    /// A person, or the kind of bot.
    #[serde(rename = "type")]
    pub kind: Option<TeammateKind>,
    /// Custom fields, by name.
    pub custom_fields: Map<String, Value>,
}

/// Lists the teammates of the company, all at once.
#[request(GET "/teammates" -> Page<Teammate>, scopes = ["teammates:read"])]
pub struct ListTeammates {}

/// Shows one teammate, with the custom fields.
#[request(GET "/teammates/{teammate_id}" -> Teammate, scopes = ["teammates:read"])]
pub struct GetTeammate {
    /// The teammate; an alias such as `alt:email:sarah@example.com` will do.
    teammate_id: TeammateId,
}

/// Changes a teammate: name, availability, custom fields. What is left out stays as it is.
///
/// Custom fields are merged: Front itself would erase those that an update leaves out, so the client reads
/// the stored ones first and sends them along. A client that was built without its layer for custom fields
/// erases them.
#[request(PATCH "/teammates/{teammate_id}", scopes = ["teammates:write"], check = check::changes)]
pub struct UpdateTeammate {
    /// The teammate; an alias such as `alt:email:sarah@example.com` will do.
    teammate_id: TeammateId,
    /// The name after the `@` of a mention: unique, of lowercase letters, digits and underscores.
    #[check(check_username)]
    username: Option<String>,
    /// The first name.
    first_name: Option<String>,
    /// The last name.
    last_name: Option<String>,
    /// Whether the teammate is available for new work.
    is_available: Option<bool>,
    /// Custom fields to change, by name; null removes one, the others stay.
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

/// Replaces all custom fields of a teammate by the ones given, and erases every other one.
///
/// This is what Front does with any custom fields in an update. To change some and keep the rest, use
/// [`UpdateTeammate`].
#[request(PATCH "/teammates/{teammate_id}", scopes = ["teammates:write"], annotate = replaces_custom_fields)]
pub struct ReplaceTeammateCustomFields {
    /// The teammate; an alias such as `alt:email:sarah@example.com` will do.
    teammate_id: TeammateId,
    /// The custom fields that remain, by name. An empty map erases them all.
    #[required]
    custom_fields: Map<String, Value>,
}

/// Lists the conversations that are assigned to a teammate, the most recently active first. A search can
/// narrow them further.
#[request(
    GET "/teammates/{teammate_id}/conversations" -> Page<Conversation>,
    scopes = ["conversations:read"],
)]
pub struct ListAssignedConversations {
    /// The teammate; an alias such as `alt:email:sarah@example.com` will do.
    teammate_id: TeammateId,
    /// Only conversations that this filter lets through.
    #[check(check_filter)]
    q: Option<ConversationFilter>,
    /// How many conversations a page holds, 1 to 100. Front decides where it is left out.
    #[check(check::page_size)]
    limit: Option<u32>,
    /// Where the page begins: the token that the page before gave. Left out, it is the first page.
    page_token: Option<PageToken>,
}

impl ListAssignedConversations {
    /// Only conversations with one of these statuses.
    #[must_use]
    pub fn statuses(self, statuses: impl IntoIterator<Item = StatusFilter>) -> Self {
        self.q(ConversationFilter::statuses(statuses))
    }
}

/// Lists the inboxes that a teammate has access to, all at once.
///
/// Front has deprecated this operation.
/// [`ListTeammatePrivateInboxes`](crate::api::inboxes::ListTeammatePrivateInboxes) lists the private ones,
/// and [`ListInboxAccess`](crate::api::inboxes::ListInboxAccess) who has access to an inbox.
#[request(GET "/teammates/{teammate_id}/inboxes" -> Page<Inbox>, scopes = ["inboxes:read"])]
pub struct ListTeammateInboxes {
    /// The teammate; an alias such as `alt:email:sarah@example.com` will do.
    teammate_id: TeammateId,
}

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::Endpoint;

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
