//! FakeDesk: the seeded company has the records that the workflows need.

use fusedesk_client::testing::{FakeDesk, seed};
use serde_json::{Value, json};

use crate::fake_http::{encode, get};

#[tokio::test]
async fn triage_finds_the_open_case_of_the_last_48_hours() {
    let fake = FakeDesk::seeded();
    let contacts = get(&fake, "/v2/contacts?search=alex%40example.com").await.json();
    let range = encode(r#"{"after":"-48 hours"}"#);
    let path = format!("/v1/cases?contactid={}&status=active&date_opened={range}", contacts[0]["crmId"]);
    assert_eq!(get(&fake, &path).await.ids(), [seed::EXPORT]);
    let case = get(&fake, &format!("/v1/cases/{}", seed::EXPORT)).await.json();
    assert_eq!((&case["status"], case["history"].as_array().unwrap().len()), (&json!("open"), 5));
}

#[tokio::test]
async fn promise_is_in_the_transcript_and_client_is_found_by_name() {
    let fake = FakeDesk::seeded();
    assert!(!get(&fake, "/v1/chats").await.column("id").contains(&seed::PROMISE.into()));
    let chat = get(&fake, &format!("/v1/chats/{}", seed::PROMISE)).await.json();
    assert_eq!((&chat["contactId"], &chat["isArchived"]), (&Value::Null, &json!(true)));
    let of_rep = |message: &&Value| message["repId"] == seed::DAVID;
    let said: Vec<&str> = chat["messages"]
        .as_array()
        .unwrap()
        .iter()
        .filter(of_rep)
        .filter_map(|m| m["message"].as_str())
        .collect();
    assert!(said.iter().any(|text| text.contains("engineering team review the logs")), "{said:?}");
    let name = encode(chat["clientName"].as_str().unwrap());
    let found = get(&fake, &format!("/v2/contacts?search={name}")).await;
    assert_eq!(found.column("emailAddress"), ["dana.whitfield@harbor.example"]);
}

#[tokio::test]
async fn one_customer_has_everything() {
    let fake = FakeDesk::seeded();
    let cases = get(&fake, &format!("/v1/cases?contactid={}", seed::ELENA_CRM)).await;
    assert_eq!(cases.ids(), [seed::DISPUTE, seed::REFUNDED, seed::RENEWAL, seed::SSO]);
    let all = fake.cases();
    let types: std::collections::BTreeSet<&str> = all
        .iter()
        .filter(|case| case["contactid"] == seed::ELENA_CRM)
        .flat_map(|case| case["history"].as_array().unwrap())
        .map(|entry| entry["type"].as_str().unwrap())
        .collect();
    assert_eq!(types.into_iter().collect::<Vec<_>>(), ["call", "chat", "email", "note"]);
    let chats = get(&fake, "/v1/chats").await.json();
    assert_eq!(chats.as_array().unwrap().iter().filter(|chat| chat["contactUuid"] == seed::ELENA).count(), 2);
    assert_eq!(
        get(&fake, "/v1/emails/unassigned?from=elena.voss").await.column("id"),
        [seed::ORDER_NUMBER_EMAIL]
    );
}

#[tokio::test]
async fn cases_are_of_all_kinds() {
    let fake = FakeDesk::seeded();
    for (status, count) in [("new", 9), ("open", 6), ("closed", 2)] {
        assert_eq!(get(&fake, &format!("/v1/cases?status={status}")).await.ids().len(), count, "{status}");
    }
    let history = fake.case(seed::LONG).unwrap()["history"].clone();
    assert!(history.as_array().unwrap().len() > 40);
    assert!(history[1]["note"].as_str().unwrap().contains("<blockquote"));
    assert!(fake.case(seed::HOSTILE).unwrap()["details"].as_str().unwrap().contains("display:none"));
    assert!(fake.case(seed::SNOOZED).unwrap()["date_snoozed"].is_string());
    let callback = fake.case(seed::CALLBACK).unwrap();
    assert_eq!((&callback["repid"], &callback["date_assigned"]), (&Value::Null, &Value::Null));
    assert_eq!(fake.case(seed::REFUNDED).unwrap()["rating"], 5);
    // Events are in chronological order, and none is in the future.
    let now = fake.clock().now().as_secs();
    for case in fake.cases() {
        let entries = case["history"].as_array().unwrap();
        let dates: Vec<&str> = entries.iter().map(|entry| entry["date_created"].as_str().unwrap()).collect();
        assert!(dates.is_sorted(), "{}: {dates:?}", case["summary"]);
        assert_eq!(dates.first(), case["date_opened"].as_str().as_ref());
        let last: jiff::Timestamp = dates.last().unwrap().parse().unwrap();
        assert!(last.as_second() <= i64::try_from(now).unwrap());
    }
}
