//! `fusedesk_find_customer`.

use fusedesk_client::testing::{Fault, NewContact, seed};
use serde_json::{Value, json};

use crate::mcp_support::{Desk, texts};

async fn find(desk: &Desk, query: impl Into<Value>) -> Value {
    desk.call("fusedesk_find_customer", json!({"query": query.into()})).await
}

#[tokio::test]
async fn customer_is_found_by_any_identifier() {
    let desk = Desk::new();
    for (query, by) in [
        (json!(seed::ELENA), "uuid"),
        (json!(seed::ELENA.to_uppercase()), "uuid"),
        (json!(seed::ELENA_CRM), "crm_id"),
        (json!("elena.voss@northwind.example"), "exact_email"),
        (json!("Finance@northwind.example"), "exact_email"),
        (json!("+49 30 901820"), "exact_phone"),
        (json!("0049 (30) 90-18-20"), "exact_phone"),
        (json!("030 901820"), "phone_without_country_code"),
        (json!("elena voss"), "exact_name"),
        (json!("voss"), "name"),
        (json!("northwind elena"), "words"),
    ] {
        let found = find(&desk, query.clone()).await;
        let elena = &found["customers"][0];
        assert_eq!((&elena["uuid"], &elena["matched_by"]), (&seed::ELENA.into(), &by.into()), "{query}");
        assert_eq!(elena["emails"], json!(["elena.voss@northwind.example", "finance@northwind.example"]));
        assert_eq!(elena["phones"], json!(["+49 30 901820"]));
        assert_eq!((&elena["name"], &elena["company"]), (&"Elena Voss".into(), &"Northwind Traders".into()));
    }
    let none = find(&desk, "nobody@nowhere.example").await;
    assert_eq!(none["customers"], json!([]));
    assert_eq!(none["scanned"], json!({"contacts": 0, "complete": true}));
}

#[tokio::test]
async fn exact_matches_come_first() {
    let desk = Desk::new();
    for n in 0..3 {
        desk.fake.add_contact(NewContact::new("Dana Whitfield", &format!("Smith {n}")));
    }
    let found = find(&desk, "Dana Whitfield").await;
    assert_eq!(texts(&found["customers"], "matched_by"), ["exact_name", "name", "name", "name"]);
    assert_eq!(found["customers"][0]["uuid"], seed::DANA);
    let found = find(&desk, "dana").await;
    assert_eq!(found["customers"].as_array().unwrap().len(), 5);
}

#[tokio::test]
async fn pages_and_what_fails() {
    let desk = Desk::new();
    let (mut arguments, mut names) = (json!({"query": "example", "limit": 3}), Vec::new());
    loop {
        let page = desk.call("fusedesk_find_customer", arguments.clone()).await;
        names.extend(texts(&page["customers"], "uuid").into_iter().map(str::to_owned));
        let Some(cursor) = page.get("next_cursor") else { break };
        arguments["cursor"] = cursor.clone();
    }
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!((count, names.len()), (7, 7));

    desk.fake.fault(Fault::status(500).on("GET", "/contacts/"));
    let found = find(&desk, "dana").await;
    assert_eq!(found["customers"].as_array().unwrap().len(), 2);
    assert!(found["failed"][0]["what"].as_str().unwrap().contains("addresses"));
    desk.fake.fault(Fault::status(500).on("GET", "/contacts"));
    assert_eq!(desk.fail("fusedesk_find_customer", json!({"query": "dana"})).await["kind"], "unavailable");
    assert_eq!(desk.fail("fusedesk_find_customer", json!({"query": " "})).await["kind"], "invalid_arguments");
}
