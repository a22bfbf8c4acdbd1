//! `fusedesk_search_cases` and `fusedesk_read_case`.

use std::{collections::HashSet, time::Duration};

use fusedesk_client::testing::{Fault, NewCase, NewEntry, Quirks, TagForm, UnsetDate, seed};
use serde_json::{Value, json};

use crate::mcp_support::{Desk, ids, texts};

const HOUR: Duration = Duration::from_secs(3_600);

async fn search(desk: &Desk, arguments: Value) -> Value {
    desk.call("fusedesk_search_cases", arguments).await
}

/// Returns all ids of a search, page after page, without duplicates.
async fn all(desk: &Desk, mut arguments: Value) -> Vec<u64> {
    let mut found = Vec::new();
    for _ in 0..200 {
        let page = search(desk, arguments.clone()).await;
        found.extend(ids(&page["cases"]));
        assert_eq!(page["scanned"]["complete"], page.get("next_cursor").is_none(), "{page:#}");
        let Some(cursor) = page.get("next_cursor") else {
            let distinct: HashSet<u64> = found.iter().copied().collect();
            assert_eq!(distinct.len(), found.len(), "duplicates");
            return found;
        };
        arguments["cursor"] = cursor.clone();
    }
    panic!("the search has no end")
}

fn sorted(mut ids: Vec<u64>) -> Vec<u64> {
    ids.sort_unstable();
    ids
}

#[tokio::test]
async fn a_row_says_who_has_to_act() {
    let desk = Desk::new();
    let found = search(&desk, json!({"customer": "elena.voss@northwind.example", "status": "new"})).await;
    assert_eq!(ids(&found["cases"]), [seed::DISPUTE]);
    let case = &found["cases"][0];
    assert_eq!(case["waiting_on"], "team");
    assert_eq!(case["department"], json!({"id": seed::BILLING, "name": "Billing"}));
    assert_eq!(case["rep"], json!({"id": seed::SARAH, "name": "Sarah Chen"}));
    assert_eq!(texts(&case["tags"], "name"), ["VIP", "Billing Dispute"]);
    assert_eq!(case["customer"], json!({"uuid": seed::ELENA, "crm_id": seed::ELENA_CRM}));
    let (age, idle) = (case["age_hours"].as_f64().unwrap(), case["idle_hours"].as_f64().unwrap());
    assert!((95.9..96.2).contains(&age) && (29.9..30.2).contains(&idle), "{age} {idle}");
    assert_eq!(found["customer"]["matched_by"], "exact_email");
}

#[tokio::test]
async fn an_address_does_not_find_the_cases_of_a_longer_one() {
    let desk = Desk::new();
    let mut cases = Vec::new();
    for opener in ["ann@nowhere.example", "joann@nowhere.example", "Ann <ANN@nowhere.example>"] {
        cases.push(desk.fake.add_case(NewCase::new(seed::SUPPORT, "Hello").opened_by(opener)));
    }
    assert_eq!(
        sorted(all(&desk, json!({"customer": "ann@nowhere.example", "limit": 1})).await),
        [cases[0], cases[2]]
    );
}

#[tokio::test]
async fn me_is_the_hosts_rep_and_nobody_means_unassigned() {
    let desk = Desk::new();
    for (tool, list) in [("fusedesk_search_cases", "cases"), ("fusedesk_list_chats", "chats")] {
        let error = desk.fail(tool, json!({"rep": "me"})).await;
        assert!(error["message"].as_str().unwrap().contains("set no rep for this caller"), "{error}");
        let mia = desk.clone().as_author(seed::MIA);
        let mine = mia.call(tool, json!({"rep": "Me"})).await;
        assert_eq!(mine[list], desk.call(tool, json!({"rep": seed::MIA})).await[list]);
        assert_ne!(mine[list], json!([]));
    }
    let error = desk.fail("fusedesk_search_cases", json!({"rep": "nobody"})).await;
    assert!(error["hint"].as_str().unwrap().contains("unassigned: true"), "{error}");
    let error = desk.fail("fusedesk_assign_case", json!({"case_id": seed::SSO, "rep": "me"})).await;
    assert!(error["message"].as_str().unwrap().contains("set no rep for this caller"), "{error}");
}

