use front_client::api::SortOrder;
use front_client::api::contact_handles::{AddContactHandle, RemoveContactHandle};
use front_client::api::contact_notes::{AddContactNote, ListContactNotes};
use front_client::api::contacts::{
    Contact, ContactSort, CreateContact, CreateTeamContact, CreateTeammateContact, DeleteContact, GetContact,
    Handle, HandleSource, ListContactConversations, ListContacts, ListTeamContacts, ListTeammateContacts,
    MergeContacts, ReplaceContactCustomFields, UpdateContact,
};
use front_client::testing::seed;
use front_client::{Endpoint, ErrorKind, Timestamp, Upload};
use futures_util::TryStreamExt;
use serde_json::{Map, json};

use super::Company;

const KIM: &str = "alt:email:kim@lumen.example";

fn ids(contacts: &[Contact]) -> Vec<&str> {
    contacts.iter().map(|contact| contact.id.as_str()).collect()
}

/// Calls each operation of the sections contacts, contact handles and contact notes.
pub(super) async fn drive() -> Company {
    let company = Company::new();
    let kim = company
        .send(
            CreateContact::new([Handle::email("kim@lumen.example"), Handle::phone("+491512345")])
                .name("Kim")
                .description("Buys")
                .links(["https://lumen.example/kim"])
                .list_names(["Newsletter", "Beta"])
                .custom_field("Tier", "Gold")
                .custom_field("Beta", true)
                .avatar(Upload::new("kim.png", "image/png", &b"\x89PNG"[..])),
        )
        .await;
    assert_eq!(kim.handles[1].source, Some(HandleSource::Phone));
    assert_eq!((&kim.custom_fields["Tier"], &kim.custom_fields["Beta"]), (&json!("Gold"), &json!(true)));
    assert_eq!(kim.lists.len(), 2);
    assert!(kim.avatar_url.is_some());
    assert_eq!(company.send(GetContact::new(KIM)).await, kim);
    assert!(company.list(ListContacts::new()).await.contains(&kim));

    let of_team = company.send(CreateTeamContact::new(seed::CARE_TEAM, [Handle::custom("c-1")])).await;
    assert!(company.list(ListTeamContacts::new(seed::CARE_TEAM)).await.contains(&of_team));
    let private =
        company.send(CreateTeammateContact::new(seed::SARAH, [Handle::email("mum@home.example")])).await;
    assert_eq!(private.is_private, Some(true));
    assert!(company.list(ListTeammateContacts::new(seed::SARAH)).await.contains(&private));

    company.send(UpdateContact::new(KIM).name("Kim N.").links([] as [&str; 0]).list_names(["Beta"])).await;
    let kim = company.send(GetContact::new(KIM)).await;
    assert_eq!((kim.name.as_deref(), kim.links.len(), kim.lists.len()), (Some("Kim N."), 0, 1));
    assert_eq!(kim.description.as_deref(), Some("Buys"));
    let one = Map::from_iter([("Tier".to_owned(), json!("Platinum"))]);
    company.send(ReplaceContactCustomFields::new(KIM, one.clone())).await;
    assert_eq!(company.send(GetContact::new(KIM)).await.custom_fields, one);

    company.send(AddContactHandle::new(KIM, Handle::new(HandleSource::Twitter, "@kim"))).await;
    assert_eq!(company.send(GetContact::new("alt:twitter:@kim")).await.id, kim.id);
    company.send(RemoveContactHandle::new(KIM, Handle::phone("+491512345"))).await;
    assert_eq!(company.send(GetContact::new(KIM)).await.handles.len(), 2);

    let note = company.send(AddContactNote::new(KIM, "alt:email:sarah@acme.example", "Called back.")).await;
    assert_eq!(note.author.as_ref().unwrap().id.as_str(), seed::SARAH);
    assert_eq!(company.list(ListContactNotes::new(KIM)).await, [note]);

    assert!(!company.list(ListContactConversations::new(seed::ELENA)).await.is_empty());
    let merged =
        company.send(MergeContacts::new([of_team.id.clone()]).target_contact_id(kim.id.clone())).await;
    assert_eq!((&merged.id, merged.handles.len()), (&kim.id, 3));
    company.fail(GetContact::new(of_team.id), ErrorKind::NotFound).await;
    company.send(DeleteContact::new(KIM)).await;
    company.fail(GetContact::new(KIM), ErrorKind::NotFound).await;
    company
}

#[tokio::test]
async fn the_life_of_contacts() {
    drive().await;
}

#[tokio::test]
async fn a_handle_belongs_to_one_contact() {
    let company = Company::new();
    let handle = || Handle::email("elena.voss@northwind.example");
    company.fail(AddContactHandle::new(seed::RAJ, handle()), ErrorKind::Conflict).await;
    company.fail(CreateContact::new([handle()]), ErrorKind::Conflict).await;
    company.send(RemoveContactHandle::new(seed::ELENA, handle())).await;
    company.send(AddContactHandle::new(seed::RAJ, handle())).await;
    assert_eq!(company.send(GetContact::new(seed::RAJ)).await.handles.len(), 2);
}

