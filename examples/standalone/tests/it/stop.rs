//! Shutdown, and the responses until then.

use std::time::Duration;

use front_client::testing::{FakeFront, seed};
use mcp_tower::testing::HttpClient;
use rmcp::{ServiceExt, transport::StreamableHttpClientTransport};
use serde_json::json;

use crate::{
    program::Program,
    upstream::{serve, variables},
};

#[tokio::test]
async fn prints_url_and_stops_on_signal() {
    let program = Program::start(&[("MCP_ADMIN_TOKEN", "hush")]);
    let url = program.url().to_owned();
    let client = ().serve(StreamableHttpClientTransport::from_uri(url.clone())).await.unwrap();
    // The client's connection is still open when the program is told to stop.
    client.list_all_tools().await.unwrap();

    let (code, stdout, stderr) = program.stop();
    assert_eq!(code, Some(0), "{stderr}");
    for part in [
        "DEMO DATA",
        "Callers may: read, write, send.",
        "claude mcp add --transport http",
        "npx @modelcontextprotocol/inspector",
        "curl ",
    ] {
        assert!(stdout.contains(part), "{part} is not in {stdout}");
    }
    assert_eq!(stdout.matches(&url).count(), 6, "one URL for each client: {stdout}");
    assert_eq!(
        stderr.lines().count(),
        2,
        "the note about what has no effect, and that on demo data: {stderr}"
    );
    assert!(stderr.contains("MCP_ADMIN_TOKEN") && !stderr.contains("hush"));
}

/// Starts a comment, runs `then` before Front answers, and returns the comment's result.
async fn comment_while(
    slow: Duration,
    then: impl AsyncFnOnce(&Program),
) -> (serde_json::Value, Option<i32>, String) {
    let fake = FakeFront::seeded();
    let account = serve(&fake).await;
    let program = Program::start(&variables(&account, &[]));
    let socket =
        hyper_util::client::legacy::Client::builder(hyper_util::rt::TokioExecutor::new()).build_http();
    let client = HttpClient::new(socket).uri(program.url());
    client.tool_names().await.unwrap();
    fake.clear_requests();
    fake.set_latency(slow);
    let arguments = json!({ "conversationId": seed::DISPUTE, "body": "Looking into it." });
    let call = tokio::spawn(async move { client.call_tool("add_comment", arguments).await.unwrap() });
    while fake.requests().is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    then(&program).await;
    let result = call.await.unwrap();
    let value = serde_json::from_str(result.text()).unwrap();
    let (code, _, stderr) = program.ended();
    (value, code, stderr)
}

#[tokio::test(flavor = "multi_thread")]
async fn running_call_finishes_after_the_signal() {
    let (comment, code, stderr) =
        comment_while(Duration::from_secs(1), async |program| program.tell_to_stop()).await;
    assert_eq!(comment["author"], seed::SARAH, "{comment}");
    assert_eq!(code, Some(0), "{stderr}");
}

#[tokio::test(flavor = "multi_thread")]
async fn call_cut_off_by_second_signal_reports_outcome_unknown() {
    let (error, code, stderr) = comment_while(Duration::from_secs(60), async |program| {
        program.tell_to_stop();
        // The first signal was handled when new connections are refused.
        while std::net::TcpStream::connect(program.address()).is_ok() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        program.tell_to_stop();
    })
    .await;
    assert_eq!(error["error"]["kind"], "outcome_unknown", "{error}");
    assert_eq!(code, Some(0), "{stderr}");
    assert!(stderr.contains("running calls are aborted"), "{stderr}");
}
