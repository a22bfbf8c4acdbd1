//! The fake: pages, filters, search.

use front_client::testing::{FakeFront, seed};
use serde_json::Value;

use crate::raw::get;

#[tokio::test]
async fn page_links_use_the_company_host() {
    let fake = FakeFront::seeded();
    let (mut path, mut pages, mut ids) =
        (format!("/conversations/{}/messages?limit=25", seed::LONG), 0, Vec::new());
    loop {
        let page = get(&fake, &path).await;
        pages += 1;
        ids.extend(page.ids());
        let next = page.json()["_pagination"]["next"].clone();
        let Some(next) = next.as_str() else { break };
        let query = next.strip_prefix("https://acme.api.frontapp.com").expect(next);
        assert!(query.contains("limit=25") && query.contains("page_token="), "{next}");
        path = query.to_owned();
    }
    assert_eq!((pages, ids.len()), (3, 64));
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 64);
}

#[tokio::test]
async fn page_size_is_limited() {
    let fake = FakeFront::seeded();
    for (path, status) in [
        ("/conversations?limit=100", 200),
        ("/conversations?limit=101", 400),
        ("/conversations?limit=0", 400),
        ("/events?limit=16", 400),
        ("/conversations?page_token=abc", 400),
        ("/conversations?sort_by=colour", 400),
        ("/conversations?q=assigned", 400),
        ("/conversations?q[status][]=assigned", 400),
        ("/conversations?q[statuses][]=open", 400),
    ] {
        assert_eq!(get(&fake, path).await.status, status, "{path}");
    }
    assert_eq!(get(&fake, "/events").await.ids().len(), 15);
    // Unpaged lists have no pagination at all.
    let whole = get(&fake, "/inboxes").await.json();
    assert!(whole.get("_pagination").is_none() && whole["_results"].is_array());
    let last = get(&fake, "/conversations").await.json();
    assert_eq!(last["_pagination"]["next"], Value::Null);
}

#[tokio::test]
async fn q_filters_in_every_form() {
    let fake = FakeFront::seeded();
    let mut answers = Vec::new();
    for query in [
        "q[statuses][]=unassigned&q[statuses][]=trashed",
        "q%5Bstatuses%5D%5B%5D=unassigned&q%5Bstatuses%5D%5B%5D=trashed",
        "q[statuses][0]=unassigned&q[statuses][1]=trashed",
        "q[statuses]=unassigned&q[statuses]=deleted",
    ] {
        answers.push(get(&fake, &format!("/conversations?{query}")).await.ids());
    }
    assert!(answers[0].contains(&seed::DISPUTE.to_owned()) && answers[0].contains(&seed::TRASHED.to_owned()));
    assert!(!answers[0].contains(&seed::ANSWERED.to_owned()));
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    let events = get(&fake, "/events?q[types][]=conversations_merged").await.json();
    assert_eq!(events["_results"][0]["target"]["data"][0], seed::MERGED);
    assert_eq!(events["_results"].as_array().unwrap().len(), 1);
    let later = fake.clock().now().as_secs() + 60;
    assert!(get(&fake, &format!("/events?q[after]={later}")).await.ids().is_empty());
}

