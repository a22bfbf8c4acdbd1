//! Finding, reading, creating and changing cases.

use fusedesk_client::{
    CaseId, CaseTagId, CrmContactId, DateRange, DepartmentId, Endpoint, RepUserId,
    api::{
        SortOrder,
        case_tags::CaseTagKey,
        cases::{
            Case, CaseSort, CaseStatus, CreateCase, EntryKind, GetCase, NoteType, SearchCases, StatusFilter,
            UpdateCase,
        },
    },
    testing::seed,
};
use futures_util::TryStreamExt;

use super::{desk, stored};

fn ids(cases: &[Case]) -> Vec<u64> {
    cases.iter().map(|case| case.id.unwrap().get()).collect()
}

#[tokio::test]
async fn every_filter() {
    let (fake, desk) = desk();
    let all: Vec<_> = SearchCases::new().limit(5).stream(&desk).try_collect().await.unwrap();
    let mut every: Vec<_> = fake.cases().iter().map(|case| case["id"].as_u64().unwrap()).collect();
    every.sort_unstable();
    assert_eq!(ids(&all), every);

    let find = async |search: SearchCases| ids(&search.send(&desk).await.unwrap());
    let of = |keep: &dyn Fn(&serde_json::Value) -> bool| {
        fake.cases()
            .iter()
            .filter(|case| keep(case))
            .map(|case| case["id"].as_u64().unwrap())
            .collect::<Vec<_>>()
    };
    let closed = of(&|case| case["status"] == "closed");
    assert!(!closed.is_empty());
    assert_eq!(find(SearchCases::new().status(StatusFilter::Closed)).await, closed);
    let active = of(&|case| case["status"] != "closed");
    assert_eq!(find(SearchCases::new().status(StatusFilter::Active)).await, active);
    assert_eq!(find(SearchCases::new().status(StatusFilter::All)).await, every);

    let elenas = of(&|case| case["contactid"] == seed::ELENA_CRM);
    assert!(elenas.contains(&seed::DISPUTE));
    assert_eq!(find(SearchCases::new().contacts([CrmContactId::new(seed::ELENA_CRM)])).await, elenas);
    assert_eq!(find(SearchCases::new().contact_uuid(seed::ELENA)).await, elenas);
    assert_eq!(find(SearchCases::new().email("elena.voss@northwind.example")).await, elenas);
    let both = of(&|case| case["contactid"] == seed::ELENA_CRM || case["contactid"] == seed::RAJ_CRM);
    let contacts = [CrmContactId::new(seed::ELENA_CRM), CrmContactId::new(seed::RAJ_CRM)];
    assert_eq!(find(SearchCases::new().contacts(contacts)).await, both);

    let billing = of(&|case| case["departmentid"] == seed::BILLING);
    assert_eq!(find(SearchCases::new().department(DepartmentId::new(seed::BILLING))).await, billing);
    let sarahs = of(&|case| case["repid"] == seed::SARAH);
    assert!(!sarahs.is_empty());
    assert_eq!(find(SearchCases::new().rep(RepUserId::new(seed::SARAH))).await, sarahs);
    assert_eq!(find(SearchCases::new().email("nobody@example.com")).await, [0_u64; 0]);

    let recent = find(SearchCases::new().opened(DateRange::new().after("-48 hours"))).await;
    assert!(recent.contains(&seed::EXPORT) && !recent.contains(&seed::OLD_LOGIN), "{recent:?}");

    let newest = SearchCases::new().order_by(CaseSort::Id, SortOrder::Descending);
    assert_eq!(find(newest).await, every.iter().rev().copied().collect::<Vec<_>>());
    assert_eq!(fake.ignored_parameters(), [""; 0]);
}

