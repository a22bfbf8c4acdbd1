//! Chats and e-mails.

use std::{collections::HashSet, time::Duration};

use fusedesk_client::testing::{Fault, NewChat, NewEmail, Quirks, seed};
use serde_json::json;

use crate::mcp_support::{Desk, texts};

#[tokio::test]
async fn the_chats_that_go_on() {
    let desk = Desk::new();
    let listed = desk.call("fusedesk_list_chats", json!({})).await;
    assert_eq!(texts(&listed["chats"], "id"), [seed::VISITOR_CHAT, seed::SEATS_CHAT, seed::SSO_CHAT]);
    let seats = &listed["chats"][1];
    assert_eq!(seats["waiting_on"], "team");
    assert_eq!(seats["department"]["name"], "Sales");
    assert_eq!(seats["customer"]["uuid"], seed::ELENA);
    assert!(seats["last_message"].as_str().unwrap().starts_with("Please do."));
    assert_eq!(listed["chats"][2]["waiting_on"], "customer");
    assert_eq!(listed["chats"][2]["case_id"], seed::SSO);
    for (arguments, expected) in [
        (json!({"department": "sales"}), vec![seed::VISITOR_CHAT, seed::SEATS_CHAT]),
        (json!({"client": "elena"}), vec![seed::SEATS_CHAT, seed::SSO_CHAT]),
        (json!({"rep": "tom@acme.example"}), vec![]),
        (json!({"unseen": true, "client": "voss"}), vec![seed::SEATS_CHAT]),
    ] {
        let found = desk.call("fusedesk_list_chats", arguments.clone()).await;
        assert_eq!(texts(&found["chats"], "id"), expected, "{arguments}");
    }
    let listed = desk.call("fusedesk_list_chats", json!({"include_closed": true})).await;
    assert_eq!(listed["not_applied"][0]["filter"], "include_closed");
}

#[tokio::test]
async fn pages_of_chats_stay_while_new_ones_begin() {
    let desk = Desk::new();
    for n in 0..7 {
        let ago = Duration::from_secs(60 * n);
        desk.fake.add_chat(NewChat::new(seed::SUPPORT, "More").client("Kim").client_message("Hello?", ago));
    }
    let (mut arguments, mut seen) = (json!({"client": "kim", "limit": 3}), Vec::new());
    loop {
        let page = desk.call("fusedesk_list_chats", arguments.clone()).await;
        seen.extend(texts(&page["chats"], "id").into_iter().map(str::to_owned));
        desk.fake.advance(Duration::from_secs(1));
        desk.fake
            .add_chat(NewChat::new(seed::SUPPORT, "New").client("Kim").client_message("Hi", Duration::ZERO));
        let Some(cursor) = page.get("next_cursor") else { break };
        arguments["cursor"] = cursor.clone();
    }
    let distinct: HashSet<&String> = seen.iter().collect();
    assert_eq!((seen.len(), distinct.len()), (7, 7));
}