#[tokio::test]
async fn each_filter() {
    let desk = Desk::new();
    for (arguments, expected) in [
        (json!({"customer": seed::ALEX, "status": "active"}), vec![seed::EXPORT]),
        (json!({"customer": seed::ALEX_CRM}), vec![seed::EXPORT, seed::OLD_LOGIN]),
        (json!({"customer": "Alex Moreno", "opened_after": "48h"}), vec![seed::EXPORT]),
        (json!({"customer": "alex@example.com", "status": "closed"}), vec![seed::OLD_LOGIN]),
        (json!({"customer": "+1 617 555 0142", "status": "open"}), vec![seed::EXPORT]),
        // An address without a contact.
        (json!({"customer": "max@freemail.example"}), vec![seed::HOSTILE]),
        (json!({"department": "Integrations", "tag": "API Error"}), vec![seed::API_ERROR]),
        (json!({"tag": "vip", "rep": "David Okafor"}), vec![seed::API_ERROR, seed::OVERDUE]),
        (json!({"unassigned": true, "summary": "price list"}), vec![seed::CALLBACK]),
        (json!({"summary": "webhook", "status": "new"}), vec![seed::WEBHOOK_ERROR, seed::DUPLICATE]),
        (json!({"text": "reverse charge"}), vec![seed::VAT_DISPUTE]),
        (json!({"text": "x-acme-signature"}), vec![seed::WEBHOOK_ERROR]),
        (json!({"opened_before": "30d"}), vec![seed::OLD_LOGIN]),
        (json!({"updated_after": "150m", "status": "new"}), vec![seed::API_ERROR]),
        (json!({"closed_after": "2026-01-01", "customer": "Elena Voss"}), vec![seed::REFUNDED]),
    ] {
        assert_eq!(sorted(all(&desk, arguments.clone()).await), expected, "{arguments}");
    }
    // Hidden text of a mail is not searched.
    assert!(all(&desk, json!({"text": "maintenance mode"})).await.is_empty());
    assert!(desk.fake.ignored_parameters().is_empty(), "{:?}", desk.fake.ignored_parameters());
}

#[tokio::test]
async fn a_case_by_the_number_that_people_see() {
    let desk = Desk::new();
    let number = desk.fake.case(seed::SSO).unwrap()["casenum"].as_str().unwrap().to_owned();
    let error = desk.fail("fusedesk_read_case", json!({"case_id": number})).await;
    assert!(error["hint"].as_str().unwrap().contains(&number), "{error}");
    assert_eq!(all(&desk, json!({"text": number})).await, [seed::SSO]);
}

#[tokio::test]
async fn pages_have_no_gap_while_cases_come_and_go() {
    for limit in [1, 3, 7] {
        for sort in ["updated", "opened"] {
            let desk = Desk::new();
            let before: HashSet<u64> = all(&desk, json!({"limit": 100})).await.into_iter().collect();
            let mut arguments = json!({"limit": limit, "sort": sort});
            let (mut found, mut pages) = (Vec::new(), 0);
            loop {
                let page = search(&desk, arguments.clone()).await;
                found.extend(ids(&page["cases"]));
                pages += 1;
                if pages <= 3 {
                    desk.fake.add_case(NewCase::new(seed::SUPPORT, "Another"));
                }
                let Some(cursor) = page.get("next_cursor") else { break };
                arguments["cursor"] = cursor.clone();
            }
            let distinct: HashSet<u64> = found.iter().copied().collect();
            assert_eq!(distinct.len(), found.len(), "limit {limit}, {sort}: duplicates");
            assert!(before.is_subset(&distinct), "limit {limit}, {sort}: a gap");
        }
    }
}

