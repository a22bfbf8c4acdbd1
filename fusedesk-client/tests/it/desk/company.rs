//! Departments, reps, webhooks, integrations, the key itself.

use fusedesk_client::{
    DepartmentId, Endpoint, IntegrationId, RepId, RepUserId,
    api::{
        cases::{CreateCase, SearchCases},
        chats::Platform,
        departments::{
            ArchiveDepartment, CreateDepartment, Department, GetDepartment, ListAllDepartments,
            ListArchivedDepartments, ListDepartments, RestoreDepartment, UpdateDepartment,
        },
        integrations::ListIntegrations,
        reps::{GetRep, ListReps},
        session::{GetPermissions, GetPoweredBy, Scope},
        usage::GetUsage,
        webhooks::{CreateWebhook, DeleteWebhook, ListWebhooks},
    },
    testing::seed,
};

use super::{client, desk};

fn ids(departments: &[Department]) -> Vec<u64> {
    departments.iter().map(|department| department.id.unwrap().get()).collect()
}

#[tokio::test]
async fn departments() {
    let (fake, desk) = desk();
    let active = ids(&ListDepartments::new().send(&desk).await.unwrap());
    assert_eq!(active, [seed::SUPPORT, seed::BILLING, seed::SALES, seed::INTEGRATIONS]);
    assert_eq!(ids(&ListArchivedDepartments::new().send(&desk).await.unwrap()), [seed::ONBOARDING]);
    assert_eq!(ids(&ListAllDepartments::new().send(&desk).await.unwrap()).len(), 5);

    let billing = GetDepartment::new(DepartmentId::new(seed::BILLING)).send(&desk).await.unwrap();
    assert_eq!(billing.rep_user_ids, [RepUserId::new(seed::SARAH), RepUserId::new(seed::MIA)]);
    assert_eq!((billing.all_reps, billing.stale_after_minutes), (Some(false), Some(1_440)));

    let created = CreateDepartment::new("Returns").send(&desk).await.unwrap().into_record().unwrap();
    let id = created.id.unwrap();
    let update = UpdateDepartment::new(id)
        .all_reps(false)
        .rep_user_ids([RepUserId::new(seed::SARAH), RepUserId::new(seed::DAVID)])
        .stale_after_minutes(60)
        .stale_warning_after_minutes(30)
        .feedback_delay(5)
        .feedback_frequency(7)
        .feedback_sample_percent(50)
        .template_category("Returns");
    let updated = update.send(&desk).await.unwrap().into_record().unwrap();
    assert_eq!((updated.stale_after_minutes, updated.feedback_sample_percent), (Some(60), Some(50)));
    let stored = fake.department(id.get()).unwrap();
    assert_eq!(stored["repUserIds"], serde_json::json!([seed::SARAH, seed::DAVID]));
    assert_eq!((&stored["allReps"], &stored["name"]), (&false.into(), &"Returns".into()));

    let archived = ArchiveDepartment::new(id).send(&desk).await.unwrap().into_record().unwrap();
    assert!(archived.archived_at.is_some());
    let restored = RestoreDepartment::new(id).send(&desk).await.unwrap().into_record().unwrap();
    assert_eq!(restored.archived_at, None);
    assert!(fake.department(id.get()).unwrap()["dateArchived"].is_null());
    assert_eq!(fake.ignored_parameters(), [""; 0]);
}

#[tokio::test]
async fn a_rep_has_two_numbers() {
    let (_, desk) = desk();
    let reps = ListReps::new().send(&desk).await.unwrap();
    let sarah = reps.iter().find(|rep| rep.name().as_deref() == Some("Sarah Chen")).unwrap();
    assert_eq!(sarah.user_id, Some(RepUserId::new(seed::SARAH)));
    assert_eq!(sarah.rep_id, Some(RepId::new(seed::SARAHS_REP_ID)));
    let tom = GetRep::new(RepUserId::new(seed::TOM)).send(&desk).await.unwrap();
    assert_eq!((tom.is_active, tom.email.as_deref()), (Some(false), Some("tom@acme.example")));
    assert!(GetRep::new(RepUserId::new(seed::SARAHS_REP_ID)).send(&desk).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn webhooks() {
    let (fake, desk) = desk();
    assert_eq!(ListWebhooks::new().send(&desk).await.unwrap(), []);
    let create = CreateWebhook::new("case", "created", "https://hooks.example.com/fd?a=1&b=2");
    let webhook = create.send(&desk).await.unwrap().into_record().unwrap();
    assert_eq!(webhook.url.as_deref(), Some("https://hooks.example.com/fd?a=1&b=2"));
    let listed = ListWebhooks::new().send(&desk).await.unwrap();
    assert_eq!(listed[0].id, webhook.id);
    let deleted = DeleteWebhook::new(webhook.id.unwrap()).send(&desk).await.unwrap();
    assert_eq!(deleted.record().unwrap().extra["deleted"], true);
    assert_eq!(fake.webhooks().len(), 0);
}

#[tokio::test]
async fn plan_usage_and_permissions() {
    let (_, desk) = desk();
    let integrations = ListIntegrations::new().send(&desk).await.unwrap();
    assert_eq!(integrations[0].id, Some(IntegrationId::new("12")));
    assert_eq!(integrations[0].platform, Some(Platform::LiveChat));
    assert_eq!(integrations[1].platform, Some(Platform::from("facebook")));
    let powered_by = GetPoweredBy::new().send(&desk).await.unwrap();
    assert_eq!(
        (powered_by.plan.as_deref(), powered_by.footer_link, powered_by.partner_code),
        (Some("Pro"), Some(true), None)
    );
    let usage = GetUsage::new().send(&desk).await.unwrap();
    assert!(!usage.extra.is_empty());
    assert_eq!(desk.rate_limit().unwrap().limit, Some(1_800));
}

#[tokio::test]
async fn write_scope_does_not_include_read() {
    let (fake, _) = desk();
    let desk = client(&fake, &fake.key_with_scopes(["cases_create"]));
    let permissions = GetPermissions::new().send(&desk).await.unwrap();
    assert_eq!(permissions.scopes, [Scope::CasesCreate]);
    assert!(permissions.allow(&Scope::CasesCreate) && !permissions.allow(&Scope::Cases));
    let create = CreateCase::new(DepartmentId::new(seed::SUPPORT), "s", "d", "o");
    assert!(create.send(&desk).await.unwrap().record().is_some());
    let error = SearchCases::new().send(&desk).await.unwrap_err();
    assert!(error.is_forbidden());
    assert_eq!(error.api().unwrap().code.as_deref(), Some("api_error_noscope"));
    assert!(error.to_string().contains("the operation needs cases"), "{error}");

    let nobody = client(&fake, "no-such-key");
    assert!(GetPermissions::new().send(&nobody).await.unwrap_err().is_unauthorized());
}
