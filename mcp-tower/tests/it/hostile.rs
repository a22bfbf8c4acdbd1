//! Hostile bytes on a socket.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use axum::Router;
use mcp_tower::Mcp;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::support::mcp;

const PING: &str = r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#;
const PONG: &str = r#"{"jsonrpc":"2.0","id":1,"result":{}}"#;

async fn serve() -> SocketAddr {
    serve_with(mcp()).await
}

async fn serve_with(mcp: Mcp) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        axum::serve(listener, Router::new().nest_service("/mcp", mcp)).await.unwrap();
    });
    address
}

/// Sends bytes and reads until the server closes.
async fn exchange(address: SocketAddr, bytes: &[u8]) -> String {
    let mut socket = TcpStream::connect(address).await.unwrap();
    let (mut read, mut write) = socket.split();
    let mut answer = Vec::new();
    // Concurrently: the server may respond and close before it has read everything.
    let (_, _) = tokio::join!(write.write_all(bytes), read.read_to_end(&mut answer));
    String::from_utf8(answer).unwrap()
}

fn post(headers: &[(&str, &str)], body: &[u8], last: bool) -> Vec<u8> {
    let mut head = "POST /mcp HTTP/1.1\r\nContent-Type: application/json\r\n".to_owned();
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if last {
        head.push_str("Connection: close\r\n");
    }
    head.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
    [head.as_bytes(), body].concat()
}

/// Status and body of the only response.
fn parts(answer: &str) -> (u16, &str) {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{answer:?}"));
    (head[9..12].parse().unwrap(), body)
}

async fn body(address: SocketAddr, body: &[u8]) -> (u16, String) {
    let answer = exchange(address, &post(&[("Host", "localhost")], body, true)).await;
    let (status, body) = parts(&answer);
    (status, body.to_owned())
}

