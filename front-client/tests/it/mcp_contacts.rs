//! Contacts and accounts: find, read, change.

use std::collections::HashSet;

use front_client::testing::{FakeFront, Fault, RateLimits, seed};
use serde_json::json;

use crate::mcp_agent::{Agent, ids};

#[tokio::test]
async fn an_address_is_looked_up_at_once() {
    let agent = Agent::new();
    for (query, id) in [
        ("elena.voss@northwind.example", seed::ELENA),
        (" RAJ@globex.example ", seed::RAJ),
        ("+49 30 90 18 20", seed::ELENA),
        ("+14155550100", seed::NAMELESS),
    ] {
        agent.fake.clear_requests();
        let result = agent.call("search_contacts", json!({"query": query})).await;
        assert_eq!(ids(&result["contacts"]), [id], "{query}");
        assert_eq!(result["scanned"]["complete"], true);
        assert_eq!(agent.fake.requests().len(), 1);
    }
}

#[tokio::test]
async fn names_and_other_handles_are_looked_for_in_the_list() {
    let agent = Agent::new();
    for (query, expected) in [
        ("voss elena", vec![seed::ELENA]),
        ("visitor-priya", vec![seed::PRIYA]),
        ("globex", vec![seed::RAJ]),
        ("415555", vec![seed::NAMELESS]),
        ("nobody@nowhere.example", vec![]),
        ("zebra", vec![]),
    ] {
        let result = agent.call("search_contacts", json!({"query": query})).await;
        assert_eq!(ids(&result["contacts"]), expected, "{query}");
        assert_eq!(result["scanned"]["complete"], true, "{query}");
        assert!(result.get("next_cursor").is_none());
    }
}

/// The seeded contacts, plus 239 with the same name among 478 others.
fn crowd() -> FakeFront {
    let fake = FakeFront::seeded();
    for n in 0..717 {
        let name = if n % 3 == 0 { format!("Needle {n}") } else { format!("Hay {n}") };
        fake.add_contact(&name, &format!("c{n}@crowd.example"));
    }
    fake
}

#[tokio::test]
async fn contact_search_pages_have_no_gaps_or_duplicates() {
    for (limit, budget, chars) in [(100, 25, 40_000), (7, 2, 40_000), (30, 25, 1_000)] {
        let agent = Agent::of(crowd(), |tools| tools.call_budget(budget).result_chars(chars));
        let (mut seen, mut scanned) = (HashSet::new(), 0);
        let mut arguments = json!({"query": "needle", "limit": limit});
        loop {
            agent.fake.clear_requests();
            let result = agent.call("search_contacts", arguments.clone()).await;
            assert!(agent.fake.requests().len() <= budget as usize);
            assert!(result.to_string().chars().count() <= chars);
            scanned += result["scanned"]["contacts"].as_u64().unwrap();
            for id in ids(&result["contacts"]) {
                assert!(seen.insert(id.to_owned()), "{id} twice");
            }
            let Some(cursor) = result.get("next_cursor") else {
                assert_eq!(result["scanned"]["complete"], true);
                break;
            };
            assert_eq!(result["scanned"]["complete"], false);
            arguments["cursor"] = cursor.clone();
        }
        assert_eq!(seen.len(), 239);
        assert!(scanned >= 717 + 5, "{scanned}");
    }
}

#[tokio::test]
async fn interrupted_search_keeps_its_results() {
    let agent = Agent::of(crowd(), |tools| tools);
    agent.fake.set_rate_limits(RateLimits::plan(2).burst(0));
    let result = agent.call("search_contacts", json!({"query": "needle", "limit": 100})).await;
    assert_eq!(result["failed"][0]["what"], "contacts");
    assert_eq!(result["scanned"], json!({"contacts": 200, "complete": false}));
    let first = result["contacts"].as_array().unwrap().len();
    assert!(first > 0);
    agent.fake.set_rate_limits(RateLimits::plan(1_000));
    let mut seen: HashSet<String> = ids(&result["contacts"]).into_iter().map(str::to_owned).collect();
    let mut cursor = result.get("next_cursor").cloned();
    while let Some(text) = cursor {
        let result =
            agent.call("search_contacts", json!({"query": "needle", "limit": 100, "cursor": text})).await;
        seen.extend(ids(&result["contacts"]).into_iter().map(str::to_owned));
        cursor = result.get("next_cursor").cloned();
    }
    assert_eq!(seen.len(), 239);
}