#[tokio::test]
async fn cases_that_leave_make_no_gap() {
    let desk = Desk::new();
    let mut arguments = json!({"status": "new", "limit": 3});
    let before = all(&desk, json!({"status": "new"})).await;
    let first = search(&desk, arguments.clone()).await;
    // Three returned cases are no longer new, so the rest moves up by three.
    for case in ids(&first["cases"]) {
        desk.fake.add_entry(case, NewEntry::email_by(seed::MIA, "Done."));
    }
    arguments["cursor"] = first["next_cursor"].clone();
    let mut found = ids(&first["cases"]);
    found.extend(all(&desk, arguments).await);
    assert_eq!(found, before);
}

#[tokio::test]
async fn oldest_first() {
    let desk = Desk::new();
    let newest = all(&desk, json!({"sort": "opened", "limit": 4})).await;
    let mut oldest = all(&desk, json!({"sort": "opened", "limit": 4, "oldest_first": true})).await;
    oldest.reverse();
    assert_eq!(newest, oldest);
    assert_eq!(newest.last(), Some(&seed::OLD_LOGIN));
}

#[tokio::test]
async fn a_scan_says_how_far_it_came() {
    let desk = Desk::configured(|tools| tools.scan_cases(5));
    let page = search(&desk, json!({"text": "tax adviser", "limit": 5})).await;
    assert_eq!(page["scanned"], json!({"cases": 5, "complete": false}));
    assert_eq!(all(&desk, json!({"text": "tax adviser"})).await, [seed::EXPORT]);
    // FuseDesk's own filters need no scan.
    let desk = Desk::new();
    for n in 0..400 {
        desk.fake.add_case(NewCase::new(seed::SUPPORT, &format!("Question {n}")));
    }
    desk.fake.clear_requests();
    let page = search(&desk, json!({"summary": "question 39", "limit": 5})).await;
    assert_eq!(page["cases"].as_array().unwrap().len(), 5);
    assert_eq!(desk.requests()["GET /api/v1/cases"], 1);
    desk.fake.clear_requests();
    assert_eq!(all(&desk, json!({"text": "adviser thursday"})).await, [seed::EXPORT]);
    assert_eq!(desk.requests()["GET /api/v1/cases"], 3);
}

#[tokio::test]
async fn a_scan_that_breaks_off_goes_on() {
    let desk = Desk::new();
    for n in 0..200 {
        desk.fake.add_case(NewCase::new(seed::SUPPORT, &format!("Question {n}")));
    }
    // The second page of the list.
    search(&desk, json!({})).await;
    desk.fake.fault(Fault::delay(Duration::ZERO).on("GET", "/cases"));
    desk.fake.fault(Fault::status(500).on("GET", "/cases"));
    let page = search(&desk, json!({"tag": "Refund", "limit": 50})).await;
    assert_eq!(page["failed"][0]["what"], "further cases");
    assert_eq!(page["scanned"], json!({"cases": 150, "complete": false}));
    let rest = all(&desk, json!({"tag": "Refund", "limit": 50, "cursor": page["next_cursor"]})).await;
    assert_eq!(rest, [seed::REFUNDED]);
}

#[tokio::test]
async fn a_cursor_belongs_to_its_search() {
    let desk = Desk::new();
    let page = search(&desk, json!({"limit": 2, "opened_after": "20d"})).await;
    let cursor = page["next_cursor"].as_str().unwrap();
    for (arguments, words) in [
        (json!({"limit": 2, "cursor": cursor}), "other arguments"),
        (json!({"opened_after": "20d", "status": "new", "cursor": cursor}), "other arguments"),
        (json!({"opened_after": "20d", "cursor": &cursor[..cursor.len() - 2]}), "altered"),
        (json!({"limit": 101}), "1 to 100"),
        (json!({"status": "pending"}), "expected one of"),
        (json!({"rep": "mia", "unassigned": true}), "exclude each other"),
        (json!({"opened_after": "2026-05-02", "opened_before": "2026-05-01"}), "must be before"),
        (json!({"opened_after": "last week"}), "2026-05-03"),
    ] {
        let error = desk.fail("fusedesk_search_cases", arguments).await;
        assert_eq!(error["kind"], "invalid_arguments");
        assert!(error["message"].as_str().unwrap().contains(words), "{error}");
    }
    let error = desk.fail("fusedesk_search_cases", json!({"customer": "Dana"})).await;
    assert!(error["hint"].as_str().unwrap().contains("Dana Whitlock (c1a2b3d4"), "{error}");
    let error = desk.fail("fusedesk_search_cases", json!({"customer": "Nobody At All"})).await;
    assert_eq!(error["kind"], "not_found");
}