#[tokio::test]
async fn the_last_handle_goes_only_by_force_and_takes_the_contact_along() {
    let company = Company::new();
    let last = || RemoveContactHandle::new(seed::JONAS, Handle::email("jonas@weberdesign.example"));
    company.fail(last(), ErrorKind::Rejected).await;
    assert!(company.fake.contact(seed::JONAS).is_some());
    company.send(last().delete_contact_with_last_handle()).await;
    assert!(company.fake.contact(seed::JONAS).is_none());
    let unknown = RemoveContactHandle::new(seed::ELENA, Handle::email("nobody@example.com"));
    company.fail(unknown, ErrorKind::NotFound).await;
}

#[tokio::test]
async fn custom_fields_are_checked_against_their_definitions() {
    let company = Company::new();
    for (name, value) in [
        ("Tier", json!("Bronze")),
        ("ARR", json!("much")),
        ("Renewal Date", json!("tomorrow")),
        ("Account Manager", json!("nobody@acme.example")),
        ("Beta", json!("yes")),
        ("Teir", json!("Gold")),
    ] {
        let create = CreateContact::new([Handle::email("new@example.com")]).custom_field(name, value);
        let error = company.fail(create, ErrorKind::Rejected).await;
        assert!(error.api().unwrap().details[0].contains(name), "{error}");
    }
    let fine = CreateContact::new([Handle::email("new@example.com")])
        .custom_field("ARR", 12_000.5)
        .custom_field("Renewal Date", 1_900_000_000)
        .custom_field("Account Manager", "mia@acme.example");
    assert_eq!(company.send(fine).await.custom_fields.len(), 3);
}

#[tokio::test]
async fn replacing_custom_fields_erases_the_others() {
    let company = Company::new();
    let one = Map::from_iter([("Tier".to_owned(), json!("Gold"))]);
    company.send(ReplaceContactCustomFields::new(seed::ELENA, one)).await;
    assert_eq!(company.fake.contact(seed::ELENA).unwrap()["custom_fields"], json!({ "Tier": "Gold" }));
    assert_eq!(company.fake.erased_custom_fields(), 4);
}

#[tokio::test]
async fn a_merge_keeps_handles_notes_and_the_later_values() {
    let company = Company::new();
    company.fake.advance(std::time::Duration::from_secs(60));
    company.send(UpdateContact::new(seed::RAJ).name("Raj P.")).await;
    let merged =
        company.send(MergeContacts::new([seed::ELENA, seed::RAJ]).target_contact_id(seed::ELENA)).await;
    assert_eq!(merged.id.as_str(), seed::ELENA);
    assert_eq!(merged.name.as_deref(), Some("Raj P."));
    assert_eq!(merged.description.as_deref(), Some("Head of finance at Northwind\nPlatform lead at Globex"));
    assert_eq!(merged.handles.len(), 3);
    // Raj was changed last; values that only Elena has stay.
    assert_eq!(merged.custom_fields["Tier"], "Gold");
    assert_eq!(merged.custom_fields["Role"], "Head of finance");
    assert_eq!(company.list(ListContactNotes::new(seed::ELENA)).await.len(), 1);
    assert!(company.fake.contact(seed::RAJ).is_none());
    assert_eq!(company.send(GetContact::new("alt:email:raj@globex.example")).await.id, merged.id);
}

#[tokio::test]
async fn lists_are_filtered_sorted_and_paged() {
    let company = Company::new();
    company.fake.advance(std::time::Duration::from_secs(3600));
    let since = company.fake.clock().now() - std::time::Duration::from_secs(1);
    let since = Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap());
    assert_eq!(company.list(ListContacts::new().updated_after(since)).await, []);
    company.send(UpdateContact::new(seed::JONAS).description("Moved")).await;
    assert_eq!(ids(&company.list(ListContacts::new().updated_after(since)).await), [seed::JONAS]);
    let before = ListContacts::new().updated_before(since).sort_by(ContactSort::UpdatedAt);
    let before = company.list(before.sort_order(SortOrder::Ascending)).await;
    assert_eq!(before.len(), 5);

    let all: Vec<Contact> = ListContacts::new().limit(2).stream(&company.front).try_collect().await.unwrap();
    assert_eq!(all.len(), 6);
    assert!(all.iter().any(|contact| contact.name.is_none()));
}

#[tokio::test]
async fn missing_scope_is_named() {
    let company = Company::new();
    let token = company.fake.token_with_scopes(["contacts:read"]);
    let front =
        front_client::Client::builder().credential(token).transport(company.fake.clone()).build().unwrap();
    GetContact::new(seed::ELENA).send(&front).await.unwrap();
    let error = DeleteContact::new(seed::ELENA).send(&front).await.unwrap_err();
    assert!(error.is_forbidden());
    assert!(error.to_string().contains("contacts:delete"), "{error}");
}
