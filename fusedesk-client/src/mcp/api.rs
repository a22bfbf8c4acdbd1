//! Tool set `api`: one tool for each operation of FuseDesk's API.

use client_core::mcp::{
    ToolSet,
    endpoint::{EndpointTool, create, custom, delete, get, list, update},
};
use mcp_core::{Annotations, HandlerError, Registry};
use serde_json::{Map, Value};

use super::{
    budget::check_recipients,
    call::{Call, DeskCall},
};
use crate::{
    Client,
    api::{
        bulk::BulkUpdateCases,
        case_tags::{ArchiveCaseTag, CreateCaseTag, ListCaseTags, TagCase, UntagCase},
        cases::{CreateCase, GetCase, SearchCases, UpdateCase},
        chats::{CloseChat, GetChat, ListChats, UpdateChat},
        contacts::{CreateContact, GetContact, SearchContacts, UpdateContact},
        departments::{
            ArchiveDepartment, CreateDepartment, GetDepartment, ListAllDepartments, ListArchivedDepartments,
            ListDepartments, RestoreDepartment, UpdateDepartment,
        },
        emails::{GetEmail, SearchUnassignedEmails},
        feedback::{AllowFeedback, ForbidFeedback, GetFeedback, RequestFeedback},
        integrations::ListIntegrations,
        merge::MergeCases,
        notes::AddNote,
        replies::SendReply,
        reps::{GetRep, ListReps},
        session::{GetPermissions, GetPoweredBy},
        snooze::SnoozeCase,
        usage::GetUsage,
        webhooks::{CreateWebhook, DeleteWebhook, ListWebhooks},
    },
    vendor::FuseDesk,
};

const BULK: &str = "Changes many cases in the same way: status, department, rep, tag or snooze. FuseDesk does \
 not document the effect on the others if one case does not exist.";
const BULK_CRM: &str = "Adds a CRM tag to the contacts of many cases, or runs a CRM automation for them. Both \
 may start campaigns that mail customers.";

/// Returns the tool set `api` with the default limits, for hosts with agents that know FuseDesk's API. The set
/// `agent` is smaller and designed for conversations.
///
/// Lists take `limit` and `cursor`. HTML is shown as the text that people see, except for `footerHtml`, which is written
/// back. Everything else follows FuseDesk, with FuseDesk's names, and ids in place of names. Notes and replies need an [`Author`](super::Author). The set has more tools than
/// most clients show a model at once (about 40), so give a caller only the tools of its task:
///
/// ```
/// # fn run(desk: fusedesk_client::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use fusedesk_client::mcp::api_tools;
/// use mcp_core::{Filter, testing::TestClient};
///
/// let tools = api_tools(&desk);
/// assert_eq!(tools.iter().count(), 46);
/// let filter = Filter::new().methods(["read"])?.tags(["support"])?;
/// let agent = TestClient::new(tools).filter(&filter);
/// # Ok(())
/// # }
/// ```
#[must_use]
pub fn api_tools(client: &Client) -> Registry {
    api_tools_of(&ToolSet::new(client.clone()))
}

/// Returns the tool set `api` with the limits of a set.
///
/// # Panics
///
/// Never: the names of the tools are distinct.
#[must_use]
pub fn api_tools_of(set: &ToolSet<FuseDesk>) -> Registry {
    let tools = cases().into_iter().chain(conversations()).chain(people()).chain(account());
    set.endpoints(tools).expect("the names of the tools are distinct")
}

fn cases() -> Vec<EndpointTool<FuseDesk>> {
    let tagged = |tool: EndpointTool<FuseDesk>| tool.tags(["cases", "support"]);
    [
        list::<SearchCases>("list_all_fuse_desk_cases"),
        get::<GetCase>("get_single_fuse_desk_case_by_id"),
        create::<CreateCase>("create_a_fuse_desk_case"),
        update::<UpdateCase>("update_a_fuse_desk_case_by_id"),
        custom::<BulkUpdateCases>("fuse_desk_cases_bulk_update")
            .without(&["crmTagId", "crmAutomationId"])
            .define(|it| it.with_description(BULK)),
        // A CRM tag can start a campaign, as an automation does, and campaigns mail customers.
        custom::<BulkUpdateCases>("fuse_desk_cases_bulk_crm")
            .without(&["status", "depid", "repid", "tagid", "snooze"])
            .define(|it| it.with_description(BULK_CRM))
            .sending(),
        custom::<MergeCases>("fuse_desk_cases_merge").destructive(),
        // Elsewhere `repid` is the assignee. Here it is the author of the note.
        create::<AddNote>("create_a_fuse_desk_case_note").host_fields(&["repid"]),
        // It mails the customer. A model must not choose the sender address.
        custom::<SendReply>("fuse_desk_cases_reply").without(&["from"]).validate(validate_reply).sending(),
        idempotent_tool(custom::<SnoozeCase>("fuse_desk_cases_snooze")),
        idempotent_tool(custom::<TagCase>("fuse_desk_cases_tag")),
        idempotent_tool(custom::<UntagCase>("fuse_desk_cases_untag")),
        get::<GetFeedback>("get_single_fuse_desk_case_feedback_by_id"),
        idempotent_tool(custom::<AllowFeedback>("fuse_desk_case_feedback_allow")),
        idempotent_tool(custom::<ForbidFeedback>("fuse_desk_case_feedback_forbid")),
        // It mails the customer.
        custom::<RequestFeedback>("fuse_desk_case_feedback_request").sending(),
        list::<ListCaseTags>("list_all_fuse_desk_case_tags"),
        create::<CreateCaseTag>("create_a_fuse_desk_case_tag"),
        delete::<ArchiveCaseTag>("delete_a_fuse_desk_case_tag_by_id"),
    ]
    .map(tagged)
    .into()
}

