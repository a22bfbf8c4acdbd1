use front_client::ErrorKind;
use front_client::api::custom_fields::{
    CustomFieldKind, ListAccountCustomFields, ListContactCustomFields, ListConversationCustomFields,
    ListCustomFields, ListInboxCustomFields, ListLinkCustomFields, ListTeammateCustomFields,
};
use front_client::api::teammates::{
    GetTeammate, ListAssignedConversations, ListTeammateInboxes, ListTeammates, ReplaceTeammateCustomFields,
    UpdateTeammate,
};
use front_client::api::teams::{AddTeamTeammates, GetTeam, ListTeams, RemoveTeamTeammates};
use front_client::testing::seed;
use serde_json::{Map, json};

use super::Company;

const SARAH: &str = "alt:email:sarah@acme.example";

/// Calls each operation of the sections teammates, teams and custom fields.
pub(super) async fn drive() -> Company {
    let company = Company::new();
    assert_eq!(company.list(ListTeammates::new()).await.len(), 4);
    company
        .send(
            UpdateTeammate::new(SARAH)
                .username("sarah_c")
                .first_name("Sara")
                .last_name("Chen-Li")
                .is_available(false)
                .custom_field("Skills", "refunds"),
        )
        .await;
    let sarah = company.send(GetTeammate::new(SARAH)).await;
    assert_eq!(sarah.id.as_str(), seed::SARAH);
    assert_eq!((sarah.username.as_deref(), sarah.first_name.as_deref()), (Some("sarah_c"), Some("Sara")));
    assert_eq!((sarah.last_name.as_deref(), sarah.is_available), (Some("Chen-Li"), Some(false)));
    assert_eq!(sarah.custom_fields["Skills"], "refunds");
    company.send(ReplaceTeammateCustomFields::new(SARAH, Map::new())).await;
    assert_eq!(company.send(GetTeammate::new(SARAH)).await.custom_fields, Map::new());
    assert!(!company.list(ListAssignedConversations::new(SARAH)).await.is_empty());
    assert_eq!(company.list(ListTeammateInboxes::new(SARAH)).await.len(), 3);

    let teams = company.list(ListTeams::new()).await;
    assert_eq!(teams.len(), 2);
    assert!(teams.iter().all(|team| team.members.is_empty() && team.inboxes.is_empty()));
    company.send(AddTeamTeammates::new(seed::ENGINEERING_TEAM, [SARAH])).await;
    let engineering = company.send(GetTeam::new(seed::ENGINEERING_TEAM)).await;
    assert_eq!((engineering.members.len(), engineering.inboxes.len()), (3, 1));
    company.send(RemoveTeamTeammates::new(seed::ENGINEERING_TEAM, [SARAH, seed::TOM])).await;
    assert_eq!(company.send(GetTeam::new(seed::ENGINEERING_TEAM)).await.members[0].id.as_str(), seed::DAVID);

    let of_contacts = company.list(ListContactCustomFields::new()).await;
    assert_eq!(company.list(ListCustomFields::new()).await, of_contacts);
    let tier = of_contacts.iter().find(|field| field.name.as_deref() == Some("Tier")).unwrap();
    assert_eq!(tier.kind, Some(CustomFieldKind::Enum));
    assert_eq!(tier.values[0].value.as_deref(), Some("Platinum"));
    assert_eq!(company.list(ListAccountCustomFields::new()).await.len(), 3);
    assert_eq!(company.list(ListConversationCustomFields::new()).await.len(), 5);
    assert_eq!(company.list(ListInboxCustomFields::new()).await[0].name.as_deref(), Some("SLA Hours"));
    assert_eq!(company.list(ListLinkCustomFields::new()).await[0].name.as_deref(), Some("Severity"));
    assert_eq!(company.list(ListTeammateCustomFields::new()).await[0].name.as_deref(), Some("Skills"));
    company
}

#[tokio::test]
async fn the_life_of_teammates_and_teams() {
    drive().await;
}

#[tokio::test]
async fn a_username_is_unique() {
    let company = Company::new();
    let error = company.fail(UpdateTeammate::new(SARAH).username("david"), ErrorKind::Rejected).await;
    assert_eq!(error.api().unwrap().details, ["body.username: must be unique"]);
    // Keeping the own name is no conflict.
    company.send(UpdateTeammate::new(SARAH).username("sarah")).await;
}

#[tokio::test]
async fn replacing_custom_fields_checks_them_first() {
    let company = Company::new();
    let wrong = Map::from_iter([("Skills".to_owned(), json!(7))]);
    company.fail(ReplaceTeammateCustomFields::new(SARAH, wrong), ErrorKind::Rejected).await;
    assert_eq!(company.send(GetTeammate::new(SARAH)).await.custom_fields["Skills"], "billing, refunds");
}
