//! Every operation with all quirks of a PHP application.

use std::collections::BTreeSet;

use fusedesk_client::{
    CaseId, CaseTagId, Client, DepartmentId, Endpoint, Error, ErrorKind, RepUserId,
    api::{
        bulk::BulkUpdateCases,
        case_tags::{ArchiveCaseTag, CreateCaseTag, ListCaseTags, TagCase, UntagCase},
        cases::{CaseStatus, CreateCase, GetCase, SearchCases, UpdateCase},
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
    testing::{FakeDesk, Fault, Quirks, TagForm, UnsetDate, seed},
};

use super::{client, desk, in_hours};

const DISPUTE: CaseId = CaseId::new(seed::DISPUTE);
const TAG: CaseTagId = CaseTagId::new(seed::URGENT);
const BILLING: DepartmentId = DepartmentId::new(seed::BILLING);

/// Calls every operation once.
async fn tour(fake: &FakeDesk, desk: &Client) -> Result<(), Error> {
    assert!(
        SearchCases::new().send(desk).await?.iter().all(|case| case.id.is_some() && case.summary.is_some())
    );
    assert_eq!(GetCase::new(DISPUTE).send(desk).await?.id, Some(DISPUTE));
    CreateCase::new(BILLING, "s", "d", "o").send(desk).await?;
    UpdateCase::new(DISPUTE).status(CaseStatus::Open).send(desk).await?;
    AddNote::new(DISPUTE, "n").send(desk).await?;
    SendReply::new(DISPUTE, "r").send(desk).await?;
    SnoozeCase::new(DISPUTE, in_hours(fake, 1)).send(desk).await?;
    TagCase::new(DISPUTE, TAG).send(desk).await?;
    UntagCase::new(DISPUTE, TAG).send(desk).await?;
    AllowFeedback::new(DISPUTE).send(desk).await?;
    RequestFeedback::new(DISPUTE).send(desk).await?;
    GetFeedback::new(DISPUTE).send(desk).await?;
    ForbidFeedback::new(DISPUTE).send(desk).await?;
    BulkUpdateCases::new([DISPUTE]).rep(RepUserId::new(seed::SARAH)).send(desk).await?;
    MergeCases::new(DISPUTE, [CaseId::new(seed::DUPLICATE)]).send(desk).await?;
    assert!(ListCaseTags::new().send(desk).await?.iter().all(|tag| tag.id.is_some()));
    CreateCaseTag::new("t").send(desk).await?;
    ArchiveCaseTag::new(TAG).send(desk).await?;

    assert_eq!(ListChats::new().send(desk).await?.len(), 3);
    assert!(GetChat::new(seed::SEATS_CHAT).send(desk).await?.messages.is_some_and(|all| all.len() == 3));
    UpdateChat::new(seed::SEATS_CHAT).title("t").send(desk).await?;
    CloseChat::new(seed::SEATS_CHAT).send(desk).await?;
    assert_eq!(SearchUnassignedEmails::new().send(desk).await?.len(), 5);
    assert!(GetEmail::new(seed::SPAM_EMAIL).send(desk).await?.spam_score.is_some());
    assert_eq!(SearchContacts::new("Voss").send(desk).await?.len(), 1);
    assert_eq!(GetContact::new(seed::ELENA).send(desk).await?.last_name.as_deref(), Some("Voss"));
    CreateContact::new().email("x@example.com").send(desk).await?;
    UpdateContact::new(seed::ELENA).company("c").send(desk).await?;

    assert_eq!(ListDepartments::new().send(desk).await?.len(), 4);
    assert_eq!(ListAllDepartments::new().send(desk).await?.len(), 5);
    assert_eq!(ListArchivedDepartments::new().send(desk).await?.len(), 1);
    assert_eq!(GetDepartment::new(BILLING).send(desk).await?.stale_after_minutes, Some(1_440));
    CreateDepartment::new("d").send(desk).await?;
    UpdateDepartment::new(BILLING).all_reps(true).send(desk).await?;
    ArchiveDepartment::new(BILLING).send(desk).await?;
    RestoreDepartment::new(BILLING).send(desk).await?;
    assert!(ListReps::new().send(desk).await?.iter().all(|rep| rep.is_active.is_some()));
    assert_eq!(
        GetRep::new(RepUserId::new(seed::SARAH)).send(desk).await?.name().as_deref(),
        Some("Sarah Chen")
    );
    CreateWebhook::new("case", "created", "https://hooks.example.com").send(desk).await?;
    let webhooks = ListWebhooks::new().send(desk).await?;
    DeleteWebhook::new(webhooks[0].id.clone().unwrap()).send(desk).await?;
    assert_eq!(ListIntegrations::new().send(desk).await?.len(), 2);
    assert!(!GetPermissions::new().send(desk).await?.scopes.is_empty());
    assert_eq!(GetPoweredBy::new().send(desk).await?.footer_link, Some(true));
    GetUsage::new().send(desk).await?;
    Ok(())
}

/// Returns the operations in the fake's log.
fn called(fake: &FakeDesk) -> BTreeSet<String> {
    let requests = fake.requests();
    let fits = |template: &str, path: &str| {
        let (template, path): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
        template.len() == path.len()
            && template.iter().zip(&path).all(|(part, found)| part.starts_with('{') || part == found)
    };
    let operations: Vec<_> = FakeDesk::operations().collect();
    requests
        .iter()
        .map(|request| {
            let found = operations
                .iter()
                .filter(|(method, path, _)| *method == request.method && fits(path, &request.path));
            // A literal segment takes precedence over a parameter.
            let (method, path, _) = found.min_by_key(|(_, path, _)| path.matches('{').count()).unwrap();
            format!("{method} {path}")
        })
        .collect()
}

#[tokio::test]
async fn every_operation() {
    let (fake, desk) = desk();
    tour(&fake, &desk).await.unwrap();
    let all: BTreeSet<_> =
        FakeDesk::operations().map(|(method, path, _)| format!("{method} {path}")).collect();
    assert_eq!((called(&fake), all.len()), (all, 44));
    assert_eq!(fake.ignored_parameters(), [""; 0]);
}

#[tokio::test]
async fn every_operation_with_every_quirk() {
    for quirks in [
        Quirks::all(),
        Quirks::new().unset_dates(UnsetDate::False).tags(TagForm::Objects).ids_as_text(),
        Quirks::new().unset_dates(UnsetDate::Empty).tags(TagForm::FalseForNone).flags_as_text(),
        Quirks::new().unset_dates(UnsetDate::Absent).null_ids().unknown_fields().unknown_words(),
        Quirks::new().empty_lists(),
    ] {
        let (fake, desk) = desk();
        fake.set_quirks(quirks.clone());
        let tour = Box::pin(tour(&fake, &desk));
        tour.await.unwrap_or_else(|error| panic!("{quirks:?}: {error} {error:?}"));
    }
}

#[tokio::test]
async fn quirks_cost_no_field() {
    let (fake, desk) = desk();
    let mut plain = GetCase::new(DISPUTE).send(&desk).await.unwrap();
    fake.set_quirks(Quirks::new().ids_as_text().flags_as_text().unset_dates(UnsetDate::Empty));
    let mut case = GetCase::new(DISPUTE).send(&desk).await.unwrap();
    // Unknown fields are kept unchanged.
    assert_eq!(
        (case.extra.remove("date_snoozed"), plain.extra.remove("date_snoozed")),
        (Some("".into()), Some(().into()))
    );
    assert_eq!(case, plain);
    for form in [TagForm::Map, TagForm::Objects, TagForm::FalseForNone] {
        fake.set_quirks(Quirks::new().tags(form));
        let case = GetCase::new(DISPUTE).send(&desk).await.unwrap();
        assert_eq!(case.tag_ids().collect::<BTreeSet<_>>(), plain.tag_ids().collect(), "{form:?}");
    }
    fake.set_quirks(Quirks::new().unknown_words().unknown_fields());
    let case = GetCase::new(DISPUTE).send(&desk).await.unwrap();
    assert_eq!(case.status, Some(CaseStatus::from("awaiting_parts")));
    assert!(case.extra.contains_key("x_custom_17"));
    fake.set_quirks(Quirks::new().unset_dates(UnsetDate::Zero));
    let case = GetCase::new(DISPUTE).send(&desk).await.unwrap();
    assert_eq!((case.closed_at, case.opened_at.unwrap().as_millis()), (None, None));
}

#[tokio::test]
async fn failures_with_200() {
    let (fake, desk) = desk();
    fake.set_quirks(Quirks::new().errors_with_200());
    let error = GetCase::new(CaseId::new(1)).send(&desk).await.unwrap_err();
    assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::NotFound, 200));
    let late = SnoozeCase::new(DISPUTE, "2001-01-01T00:00:00Z").send(&desk).await.unwrap_err();
    assert_eq!(late.kind(), ErrorKind::Rejected);
    let nobody = client(&fake, "no-such-key");
    assert!(GetPermissions::new().send(&nobody).await.unwrap_err().is_unauthorized());
    let reader = client(&fake, &fake.key_with_scopes(["cases"]));
    assert!(ListReps::new().send(&reader).await.unwrap_err().is_forbidden());
    fake.set_hourly_limit(0);
    assert!(GetPermissions::new().send(&desk).await.unwrap_err().is_rate_limited());
}

#[tokio::test]
async fn what_is_no_json() {
    let (fake, desk) = desk();
    fake.set_quirks(Quirks::new().php_warning());
    let cases = SearchCases::new().send(&desk).await.unwrap();
    assert_eq!(cases.len(), fake.cases().len());
    fake.set_quirks(Quirks::new());
    fake.fault(Fault::html(200).after_write().times(2));
    let error = SearchCases::new().send(&desk).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.body().unwrap().contains("<html>"), "{error:?}");
    // The note was added, and the error advises where to verify it.
    let entries = || fake.case(seed::DISPUTE).unwrap()["history"].as_array().unwrap().len();
    let before = entries();
    let error = AddNote::new(DISPUTE, "n").send(&desk).await.unwrap_err();
    assert!(error.to_string().contains("may have been carried out: read the history"), "{error}");
    assert_eq!(entries(), before + 1);

    fake.fault(Fault::truncated());
    assert_eq!(SearchCases::new().send(&desk).await.unwrap_err().kind(), ErrorKind::Decode);
    fake.fault(Fault::html(500));
    assert_eq!(SearchCases::new().send(&desk).await.unwrap_err().kind(), ErrorKind::Server);
}
