//! The control API itself.

use serde_json::json;

use crate::program::Program;

#[tokio::test]
async fn requests_are_read_back_without_credentials() {
    let desk = Program::desk(&[]);
    desk.get("/api/v2/reps?apikey=t&limit=5").await;
    desk.call("POST", "/api/v1/usage", Some(json!({ "a": 1 }))).await.unwrap();
    desk.get("/api/v1/nothing").await;
    let all = desk.control("GET", "/requests", None).await;
    assert_eq!(all.as_array().unwrap().len(), 3, "the control API is not among them: {all}");
    assert_eq!((&all[0]["query"], &all[0]["authorization_present"]), (&json!("limit=5"), &json!(true)));
    let posted = desk.control("GET", "/requests?method=post", None).await;
    assert_eq!((posted.as_array().unwrap().len(), &posted[0]["body"]), (1, &json!({ "a": 1 })));
    assert_eq!(
        desk.control("GET", "/requests?status=404&path=noth", None).await[0]["path"],
        "/api/v1/nothing"
    );
    assert_eq!(desk.control("GET", "/requests?status=404&path=reps", None).await, json!([]));
    let (status, says) = desk.refusal("GET", "/requests?metod=GET", None).await;
    assert!(status == 400 && says.contains("method, path and status"), "{says}");
    desk.control("DELETE", "/requests", None).await;
    assert_eq!(desk.control("GET", "", None).await["requests"], 0);
}

#[tokio::test]
async fn reset_restores_the_start_and_keeps_the_token() {
    let front = Program::front(&["--fault", "status=500", "--send-delay", "1s"]);
    let start = front.control("GET", "", None).await;
    assert_eq!(front.get("/me").await.status, 500);
    front.control("PATCH", "/settings", json!({ "send_delay": null, "latency": "1ms" })).await;
    let tag = front.call("POST", "/tags", Some(json!({ "name": "New" }))).await.unwrap();
    assert_eq!(tag.status, 201);
    let scoped = front.control("POST", "/tokens", json!({ "scopes": ["tags:read"] })).await;
    assert!(scoped["token"].as_str().unwrap().len() > 8);

    let mut again = front.control("POST", "/reset", None).await;
    again["now"] = start["now"].clone();
    assert_eq!(again, start);
    assert_eq!(front.get("/me").await.status, 500, "the fault of the start");
    assert!(!front.get("/tags").await.text.contains("\"New\""));
}

#[tokio::test]
async fn clock_can_be_set_and_stopped() {
    let front = Program::front(&[]);
    let now = front.control("POST", "/clock", json!({ "set": "2026-01-31T09:00:00Z" })).await;
    assert_eq!(now["now"], "2026-01-31T09:00:00Z");
    assert_eq!(front.control("GET", "/clock", None).await, now);
    let now = front.control("POST", "/clock", json!({ "advance": "36h" })).await;
    assert_eq!(now["now"], "2026-02-01T21:00:00Z");
    for (change, says) in [
        (json!({ "advance": 5 }), "advance: "),
        (json!({ "set": "yesterday" }), "2026-01-31T09:00:00Z"),
        (json!({ "advanced": "1h" }), "`advance`"),
    ] {
        let (status, found) = front.refusal("POST", "/clock", change).await;
        assert!(status == 400 && found.contains(says), "{found}");
    }
}

#[tokio::test]
async fn unknown_names_are_refused_with_a_list_of_known_ones() {
    let front = Program::front(&[]);
    for (method, path, body, expected, says) in [
        ("GET", "/setting", None, 404, "/_fake/settings"),
        ("POST", "/settings", Some(json!({})), 405, "GET, PATCH and PUT"),
        ("DELETE", "/reset", None, 405, "POST"),
        ("PATCH", "/settings", Some(json!({ "latncy": "1s" })), 400, "`latency`"),
        ("PATCH", "/settings", Some(json!({ "latncy": null })), 400, "`latency`"),
        ("PATCH", "/settings", Some(json!({ "latency": 5 })), 400, "latency: "),
        (
            "PATCH",
            "/settings",
            Some(json!({ "rate_limit": "5/h" })),
            400,
            "rate_limit: \"5/h\" is not a rate",
        ),
        ("PATCH", "/settings", Some(json!([])), 400, "not a JSON object"),
        ("PATCH", "/settings", None, 400, "not JSON"),
        ("POST", "/tokens", Some(json!({ "scope": [] })), 400, "`scopes`"),
    ] {
        let (status, found) = front.refusal(method, path, body).await;
        assert_eq!(status, expected, "{method} {path}: {found}");
        assert!(found.contains(says), "{method} {path}: {found}");
    }
    let untouched = front.control("GET", "/settings", None).await;
    assert_eq!((&untouched["latency"], &untouched["rate_limit"]), (&json!("0s"), &json!("60000/min")));
    // A path that only shares the prefix belongs to the vendor.
    assert!(front.get("/_fakes").await.json()["_error"].is_object());
}
