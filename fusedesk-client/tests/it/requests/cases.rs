//! Calls of the operations on cases and case tags.

use super::*;

pub(super) fn rows() -> Vec<Row> {
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