#[tokio::test]
async fn a_case_with_its_history() {
    let (_, desk) = desk();
    let case = GetCase::new(CaseId::new(seed::DISPUTE)).send(&desk).await.unwrap();
    assert_eq!(case.id, Some(CaseId::new(seed::DISPUTE)));
    assert_eq!(case.crm_contact_id, Some(CrmContactId::new(seed::ELENA_CRM)));
    assert_eq!(case.contact_uuid.as_ref().map(|uuid| uuid.as_str()), Some(seed::ELENA));
    assert_eq!(case.status, Some(CaseStatus::New));
    assert!(case.tag_ids().any(|tag| tag == CaseTagId::new(seed::BILLING_DISPUTE)));
    assert!(case.opened_at.unwrap().as_millis().is_some());
    let history = case.history.unwrap();
    assert!(history.iter().any(|entry| entry.kind == Some(EntryKind::Email)));
    assert!(history.iter().all(|entry| entry.case_id == case.id && entry.created_at.is_some()));

    // Lists have no history, which differs from an empty one.
    let listed = SearchCases::new().contact_uuid(seed::ELENA).send(&desk).await.unwrap();
    assert!(listed.iter().all(|case| case.history.is_none()));

    let error = GetCase::new(CaseId::new(999_999)).send(&desk).await.unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(error.api().unwrap().code.as_deref(), Some("api_error_notfound"));
}

#[tokio::test]
async fn create_and_update() {
    let (fake, desk) = desk();
    let create =
        CreateCase::new(DepartmentId::new(seed::BILLING), "Refund & more", "Line 1\nLine 2", "Elena Voss")
            .rep(RepUserId::new(seed::SARAH))
            .status(CaseStatus::Open)
            .contact_uuid(seed::ELENA)
            .tags([CaseTagKey::from(CaseTagId::new(seed::REFUND)), CaseTagKey::new("VIP")])
            .note_type(NoteType::Call)
            .opened_at("2024-03-05T14:07:09Z");
    let case = create.send(&desk).await.unwrap().into_record().unwrap();
    let id = case.id.unwrap();
    assert_eq!(case.summary.as_deref(), Some("Refund & more"));
    assert_eq!(case.details.as_deref(), Some("Line 1\nLine 2"));
    assert_eq!(case.rep_user_id, Some(RepUserId::new(seed::SARAH)));
    assert_eq!(case.tag_ids().map(CaseTagId::get).collect::<Vec<_>>(), [seed::REFUND, seed::VIP]);
    assert_eq!(case.opened_at.unwrap().as_millis(), Some(1_709_647_629_000));
    assert_eq!(stored(&fake, id)["contactid"], seed::ELENA_CRM);
    assert_eq!(stored(&fake, id)["history"][0]["type"], "call");

    let update = UpdateCase::new(id)
        .status(CaseStatus::Closed)
        .summary("Refunded")
        .department(DepartmentId::new(seed::SUPPORT))
        .rep(RepUserId::new(seed::MIA))
        .crm_contact(CrmContactId::new(seed::RAJ_CRM));
    let case = update.send(&desk).await.unwrap().into_record().unwrap();
    assert_eq!(case.status, Some(CaseStatus::Closed));
    assert!(case.closed_at.is_some());
    let stored = stored(&fake, id);
    assert_eq!((&stored["summary"], &stored["repid"]), (&"Refunded".into(), &seed::MIA.into()));
    assert_eq!((&stored["departmentid"], &stored["contactUuid"]), (&seed::SUPPORT.into(), &seed::RAJ.into()));
    // Absent fields stay unchanged.
    assert_eq!(stored["details"], "Line 1\nLine 2");
    assert_eq!(fake.ignored_parameters(), [""; 0]);
}

#[tokio::test]
async fn a_status_that_does_not_exist_is_refused() {
    let (_, desk) = desk();
    let update = UpdateCase::new(CaseId::new(seed::DISPUTE)).status(CaseStatus::from("solved"));
    let error = update.send(&desk).await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(405));
    assert_eq!(error.kind(), fusedesk_client::ErrorKind::Rejected);
}
