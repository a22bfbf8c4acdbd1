//! Followers of a conversation.

use client_core::request;

use crate::{
    api::{check, teammates::Teammate},
    id::{ConversationId, TeammateId},
    page::Page,
};

/// Maximum number of followers that one call adds or removes, by Front's OpenAPI file.
pub const MAX_FOLLOWERS_PER_CALL: usize = 50;

/// Lists the teammates who follow a conversation.
#[request(GET "/conversations/{conversation_id}/followers" -> Page<Teammate>, scopes = ["teammates:read"])]
pub struct ListConversationFollowers {
    /// Conversation id.
    conversation_id: ConversationId,
}

/// Adds followers to a conversation. They are notified of its activity.
#[request(
    POST "/conversations/{conversation_id}/followers",
    scopes = ["conversations:write"],
    query = ["ignore_errors"],
)]
pub struct AddConversationFollowers {
    /// Conversation id.
    conversation_id: ConversationId,
    /// Teammates, 1 to 50: ids or `alt:email:jane@example.com`.
    #[check(check::count, MAX_FOLLOWERS_PER_CALL)]
    #[required]
    teammate_ids: Vec<TeammateId>,
    /// Skips unknown teammates instead of failing the whole request. Defaults to `false`.
    ignore_errors: Option<bool>,
}

/// Removes followers from a conversation.
#[request(DELETE "/conversations/{conversation_id}/followers", scopes = ["conversations:write"])]
pub struct RemoveConversationFollowers {
    /// Conversation id.
    conversation_id: ConversationId,
    /// Teammates, 1 to 50: ids or `alt:email:jane@example.com`.
    #[check(check::count, MAX_FOLLOWERS_PER_CALL)]
    #[required]
    teammate_ids: Vec<TeammateId>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::Endpoint;

    #[test]
    fn ignore_errors_is_in_the_query() {
        let request =
            AddConversationFollowers::new("cnv_1", ["tea_1"]).ignore_errors(true).to_request().unwrap();
        assert_eq!(request.uri(), "/conversations/cnv_1/followers?ignore_errors=true");
        assert_eq!(request.body(), r#"{"teammate_ids":["tea_1"]}"#);
    }

    #[test]
    fn followers_per_call_are_1_to_50() {
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
