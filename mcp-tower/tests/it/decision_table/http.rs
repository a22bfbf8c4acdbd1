//! Rows 1 to 6: before the lifecycle is known.

use ::http::Method;
use mcp_core::Principal;
use mcp_tower::{
    AllowedHosts, AllowedOrigins,
    layer::{BearerAuthLayer, BearerKey, CheckOriginLayer},
};
use serde_json::json;
use tower::{Layer, ServiceBuilder};

use super::{echo, list};
use crate::support::{RequestBuilder, STATELESS, mcp};

// ---- 1: origin and host

#[tokio::test]
async fn row_1_a_foreign_origin_is_refused() {
    let answer = list().with("origin", "https://evil.example").send(&mcp()).await;
    answer.refused(403, -32600, None);
}

#[tokio::test]
async fn row_1_a_foreign_host_is_refused() {
    list().with("host", "evil.example").send(&mcp()).await.refused(403, -32600, None);
    let answer = list().with("host", "evil.example").with("origin", "http://localhost").send(&mcp()).await;
    answer.refused(403, -32600, None);
}

#[tokio::test]
async fn row_1_a_hidden_origin_is_refused() {
    list().with("origin", "null").send(&mcp()).await.refused(403, -32600, None);
}

#[tokio::test]
async fn row_1_own_and_configured_origins_pass() {
    list().with("origin", "http://localhost:5173").send(&mcp()).await.result();
    let mcp = mcp()
        .allowed_origins(AllowedOrigins::none().allow("https://chat.example.com").unwrap())
        .allowed_hosts(AllowedHosts::none().allow("mcp.example.com").unwrap());
    let ask = list().with("host", "mcp.example.com").with("origin", "https://chat.example.com");
    ask.clone().send(&mcp).await.result();
    ask.clone().with("origin", "http://localhost").send(&mcp).await.refused(403, -32600, None);
    ask.with("host", "localhost").send(&mcp).await.refused(403, -32600, None);
}

#[tokio::test]
async fn row_1_comes_before_everything() {
    let ask = RequestBuilder::raw("nonsense").method(Method::GET).with("origin", "https://evil.example");
    ask.send(&mcp()).await.refused(403, -32600, None);
}

// ---- 2: auth

#[tokio::test]
async fn row_2_without_a_key_the_answer_is_401() {
    let key = BearerKey::new("k1", Principal::new("p")).unwrap();
    let service = BearerAuthLayer::new([key.clone()]).layer(mcp());
    let answer = list().send(&service).await;
    answer.refused(401, -32600, None);
    assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
    list().with("authorization", "Bearer k1").send(&service).await.result();

    // Origin first, if the layers are in that order.
    let service = ServiceBuilder::new()
        .layer(CheckOriginLayer::new())
        .layer(BearerAuthLayer::new([key]))
        .service(mcp());
    list().with("origin", "https://evil.example").send(&service).await.refused(403, -32600, None);
    list().send(&service).await.refused(401, -32600, None);
}

#[tokio::test]
async fn row_2_comes_before_method_and_body() {
    let service = BearerAuthLayer::new([]).layer(mcp());
    RequestBuilder::raw("nonsense").method(Method::GET).send(&service).await.refused(401, -32600, None);
}

// ---- 3: method

#[tokio::test]
async fn row_3_get_delete_and_others_are_405() {
    for method in [Method::GET, Method::DELETE, Method::PUT, Method::OPTIONS, Method::PATCH] {
        let answer = list().method(method).send(&mcp()).await;
        answer.refused(405, -32600, None);
        assert_eq!(answer.header("allow"), Some("POST"));
    }
}

// ---- 4: media type, size, JSON

#[tokio::test]
async fn row_4_another_media_type_is_415() {
    list().with("content-type", "text/plain").send(&mcp()).await.refused(415, -32600, None);
    list().without("content-type").send(&mcp()).await.refused(415, -32600, None);
    list().with("content-type", "application/json; charset=utf-8").send(&mcp()).await.result();
}

