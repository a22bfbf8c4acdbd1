//! Tools that change cases without reaching a customer.

use std::time::Duration;

use fusedesk_client::testing::{Fault, Quirks, seed};
use serde_json::{Value, json};

use crate::mcp_support::{Desk, ids, keyed};

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[tokio::test]
async fn a_case_is_created_with_names() {
    let desk = Desk::new();
    let created = desk
        .call(
            "fusedesk_create_case",
            json!({
                "department": "billing", "summary": "Invoice is missing", "details": "INV-20600 never came.",
                "customer": "elena.voss@northwind.example", "rep": "sarah", "tags": ["VIP", seed::URGENT],
                "note_type": "call",
            }),
        )
        .await;
    let stored = desk.fake.case(created["case_id"].as_u64().unwrap()).unwrap();
    assert_eq!(
        (&stored["departmentid"], &stored["repid"], &stored["status"], &stored["contactUuid"]),
        (&json!(seed::BILLING), &json!(seed::SARAH), &json!("new"), &json!(seed::ELENA))
    );
    assert_eq!(stored["tags"], json!([seed::VIP, seed::URGENT]));
    assert_eq!(stored["openedby"], "elena.voss@northwind.example");
    assert_eq!(stored["history"][0]["type"], "call");
    assert_eq!(created["case"]["rep"]["name"], "Sarah Chen");
    assert_eq!(created["case"]["department"]["name"], "Billing");
    assert!(created.get("warnings").is_none(), "{created}");
    assert_eq!(desk.fake.ignored_parameters(), [""; 0]);
}

#[tokio::test]
async fn differences_from_the_request_are_warnings() {
    let desk = Desk::new();
    let created = desk
        .call(
            "fusedesk_create_case",
            json!({
                "department": seed::INTEGRATIONS, "summary": "s", "details": "d", "rep": "sarah@acme.example",
                "customer": "stranger@nowhere.example",
            }),
        )
        .await;
    assert_eq!(created["case"]["rep"]["id"], seed::DAVID);
    let warnings = created["warnings"].to_string();
    assert!(
        warnings.contains("another rep") && warnings.contains("No contact has the customer's address"),
        "{warnings}"
    );
    assert_eq!(created["case"]["opened_by"], "stranger@nowhere.example");
}

#[tokio::test]
async fn invalid_arguments_create_nothing() {
    let desk = Desk::new();
    let before = desk.fake.cases().len();
    let whole = json!({"department": "Billing", "summary": "s", "details": "d", "opened_by": "Jo"});
    for (name, value, kind, word) in [
        ("department", json!("Biling"), "not_found", "Biling"),
        ("department", json!("Onboarding 2021"), "invalid_arguments", "archived"),
        ("rep", json!("tom@acme.example"), "invalid_arguments", "disabled"),
        ("rep", json!("none"), "invalid_arguments", "cannot unassign"),
        ("tags", json!(["VIP", "Vipp", "Nope"]), "not_found", "Nope"),
        ("tags", json!(["Beta 2021"]), "not_found", "archived"),
        ("customer", json!("Dana"), "invalid_arguments", "contacts fit"),
        ("customer", json!("Nobody Atall"), "not_found", "no contact"),
        ("summary", json!(" "), "invalid_arguments", "summary is empty"),
        ("details", json!("\n"), "invalid_arguments", "details is empty"),
        ("opened_by", json!(" "), "invalid_arguments", "opened_by"),
        ("status", json!("solved"), "invalid_arguments", "status"),
        ("author", json!(seed::MIA), "invalid_arguments", "unknown field"),
    ] {
        let mut arguments = whole.clone();
        arguments[name] = value.clone();
        let error = desk.fail("fusedesk_create_case", arguments).await;
        assert_eq!(error["kind"], kind, "{name} {value}: {error}");
        assert!(text(&error["message"]).contains(word), "{name} {value}: {error}");
    }
    assert_eq!(desk.fake.cases().len(), before);
}

