//! Output of the example `prometheus`.

#[path = "../../prometheus/main.rs"]
#[expect(dead_code, reason = "the program's main")]
mod example;

#[tokio::test]
async fn call_is_counted_in_http_and_mcp_layers() {
    let text = example::run().await.unwrap();
    for line in [
        "# TYPE mcp_server_operation_duration_seconds histogram",
        r#"http_server_request_duration_seconds_bucket{http_request_method="POST",http_route="/mcp""#,
        r#"http_client_request_duration_seconds_bucket{vendor="Front",server_address="api2.frontapp.com""#,
        r#"mcp_server_active_operations{mcp_method_name="tools/call"} 0"#,
    ] {
        assert!(text.lines().any(|found| found.starts_with(line)), "{line} is not in {text}");
    }
    let bucket = |line: &&str| {
        line.starts_with("mcp_server_operation_duration_seconds_bucket")
            && line.contains(r#"gen_ai_tool_name="list_teammates""#)
    };
    // The recommended buckets, and the one for all values.
    assert_eq!(text.lines().filter(bucket).count(), 15, "{text}");
}
