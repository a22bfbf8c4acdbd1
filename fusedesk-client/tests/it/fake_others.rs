//! FakeDesk: case tags, chats, contacts, departments, e-mails, reps, webhooks and the rest.

use fusedesk_client::testing::{FakeDesk, NewChat, NewContact, NewEmail, seed};
use serde_json::{Value, json};

use crate::fake_http::{delete, get, post, post_ok};

#[tokio::test]
async fn case_tags() {
    let fake = FakeDesk::seeded();
    let tags = get(&fake, "/v1/casetags").await;
    assert_eq!(
        tags.json()[0],
        json!({ "id": seed::VIP, "tagname": "VIP", "totalcases": 3, "hidden": false })
    );
    let made = post_ok(&fake, "/v1/casetags", "tagname=Outage").await;
    assert_eq!((&made["tagname"], &made["totalcases"]), (&json!("Outage"), &json!(0)));
    assert_eq!(post(&fake, "/v1/casetags", "tagname=outage").await.error().1, "api_error_invalidparam");
    let archived = delete(&fake, &format!("/v1/casetags/{}", made["id"])).await.json();
    assert_eq!((&archived["hidden"], &archived["id"]), (&json!(true), &made["id"]));
    assert_eq!(get(&fake, "/v1/casetags").await.ids().len(), 7);
    assert_eq!(delete(&fake, "/v1/casetags/999").await.status, 404);
}

#[tokio::test]
async fn chats_are_listed_until_they_are_closed() {
    let fake = FakeDesk::seeded();
    let chats = get(&fake, "/v1/chats").await;
    assert_eq!(chats.column("id"), [seed::SEATS_CHAT, seed::VISITOR_CHAT, seed::SSO_CHAT]);
    let (first, visitor) = (&chats.json()[0], &chats.json()[1]);
    assert_eq!((&first["messages"], &first["unseen"]), (&Value::Null, &json!(1)));
    assert_eq!(
        (&first["lastMessageSender"], &first["contactId"]),
        (&json!("client"), &json!(seed::ELENA_CRM))
    );
    assert_eq!((&visitor["clientName"], &visitor["repId"]), (&Value::Null, &Value::Null));

    let path = format!("/v1/chats/{}", seed::SEATS_CHAT);
    let messages = get(&fake, &path).await.json()["messages"].clone();
    assert_eq!(messages.as_array().unwrap().len(), 3);
    assert_eq!((&messages[1]["sender"], &messages[1]["repId"]), (&json!("rep"), &json!(seed::MIA)));
    fake.add_client_message(seed::SEATS_CHAT, "Hello?");
    assert_eq!(fake.chat(seed::SEATS_CHAT).unwrap()["unseen"], 2);

    let updated =
        post_ok(&fake, &path, &format!("caseId={}&repId={}&unseen=0", seed::RENEWAL, seed::SARAH)).await;
    assert_eq!(
        (&updated["caseId"], &updated["repId"], &updated["unseen"]),
        (&json!(2013), &json!(101), &json!(0))
    );
    for wrong in ["caseId=1", "repId=104", "departmentId=25", "contactUuid=x", "unseen=few"] {
        assert_eq!(post(&fake, &path, wrong).await.status, 405, "{wrong}");
    }
    assert_eq!(post_ok(&fake, &path, "contactUuid=&title=").await["contactId"], Value::Null);

    let closed =
        post_ok(&fake, &format!("{path}/close"), &format!("status=closed&repid={}", seed::MIA)).await;
    assert_eq!((&closed["isArchived"], &closed["repId"]), (&json!(true), &json!(seed::MIA)));
    let case = fake.case(seed::RENEWAL).unwrap();
    let last = case["history"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&case["status"], &case["repid"], &last["type"]),
        (&json!("closed"), &json!(seed::MIA), &json!("chat"))
    );
    assert_eq!(last["id"], closed["noteId"]);
    assert!(last["note"].as_str().unwrap().contains("Mia: Yes, 21 euros"), "{last}");
    assert_eq!(get(&fake, "/v1/chats").await.column("id"), [seed::VISITOR_CHAT, seed::SSO_CHAT]);
    assert_eq!(get(&fake, &path).await.status, 200);
    assert_eq!(post(&fake, &format!("{path}/close"), "").await.status, 405);
    assert_eq!(get(&fake, "/v1/chats/ch-0").await.error().0, 404);
    // Without a case the status is ignored.
    post_ok(&fake, &format!("/v1/chats/{}/close", seed::VISITOR_CHAT), "status=closed").await;
    assert_eq!(fake.chat(seed::VISITOR_CHAT).unwrap()["noteId"], Value::Null);
}

