//! Update, create and delete conversations, and comment on them.

use std::collections::BTreeSet;

use front_client::{
    Endpoint, ErrorKind, Page, Timestamp,
    api::{comments::*, conversations::*},
    testing::seed,
};
use serde_json::json;

use super::{Desk, text_file};

pub(super) async fn changing() -> Desk {
    let desk = Desk::open();
    let front = &desk.front;
    let id = seed::DISPUTE;
    AssignConversation::to(id, seed::SARAH).send(front).await.unwrap();
    let conversation = desk.conversation(id).await;
    assert_eq!(conversation.assignee.unwrap().id, seed::SARAH);
    assert_eq!(conversation.status, Some(ConversationStatus::Assigned));
    AssignConversation::unassign(id).send(front).await.unwrap();
    assert_eq!(desk.conversation(id).await.assignee, None);
    let update =
        UpdateConversation::new(id).assign_to("alt:email:david@acme.example").status(StatusChange::Archived);
    update.send(front).await.unwrap();
    let conversation = desk.conversation(id).await;
    assert_eq!(conversation.assignee.unwrap().id, seed::DAVID);
    assert_eq!(conversation.status, Some(ConversationStatus::Archived));
    UpdateConversation::new(id).status(StatusChange::Open).inbox_id(seed::SUPPORT).send(front).await.unwrap();
    let inboxes = ListConversationInboxes::new(id).send(front).await.unwrap();
    assert_eq!(inboxes.items.iter().map(|inbox| inbox.id.as_str()).collect::<Vec<_>>(), [seed::SUPPORT]);

    AddConversationTags::new(id, [seed::URGENT]).send(front).await.unwrap();
    let tags = |conversation: Conversation| -> BTreeSet<String> {
        conversation.tags.into_iter().map(|tag| tag.id.as_str().to_owned()).collect()
    };
    assert_eq!(tags(desk.conversation(id).await), BTreeSet::from([seed::VIP.into(), seed::URGENT.into()]));
    RemoveConversationTags::new(id, [seed::VIP]).send(front).await.unwrap();
    assert_eq!(tags(desk.conversation(id).await), BTreeSet::from([seed::URGENT.into()]));
    ReplaceConversationTags::new(id, [] as [&str; 0]).send(front).await.unwrap();
    assert_eq!(tags(desk.conversation(id).await), BTreeSet::new());

    AddConversationFollowers::new(id, [seed::MIA, "tea_none"]).ignore_errors(true).send(front).await.unwrap();
    let followers =
        async || ids(ListConversationFollowers::new(id).send(front).await.unwrap(), |f| f.id.to_string());
    assert!(followers().await.contains(&seed::MIA.to_owned()));
    RemoveConversationFollowers::new(id, [seed::MIA]).send(front).await.unwrap();
    assert!(!followers().await.contains(&seed::MIA.to_owned()));

    AddConversationLinks::by_url(id, ["https://tracker.acme.example/7"]).send(front).await.unwrap();
    let link = desk.conversation(id).await.links.remove(0);
    assert_eq!(link.external_url.as_deref(), Some("https://tracker.acme.example/7"));
    RemoveConversationLinks::new(id, [link.id.clone()]).send(front).await.unwrap();
    AddConversationLinks::by_id(id, [link.id]).send(front).await.unwrap();
    assert_eq!(desk.conversation(id).await.links.len(), 1);

    SnoozeConversation::until(id, seed::SARAH, in_an_hour()).send(front).await.unwrap();
    assert!(desk.conversation(id).await.is_snoozed());
    SnoozeConversation::cancel(id, seed::SARAH).send(front).await.unwrap();
    assert!(!desk.conversation(id).await.is_snoozed());

    let fields = json!({ "Region": "APAC" }).as_object().unwrap().clone();
    ReplaceConversationCustomFields::new(id, fields.clone()).send(front).await.unwrap();
    assert_eq!(desk.conversation(id).await.custom_fields, fields);
    desk
}

#[tokio::test]
async fn a_conversation_is_changed() {
    changing().await;
}

pub(super) async fn making() -> Desk {
    let desk = Desk::open();
    let front = &desk.front;
    let task = CreateConversation::task("Call Elena")
        .inbox_id(seed::BILLING)
        .description("Today")
        .due_at(in_an_hour());
    let task = task.send(front).await.unwrap();
    assert_eq!(
        (task.kind.clone(), task.description.as_deref()),
        (Some(ConversationType::Task), Some("Today"))
    );
    assert!(task.due_at.is_some());
    UpdateConversation::new(task.id.clone()).clear_due_at().clear_description().send(front).await.unwrap();
    let task = desk.conversation(task.id.as_str()).await;
    assert_eq!((task.due_at, task.description), (None, None));

    let discussion = CreateConversation::discussion("Refunds", "See the *file*")
        .comment_author_id(seed::SARAH)
        .teammate_ids([seed::SARAH, seed::DAVID])
        .attach(text_file("plan.txt", "first, breathe"));
    let discussion = discussion.send(front).await.unwrap();
    let comments = ListConversationComments::new(discussion.id.clone()).send(front).await.unwrap().items;
    assert_eq!(comments[0].author.as_ref().unwrap().id, seed::SARAH);
    assert_eq!(comments[0].attachments[0].filename.as_deref(), Some("plan.txt"));

    let error = DeleteConversation::new(discussion.id).send(front).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected, "only what is in the trash: {error}");
    DeleteConversation::new(seed::TRASHED).send(front).await.unwrap();
    assert_eq!(desk.fake.conversation(seed::TRASHED), None);
    desk
}

#[tokio::test]
async fn conversations_are_made_and_deleted() {
    making().await;
}

pub(super) async fn commenting() -> Desk {
    let desk = Desk::open();
    let front = &desk.front;
    let comment =
        AddComment::new(seed::DISPUTE, "@david can you look?").author_id(seed::SARAH).is_pinned(true);
    let comment = comment.send(front).await.unwrap();
    assert_eq!((comment.is_pinned, comment.conversation_id()), (Some(true), Some(seed::DISPUTE.into())));
    let mentions = ListCommentMentions::new(comment.id.clone()).send(front).await.unwrap();
    assert_eq!(mentions.items[0].id, seed::DAVID);
    let reply =
        AddCommentReply::new(comment.id.clone(), "On it").author_id(seed::DAVID).send(front).await.unwrap();
    assert_eq!(reply.replied_to(), Some(comment.id.clone()));
    UpdateComment::new(comment.id.clone())
        .body("@david please look")
        .is_pinned(false)
        .send(front)
        .await
        .unwrap();
    let comment = GetComment::new(comment.id).send(front).await.unwrap();
    assert_eq!((comment.body.as_deref(), comment.is_pinned), (Some("@david please look"), Some(false)));
    let all = ListConversationComments::new(seed::DISPUTE).send(front).await.unwrap().items;
    assert_eq!(all.len(), 2);
    desk
}

#[tokio::test]
async fn teammates_comment() {
    commenting().await;
}

fn in_an_hour() -> Timestamp {
    Timestamp::from_secs(Timestamp::now().as_secs() + 3_600)
}

fn ids<T>(page: Page<T>, id: impl Fn(&T) -> String) -> Vec<String> {
    page.items.iter().map(id).collect()
}
