//! `fusedesk_customer_timeline`.

use std::{collections::HashSet, sync::atomic::Ordering, time::Duration};

use fusedesk_client::testing::{
    FakeDesk, Fault, NewCase, NewChat, NewContact, NewEmail, NewEntry, Quirks, UnsetDate, seed,
};
use serde_json::{Value, json};

use crate::mcp_support::{Desk, texts};

const HOUR: Duration = Duration::from_secs(3_600);

async fn timeline(desk: &Desk, arguments: Value) -> Value {
    desk.call("fusedesk_customer_timeline", arguments).await
}

/// Returns a unique label of an entry.
fn label(entry: &Value) -> String {
    let members = ["kind", "event", "case_id", "chat_id", "email_id", "at", "who", "text"];
    members.map(|member| entry[member].to_string()).join(" ")
}

/// Returns all entries, page after page.
async fn all(desk: &Desk, mut arguments: Value) -> Vec<Value> {
    let mut entries = Vec::new();
    for _ in 0..300 {
        let page = timeline(desk, arguments.clone()).await;
        assert!(page.to_string().chars().count() <= 40_000);
        entries.extend(page["entries"].as_array().unwrap().iter().cloned());
        let Some(cursor) = page.get("next_cursor") else { return entries };
        arguments["cursor"] = cursor.clone();
    }
    panic!("the timeline has no end")
}

fn times(entries: &[Value]) -> Vec<&str> {
    entries.iter().map(|entry| entry["at"].as_str().unwrap()).collect()
}

fn of_kind<'a>(entries: &'a [Value], kind: &str) -> Vec<&'a Value> {
    entries.iter().filter(|entry| entry["kind"] == kind).collect()
}

#[tokio::test]
async fn everything_about_one_customer() {
    let desk = Desk::new();
    let page = timeline(&desk, json!({"customer": "elena.voss@northwind.example", "limit": 100})).await;
    assert_eq!(page["customer"]["uuid"], seed::ELENA);
    assert_eq!(page["customer"]["matched_by"], "exact_email");
    assert_eq!(page["scanned"], json!({"cases": 4, "complete": true}));
    assert!(page.get("failed").is_none() && page.get("next_cursor").is_none(), "{page:#}");
    let entries = page["entries"].as_array().unwrap();
    let times = times(entries);
    assert!(times.is_sorted_by(|one, other| one >= other), "{times:?}");

    let opened: HashSet<u64> = of_kind(entries, "case")
        .iter()
        .filter(|it| it["event"] == "opened")
        .filter_map(|it| it["case_id"].as_u64())
        .collect();
    assert_eq!(opened, HashSet::from([seed::DISPUTE, seed::REFUNDED, seed::RENEWAL, seed::SSO]));
    let closed: Vec<_> = of_kind(entries, "case").into_iter().filter(|it| it["event"] == "closed").collect();
    assert_eq!(closed.len(), 1);
    assert_eq!(closed[0]["case_id"], seed::REFUNDED);
    assert_eq!(of_kind(entries, "call").len(), 1);
    assert_eq!(of_kind(entries, "call")[0]["case_id"], seed::RENEWAL);
    let notes = of_kind(entries, "note");
    assert!(notes.iter().any(|note| note["text"]["text"].as_str().unwrap().contains("PP-5512")));
    assert!(notes.iter().any(|note| note["who"] == "Mia Larsen (rep)"));
    // E-mails of her cases, and the one without a case.
    let emails = of_kind(entries, "email");
    let unassigned = emails.iter().find(|email| email["email_id"] == seed::ORDER_NUMBER_EMAIL).unwrap();
    assert!(unassigned.get("case_id").is_none());
    assert!(emails.iter().any(|email| email["case_id"] == seed::DISPUTE && email["email_id"].is_string()));
    let chats = of_kind(entries, "chat");
    for chat in [seed::SEATS_CHAT, seed::SSO_CHAT] {
        assert!(chats.iter().any(|message| message["chat_id"] == chat), "{chat}");
    }
    assert!(chats.iter().any(|message| message["who"] == "Mia Larsen (rep)"));
    assert!(!page.to_string().contains("gmail_quote"));
}

