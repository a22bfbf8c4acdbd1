//! The program as operators run it: keys, host names, origins, health, metrics, limits.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use axum::http::{Method, Request, StatusCode};
use front_client::testing::{FakeFront, Fault, seed};
use mcp_tower::testing::HttpClient;
use serde_json::json;

use crate::{
    program::{Program, run},
    upstream::{serve, variables},
};

const KEYS: &str = r#"[
    {"key": "auditor-0123456789", "principal": "auditor", "filter": "read"},
    {"key": "triage-0123456789", "principal": "triage", "author": {"front": "tea_mia"}},
    {"key": "clerk-0123456789", "principal": "clerk", "filter": "read,write,send"}]"#;

/// Returns a client over a socket.
fn client(program: &Program) -> HttpClient {
    let socket =
        hyper_util::client::legacy::Client::builder(hyper_util::rt::TokioExecutor::new()).build_http();
    HttpClient::new(socket).uri(program.url())
}

async fn get(program: &Program, path: &str) -> (StatusCode, String) {
    let request = Request::get(format!("http://{}{path}", program.address())).body("").unwrap();
    let response = client(program).send(request).await;
    (response.status, response.text().to_owned())
}

#[tokio::test]
async fn each_key_has_its_tools_and_its_author() {
    let fake = FakeFront::seeded();
    let account = serve(&fake).await;
    let program = Program::start(&variables(&account, &[("MCP_KEYS", KEYS)]));
    let client = client(&program);
    assert_eq!(client.tool_names().await.unwrap_err().status(), 401);
    assert_eq!(client.bearer("wrong").tool_names().await.unwrap_err().status(), 401);

    let auditor = client.bearer("auditor-0123456789").tool_names().await.unwrap();
    assert!(auditor.len() == 11 && !auditor.contains(&"add_comment".to_owned()), "{auditor:?}");
    let clerk = client.bearer("clerk-0123456789").tool_names().await.unwrap();
    assert!(clerk.len() == 19 && clerk.contains(&"send_reply".to_owned()), "{clerk:?}");

    let triage = client.bearer("triage-0123456789");
    assert_eq!(triage.tool_names().await.unwrap().len(), 17, "the default of an account: read and write");
    for (client, author) in [(triage, seed::MIA), (client.bearer("clerk-0123456789"), seed::SARAH)] {
        let arguments = json!({ "conversationId": seed::DISPUTE, "body": "Looking into it." });
        let result = client.call_tool("add_comment", arguments).await.unwrap();
        assert_eq!(result.structured().unwrap()["author"], author);
    }
}

#[tokio::test]
async fn quota_is_per_caller() {
    let program = Program::start(&[("MCP_KEYS", KEYS), ("MCP_RATE_LIMIT", "2/hour")]);
    let auditor = client(&program).bearer("auditor-0123456789");
    for refused in [false, false, true] {
        let result = auditor.call_tool("list_teammates", json!({})).await.unwrap();
        assert_eq!(result.is_error(), refused, "{}", result.text());
    }
    let clerk = client(&program).bearer("clerk-0123456789");
    assert!(!clerk.call_tool("list_teammates", json!({})).await.unwrap().is_error());
}

#[tokio::test]
async fn comment_without_author_is_refused() {
    let fake = FakeFront::seeded();
    let mut account = serve(&fake).await;
    account.retain(|(name, _)| *name != "FRONT_AUTHOR_ID");
    let arguments = json!({ "conversationId": seed::DISPUTE, "body": "Looking into it." });
    let program = Program::start(&variables(&account, &[]));
    let result = client(&program).call_tool("add_comment", arguments.clone()).await.unwrap();
    assert!(result.is_error() && result.text().contains("forbidden"), "{}", result.text());
    // The operator may declare the token itself as author.
    let program = Program::start(&variables(&account, &[("FRONT_AUTHOR_ID", "api-token")]));
    let result = client(&program).call_tool("add_comment", arguments).await.unwrap();
    assert_eq!(result.structured().unwrap()["author"], "api token");
}

