//! Calls of the operations on all but cases.

use super::*;

/// Body with all fields of a contact.
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

pub(super) fn rows() -> Vec<Row> {
    let rep = RepUserId::new(7);
    let department = DepartmentId::new(2);
    let uuid = ContactUuid::new("0b1c");
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
        row(every_field!(UpdateContact::new(&uuid)), "POST /api/v2/contacts/0b1c", CONTACT),
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
