//! Contacts, by either of their ids.

use fusedesk_client::{
    ContactUuid, CrmContactId, Endpoint, ErrorKind,
    api::contacts::{CreateContact, GetContact, SearchContacts, UpdateContact},
    testing::seed,
};
use futures_util::TryStreamExt;

use super::desk;

#[tokio::test]
async fn search_and_get() {
    let (fake, desk) = desk();
    for text in ["Voss", "elena.voss@northwind.example", "+49 30 901820", "Northwind"] {
        let found = SearchContacts::new(text).send(&desk).await.unwrap();
        assert_eq!(
            found.iter().map(|contact| contact.id.clone().unwrap()).collect::<Vec<_>>(),
            [ContactUuid::new(seed::ELENA)],
            "{text}"
        );
    }
    let danas: Vec<_> = SearchContacts::new("Dana").limit(1).stream(&desk).try_collect().await.unwrap();
    assert_eq!(danas.len(), 2);

    let by_uuid = GetContact::new(ContactUuid::new(seed::ELENA)).send(&desk).await.unwrap();
    let by_number = GetContact::new(CrmContactId::new(seed::ELENA_CRM)).send(&desk).await.unwrap();
    assert_eq!(by_uuid, by_number);
    assert_eq!(by_uuid.crm_id, Some(CrmContactId::new(seed::ELENA_CRM)));
    assert_eq!(by_uuid.email_2.as_deref(), Some("finance@northwind.example"));
    assert_eq!(by_uuid.billing_city.as_deref(), Some("Hamburg"));
    // Empty texts are none.
    let raj = GetContact::new(seed::RAJ).send(&desk).await.unwrap();
    assert_eq!((raj.phone, raj.website), (None, None));
    assert!(GetContact::new("nobody").send(&desk).await.unwrap_err().is_not_found());
    assert_eq!(fake.ignored_parameters(), [""; 0]);
}

#[tokio::test]
async fn create_and_update() {
    let (fake, desk) = desk();
    let create = CreateContact::new()
        .first_name("Zoë")
        .last_name("O'Neil & Co")
        .email("zoe+x@example.com")
        .phone("+1 555");
    let contact = create.send(&desk).await.unwrap().into_record().unwrap();
    assert_eq!(
        (contact.first_name.as_deref(), contact.last_name.as_deref()),
        (Some("Zoë"), Some("O'Neil & Co"))
    );
    let id = contact.id.unwrap();
    let stored = |field: &str| fake.contact(id.as_str()).unwrap()[field].clone();
    assert_eq!(stored("emailAddress"), "zoe+x@example.com");

    let update = UpdateContact::new(&id).company("Acme").time_zone("Europe/Paris");
    let contact = update.send(&desk).await.unwrap().into_record().unwrap();
    assert_eq!(contact.company.as_deref(), Some("Acme"));
    assert_eq!(
        (stored("timeZone"), stored("emailAddress")),
        ("Europe/Paris".into(), "zoe+x@example.com".into())
    );

    let error = CreateContact::new().company("Acme").send(&desk).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected);
    assert_eq!(fake.ignored_parameters(), [""; 0]);
}
