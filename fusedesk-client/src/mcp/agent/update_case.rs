//! `fusedesk_update_case`: updates title, text, status and customer of a case.

use client_core::mcp::argument::given;
use mcp_core::{HandlerError, Tool, ToolMethod};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Call, ToolSet};
use crate::{
    api::cases::{Case, CaseStatus, UpdateCase},
    id::CaseId,
    mcp::{
        key::Key,
        resolve::{self, Customer},
        verify::{CaseState, REPEAT, Status, contains_text, verify},
    },
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Id of the case, a number such as 1042.
    case_id: Key,
    /// Title.
    summary: Option<String>,
    /// Full description. Replaces the previous one.
    details: Option<String>,
    /// Status: new (the team has to act), open (the customer has to act), closed.
    status: Option<Status>,
    /// Customer to link it to: a contact's uuid, CRM id, e-mail address, phone number, or a unique name.
    customer: Option<Key>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Updated {
    /// The case.
    case_id: CaseId,
    #[serde(flatten)]
    standing: CaseState,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
        "fusedesk_update_case",
        "Updates the title, text, status or customer of a case. Omitted fields stay; no field can be cleared. \
         The customer is not notified. fusedesk_assign_case changes rep and department.",
        update,
    )
    .title("Update case")
    .method(ToolMethod::Update)
    .tags(["cases"])
}

async fn update(call: Call, arguments: Arguments) -> Result<Updated, HandlerError> {
    let id = resolve::case_id("case_id", arguments.case_id.as_str())?;
    let customer = Key::given(arguments.customer.as_ref());
    let summary = given(arguments.summary.as_deref());
    let details = given(arguments.details.as_deref());
    if summary.is_none() && details.is_none() && customer.is_none() && arguments.status.is_none() {
        return Err(HandlerError::invalid_arguments(
            "there is nothing to change: pass summary, details, status or customer",
        ));
    }
    let customer = match customer {
        Some(text) => Some(resolve::known_customer(&call, "customer", text).await?),
        None => None,
    };
    let change =
        Change { summary, details, status: arguments.status.map(Into::into), customer: customer.as_ref() };
    let sent = call.send(&change.request(id)).await;
    let mut verified = verify(&call, id, sent, REPEAT, |case| change.is_done(case)).await?;
    if let Some(case) = &verified.case {
        verified.warnings.extend(change.differences(case));
    }
    Ok(Updated { case_id: id, standing: CaseState::of(&call, verified).await })
}

/// Requested properties of a case.
struct Change<'a> {
    summary: Option<&'a str>,
    details: Option<&'a str>,
    status: Option<CaseStatus>,
    customer: Option<&'a Customer>,
}

impl Change<'_> {
    fn request(&self, id: CaseId) -> UpdateCase {
        let mut request = UpdateCase::new(id);
        if let Some(summary) = self.summary {
            request = request.summary(summary);
        }
        if let Some(details) = self.details {
            request = request.details(details);
        }
        if let Some(status) = &self.status {
            request = request.status(status.clone());
        }
        match self.customer {
            Some(Customer { uuid: Some(uuid), .. }) => request.contact_uuid(uuid.clone()),
            Some(Customer { crm_id: Some(id), .. }) => request.crm_contact(*id),
            _ => request,
        }
    }

    /// Returns for each property if the case has it. `None` if the case does not show it.
    fn met(&self, case: &Case) -> Vec<(&'static str, Option<bool>)> {
        let mut met = Vec::new();
        if let Some(summary) = self.summary {
            met.push(("summary", case.summary.as_deref().map(|stored| contains_text(Some(stored), summary))));
        }
        if let Some(details) = self.details {
            met.push(("details", case.details.as_deref().map(|stored| contains_text(Some(stored), details))));
        }
        if let Some(status) = &self.status {
            met.push(("status", case.status.as_ref().map(|stored| stored == status)));
        }
        if let Some(customer) = self.customer {
            let by_uuid = case.contact_uuid.as_ref().zip(customer.uuid.as_ref()).map(|(is, be)| is == be);
            let by_crm_id = case.crm_contact_id.zip(customer.crm_id).map(|(is, be)| is == be);
            met.push(("customer", by_uuid.or(by_crm_id)));
        }
        met
    }

    fn is_done(&self, case: &Case) -> bool {
        self.met(case).into_iter().all(|(_, met)| met == Some(true))
    }

    fn differences(&self, case: &Case) -> Vec<String> {
        let differs = self.met(case).into_iter().filter(|(_, met)| *met == Some(false));
        differs.map(|(name, _)| format!("The case does not have the requested {name}.")).collect()
    }
}