#[tokio::test]
async fn invalid_search_is_refused() {
    let agent = Agent::of(crowd(), |tools| tools);
    let first = agent.call("search_contacts", json!({"query": "needle", "limit": 1})).await;
    let cursor = first["next_cursor"].as_str().unwrap();
    for (arguments, words) in [
        (json!({}), "missing field `query`"),
        (json!({"query": "  "}), "query is empty"),
        (json!({"query": "x", "limit": 101}), "1 to 100"),
        (json!({"query": "hay", "cursor": cursor}), "other arguments"),
        (json!({"query": "needle", "cursor": &cursor[2..]}), "altered"),
    ] {
        let error = agent.call_error("search_contacts", arguments).await;
        assert_eq!(error["kind"], "invalid_arguments");
        assert!(error["message"].as_str().unwrap().contains(words), "{error}");
    }
}

#[tokio::test]
async fn contact_has_accounts_notes_and_conversations() {
    let agent = Agent::new();
    for id in [
        seed::ELENA,
        "elena.voss@northwind.example",
        "+49 30 901820",
        "alt:email:elena.voss@northwind.example",
        "https://app.frontapp.com/contacts/crd_elena",
    ] {
        let result = agent.call("read_contact", json!({"contactId": id})).await;
        assert_eq!(result["id"], seed::ELENA, "{id}");
        assert_eq!(result["name"], "Elena Voss");
        assert_eq!(result["custom_fields"]["Tier"], "Platinum");
        assert_eq!(result["accounts"][0]["id"], seed::NORTHWIND);
        assert_eq!(result["notes"][0]["author"]["id"], seed::MIA);
        assert!(result["notes"][0]["body"]["text"].as_str().unwrap().contains("money"));
        assert_eq!(ids(&result["recent_conversations"]), [seed::DISPUTE, seed::ARCHIVED]);
        assert_eq!(result["handles"][0], json!({"type": "email", "handle": "elena.voss@northwind.example"}));
        assert!(result.get("failed").is_none());
    }
    let result = agent.call("read_contact", json!({"contact_id": seed::NAMELESS})).await;
    assert!(result.get("name").is_none());
    assert_eq!(result["accounts"], json!([]));
}

#[tokio::test]
async fn unreadable_parts_of_a_contact_are_named() {
    let agent = Agent::new();
    agent.fake.fault(Fault::status(500).on("GET", "/notes"));
    agent.fake.fault(Fault::status(500).on("GET", "/accounts/"));
    let result = agent.call("read_contact", json!({"contactId": seed::ELENA})).await;
    assert_eq!(result["failed"][0]["what"], "notes");
    assert_eq!(result["failed"][1]["what"], "accounts");
    assert_eq!(ids(&result["recent_conversations"]), [seed::DISPUTE, seed::ARCHIVED]);
}

#[tokio::test]
async fn unknown_contact_is_reported() {
    let agent = Agent::new();
    for (contact, kind, words) in [
        ("crd_none", "not_found", "no contact crd_none"),
        ("nobody@nowhere.example", "not_found", "no contact nobody@nowhere.example"),
        ("", "invalid_arguments", "contactId is empty"),
        ("Elena Voss", "invalid_arguments", "must be a contact's id"),
        ("030 901820", "invalid_arguments", "needs + and its country code"),
    ] {
        for tool in ["read_contact", "update_contact"] {
            let mut arguments = json!({"contactId": contact});
            if tool == "update_contact" {
                arguments["customFields"] = json!({"Tier": "Gold"});
            }
            let error = agent.call_error(tool, arguments).await;
            assert_eq!(error["kind"], kind, "{contact}");
            assert!(error["message"].as_str().unwrap().contains(words), "{error}");
            assert!(error["hint"].as_str().unwrap().contains("search_contacts"), "{error}");
        }
    }
}

