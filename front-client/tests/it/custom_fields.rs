//! A change of one custom field keeps the others, in the state of the fake and not only on the wire.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use front_client::{
    Body, Client, Endpoint, ErrorKind, FrontBuilder, Upload,
    api::contacts::{ReplaceContactCustomFields, UpdateContact},
    api::conversations::UpdateConversation,
    testing::{FakeFront, Fault, Kind, seed},
};
use http::{Method, Request};
use serde_json::{Value, json};
use tower::{ServiceExt, service_fn};

fn client(fake: &FakeFront) -> Client {
    Client::builder().credential(fake.token()).transport(fake.clone()).build().unwrap()
}

fn fields(fake: &FakeFront, contact: &str) -> Value {
    fake.contact(contact).unwrap()["custom_fields"].clone()
}

#[tokio::test]
async fn one_field_changed_keeps_all_others() {
    let fake = FakeFront::seeded();
    let mut expected = fields(&fake, seed::ELENA);
    assert!(expected.as_object().unwrap().len() > 2, "the seed has something to lose: {expected}");

    UpdateContact::new(seed::ELENA).custom_field("Tier", "Gold").send(&client(&fake)).await.unwrap();
    expected["Tier"] = json!("Gold");
    assert_eq!(fields(&fake, seed::ELENA), expected);

    // Null removes a field.
    UpdateContact::new(seed::ELENA).custom_field("Tier", Value::Null).send(&client(&fake)).await.unwrap();
    expected.as_object_mut().unwrap().remove("Tier");
    assert_eq!(fields(&fake, seed::ELENA), expected);
    assert_eq!(fake.erased_custom_fields(), 1, "only the one that was meant");
}

#[tokio::test]
async fn other_fields_are_erased_without_the_layer_and_by_replace() {
    let fake = FakeFront::seeded();
    let plain = Client::builder().credential(fake.token()).merge_custom_fields(false).transport(fake.clone());
    let plain = plain.build().unwrap();
    UpdateContact::new(seed::ELENA).custom_field("Tier", "Gold").send(&plain).await.unwrap();
    assert_eq!(fields(&fake, seed::ELENA), json!({"Tier": "Gold"}));

    let only = json!({"Tier": "Platinum"}).as_object().unwrap().clone();
    ReplaceContactCustomFields::new(seed::RAJ, only.clone()).send(&client(&fake)).await.unwrap();
    assert_eq!(fields(&fake, seed::RAJ), Value::Object(only));
    assert_eq!(fake.requests().iter().filter(|request| request.method == "GET").count(), 0);
}

#[tokio::test]
async fn two_merges_of_one_process_both_survive() {
    let fake = FakeFront::seeded();
    let front = client(&fake);
    // Responses are delayed, so that reads and writes of the calls would interleave.
    fake.fault(Fault::delay(std::time::Duration::from_millis(5)).times(8));
    let by_id = UpdateContact::new(seed::ELENA).custom_field("Tier", "Gold");
    let by_alias =
        UpdateContact::new("alt:email:elena.voss@northwind.example").custom_field("ARR", Value::Null);
    let mut expected = fields(&fake, seed::ELENA);
    let (first, second) = tokio::join!(by_id.send(&front), by_alias.send(&front));
    first.unwrap();
    second.unwrap();
    expected["Tier"] = json!("Gold");
    assert!(expected.as_object_mut().unwrap().remove("ARR").is_some());
    assert_eq!(fields(&fake, seed::ELENA), expected);
}

/// Another process reads before our write and writes after it: it restores the old value.
#[tokio::test]
async fn a_lost_update_is_reported() {
    let fake = FakeFront::seeded();
    let before = fields(&fake, seed::ELENA);
    let wrote = Arc::new(AtomicBool::new(false));
    let transport = {
        let (fake, before) = (fake.clone(), before.clone());
        service_fn(move |request: Request<Body>| {
            let (fake, before, wrote) = (fake.clone(), before.clone(), Arc::clone(&wrote));
            async move {
                if request.method() == Method::GET && wrote.load(Ordering::Relaxed) {
                    fake.set_custom_fields(Kind::Contact, seed::ELENA, before);
                }
                wrote.fetch_or(request.method() == Method::PATCH, Ordering::Relaxed);
                fake.oneshot(request).await
            }
        })
    };
    let front = Client::builder().credential(fake.token()).transport(transport).build().unwrap();
    let error = UpdateContact::new(seed::ELENA).custom_field("Tier", "Gold").send(&front).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LostUpdate);
    assert!(error.to_string().contains("`Tier`"), "{error}");
    assert_eq!(fields(&fake, seed::ELENA), before);
}

#[tokio::test]
async fn a_merged_conversation_gets_the_change_and_keeps_its_own_fields() {
    let fake = FakeFront::seeded();
    fake.set_custom_fields(Kind::Conversation, seed::MERGED_INTO, json!({"Region": "EMEA"}));
    let call = UpdateConversation::new(seed::MERGED).custom_field("Priority", "High");
    let response = client(&fake).call(&call).await.unwrap();
    let merged = response.extensions().get::<front_client::layer::MergedInto>().unwrap();
    assert_eq!(merged.to.as_str(), seed::MERGED_INTO);
    let fields = &fake.conversation(seed::MERGED_INTO).unwrap()["custom_fields"];
    assert_eq!(*fields, json!({"Priority": "High", "Region": "EMEA"}));
}

#[tokio::test]
async fn a_read_that_fails_writes_nothing() {
    let fake = FakeFront::seeded();
    let before = fields(&fake, seed::ELENA);
    fake.fault(Fault::status(500).on("GET", "/contacts/"));
    let call = UpdateContact::new(seed::ELENA).custom_field("Tier", "Gold");
    let error = call.send(&client(&fake)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Server, "nothing was written, so the outcome is known");
    assert_eq!(fields(&fake, seed::ELENA), before);

    // A token that may write but not read gets an error that names the missing scope.
    let token = fake.token_with_scopes(["contacts:write"]);
    let front = Client::builder().credential(token).transport(fake.clone()).build().unwrap();
    let error = call.send(&front).await.unwrap_err();
    assert!(error.is_forbidden() && error.to_string().contains("contacts:read"), "{error}");
    assert_eq!(fields(&fake, seed::ELENA), before);
}

#[tokio::test]
async fn a_form_with_files_cannot_change_custom_fields() {
    let fake = FakeFront::seeded();
    let avatar = Upload::new("a.png", "image/png", "png");
    let call = UpdateContact::new(seed::ELENA).custom_field("Tier", "Gold").avatar(avatar);
    let error = call.send(&client(&fake)).await.unwrap_err();
    assert!(error.is_invalid_request(), "{error}");
    assert!(fake.requests().is_empty());
}
