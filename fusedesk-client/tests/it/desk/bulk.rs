//! Changing many cases, and merging them.

use fusedesk_client::{
    CaseId, CaseTagId, CrmAutomationId, CrmTagId, DepartmentId, Endpoint, RepUserId,
    api::{
        bulk::BulkUpdateCases,
        cases::{CaseStatus, GetCase},
        merge::MergeCases,
    },
    testing::seed,
};

use super::{desk, in_hours, stored};

const FIRST: CaseId = CaseId::new(seed::WEBHOOK_ERROR);
const SECOND: CaseId = CaseId::new(seed::DUPLICATE);

#[tokio::test]
async fn bulk_update_is_atomic() {
    let (fake, desk) = desk();
    let update = |cases: [CaseId; 2]| {
        BulkUpdateCases::new(cases)
            .status(CaseStatus::Open)
            .department(DepartmentId::new(seed::SUPPORT))
            .rep(RepUserId::new(seed::MIA))
            .tag(CaseTagId::new(seed::URGENT))
            .crm_tag(CrmTagId::new(91))
            .crm_automation(CrmAutomationId::new(92))
            .snooze(in_hours(&fake, 24))
    };
    let cases = update([FIRST, SECOND]).send(&desk).await.unwrap().into_record().unwrap();
    assert_eq!(cases.iter().filter_map(|case| case.id).collect::<Vec<_>>(), [FIRST, SECOND]);
    for case in [FIRST, SECOND] {
        let stored = stored(&fake, case);
        assert_eq!((&stored["status"], &stored["repid"]), (&"open".into(), &seed::MIA.into()));
        assert!(stored["tags"].as_array().unwrap().contains(&seed::URGENT.into()));
    }
    assert_eq!(fake.crm_actions().len(), 4);
    // All arguments were in the query, none in the body.
    let request = fake.requests().pop().unwrap();
    assert_eq!((request.path.as_str(), request.body), ("/api/v1/cases/update", None));
    assert!(request.query.starts_with("caseids=2004%2C2015&crmAutomationId=92"), "{}", request.query);

    let before = stored(&fake, FIRST);
    assert!(update([FIRST, CaseId::new(999_999)]).send(&desk).await.unwrap_err().is_not_found());
    assert_eq!(stored(&fake, FIRST), before);
    assert_eq!(fake.ignored_parameters(), [""; 0]);
}

#[tokio::test]
async fn the_first_case_survives_a_merge() {
    let (fake, desk) = desk();
    let entries = |case| stored(&fake, case)["history"].as_array().unwrap().len();
    let sum = entries(FIRST) + entries(SECOND);
    let merged = MergeCases::new(FIRST, [SECOND]).send(&desk).await.unwrap().into_record().unwrap();
    assert_eq!(merged[0].id, Some(FIRST));
    assert!(entries(FIRST) >= sum);
    assert_eq!(fake.merged_into(SECOND.get()), Some(FIRST.get()));
    assert!(GetCase::new(SECOND).send(&desk).await.unwrap_err().is_not_found());
    assert_eq!(fake.ignored_parameters(), [""; 0]);
}