#[tokio::test]
async fn a_transcript_says_who_wrote_what() {
    let desk = Desk::new();
    let read = desk.call("fusedesk_read_chat", json!({"chat_id": seed::PROMISE})).await;
    assert!(read["chat"]["closed_at"].is_string());
    assert_eq!(
        texts(&read["transcript"], "who"),
        [
            "Dana Whitfield (client)",
            "David Okafor (rep)",
            "Dana Whitfield (client)",
            "David Okafor (rep)",
            "Dana Whitfield (client)"
        ]
    );
    assert!(read["transcript"][3]["text"]["text"].as_str().unwrap().contains("engineering team"));

    let newest =
        desk.call("fusedesk_read_chat", json!({"chat_id": seed::PROMISE, "newest_first": true, "limit": 2}));
    let newest = newest.await;
    assert_eq!(newest["transcript"].as_array().unwrap(), &read["transcript"].as_array().unwrap()[3..]);
    let rest = json!({
        "chat_id": seed::PROMISE, "newest_first": true, "limit": 5, "cursor": newest["next_cursor"],
    });
    let rest = desk.call("fusedesk_read_chat", rest).await;
    assert_eq!(rest["transcript"].as_array().unwrap(), &read["transcript"].as_array().unwrap()[..3]);
    assert!(rest.get("next_cursor").is_none() && rest.get("chat").is_none());

    desk.fake.set_quirks(Quirks::default().null_ids().unknown_words().ids_as_text());
    let read = desk.call("fusedesk_read_chat", json!({"chat_id": seed::PROMISE})).await;
    assert_eq!(read["transcript"][1]["who"], "rep");
    assert_eq!(desk.fail("fusedesk_read_chat", json!({"chat_id": "none"})).await["kind"], "not_found");
    assert_eq!(desk.fail("fusedesk_read_chat", json!({"chat_id": ""})).await["kind"], "invalid_arguments");
    assert_eq!(
        desk.fail("fusedesk_read_chat", json!({"chat_id": "../cases/1"})).await["kind"],
        "invalid_arguments"
    );
}

#[tokio::test]
async fn emails_that_belong_to_no_case() {
    let desk = Desk::new();
    let found = desk.call("fusedesk_search_emails", json!({})).await;
    assert_eq!(found["scanned"], json!({"emails": 5, "complete": true}));
    let times = texts(&found["emails"], "received_at");
    assert!(times.is_sorted_by(|one, other| one >= other), "{times:?}");
    for (arguments, expected) in [
        (json!({"from": "@northwind.example"}), seed::ORDER_NUMBER_EMAIL),
        (json!({"subject": "quote"}), seed::QUOTE_EMAIL),
        (json!({"content": "NW-7781"}), seed::ORDER_NUMBER_EMAIL),
    ] {
        let found = desk.call("fusedesk_search_emails", arguments.clone()).await;
        assert_eq!(texts(&found["emails"], "id"), [expected], "{arguments}");
    }
    let read = desk.call("fusedesk_read_email", json!({"email_id": seed::ORDER_NUMBER_EMAIL})).await;
    assert_eq!(read["cc"], "finance@northwind.example");
    assert!(read["text"]["text"].as_str().unwrap().contains("NW-7781"));
    assert_eq!(read["crm_id"], seed::ELENA_CRM);
    assert_eq!(desk.fail("fusedesk_read_email", json!({"email_id": "e0"})).await["kind"], "not_found");
}

#[tokio::test]
async fn pages_of_emails_and_a_scan_that_ends() {
    let desk = Desk::new();
    for n in 0..400 {
        let email = NewEmail::new("many@list.example", &format!("Mail {n}"), "<p>Hello</p>");
        desk.fake.add_email(email.ago(Duration::from_secs(60 * n)));
    }
    let (mut arguments, mut seen) = (json!({"from": "many@", "limit": 100}), HashSet::new());
    loop {
        let page = desk.call("fusedesk_search_emails", arguments.clone()).await;
        assert_eq!(page["emails"][0]["excerpt"], "Hello");
        for id in texts(&page["emails"], "id") {
            assert!(seen.insert(id.to_owned()), "{id} twice");
        }
        let Some(cursor) = page.get("next_cursor") else { break };
        arguments["cursor"] = cursor.clone();
    }
    assert_eq!(seen.len(), 400);

    let few = Desk::of(desk.fake.clone(), |tools| tools.scan_cases(150));
    let page = few.call("fusedesk_search_emails", json!({"from": "many@"})).await;
    assert_eq!(page["scanned"], json!({"emails": 150, "complete": false}));
    desk.fake.fault(Fault::delay(Duration::ZERO).on("GET", "/emails"));
    desk.fake.fault(Fault::status(500).on("GET", "/emails"));
    let page = desk.call("fusedesk_search_emails", json!({"from": "many@"})).await;
    assert_eq!(page["failed"][0]["what"], "further e-mails");
}
