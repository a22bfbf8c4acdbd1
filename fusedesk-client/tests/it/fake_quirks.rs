//! FakeDesk: network faults and PHP quirks.

use std::time::Duration;

use fusedesk_client::testing::{FakeDesk, Fault, Quirks, TagForm, UnsetDate, seed};
use serde_json::{Value, json};

use crate::fake_http::{HttpResponse, get, post, request, send};

async fn case_with(quirks: Quirks, id: u64) -> Value {
    let fake = FakeDesk::seeded();
    fake.set_quirks(quirks);
    get(&fake, &format!("/v1/cases/{id}")).await.json()
}

#[tokio::test]
async fn one_shot_faults() {
    let fake = FakeDesk::seeded();
    let path = "/v1/casetags";
    for (status, code) in [
        (401, "api_error_invalidkey"),
        (403, "api_error_noscope"),
        (404, "api_error_notfound"),
        (405, "api_error"),
        (429, "api_error_ratelimit"),
        (500, "api_error"),
    ] {
        fake.fault(Fault::status(status));
        assert_eq!(get(&fake, path).await.error(), (status, code.to_owned()));
    }
    fake.fault(Fault::html(500));
    let html = get(&fake, path).await;
    assert_eq!((html.status, html.header("content-type"), html.json()), (500, "text/html", Value::Null));
    assert!(html.text().starts_with("<html>"));
    fake.fault(Fault::truncated());
    let cut = get(&fake, path).await;
    assert_eq!((cut.status, cut.text().starts_with("[{"), cut.json()), (200, true, Value::Null));
    fake.fault(Fault::rate_limited(Duration::from_millis(1_200)));
    let throttled = get(&fake, path).await;
    assert_eq!((throttled.status, throttled.header("retry-after")), (429, "2"));
    assert_eq!(throttled.header("x-fusedesk-usage-remaining"), "0");
    fake.fault(Fault::rate_limited(Duration::ZERO));
    assert_eq!(get(&fake, path).await.header("retry-after"), "");
    assert_eq!(get(&fake, path).await.status, 200);
}

#[tokio::test]
async fn dropped_reply_was_sent() {
    let fake = FakeDesk::seeded();
    fake.fault(Fault::dropped().after_write().on("POST", "/reply"));
    fake.fault(Fault::dropped().on("POST", "/reply"));
    for _ in 0..2 {
        let reply =
            request(&fake, &fake.api_key(), "POST", &format!("/v1/cases/{}/reply", seed::EXPORT), "body=x");
        assert!(send(&fake, reply).await.is_err());
    }
    assert_eq!(fake.sent_emails().len(), 1);
    assert_eq!(fake.requests().iter().map(|request| request.status).collect::<Vec<_>>(), [Some(200), None]);
}

#[tokio::test(start_paused = true)]
async fn a_slow_answer_is_waited_for() {
    let fake = FakeDesk::seeded();
    fake.fault(Fault::delay(Duration::from_secs(9)));
    let start = tokio::time::Instant::now();
    assert_eq!(get(&fake, "/v1/chats").await.status, 200);
    assert_eq!(start.elapsed(), Duration::from_secs(9));
}

#[tokio::test]
async fn errors_with_status_200() {
    let fake = FakeDesk::seeded();
    fake.set_quirks(Quirks::new().errors_with_200());
    let answer = get(&fake, "/v1/cases/1").await;
    assert_eq!((answer.status, answer.header("x-fusedesk-error-code")), (200, ""));
    assert_eq!(answer.json(), json!({ "error": "Case not found", "errorcode": "api_error_notfound" }));
    fake.set_hourly_limit(0);
    assert_eq!(get(&fake, "/v1/cases/1").await.json()["errorcode"], "api_error_ratelimit");
}

#[tokio::test]
async fn a_php_warning_before_the_json() {
    let fake = FakeDesk::seeded();
    fake.set_quirks(Quirks::new().php_warning());
    let answer: HttpResponse = get(&fake, "/v1/cases?limit=1").await;
    assert_eq!((answer.status, answer.json()), (200, Value::Null));
    assert!(answer.text().starts_with("<div") && answer.text().contains("[{"));
    assert_eq!(get(&fake, "/v1/cases/1").await.error().0, 404);
}

