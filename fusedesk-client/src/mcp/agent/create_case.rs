//! `fusedesk_create_case`: creates a case.

use client_core::mcp::{argument::given, outcome_unknown};
use mcp_core::{HandlerError, Tool, ToolMethod};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Call, ToolSet};
use crate::{
    api::{
        SortOrder,
        case_tags::CaseTag,
        cases::{Case, CaseSort, CreateCase, GetCase, SearchCases},
        departments::Department,
    },
    id::CaseId,
    mcp::{
        key::Key,
        looks::Looks,
        resolve::{self, Customer},
        verify::{
            CaseState, NoteKind, Status, Verified, contains_text, is_outcome_unknown, is_recent,
            lost_response_warning, unverified_warning,
        },
    },
};

/// Maximum number of tags of a new case.
const MAX_TAGS: usize = 20;
/// Number of newest cases with the same title to compare, if the response does not name the new case.
const LOOK_AT: u32 = 5;

const VERIFY_FIRST: &str = "The case may have been created. This call looked for it and did not find it. Look again in \
 a minute with fusedesk_search_cases (summary, opened_after 1h). If it is still not there, ask the user before you \
 repeat the call.";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Department: an id or a name.
    department: Key,
    /// Short title.
    summary: String,
    /// Full description.
    details: String,
    /// Customer: a contact's uuid, CRM id, e-mail address, phone number, or a unique name. If no contact has the
    /// address, the case belongs to no contact.
    customer: Option<Key>,
    /// Person who opened it: a name, an address or a number. Defaults to the customer's address or name. Required
    /// without a customer.
    opened_by: Option<String>,
    /// Rep to assign it to: an id, e-mail address or name, or "me". Defaults to a rep of the department, chosen
    /// by FuseDesk.
    rep: Option<Key>,
    /// Case tags: ids or names.
    #[serde(default)]
    #[schemars(with = "Option<Vec<String>>")]
    tags: Vec<Key>,
    /// Status. Default new.
    status: Option<Status>,
    /// Type of its first entry: note or call. Default note.
    note_type: Option<NoteKind>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Created {
    /// Id of the new case. Absent if FuseDesk did not report it.
    #[serde(skip_serializing_if = "Option::is_none")]
    case_id: Option<CaseId>,
    #[serde(flatten)]
    standing: CaseState,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
        "fusedesk_create_case",
        "Creates a case in a department, with or without a customer. The customer is not notified. FuseDesk \
         chooses a rep of the department if none is given, or if the given rep does not belong to it. First look \
         for an open case on the same matter with fusedesk_search_cases.",
        create,
    )
    .title("Create case")
    .method(ToolMethod::Create)
    .tags(["cases"])
}

async fn create(call: Call, arguments: Arguments) -> Result<Created, HandlerError> {
    let new_case = NewCase::of(&call, &arguments).await?;
    call.ensure_time()?;
    let (known, mut warnings) = match call.send(&new_case.request).await {
        Ok(response) => match response.into_record() {
            Some(case) => (Some(case), Vec::new()),
            None => (new_case.find(&call).await, Vec::new()),
        },
        Err(error) if is_outcome_unknown(&error) => match new_case.find_lost(&call).await {
            Some(case) => (Some(case), vec![lost_response_warning(&error)]),
            None => return Err(outcome_unknown(error, VERIFY_FIRST)),
        },
        Err(error) => return Err(error),
    };
    let Some(id) = known.as_ref().and_then(|case| case.id) else {
        warnings.push(
            "The case was created, but FuseDesk did not return its id. fusedesk_search_cases finds it by its \
             summary."
                .to_owned(),
        );
        let standing = CaseState::of(&call, Verified { case: None, warnings }).await;
        return Ok(Created { case_id: None, standing });
    };
    let case = match call.send(&GetCase::new(id)).await {
        Ok(case) => Some(case),
        Err(error) => {
            warnings.push(unverified_warning(&error));
            known
        }
    };
    if let Some(case) = &case {
        warnings.extend(new_case.differences(case));
    }
    Ok(Created { case_id: Some(id), standing: CaseState::of(&call, Verified { case, warnings }).await })
}

/// Case to create, with all names resolved.
struct NewCase {
    request: CreateCase,
    summary: String,
    details: String,
    opened_by: String,
    rep: Option<crate::id::RepUserId>,
    tags: Vec<CaseTag>,
    customer: Option<Customer>,
}