#[tokio::test]
async fn every_identifier_yields_the_same_timeline() {
    let desk = Desk::new();
    let whole: Vec<String> = all(&desk, json!({"customer": seed::ELENA})).await.iter().map(label).collect();
    for customer in [
        json!(seed::ELENA_CRM),
        json!("finance@northwind.example"),
        json!("+49 30 901820"),
        json!("Elena Voss"),
    ] {
        let entries = all(&desk, json!({"customer": customer})).await;
        assert_eq!(entries.iter().map(label).collect::<Vec<_>>(), whole, "{customer}");
    }
    for (customer, kind) in
        [("Dana", "invalid_arguments"), ("Nobody At All", "not_found"), ("", "invalid_arguments")]
    {
        let error = desk.fail("fusedesk_customer_timeline", json!({"customer": customer})).await;
        assert_eq!(error["kind"], kind, "{error}");
    }
}

#[tokio::test]
async fn pages_of_any_size_in_both_orders() {
    for (customer, limits) in [(seed::ELENA, [1, 4, 100]), (seed::PRIYA, [3, 10, 100])] {
        let desk = Desk::new();
        let whole: Vec<String> = all(&desk, json!({"customer": customer})).await.iter().map(label).collect();
        let distinct: HashSet<&String> = whole.iter().collect();
        assert_eq!(distinct.len(), whole.len(), "duplicates");
        for limit in limits {
            let newest = all(&desk, json!({"customer": customer, "limit": limit})).await;
            assert_eq!(newest.iter().map(label).collect::<Vec<_>>(), whole, "{customer} {limit}");
            let oldest = all(&desk, json!({"customer": customer, "limit": limit, "order": "oldest"})).await;
            let mut oldest: Vec<String> = oldest.iter().map(label).collect();
            oldest.reverse();
            assert_eq!(oldest, whole, "{customer} {limit} oldest");
        }
    }
}

#[tokio::test]
async fn new_entries_do_not_move_pages() {
    for limit in [1, 3, 6] {
        let desk = Desk::new();
        let whole: Vec<String> =
            all(&desk, json!({"customer": seed::ELENA})).await.iter().map(label).collect();
        let (mut arguments, mut seen, mut pages) =
            (json!({"customer": seed::ELENA, "limit": limit}), Vec::new(), 0);
        loop {
            let page = timeline(&desk, arguments.clone()).await;
            seen.extend(page["entries"].as_array().unwrap().iter().map(label));
            pages += 1;
            if pages <= 4 {
                desk.fake.advance(HOUR);
                desk.fake.add_entry(seed::DISPUTE, NewEntry::email("Any news?"));
                desk.fake.add_entry(seed::REFUNDED, NewEntry::note(seed::MIA, "", "Looked again."));
                desk.fake.add_client_message(seed::SEATS_CHAT, "Are you there?");
                desk.fake.add_case(NewCase::new(seed::SALES, "One more thing").contact(seed::ELENA));
                desk.fake.add_email(NewEmail::new("elena.voss@northwind.example", "And another", "Hello"));
            }
            let Some(cursor) = page.get("next_cursor") else { break };
            arguments["cursor"] = cursor.clone();
        }
        // A closed case shows its new status. The events are the same.
        let happened = |labels: &[String]| labels.iter().cloned().collect::<HashSet<_>>();
        assert_eq!(seen.len(), happened(&seen).len(), "limit {limit}: duplicates");
        let missing: Vec<String> = happened(&whole).difference(&happened(&seen)).cloned().collect();
        assert!(missing.iter().all(|label| label.contains("\"closed\"")), "limit {limit}: {missing:#?}");
    }
}