#[tokio::test]
async fn every_quirk_of_the_answers() {
    for quirks in [
        Quirks::default().ids_as_text().flags_as_text(),
        Quirks::default().null_ids(),
        Quirks::default().unknown_fields().unknown_words().empty_lists(),
        Quirks::default().unset_dates(UnsetDate::Zero).tags(TagForm::Map),
        Quirks::default().unset_dates(UnsetDate::False).tags(TagForm::Objects),
        Quirks::default().unset_dates(UnsetDate::Empty).tags(TagForm::FalseForNone),
        Quirks::default().unset_dates(UnsetDate::Absent),
    ] {
        let desk = Desk::new();
        desk.fake.set_quirks(quirks);
        assert_eq!(all(&desk, json!({"limit": 4})).await.len(), desk.fake.cases().len());
        let read = desk.call("fusedesk_read_case", json!({"case_id": seed::DISPUTE})).await;
        assert_eq!(read["entries_total"], 4);
        assert_eq!(ids(&read["case"]["tags"]), [seed::VIP, seed::BILLING_DISPUTE]);
    }
    let desk = Desk::new();
    desk.fake.set_quirks(Quirks::default().unset_dates(UnsetDate::Zero));
    let found = search(&desk, json!({"customer": seed::ALEX})).await;
    // Without a zone the age is unknown.
    assert!(found["cases"][0]["opened_at"].as_str().unwrap().contains(' '));
    assert!(found["cases"][0].get("age_hours").is_none());
    desk.fake.fault(Fault::html(200));
    assert_eq!(desk.fail("fusedesk_search_cases", json!({})).await["kind"], "upstream");
    desk.fake.set_quirks(Quirks::default().errors_with_200());
    assert_eq!(desk.fail("fusedesk_read_case", json!({"case_id": 99})).await["kind"], "not_found");
}

#[tokio::test]
async fn a_case_reads_with_its_history() {
    let desk = Desk::new();
    let read = desk.call("fusedesk_read_case", json!({"case_id": seed::DISPUTE})).await;
    assert_eq!(read["case"]["rep"]["name"], "Sarah Chen");
    assert_eq!(read["customer"]["emails"][1], "finance@northwind.example");
    assert_eq!(texts(&read["history"], "type"), ["email", "note", "email", "email"]);
    let newest = &read["history"][0];
    assert_eq!(newest["from"], "elena.voss@northwind.example");
    let text = newest["text"]["text"].as_str().unwrap();
    assert!(text.contains("both charges were settled") && !text.contains('<'), "{text}");
    assert!(newest["quoted_lines_omitted"].as_u64().unwrap() > 0, "{newest:#}");
    assert_eq!(read["history"][1]["rep"]["name"], "Sarah Chen");
    // The first entry contains the details.
    assert!(read.get("details").is_none());
    let email = read["history"][0]["email_id"].as_str().unwrap();
    let email = desk.call("fusedesk_read_email", json!({"email_id": email})).await;
    assert_eq!(email["case_id"], seed::DISPUTE);

    let read = desk.call("fusedesk_read_case", json!({"case_id": seed::REFUNDED, "order": "oldest"})).await;
    assert_eq!(read["feedback"]["rating"], "5");
    assert_eq!(read["feedback"]["text"]["text"], "Quick and friendly.");
    assert_eq!(texts(&read["history"], "title")[0], "Refund for February");
}