#[tokio::test]
async fn numbers_and_flags_as_text() {
    let case = case_with(Quirks::new().ids_as_text().flags_as_text(), seed::REFUNDED).await;
    assert_eq!(
        (&case["id"], &case["contactid"], &case["tags"]),
        (&json!("2012"), &json!("5001"), &json!(["33"]))
    );
    assert_eq!((&case["rating"], &case["isArchived"]), (&json!("5"), &json!("0")));
    assert_eq!(case["history"][0]["caseid"], "2012");
}

#[tokio::test]
async fn unset_dates() {
    for (form, unset, flagged) in [
        (UnsetDate::Documented, Value::Null, json!(false)),
        (UnsetDate::False, json!(false), json!(false)),
        (UnsetDate::Empty, json!(""), json!("")),
        (UnsetDate::Zero, json!("0000-00-00 00:00:00"), json!("0000-00-00 00:00:00")),
    ] {
        let case = case_with(Quirks::new().unset_dates(form).flags_as_text(), seed::EXPORT).await;
        assert_eq!((&case["date_closed"], &case["date_rated"]), (&unset, &flagged), "{form:?}");
        let opened = case["date_opened"].as_str().unwrap();
        assert_eq!(opened.len(), if form == UnsetDate::Zero { 19 } else { 25 }, "{opened}");
    }
    let case = case_with(Quirks::new().unset_dates(UnsetDate::Absent), seed::EXPORT).await;
    assert!(case.get("date_closed").is_none() && case.get("date_opened").is_some());
}

#[tokio::test]
async fn ids_that_are_null() {
    let case = case_with(Quirks::new().null_ids(), seed::DISPUTE).await;
    for field in ["contactid", "contactUuid", "repid", "departmentid"] {
        assert_eq!(case[field], Value::Null, "{field}");
    }
    assert_eq!((&case["id"], &case["history"][1]["repid"]), (&json!(seed::DISPUTE), &Value::Null));
}

#[tokio::test]
async fn undocumented_fields_and_values() {
    let fake = FakeDesk::seeded();
    fake.set_quirks(Quirks::new().unknown_fields().unknown_words());
    let case = get(&fake, &format!("/v1/cases/{}", seed::DISPUTE)).await.json();
    assert_eq!((&case["status"], &case["history"][0]["type"]), (&json!("awaiting_parts"), &json!("fax")));
    assert!(case["x_custom_17"].is_object() && case["history"][0]["_links"].is_array());
    assert_eq!(get(&fake, "/v1/chats").await.column("platform"), ["pager", "pager", "pager"]);
    // The fake's own state keeps the status.
    assert_eq!(fake.case(seed::DISPUTE).unwrap()["status"], "new");
}

#[tokio::test]
async fn a_list_where_an_object_is_expected() {
    let fake = FakeDesk::seeded();
    fake.set_quirks(Quirks::new().empty_lists());
    let note = post(&fake, &format!("/v1/cases/{}/addnote", seed::EXPORT), "note=x").await;
    assert_eq!((note.status, note.json()), (200, json!([])));
    assert_eq!(get(&fake, &format!("/v1/cases/{}/feedback/", seed::EXPORT)).await.json(), json!([]));
    assert!(get(&fake, &format!("/v1/cases/{}", seed::EXPORT)).await.json().is_object());
}

#[tokio::test]
async fn tags_in_every_form() {
    for (form, some, none) in [
        (TagForm::Ids, json!([31, 32]), json!([])),
        (TagForm::Map, json!({ "31": "VIP", "32": "Billing Dispute" }), json!([])),
        (
            TagForm::Objects,
            json!([{ "id": 31, "tagname": "VIP" }, { "id": 32, "tagname": "Billing Dispute" }]),
            json!([]),
        ),
        (TagForm::FalseForNone, json!([31, 32]), json!(false)),
    ] {
        assert_eq!(case_with(Quirks::new().tags(form), seed::DISPUTE).await["tags"], some, "{form:?}");
        assert_eq!(case_with(Quirks::new().tags(form), seed::EXPORT).await["tags"], none, "{form:?}");
    }
}

#[tokio::test]
async fn all_at_once_is_still_json() {
    let fake = FakeDesk::seeded();
    fake.set_quirks(Quirks::all());
    for path in
        ["/v1/cases?limit=500", "/v1/chats", "/v2/contacts?search=e", "/v2/reps", "/v1/session/permissions"]
    {
        assert!(get(&fake, path).await.json().is_array(), "{path}");
    }
}
