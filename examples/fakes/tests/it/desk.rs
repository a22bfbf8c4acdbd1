//! Settings and faults of FuseDesk.

use serde_json::json;

use crate::program::Program;

#[tokio::test]
async fn php_warning_precedes_one_response() {
    let desk = Program::desk(&[]);
    desk.control("POST", "/faults", json!({ "php_warning": true })).await;
    let warned = desk.get("/api/v2/reps").await;
    assert!(warned.text.contains("A PHP Error was encountered") && warned.text.ends_with(']'), "{warned:?}");
    assert!(desk.get("/api/v2/reps").await.json().is_array());
    let (_, says) = desk.refusal("POST", "/faults", json!({ "php_warning": 1 })).await;
    assert!(says.contains("must be true"), "{says}");
}

#[tokio::test]
async fn php_quirks_can_be_changed_at_run_time() {
    let desk = Program::desk(&["--quirks", "ids_as_text,errors_with_200", "--tags", "map"]);
    let case = |id: u32| format!("/api/v1/cases/{id}");
    let unknown = desk.get(&case(1)).await;
    assert_eq!(unknown.status, 200);
    assert!(unknown.json()["error"].is_string(), "{unknown:?}");
    assert!(desk.get("/api/v2/reps").await.json()[0]["userId"].is_string());

    desk.control("PATCH", "/settings", json!({ "quirks": ["php_warning"], "unset_dates": "zero" })).await;
    assert_eq!(desk.get(&case(1)).await.status, 404);
    assert!(desk.get("/api/v2/reps").await.text.starts_with("<div"));
    let settings = desk.control("PATCH", "/settings", json!({ "quirks": null })).await;
    assert_eq!((&settings["quirks"], &settings["tags"]), (&json!([]), &json!("map")));
    let (_, says) = desk.refusal("PATCH", "/settings", json!({ "quirks": ["php"] })).await;
    assert!(says.starts_with("quirks[0]: ") && says.contains("`php_warning`"), "{says}");
}

#[tokio::test]
async fn hourly_rate_limit_resets_with_the_clock() {
    let desk = Program::desk(&["--rate-limit", "2/hour"]);
    for status in [200, 200, 429, 429] {
        assert_eq!(desk.get("/api/v2/reps").await.status, status);
    }
    desk.control("POST", "/clock", json!({ "advance": "1h" })).await;
    assert_eq!(desk.get("/api/v2/reps").await.status, 200);
}