#[tokio::test]
async fn an_account_is_read_by_id_number_domain_or_alias() {
    let agent = Agent::new();
    for account in [
        json!(seed::NORTHWIND),
        json!("northwind.example"),
        json!("elena.voss@northwind.example"),
        json!("alt:ext_id:nw-001"),
        // `north` in base 36.
        json!(39_786_965),
        json!("39786965"),
    ] {
        let result = agent.call("read_account", json!({"account_id": account})).await;
        assert_eq!(result["id"], seed::NORTHWIND, "{account}");
        assert_eq!(result["custom_fields"]["Plan"], "Enterprise");
        assert_eq!(ids(&result["contacts"]), [seed::ELENA]);
        assert!(result.get("more_contacts").is_none());
    }
    agent.fake.fault(Fault::status(500).on("GET", "/contacts"));
    let result = agent.call("read_account", json!({"accountId": seed::GLOBEX})).await;
    assert_eq!(result["name"], "Globex");
    assert_eq!(result["failed"][0]["what"], "contacts");

    for (account, kind, words) in [
        (json!("acc_none"), "not_found", "no account acc_none"),
        (json!(77), "not_found", "no account 77 (looked up as acc_25)"),
        (json!("Northwind Traders"), "invalid_arguments", "must be an id acc_"),
        (json!(-1), "invalid_arguments", "expected an id acc_"),
        (json!(["acc_1"]), "invalid_arguments", "expected an id acc_"),
    ] {
        let error = agent.call_error("read_account", json!({"account_id": account})).await;
        assert_eq!(error["kind"], kind, "{account}");
        assert!(error["message"].as_str().unwrap().contains(words), "{error}");
    }
}

#[tokio::test]
async fn one_custom_field_changed_keeps_all_others() {
    let agent = Agent::new();
    let before = agent.fake.contact(seed::ELENA).unwrap()["custom_fields"].clone();
    let result = agent
        .call(
            "update_contact",
            json!({"contactId": seed::ELENA, "customFields": {"tier": "gold", "Role": null}}),
        )
        .await;
    let mut expected = before;
    expected["Tier"] = json!("Gold");
    expected.as_object_mut().unwrap().remove("Role");
    assert_eq!(result["custom_fields"], expected);
    assert_eq!(agent.fake.contact(seed::ELENA).unwrap()["custom_fields"], expected);
    assert_eq!(result["changed"], json!(["changed the custom fields Role, Tier"]));
    assert_eq!(agent.fake.erased_custom_fields(), 1);

    // Again: nothing is left to change.
    agent.fake.clear_requests();
    let result = agent
        .call(
            "update_contact",
            json!({"contact_id": seed::ELENA, "custom_fields": "{\"Tier\": \"Gold\", \"Role\": null}"}),
        )
        .await;
    assert_eq!(result["changed"], json!([]));
    assert_eq!(result["custom_fields"], expected);
    assert!(agent.fake.requests().iter().all(|request| request.method == "GET"));
}

#[tokio::test]
async fn handles_are_added_and_removed() {
    let agent = Agent::new();
    let result = agent
        .call(
            "update_contact",
            json!({
                "contactId": "raj@globex.example",
                "handles": [
                    {"type": "email", "handle": "RAJ@globex.example", "action": "add"},
                    {"type": "phone", "handle": "+4930123456", "action": "add"},
                    {"type": "twitter", "handle": "@nobody", "action": "remove"},
                ],
                "customFields": {"ARR": "32000", "Renewal Date": "2027-01-31"},
            }),
        )
        .await;
    assert_eq!(
        result["handles"],
        json!([{"type": "email", "handle": "raj@globex.example"}, {"type": "phone", "handle": "+4930123456"}])
    );
    assert_eq!(result["changed"].as_array().unwrap().len(), 2);
    assert_eq!(result["custom_fields"]["ARR"], 32_000);
    assert_eq!(result["custom_fields"]["Renewal Date"], 1_801_353_600);
    assert_eq!(result["custom_fields"]["Beta"], true);

    // A number is the same in any format.
    for action in ["add", "remove"] {
        let change = json!({"type": "phone", "handle": "+49 (30) 123-456", "action": action});
        let result = agent.call("update_contact", json!({"contactId": seed::RAJ, "handles": [change]})).await;
        assert_eq!(result["changed"].as_array().unwrap().len(), usize::from(action == "remove"));
    }
    assert_eq!(agent.fake.contact(seed::RAJ).unwrap()["handles"].as_array().unwrap().len(), 1);

    // Replaces the only address by another.
    let result = agent
        .call(
            "update_contact",
            json!({
                "contactId": seed::JONAS,
                "handles": [
                    {"type": "email", "handle": "jonas@weberdesign.example", "action": "remove"},
                    {"source": "email", "handle": "jonas@new.example", "action": "add"},
                ],
            }),
        )
        .await;
    assert_eq!(result["handles"], json!([{"type": "email", "handle": "jonas@new.example"}]));
    assert_eq!(agent.fake.contact(seed::JONAS).unwrap()["handles"][0]["handle"], "jonas@new.example");
}