#[tokio::test]
async fn only_names_and_origins_that_are_allowed_are_served() {
    let program = Program::start(&[
        ("MCP_ALLOWED_HOSTS", "desk.example"),
        ("MCP_ALLOWED_ORIGINS", "https://chat.example"),
        ("MCP_KEYS", KEYS),
    ]);
    let client = client(&program).bearer("auditor-0123456789");
    for (host, origin, status) in [
        ("desk.example", "https://chat.example", 200),
        ("localhost", "http://localhost:6274", 200),
        ("evil.example", "https://chat.example", 403),
        ("desk.example", "https://evil.example", 403),
    ] {
        let asked = client.header("host", host).header("origin", origin);
        let result = asked.tool_names().await.map_or_else(|error| error.status().as_u16(), |_| 200);
        assert_eq!(result, status, "{host} {origin}");
    }
    // A browser sends a preflight first, without the key.
    let preflight = |origin: &str| {
        Request::builder()
            .method(Method::OPTIONS)
            .uri(program.url())
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "authorization,mcp-protocol-version,mcp-name")
            .body("")
            .unwrap()
    };
    let response = client.send(preflight("https://chat.example")).await;
    assert_eq!(response.status, StatusCode::OK);
    assert_eq!(response.header("access-control-allow-origin"), Some("https://chat.example"));
    assert!(response.header("access-control-allow-headers").unwrap().contains("mcp-name"));
    let response = client.send(preflight("https://evil.example")).await;
    assert_eq!(response.header("access-control-allow-origin"), None);
}

