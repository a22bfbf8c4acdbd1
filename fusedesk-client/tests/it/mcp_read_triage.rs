//! `fusedesk_triage_snapshot`, and FuseDesk as a source of the customer lookup.

use std::time::Duration;

use client_core::mcp::{CustomerLookup, CustomerQuery, CustomerSource};
use fusedesk_client::{
    FuseDesk,
    mcp::AgentTools,
    testing::{FakeDesk, Fault, NewCase, seed},
};
use mcp_core::{Context, Registry, testing::TestClient};
use serde_json::json;

use crate::mcp_support::{Desk, ids, texts};

#[tokio::test]
async fn snapshot_counts_waiting_items_by_age() {
    let desk = Desk::new();
    let snapshot = desk.call("fusedesk_triage_snapshot", json!({"limit": 3})).await;
    let cases = desk.fake.cases();
    let with = |status: &str| cases.iter().filter(|case| case["status"] == status).count() as u64;
    let new = &snapshot["new_cases"];
    assert_eq!((&new["counted"], &new["complete"]), (&with("new").into(), &true.into()));
    assert_eq!(snapshot["open_cases"]["counted"], with("open"));
    let sum = |member: &str| -> u64 {
        new["by_department"].as_array().unwrap().iter().map(|it| it[member].as_u64().unwrap()).sum()
    };
    assert_eq!(sum("counted"), with("new"));
    assert_eq!(sum("unassigned"), new["unassigned"].as_u64().unwrap());
    let ages: u64 = new["ages"].as_object().unwrap().values().map(|it| it.as_u64().unwrap()).sum();
    assert_eq!(ages, with("new"));
    assert_eq!(new["by_department"][0]["department"]["name"], "Support");
    // Raj has waited longest.
    assert_eq!(ids(&new["oldest"])[..2], [seed::OVERDUE, seed::DISPUTE]);
    assert_eq!(new["oldest"][0]["rep"]["name"], "David Okafor");
    assert_eq!(snapshot["chats"]["active"], 3);
    assert_eq!(texts(&snapshot["chats"]["longest_waiting"], "id"), [seed::SEATS_CHAT, seed::VISITOR_CHAT]);
    assert_eq!(snapshot["unassigned_emails"]["counted"], 5);
    assert_eq!(snapshot["unassigned_emails"]["oldest"][0]["id"], seed::SPAM_EMAIL);

    let sales = desk.call("fusedesk_triage_snapshot", json!({"department": "Sales"})).await;
    assert_eq!(sales["new_cases"]["by_department"].as_array().unwrap().len(), 1);
    assert_eq!(sales["chats"]["active"], 2);
}

#[tokio::test]
async fn a_part_that_fails_is_named() {
    for (path, what) in
        [("/api/v1/cases", "new_cases"), ("/chats", "chats"), ("/emails", "unassigned_emails")]
    {
        let desk = Desk::configured(|tools| tools.concurrency(1));
        desk.fake.fault(Fault::status(500).on("GET", path));
        let snapshot = desk.call("fusedesk_triage_snapshot", json!({})).await;
        assert_eq!(texts(&snapshot["failed"], "what"), [what]);
        assert!(snapshot.get(what).is_none());
        assert!(snapshot["open_cases"]["counted"].as_u64().unwrap() > 0);
    }
    let desk = Desk::new();
    desk.fake.fault(Fault::status(500).times(20));
    assert_eq!(desk.fail("fusedesk_triage_snapshot", json!({})).await["kind"], "unavailable");
}

#[tokio::test]
async fn many_cases_are_counted_in_part() {
    let desk = Desk::configured(|tools| tools.scan_cases(100));
    for n in 0..120 {
        let ago = Duration::from_secs(60 * n);
        desk.fake.add_case(NewCase::new(seed::SUPPORT, &format!("Question {n}")).ago(ago));
    }
    let snapshot = desk.call("fusedesk_triage_snapshot", json!({})).await;
    assert_eq!(snapshot["new_cases"]["counted"], 100);
    assert_eq!(snapshot["new_cases"]["complete"], false);
    assert_eq!(snapshot["open_cases"]["complete"], true);
    // The oldest are among the counted ones.
    assert_eq!(ids(&snapshot["new_cases"]["oldest"])[0], seed::OVERDUE);
}

fn source(fake: &FakeDesk) -> fusedesk_client::mcp::FuseDeskCustomers {
    let desk =
        FuseDesk::base_url(fake.base_url()).builder().credential(fake.api_key()).transport(fake.clone());
    AgentTools::new(desk.build().unwrap()).customer_source()
}

#[tokio::test]
async fn one_of_the_places_that_know_customers() {
    let fake = FakeDesk::seeded();
    let source = source(&fake);
    assert_eq!(source.name(), "FuseDesk");
    let mut both = CustomerQuery::email("ELENA.voss@northwind.example");
    both.phone = Some("+49 30 901820".into());
    both.name = Some("Dana".into());
    for query in [
        both,
        CustomerQuery::email("finance@northwind.example"),
        CustomerQuery::phone("030 / 901820"),
        CustomerQuery::name("voss"),
    ] {
        let found = source.find(&query, &Context::new()).await.unwrap();
        let known: Vec<&str> = found.customers.iter().map(|it| it.id.as_str()).collect();
        assert_eq!((known, &found.incomplete), (vec![seed::ELENA], &None), "{query:?}");
        assert_eq!(found.customers[0].emails.len(), 2);
    }
    let found = source.find(&CustomerQuery::email("example"), &Context::new()).await.unwrap();
    assert!(found.customers.is_empty());
    fake.fault(Fault::status(500).on("GET", "/contacts"));
    assert!(source.find(&CustomerQuery::name("voss"), &Context::new()).await.is_err());
    // A match by address survives a failed search by number: the third request.
    let mut both = CustomerQuery::email("elena.voss@northwind.example");
    both.phone = Some("+1 617 555 0142".into());
    for fault in [Fault::delay(Duration::ZERO), Fault::delay(Duration::ZERO), Fault::status(500)] {
        fake.fault(fault.on("GET", "/contacts"));
    }
    let found = source.find(&both, &Context::new()).await.unwrap();
    assert_eq!(found.customers.len(), 1);
    assert!(found.incomplete.is_some());
}

#[tokio::test]
async fn it_is_a_source_of_the_tool_for_all_places() {
    let fake = FakeDesk::seeded();
    let tool = CustomerLookup::new().with(source(&fake)).tool();
    let agent = TestClient::new(Registry::new().with_tool(tool).unwrap());
    let found =
        agent.call_tool("find_customer_everywhere", json!({"email": "alex@example.com"})).await.unwrap();
    let person = &found.structured().unwrap()["persons"][0];
    assert_eq!(
        (&person["certainty"], &person["records"][0]["id"]),
        (&"exact_email".into(), &seed::ALEX.into())
    );
    assert_eq!(person["records"][0]["read_with"], "fusedesk_customer_timeline");
}
