use front_client::api::SortOrder;
use front_client::api::conversations::{GetConversation, StatusFilter};
use front_client::api::tags::{
    CreateChildTag, CreateCompanyTag, CreateTag, CreateTeamTag, CreateTeammateTag, DeleteTag, GetTag,
    ListCompanyTags, ListTagChildren, ListTaggedConversations, ListTags, ListTeamTags, ListTeammateTags, Tag,
    TagHighlight, TagSort, UpdateTag,
};
use front_client::testing::{Kind, seed};
use front_client::{Endpoint, ErrorKind, TagId};
use futures_util::TryStreamExt;

use super::Company;

const SARAH: &str = "alt:email:sarah@acme.example";

fn names(tags: &[Tag]) -> Vec<&str> {
    tags.iter().filter_map(|tag| tag.name.as_deref()).collect()
}

/// Calls each operation of the section, on a few tags.
pub(super) async fn drive() -> Company {
    let company = Company::new();
    let made = company
        .send(
            CreateCompanyTag::new("Legal")
                .description("Contracts")
                .highlight(TagHighlight::LightBlue)
                .is_visible_in_conversation_lists(true),
        )
        .await;
    assert_eq!(company.send(GetTag::new(made.id.clone())).await, made);
    assert_eq!(made.highlight, Some(TagHighlight::LightBlue));
    assert_eq!(made.is_visible_in_conversation_lists, Some(true));
    assert!(names(&company.list(ListCompanyTags::new()).await).contains(&"Legal"));

    let oldest = company.send(CreateTag::new("Old way")).await;
    let of_team = company.send(CreateTeamTag::new(seed::CARE_TEAM, "Care")).await;
    let of_care = company.list(ListTeamTags::new(seed::CARE_TEAM)).await;
    assert!(of_care.contains(&oldest) && of_care.contains(&of_team));
    let private = company.send(CreateTeammateTag::new(SARAH, "Mine")).await;
    assert_eq!(private.is_private, Some(true));
    assert!(company.list(ListTeammateTags::new(SARAH)).await.contains(&private));

    let child = company.send(CreateChildTag::new(made.id.clone(), "NDA")).await;
    assert_eq!(company.list(ListTagChildren::new(made.id.clone())).await, std::slice::from_ref(&child));
    company
        .send(
            UpdateTag::new(child.id.clone())
                .name("Non-disclosure")
                .description("Signed")
                .highlight(TagHighlight::Red)
                .clear_parent_tag_id(),
        )
        .await;
    assert_eq!(company.list(ListTagChildren::new(made.id.clone())).await, []);
    let child = company.send(GetTag::new(child.id)).await;
    assert_eq!((child.name.as_deref(), child.highlight), (Some("Non-disclosure"), Some(TagHighlight::Red)));
    company
        .send(UpdateTag::new(child.id.clone()).description("").is_visible_in_conversation_lists(true))
        .await;
    let child = company.send(GetTag::new(child.id)).await;
    assert_eq!(
        (child.description.as_deref(), child.is_visible_in_conversation_lists),
        (Some(""), Some(true))
    );

    assert!(!company.list(ListTaggedConversations::new(seed::VIP)).await.is_empty());
    company.send(DeleteTag::new(made.id.clone())).await;
    company.fail(GetTag::new(made.id), ErrorKind::NotFound).await;
    assert!(!names(&company.list(ListTags::new()).await).contains(&"Legal"));
    company
}

#[tokio::test]
async fn the_life_of_tags() {
    drive().await;
}

#[tokio::test]
async fn unknown_highlight_is_read() {
    let company = Company::new();
    let vip = company.send(GetTag::new(seed::VIP)).await;
    assert_eq!(vip.highlight, Some(TagHighlight::Other("⭐".into())));
    let error = company
        .fail(UpdateTag::new(seed::VIP).highlight(TagHighlight::Other("⭐".into())), ErrorKind::Rejected);
    assert!(error.await.api().unwrap().details[0].starts_with("body.highlight: expected one of"));
}

#[tokio::test]
async fn a_stream_reads_all_pages_in_order() {
    let company = Company::new();
    for number in 0..7 {
        company.fake.add_tag(&format!("Tag {number}"), None);
    }
    let count = company.fake.resources(Kind::Tag).len();
    assert!(count > 10);
    let request = ListTags::new().sort_by(TagSort::Id).sort_order(SortOrder::Descending).limit(4);
    let all: Vec<Tag> = request.stream(&company.front).try_collect().await.unwrap();
    let ids: Vec<&TagId> = all.iter().map(|tag| &tag.id).collect();
    assert_eq!(all.len(), count);
    assert!(ids.is_sorted_by(|a, b| a > b), "{ids:?}");
    assert_eq!(company.fake.requests().len(), count.div_ceil(4));
}

#[tokio::test]
async fn a_tag_cannot_be_below_itself() {
    let company = Company::new();
    for parent in [seed::FINANCE, seed::REFUND] {
        company.fail(UpdateTag::new(seed::FINANCE).parent_tag_id(parent), ErrorKind::Rejected).await;
    }
    company.send(UpdateTag::new(seed::REFUND).parent_tag_id(seed::ENGINEERING)).await;
    assert_eq!(company.list(ListTagChildren::new(seed::ENGINEERING)).await.len(), 3);
}

#[tokio::test]
async fn a_deleted_tag_leaves_its_conversations_and_its_children() {
    let company = Company::new();
    company.send(DeleteTag::new(seed::FINANCE)).await;
    let answered = company.send(GetConversation::new(seed::ANSWERED)).await;
    assert!(answered.tags.iter().all(|tag| tag.id.as_str() != seed::FINANCE));
    let refund = company.send(GetTag::new(seed::REFUND)).await;
    assert!(refund.extra["_links"]["related"]["parent_tag"].is_null());
}

#[tokio::test]
async fn conversations_of_a_tag_are_filtered_by_status() {
    let company = Company::new();
    let all = company.list(ListTaggedConversations::new(seed::VIP)).await.len();
    let unassigned =
        company.list(ListTaggedConversations::new(seed::VIP).statuses([StatusFilter::Unassigned])).await;
    assert!(!unassigned.is_empty() && unassigned.len() < all);
}
