use front_client::ErrorKind;
use front_client::api::conversations::StatusFilter;
use front_client::api::inboxes::{
    AddInboxAccess, CreateInbox, CreateTeamInbox, CreateTeammatePrivateInbox, GetInbox, ListInboxAccess,
    ListInboxChannels, ListInboxConversations, ListInboxes, ListTeamInboxes, ListTeammatePrivateInboxes,
    RemoveInboxAccess,
};
use front_client::api::teammates::Teammate;
use front_client::testing::seed;

use super::Company;

fn ids(teammates: &[Teammate]) -> Vec<&str> {
    teammates.iter().map(|teammate| teammate.id.as_str()).collect()
}

/// Calls each operation of the section.
pub(super) async fn drive() -> Company {
    let company = Company::new();
    let made = company
        .send(
            CreateTeamInbox::new(seed::ENGINEERING_TEAM, "Incidents")
                .teammate_ids([seed::DAVID])
                .is_public(false)
                .custom_field("SLA Hours", 1),
        )
        .await;
    assert_eq!(company.send(GetInbox::new(made.id.clone())).await, made);
    assert_eq!(made.custom_fields["SLA Hours"], 1);
    assert!(company.list(ListTeamInboxes::new(seed::ENGINEERING_TEAM)).await.contains(&made));
    let oldest = company.send(CreateInbox::new("Returns")).await;
    assert!(company.list(ListTeamInboxes::new(seed::CARE_TEAM)).await.contains(&oldest));
    let private = company.send(CreateTeammatePrivateInbox::new(seed::SARAH, "Sarah's second")).await;
    assert_eq!(private.is_private, Some(true));
    assert!(company.list(ListTeammatePrivateInboxes::new(seed::SARAH)).await.contains(&private));
    let all = company.list(ListInboxes::new()).await;
    assert!([&made, &oldest, &private].iter().all(|inbox| all.contains(inbox)));

    let access = || ListInboxAccess::new(made.id.clone());
    assert_eq!(ids(&company.list(access()).await), [seed::DAVID]);
    company.send(AddInboxAccess::new(made.id.clone(), ["alt:email:tom@acme.example", seed::DAVID])).await;
    assert_eq!(ids(&company.list(access()).await), [seed::DAVID, seed::TOM]);
    company.send(RemoveInboxAccess::new(made.id.clone(), [seed::DAVID])).await;
    assert_eq!(ids(&company.list(access()).await), [seed::TOM]);

    assert_eq!(company.list(ListInboxChannels::new(seed::SUPPORT)).await.len(), 2);
    assert!(!company.list(ListInboxConversations::new(seed::SUPPORT)).await.is_empty());
    company
}

#[tokio::test]
async fn the_life_of_inboxes() {
    drive().await;
}

#[tokio::test]
async fn a_public_inbox_is_open_to_its_team() {
    let company = Company::new();
    let made = company.send(CreateTeamInbox::new(seed::ENGINEERING_TEAM, "All").is_public(true)).await;
    assert_eq!(ids(&company.list(ListInboxAccess::new(made.id)).await), [seed::DAVID, seed::TOM]);
}

#[tokio::test]
async fn conversations_of_an_inbox_are_filtered_and_paged() {
    let company = Company::new();
    let archived = ListInboxConversations::new(seed::SUPPORT).statuses([StatusFilter::Archived]);
    for conversation in company.send(archived).await.items {
        assert_eq!(conversation.status.unwrap().as_str(), "archived");
    }
    let first = company.send(ListInboxConversations::new(seed::SUPPORT).limit(2)).await;
    let token = first.next().unwrap();
    let second = company.send(ListInboxConversations::new(seed::SUPPORT).limit(2).page_token(token)).await;
    assert!(second.items.iter().all(|item| first.items.iter().all(|other| other.id != item.id)));
}

#[tokio::test]
async fn an_unknown_team_or_teammate_is_named() {
    let company = Company::new();
    let error = company.fail(CreateTeamInbox::new("tim_none", "X"), ErrorKind::NotFound).await;
    assert!(error.to_string().contains("tim_none"), "{error}");
    let error = company.fail(AddInboxAccess::new(seed::SUPPORT, ["tea_none"]), ErrorKind::Rejected).await;
    assert!(error.to_string().contains("tea_none"), "{error}");
}
