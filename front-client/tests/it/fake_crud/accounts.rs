use front_client::ErrorKind;
use front_client::api::SortOrder;
use front_client::api::accounts::{
    AccountSort, AddAccountContacts, CreateAccount, DeleteAccount, GetAccount, ListAccountContacts,
    ListAccounts, RemoveAccountContacts, ReplaceAccountCustomFields, UpdateAccount,
};
use front_client::api::contacts::GetContact;
use front_client::testing::{Kind, seed};
use serde_json::{Map, json};

use super::Company;

const INITECH: &str = "alt:domain:initech.example";

/// Calls each operation of the section.
pub(super) async fn drive() -> Company {
    let company = Company::new();
    let made = company
        .send(
            CreateAccount::new("Initech")
                .description("Software")
                .domains(["initech.example"])
                .external_id("in-1")
                .custom_field("Plan", "Starter")
                .custom_field("Seats", 12),
        )
        .await;
    assert_eq!(company.send(GetAccount::new(INITECH)).await, made);
    assert_eq!(company.send(GetAccount::new("alt:ext_id:in-1")).await, made);
    let newest = ListAccounts::new().sort_by(AccountSort::CreatedAt).sort_order(SortOrder::Descending);
    assert_eq!(company.list(newest).await[0], made);

    let changed = company.send(UpdateAccount::new(INITECH).name("Initech Inc.").description("")).await;
    assert_eq!((changed.name.as_deref(), changed.description.as_deref()), (Some("Initech Inc."), Some("")));
    assert_eq!(changed.custom_fields, made.custom_fields);
    let one = Map::from_iter([("Seats".to_owned(), json!(13))]);
    assert_eq!(company.send(ReplaceAccountCustomFields::new(INITECH, one.clone())).await.custom_fields, one);

    company.send(AddAccountContacts::new(INITECH, [seed::JONAS, "alt:email:priya@lumen.example"])).await;
    let contacts = company.list(ListAccountContacts::new(INITECH)).await;
    assert_eq!(contacts.len(), 2);
    company.send(RemoveAccountContacts::new(INITECH, [seed::JONAS])).await;
    assert_eq!(company.list(ListAccountContacts::new(INITECH)).await[0].id.as_str(), seed::PRIYA);

    company.send(DeleteAccount::new(INITECH)).await;
    company.fail(GetAccount::new(made.id), ErrorKind::NotFound).await;
    // Its contacts stay.
    company.send(GetContact::new(seed::PRIYA)).await;
    company
}

#[tokio::test]
async fn the_life_of_accounts() {
    drive().await;
}

#[tokio::test]
async fn a_wrong_reference_changes_nothing() {
    let company = Company::new();
    let before = company.fake.resources(Kind::Contact);
    let add = AddAccountContacts::new(seed::NORTHWIND, [seed::JONAS, "crd_none"]);
    let error = company.fail(add, ErrorKind::Rejected).await;
    assert_eq!(error.api().unwrap().details, ["body.contact_ids[1]: unknown contact crd_none"]);
    assert_eq!(company.fake.resources(Kind::Contact), before);
}