#[tokio::test]
async fn contacts_are_found_by_name_address_and_phone() {
    let fake = FakeDesk::seeded();
    let found = |search: &'static str| {
        let fake = fake.clone();
        async move { get(&fake, &format!("/v2/contacts?search={search}")).await.column("id") }
    };
    for (search, expected) in [
        ("alex%40example.com", vec![seed::ALEX]),
        ("finance%40northwind", vec![seed::ELENA]),
        ("VOSS", vec![seed::ELENA]),
        ("voss+elena", vec![seed::ELENA]),
        ("dana", vec![seed::DANA, seed::OTHER_DANA]),
        ("Dana+Whitfield", vec![seed::DANA]),
        ("globex", vec![seed::RAJ]),
        ("%2B49+30+901820", vec![seed::ELENA]),
        ("(415)+555", vec![seed::NAMELESS]),
        ("nobody", vec![]),
    ] {
        assert_eq!(found(search).await, expected, "{search}");
    }
    let page = get(&fake, "/v2/contacts?search=example&limit=2&offset=2").await;
    assert_eq!(page.column("firstName"), ["Jonas", "Priya"]);
    let row = get(&fake, "/v2/contacts?search=voss").await.json()[0].clone();
    assert_eq!((&row["crmId"], &row["cityBilling"]), (&json!(seed::ELENA_CRM), &Value::Null));
    for id in [seed::ELENA, "5001"] {
        let whole = get(&fake, &format!("/v2/contacts/{id}")).await.json();
        assert_eq!((&whole["id"], &whole["cityBilling"]), (&json!(seed::ELENA), &json!("Hamburg")));
    }
    assert_eq!(get(&fake, "/v2/contacts/nobody").await.status, 404);
}

#[tokio::test]
async fn contacts_are_made_and_changed() {
    let fake = FakeDesk::seeded();
    assert_eq!(post(&fake, "/v2/contacts", "company=Acme").await.error().1, "api_error_missingparam");
    let made =
        post_ok(&fake, "/v2/contacts", "firstName=Jo&emailAddress=jo%40example.com&street1Billing=Main+St")
            .await;
    let id = made["id"].as_str().unwrap();
    assert_eq!((id.len(), id.as_bytes()[14], &made["street1Billing"]), (36, b'4', &json!("Main St")));
    assert!(made["crmId"].as_u64().is_some());
    // The same address creates a second contact.
    let twin = post_ok(&fake, "/v2/contacts", "emailAddress=jo%40example.com").await;
    assert_ne!(twin["id"], made["id"]);
    let changed = post_ok(&fake, &format!("/v2/contacts/{id}"), "lastName=Park&street1Billing=").await;
    assert_eq!((&changed["firstName"], &changed["lastName"]), (&json!("Jo"), &json!("Park")));
    assert_eq!(changed["street1Billing"], Value::Null);
    assert_eq!(post(&fake, "/v2/contacts/nobody", "lastName=Park").await.status, 404);
}

#[tokio::test]
async fn departments_are_archived_and_restored() {
    let fake = FakeDesk::seeded();
    assert_eq!(get(&fake, "/v2/departments").await.ids(), [21, 22, 23, 24]);
    assert_eq!(get(&fake, "/v2/departments/all").await.ids(), [21, 22, 23, 24, 25]);
    assert_eq!(get(&fake, "/v2/departments/archived").await.ids(), [25]);
    let made = post_ok(&fake, "/v2/departments", "name=Legal").await;
    let path = format!("/v2/departments/{}", made["id"]);
    assert_eq!((&made["allReps"], &made["dateArchived"]), (&json!(true), &Value::Null));
    let form =
        "allReps=0&repUserIds[]=101&repUserIds[]=103&stale=60&feedbackSample=25&templateCategory=Legal";
    let changed = post_ok(&fake, &path, form).await;
    assert_eq!((&changed["allReps"], &changed["repUserIds"]), (&json!(false), &json!([101, 103])));
    assert_eq!((&changed["stale"], &changed["feedbackSample"]), (&json!(60), &json!(25)));
    // PHP takes the text `false` for true.
    assert_eq!(post_ok(&fake, &path, "allReps=false").await["allReps"], true);
    for wrong in ["repUserIds[]=11", "stale=x", "feedbackSample=101"] {
        assert_eq!(post(&fake, &path, wrong).await.status, 405, "{wrong}");
    }
    assert!(delete(&fake, &path).await.json()["dateArchived"].is_string());
    assert_eq!(get(&fake, &path).await.status, 200);
    assert_eq!(post(&fake, &format!("{path}/restore"), "").await.json()["dateArchived"], Value::Null);
    assert_eq!(post(&fake, "/v2/departments", "").await.error().1, "api_error_missingparam");
    assert_eq!(delete(&fake, "/v2/departments/999").await.status, 404);
    assert_eq!(get(&fake, "/v2/departments/legal").await.status, 404);
}

