//! Find conversations, page through them, and read their events.

use std::{collections::BTreeSet, pin::pin};

use front_client::{
    Endpoint, Timestamp,
    api::{conversations::*, events::*, messages::*},
    search::{SearchIs, SearchQuery},
    testing::seed,
};
use futures_util::TryStreamExt;

use super::Desk;

pub(super) async fn finding() -> Desk {
    let desk = Desk::open();
    let front = &desk.front;
    let page =
        ListConversations::new().statuses([StatusFilter::Unassigned]).limit(2).send(front).await.unwrap();
    assert_eq!(page.items.len(), 2);
    assert!(page.items.iter().all(|conversation| conversation.assignee.is_none()));
    let token = page.checked_next(front).unwrap().unwrap();
    let second = ListConversations::new().statuses([StatusFilter::Unassigned]).limit(2).page_token(token);
    let second = second.send(front).await.unwrap();
    assert!(second.items.iter().all(|conversation| !page.items.contains(conversation)));

    let query = SearchQuery::new()
        .is(SearchIs::Unassigned)
        .tag(seed::VIP)
        .from("elena.voss@northwind.example")
        .from("raj@globex.example")
        .after(Timestamp::from_secs(1));
    let found = SearchConversations::matching(&query).unwrap().send(front).await.unwrap();
    assert_eq!(found.total, Some(2));
    let ids: BTreeSet<&str> = found.items.iter().map(|conversation| conversation.id.as_str()).collect();
    assert_eq!(ids, BTreeSet::from([seed::DISPUTE, seed::API_ERROR]));
    let field =
        SearchQuery::new().custom_field("Order ID", "INV-20417").phrase("twice on the 3rd").word("Charged");
    let found = SearchConversations::matching(&field).unwrap().send(front).await.unwrap();
    assert_eq!(found.items[0].id.as_str(), seed::DISPUTE);
    let odd = SearchConversations::new("\"50% off / what? #1\"").send(front).await.unwrap();
    assert_eq!(odd.total, Some(0));
    let path = desk.fake.requests().pop().unwrap().path;
    assert_eq!(path, "/conversations/search/%2250%25%20off%20%2F%20what%3F%20%231%22");

    let dispute = desk.conversation(seed::DISPUTE).await;
    assert_eq!(dispute.status, Some(ConversationStatus::Unassigned));
    assert_eq!(dispute.assignee, None);
    assert_eq!(dispute.custom_fields["Order ID"], "INV-20417");
    assert!(dispute.waiting_since.is_some());
    let snoozed = desk.conversation(seed::SNOOZED).await;
    assert_eq!(snoozed.status, Some(ConversationStatus::Archived));
    assert!(snoozed.is_snoozed());
    assert_eq!(snoozed.scheduled_reminders[0].owner_id(), Some(seed::MIA.into()));
    let odd = desk.conversation(seed::FROM_STATUS_PAGE).await;
    assert_eq!(odd.links[0].name.as_deref(), Some("ORD-2231"));
    assert_eq!(odd.extra["ai_summary"]["stale"], false);
    let missing = GetConversation::new("cnv_nowhere").send(front).await.unwrap_err();
    assert!(missing.is_not_found(), "{missing}");
    desk
}

#[tokio::test]
async fn conversations_are_found() {
    finding().await;
}

pub(super) async fn paging() -> Desk {
    let desk = Desk::open();
    let list = ListConversationMessages::new(seed::LONG).limit(10);
    let messages: Vec<Message> = list.stream(&desk.front).try_collect().await.unwrap();
    assert_eq!(messages.len(), 64);
    let ids: BTreeSet<&str> = messages.iter().map(|message| message.id.as_str()).collect();
    assert_eq!(ids.len(), 64);
    assert!(messages.windows(2).all(|pair| pair[0].created_at >= pair[1].created_at));
    assert_eq!(messages[0].text.as_deref().map(str::trim), Some("Step 64 of the import."));
    assert!(messages.iter().all(|message| message.conversation_id() == Some(seed::LONG.into())));
    let paths: Vec<_> = desk.fake.requests().into_iter().map(|request| request.path).collect();
    assert_eq!(paths, vec![format!("/conversations/{}/messages", seed::LONG); 7]);
    // Pages have links on the company's host, but are requested from the host that the client knows.
    assert!(
        desk.fake.requests().iter().all(|request| request.host.as_deref() != Some("acme.api.frontapp.com"))
    );

    let events: Vec<Event> = ListEvents::new().limit(15).stream(&desk.front).try_collect().await.unwrap();
    assert!(events.len() > 15);
    let mut events = pin!(ListConversationEvents::new(seed::LONG).limit(100).stream(&desk.front));
    let mut kinds = Vec::new();
    while let Some(event) = events.try_next().await.unwrap() {
        kinds.extend(event.kind);
    }
    assert_eq!(kinds.iter().filter(|kind| **kind == EventType::OutReply).count(), 32);
    desk
}

#[tokio::test]
async fn a_long_conversation_is_read_page_after_page() {
    paging().await;
}

pub(super) async fn events() -> Desk {
    let desk = Desk::open();
    let front = &desk.front;
    AssignConversation::to(seed::VAT_DISPUTE, seed::SARAH).send(front).await.unwrap();
    let page = ListConversationEvents::new(seed::VAT_DISPUTE).send(front).await.unwrap();
    let assign = page.items.iter().find(|event| event.kind == Some(EventType::Assign)).unwrap();
    let target = assign.target.as_ref().unwrap();
    assert!(matches!(&target.data, EventData::Teammate(sarah) if sarah.id == seed::SARAH), "{target:?}");
    assert_eq!(assign.conversation.as_ref().unwrap().id, seed::VAT_DISPUTE);
    assert_eq!(GetEvent::new(assign.id.clone()).send(front).await.unwrap().id, assign.id);
    let only = ListEvents::new()
        .types([EventType::Assign])
        .after(Timestamp::from_secs(1))
        .send(front)
        .await
        .unwrap();
    assert!(only.items.iter().all(|event| event.kind == Some(EventType::Assign)));

    let merged: Vec<Event> =
        ListEvents::new().types([EventType::ConversationsMerged]).stream(front).try_collect().await.unwrap();
    let gone = &merged[0].target.as_ref().unwrap().data;
    assert_eq!(*gone, EventData::DeletedConversationIds(vec![seed::MERGED.into()]));
    let inbound = page.items.iter().find(|event| event.kind == Some(EventType::Inbound)).unwrap();
    let source = inbound.source.as_ref().unwrap();
    assert_eq!(source.kind, Some(EventSourceType::Inboxes));
    assert_eq!(source.data.inboxes()[0].id, seed::BILLING);
    desk
}

#[tokio::test]
async fn events_record_activity() {
    events().await;
}
