//! Every operation as it goes over the wire.
//!
//! A new operation is a line in [`OPERATIONS`] and calls in [`rows`] that between them set every argument.

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

/// The operations that FuseDesk is known to have.
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

/// A request struct, and a call of it as it should be sent.
struct Row {
    name: &'static str,
    operation: String,
    /// The arguments: all, and those that the call sets.
    arguments: BTreeSet<String>,
    set: BTreeSet<String>,
    sent: (String, String),
    expected: (&'static str, &'static str),
}

/// A call, its method and address, and its body.
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
            String::from_utf8(request.body().to_vec()).unwrap(),
        ),
        expected: (line, body),
    }
}

fn case() -> CaseId {
    CaseId::new(1042)
}

fn rows() -> Vec<Row> {
    let mut rows = of_cases();
    rows.extend(of_the_rest());
    rows
}

fn of_cases() -> Vec<Row> {
    let rep = RepUserId::new(7);
    let department = DepartmentId::new(2);
    let day = || DateRange::new().after("2018-01-01").before("2018-02-01");
    vec![
        row(SearchCases::new(), "GET /api/v1/cases?limit=50", ""),
        row(
            SearchCases::new().contacts([CrmContactId::new(12), CrmContactId::new(15)]).offset(100).limit(10),
            "GET /api/v1/cases?contactid[]=12&contactid[]=15&limit=10&offset=100",
            "",
        ),
        row(
            SearchCases::new().status(StatusFilter::Closed).opened(day()).limit(150),
            "GET /api/v1/cases?date_opened=%7B%22after%22:%222018-01-01%22%2C%22before%22:%222018-02-01%22%7D\
             &limit=150&status=closed",
            "",
        ),
        row(
            SearchCases::new()
                .status(StatusFilter::Active)
                .contacts([CrmContactId::new(311)])
                .contact_uuid("0b1c")
                .company(CompanyId::new(5))
                .email("jane+x@example.com")
                .department(department)
                .rep(rep)
                .created_by(RepUserId::new(8))
                .from("Jane")
                .subject("log in")
                .closed(DateRange::new().after("-30 days"))
                .updated(DateRange::new().before("2018-02-01"))
                .assigned(DateRange::new().after("2018"))
                .first_response(DateRange::new().after("2019"))
                .order_by(CaseSort::Status, SortOrder::Ascending)
                .order_by(CaseSort::Updated, SortOrder::Descending),
            "GET /api/v1/cases?companyid=5&contactUuid=0b1c&contactid=311&createdByRep=8\
             &date_assigned=%7B%22after%22:%222018%22%7D&date_closed=%7B%22after%22:%22-30%20days%22%7D\
             &date_firstresponse=%7B%22after%22:%222019%22%7D&date_updated=%7B%22before%22:%222018-02-01%22%7D\
             &depid=2&email=jane%2Bx%40example.com&from=Jane&limit=50&orderby=status%20asc%2Cdate_updated%20desc\
             &repid=7&status=active&subject=log%20in",
            "",
        ),
        row(GetCase::new(case()), "GET /api/v1/cases/1042", ""),
        row(
            CreateCase::new(department, "Cannot log in", "Hello,\nno.", "jane@example.com"),
            "POST /api/v1/cases",
            "depid=2&details=Hello%2C%0Ano.&openedby=jane%40example.com&summary=Cannot%20log%20in",
        ),
        row(
            CreateCase::new(department, "s", "d", "o")
                .rep(rep)
                .status(CaseStatus::Open)
                .crm_contact(CrmContactId::new(311))
                .contact_uuid(ContactUuid::new("0b1c"))
                .company(CompanyId::new(5))
                .email("jane@example.com")
                .tags([CaseTagKey::from(CaseTagId::new(3)), CaseTagKey::new("VIP")])
                .opened_at("2018-01-01T00:00:00Z")
                .assigned_at("2018-01-02 00:00:00")
                .updated_at(Moment::from("2018-01-03"))
                .note_type(NoteType::Call),
            "POST /api/v1/cases",
            "casetags=3%2CVIP&companyid=5&contactUuid=0b1c&contactid=311&date_assigned=2018-01-02%2000:00:00\
             &date_opened=2018-01-01T00:00:00Z&date_updated=2018-01-03&depid=2&details=d&email=jane%40example.com\
             &openedby=o&repid=7&status=open&summary=s&type=call",
        ),
        row(
            UpdateCase::new(case())
                .summary("s")
                .details("d")
                .status(CaseStatus::Closed)
                .department(department)
                .rep(rep)
                .crm_contact(CrmContactId::new(311))
                .contact_uuid("0b1c")
                .company(CompanyId::new(5)),
            "POST /api/v1/cases/1042",
            "companyid=5&contactUuid=0b1c&contactid=311&depid=2&details=d&repid=7&status=closed&summary=s",
        ),
        row(
            BulkUpdateCases::new([case(), CaseId::new(1043)])
                .status(CaseStatus::Closed)
                .department(department)
                .rep(rep)
                .tag(CaseTagId::new(3))
                .crm_tag(CrmTagId::new(91))
                .crm_automation(CrmAutomationId::new(92))
                .snooze("2024-03-05T14:00:00Z"),
            "POST /api/v1/cases/update?caseids=1042%2C1043&crmAutomationId=92&crmTagId=91&depid=2&repid=7\
             &snooze=2024-03-05T14:00:00Z&status=closed&tagid=3",
            "",
        ),
        row(
            MergeCases::new(case(), [CaseId::new(1043)]),
            "POST /api/v1/cases/update?caseids=1042%2C1043&merge=1",
            "",
        ),
        row(
            AddNote::new(case(), "Called.")
                .title("Call")
                .note_type(NoteType::Call)
                .status(CaseStatus::Open)
                .rep(rep)
                .template(TemplateId::new(4)),
            "POST /api/v1/cases/1042/addnote",
            "note=Called.&repid=7&status=open&templateid=4&title=Call&type=call",
        ),
        row(
            SendReply::new(case(), "Dear Jane")
                .html("<p>Dear Jane</p>")
                .to("jane@example.com")
                .from("support@acme.test")
                .cc(["a@example.com", "b@example.com"])
                .bcc(["c@example.com"])
                .template(TemplateId::new(4)),
            "POST /api/v1/cases/1042/reply",
            "bcc=c%40example.com&body=Dear%20Jane&cc=a%40example.com%2Cb%40example.com&from=support%40acme.test\
             &html=%3Cp%3EDear%20Jane%3C%2Fp%3E&templateid=4&to=jane%40example.com",
        ),
        row(
            SnoozeCase::new(case(), "2024-03-05T14:00:00Z"),
            "POST /api/v1/cases/1042/snooze",
            "until=2024-03-05T14:00:00Z",
        ),
        row(TagCase::new(case(), CaseTagId::new(3)), "POST /api/v1/cases/1042/tag/3", ""),
        row(UntagCase::new(case(), CaseTagId::new(3)), "POST /api/v1/cases/1042/untag/3", ""),
        row(GetFeedback::new(case()), "GET /api/v1/cases/1042/feedback", ""),
        row(AllowFeedback::new(case()), "POST /api/v1/cases/1042/feedback/doask", ""),
        row(ForbidFeedback::new(case()), "POST /api/v1/cases/1042/feedback/dontask", ""),
        row(RequestFeedback::new(case()), "POST /api/v1/cases/1042/feedback/request", ""),
        row(ListCaseTags::new(), "GET /api/v1/casetags", ""),
        row(CreateCaseTag::new("A & B"), "POST /api/v1/casetags", "tagname=A%20%26%20B"),
        row(ArchiveCaseTag::new(CaseTagId::new(3)), "DELETE /api/v1/casetags/3", ""),
    ]
}