#[tokio::test]
async fn a_long_history_in_pages_while_it_grows() {
    for order in ["newest", "oldest"] {
        let desk = Desk::new();
        let total = desk.fake.case(seed::LONG).unwrap()["history"].as_array().unwrap().len();
        let (mut arguments, mut seen) =
            (json!({"case_id": seed::LONG, "limit": 7, "order": order}), Vec::new());
        loop {
            let read = desk.call("fusedesk_read_case", arguments.clone()).await;
            assert_eq!(read.get("case").is_some(), seen.is_empty());
            if seen.is_empty() {
                desk.fake.add_entry(seed::LONG, NewEntry::note(seed::MIA, "", "Another one."));
            }
            seen.extend(ids(&read["history"]));
            let Some(cursor) = read.get("next_cursor") else { break };
            arguments["cursor"] = cursor.clone();
        }
        let distinct: HashSet<u64> = seen.iter().copied().collect();
        assert_eq!(distinct.len(), seen.len(), "{order}: duplicates");
        // New entries come before the pages of the newest-first order, and at the end of the oldest-first order.
        assert_eq!(seen.len(), total + usize::from(order == "oldest"), "{order}");
    }
}

#[tokio::test]
async fn a_long_text_is_cut_and_read_on() {
    let desk = Desk::new();
    let text: String = (0..12_000).map(|n| format!("wörd{n} ")).collect();
    let id = desk.fake.add_case(NewCase::new(seed::SUPPORT, "Long").details(&text));
    let (mut arguments, mut whole) = (json!({"case_id": id}), String::new());
    for _ in 0..10 {
        let read = desk.call("fusedesk_read_case", arguments.clone()).await;
        assert!(read.to_string().chars().count() <= 40_000);
        let entry = &read["history"][0];
        assert_eq!(entry["text_from"].as_u64().unwrap_or(0), whole.chars().count() as u64);
        whole.push_str(entry["text"]["text"].as_str().unwrap());
        match entry.get("rest_cursor") {
            Some(cursor) => arguments["cursor"] = cursor.clone(),
            None => break,
        }
    }
    assert_eq!(whole.trim(), text.trim());
}

#[tokio::test]
async fn hidden_text_is_removed() {
    let desk = Desk::new();
    let read = desk.call("fusedesk_read_case", json!({"case_id": seed::HOSTILE})).await;
    assert!(read["history"][0]["hidden_parts_removed"].as_u64().unwrap() > 0, "{read:#}");
    let found = search(&desk, json!({"text": "invoice"})).await;
    for text in [read.to_string(), found.to_string()] {
        for hidden in ["SYSTEM", "tool_call", "refund of 5000", "evil.example"] {
            assert!(!text.contains(hidden), "{hidden} in {text}");
        }
    }
    let unseen = "Sub\u{E0041}\u{202E}\u{200B}ject";
    let id =
        desk.fake.add_case(NewCase::new(seed::SUPPORT, unseen).opened_by(unseen).details(unseen).ago(HOUR));
    let read = desk.call("fusedesk_read_case", json!({"case_id": id})).await;
    assert_eq!(read["case"]["summary"], "Subject");
    assert_eq!(read["history"][0]["text"]["text"], "Subject");
}

#[tokio::test]
async fn a_case_that_is_gone_or_whose_customer_cannot_be_read() {
    let desk = Desk::new();
    let error = desk.fail("fusedesk_read_case", json!({"case_id": 99})).await;
    assert_eq!(error["kind"], "not_found");
    assert!(error["hint"].as_str().unwrap().contains("merged"), "{error}");
    desk.fake.fault(Fault::status(500).on("GET", "/contacts"));
    let read = desk.call("fusedesk_read_case", json!({"case_id": seed::DISPUTE})).await;
    assert_eq!(read["failed"][0]["what"], "customer");
    assert!(read.get("customer").is_none() && read["history"].is_array());
    desk.fake.fault(Fault::rate_limited(Duration::from_secs(7)));
    let error = desk.fail("fusedesk_read_case", json!({"case_id": seed::DISPUTE})).await;
    assert_eq!((&error["kind"], &error["status"]), (&"rate_limited".into(), &429.into()));
    let result = desk.client.call_tool("fusedesk_read_case", json!({"case_id": seed::SSO})).await.unwrap();
    assert!(result.as_value()["_meta"].to_string().contains("1800"), "{}", result.as_value()["_meta"]);
}
