//! MCP server over a pipe.

use std::{io, time::Duration};

use mcp_core::{Context, Filter, Grant, META_CLIENT_CAPABILITIES, META_PROTOCOL_VERSION, Principal, Server};
use mcp_tower::Stdio;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, DuplexStream, ReadHalf, WriteHalf},
    task::JoinHandle,
    time::Instant,
};
use tower::limit::ConcurrencyLimitLayer;

use crate::support::{Dropped, Plan, STATELESS, registry, slow_registry};

/// Client's end of a pipe, and the running server.
struct Pipe {
    answers: BufReader<ReadHalf<DuplexStream>>,
    requests: WriteHalf<DuplexStream>,
    serving: JoinHandle<io::Result<()>>,
}

impl Pipe {
    fn open<S>(stdio: Stdio<S>) -> Self
    where
        S: tower_service::Service<mcp_core::Request, Response = mcp_core::Response> + Clone + Send + Sync,
        S: 'static,
        S::Error: Into<tower::BoxError>,
        S::Future: Send,
    {
        let (client, server) = tokio::io::duplex(1024);
        let (reader, writer) = tokio::io::split(server);
        let (answers, requests) = tokio::io::split(client);
        let serving = tokio::spawn(stdio.serve(reader, writer));
        Self { answers: BufReader::new(answers), requests, serving }
    }

    async fn say(&mut self, message: &Value) {
        self.line(&message.to_string()).await;
    }

    async fn line(&mut self, line: &str) {
        self.requests.write_all(format!("{line}\n").as_bytes()).await.unwrap();
    }

    async fn hear(&mut self) -> Value {
        let mut line = String::new();
        assert_ne!(self.answers.read_line(&mut line).await.unwrap(), 0, "the server has ended");
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"))
    }

    async fn ask(&mut self, message: &Value) -> Value {
        self.say(message).await;
        self.hear().await
    }