#[tokio::test]
async fn the_last_handle_stays() {
    let agent = Agent::new();
    let arguments = json!({
        "contactId": seed::JONAS,
        "handles": [{"type": "email", "handle": "jonas@weberdesign.example", "action": "remove"}],
        "customFields": {"Tier": "Gold"},
    });
    let error = agent.call_error("update_contact", arguments).await;
    assert_eq!(error["kind"], "conflict");
    assert!(error["message"].as_str().unwrap().contains("last handle of a contact"), "{error}");
    let jonas = agent.fake.contact(seed::JONAS).unwrap();
    assert_eq!(
        (&jonas["handles"][0]["handle"], &jonas["custom_fields"]["Tier"]),
        (&json!("jonas@weberdesign.example"), &json!("Standard"))
    );
    assert!(!agent.fake.requests().iter().any(|request| request.method == "DELETE"));
}

#[tokio::test]
async fn wrong_changes_change_nothing() {
    let agent = Agent::new();
    let before = agent.fake.contact(seed::JONAS);
    let email = |handle: &str, action: &str| json!({"type": "email", "handle": handle, "action": action});
    for (handles, fields, words) in [
        (json!([]), json!({}), "nothing to change"),
        (json!([email("Jonas", "add")]), json!({}), "must be an e-mail address"),
        (json!([email("a@b.example", "add"), email("A@b.example", "remove")]), json!({}), "decide for one"),
        (json!([email("a@b.example", "move")]), json!({}), "expected `add` or `remove`"),
        (json!([{"type": "fax", "handle": "1", "action": "add"}]), json!({}), "unknown variant `fax`"),
        (
            json!([{"type": "phone", "handle": "030 1", "action": "add"}]),
            json!({}),
            "with + and its country code",
        ),
        (
            json!([{"type": "email", "handle": "a@b.example", "action": "remove", "force": true}]),
            json!({}),
            "unknown field `force`",
        ),
        (json!([email("a@b.example", "add")]), json!({"Teir": "Gold"}), "\"Teir\""),
        (json!([email("a@b.example", "add")]), json!({"Tier": "Silver"}), "one of Platinum, Gold, Standard"),
        (json!([]), json!(["Tier"]), "customFields"),
        (
            json!((0..11).map(|n| email(&format!("{n}@b.example"), "add")).collect::<Vec<_>>()),
            json!({}),
            "at most 10",
        ),
    ] {
        let arguments = json!({"contactId": seed::JONAS, "handles": handles, "customFields": fields});
        let error = agent.call_error("update_contact", arguments).await;
        assert!(error["message"].as_str().unwrap().contains(words), "{words}: {error}");
    }
    // An address of another contact.
    let arguments = json!({"contactId": seed::JONAS, "handles": [email("raj@globex.example", "add")]});
    assert_eq!(agent.call_error("update_contact", arguments).await["kind"], "conflict");
    assert_eq!(agent.fake.contact(seed::JONAS), before);
}

#[tokio::test]
async fn partial_contact_change_is_reported() {
    let agent = Agent::new();
    agent.fake.fault(Fault::status(500).on("PATCH", "/contacts/"));
    let result = agent
        .call(
            "update_contact",
            json!({
                "contactId": seed::JONAS, "customFields": {"Tier": "Gold"},
                "handles": [{"type": "twitter", "handle": "@jonas", "action": "add"}],
            }),
        )
        .await;
    assert_eq!(result["changed"], json!(["added the handle @jonas"]));
    assert_eq!(result["failed"][0]["what"], "not changed the custom fields Tier");
    assert_eq!(result["custom_fields"]["Tier"], "Standard");

    // Without the definitions, Front itself validates.
    let agent = Agent::new();
    agent.fake.fault(Fault::status(403).on("GET", "/contacts/custom_fields"));
    let result = agent
        .call("update_contact", json!({"contactId": seed::JONAS, "customFields": {"Tier": "Gold"}}))
        .await;
    assert_eq!(result["custom_fields"]["Tier"], "Gold");
}
