//! Rows 8 to 11: requests of the `initialize` revisions, and notifications.

use mcp_core::{META_CLIENT_CAPABILITIES, META_PROTOCOL_VERSION};
use serde_json::json;

use crate::support::{RequestBuilder, STATELESS, mcp};

// ---- 8: stateless header, initialize_revision body

#[tokio::test]
async fn row_8_stateless_header_needs_stateless_body() {
    for ask in [
        RequestBuilder::initialize_revision("tools/list", &json!({})),
        RequestBuilder::initialize_revision("initialize", &json!({ "protocolVersion": STATELESS })),
        RequestBuilder::initialize_revision(
            "server/discover",
            &json!({ "_meta": { META_CLIENT_CAPABILITIES: {} } }),
        ),
        RequestBuilder::raw(r#"{"jsonrpc":"2.0","id":1,"method":"server/discover"}"#),
    ] {
        let answer = ask.with("mcp-protocol-version", STATELESS).send(&mcp()).await;
        answer.refused(400, -32602, Some("1"));
        assert!(answer.body.contains(META_PROTOCOL_VERSION), "{}", answer.body);
    }
    // Only missing members are named.
    for (meta, named) in [(json!({}), true), (json!({ META_CLIENT_CAPABILITIES: {} }), false)] {
        let ask = RequestBuilder::initialize_revision("tools/list", &json!({ "_meta": meta }))
            .with("mcp-protocol-version", STATELESS);
        assert_eq!(ask.send(&mcp()).await.body.contains(META_CLIENT_CAPABILITIES), named);
    }
}

// ---- 9: initialize

#[tokio::test]
async fn row_9_initialize_echoes_its_revision() {
    for version in ["2025-03-26", "2025-06-18", "2025-11-25"] {
        let answer =
            RequestBuilder::initialize_revision("initialize", &json!({ "protocolVersion": version }))
                .send(&mcp())
                .await;
        let result = answer.result();
        assert_eq!(result["protocolVersion"], version);
        assert!(result.get("_meta").is_none() && result.get("resultType").is_none());
        assert!(!answer.headers.contains_key("mcp-session-id"));
    }
}

#[tokio::test]
async fn row_9_initialize_falls_back_to_2025_11_25() {
    for version in [json!(STATELESS), json!("2024-11-05"), json!("soon"), json!(null)] {
        let answer =
            RequestBuilder::initialize_revision("initialize", &json!({ "protocolVersion": version }))
                .send(&mcp())
                .await;
        assert_eq!(answer.result()["protocolVersion"], "2025-11-25");
    }
}

#[tokio::test]
async fn row_9_initialize_is_not_refused_for_its_header() {
    let ask = RequestBuilder::initialize_revision("initialize", &json!({ "protocolVersion": "2024-11-05" }));
    let answer = ask.with("mcp-protocol-version", "2024-11-05").send(&mcp()).await;
    assert_eq!(answer.result()["protocolVersion"], "2025-11-25");
}

// ---- 10: other initialize_revision requests

#[tokio::test]
async fn row_10_no_header_counts_as_2025_03_26() {
    let result = RequestBuilder::legacy_call("whoami", &json!({})).send(&mcp()).await.result();
    let text = result["content"][0]["text"].as_str().unwrap();
    assert!(text.contains(r#""version":"2025-03-26""#), "{text}");
    assert!(result.get("structuredContent").is_none() && result.get("resultType").is_none());
}

#[tokio::test]
async fn row_10_the_header_names_the_version() {
    let ask = RequestBuilder::legacy_call("whoami", &json!({})).with("mcp-protocol-version", "2025-06-18");
    assert_eq!(ask.send(&mcp()).await.result()["structuredContent"]["version"], "2025-06-18");
}

#[tokio::test]
async fn row_10_an_unknown_version_is_400() {
    for version in ["2024-11-05", "2099-01-01", ""] {
        let ask = RequestBuilder::initialize_revision("tools/list", &json!({}))
            .with("mcp-protocol-version", version);
        ask.send(&mcp()).await.refused(400, -32600, Some("1"));
    }
}

#[tokio::test]
async fn row_10_a_version_that_stands_twice_is_400() {
    let mut ask = RequestBuilder::initialize_revision("tools/list", &json!({}))
        .with("mcp-protocol-version", "2025-11-25");
    ask.headers.append("mcp-protocol-version", "2025-11-25".parse().unwrap());
    ask.send(&mcp()).await.refused(400, -32600, Some("1"));
    let mut ask = RequestBuilder::initialize_revision("tools/list", &json!({}));
    ask.headers.append("mcp-protocol-version", http::HeaderValue::from_bytes(b"\xff").unwrap());
    ask.send(&mcp()).await.refused(400, -32600, Some("1"));
}

#[tokio::test]
async fn row_10_a_session_id_is_ignored() {
    let answer = RequestBuilder::initialize_revision("tools/list", &json!({}))
        .with("mcp-session-id", "x")
        .send(&mcp())
        .await;
    answer.result();
    assert!(!answer.headers.contains_key("mcp-session-id"));
    RequestBuilder::initialize_revision("ping", &json!({})).send(&mcp()).await.result();
}

#[tokio::test]
async fn row_10_errors_are_in_band() {
    RequestBuilder::initialize_revision("resources/list", &json!({})).send(&mcp()).await.refused(
        200,
        -32601,
        Some("1"),
    );
    RequestBuilder::initialize_revision("server/discover", &json!({})).send(&mcp()).await.refused(
        200,
        -32601,
        Some("1"),
    );
    RequestBuilder::legacy_call("nope", &json!({})).send(&mcp()).await.refused(200, -32602, Some("1"));
    // The error code for it is newer.
    let error = RequestBuilder::legacy_call("needs_sampling", &json!({})).send(&mcp()).await.tool_error();
    assert_eq!(error["kind"], "input_required");
}

// ---- 11: notifications

#[tokio::test]
async fn row_11_notifications_are_accepted() {
    let body = r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#;
    for ask in [
        RequestBuilder::raw(body),
        RequestBuilder::raw(body).with("mcp-protocol-version", "2025-11-25"),
        RequestBuilder::raw(body).with("mcp-protocol-version", STATELESS).with("mcp-method", "other"),
        RequestBuilder::raw(
            r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#,
        ),
    ] {
        let answer = ask.send(&mcp()).await;
        assert_eq!((answer.status.as_u16(), answer.body.as_str()), (202, ""));
        assert_eq!(answer.header("content-length"), Some("0"));
        assert_eq!(answer.header("content-type"), None);
    }
}
