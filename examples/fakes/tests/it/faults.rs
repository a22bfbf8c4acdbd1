//! Failures on demand, as a client sees them.

use serde_json::json;

use crate::program::Program;

#[tokio::test]
async fn a_429_has_retry_after_and_the_next_request_is_answered() {
    let front = Program::front(&[]);
    front.control("POST", "/faults", json!({ "status": 429, "retry_after": "2s" })).await;
    let limited = front.get("/me").await;
    assert_eq!((limited.status.as_u16(), &limited.headers["retry-after"]), (429, &"2".parse().unwrap()));
    assert_eq!(limited.headers["x-ratelimit-remaining"], "0");
    assert_eq!(front.get("/me").await.status, 200);
}

#[tokio::test]
async fn an_error_has_the_form_of_the_vendor() {
    let fault = json!({ "status": 500, "times": 2, "path": "/me", "headers": { "x-request-id": "r1" } });
    let front = Program::front(&["--fault", &fault.to_string()]);
    assert_eq!(front.get("/tags").await.status, 200);
    let failed = front.get("/me").await;
    assert_eq!((failed.status.as_u16(), failed.json()["_error"]["status"].as_u64()), (500, Some(500)));
    assert_eq!(failed.headers["x-request-id"], "r1");
    assert_eq!(front.control("GET", "/faults", None).await[0]["times"], 1);
    assert_eq!(front.get("/me").await.status, 500);
    assert_eq!(front.get("/me").await.status, 200);
}

#[tokio::test]
async fn error_object_with_status_200() {
    for (program, member) in [(Program::front(&[]), "_error"), (Program::desk(&[]), "error")] {
        program.control("POST", "/faults", json!({ "status": 200 })).await;
        let answer = program.get("/anything").await;
        assert_eq!(answer.status, 200);
        assert!(!answer.json()[member].is_null(), "{answer:?}");
        assert!(!answer.headers.contains_key("x-fusedesk-error"), "{answer:?}");
    }
}

#[tokio::test]
async fn non_json_bodies() {
    let front = Program::front(&[]);
    let faults = json!([
        { "html": 502 },
        { "truncate": true },
        { "prefix": "<b>Warning</b>" },
        { "status": 200, "body": "now", "content_type": "text/plain" },
    ]);
    assert_eq!(front.control("POST", "/faults", faults).await.as_array().unwrap().len(), 4);
    let page = front.get("/me").await;
    assert_eq!((page.status.as_u16(), &page.headers["content-type"]), (502, &"text/html".parse().unwrap()));
    let half = front.get("/me").await;
    assert!(half.status == 200 && serde_json::from_str::<serde_json::Value>(&half.text).is_err(), "{half:?}");
    assert!(front.get("/me").await.text.starts_with("<b>Warning</b>{"));
    let body = front.get("/me").await;
    assert_eq!((body.text.as_str(), &body.headers["content-type"]), ("now", &"text/plain".parse().unwrap()));
}

#[tokio::test]
async fn connection_is_closed_before_or_during_the_response() {
    let front = Program::front(&["--fault", "drop", "--fault", "cut,method=GET"]);
    assert!(front.call("GET", "/me", None).await.is_none());
    assert!(front.call("GET", "/me", None).await.is_none());
    assert_eq!(front.get("/me").await.status, 200);
    let statuses = front.control("GET", "/requests", None).await;
    // The second request was carried out.
    assert_eq!((&statuses[0]["status"], &statuses[1]["status"]), (&json!(null), &json!(200)));
}

#[tokio::test]
async fn cut_response_has_headers_and_half_of_the_body() {
    let front = Program::front(&[]);
    let whole = front.get("/me").await.text;
    front.control("POST", "/faults", json!({ "cut": true })).await;
    let cut = front.raw("/me").await;
    let (head, body) = cut.split_once("\r\n\r\n").unwrap();
    assert!(
        head.starts_with("HTTP/1.1 200") && head.contains(&format!("content-length: {}\r", whole.len())),
        "{head}"
    );
    assert_eq!(body, &whole[..whole.len() / 2]);
    // An empty body cannot be cut.
    front.control("POST", "/faults", json!({ "drop": true })).await;
    assert_eq!(front.raw("/me").await, "");
}

#[tokio::test]
async fn unanswered_write_is_carried_out() {
    let front = Program::front(&["--fault", "drop,after_write,method=POST"]);
    let reply = json!({ "body": "<p>Refunded.</p>", "author_id": "tea_sarah" });
    assert!(front.call("POST", "/conversations/cnv_disp1/messages", Some(reply)).await.is_none());
    let posted = front.control("GET", "/requests?method=POST", None).await;
    assert_eq!(posted[0]["body"]["body"], "<p>Refunded.</p>");
    assert_eq!(posted[0]["status"], 202, "{posted}");
    assert_eq!(front.control("GET", "/sent", None).await[0]["body"], "<p>Refunded.</p>");
}

#[tokio::test]
async fn responses_can_be_delayed() {
    let front = Program::front(&["--fault", "delay=150ms"]);
    let took = async || {
        let start = std::time::Instant::now();
        assert_eq!(front.get("/me").await.status, 200);
        start.elapsed().as_millis()
    };
    assert!(took().await >= 150, "once, by a fault");
    front.control("PATCH", "/settings", json!({ "latency": "150ms" })).await;
    assert!(took().await >= 150 && took().await >= 150, "always, by a setting");
    front.control("PATCH", "/settings", json!({ "latency": null })).await;
    assert_eq!(front.control("GET", "/settings", None).await["latency"], "0s");
}

#[tokio::test]
async fn faults_of_one_request_are_added_atomically() {
    let front = Program::front(&[]);
    let faults = json!([{ "status": 500 }, { "statis": 500 }]);
    let (status, says) = front.refusal("POST", "/faults", faults).await;
    assert_eq!(status, 400);
    assert!(says.contains("`statis`") && says.contains("`retry_after`"), "{says}");
    assert_eq!(front.control("GET", "/faults", None).await, json!([]));
}