#[tokio::test]
async fn created_case_is_found_after_lost_response() {
    let desk = Desk::new();
    let arguments = json!({"department": "Billing", "summary": "Lost", "details": "d", "opened_by": "Jo"});
    let count = || desk.fake.cases().iter().filter(|case| case["summary"] == "Lost").count();
    for (n, fault) in [Fault::dropped().after_write(), Fault::truncated(), Fault::html(500).after_write()]
        .into_iter()
        .enumerate()
    {
        desk.fake.fault(fault.on("POST", "/api/v1/cases"));
        let created = desk.call("fusedesk_create_case", keyed(&arguments, n)).await;
        assert!(text(&created["warnings"][0]).contains("response was lost"), "{created}");
        assert_eq!(desk.fake.case(created["case_id"].as_u64().unwrap()).unwrap()["summary"], "Lost");
        assert_eq!(count(), n + 1);
    }
    // No case was created.
    desk.fake.fault(Fault::dropped().on("POST", "/api/v1/cases"));
    let mut other = arguments.clone();
    other["summary"] = json!("Never made");
    let error = desk.fail("fusedesk_create_case", other).await;
    assert_eq!(error["kind"], "outcome_unknown", "{error}");
    assert!(text(&error["hint"]).contains("fusedesk_search_cases"), "{error}");
    // An empty response.
    desk.fake.set_quirks(Quirks::new().empty_lists());
    let created = desk.call("fusedesk_create_case", keyed(&arguments, 3)).await;
    assert!(created["case_id"].is_u64() && created.get("warnings").is_none(), "{created}");
    // A key that may create but not read.
    let key = desk.fake.key_with_scopes(["cases_create", "departments"]);
    let blind = Desk::with_key(desk.fake.clone(), key, |tools| tools);
    let created = blind.call("fusedesk_create_case", arguments.clone()).await;
    assert!(created.get("case_id").is_none(), "{created}");
    assert!(text(&created["warnings"][0]).contains("did not return its id"), "{created}");
    desk.fake.set_quirks(Quirks::new());
    let created = blind.call("fusedesk_create_case", keyed(&arguments, 1)).await;
    assert!(created["case_id"].is_u64(), "{created}");
    assert!(text(&created["warnings"][0]).contains("could not be verified"), "{created}");
    assert_eq!(created["case"]["status"], "new");
}

#[tokio::test]
async fn a_case_is_updated_and_read_back() {
    let desk = Desk::new();
    let updated = desk
        .call(
            "fusedesk_update_case",
            json!({
                "case_id": seed::LEAD.to_string(), "summary": "Plan for 30 teachers", "details": "By phone.",
                "status": "Open", "customer": "Alex Moreno",
            }),
        )
        .await;
    assert_eq!(updated["case"]["waiting_on"], "customer");
    assert_eq!(updated["case"]["customer"]["uuid"], seed::ALEX);
    assert!(updated.get("warnings").is_none(), "{updated}");
    let stored = desk.fake.case(seed::LEAD).unwrap();
    assert_eq!(
        (&stored["summary"], &stored["details"], &stored["status"], &stored["contactid"]),
        (&json!("Plan for 30 teachers"), &json!("By phone."), &json!("open"), &json!(seed::ALEX_CRM))
    );
    let closed = desk.call("fusedesk_update_case", json!({"case_id": seed::LEAD, "status": "closed"})).await;
    assert!(closed["case"]["closed_at"].is_string());

    for (arguments, kind) in [
        (json!({"case_id": seed::LEAD}), "invalid_arguments"),
        (json!({"case_id": seed::LEAD, "summary": "", "details": " "}), "invalid_arguments"),
        (json!({"case_id": seed::LEAD, "customer": "stranger@nowhere.example"}), "not_found"),
        (json!({"case_id": "ABCD1234", "status": "open"}), "invalid_arguments"),
        (json!({"case_id": 1, "status": "open"}), "not_found"),
        (json!({"case_id": seed::LEAD, "rep": "sarah"}), "invalid_arguments"),
    ] {
        let error = desk.fail("fusedesk_update_case", arguments.clone()).await;
        assert_eq!(error["kind"], kind, "{arguments}: {error}");
    }
    let error = desk.fail("fusedesk_update_case", json!({"case_id": 1, "status": "open"})).await;
    assert!(text(&error["hint"]).contains("merged"), "{error}");
}

#[tokio::test]
async fn update_is_verified_after_lost_response() {
    let desk = Desk::new();
    let arguments = json!({"case_id": seed::LEAD, "status": "open"});
    desk.fake.fault(Fault::dropped().after_write().on("POST", "/cases/"));
    let updated = desk.call("fusedesk_update_case", arguments.clone()).await;
    assert!(text(&updated["warnings"][0]).contains("response was lost"), "{updated}");
    desk.fake.fault(Fault::dropped().on("POST", "/cases/"));
    let error = desk.fail("fusedesk_update_case", json!({"case_id": seed::LEAD, "status": "closed"})).await;
    assert_eq!(error["kind"], "outcome_unknown");
    assert!(text(&error["hint"]).contains("safe to repeat"), "{error}");
    // The change succeeded. A failed read afterwards is not an error.
    desk.fake.fault(Fault::status(500).on("GET", "/cases/"));
    let updated = desk.call("fusedesk_update_case", arguments).await;
    assert!(text(&updated["warnings"][0]).contains("could not be verified"), "{updated}");
    assert_eq!(updated["case"]["status"], "open");
}