#[tokio::test]
async fn emails_without_a_case() {
    let fake = FakeDesk::seeded();
    let path = "/v1/emails/unassigned";
    let all = get(&fake, path).await;
    assert_eq!(all.json().as_array().unwrap().len(), 5);
    assert!(all.column("caseid").iter().all(Value::is_null));
    for (query, expected) in [
        ("from=NORTHWIND", vec![seed::ORDER_NUMBER_EMAIL]),
        ("subject=quote", vec![seed::QUOTE_EMAIL]),
        ("content=click", vec![seed::SPAM_EMAIL]),
        ("orderby=id&limit=1&offset=1", vec![seed::QUOTE_EMAIL]),
    ] {
        assert_eq!(get(&fake, &format!("{path}?{query}")).await.column("id"), expected, "{query}");
    }
    let newest = get(&fake, &format!("{path}?orderby=date_received+desc&limit=2")).await;
    assert_eq!(newest.column("subject"), ["Fwd: incident report", "Quote for 60 seats"]);
    let cut = get(&fake, &format!("{path}?bodylimit=5&from=northwind")).await;
    assert_eq!(
        (&cut.json()[0]["body"], &cut.json()[0]["contactid"]),
        (&json!("Hello"), &json!(seed::ELENA_CRM))
    );
    assert_eq!(get(&fake, &format!("{path}?orderby=size")).await.status, 405);
    let email = get(&fake, &format!("/v1/emails/{}", seed::SPAM_EMAIL)).await.json();
    assert_eq!((&email["spamscore"], &email["html"]), (&json!(9.4), &Value::Null));
    assert_eq!(get(&fake, "/v1/emails/e0").await.status, 404);
}

#[tokio::test]
async fn reps_webhooks_and_integrations() {
    let fake = FakeDesk::seeded();
    let reps = get(&fake, "/v2/reps").await;
    assert_eq!(reps.column("active"), [true, true, true, false]);
    let sarah = get(&fake, &format!("/v2/reps/{}", seed::SARAH)).await.json();
    assert_eq!(
        (&sarah["repid"], &sarah["emailAddress"]),
        (&json!(seed::SARAHS_REP_ID), &json!("sarah@acme.example"))
    );
    // The other id of a rep is unknown here.
    assert_eq!(get(&fake, &format!("/v2/reps/{}", seed::SARAHS_REP_ID)).await.status, 404);

    for (form, code) in [
        ("objectType=case&action=created", "api_error_missingparam"),
        ("objectType=case&action=created&url=http://a.example", "api_error_invalidparam"),
        ("objectType=case&action=created&url=nowhere", "api_error_invalidparam"),
    ] {
        assert_eq!(post(&fake, "/v2/webhooks", form).await.error(), (405, code.to_owned()), "{form}");
    }
    let made = post_ok(&fake, "/v2/webhooks", "objectType=case&action=created&url=https://a.example/x").await;
    assert_eq!(get(&fake, "/v2/webhooks").await.json(), json!([made]));
    let id = made["id"].as_str().unwrap();
    let gone = delete(&fake, &format!("/v2/webhooks/{id}")).await.json();
    assert_eq!(gone, json!({ "id": id, "deleted": true }));
    assert!(fake.webhooks().is_empty());

    let integrations = get(&fake, "/v1/integrations").await.json();
    assert_eq!(integrations[0], json!({ "id": 12, "name": "Website chat", "platform": "livechat" }));
    let used = post(&fake, "/v1/usage", "").await.json();
    assert_eq!(used["used"].as_u64().unwrap() + used["remaining"].as_u64().unwrap(), 1800);
}

#[tokio::test]
async fn a_test_can_add_to_the_account() {
    let fake = FakeDesk::new();
    let sales = fake.add_department("Sales");
    let rep = fake.add_rep("jo@acme.example", "Jo", "Park");
    let ann =
        fake.add_contact(NewContact::new("Ann", "Lee").email("ann@example.com").phone("+44 20 7946 0018"));
    let age = std::time::Duration::from_secs(60);
    let chat = fake.add_chat(
        NewChat::new(sales, "Offer")
            .platform("sms")
            .client("Ann")
            .contact(&ann)
            .client_message("Hi", age * 2)
            .rep_message(rep, "Hi Ann", age),
    );
    let shown = get(&fake, "/v1/chats").await.json()[0].clone();
    assert_eq!(
        (&shown["id"], &shown["unseen"], &shown["platform"]),
        (&json!(chat), &json!(0), &json!("sms"))
    );
    assert!(shown["dateCreated"].as_str() < shown["dateLastResponse"].as_str());
    let email = fake.add_email(NewEmail::new("ann@example.com", "Offer", "Thanks").ago(age));
    assert_eq!(fake.email(&email).unwrap()["contactid"], fake.contact(&ann).unwrap()["crmId"]);
    let tag = fake.add_case_tag("Hot");
    assert_eq!(get(&fake, "/v1/casetags").await.ids(), [tag]);
    assert_eq!((fake.contacts().len(), fake.chats().len()), (1, 1));
}