#[tokio::test]
async fn kinds_and_times_narrow_it_and_spare_requests() {
    let desk = Desk::new();
    desk.call("fusedesk_list_reps", json!({})).await;
    desk.fake.clear_requests();
    let page = timeline(&desk, json!({"customer": seed::ELENA, "kinds": ["case"], "limit": 100})).await;
    let entries = page["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 5);
    // Without the history, the case entry has the details.
    assert!(
        entries
            .iter()
            .any(|entry| entry["text"]["text"].as_str().is_some_and(|text| text.contains("INV-20417")))
    );
    let requests = desk.requests();
    assert!(
        requests.keys().all(|path| !path.contains("/chats") && !path.contains("/emails")),
        "{requests:?}"
    );
    assert!(!requests.keys().any(|path| path.starts_with("GET /api/v1/cases/")), "{requests:?}");

    for (kinds, kind) in [(json!(["chats"]), "chat"), (json!(["email"]), "email"), (json!("note"), "note")] {
        let entries = all(&desk, json!({"customer": seed::ELENA, "kinds": kinds})).await;
        assert!(!entries.is_empty() && entries.iter().all(|entry| entry["kind"] == kind), "{kind}");
    }
    let whole = all(&desk, json!({"customer": seed::ELENA})).await;
    let recent = all(&desk, json!({"customer": seed::ELENA, "since": "36h", "limit": 3})).await;
    let old = all(&desk, json!({"customer": seed::ELENA, "until": "36h", "limit": 3})).await;
    assert_eq!(recent.len() + old.len(), whole.len());
    assert!(!recent.is_empty() && !old.is_empty());
    // Cases that ended before are not read.
    desk.fake.clear_requests();
    timeline(&desk, json!({"customer": seed::ELENA, "since": "36h"})).await;
    let requests = desk.requests();
    assert!(!requests.contains_key(&format!("GET /api/v1/cases/{}", seed::REFUNDED)), "{requests:?}");
    let error = desk
        .fail("fusedesk_customer_timeline", json!({"customer": seed::ELENA, "since": "1d", "until": "2d"}))
        .await;
    assert!(error["message"].as_str().unwrap().contains("must be before"), "{error}");
}

#[tokio::test]
async fn a_first_page_reads_what_it_needs() {
    let desk = Desk::new();
    timeline(&desk, json!({"customer": seed::PRIYA, "limit": 1})).await;
    desk.fake.clear_requests();
    // The newest entry is in a case of six hours ago. The long case ended days before.
    timeline(&desk, json!({"customer": seed::PRIYA, "limit": 1})).await;
    let requests = desk.requests();
    assert!(requests.contains_key(&format!("GET /api/v1/cases/{}", seed::DUPLICATE)), "{requests:?}");
    assert!(!requests.contains_key(&format!("GET /api/v1/cases/{}", seed::LONG)), "{requests:?}");
}

#[tokio::test]
async fn sources_that_fail_are_named_and_the_rest_delivered() {
    for (path, what, kind) in [
        ("/chats", "chats", "note"),
        ("/emails/unassigned", "e-mails from elena.voss@northwind.example", "chat"),
        ("/api/v1/cases", "cases", "chat"),
        ("/cases/2001", "the history of case 2001", "case"),
        ("/chats/ch-9101", "the messages of chat ch-9101", "note"),
        ("/reps", "names of reps", "note"),
    ] {
        let desk = Desk::new();
        desk.fake.fault(Fault::status(500).on("GET", path));
        let page = timeline(&desk, json!({"customer": seed::ELENA, "limit": 100})).await;
        let failed = texts(&page["failed"], "what");
        assert_eq!(failed, [what], "{path}");
        assert!(!of_kind(page["entries"].as_array().unwrap(), kind).is_empty(), "{path}");
    }
    // For an unreadable chat the list has the last message.
    let desk = Desk::new();
    desk.fake.fault(Fault::truncated().on("GET", "/chats/ch-9101"));
    let page = timeline(&desk, json!({"customer": seed::ELENA, "kinds": ["chat"]})).await;
    let entries = page["entries"].as_array().unwrap();
    assert!(entries.iter().any(|entry| entry["chat_id"] == seed::SEATS_CHAT
        && entry["text"]["text"].as_str().unwrap().starts_with("Please do.")));

    let desk = Desk::new();
    timeline(&desk, json!({"customer": seed::ELENA})).await;
    for path in ["/api/v1/cases", "/chats", "/emails"] {
        desk.fake.fault(Fault::status(500).on("GET", path).times(9));
    }
    let error = desk.fail("fusedesk_customer_timeline", json!({"customer": seed::ELENA})).await;
    assert_eq!(error["kind"], "unavailable");
}

#[tokio::test]
async fn a_key_that_may_not_read_all() {
    let fake = FakeDesk::seeded();
    let key = fake.key_with_scopes(["contacts", "cases"]);
    let desk = Desk::with_key(fake, key, |tools| tools);
    let page = timeline(&desk, json!({"customer": seed::ELENA})).await;
    assert!(!of_kind(page["entries"].as_array().unwrap(), "email").is_empty());
    let failed = texts(&page["failed"], "what");
    assert!(failed.contains(&"chats") && failed.contains(&"names of departments"), "{failed:?}");
}

#[tokio::test]
async fn spent_budget_ends_the_page_with_a_cursor() {
    let desk = Desk::new();
    let contact = desk.fake.add_contact(NewContact::new("Kim", "Busy").email("kim@busy.example"));
    for n in 0..12 {
        // All of them begin and end at about the same time.
        let case = NewCase::new(seed::SUPPORT, &format!("Case {n}")).contact(&contact).ago(HOUR * 48);
        let last = Duration::from_secs(60 * n);
        desk.fake.add_case(
            case.entry(NewEntry::note(seed::MIA, "", &format!("Middle {n}")).ago(HOUR * 24 + last))
                .entry(NewEntry::note(seed::MIA, "", &format!("Last {n}")).ago(last)),
        );
    }
    let whole: HashSet<String> = all(&desk, json!({"customer": contact})).await.iter().map(label).collect();
    assert_eq!(whole.len(), 12 * 4);
    for budget in [20, 25] {
        let desk = Desk::of(desk.fake.clone(), |tools| tools.call_budget(budget));
        let found = all(&desk, json!({"customer": contact, "limit": 100})).await;
        let labels: HashSet<String> = found.iter().map(label).collect();
        assert_eq!((found.len(), &labels), (labels.len(), &whole), "budget {budget}");
    }
    // With too few requests for overlapping cases, it makes progress and lists what it left out.
    let desk = Desk::of(desk.fake.clone(), |tools| tools.call_budget(9));
    let (mut arguments, mut left_out, mut found) =
        (json!({"customer": contact, "limit": 100}), HashSet::new(), HashSet::new());
    for _ in 0..300 {
        let page = timeline(&desk, arguments.clone()).await;
        for id in page["histories_left_out"].as_array().into_iter().flatten() {
            left_out.insert(id.as_u64().unwrap());
        }
        found.extend(page["entries"].as_array().unwrap().iter().map(label));
        let Some(cursor) = page.get("next_cursor") else { break };
        arguments["cursor"] = cursor.clone();
    }
    assert!(!left_out.is_empty());
    assert!(found.is_subset(&whole) && found.iter().filter(|label| label.contains("opened")).count() == 12);
}

#[tokio::test]
async fn a_chat_that_cannot_be_read_any_more_is_named() {
    let mut named = false;
    for budget in 5..=20 {
        let desk = Desk::configured(|tools| tools.call_budget(budget));
        let arguments = json!({"customer": seed::ELENA, "kinds": ["chat"], "limit": 100});
        let result = desk.client.call_tool("fusedesk_customer_timeline", arguments).await.unwrap();
        let Some(page) = result.structured().filter(|page| page.get("next_cursor").is_none()) else {
            continue;
        };
        let failed = texts(page.get("failed").unwrap_or(&json!([])), "what").join(", ");
        for chat in [seed::SEATS_CHAT, seed::SSO_CHAT] {
            let is_there = page["entries"].as_array().unwrap().iter().any(|entry| entry["chat_id"] == chat);
            let is_named = failed.contains(chat) || failed.split(", ").any(|what| what == "chats");
            assert!(is_there || is_named, "{budget}, {chat}: {page:#}");
            named |= failed.contains(chat);
        }
    }
    assert!(named, "no budget leaves a chat out");
}

#[tokio::test]
async fn concurrency_limit_is_respected() {
    for many in [1, 3] {
        let (desk, most) = Desk::with_concurrency_counter(|tools| tools.concurrency(many));
        let page = timeline(&desk, json!({"customer": seed::ELENA, "limit": 100})).await;
        assert!(page.get("failed").is_none());
        assert_eq!(most.load(Ordering::Relaxed), many);
        let whole = all(&Desk::new(), json!({"customer": seed::ELENA})).await;
        assert_eq!(page["entries"].as_array().unwrap().len(), whole.len());
    }
}

#[tokio::test]
async fn dates_without_zone_are_marked() {
    let desk = Desk::new();
    let whole = all(&desk, json!({"customer": seed::ELENA})).await;
    desk.fake.set_quirks(Quirks::default().unset_dates(UnsetDate::Zero));
    let page = timeline(&desk, json!({"customer": seed::ELENA, "limit": 3})).await;
    assert_eq!(page["entries"][0]["zone_unknown"], true);
    assert!(!page["entries"][0]["at"].as_str().unwrap().ends_with('Z'));
    assert!(page["remarks"][0].as_str().unwrap().contains("no time zone"));
    let entries = all(&desk, json!({"customer": seed::ELENA, "limit": 3})).await;
    assert_eq!(entries.len(), whole.len());
    let times = times(&entries);
    assert!(times.is_sorted_by(|one, other| one >= other), "{times:?}");
}

#[tokio::test]
async fn answers_in_every_form() {
    for quirks in [
        Quirks::default().ids_as_text().flags_as_text(),
        Quirks::default().unknown_fields().unknown_words().empty_lists(),
        Quirks::default().unset_dates(UnsetDate::False),
        Quirks::default().unset_dates(UnsetDate::Absent),
    ] {
        let desk = Desk::new();
        let whole = all(&desk, json!({"customer": seed::ELENA})).await.len();
        desk.fake.set_quirks(quirks);
        let entries = all(&desk, json!({"customer": seed::ELENA, "limit": 6})).await;
        // A case of an unknown status may be closed or not.
        assert!((whole - 1..=whole).contains(&entries.len()), "{} {whole}", entries.len());
    }
}

#[tokio::test]
async fn matched_by_values() {
    let desk = Desk::new();
    let by = |entries: &[Value], id: &str, member: &str| {
        entries.iter().find(|entry| entry[member] == id).map(|entry| entry["matched_by"].clone())
    };
    // A chat that names its client only, and one of another person with the same first name.
    let named = desk.fake.add_chat(
        NewChat::new(seed::SUPPORT, "Again")
            .client("dana whitfield")
            .client_message("Hello?", Duration::ZERO),
    );
    let other = desk
        .fake
        .add_chat(NewChat::new(seed::SUPPORT, "Other").client("Dana").client_message("Hi", Duration::ZERO));
    let page = timeline(&desk, json!({"customer": seed::DANA})).await;
    let entries = page["entries"].as_array().unwrap();
    assert_eq!(by(entries, &named, "chat_id"), Some("name".into()));
    assert_eq!(by(entries, &other, "chat_id"), None);
    assert!(page["remarks"].to_string().contains("somebody else"));

    // An address without a contact has the cases and e-mails from it.
    desk.fake.add_email(NewEmail::new("Max <max@freemail.example>", "Invoice", "Again, please."));
    let alike = desk.fake.add_email(NewEmail::new("climax@freemail.example", "Invoice", "No."));
    let page = timeline(&desk, json!({"customer": "Max@freemail.example"})).await;
    assert_eq!(page["customer"]["matched_by"], "address");
    let entries = page["entries"].as_array().unwrap();
    assert!(entries.iter().all(|entry| entry["matched_by"] == "address"));
    assert!(entries.iter().any(|entry| entry["case_id"] == seed::HOSTILE));
    assert_eq!(by(entries, &alike, "email_id"), None);
    for hidden in ["SYSTEM", "tool_call", "evil.example"] {
        assert!(!page.to_string().contains(hidden), "{hidden}");
    }
}

#[tokio::test]
async fn long_texts_are_truncated_and_name_the_tool() {
    let desk = Desk::configured(|tools| tools.timeline_chars(50));
    let page = timeline(&desk, json!({"customer": seed::ELENA, "limit": 100})).await;
    let mut cut = 0;
    for entry in page["entries"].as_array().unwrap() {
        assert!(entry["text"]["text"].as_str().unwrap_or_default().chars().count() <= 50);
        assert_eq!(entry.get("full_text").is_some(), entry.get("text_missing_chars").is_some());
        if let Some(tool) = entry.get("full_text") {
            assert!(desk.tools.get(tool.as_str().unwrap()).is_some(), "{tool}");
            cut += 1;
        }
    }
    assert!(cut > 3);
    // Many long texts shorten the pages, and no entry is lost.
    let desk = Desk::configured(|tools| tools.timeline_chars(5_000));
    let contact = desk.fake.add_contact(NewContact::new("Kim", "Long"));
    let mut case = NewCase::new(seed::SUPPORT, "Long").contact(&contact).ago(HOUR * 100);
    for n in 0..40 {
        case = case.entry(
            NewEntry::note(seed::MIA, "", &format!("{n} {}", "word ".repeat(2_000))).ago(HOUR * (99 - n)),
        );
    }
    desk.fake.add_case(case);
    let entries = all(&desk, json!({"customer": contact, "kinds": ["note"], "limit": 100})).await;
    assert_eq!(entries.len(), 41);
}

#[tokio::test]
async fn a_cursor_belongs_to_its_timeline() {
    let desk = Desk::new();
    let page = timeline(&desk, json!({"customer": seed::ELENA, "limit": 2, "since": "9d"})).await;
    let cursor = page["next_cursor"].as_str().unwrap();
    for (arguments, words) in [
        (json!({"customer": seed::RAJ, "since": "9d", "cursor": cursor}), "other arguments"),
        (json!({"customer": seed::ELENA, "cursor": cursor}), "other arguments"),
        (
            json!({"customer": seed::ELENA, "since": "9d", "order": "oldest", "cursor": cursor}),
            "other arguments",
        ),
        (
            json!({"customer": seed::ELENA, "since": "9d", "kinds": ["case"], "cursor": cursor}),
            "other arguments",
        ),
        (json!({"customer": seed::ELENA, "since": "9d", "cursor": &cursor[1..]}), "altered"),
        (json!({"customer": seed::ELENA, "limit": 101}), "1 to 100"),
        (json!({"customer": seed::ELENA, "kinds": ["fax"]}), "expected one of"),
    ] {
        let error = desk.fail("fusedesk_customer_timeline", arguments).await;
        assert_eq!(error["kind"], "invalid_arguments");
        assert!(error["message"].as_str().unwrap().contains(words), "{error}");
    }
}
