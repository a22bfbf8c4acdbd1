//! Who follows a conversation.

use client_core::request;

use crate::{
    api::{check, teammates::Teammate},
    id::{ConversationId, TeammateId},
    page::Page,
};

/// The most followers that one call adds or removes, as Front's OpenAPI file has it.
pub const MAX_FOLLOWERS_PER_CALL: usize = 50;

/// Lists the teammates that follow a conversation.
#[request(GET "/conversations/{conversation_id}/followers" -> Page<Teammate>, scopes = ["teammates:read"])]
pub struct ListConversationFollowers {
    /// The conversation.
    conversation_id: ConversationId,
}

/// Lets teammates follow a conversation: they are notified of what happens in it.
#[request(
    POST "/conversations/{conversation_id}/followers",
    scopes = ["conversations:write"],
    query = ["ignore_errors"],
)]
pub struct AddConversationFollowers {
    /// The conversation.
    conversation_id: ConversationId,
    /// The teammates, 1 to 50, by id or as `alt:email:jane@example.com`.
    #[check(check::count, MAX_FOLLOWERS_PER_CALL)]
    #[required]
    teammate_ids: Vec<TeammateId>,
    /// Whether to skip teammates that do not exist instead of refusing all; false by default.
    ignore_errors: Option<bool>,
}

/// Makes teammates stop following a conversation.
#[request(DELETE "/conversations/{conversation_id}/followers", scopes = ["conversations:write"])]
pub struct RemoveConversationFollowers {
    /// The conversation.
    conversation_id: ConversationId,
    /// The teammates, 1 to 50, by id or as `alt:email:jane@example.com`.
    #[check(check::count, MAX_FOLLOWERS_PER_CALL)]
    #[required]
    teammate_ids: Vec<TeammateId>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::Endpoint;

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