#[tokio::test]
async fn search_understands_its_grammar() {
    let fake = FakeFront::seeded();
    let now = fake.clock().now().as_secs();
    let day_ago = now - 86_400;
    for (query, found) in [
        ("chargeback".to_owned(), vec![seed::DISPUTE]),
        ("\"both charges were settled\"".into(), vec![seed::DISPUTE]),
        ("is:unassigned is:unreplied from:raj@globex.example".into(), vec![seed::API_ERROR]),
        (
            "is:unassigned from:raj@globex.example from:jonas@weberdesign.example".into(),
            vec![seed::API_ERROR, seed::VAT_DISPUTE],
        ),
        (format!("tag:{} is:assigned is:open", seed::VIP), vec![seed::OVERDUE]),
        (
            format!("inbox:{} is:unassigned is:open is:unreplied before:{day_ago}", seed::BILLING),
            vec![seed::DISPUTE],
        ),
        (format!("mention:{}", seed::DAVID), vec![seed::OVERDUE]),
        (format!("contact:{} is:archived", seed::ELENA), vec![seed::ARCHIVED]),
        ("custom_field:\"Order ID=INV-20417\"".into(), vec![seed::DISPUTE]),
        ("is:snoozed".into(), vec![seed::SNOOZED]),
        ("is:trashed".into(), vec![seed::TRASHED]),
        // An unknown filter is searched as text, which nobody wrote.
        ("status:open".into(), vec![]),
    ] {
        let path = format!("/conversations/search/{}", encode(&query));
        let answer = get(&fake, &path).await;
        assert_eq!(answer.ids(), found, "{query}");
        assert_eq!(answer.json()["_total"], found.len(), "{query}");
    }
    for query in ["is:open is:archived", "is:new", "\"open", "is:"] {
        assert_eq!(
            get(&fake, &format!("/conversations/search/{}", encode(query))).await.status,
            400,
            "{query}"
        );
    }
    // An unencoded slash makes it another route, and so does an empty query.
    assert_eq!(get(&fake, "/conversations/search/a/b").await.status, 404);
    assert_eq!(get(&fake, "/conversations/search/").await.status, 404);
    assert_eq!(get(&fake, "/conversations/search/v2%2Forders").await.ids(), [seed::API_ERROR]);
}

#[tokio::test]
async fn aliases_resolve_for_five_resources() {
    let fake = FakeFront::seeded();
    let sent = fake.messages_in(seed::DISPUTE)[0]["message_uid"].as_str().unwrap().to_owned();
    for path in [
        "/teammates/alt:email:sarah@acme.example".to_owned(),
        "/channels/alt%3Aaddress%3Asupport%40acme.example".into(),
        "/contacts/alt:phone:%2B4930901820".into(),
        "/contacts/alt:email:elena.voss@northwind.example".into(),
        "/accounts/alt:domain:globex-labs.example".into(),
        "/accounts/alt:ext_id:nw-001".into(),
        format!("/messages/alt:uid:{sent}"),
    ] {
        assert_eq!(get(&fake, &path).await.status, 200, "{path}");
    }
    for path in [
        "/teammates/alt:email:x@y.z",
        "/tags/alt:name:VIP",
        "/contacts/alt:twitter:elena.voss@northwind.example",
    ] {
        assert_eq!(get(&fake, path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn the_seed_is_what_its_documentation_says() {
    let fake = FakeFront::seeded();
    let now = fake.clock().now().as_secs_f64();
    let all = get(&fake, "/conversations?limit=100").await.json();
    let all = all["_results"].as_array().unwrap();
    let waits = |conversation: &&Value| {
        conversation["waiting_since"].as_f64().is_some_and(|since| now - since > 24.0 * 3600.0)
    };
    let mut waiting: Vec<&str> =
        all.iter().filter(waits).map(|found| found["id"].as_str().unwrap()).collect();
    waiting.sort_unstable();
    assert_eq!(waiting, [seed::WEBHOOK_ERROR, seed::DISPUTE, seed::OVERDUE, seed::OVERDUE_QUESTION]);
    assert!(fake.messages_in(seed::LONG).len() > 60);
    assert_eq!(fake.drafts_in(seed::WITH_DRAFTS).len(), 2);
    assert_eq!(fake.comments_in(seed::DISCUSSION).len(), 2);
    assert_eq!(fake.messages_in(seed::WITH_FILES)[0]["attachments"].as_array().unwrap().len(), 3);
    assert_eq!(fake.conversation(seed::FROM_STATUS_PAGE).unwrap()["ai_summary"]["stale"], false);
    assert!((18..=22).contains(&all.len()), "{}", all.len());
}

fn encode(query: &str) -> String {
    percent_encoding::utf8_percent_encode(query, percent_encoding::NON_ALPHANUMERIC).to_string()
}