#[tokio::test]
async fn odd_bodies_are_refused() {
    let address = serve().await;
    let deep = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
    let call = |arguments: &str| {
        format!(
            r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{"name":"echo","arguments":{arguments}}}}}"#
        )
    };
    let cases: [(Vec<u8>, u16, &str); 22] = [
        (b"\xef\xbb\xbf{}".to_vec(), 400, "-32700"),
        (b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"x\":\"\xff\"}".to_vec(), 400, "-32700"),
        (PING.encode_utf16().flat_map(u16::to_le_bytes).collect(), 400, "-32700"),
        (PING.replace('1', "01").into(), 400, "-32700"),
        (PING.replace('1', "NaN").into(), 400, "-32700"),
        (PING.replace('1', "null").into(), 400, "-32600"),
        (PING.replace('1', "true").into(), 400, "-32600"),
        (PING.replace('1', "{}").into(), 400, "-32600"),
        (PING.replace(r#""id":1"#, r#""id":1,"id":1"#).into(), 400, "-32600"),
        (PING.replace(r#""id":1"#, r#""m\u0065thod":"x","id":1"#).into(), 400, "-32600"),
        (PING.replace(r#""ping""#, r#""ping","params":[1]"#).into(), 400, "-32602"),
        (PING.replace(r#""ping""#, r#""ping","params":"x""#).into(), 400, "-32602"),
        (PING.replace(r#""ping""#, r#""ping","params":{"_meta":[]}"#).into(), 400, "-32602"),
        (PING.replace(r#""ping""#, r#""ping","params":{"name":"a","name":"b"}"#).into(), 400, "-32602"),
        (format!("{PING}\n{PING}").into(), 400, "-32700"),
        (deep(400_000).into(), 200, "-32600"),
        (
            PING.replace(r#""ping""#, &format!(r#""ping","params":{{"a":{}}}"#, deep(400_000))).into(),
            200,
            PONG,
        ),
        (call(&deep(400_000)).into(), 200, "invalid_arguments"),
        (call(&format!(r#"{{"text":{}}}"#, deep(400_000))).into(), 200, "invalid_arguments"),
        (call(r#"{"text":"a","text":"b"}"#).into(), 200, "duplicate field"),
        (call(r#""text""#).into(), 200, "expected an object"),
        (call("7").into(), 200, "expected an object"),
    ];
    for (sent, status, piece) in cases {
        let (got, answer) = body(address, &sent).await;
        let shown = String::from_utf8_lossy(&sent[..sent.len().min(100)]).into_owned();
        assert_eq!(got, status, "{shown}: {answer}");
        assert!(answer.contains(piece), "{shown}: {answer}");
        assert!(answer.len() < 2000, "{shown}: {} bytes", answer.len());
    }
    let huge = "9".repeat(100_000);
    let (status, answer) = body(address, PING.replace('1', &huge).as_bytes()).await;
    assert_eq!((status, answer), (200, PONG.replace('1', &huge)));
}

#[tokio::test]
async fn odd_hosts_and_origins_are_refused() {
    let address = serve().await;
    let status = async |headers: &[(&str, &str)]| {
        let answer = exchange(address, &post(headers, PING.as_bytes(), true)).await;
        parts(&answer).0
    };
    for host in ["localhost", "LOCALHOST:1", "127.0.0.1:0", "[::1]", "[::1]:65535"] {
        assert_eq!(status(&[("Host", host)]).await, 200, "{host}");
    }
    for host in
        ["", "localhost.", "localhost:", "localhost:65536", "localhost:+1", "user@localhost", "a,localhost"]
    {
        assert_eq!(status(&[("Host", host)]).await, 403, "{host}");
    }
    assert_eq!(status(&[("Host", "localhost"), ("Host", "evil.example")]).await, 403);
    for origin in ["http://LocalHost:80", "HTTPS://localhost:443", "http://[::1]:3000"] {
        assert_eq!(status(&[("Host", "localhost"), ("Origin", origin)]).await, 200, "{origin}");
    }
    for origin in ["", "null", "http://localhost.", "http://u@localhost", "http://localhost/", "//localhost"]
    {
        assert_eq!(status(&[("Host", "localhost"), ("Origin", origin)]).await, 403, "{origin}");
    }
    // The target of a proxy request is treated like a host.
    let request = String::from_utf8(post(&[("Host", "localhost")], PING.as_bytes(), true)).unwrap();
    let absolute = request.replace("/mcp", "http://evil.example/mcp");
    assert_eq!(parts(&exchange(address, absolute.as_bytes()).await).0, 403);
}

#[tokio::test]
async fn requests_in_one_packet_are_answered_in_order() {
    let address = serve().await;
    let host = [("Host", "localhost")];
    let bytes = [
        post(&host, PING.as_bytes(), false),
        post(&host, b"{", false),
        post(&host, PING.replace('1', "2").as_bytes(), true),
    ]
    .concat();
    let answer = exchange(address, &bytes).await;
    let statuses: Vec<_> =
        answer.match_indices("HTTP/1.1 ").map(|(at, _)| &answer[at + 9..at + 12]).collect();
    assert_eq!(statuses, ["200", "400", "200"]);
    assert!(answer.find(PONG) < answer.find("-32700"));
    assert!(answer.ends_with(&PONG.replace('1', "2")));
}

#[tokio::test]
async fn slow_body_is_read_and_endless_body_is_refused() {
    let address = serve().await;
    let head = "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
                Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
    let chunks: String = PING.chars().map(|c| format!("1\r\n{c}\r\n")).collect();
    let answer = exchange(address, format!("{head}{chunks}0\r\nX-Trailer: a\r\n\r\n").as_bytes()).await;
    assert_eq!(parts(&answer), (200, PONG));

    // The client may wait for the response before it continues.
    let (block, begun) = (format!("10000\r\n{}\r\n", "x".repeat(0x10000)).repeat(32), Instant::now());
    assert_eq!(parts(&exchange(address, format!("{head}{block}").as_bytes()).await).0, 413);
    assert!(begun.elapsed() < mcp_tower::HttpLimits::default().drain_pause * 5);

    let declared = "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
                    Content-Length: 99999999999\r\n\r\n{";
    assert_eq!(parts(&exchange(address, declared.as_bytes()).await).0, 413);
}

/// Reads a response up to a text.
async fn read_until(socket: &mut TcpStream, end: &str) -> String {
    let mut answer = String::new();
    let mut piece = [0; 4096];
    while !answer.contains(end) {
        let length = socket.read(&mut piece).await.unwrap();
        assert_ne!(length, 0, "{answer}");
        answer.push_str(std::str::from_utf8(&piece[..length]).unwrap());
    }
    answer
}

#[tokio::test]
async fn refused_body_is_drained() {
    let pause = Duration::from_secs(20);
    let mcp = mcp().max_body_bytes(1000).max_drained_bytes(3_000_000).drain_pause(pause);
    let address = serve_with(mcp).await;
    let host = [("Host", "localhost")];
    let large = vec![b'x'; 2_900_000];
    let zipped = [("Host", "localhost"), ("Content-Encoding", "gzip")];
    for (headers, status) in [(&host[..], "413"), (&zipped, "415")] {
        let mut socket = TcpStream::connect(address).await.unwrap();
        // The whole body is read, so the connection serves the next request as well.
        socket.write_all(&post(headers, &large, false)).await.unwrap();
        let answer = read_until(&mut socket, "}}").await;
        assert_eq!(&answer[9..12], status, "{answer}");
        socket.write_all(&post(&host, PING.as_bytes(), true)).await.unwrap();
        assert!(read_until(&mut socket, PONG).await.starts_with("HTTP/1.1 200"));
    }
    // In chunks, without a declared length.
    let head = "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
                Transfer-Encoding: chunked\r\n\r\n";
    let mut socket = TcpStream::connect(address).await.unwrap();
    let block = format!("10000\r\n{}\r\n", "x".repeat(0x10000)).repeat(32);
    socket.write_all(format!("{head}{block}0\r\n\r\n").as_bytes()).await.unwrap();
    assert!(read_until(&mut socket, "}}").await.starts_with("HTTP/1.1 413"));
    socket.write_all(&post(&host, PING.as_bytes(), true)).await.unwrap();
    assert!(read_until(&mut socket, PONG).await.starts_with("HTTP/1.1 200"));

    // A longer body is not waited for.
    let declared = "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
                    Content-Length: 3001001\r\n\r\n{";
    let begun = Instant::now();
    assert_eq!(parts(&exchange(address, declared.as_bytes()).await).0, 413);
    assert!(begun.elapsed() < pause);
}

#[tokio::test]
async fn refused_body_gets_no_100_continue() {
    let address = serve_with(mcp().max_body_bytes(1000)).await;
    let expect = [("Host", "localhost"), ("Expect", "100-continue")];
    let refused = String::from_utf8(post(&expect, &[b'x'; 2000], false)).unwrap();
    let typed = String::from_utf8(post(&expect, PING.as_bytes(), false)).unwrap();
    for (request, status) in [(refused, 413), (typed.replace("application/json", "text/plain"), 415)] {
        let (head, _) = request.split_once("\r\n\r\n").unwrap();
        assert_eq!(parts(&exchange(address, format!("{head}\r\n\r\n").as_bytes()).await).0, status);
    }
    let mut socket = TcpStream::connect(address).await.unwrap();
    let (head, body) = typed.split_once("\r\n\r\n").unwrap();
    socket.write_all(format!("{head}\r\n\r\n").as_bytes()).await.unwrap();
    assert!(read_until(&mut socket, "\r\n\r\n").await.starts_with("HTTP/1.1 100"));
    socket.write_all(body.as_bytes()).await.unwrap();
    assert!(read_until(&mut socket, PONG).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn unambiguous_odd_requests_are_served() {
    let address = serve().await;
    let request = String::from_utf8(post(&[("Host", "localhost")], PING.as_bytes(), true)).unwrap();
    let typed = |kind: &str| request.replace("application/json", kind);
    for served in [
        request.replace("HTTP/1.1", "HTTP/1.0"),
        typed("application/json; charset=utf-8"),
        typed("application/json\r\nAccept: */*"),
        typed("application/json\r\nContent-Encoding: identity"),
    ] {
        assert_eq!(parts(&exchange(address, served.as_bytes()).await), (200, PONG), "{served}");
    }
    for (refused, status) in [
        (typed("application/json\r\nContent-Type: application/json"), 415),
        (
            typed("application/json\r\nMCP-Protocol-Version: 2025-06-18\r\nMCP-Protocol-Version: 2025-06-18"),
            400,
        ),
        (request.replace("Content-Length: ", "Content-Length: 1\r\nContent-Length: "), 400),
        // Half of the declared length, and then nothing.
        (request.replace("Content-Length: ", "Content-Length: 1"), 400),
    ] {
        let mut socket = TcpStream::connect(address).await.unwrap();
        socket.write_all(refused.as_bytes()).await.unwrap();
        socket.shutdown().await.unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).await.unwrap();
        assert_eq!(parts(&answer).0, status, "{refused}");
    }
}