#[tokio::test]
async fn a_case_is_assigned_by_name() {
    let desk = Desk::new().as_author(seed::MIA);
    let assign = "fusedesk_assign_case";
    let assigned = desk.call(assign, json!({"case_id": seed::DISPUTE, "rep": "me"})).await;
    assert_eq!(
        (&assigned["previous_rep"]["id"], &assigned["case"]["rep"]["name"]),
        (&json!(101), &json!("Mia Larsen"))
    );
    assert_eq!(desk.fake.case(seed::DISPUTE).unwrap()["repid"], seed::MIA);
    let assigned = desk.call(
        assign,
        json!({"case_id": seed::DISPUTE, "rep": "david@acme.example", "department": "Integrations"}),
    );
    let assigned = assigned.await;
    assert_eq!(assigned["previous_department"]["name"], "Billing");
    assert!(assigned.get("warnings").is_none(), "{assigned}");
    // Only the department: its rep takes the case.
    let assigned = desk.call(assign, json!({"case_id": seed::DISPUTE, "department": "sales"})).await;
    assert_eq!(assigned["case"]["rep"]["id"], seed::MIA);
    assert!(text(&assigned["warnings"][0]).contains("Mia Larsen has the case now"), "{assigned}");
    // A rep of another department.
    let assigned = desk
        .call(assign, json!({"case_id": seed::DISPUTE, "department": "Sales", "rep": "David Okafor"}))
        .await;
    assert!(text(&assigned["warnings"][0]).contains("does not belong"), "{assigned}");

    for (arguments, kind) in [
        (json!({"case_id": seed::DISPUTE}), "invalid_arguments"),
        (json!({"case_id": seed::DISPUTE, "rep": "nobody"}), "invalid_arguments"),
        (json!({"case_id": seed::DISPUTE, "rep": "Sara Chen"}), "not_found"),
        (json!({"case_id": 1, "rep": "sarah"}), "not_found"),
    ] {
        let error = desk.fail(assign, arguments.clone()).await;
        assert_eq!(error["kind"], kind, "{arguments}: {error}");
    }
    let stranger = Desk::new();
    assert_eq!(
        stranger.fail(assign, json!({"case_id": seed::DISPUTE, "rep": "me"})).await["kind"],
        "invalid_arguments"
    );
}

#[tokio::test]
async fn tags_go_on_and_off_and_what_fails_is_named() {
    let desk = Desk::new();
    let tag = "fusedesk_tag_case";
    let tagged = desk
        .call(
            tag,
            json!({
                "case_id": seed::DISPUTE, "add": ["urgent", "VIP", "Nope"],
                "remove": [seed::BILLING_DISPUTE, "Refund"],
            }),
        )
        .await;
    assert_eq!(
        (ids(&tagged["added"]), ids(&tagged["removed"])),
        (vec![seed::URGENT], vec![seed::BILLING_DISPUTE])
    );
    assert_eq!(tagged["failed"][0]["what"], "add: Nope");
    assert_eq!(desk.fake.case(seed::DISPUTE).unwrap()["tags"], json!([seed::VIP, seed::URGENT]));
    assert_eq!(ids(&tagged["case"]["tags"]), [seed::VIP, seed::URGENT]);

    desk.fake.fault(Fault::status(500).on("POST", "/tag/"));
    desk.fake.fault(Fault::dropped().after_write().on("POST", "/untag/"));
    let tagged = desk
        .call(tag, json!({"case_id": seed::DISPUTE, "add": ["Refund", "API Error"], "remove": "Urgent"}))
        .await;
    assert_eq!(
        (ids(&tagged["added"]), ids(&tagged["removed"])),
        (vec![seed::API_ERROR_TAG], vec![seed::URGENT])
    );
    assert_eq!(tagged["failed"][0]["what"], "add: Refund");
    assert!(text(&tagged["warnings"][0]).contains("response was lost"), "{tagged}");

    for (arguments, kind) in [
        (json!({"case_id": seed::DISPUTE}), "invalid_arguments"),
        (json!({"case_id": seed::DISPUTE, "add": ["Nope"], "remove": ["Neither"]}), "not_found"),
        (json!({"case_id": seed::DISPUTE, "add": ["Beta 2021"]}), "not_found"),
        (json!({"case_id": seed::DISPUTE, "add": ["VIP"], "remove": ["vip"]}), "invalid_arguments"),
        (json!({"case_id": seed::DISPUTE, "add": vec!["VIP"; 16]}), "invalid_arguments"),
        (json!({"case_id": 1, "add": ["VIP"]}), "not_found"),
    ] {
        let error = desk.fail(tag, arguments.clone()).await;
        assert_eq!(error["kind"], kind, "{arguments}: {error}");
    }
    // Without changes there is no write.
    desk.fake.clear_requests();
    let tagged =
        desk.call(tag, json!({"case_id": seed::DISPUTE, "add": ["VIP"], "remove": ["Urgent"]})).await;
    assert_eq!((&tagged["added"], &tagged["removed"]), (&json!([]), &json!([])));
    assert!(desk.fake.requests().iter().all(|request| request.method == "GET"));
}