#[tokio::test]
async fn row_4_a_large_body_is_413() {
    let ask = RequestBuilder::initialize_revision("ping", &json!({ "filler": "x".repeat(200) }));
    ask.clone().send(&mcp().max_body_bytes(100)).await.refused(413, -32600, None);
    ask.send(&mcp()).await.result();
}

#[tokio::test]
async fn row_4_what_is_not_json_is_400() {
    for body in ["", "{", "hello", r#"{"jsonrpc":"2.0","id":1,"method":"ping"} x"#] {
        RequestBuilder::raw(body).send(&mcp()).await.refused(400, -32700, None);
    }
}

#[tokio::test]
async fn row_4_json_that_is_no_message_is_400() {
    RequestBuilder::raw("7").send(&mcp()).await.refused(400, -32600, None);
    RequestBuilder::raw(r#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#)
        .send(&mcp())
        .await
        .refused(400, -32600, None);
    RequestBuilder::raw(r#"{"jsonrpc":"2.0","id":"a"}"#).send(&mcp()).await.refused(
        400,
        -32600,
        Some(r#""a""#),
    );
}

#[tokio::test]
async fn row_4_a_compressed_body_is_415() {
    let answer = list().with("content-encoding", "gzip").send(&mcp()).await;
    answer.refused(415, -32600, None);
    assert_eq!(answer.header("accept-encoding"), Some("identity"));
    list().with("content-encoding", "identity").send(&mcp()).await.result();
}

// ---- 5: batches

#[tokio::test]
async fn row_5_a_batch_of_a_revision_without_batches_is_400() {
    let batch = json!([{ "jsonrpc": "2.0", "id": 1, "method": "ping" }]);
    for version in ["2025-06-18", "2025-11-25", STATELESS, "2024-11-05"] {
        let answer = RequestBuilder::json(&batch).with("mcp-protocol-version", version).send(&mcp()).await;
        answer.refused(400, -32600, None);
    }
}

#[tokio::test]
async fn row_5_a_batch_of_2025_03_26_is_served() {
    let batch = r#"[{"jsonrpc":"2.0","id":"a\u0031","method":"ping"},
        {"jsonrpc":"2.0","method":"notifications/initialized"},
        {"jsonrpc":"2.0","id":2,"method":"nope"},
        7,
        {"jsonrpc":"2.0","id":3,"method":"initialize"},
        {"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"nop"}}]"#;
    for ask in
        [RequestBuilder::raw(batch), RequestBuilder::raw(batch).with("mcp-protocol-version", "2025-03-26")]
    {
        let answer = ask.send(&mcp()).await;
        assert_eq!(answer.status, 200);
        assert!(
            answer.body.starts_with(r#"[{"jsonrpc":"2.0","id":"a\u0031","result":{}},"#),
            "{}",
            answer.body
        );
        let answers = answer.value();
        assert_eq!(answers.as_array().unwrap().len(), 5);
        assert_eq!(answers[1]["error"]["code"], -32601);
        assert_eq!((&answers[2]["error"]["code"], answers[2].get("id")), (&json!(-32600), None));
        assert_eq!((&answers[3]["id"], &answers[3]["error"]["code"]), (&json!(3), &json!(-32600)));
        assert_eq!(answers[4]["result"]["isError"], false);
    }
}

#[tokio::test]
async fn row_5_response_in_a_batch_gets_no_response() {
    let stray = json!({ "jsonrpc": "2.0", "id": 7, "result": {} });
    let note = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" });
    let ping = json!({ "jsonrpc": "2.0", "id": 1, "method": "ping" });
    RequestBuilder::json(&json!([stray, note])).send(&mcp()).await.refused(400, -32600, None);
    let answer = RequestBuilder::json(&json!([stray, ping, note])).send(&mcp()).await;
    assert_eq!(answer.value(), json!([{ "jsonrpc": "2.0", "id": 1, "result": {} }]));
}

#[tokio::test]
async fn row_5_a_batch_holds_no_batch() {
    let ping = json!({ "jsonrpc": "2.0", "id": 1, "method": "ping" });
    let answer = RequestBuilder::json(&json!([1])).send(&mcp()).await;
    assert!(answer.body.contains("expected an object"), "{}", answer.body);
    let answer = RequestBuilder::json(&json!([[ping], ping])).send(&mcp()).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.value()[0]["error"]["code"], -32600);
    assert!(answer.body.contains("the batch contains another batch"), "{}", answer.body);
    assert_eq!(answer.value()[1]["result"], json!({}));
}

#[tokio::test]
async fn row_5_batches_are_bounded_and_not_empty() {
    let ping = json!({ "jsonrpc": "2.0", "id": 1, "method": "ping" });
    let batch = |n: usize| RequestBuilder::json(&vec![ping.clone(); n].into());
    batch(0).send(&mcp()).await.refused(400, -32600, None);
    let max = mcp_tower::HttpLimits::default().max_batch;
    batch(max + 1).send(&mcp()).await.refused(400, -32600, None);
    assert_eq!(batch(max).send(&mcp()).await.status, 200);
    batch(3).send(&mcp().max_batch(2)).await.refused(400, -32600, None);
    RequestBuilder::raw("[1,").send(&mcp()).await.refused(400, -32700, None);
}

#[tokio::test]
async fn row_5_a_batch_without_requests_is_accepted() {
    let answer =
        RequestBuilder::raw(r#"[{"jsonrpc":"2.0","method":"notifications/initialized"}]"#).send(&mcp()).await;
    assert_eq!((answer.status.as_u16(), answer.body.as_str()), (202, ""));
}

#[tokio::test]
async fn row_5_stateless_request_in_a_batch_is_refused() {
    let body = std::str::from_utf8(&echo().body).unwrap().to_owned();
    let answers = RequestBuilder::raw(format!("[{body}]")).send(&mcp()).await.value();
    assert_eq!(answers[0]["error"]["code"], -32600);
}

// ---- 6: responses

#[tokio::test]
async fn row_6_stray_response_is_400() {
    RequestBuilder::raw(r#"{"jsonrpc":"2.0","id":1,"result":{}}"#)
        .send(&mcp())
        .await
        .refused(400, -32600, None);
    let body = r#"{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"m"}}"#;
    RequestBuilder::raw(body)
        .with("mcp-protocol-version", "2025-11-25")
        .send(&mcp())
        .await
        .refused(400, -32600, None);
}

// ---- Accept

#[tokio::test]
async fn accept_that_allows_neither_form_is_406() {
    list().with("accept", "text/html").send(&mcp()).await.refused(406, -32600, None);
    list().with("accept", "application/json;q=0").send(&mcp()).await.refused(406, -32600, None);
}

#[tokio::test]
async fn accept_may_name_json_alone_or_anything_or_be_absent() {
    for ask in
        [list().with("accept", "application/json"), list().with("accept", "*/*"), list().without("accept")]
    {
        let answer = ask.send(&mcp()).await;
        answer.result();
        assert_eq!(answer.header("content-type"), Some("application/json"));
    }
}

#[tokio::test]
async fn accept_that_names_events_alone_gets_events() {
    let ask =
        RequestBuilder::initialize_revision("tools/list", &json!({})).with("accept", "text/event-stream");
    let events = ask.send(&mcp()).await.events();
    assert_eq!(events.len(), 1);
    assert!(events[0]["result"]["tools"].is_array());
    let ask = RequestBuilder::initialize_revision("nope", &json!({})).with("accept", "text/event-stream");
    assert_eq!(ask.send(&mcp()).await.events()[0]["error"]["code"], -32601);
}