    /// Closes the input, and returns the remaining messages.
    async fn close(mut self) -> Vec<Value> {
        self.requests.shutdown().await.unwrap();
        let mut rest = String::new();
        self.answers.read_to_string(&mut rest).await.unwrap();
        self.serving.await.unwrap().unwrap();
        rest.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

fn stdio() -> Stdio {
    Stdio::new(Server::new(registry()).name("test").version("1.0.0"))
}

fn slow() -> (Stdio, Dropped) {
    let dropped = Dropped::default();
    (Stdio::new(Server::new(slow_registry(&dropped))), dropped)
}

fn initialize_revision(id: impl Into<Value>, method: &str, params: &Value) -> Value {
    json!({ "jsonrpc": "2.0", "id": id.into(), "method": method, "params": params })
}

fn stateless(id: impl Into<Value>, method: &str, params: &Value) -> Value {
    let mut message = initialize_revision(id, method, params);
    message["params"]["_meta"][META_PROTOCOL_VERSION] = STATELESS.into();
    message["params"]["_meta"][META_CLIENT_CAPABILITIES] = json!({});
    message
}

fn call(id: impl Into<Value>, tool: &str) -> Value {
    stateless(id, "tools/call", &json!({ "name": tool }))
}

fn cancelled(id: impl Into<Value>) -> Value {
    let params = json!({ "requestId": id.into(), "reason": "no longer wanted" });
    json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": params })
}

#[tokio::test]
async fn all_revisions_share_one_pipe() {
    let mut pipe = Pipe::open(stdio());
    let answer = pipe.ask(&stateless("d", "server/discover", &json!({}))).await;
    assert_eq!(answer["id"], "d");
    assert_eq!(answer["result"]["supportedVersions"], json!([STATELESS]));

    // Some clients send `initialize` after that all the same.
    let params = json!({
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": { "name": "t", "version": "1" },
    });
    let answer = pipe.ask(&initialize_revision(0, "initialize", &params)).await;
    assert_eq!(answer["result"]["protocolVersion"], "2025-06-18");
    pipe.say(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" })).await;
    assert_eq!(
        pipe.ask(&initialize_revision(1, "ping", &json!({}))).await,
        json!({ "jsonrpc": "2.0", "id": 1, "result": {} })
    );

    // The negotiated revision applies to requests that name none.
    let answer = pipe.ask(&initialize_revision(2, "tools/call", &json!({ "name": "whoami" }))).await;
    assert_eq!(answer["result"]["structuredContent"]["version"], "2025-06-18");
    assert_eq!(answer["result"]["structuredContent"]["deadline"], true);
    assert!(answer["result"].get("resultType").is_none(), "{answer}");
    let answer = pipe.ask(&call(3, "whoami")).await;
    assert_eq!(answer["result"]["structuredContent"]["version"], STATELESS);
    assert_eq!(answer["result"]["resultType"], "complete");

    let answer = pipe.ask(&initialize_revision(4, "tools/list", &json!({}))).await;
    assert_eq!(answer["result"]["tools"].as_array().unwrap().len(), registry().len());
    assert!(pipe.close().await.is_empty());
}

#[tokio::test]
async fn errors_come_in_band() {
    let mut pipe = Pipe::open(stdio());
    for (line, code, id) in [
        ("nonsense", -32700, Value::Null),
        (r#"{"jsonrpc":"2.0","id":1,"method":7}"#, -32600, json!(1)),
        (r#"{"jsonrpc":"2.0","id":2,"method":"no/such"}"#, -32601, json!(2)),
        (r#"{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"no_such"}}"#, -32602, json!(3)),
        (
            r#"{"jsonrpc":"2.0","id":4,"method":"ping","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"1999-01-01","io.modelcontextprotocol/clientCapabilities":{}}}}"#,
            -32022,
            json!(4),
        ),
    ] {
        pipe.line(line).await;
        let answer = pipe.hear().await;
        assert_eq!((&answer["error"]["code"], &answer["id"]), (&json!(code), &id), "{line}");
    }
    let answer = pipe.ask(&call(5, "burst")).await;
    assert_eq!(answer["result"]["isError"], true);
    assert!(!answer.to_string().contains("hunter2"));
    // Neither an empty line nor a stray response is answered.
    pipe.line("").await;
    pipe.line(" \r").await;
    pipe.say(&json!({ "jsonrpc": "2.0", "id": 9, "result": {} })).await;
    assert_eq!(pipe.ask(&call(6, "nop")).await["id"], 6);
    assert!(pipe.close().await.is_empty());
}

#[tokio::test]
async fn requests_run_side_by_side_and_progress_comes_in_between() {
    let mut pipe = Pipe::open(stdio());
    pipe.say(&stateless(1, "tools/call", &json!({ "name": "steps", "_meta": { "progressToken": "t-1" } })))
        .await;
    pipe.say(&call(2, "nop")).await;
    let mut heard = Vec::new();
    while heard.iter().all(|message: &Value| message["id"] != 1) {
        heard.push(pipe.hear().await);
    }
    let (other, own): (Vec<_>, Vec<_>) = heard.into_iter().partition(|message| message["id"] == 2);
    assert_eq!(other.len(), 1, "answered while the first still ran");
    let (answer, reports) = own.split_last().unwrap();
    assert_eq!(answer["result"]["structuredContent"]["done"], true);
    let reports: Vec<_> = reports.iter().map(|report| report["params"].clone()).collect();
    let expected = [0.0, 50.0, 100.0].map(
        |progress| json!({ "progressToken": "t-1", "progress": progress, "total": 100.0, "message": "working" }),
    );
    assert_eq!(reports, expected);
    // Without a token there are no progress notifications.
    assert_eq!(pipe.ask(&call(3, "steps")).await["id"], 3);
}

#[tokio::test]
async fn a_cancelled_request_is_dropped_and_not_answered() {
    let (stdio, dropped) = slow();
    let mut pipe = Pipe::open(stdio);
    let report = json!({ "name": "slow_steps", "_meta": { "progressToken": 7 } });
    pipe.say(&stateless("a", "tools/call", &report)).await;
    assert_eq!(pipe.hear().await["params"]["progressToken"], 7);
    pipe.say(&stateless(5, "tools/call", &report)).await;
    pipe.hear().await;
    // Unknown ids: the text is not a number, and the third is not an id.
    for id in [json!("5"), json!(6), json!(null)] {
        pipe.say(&cancelled(id)).await;
    }
    pipe.say(&json!({ "jsonrpc": "2.0", "method": "notifications/cancelled" })).await;
    assert_eq!(pipe.ask(&call(1, "nop")).await["id"], 1);
    assert_eq!(dropped.count(), 0);

    pipe.say(&cancelled("a")).await;
    assert_eq!(pipe.ask(&call(2, "nop")).await["id"], 2);
    assert_eq!(dropped.count(), 1);
    // The id may be used again, in another form.
    pipe.say(&stateless("a", "tools/call", &report)).await;
    pipe.hear().await;
    pipe.line(&cancelled("a").to_string().replace(r#""a""#, r#""\u0061""#)).await;
    assert_eq!(pipe.ask(&call(3, "nop")).await["id"], 3);
    assert_eq!(dropped.count(), 2);

    pipe.say(&cancelled(5)).await;
    // Without running requests, the server ends at once.
    let started = Instant::now();
    assert!(pipe.close().await.is_empty());
    assert_eq!(dropped.count(), 3);
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn an_id_is_used_once_at_a_time() {
    let mut pipe = Pipe::open(slow().0);
    pipe.say(&call(1, "slow")).await;
    let answer = pipe.ask(&call(1, "nop")).await;
    assert_eq!((&answer["id"], &answer["error"]["code"]), (&json!(1), &json!(-32600)));
}

#[tokio::test(start_paused = true)]
async fn calls_end_after_the_grace_period() {
    let mut pipe = Pipe::open(stdio());
    pipe.say(&call(1, "steps")).await;
    assert_eq!(pipe.close().await[0]["id"], 1);

    let (stdio, dropped) = slow();
    let mut pipe = Pipe::open(stdio.shutdown_timeout(Duration::from_secs(3)));
    pipe.say(&call(1, "slow")).await;
    let started = Instant::now();
    assert!(pipe.close().await.is_empty());
    assert_eq!(started.elapsed().as_secs(), 3);
    assert_eq!(dropped.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_signal_to_stop_is_an_end_of_the_input() {
    let (client, server) = tokio::io::duplex(1024);
    let (reader, writer) = tokio::io::split(server);
    let (answers, mut requests) = tokio::io::split(client);
    let stop = tokio::time::sleep(Duration::from_secs(1));
    let serving = tokio::spawn(stdio().serve_until(reader, writer, stop));
    requests.write_all(format!("{}\n", call(1, "steps")).as_bytes()).await.unwrap();
    serving.await.unwrap().unwrap();
    let mut line = String::new();
    BufReader::new(answers).read_line(&mut line).await.unwrap();
    assert!(line.contains("\"done\":true"), "{line}");
}

#[tokio::test]
async fn the_last_line_may_lack_its_end() {
    let mut pipe = Pipe::open(stdio());
    pipe.requests.write_all(call(1, "nop").to_string().as_bytes()).await.unwrap();
    assert_eq!(pipe.close().await[0]["id"], 1);
}

#[tokio::test(start_paused = true)]
async fn disconnected_client_ends_serving() {
    let (stdio, dropped) = slow();
    let mut pipe = Pipe::open(stdio.shutdown_timeout(Duration::from_secs(60)));
    pipe.say(&call(1, "slow")).await;
    pipe.say(&call(2, "steps")).await;
    let Pipe { answers, requests, serving } = pipe;
    drop((answers, requests));
    let started = Instant::now();
    // The first response finds no reader.
    serving.await.unwrap().unwrap();
    assert_eq!(started.elapsed().as_secs(), 0);
    assert_eq!(dropped.count(), 1);
}

#[tokio::test]
async fn a_line_that_is_too_long_is_refused_with_its_id() {
    let mut pipe = Pipe::open(stdio().max_line_bytes(2000));
    let text = |id: &str, size: usize| {
        stateless(id, "tools/call", &json!({ "name": "echo", "arguments": { "text": "x".repeat(size) } }))
    };
    let answer = pipe.ask(&text("long", 5000)).await;
    assert_eq!(answer["id"], "long");
    assert_eq!(answer["error"]["code"], -32600);
    assert_eq!(answer["error"]["message"], "the line is longer than 2000 bytes; send a smaller message");
    // Nothing of it remains before the next line.
    let answer = pipe.ask(&text("short", 1000)).await;
    assert_eq!(answer["result"]["structuredContent"]["text"].as_str().unwrap().len(), 1000);
}

#[tokio::test]
async fn the_default_limit_of_a_line_is_one_mebibyte() {
    let line = |size: usize| {
        let empty = call(1, "nop").to_string();
        format!("{empty}{}", " ".repeat(size - empty.len()))
    };
    let mut pipe = Pipe::open(stdio());
    let max = mcp_tower::StdioLimits::default().max_line_bytes;
    pipe.line(&line(max)).await;
    assert_eq!(pipe.hear().await["result"]["isError"], false);
    pipe.line(&line(max + 1)).await;
    assert_eq!(pipe.hear().await["error"]["code"], -32600);
}

#[tokio::test]
async fn calls_over_the_limit_fail_at_once() {
    let (stdio, dropped) = slow();
    let mut pipe = Pipe::open(stdio.max_calls(2));
    pipe.say(&call(1, "slow")).await;
    pipe.say(&call(2, "slow")).await;
    let answer = pipe.ask(&call(3, "nop")).await;
    assert_eq!((&answer["id"], &answer["result"]["isError"]), (&json!(3), &json!(true)));
    assert!(answer.to_string().contains("unavailable"), "{answer}");
    // A slot is free again once a call is cancelled.
    pipe.say(&cancelled(1)).await;
    assert_eq!(pipe.ask(&call(4, "nop")).await["result"]["isError"], false);
    assert_eq!(dropped.count(), 1);
}

/// Both sides write before they read. This deadlocks two programs if one of them reads only when it has room to
/// respond.
#[tokio::test]
async fn a_client_that_writes_before_it_reads_is_served() {
    let mut pipe = Pipe::open(stdio());
    let requests: String =
        (0..40).map(|id| format!("{}\n", stateless(id, "tools/list", &json!({})))).collect();
    tokio::time::timeout(Duration::from_secs(20), pipe.requests.write_all(requests.as_bytes()))
        .await
        .expect("the server reads on")
        .unwrap();
    let mut ids: Vec<_> = pipe.close().await.iter().map(|answer| answer["id"].as_u64().unwrap()).collect();
    ids.sort_unstable();
    assert_eq!(ids, (0..40).collect::<Vec<_>>());
}

#[tokio::test]
async fn output_for_a_slow_client_is_bounded() {
    let mut pipe = Pipe::open(stdio().max_unread_bytes(4096));
    let request = format!("{}\n", stateless(1, "tools/list", &json!({})));
    let flood = async {
        loop {
            pipe.requests.write_all(request.as_bytes()).await.unwrap();
        }
    };
    assert!(tokio::time::timeout(Duration::from_millis(300), flood).await.is_err(), "it stops reading");
}

#[tokio::test]
async fn context_sets_caller_and_filter() {
    let grant = Grant::new(Principal::new("desktop")).filter(Filter::new().methods(["read"]).unwrap());
    let context = Context::new().with_grant(grant.extension(Plan("pro")));
    let mut pipe = Pipe::open(stdio().context(context).layer(ConcurrencyLimitLayer::new(1)));
    let answer = pipe.ask(&call(1, "whoami")).await;
    let content = &answer["result"]["structuredContent"];
    assert_eq!((&content["caller"], &content["plan"]), (&json!("desktop"), &json!("pro")));
    assert_eq!(pipe.ask(&call(2, "erase")).await["error"]["code"], -32602);
}

#[tokio::test(start_paused = true)]
async fn call_times_out() {
    let mut pipe = Pipe::open(slow().0.call_timeout(Duration::from_secs(5)));
    let started = Instant::now();
    let answer = pipe.ask(&call(1, "slow_note")).await;
    assert_eq!(started.elapsed().as_secs(), 5);
    assert!(answer.to_string().contains("may have been made"), "{answer}");
}

#[tokio::test]
async fn batches_are_accepted_in_2025_03_26_only() {
    let mut pipe = Pipe::open(stdio().max_batch(6));
    let batch = json!([
        initialize_revision(1, "tools/call", &json!({ "name": "nop" })),
        json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }),
        stateless(2, "tools/list", &json!({})),
        initialize_revision(3, "initialize", &json!({ "protocolVersion": "2025-03-26" })),
        initialize_revision(4, "no/such", &json!({})),
        json!([initialize_revision(5, "ping", &json!({}))]),
    ]);
    let answers = pipe.ask(&batch).await;
    let codes: Vec<_> = answers.as_array().unwrap().iter().map(|a| a["error"]["code"].as_i64()).collect();
    assert_eq!(codes, [None, Some(-32600), Some(-32600), Some(-32601), Some(-32600)]);
    let ids: Vec<_> = answers.as_array().unwrap().iter().map(|a| a["id"].as_i64()).collect();
    assert_eq!(ids, [Some(1), Some(2), Some(3), Some(4), None]);
    assert!(answers[4]["error"]["message"].as_str().unwrap().contains("the batch contains another batch"));
    for bad in [json!([]), json!([1, 2, 3, 4, 5, 6, 7])] {
        assert_eq!(pipe.ask(&bad).await["error"]["code"], -32600);
    }
    pipe.ask(&initialize_revision(1, "initialize", &json!({ "protocolVersion": "2025-11-25" }))).await;
    let answer = pipe.ask(&json!([initialize_revision(1, "ping", &json!({}))])).await;
    assert_eq!(answer["error"]["code"], -32600);
}

#[tokio::test]
async fn a_batch_may_be_cancelled_piece_by_piece() {
    let (stdio, dropped) = slow();
    let mut pipe = Pipe::open(stdio.max_calls(1));
    let slow = |id: u8| initialize_revision(id, "tools/call", &json!({ "name": "slow" }));
    pipe.say(&json!([slow(1), slow(2), initialize_revision(3, "ping", &json!({}))])).await;
    dropped.until_begun(1).await;
    // First the one that has not started.
    pipe.say(&cancelled(2)).await;
    pipe.say(&cancelled(1)).await;
    assert_eq!(pipe.hear().await, json!([{ "jsonrpc": "2.0", "id": 3, "result": {} }]));
    assert_eq!(dropped.count(), 1, "the second one never began");
    // A batch without remaining requests ends, too.
    pipe.say(&json!([slow(4)])).await;
    dropped.until_begun(2).await;
    pipe.say(&cancelled(4)).await;
    dropped.until_dropped(2).await;
    assert_eq!(pipe.ask(&call(5, "nop")).await["result"]["isError"], false);
    assert!(pipe.close().await.is_empty());
}

/// Fails like a socket whose other end is closed.
struct Reset;

impl tokio::io::AsyncRead for Reset {
    fn poll_read(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
        _: &mut tokio::io::ReadBuf<'_>,
    ) -> std::task::Poll<io::Result<()>> {
        std::task::Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()))
    }
}

#[tokio::test]
async fn a_socket_that_is_reset_is_the_end_of_the_input() {
    stdio().serve(Reset, tokio::io::sink()).await.unwrap();
}

#[tokio::test]
async fn non_utf8_line_is_refused_and_the_next_is_served() {
    let mut pipe = Pipe::open(stdio());
    pipe.requests
        .write_all(b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"x\":\"\xff\"}\n")
        .await
        .unwrap();
    assert_eq!(pipe.hear().await["error"]["code"], -32700);
    pipe.requests.write_all(b"\0\xfe\r\n").await.unwrap();
    assert_eq!(pipe.hear().await["error"]["code"], -32700);
    assert_eq!(pipe.ask(&call(2, "nop")).await["id"], 2);
}

#[tokio::test]
async fn fixed_server_declares_no_list_changed() {
    let server = Server::new(registry()).list_changed(true);
    let mut pipe = Pipe::open(Stdio::new(server));
    let answer = pipe.ask(&stateless(1, "server/discover", &json!({}))).await;
    assert!(!answer.to_string().contains("listChanged"), "{answer}");
    let listen =
        stateless(2, "subscriptions/listen", &json!({ "notifications": { "toolsListChanged": true } }));
    assert_eq!(pipe.ask(&listen).await["error"]["code"], -32601);
}
