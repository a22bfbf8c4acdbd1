//! Stopping, and what was said until then.

use rmcp::{ServiceExt, transport::StreamableHttpClientTransport};

use crate::program::Program;

#[tokio::test]
async fn it_says_how_to_connect_and_stops_when_told() {
    let program = Program::start(&[("MCP_ADMIN_TOKEN", "hush")]);
    let url = program.url().to_owned();
    let client = ().serve(StreamableHttpClientTransport::from_uri(url.clone())).await.unwrap();
    // Its connection is still open when the program is told to stop.
    client.list_all_tools().await.unwrap();

    let (code, stdout, stderr) = program.stop();
    assert_eq!(code, Some(0), "{stderr}");
    for part in
        ["Front: the fake", "claude mcp add --transport http", "npx @modelcontextprotocol/inspector", "curl "]
    {
        assert!(stdout.contains(part), "{part} is not in {stdout}");
    }
    assert_eq!(stdout.matches(&url).count(), 3, "one URL for each client");
    assert_eq!(stderr.lines().count(), 1, "only the note about what has no effect: {stderr}");
    assert!(stderr.contains("MCP_ADMIN_TOKEN") && !stderr.contains("hush"));
}
