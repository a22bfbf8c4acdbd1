//! Row 7: requests that name their revision in `_meta`.

use mcp_core::{
    HandlerError, META_CLIENT_CAPABILITIES, META_PROTOCOL_VERSION, Registry, Server,
    schemars::{self, JsonSchema},
    tool_fn,
};
use mcp_tower::{FilterLayer, Mcp};
use serde_json::json;

use super::{echo, list};
use crate::support::{RequestBuilder, STATELESS, mcp, registry};

// ---- 7: stateless

#[tokio::test]
async fn row_7a_required_members_of_meta() {
    // Missing, of the wrong type, and another one of the wrong type.
    let missing = list().swap(&format!(r#""{META_CLIENT_CAPABILITIES}":{{}},"#), "");
    missing.send(&mcp()).await.refused(400, -32602, Some("1"));
    let mistyped = list().swap(
        &format!(r#""{META_CLIENT_CAPABILITIES}":{{}}"#),
        &format!(r#""{META_CLIENT_CAPABILITIES}":[]"#),
    );
    mistyped.send(&mcp()).await.refused(400, -32602, Some("1"));
    let version = list().swap(
        &format!(r#""{META_PROTOCOL_VERSION}":"{STATELESS}""#),
        &format!(r#""{META_PROTOCOL_VERSION}":7"#),
    );
    version.send(&mcp()).await.refused(400, -32602, Some("1"));
}

#[tokio::test]
async fn row_7a_outranks_the_header_rules() {
    let ask = list().swap(&format!(r#""{META_CLIENT_CAPABILITIES}":{{}},"#), "");
    ask.with("mcp-protocol-version", "2025-11-25").without("mcp-method").send(&mcp()).await.refused(
        400,
        -32602,
        Some("1"),
    );
}

#[tokio::test]
async fn row_7a_client_info_is_optional() {
    let answer = RequestBuilder::stateless("server/discover", &json!({})).send(&mcp()).await;
    assert_eq!(answer.result()["supportedVersions"], json!([STATELESS]));
}

#[tokio::test]
async fn row_7b_the_header_names_another_version() {
    list().with("mcp-protocol-version", "2025-11-25").send(&mcp()).await.refused(400, -32020, Some("1"));
    list().with("mcp-protocol-version", "v9").send(&mcp()).await.refused(400, -32020, Some("1"));
}

#[tokio::test]
async fn row_7b_outranks_an_unsupported_version() {
    let ask = list().swap(&format!(r#":"{STATELESS}""#), r#":"v999.0.0""#);
    ask.send(&mcp()).await.refused(400, -32020, Some("1"));
}

#[tokio::test]
async fn row_7b_a_header_that_stands_twice_is_a_difference() {
    let mut ask = list();
    ask.headers.append("mcp-protocol-version", STATELESS.parse().unwrap());
    ask.send(&mcp()).await.refused(400, -32020, Some("1"));
}

#[tokio::test]
async fn row_7c_the_header_names_another_method() {
    list().with("mcp-method", "tools/call").send(&mcp()).await.refused(400, -32020, Some("1"));
    list().with("mcp-method", "TOOLS/LIST").send(&mcp()).await.refused(400, -32020, Some("1"));
}

#[tokio::test]
async fn row_7c_outranks_an_unsupported_version() {
    let ask = list().swap(&format!(r#":"{STATELESS}""#), r#":"v9""#).with("mcp-protocol-version", "v9");
    ask.with("mcp-method", "x").send(&mcp()).await.refused(400, -32020, Some("1"));
}

#[tokio::test]
async fn row_7c_case_of_names_and_space_around_values_do_not_count() {
    let mut ask = list().without("mcp-method");
    ask.headers.insert("MCP-METHOD".parse::<http::HeaderName>().unwrap(), "\t tools/list ".parse().unwrap());
    ask.send(&mcp()).await.result();
}

#[tokio::test]
async fn row_7d_an_unsupported_version_says_what_is_supported() {
    let ask =
        list().swap(&format!(r#":"{STATELESS}""#), r#":"v999.0.0""#).with("mcp-protocol-version", "v999.0.0");
    let answer = ask.send(&mcp()).await;
    answer.refused(400, -32022, Some("1"));
    assert_eq!(answer.value()["error"]["data"], json!({ "requested": "v999.0.0", "supported": [STATELESS] }));
}

#[tokio::test]
async fn row_7d_initialize_revision_in_meta_is_unsupported() {
    let ask = list().swap(STATELESS, "2025-11-25").with("mcp-protocol-version", "2025-11-25");
    ask.send(&mcp()).await.refused(400, -32022, Some("1"));
}

#[tokio::test]
async fn row_7d_outranks_a_missing_header() {
    let ask = list().swap(&format!(r#":"{STATELESS}""#), r#":"v9""#);
    ask.without("mcp-protocol-version").without("mcp-method").send(&mcp()).await.refused(
        400,
        -32022,
        Some("1"),
    );
}

#[tokio::test]
async fn row_7e_both_headers_must_be_there() {
    list().without("mcp-protocol-version").send(&mcp()).await.refused(400, -32020, Some("1"));
    list().without("mcp-method").send(&mcp()).await.refused(400, -32020, Some("1"));
    list().without("mcp-method").without("mcp-protocol-version").send(&mcp()).await.refused(
        400,
        -32020,
        Some("1"),
    );
}

#[tokio::test]
async fn row_7f_a_call_names_its_tool_in_the_header() {
    echo().without("mcp-name").send(&mcp()).await.refused(400, -32020, Some("1"));
    echo().with("mcp-name", "nop").send(&mcp()).await.refused(400, -32020, Some("1"));
    echo().with("mcp-name", "ECHO").send(&mcp()).await.refused(400, -32020, Some("1"));
    // A header without a counterpart is a difference too.
    let ask = RequestBuilder::stateless("tools/call", &json!({})).with("mcp-name", "echo");
    ask.send(&mcp()).await.refused(400, -32020, Some("1"));
}

#[tokio::test]
async fn row_7f_the_name_may_be_base64_and_have_space_around() {
    echo().with("mcp-name", " echo\t").send(&mcp()).await.result();
    echo().with("mcp-name", "=?base64?ZWNobw==?=").send(&mcp()).await.result();
}

#[tokio::test]
async fn row_7f_bad_base64_is_a_difference() {
    for value in ["=?base64?ZWNobw?=", "=?base64?!!!!?=", "=?base64?bm9w?=", "=?base64?ZWNobw=="] {
        echo().with("mcp-name", value).send(&mcp()).await.refused(400, -32020, Some("1"));
    }
}

/// `move` has an argument that is repeated in a header.
fn with_region() -> Registry {
    #[derive(serde::Deserialize, JsonSchema)]
    struct Move {
        #[schemars(extend("x-mcp-header" = "Region"))]
        region: String,
    }
    let tool = tool_fn("move", "Moves.", |args: Move| async move { Ok::<_, HandlerError>(args.region) });
    Registry::new().with_tool(tool).unwrap()
}

#[tokio::test]
async fn row_7f_header_must_equal_the_argument() {
    let mcp = Mcp::new(Server::new(with_region()));
    let ask = || RequestBuilder::modern_call("move", &json!({ "region": "eu" }));
    assert_eq!(ask().with("mcp-param-region", "eu").send(&mcp).await.result()["isError"], false);
    assert_eq!(ask().with("mcp-param-region", "=?base64?ZXU=?=").send(&mcp).await.result()["isError"], false);
    ask().send(&mcp).await.refused(400, -32020, Some("1"));
    ask().with("mcp-param-region", "us").send(&mcp).await.refused(400, -32020, Some("1"));
    // An argument that is missing in both is for the tool to report.
    let error = RequestBuilder::modern_call("move", &json!({})).send(&mcp).await.tool_error();
    assert_eq!(error["kind"], "invalid_arguments");
}

#[tokio::test]
async fn row_7f_does_not_show_a_hidden_tool() {
    let filter = mcp_core::Filter::new().methods(["read"]).unwrap();
    let mcp = Mcp::new(Server::new(with_region())).layer(FilterLayer::new(filter));
    let answer = RequestBuilder::modern_call("move", &json!({ "region": "eu" })).send(&mcp).await;
    answer.refused(200, -32602, Some("1"));
}

#[tokio::test]
async fn row_7g_unknown_methods_are_404() {
    for method in
        ["initialize", "ping", "logging/setLevel", "resources/subscribe", "subscriptions/listen", "x"]
    {
        RequestBuilder::stateless(method, &json!({})).send(&mcp()).await.refused(404, -32601, Some("1"));
    }
}

#[tokio::test]
async fn row_7g_the_id_is_echoed_byte_for_byte() {
    for id in [r#""a\u0031""#, "0", "-1", "1e2", "12345678901234567890123", r#""""#] {
        let ask = RequestBuilder::stateless("x", &json!({})).swap(r#""id":1"#, &format!(r#""id":{id}"#));
        ask.send(&mcp()).await.refused(404, -32601, Some(id));
        let answer = list().swap(r#""id":1"#, &format!(r#""id":{id}"#)).send(&mcp()).await;
        assert!(
            answer.body.starts_with(&format!(r#"{{"jsonrpc":"2.0","id":{id},"result":"#)),
            "{}",
            answer.body
        );
    }
}

#[tokio::test]
async fn row_7g_comes_after_the_headers() {
    RequestBuilder::stateless("ping", &json!({})).without("mcp-method").send(&mcp()).await.refused(
        400,
        -32020,
        Some("1"),
    );
}

#[tokio::test]
async fn row_7h_a_capability_that_was_not_declared() {
    let answer = RequestBuilder::modern_call("needs_sampling", &json!({})).send(&mcp()).await;
    answer.refused(400, -32021, Some("1"));
    assert_eq!(answer.value()["error"]["data"], json!({ "requiredCapabilities": { "sampling": {} } }));
}

#[tokio::test]
async fn row_7h_a_capability_that_was_declared() {
    let params =
        json!({ "name": "needs_sampling", "_meta": { META_CLIENT_CAPABILITIES: { "sampling": {} } } });
    RequestBuilder::stateless("tools/call", &params).send(&mcp()).await.result();
}

#[tokio::test]
async fn row_7h_does_not_show_a_hidden_tool() {
    let filter = mcp_core::Filter::new().methods(["echo"]).unwrap();
    let mcp = Mcp::new(Server::new(registry()).filter(&filter));
    let answer = RequestBuilder::modern_call("needs_sampling", &json!({})).send(&mcp).await;
    answer.refused(200, -32602, Some("1"));
}

#[tokio::test]
async fn row_7i_everything_else_is_in_band() {
    let result = echo().send(&mcp()).await.result();
    assert_eq!(result["resultType"], "complete");
    assert_eq!(result["structuredContent"], json!({ "text": "hi" }));
    // An unknown tool is an error with status 200, invalid arguments are a result.
    RequestBuilder::modern_call("nope", &json!({})).send(&mcp()).await.refused(200, -32602, Some("1"));
    let error = RequestBuilder::modern_call("echo", &json!({ "text": 7 })).send(&mcp()).await.tool_error();
    assert_eq!(error["kind"], "invalid_arguments");
}

#[tokio::test]
async fn row_7i_lists_are_cacheable() {
    let result = list().send(&mcp()).await.result();
    assert_eq!(result["cacheScope"], "public");
    assert!(result["ttlMs"].is_u64());
    assert_eq!(result["tools"].as_array().unwrap().len(), mcp().server().view().iter().count());
}

#[tokio::test]
async fn row_7i_a_bad_cursor_is_in_band() {
    let answer = RequestBuilder::stateless("tools/list", &json!({ "cursor": "x" })).send(&mcp()).await;
    answer.refused(200, -32602, Some("1"));
}