fn conversations() -> Vec<EndpointTool<FuseDesk>> {
    let chats = [
        list::<ListChats>("list_all_fuse_desk_chats"),
        get::<GetChat>("get_single_fuse_desk_chat_by_id"),
        update::<UpdateChat>("update_a_fuse_desk_chat_by_id"),
        custom::<CloseChat>("fuse_desk_chats_close").destructive(),
    ];
    let emails = [
        list::<SearchUnassignedEmails>("list_all_fuse_desk_emails"),
        get::<GetEmail>("get_single_fuse_desk_email_by_id"),
    ];
    let chats = chats.into_iter().map(|tool| tool.tags(["chats", "support"]));
    chats.chain(emails.into_iter().map(|tool| tool.tags(["emails", "support"]))).collect()
}

fn people() -> Vec<EndpointTool<FuseDesk>> {
    let contacts = [
        list::<SearchContacts>("list_all_fuse_desk_contacts"),
        get::<GetContact>("get_single_fuse_desk_contact_by_id"),
        create::<CreateContact>("create_a_fuse_desk_contact"),
        update::<UpdateContact>("update_a_fuse_desk_contact_by_id"),
    ];
    let organization = [
        list::<ListDepartments>("list_all_fuse_desk_departments").unfiltered(&["footerHtml"]),
        list::<ListAllDepartments>("list_all_fuse_desk_departments_with_archived")
            .unfiltered(&["footerHtml"]),
        list::<ListArchivedDepartments>("list_all_fuse_desk_archived_departments")
            .unfiltered(&["footerHtml"]),
        get::<GetDepartment>("get_single_fuse_desk_department_by_id").unfiltered(&["footerHtml"]),
        create::<CreateDepartment>("create_a_fuse_desk_department").unfiltered(&["footerHtml"]),
        update::<UpdateDepartment>("update_a_fuse_desk_department_by_id").unfiltered(&["footerHtml"]),
        delete::<ArchiveDepartment>("delete_a_fuse_desk_department_by_id"),
        idempotent_tool(custom::<RestoreDepartment>("fuse_desk_departments_restore")),
        list::<ListReps>("list_all_fuse_desk_reps"),
        get::<GetRep>("get_single_fuse_desk_rep_by_id"),
    ];
    let contacts = contacts.into_iter().map(|tool| tool.tags(["contacts", "crm"]));
    contacts.chain(organization.into_iter().map(|tool| tool.tags(["organization"]))).collect()
}

fn account() -> Vec<EndpointTool<FuseDesk>> {
    [
        list::<ListWebhooks>("list_all_fuse_desk_webhooks"),
        create::<CreateWebhook>("create_a_fuse_desk_webhook"),
        delete::<DeleteWebhook>("delete_a_fuse_desk_webhook_by_id"),
        list::<ListIntegrations>("list_all_fuse_desk_integrations"),
        custom::<GetPermissions>("fuse_desk_session_permissions").read_only(),
        custom::<GetPoweredBy>("fuse_desk_session_powered_by").read_only(),
        custom::<GetUsage>("fuse_desk_usage").read_only(),
    ]
    .map(|tool| tool.tags(["account"]))
    .into()
}

/// Applies the rules of the tool set `agent` to a reply: it needs an author, and has a recipient limit.
fn validate_reply(call: &Call, fields: &Map<String, Value>) -> Result<(), HandlerError> {
    call.require_author("the reply was not sent")?;
    let copies = ["cc", "bcc"].into_iter().filter_map(|name| fields.get(name)).map(addresses).sum();
    check_recipients(call, copies)
}

/// Returns the number of addresses in a field: a list, or a comma-separated text.
fn addresses(field: &Value) -> usize {
    match field {
        Value::Array(entries) => entries.iter().map(addresses).sum(),
        Value::String(text) => text.split([',', ';']).filter(|address| !address.trim().is_empty()).count(),
        _ => 0,
    }
}

/// Marks a tool as idempotent.
fn idempotent_tool(tool: EndpointTool<FuseDesk>) -> EndpointTool<FuseDesk> {
    tool.define(|definition| {
        let hints: Annotations = definition.annotations().idempotent(true);
        definition.with_annotations(hints)
    })
}
