//! Scopes of an API token that the tools for agents need.

/// Returns the scopes that a tool of [`agent_tools`](super::agent_tools) needs for its simplest call. Empty for an
/// unknown tool.
///
/// Some arguments need further scopes, such as `teams:read` for a team. `GET /me` needs none, so a token that Front
/// accepts may still lack scopes. A host that knows the scopes of its token can compare at start.
///
/// ```
/// assert_eq!(front_client::mcp::required_scopes("list_tags"), ["tags:read"]);
/// assert!(front_client::mcp::required_scopes("send_reply").contains(&"messages:send"));
/// ```
#[must_use]
pub fn required_scopes(tool: &str) -> &'static [&'static str] {
    match tool {
        "search_conversations" => &["conversations:read"],
        "read_conversation" => &["comments:read", "conversations:read", "events:*:read", "messages:read"],
        "read_attachment" => &["attachments:read", "messages:read"],
        "list_drafts" => &["conversations:read", "drafts:read"],
        "search_contacts" => &["contacts:read"],
        "read_contact" => &["accounts:read", "contacts:read", "conversations:read"],
        "read_account" => &["accounts:read", "contacts:read"],
        "list_tags" => &["tags:read"],
        "list_inboxes" => &["inboxes:read", "channels:read"],
        "list_teammates" => &["teammates:read"],
        "list_teams" => &["teams:read"],
        "create_draft" => &["channels:read", "conversations:read", "drafts:write", "messages:read"],
        "add_comment" => &["comments:write"],
        "assign_conversation" => &["conversations:write", "teammates:read"],
        "update_conversation_status" => &["conversations:write"],
        "tag_conversation" => &["conversations:read", "conversations:write", "tags:read"],
        "update_contact" => &["contacts:read", "contacts:write"],
        "send_reply" => &["channels:read", "conversations:read", "messages:read", "messages:send"],
        "send_new_message" => &["channels:read", "messages:send"],
        _ => &[],
    }
}