#[tokio::test]
async fn a_note_is_that_of_the_author_in_the_context() {
    let desk = Desk::new().as_author(seed::MIA);
    let note = "fusedesk_add_note";
    let arguments = json!({
        "case_id": seed::DISPUTE, "note": "Called her.\nShe will wait.", "title": "Call", "note_type": "call",
        "status": "open",
    });
    let noted = desk.call(note, arguments.clone()).await;
    let stored = desk.fake.case(seed::DISPUTE).unwrap();
    let entry = stored["history"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&entry["id"], &entry["repid"], &entry["type"], &entry["title"]),
        (&noted["note_id"], &json!(seed::MIA), &json!("call"), &json!("Call"))
    );
    assert_eq!((&noted["author"], &noted["case"]["status"]), (&json!("Mia Larsen"), &json!("open")));
    assert!(desk.fake.sent_emails().is_empty());

    for name in ["rep", "repid", "rep_id", "author"] {
        let mut arguments = arguments.clone();
        arguments[name] = json!(seed::SARAH);
        assert!(text(&desk.fail(note, arguments).await["message"]).contains("unknown field"), "{name}");
    }
    assert_eq!(
        desk.fail(note, json!({"case_id": seed::DISPUTE, "note": " "})).await["kind"],
        "invalid_arguments"
    );
    assert_eq!(desk.fail(note, json!({"case_id": 1, "note": "x"})).await["kind"], "not_found");
}

#[tokio::test]
async fn note_is_added_once_after_lost_response() {
    let desk = Desk::new();
    let arguments = json!({"case_id": seed::DISPUTE, "note": "Once only"});
    let count = || {
        let case = desk.fake.case(seed::DISPUTE).unwrap();
        case["history"].as_array().unwrap().iter().filter(|entry| entry["note"] == "Once only").count()
    };
    desk.fake.fault(Fault::truncated().on("POST", "/addnote"));
    let noted = desk.call("fusedesk_add_note", arguments.clone()).await;
    assert!(noted["note_id"].is_u64() && noted["warnings"][0].is_string(), "{noted}");
    assert_eq!(count(), 1);
    // An older note with the same text is not this one.
    desk.fake.fault(Fault::dropped().on("POST", "/addnote"));
    let older = json!({"case_id": seed::RENEWAL, "note": "40 seats at 21 euros a month. Not before the dispute is closed."});
    let error = desk.fail("fusedesk_add_note", older).await;
    assert_eq!(error["kind"], "outcome_unknown");
    assert!(text(&error["hint"]).contains("only if it is not there"), "{error}");
}

#[tokio::test]
async fn a_case_is_snoozed_until_a_time_to_come() {
    let desk = Desk::new();
    let snooze = "fusedesk_snooze_case";
    let snoozed = desk.call(snooze, json!({"case_id": seed::DISPUTE, "until": "2d"})).await;
    let stored = desk.fake.case(seed::DISPUTE).unwrap();
    assert_eq!(text(&stored["date_snoozed"]).replace("+00:00", "Z"), text(&snoozed["until"]));
    desk.fake.advance(Duration::from_secs(49 * 3_600));
    assert!(desk.fake.case(seed::DISPUTE).unwrap()["date_snoozed"].is_null());

    let desk = Desk::new();
    desk.fake.clear_requests();
    for until in ["2001-01-01T00:00:00Z", "0m", "-2d", "yesterday", "", "2001-01-01"] {
        let error = desk.fail(snooze, json!({"case_id": seed::DISPUTE, "until": until})).await;
        assert_eq!(error["kind"], "invalid_arguments", "{until}: {error}");
        assert!(text(&error["message"]).starts_with("until is"), "{until}: {error}");
    }
    assert!(desk.fake.requests().is_empty());
    assert_eq!(desk.fail(snooze, json!({"case_id": 1, "until": "2d"})).await["kind"], "not_found");
}
