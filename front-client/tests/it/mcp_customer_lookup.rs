//! Front as a source of the customer lookup, over the fake.

use client_core::mcp::CustomerLookup;
use front_client::{
    Client,
    mcp::AgentTools,
    testing::{FakeFront, seed},
};
use mcp_core::{Registry, testing::TestClient};
use serde_json::{Value, json};

fn agent(fake: &FakeFront) -> TestClient {
    let front = Client::builder().credential(fake.token()).transport(fake.clone()).build().unwrap();
    let customers = AgentTools::new(front).customers();
    TestClient::new(Registry::new().with_tool(CustomerLookup::new().with(customers).tool()).unwrap())
}

async fn find(fake: &FakeFront, arguments: Value) -> Value {
    let result = agent(fake).call_tool("find_customer_everywhere", arguments).await.unwrap();
    assert!(!result.is_error(), "{}", result.text());
    result.structured().cloned().unwrap()
}

/// Returns the contact's first address of this kind.
fn handle(fake: &FakeFront, contact: &str, kind: &str) -> String {
    let contact = fake.contact(contact).unwrap();
    let handles = contact["handles"].as_array().unwrap();
    let handle = handles.iter().find(|handle| handle["source"] == kind).unwrap();
    handle["handle"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn address_lookup_is_exact_and_name_lookup_is_not() {
    let fake = FakeFront::seeded();
    let email = handle(&fake, seed::ELENA, "email");
    for (arguments, certainty) in [
        (json!({ "email": email.to_uppercase() }), "exact_email"),
        (json!({ "email": email, "name": "Nobody" }), "exact_email"),
        (json!({ "phone": "0049 30 901820", "email": email }), "exact_email"),
        (json!({ "phone": "+49 (30) 901820" }), "exact_phone"),
        (json!({ "phone": "030 901820" }), "phone_without_country_code"),
        (json!({ "name": "elena" }), "name_only"),
    ] {
        let found = find(&fake, arguments.clone()).await;
        assert_eq!(found["persons"].as_array().unwrap().len(), 1, "{arguments}: {found}");
        assert_eq!(found["persons"][0]["certainty"], certainty, "{arguments}");
        let record = &found["persons"][0]["records"][0];
        assert_eq!((&record["source"], &record["id"]), (&json!("Front"), &json!(seed::ELENA)));
        assert_eq!(record["read_with"], "read_contact");
    }
}

#[tokio::test]
async fn no_match_is_not_an_error() {
    let found = find(&FakeFront::seeded(), json!({ "email": "nobody@nowhere.example" })).await;
    assert_eq!(found["persons"], json!([]));
    assert_eq!(found["searched"], json!([{ "source": "Front", "records": 0 }]));
}
