//! Layers of tower-http around the endpoint.

use std::{convert::Infallible, time::Duration};

use axum::{Router, body::Body};
use bytes::Bytes;
use futures_util::stream;
use http::StatusCode;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;
use tower_http::{limit::RequestBodyLimitLayer, timeout::TimeoutLayer};

use crate::support::{RequestBuilder, mcp, slow_server};

#[tokio::test]
async fn body_limit_layer_gives_413() {
    let app = Router::new().nest_service("/mcp", mcp()).layer(RequestBodyLimitLayer::new(100));
    let (parts, body) = RequestBuilder::stateless("tools/list", &json!({})).request().into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    assert!(body.len() > 100);
    // The length is unknown before the body is read.
    let pieces = body.chunks(40).map(|piece| Ok::<_, Infallible>(Bytes::copy_from_slice(piece)));
    let body = Body::from_stream(stream::iter(pieces.collect::<Vec<_>>()));
    let answer = app.oneshot(http::Request::from_parts(parts, body)).await.unwrap();
    assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let answer = answer.into_body().collect().await.unwrap().to_bytes();
    let answer: Value = serde_json::from_slice(&answer).unwrap();
    assert!(answer["error"]["message"].as_str().unwrap().contains("send a smaller request"), "{answer}");
}

#[tokio::test(start_paused = true)]
async fn timeout_layer_ends_silent_calls_but_not_streams() {
    let (mcp, dropped) = slow_server();
    let limit = TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, Duration::from_secs(5));
    let app = Router::new().nest_service("/mcp", mcp).layer(limit);
    let call = |tool: &str| {
        let params = json!({ "name": tool, "_meta": { "progressToken": 7 } });
        app.clone().oneshot(RequestBuilder::stateless("tools/call", &params).request().map(Body::new))
    };
    assert_eq!(call("slow").await.unwrap().status(), StatusCode::GATEWAY_TIMEOUT);
    assert_eq!(dropped.count(), 1);

    let mut events = call("slow_steps").await.unwrap().into_body();
    events.frame().await.unwrap().unwrap();
    tokio::time::sleep(Duration::from_secs(10)).await;
    assert_eq!(dropped.count(), 1);
    drop(events);
    assert_eq!(dropped.count(), 2);
}