#[tokio::test]
async fn health_and_metrics_can_have_their_own_address() {
    let mut program = Program::start(&[("MCP_ALLOWED_HOSTS", "desk.example")]);
    program.line_with("Monitoring:");
    assert_eq!(get(&program, "/healthz").await, (StatusCode::OK, "ok\n".to_owned()));
    let (status, ready) = get(&program, "/readyz").await;
    assert_eq!(
        (status, ready.as_str()),
        (StatusCode::OK, r#"{"status":"ready","at_start":{"front":"demo","fusedesk":"demo"}}"#)
    );
    client(&program).call_tool("list_teammates", json!({})).await.unwrap();
    let (_, metrics) = get(&program, "/metrics").await;
    let published =
        Request::get(format!("http://{}/metrics", program.address())).header("host", "desk.example");
    assert_eq!(client(&program).send(published.body("").unwrap()).await.status, StatusCode::FORBIDDEN);
    assert!(metrics.contains("mcp_server_operation_duration_seconds_bucket"), "{metrics}");
    let checked = run(&["healthcheck", program.address()], &[]);
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));

    let mut program = Program::start(&[("MCP_METRICS_BIND", "127.0.0.1:0")]);
    let line = program.line_with("Monitoring:");
    let apart = line.split("http://").nth(1).unwrap().split('/').next().unwrap().to_owned();
    assert_eq!(get(&program, "/metrics").await.0, StatusCode::NOT_FOUND);
    let request = Request::get(format!("http://{apart}/metrics")).body("").unwrap();
    assert_eq!(client(&program).send(request).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn credential_is_checked_at_start() {
    let fake = FakeFront::seeded();
    let mut account = serve(&fake).await;
    let mut program = Program::start(&variables(&account, &[]));
    let line = program.line_with("the token belongs to");
    assert!(line.contains("Acme"), "{line}");
    assert_eq!(get(&program, "/readyz").await.0, StatusCode::OK);

    // `GET /me` needs no scope, so a token that lacks one seems valid. The scopes are in the token.
    let claims = "eyJzY29wZXMiOlsidGFnczpyZWFkIl19";
    let token = format!("eyJhbGciOiJmYWtlIn0.{claims}.c2ln");
    fake.fault(Fault::status(401));
    account[1].1 = token;
    let mut program = Program::start(&variables(&account, &[]));
    program.line_with("Ctrl-C");
    let (status, ready) = get(&program, "/readyz").await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(ready.contains("unauthorized"), "{ready}");
    let (_, _, stderr) = program.stop();
    assert!(stderr.contains("warning: Front refuses FRONT_API_TOKEN"), "{stderr}");
    assert!(!run(&["healthcheck", "127.0.0.1:1"], &[]).status.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_author_prints_a_warning() {
    let fake = FakeFront::seeded();
    let mut account = serve(&fake).await;
    account[2].1 = "tea_nobody".to_owned();
    let mut program = Program::start(&variables(&account, &[]));
    program.line_with("Ctrl-C");
    let (_, _, stderr) = program.stop();
    assert!(stderr.contains("Front has no teammate \"tea_nobo…\""), "{stderr}");
}

#[tokio::test(flavor = "multi_thread")]
async fn customer_data_of_responses_is_not_logged() {
    let fake = FakeFront::seeded();
    let account = serve(&fake).await;
    let mut program = Program::start(&variables(&account, &[]));
    program.line_with("Ctrl-C");
    let fault = |value: serde_json::Value| fake.fault(serde_json::from_value(value).unwrap());
    fault(json!({ "status": 200, "body": r#"{"_pagination":"jane@customer.example","_results":"x"}"# }));
    fault(json!({ "status": 500, "body": r#"{"_error":{"status":500,"message":"jane@customer.example"}}"# }));
    for _ in 0..2 {
        assert!(client(&program).call_tool("list_teams", json!({})).await.unwrap().is_error());
    }
    let (_, _, stderr) = program.stop();
    assert!(stderr.contains("GET /teams: the response is not of the documented form"), "{stderr}");
    assert!(stderr.contains("GET /teams: status 500") && !stderr.contains("jane"), "{stderr}");
}

#[tokio::test(flavor = "multi_thread")]
async fn hanging_vendor_prints_a_warning_and_write_outcome_is_unknown() {
    let fake = FakeFront::seeded();
    let account = serve(&fake).await;
    let mut program = Program::start(&variables(&account, &[("MCP_CALL_TIMEOUT", "2s")]));
    program.line_with("Ctrl-C");
    fake.set_latency(Duration::from_secs(60));
    let arguments = json!({ "conversationId": seed::DISPUTE, "body": "Looking into it." });
    let result = client(&program).call_tool("add_comment", arguments).await.unwrap();
    assert!(result.text().contains("outcome_unknown"), "{}", result.text());
    let (_, _, stderr) = program.stop();
    assert!(stderr.contains("the time limit passed"), "{stderr}");
}

#[tokio::test]
async fn upstream_failure_is_logged_on_one_line_with_causes() {
    let program =
        Program::start(&[("FRONT_API_TOKEN", "t"), ("FRONT_BASE_URL", "https://nosuchhost.invalid")]);
    let client = client(&program);
    for _ in 0..3 {
        let result = client.call_tool("list_tags", json!({})).await.unwrap();
        assert!(result.is_error());
    }
    let (_, _, stderr) = program.stop();
    let lines: Vec<&str> = stderr.lines().filter(|line| line.contains("WARN")).collect();
    assert_eq!(lines.len(), 1, "{stderr}");
    assert!(lines[0].contains("dns error") && lines[0].contains("connect"), "{stderr}");
}

#[test]
fn log_format_json_writes_json() {
    let account =
        [("FRONT_API_TOKEN", "t"), ("FRONT_BASE_URL", "http://127.0.0.1:1"), ("MCP_LOG_FORMAT", "json")];
    let mut program = Program::start(&account);
    program.line_with("Ctrl-C");
    let (_, _, stderr) = program.stop();
    let line =
        stderr.lines().find(|line| line.starts_with('{')).unwrap_or_else(|| panic!("no JSON: {stderr}"));
    let line: serde_json::Value = serde_json::from_str(line).unwrap();
    assert_eq!(line["level"], "WARN");
    assert!(line["message"].as_str().unwrap().contains("Connection refused"), "{line}");
}

/// Returns the time until the server closes a connection that has sent this.
fn closed_after(program: &Program, sent: &str) -> Duration {
    let mut stream = TcpStream::connect(program.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    stream.write_all(sent.as_bytes()).unwrap();
    let began = Instant::now();
    let mut rest = Vec::new();
    // A reset also ends the connection; only the test's own timeout does not.
    if let Err(error) = stream.read_to_end(&mut rest) {
        assert_ne!(error.kind(), std::io::ErrorKind::WouldBlock, "{sent:?} is still open");
    }
    began.elapsed()
}

#[test]
fn slow_headers_and_idle_connections_end() {
    const SHORT: Duration = Duration::from_millis(300);
    let program = Program::start(&[("MCP_HEADER_TIMEOUT", "300ms"), ("MCP_IDLE_TIMEOUT", "2s")]);
    for slow in ["", "POST /mcp HT", "GET /healthz HTTP/1.1\r\nHost: localhost\r\n"] {
        let time = closed_after(&program, slow);
        assert!(time >= SHORT / 2 && time < Duration::from_secs(20), "{slow:?}: {time:?}");
    }
    let request = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let time = closed_after(&program, request);
    assert!(time < Duration::from_secs(20), "{time:?}");
    assert!(
        time >= Duration::from_secs(1),
        "the idle time counts after a response, not that for headers: {time:?}"
    );
    // A second request that begins and does not end.
    let time = closed_after(&program, &format!("{request}GET /he"));
    assert!(time < Duration::from_secs(20), "{time:?}");
}

#[test]
fn connections_beyond_the_cap_wait_for_one_to_end() {
    let program = Program::start(&[("MCP_MAX_CONNECTIONS", "2"), ("MCP_HEADER_TIMEOUT", "500ms")]);
    let _held: Vec<TcpStream> = (0..2).map(|_| TcpStream::connect(program.address()).unwrap()).collect();
    let mut third = TcpStream::connect(program.address()).unwrap();
    third.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    third.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    let mut response = String::new();
    third.read_to_string(&mut response).unwrap();
    assert!(response.starts_with("HTTP/1.1 200"), "{response}");
}
