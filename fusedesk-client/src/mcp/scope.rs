//! API key scopes of the tools for agents.

/// Returns the documented scopes that a tool of [`agent_tools`](super::agent_tools) needs. Empty for unknown
/// names.
///
/// Includes only the six documented scopes: `reps`, `departments`, `cases`, `cases_create`, `cases_update` and
/// `integrations`. FuseDesk has others for tags, contacts, e-mails and chats, with undocumented names.
///
/// ```
/// assert_eq!(fusedesk_client::mcp::required_scopes("fusedesk_list_reps"), ["reps"]);
/// ```
#[must_use]
pub fn required_scopes(tool: &str) -> &'static [&'static str] {
    match tool {
        "fusedesk_search_cases"
        | "fusedesk_read_case"
        | "fusedesk_triage_snapshot"
        | "fusedesk_customer_timeline" => &["cases"],
        "fusedesk_list_reps" => &["reps"],
        "fusedesk_list_departments" => &["departments"],
        "fusedesk_create_case" => &["cases_create"],
        "fusedesk_add_note"
        | "fusedesk_assign_case"
        | "fusedesk_reply_to_case"
        | "fusedesk_snooze_case"
        | "fusedesk_tag_case"
        | "fusedesk_update_case" => &["cases_update"],
        _ => &[],
    }
}
