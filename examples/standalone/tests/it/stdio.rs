//! The program as a desktop client starts it: over stdin and stdout.

use std::{
    io::{BufRead, BufReader, Read, Write},
    process::Stdio,
    time::{Duration, Instant},
};

use rmcp::{
    ClientLifecycleMode, ClientServiceExt,
    model::{CallToolRequestParams, ProtocolVersion},
    transport::TokioChildProcess,
};
use serde_json::{Value, json};

use crate::program::command;

fn child(variables: &[(&str, &str)]) -> TokioChildProcess {
    let mut command = command(variables);
    command.args(["--stdio", "--demo"]);
    TokioChildProcess::new(tokio::process::Command::from(command)).unwrap()
}

#[tokio::test]
async fn official_client_lists_and_calls_in_every_protocol_revision() {
    let preferred_versions = vec![ProtocolVersion::V_2026_07_28];
    for lifecycle in [
        ClientLifecycleMode::Initialize,
        ClientLifecycleMode::Discover { preferred_versions: preferred_versions.clone() },
        ClientLifecycleMode::Auto { preferred_versions, legacy_version: None },
    ] {
        let client = ().serve_with_lifecycle(child(&[("MCP_TOOLSETS", "front")]), lifecycle).await.unwrap();
        assert_eq!(client.list_all_tools().await.unwrap().len(), 19);

        let answer = client.call_tool(CallToolRequestParams::new("list_teammates")).await.unwrap();
        assert!(serde_json::to_string(&answer).unwrap().contains("Sarah"));

        let arguments = json!({ "conversationId": "cnv_zzzzzz" }).as_object().cloned().unwrap();
        let params = CallToolRequestParams::new("read_conversation").with_arguments(arguments);
        assert_eq!(client.call_tool(params).await.unwrap().is_error, Some(true));
        assert!(client.call_tool(CallToolRequestParams::new("no_such_tool")).await.is_err());
        client.cancel().await.unwrap();
    }
}

#[tokio::test]
async fn the_configured_author_writes() {
    let client = ()
        .serve_with_lifecycle(
            child(&[("FRONT_AUTHOR_ID", front_client::testing::seed::DAVID)]),
            ClientLifecycleMode::Initialize,
        )
        .await
        .unwrap();
    let dispute = front_client::testing::seed::DISPUTE;
    for (tool, arguments) in [
        ("add_comment", json!({ "conversationId": dispute, "body": "Looking into it." })),
        ("read_conversation", json!({ "conversationId": dispute, "include": ["comment"] })),
    ] {
        let params = CallToolRequestParams::new(tool).with_arguments(arguments.as_object().cloned().unwrap());
        let answer = client.call_tool(params).await.unwrap();
        assert_eq!(answer.is_error, Some(false), "{answer:?}");
        if tool == "read_conversation" {
            let text = serde_json::to_string(&answer).unwrap();
            assert!(text.contains("Looking into it.") && text.contains("David"), "{text}");
        }
    }
    client.cancel().await.unwrap();
}

/// Starts the program with all settings that could make it print.
fn start() -> std::process::Child {
    command(&[("RUST_LOG", "trace"), ("MCP_ADMIN_TOKEN", "hush")])
        .args(["--stdio", "--demo"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn stdout_carries_the_protocol_only_and_the_end_of_the_input_ends_it() {
    let mut child = start();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}\nnonsense\n").unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let stdout = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<Value> = stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2, "{stdout}");
    assert!(lines.iter().any(|line| line["result"]["tools"].is_array()));
    assert!(lines.iter().any(|line| line["error"]["code"] == -32700));
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(
        stderr.contains("MCP_ADMIN_TOKEN has no effect")
            && stderr.contains("demo data")
            && !stderr.contains("hush"),
        "{stderr}"
    );
}

#[test]
fn server_info_has_name_and_icon() {
    let mut child = start();
    let params = json!({
        "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": { "name": "t", "version": "1" }
    });
    let hello = json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params });
    writeln!(child.stdin.take().unwrap(), "{hello}").unwrap();
    let output = child.wait_with_output().unwrap();
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let info = &answer["result"]["serverInfo"];
    assert_eq!(info["title"], "Frontdesk (demo data)");
    assert!(answer["result"]["instructions"].as_str().unwrap().starts_with("DEMO DATA"));
    let icon = info["icons"][0]["src"].as_str().unwrap();
    assert!(icon.starts_with("data:image/svg+xml,%3Csvg") && !icon.contains(char::is_whitespace), "{icon}");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn second_signal_exits_after_end_of_input() {
    let fake = front_client::testing::FakeFront::seeded();
    let account = crate::upstream::serve(&fake).await;
    let mut child = command(&crate::upstream::variables(&account, &[]))
        .arg("--stdio")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while fake.requests().is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    fake.clear_requests();
    fake.set_latency(Duration::from_secs(60));
    let arguments = json!({ "conversationId": front_client::testing::seed::DISPUTE, "body": "Hello" });
    let call = json!({
        "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": { "name": "add_comment", "arguments": arguments }
    });
    writeln!(child.stdin.take().unwrap(), "{call}").unwrap();
    while !fake.requests().iter().any(|request| request.path.contains("comments")) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let asked = Instant::now();
    let id = child.id().to_string();
    // The second signal counts only after the first was handled, which is not visible from outside.
    while child.try_wait().unwrap().is_none() {
        assert!(asked.elapsed() < Duration::from_secs(20), "it goes on after signals");
        assert!(std::process::Command::new("kill").args(["-TERM", &id]).status().is_ok());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let output = child.wait_with_output().unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert!(stdout.contains("outcome_unknown"), "{stdout} {}", String::from_utf8_lossy(&output.stderr));
}

#[cfg(unix)]
#[test]
fn signal_exits_with_open_input() {
    let mut child = start();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    stdin.write_all(b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\n").unwrap();
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    let id = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    let asked = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        assert!(asked.elapsed() < Duration::from_secs(20), "it goes on after SIGTERM");
        std::thread::sleep(Duration::from_millis(10));
    };
    assert_eq!(status.code(), Some(0));
    line.clear();
    stdout.read_to_string(&mut line).unwrap();
    assert_eq!(line, "");
    drop(stdin);
}
