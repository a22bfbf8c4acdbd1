//! Log output at `RUST_LOG=info`.

use rmcp::{ServiceExt, model::CallToolRequestParams, transport::StreamableHttpClientTransport};
use serde_json::json;

use crate::program::Program;

async fn log_of_a_call(levels: &str) -> String {
    let program = Program::start(&[("RUST_LOG", levels), ("MCP_TOOLSETS", "front")]);
    let client = ().serve(StreamableHttpClientTransport::from_uri(program.url())).await.unwrap();
    let arguments = json!({ "query": "hunter2" });
    let params = CallToolRequestParams::new("search_conversations")
        .with_arguments(arguments.as_object().unwrap().clone());
    client.call_tool(params).await.unwrap();
    client.cancel().await.unwrap();
    program.stop().2
}

#[tokio::test]
async fn spans_cover_the_call_and_its_vendor_request() {
    let log = log_of_a_call("info").await;
    let exchange = log.lines().find(|line| line.contains("client_core::layer::trace: close"));
    let exchange = exchange.unwrap_or_else(|| panic!("no exchange in {log}"));
    for part in [
        r#"http.request{otel.name="POST /mcp""#,
        r#"mcp.request{otel.name="tools/call search_conversations""#,
        r#"http.exchange{otel.name="GET /conversations/search/"#,
        r#"vendor="Front""#,
        "http.response.status_code=200",
    ] {
        assert!(exchange.contains(part), "{part} is not in {exchange}");
    }
    assert!(!log.contains("hunter2"), "{log}");
}

#[tokio::test]
async fn calls_are_not_logged_by_default() {
    let log = log_of_a_call("").await;
    assert_eq!(log, "standalone: note: demo data is served: a fictional company, without an account\n");
}
