use front_client::ErrorKind;
use front_client::api::channels::{
    Channel, ChannelKind, CreateChannel, GetChannel, ListChannels, ListTeamChannels, ListTeammateChannels,
    NewChannelKind, UpdateChannel, ValidateChannel,
};
use front_client::api::conversations::ListConversationInboxes;
use front_client::api::inboxes::ListInboxChannels;
use front_client::testing::seed;

use super::Company;

const RETURNS: &str = "alt:address:returns@acme.example";

async fn in_inbox(company: &Company, inbox: &str) -> Vec<Channel> {
    company.list(ListInboxChannels::new(inbox)).await
}

/// Calls each operation of the section.
pub(super) async fn drive() -> Company {
    let company = Company::new();
    let before = in_inbox(&company, seed::SUPPORT).await.len();
    company
        .send(
            CreateChannel::new(seed::SUPPORT, NewChannelKind::Smtp)
                .send_as("returns@acme.example")
                .name("Returns")
                .undo_send_time(30)
                .all_teammates_can_reply(true),
        )
        .await;
    assert_eq!(in_inbox(&company, seed::SUPPORT).await.len(), before + 1);
    let made = company.send(GetChannel::new(RETURNS)).await;
    assert_eq!((made.kind.as_ref(), made.is_valid), (Some(&ChannelKind::Smtp), Some(false)));
    assert_eq!(made.settings.undo_send_time, Some(30));
    assert!(company.list(ListChannels::new()).await.contains(&made));
    assert!(company.list(ListTeamChannels::new(seed::CARE_TEAM)).await.contains(&made));
    assert_eq!(company.list(ListTeammateChannels::new(seed::SARAH)).await[0].id.as_str(), seed::SARAHS_EMAIL);

    assert_eq!(company.send(ValidateChannel::new(RETURNS)).await.status.as_deref(), Some("accepted"));
    assert_eq!(company.send(GetChannel::new(RETURNS)).await.is_valid, Some(true));

    company
        .send(
            UpdateChannel::new(RETURNS)
                .name("Sent back")
                .inbox_id(seed::INTEGRATIONS)
                .undo_send_time(0)
                .all_teammates_can_reply(false),
        )
        .await;
    let changed = company.send(GetChannel::new(RETURNS)).await;
    assert_eq!(changed.name.as_deref(), Some("Sent back"));
    assert_eq!(changed.settings.undo_send_time, Some(0));
    assert_eq!(changed.settings.all_teammates_can_reply, Some(false));
    assert!(company.list(ListTeamChannels::new(seed::ENGINEERING_TEAM)).await.contains(&changed));
    company
}

#[tokio::test]
async fn the_life_of_channels() {
    drive().await;
}

#[tokio::test]
async fn the_conversations_of_a_channel_move_with_it() {
    let company = Company::new();
    company.send(UpdateChannel::new(seed::BILLING_EMAIL).inbox_id(seed::INTEGRATIONS)).await;
    let inboxes = company.list(ListConversationInboxes::new(seed::DISPUTE)).await;
    assert_eq!(inboxes[0].id.as_str(), seed::INTEGRATIONS);
    let inboxes = company.list(ListConversationInboxes::new(seed::API_ERROR)).await;
    assert_eq!(inboxes[0].id.as_str(), seed::SUPPORT);
}

#[tokio::test]
async fn settings_fit_the_kind_of_channel() {
    let company = Company::new();
    for request in [
        UpdateChannel::new(seed::SUPPORT_EMAIL).webhook_url("https://hooks.acme.example"),
        UpdateChannel::new(seed::SARAHS_EMAIL).all_teammates_can_reply(true),
    ] {
        company.fail(request, ErrorKind::Rejected).await;
    }
    company.send(UpdateChannel::new(seed::CUSTOM_CHANNEL).webhook_url("https://hooks.acme.example")).await;
    // A private channel has no such setting.
    let private = company.send(GetChannel::new(seed::SARAHS_EMAIL)).await;
    assert_eq!(private.settings.all_teammates_can_reply, None);
}
