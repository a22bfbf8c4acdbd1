//! Wire format of every operation.
//!
//! For a new operation, add a line to [`OPERATIONS`], and calls to `cases` or `others` that together set every
//! argument.

mod cases;
mod others;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Debug,
};

use fusedesk_client::{
    CaseId, CaseTagId, CompanyId, ContactUuid, CrmAutomationId, CrmContactId, CrmTagId, DateRange,
    DepartmentId, Endpoint, Error, FuseDesk, Moment, RepUserId, TemplateId,
    api::{
        SortOrder,
        bulk::BulkUpdateCases,
        case_tags::{ArchiveCaseTag, CaseTagKey, CreateCaseTag, ListCaseTags, TagCase, UntagCase},
        cases::{CaseSort, CaseStatus, CreateCase, GetCase, NoteType, SearchCases, StatusFilter, UpdateCase},
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
};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Known operations of FuseDesk.
const OPERATIONS: [&str; 44] = [
    "DELETE /api/v1/casetags/{caseTagId}",
    "DELETE /api/v2/departments/{departmentId}",
    "DELETE /api/v2/webhooks/{webhookId}",
    "GET /api/v1/cases",
    "GET /api/v1/cases/{caseId}",
    "GET /api/v1/cases/{caseId}/feedback",
    "GET /api/v1/casetags",
    "GET /api/v1/chats",
    "GET /api/v1/chats/{chatId}",
    "GET /api/v1/emails/unassigned",
    "GET /api/v1/emails/{emailId}",
    "GET /api/v1/integrations",
    "GET /api/v1/session/permissions",
    "GET /api/v1/session/poweredby",
    "GET /api/v2/contacts",
    "GET /api/v2/contacts/{contactId}",
    "GET /api/v2/departments",
    "GET /api/v2/departments/all",
    "GET /api/v2/departments/archived",
    "GET /api/v2/departments/{departmentId}",
    "GET /api/v2/reps",
    "GET /api/v2/reps/{userId}",
    "GET /api/v2/webhooks",
    "POST /api/v1/cases",
    "POST /api/v1/cases/update",
    "POST /api/v1/cases/{caseId}",
    "POST /api/v1/cases/{caseId}/addnote",
    "POST /api/v1/cases/{caseId}/feedback/doask",
    "POST /api/v1/cases/{caseId}/feedback/dontask",
    "POST /api/v1/cases/{caseId}/feedback/request",
    "POST /api/v1/cases/{caseId}/reply",
    "POST /api/v1/cases/{caseId}/snooze",
    "POST /api/v1/cases/{caseId}/tag/{caseTagId}",
    "POST /api/v1/cases/{caseId}/untag/{caseTagId}",
    "POST /api/v1/casetags",
    "POST /api/v1/chats/{chatId}",
    "POST /api/v1/chats/{chatId}/close",
    "POST /api/v1/usage",
    "POST /api/v2/contacts",
    "POST /api/v2/contacts/{contactId}",
    "POST /api/v2/departments",
    "POST /api/v2/departments/{departmentId}",
    "POST /api/v2/departments/{departmentId}/restore",
    "POST /api/v2/webhooks",
];

/// Request struct, with a call and its expected request.
struct Row {
    name: &'static str,
    operation: String,
    /// All arguments, and the arguments that the call sets.
    arguments: BTreeSet<String>,
    set: BTreeSet<String>,
    sent: (String, String),
    expected: (&'static str, &'static str),
}

/// Creates a row from a call, its method and URL, and its body.
fn row<E>(call: E, line: &'static str, body: &'static str) -> Row
where
    E: Endpoint<Vendor = FuseDesk> + JsonSchema + DeserializeOwned + PartialEq + Debug,
{
    let name = std::any::type_name::<E>().rsplit("::").next().unwrap();
    let request = call.to_request().unwrap_or_else(|error| panic!("{name}: {error}"));
    let json = serde_json::to_value(&call).unwrap();
    assert_eq!(serde_json::from_value::<E>(json.clone()).unwrap(), call, "{name} is read as it is written");
    let typed = request.headers().get("content-type").map(|value| value.to_str().unwrap());
    assert_eq!(typed, (!body.is_empty()).then_some("application/x-www-form-urlencoded"), "{name}");
    let schema = schemars::schema_for!(E).to_value();
    let keys = |value: &Value| value.as_object().into_iter().flat_map(|map| map.keys().cloned()).collect();
    Row {
        name,
        operation: format!("{} {}", E::METHOD, E::PATH),
        arguments: keys(&schema["properties"]),
        set: keys(&json),
        sent: (
            format!("{} {}", request.method(), request.uri()),
            String::from_utf8(request.body().as_bytes().unwrap().to_vec()).unwrap(),
        ),
        expected: (line, body),
    }
}

fn case() -> CaseId {
    CaseId::new(1042)
}

fn rows() -> Vec<Row> {
    let mut rows = cases::rows();
    rows.extend(others::rows());
    rows
}

#[test]
fn every_operation_byte_for_byte() {
    for row in rows() {
        assert_eq!((&*row.sent.0, &*row.sent.1), row.expected, "{}", row.name);
    }
}

#[test]
fn every_operation_has_its_struct() {
    let found: BTreeSet<_> = rows().into_iter().map(|row| row.operation).collect();
    let found: Vec<_> = found.iter().map(String::as_str).collect();
    assert_eq!(found, OPERATIONS, "add the operation to `OPERATIONS`, and a call: {}", file!());
}

#[test]
fn every_argument_is_set_by_some_call() {
    let mut arguments: BTreeMap<_, (BTreeSet<_>, BTreeSet<_>)> = BTreeMap::new();
    for row in rows() {
        let (all, set) = arguments.entry(row.name).or_default();
        all.extend(row.arguments);
        set.extend(row.set);
    }
    for (name, (all, mut set)) in arguments {
        // The flag for a merge is not an argument.
        if name == "MergeCases" {
            assert!(set.remove("merge"));
        }
        assert_eq!(all, set, "{name}");
    }
}

/// Returns the validation error of a call.
fn wrong<E: Endpoint>(call: &E) -> String {
    let error: Error =
        call.to_request().err().unwrap_or_else(|| panic!("{} was accepted", std::any::type_name::<E>()));
    assert!(error.is_invalid_request());
    error.to_string()
}

#[test]
fn invalid_requests_are_not_sent() {
    let department = DepartmentId::new(2);
    let create = || CreateCase::new(department, "s", "d", "o");
    for (error, named) in [
        (wrong(&SearchCases::new().limit(0)), "`limit`"),
        (wrong(&SearchCases::new().email(" ")), "`email`"),
        (wrong(&SearchCases::new().opened(DateRange::new())), "`date_opened`"),
        (wrong(&SearchContacts::new("")), "`search`"),
        (wrong(&CreateCase::new(department, "", "d", "o")), "`summary`"),
        (wrong(&CreateCase::new(department, "s", " ", "o")), "`details`"),
        (wrong(&CreateCase::new(department, "s", "d", "")), "`openedby`"),
        (wrong(&create().email("jane")), "`email`"),
        (wrong(&create().tags(["a,b"])), "`casetags`"),
        (wrong(&create().tags([""])), "`casetags`"),
        (wrong(&create().opened_at("yesterday")), "`date_opened`"),
        (wrong(&UpdateCase::new(case())), "nothing to change"),
        (wrong(&UpdateCase::new(case()).summary("")), "`summary`"),
        (wrong(&BulkUpdateCases::new([case()])), "nothing to change"),
        (wrong(&BulkUpdateCases::new(Vec::<CaseId>::new()).status(CaseStatus::New)), "`caseids`"),
        (wrong(&BulkUpdateCases::new([case()]).snooze("later")), "`snooze`"),
        (wrong(&MergeCases::new(case(), [])), "at least 2"),
        (wrong(&AddNote::new(case(), "\n")), "`note`"),
        (wrong(&SendReply::new(case(), "")), "`body`"),
        (wrong(&SendReply::new(case(), "x").to("a@example.com,b@example.com")), "`to`"),
        (wrong(&SendReply::new(case(), "x").cc(["a@example.com\r\nBcc: b@example.com"])), "`cc`"),
        (wrong(&SendReply::new(case(), "x").bcc(["nobody"])), "`bcc`"),
        (wrong(&SnoozeCase::new(case(), "next week")), "`until`"),
        (wrong(&CreateCaseTag::new("")), "`tagname`"),
        (wrong(&UpdateChat::new("ch-1")), "nothing to change"),
        (wrong(&GetChat::new("")), "`chatId`"),
        (wrong(&GetEmail::new("../cases")), "`emailId`"),
        (wrong(&GetEmail::new("unassigned")), "`emailId`"),
        (wrong(&UpdateChat::new("ch-1").contact_uuid("")), "`contactUuid`"),
        (wrong(&UpdateCase::new(case()).contact_uuid(" ")), "`contactUuid`"),
        // A filter that PHP takes for absent would match everybody's cases.
        (wrong(&SearchCases::new().contacts(Vec::<CrmContactId>::new())), "`contactid`"),
        (wrong(&SearchCases::new().contacts([CrmContactId::new(12), CrmContactId::new(0)])), "`contactid`"),
        (wrong(&SearchCases::new().contact_uuid("")), "`contactUuid`"),
        (wrong(&SearchCases::new().company(CompanyId::new(0))), "`companyid`"),
        (wrong(&SearchCases::new().rep(RepUserId::new(0))), "`repid`"),
        (wrong(&CreateContact::new()), "nothing"),
        (wrong(&UpdateContact::new("0b1c")), "nothing to change"),
        (wrong(&UpdateContact::new("0b1c").email("")), "`emailAddress`"),
        (wrong(&UpdateDepartment::new(department)), "nothing to change"),
        (wrong(&UpdateDepartment::new(department).rep_user_ids(Vec::<RepUserId>::new())), "`repUserIds`"),
        (wrong(&UpdateDepartment::new(department).feedback_sample_percent(101)), "`feedbackSample`"),
        (wrong(&CreateWebhook::new("case", "created", "")), "`url`"),
        (wrong(&DeleteWebhook::new("..")), "`webhookId`"),
    ] {
        assert!(error.contains(named), "{named}: {error}");
    }
}

#[test]
fn arguments_as_models_write_them() {
    fn line<E: Endpoint + DeserializeOwned>(json: Value) -> String {
        let request = serde_json::from_value::<E>(json).unwrap().to_request().unwrap();
        format!("{} {}", request.uri(), String::from_utf8_lossy(request.body().as_bytes().unwrap()))
    }
    use serde_json::json;
    // Numbers as texts, one id for a list, a list for comma-separated values, a range as an object.
    assert_eq!(line::<GetCase>(json!({ "caseId": "1042" })), "/api/v1/cases/1042 ");
    assert_eq!(line::<SearchCases>(json!({ "contactid": 12 })), "/api/v1/cases?contactid=12&limit=50 ");
    assert_eq!(
        line::<SearchCases>(json!({ "contactid": ["12", 15] })),
        "/api/v1/cases?contactid[]=12&contactid[]=15&limit=50 "
    );
    assert_eq!(
        line::<SearchCases>(json!({ "date_opened": { "after": "2018" }, "limit": 5 })),
        "/api/v1/cases?date_opened=%7B%22after%22:%222018%22%7D&limit=5 "
    );
    assert_eq!(
        line::<BulkUpdateCases>(json!({ "caseids": "1, 2", "tagid": 3 })),
        "/api/v1/cases/update?caseids=1%2C2&tagid=3 "
    );
    let case =
        json!({ "depid": "2", "summary": "s", "details": "d", "openedby": "o", "casetags": [3, "VIP"] });
    assert_eq!(
        line::<CreateCase>(case),
        "/api/v1/cases casetags=3%2CVIP&depid=2&details=d&openedby=o&summary=s"
    );
    assert!(serde_json::from_value::<GetCase>(json!({ "caseId": 1, "casenum": "X" })).is_err());
    assert!(serde_json::from_value::<GetCase>(json!({ "caseId": "ABCD1234" })).is_err());
}