/// What all setters of a contact send.
const CONTACT: &str = "cityBilling=Springfield&company=Acme&countryBilling=US&emailAddress=jane%40example.com\
    &emailAddress2=j2%40example.com&emailAddress3=j3%40example.com&firstName=Jane&lastName=Doe\
    &phone1=%2B1%20555%200100&phone2=%2B1%20555%200101&phoneExt1=1&phoneExt2=2&postalBilling=97477&stateBilling=OR\
    &street1Billing=1%20Main%20St&street2Billing=Floor%202&timeZone=America%2FNew_York&website=example.com";

macro_rules! every_field {
    ($contact:expr) => {
        $contact
            .first_name("Jane")
            .last_name("Doe")
            .email("jane@example.com")
            .email_2("j2@example.com")
            .email_3("j3@example.com")
            .phone("+1 555 0100")
            .phone_extension("1")
            .phone_2("+1 555 0101")
            .phone_2_extension("2")
            .company("Acme")
            .website("example.com")
            .time_zone("America/New_York")
            .billing_street("1 Main St")
            .billing_street_2("Floor 2")
            .billing_city("Springfield")
            .billing_state("OR")
            .billing_postal_code("97477")
            .billing_country("US")
    };
}

fn of_the_rest() -> Vec<Row> {
    let rep = RepUserId::new(7);
    let department = DepartmentId::new(2);
    vec![
        row(ListChats::new(), "GET /api/v1/chats", ""),
        row(GetChat::new("ch-5c1f"), "GET /api/v1/chats/ch-5c1f", ""),
        row(
            UpdateChat::new("ch-5c1f")
                .title("Shipping")
                .client_name("Jane")
                .contact_uuid("0b1c")
                .department(department)
                .rep(rep)
                .case(case())
                .unseen(0),
            "POST /api/v1/chats/ch-5c1f",
            "caseId=1042&clientName=Jane&contactUuid=0b1c&departmentId=2&repId=7&title=Shipping&unseen=0",
        ),
        row(
            CloseChat::new("ch-5c1f").department(department).rep(rep).status(CaseStatus::Closed),
            "POST /api/v1/chats/ch-5c1f/close",
            "depid=2&repid=7&status=closed",
        ),
        row(CloseChat::new("a b%"), "POST /api/v1/chats/a%20b%25/close", ""),
        row(
            SearchUnassignedEmails::new()
                .from("jane")
                .subject("invoice")
                .content("please")
                .body_limit(200)
                .order_by("date_received", SortOrder::Descending)
                .limit(5)
                .offset(10),
            "GET /api/v1/emails/unassigned?bodylimit=200&content=please&from=jane&limit=5&offset=10\
             &orderby=date_received%20desc&subject=invoice",
            "",
        ),
        row(GetEmail::new("e8801"), "GET /api/v1/emails/e8801", ""),
        row(
            SearchContacts::new("jane@example.com").limit(5).offset(10),
            "GET /api/v2/contacts?limit=5&offset=10&search=jane%40example.com",
            "",
        ),
        row(GetContact::new(ContactUuid::new("0b1c")), "GET /api/v2/contacts/0b1c", ""),
        row(GetContact::new(CrmContactId::new(311)), "GET /api/v2/contacts/311", ""),
        row(every_field!(CreateContact::new()), "POST /api/v2/contacts", CONTACT),
        row(
            every_field!(UpdateContact::new(&ContactUuid::new("0b1c"))),
            "POST /api/v2/contacts/0b1c",
            CONTACT,
        ),
        row(ListDepartments::new(), "GET /api/v2/departments", ""),
        row(ListAllDepartments::new(), "GET /api/v2/departments/all", ""),
        row(ListArchivedDepartments::new(), "GET /api/v2/departments/archived", ""),
        row(GetDepartment::new(department), "GET /api/v2/departments/2", ""),
        row(CreateDepartment::new("Sales"), "POST /api/v2/departments", "name=Sales"),
        row(
            UpdateDepartment::new(department).rep_user_ids([rep]).all_reps(false),
            "POST /api/v2/departments/2",
            "allReps=0&repUserIds[]=7",
        ),
        row(
            UpdateDepartment::new(department)
                .all_reps(true)
                .rep_user_ids([rep, RepUserId::new(8)])
                .stale_after_minutes(1440)
                .stale_warning_after_minutes(720)
                .feedback_delay(60)
                .feedback_frequency(30)
                .feedback_sample_percent(100)
                .feedback_template(TemplateId::new(1))
                .reply_template(TemplateId::new(2))
                .template_category("Support"),
            "POST /api/v2/departments/2",
            "allReps=1&feedbackDelay=60&feedbackFrequency=30&feedbackSample=100&feedbackTemplateId=1\
             &repUserIds[]=7&repUserIds[]=8&replyTemplateId=2&stale=1440&staleWarning=720&templateCategory=Support",
        ),
        row(ArchiveDepartment::new(department), "DELETE /api/v2/departments/2", ""),
        row(RestoreDepartment::new(department), "POST /api/v2/departments/2/restore", ""),
        row(ListReps::new(), "GET /api/v2/reps", ""),
        row(GetRep::new(rep), "GET /api/v2/reps/7", ""),
        row(ListWebhooks::new(), "GET /api/v2/webhooks", ""),
        row(
            CreateWebhook::new("case", "created", "https://hooks.example.com/fd?a=1"),
            "POST /api/v2/webhooks",
            "action=created&objectType=case&url=https:%2F%2Fhooks.example.com%2Ffd%3Fa%3D1",
        ),
        row(DeleteWebhook::new("wh_1"), "DELETE /api/v2/webhooks/wh_1", ""),
        row(ListIntegrations::new(), "GET /api/v1/integrations", ""),
        row(GetPermissions::new(), "GET /api/v1/session/permissions", ""),
        row(GetPoweredBy::new(), "GET /api/v1/session/poweredby", ""),
        row(GetUsage::new(), "POST /api/v1/usage", ""),
    ]
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
    assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), OPERATIONS);
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
        // What makes a bulk update a merge is no argument.
        if name == "MergeCases" {
            assert!(set.remove("merge"));
        }
        assert_eq!(all, set, "{name}");
    }
}

/// What is wrong with a call.
fn wrong<E: Endpoint>(call: &E) -> String {
    let error: Error =
        call.to_request().err().unwrap_or_else(|| panic!("{} was accepted", std::any::type_name::<E>()));
    assert!(error.is_invalid_request());
    error.to_string()
}

#[test]
fn what_cannot_be_meant_is_not_sent() {
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
        (wrong(&BulkUpdateCases::new([]).status(CaseStatus::New)), "`caseids`"),
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
        (wrong(&CreateContact::new()), "nothing"),
        (wrong(&UpdateContact::new("0b1c")), "nothing to change"),
        (wrong(&UpdateContact::new("0b1c").email("")), "`emailAddress`"),
        (wrong(&UpdateDepartment::new(department)), "nothing to change"),
        (wrong(&UpdateDepartment::new(department).rep_user_ids([])), "`repUserIds`"),
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
        format!("{} {}", request.uri(), String::from_utf8_lossy(request.body()))
    }
    use serde_json::json;
    // Numbers as texts, one id where a list may stand, a list where commas may, a range as an object.
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
