//! Settings of Front.

use serde_json::json;

use crate::program::Program;

#[tokio::test]
async fn merged_conversation_redirects_to_its_target() {
    let front = Program::front(&[]);
    let moved = front.get("/conversations/cnv_merg1/messages").await;
    assert_eq!(moved.status, 301);
    let location = moved.headers["location"].to_str().unwrap();
    let path = location.strip_prefix(&format!("http://{}", front.authority)).expect(location);
    assert_eq!(front.get(path).await.status, 200);

    front.control("PATCH", "/settings", json!({ "merged_location": "relative", "merged_body": false })).await;
    let moved = front.get("/conversations/cnv_merg1").await;
    assert_eq!(
        (&moved.headers["location"], moved.text.as_str()),
        (&"/conversations/cnv_merg2".parse().unwrap(), "")
    );
}

#[tokio::test]
async fn links_point_to_the_fake_or_to_a_configured_host() {
    let front = Program::front(&[]);
    let next =
        front.get("/conversations?limit=2").await.json()["_pagination"]["next"].as_str().unwrap().to_owned();
    let path = next.strip_prefix(&format!("http://{}", front.authority)).expect(&next);
    assert_eq!(front.get(path).await.json()["_results"].as_array().unwrap().len(), 2);

    front.control("PUT", "/settings", json!({ "links": "http://localhost:1/" })).await;
    let next =
        front.get("/conversations?limit=2").await.json()["_pagination"]["next"].as_str().unwrap().to_owned();
    assert!(next.starts_with("http://localhost:1/conversations?"), "{next}");
}

#[tokio::test]
async fn rate_limit_resets_with_the_clock() {
    let front = Program::front(&["--rate-limit", "3/min", "--burst", "0"]);
    for _ in 0..3 {
        assert_eq!(front.get("/me").await.status, 200);
    }
    let limited = front.get("/me").await;
    assert_eq!(limited.status, 429);
    assert!(limited.headers.contains_key("retry-after"));
    // Another setting does not reset the count.
    front.control("PATCH", "/settings", json!({ "latency": "0s" })).await;
    assert_eq!(front.get("/me").await.status, 429);
    front.control("POST", "/clock", json!({ "advance": "1m" })).await;
    assert_eq!(front.get("/me").await.status, 200);
    front.control("PATCH", "/settings", json!({ "rate_limit": "1/min" })).await;
    let limit = front.get("/me").await;
    assert_eq!((limit.status.as_u16(), &limit.headers["x-ratelimit-limit"]), (200, &"1".parse().unwrap()));
}

#[tokio::test]
async fn a_message_exists_after_the_delay() {
    let front = Program::front(&["--send-delay", "1h"]);
    let before =
        front.get("/conversations/cnv_disp1/messages").await.json()["_results"].as_array().unwrap().len();
    let reply = json!({ "body": "<p>Refunded.</p>", "author_id": "tea_sarah" });
    let sent = front.call("POST", "/conversations/cnv_disp1/messages", Some(reply)).await.unwrap();
    assert_eq!(sent.status, 202);
    let count = async || {
        front.get("/conversations/cnv_disp1/messages").await.json()["_results"].as_array().unwrap().len()
    };
    assert_eq!(count().await, before);
    front.control("POST", "/clock", json!({ "advance": "2h" })).await;
    assert_eq!(count().await, before + 1);
}
