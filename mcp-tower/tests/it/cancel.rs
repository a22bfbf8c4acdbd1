//! Cancellation when a caller disconnects.

use std::time::Duration;

use axum::Router;
use http_body_util::BodyExt;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tower::{ServiceExt, limit::ConcurrencyLimitLayer};

use crate::support::{Dropped, RequestBuilder, TestResponse, slow_server};

#[tokio::test]
async fn dropping_the_future_drops_the_call() {
    let (mcp, dropped) = slow_server();
    let call = mcp.oneshot(RequestBuilder::modern_call("slow", &json!({})).request());
    assert!(tokio::time::timeout(Duration::from_millis(20), call).await.is_err());
    assert_eq!(dropped.count(), 1);
}

#[tokio::test]
async fn dropping_the_body_drops_the_call() {
    let (mcp, dropped) = slow_server();
    let ask = RequestBuilder::stateless(
        "tools/call",
        &json!({ "name": "slow_steps", "_meta": { "progressToken": 7 } }),
    );
    let mut body = ask.open(&mcp).await.into_body();
    body.frame().await.unwrap().unwrap();
    assert_eq!(dropped.count(), 0);
    drop(body);
    assert_eq!(dropped.count(), 1);
}

/// One call runs at a time.
fn crowded() -> (impl Fn(RequestBuilder) -> tokio::task::JoinHandle<TestResponse>, Dropped) {
    let (mcp, dropped) = slow_server();
    let mcp = mcp.layer(ConcurrencyLimitLayer::new(1));
    (
        move |ask| {
            let mcp = mcp.clone();
            tokio::spawn(async move { ask.send(&mcp).await })
        },
        dropped,
    )
}

#[tokio::test]
async fn cancelled_calls_free_their_concurrency_slot() {
    let nop = || RequestBuilder::modern_call("nop", &json!({}));
    let call = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": { "name": "slow" } });
    for slow in [
        RequestBuilder::modern_call("slow", &json!({})),
        RequestBuilder::legacy_call("slow", &json!({})),
        RequestBuilder::stateless(
            "tools/call",
            &json!({ "name": "slow_steps", "_meta": { "progressToken": 7 } }),
        ),
        RequestBuilder::json(&json!([call, call])),
    ] {
        let (spawn, dropped) = crowded();
        let running = spawn(slow.clone());
        dropped.until_begun(1).await;
        let (waiting, next) = (spawn(slow), spawn(nop()));
        tokio::time::sleep(Duration::from_millis(20)).await;
        waiting.abort();
        assert!(waiting.await.unwrap_err().is_cancelled());
        assert!(!next.is_finished());
        running.abort();
        next.await.unwrap().result();
        assert_eq!((dropped.begun(), dropped.count()), (1, 1), "the one that waited never began");
    }
}

async fn close_after(tool: &str, read_first: bool) {
    let (mcp, dropped) = slow_server();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move {
        axum::serve(listener, Router::new().nest_service("/mcp", mcp)).await.unwrap();
    });

    let ask =
        RequestBuilder::stateless("tools/call", &json!({ "name": tool, "_meta": { "progressToken": 7 } }));
    let mut head = format!("POST /mcp HTTP/1.1\r\ncontent-length: {}\r\n", ask.body.len());
    for (name, value) in &ask.headers {
        head.push_str(&format!("{name}: {}\r\n", value.to_str().unwrap()));
    }
    let mut socket = TcpStream::connect(address).await.unwrap();
    socket.write_all(format!("{head}\r\n").as_bytes()).await.unwrap();
    socket.write_all(&ask.body).await.unwrap();
    if read_first {
        let mut start = [0; 12];
        socket.read_exact(&mut start).await.unwrap();
        assert_eq!(&start, b"HTTP/1.1 200");
    }
    dropped.until_begun(1).await;
    assert_eq!(dropped.count(), 0);
    drop(socket);
    dropped.until_dropped(1).await;
    server.abort();
}

#[tokio::test]
async fn closing_the_socket_drops_a_plain_call() {
    close_after("slow", false).await;
}

#[tokio::test]
async fn closing_the_socket_drops_a_call_that_streams() {
    close_after("slow_steps", true).await;
}