impl NewCase {
    async fn of(call: &Call, arguments: &Arguments) -> Result<Self, HandlerError> {
        let text = |name: &str, text: &str| match given(Some(text)) {
            Some(text) => Ok(text.to_owned()),
            None => Err(HandlerError::invalid_arguments(format!("{name} is empty; it is required"))),
        };
        let (summary, details) = (text("summary", &arguments.summary)?, text("details", &arguments.details)?);
        if arguments.tags.len() > MAX_TAGS {
            return Err(HandlerError::invalid_arguments(format!(
                "tags has {} entries; a new case takes at most {MAX_TAGS}",
                arguments.tags.len()
            )));
        }
        let customer = Key::given(arguments.customer.as_ref());
        let opened_by = given(arguments.opened_by.as_deref());
        if customer.is_none() && opened_by.is_none() {
            return Err(HandlerError::invalid_arguments(
                "customer and opened_by are missing; pass one of them",
            ));
        }
        let department =
            resolve::current::<Department>(call, "department", arguments.department.as_str()).await?;
        let department = department.id.ok_or_else(|| HandlerError::internal("the department has no id"))?;
        let rep = match Key::given(arguments.rep.as_ref()) {
            Some(text) => resolve::assignee(call, "rep", text).await?.user_id,
            None => None,
        };
        let tags = tags(call, &arguments.tags).await?;
        let customer = match customer {
            Some(text) => Some(resolve::customer(call, "customer", text).await?),
            None => None,
        };
        let opened_by = opened_by.map(str::to_owned).or_else(|| opener(customer.as_ref()?));
        let opened_by = opened_by.ok_or_else(|| {
            HandlerError::invalid_arguments("opened_by is missing; the customer has neither address nor name")
        })?;
        let mut request = CreateCase::new(department, summary.as_str(), details.as_str(), opened_by.as_str());
        if let Some(rep) = rep {
            request = request.rep(rep);
        }
        if let Some(status) = arguments.status {
            request = request.status(status);
        }
        if let Some(kind) = arguments.note_type {
            request = request.note_type(kind);
        }
        request = request.tags(tags.iter().filter_map(|tag| tag.id));
        request = match &customer {
            Some(Customer { uuid: Some(uuid), .. }) => request.contact_uuid(uuid.clone()),
            Some(Customer { crm_id: Some(id), .. }) => request.crm_contact(*id),
            Some(Customer { emails, .. }) if !emails.is_empty() => request.email(emails[0].as_str()),
            _ => request,
        };
        Ok(Self { request, summary, details, opened_by, rep, tags, customer })
    }

    /// Finds the case after a lost response, with repeated looks.
    async fn find_lost(&self, call: &Call) -> Option<Case> {
        let mut looks = Looks::within(call, call.settings().send_check);
        while looks.again().await {
            let found = self.find(call).await;
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// Finds the case just created, by its texts. `None` without a match.
    async fn find(&self, call: &Call) -> Option<Case> {
        if call.requests_left() == 0 {
            return None;
        }
        let newest = SearchCases::new()
            .subject(self.summary.as_str())
            .order_by(CaseSort::Id, SortOrder::Descending)
            .limit(LOOK_AT);
        let found = call.send(&newest).await.ok()?;
        found.into_iter().find(|case| {
            case.summary.as_deref().map(str::trim) == Some(self.summary.as_str())
                && case.opened_by.as_deref().map(str::trim) == Some(self.opened_by.as_str())
                && contains_text(case.details.as_deref(), &self.details)
                && is_recent(case.opened_at.as_ref())
        })
    }

    fn differences(&self, case: &Case) -> Vec<String> {
        let mut differences = Vec::new();
        if self.rep.is_some() && case.rep_user_id.is_some() && self.rep != case.rep_user_id {
            differences.push(
                "FuseDesk assigned the case to another rep. The requested rep may not belong to the department."
                    .to_owned(),
            );
        }
        let says_all = case.tags.iter().all(|tag| tag.id.is_some());
        let missing = self.tags.iter().filter(|tag| says_all && !case.tag_ids().any(|id| Some(id) == tag.id));
        let missing: Vec<&str> = missing.filter_map(|tag| tag.name.as_deref()).collect();
        if !missing.is_empty() {
            differences.push(format!("The case did not get the tags {}.", missing.join(", ")));
        }
        if self.customer.as_ref().is_some_and(|customer| !customer.is_contact())
            && case.contact_uuid.is_none()
            && case.crm_contact_id.is_none()
        {
            differences.push(
                "No contact has the customer's address, so the case belongs to no contact. It names its opener \
                 as text only."
                    .to_owned(),
            );
        }
        differences
    }
}

/// Resolves the tags. Fails if one is unknown, so that no case is created with some of them.
async fn tags(call: &Call, keys: &[Key]) -> Result<Vec<CaseTag>, HandlerError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let (tags, failed) = resolve::several::<CaseTag>(call, "tags", keys, false).await?;
    if failed.is_empty() {
        return Ok(tags);
    }
    let all: Vec<String> = failed.iter().map(|it| format!("{} ({})", it.what, it.error)).collect();
    Err(HandlerError::not_found(all.join("; "))
        .with_hint("Nothing was created. fusedesk_list_case_tags lists the tags."))
}

fn opener(customer: &Customer) -> Option<String> {
    customer.emails.first().or(customer.name.as_ref()).map(ToString::to_string)
}
