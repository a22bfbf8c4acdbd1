//! Ordinary tower layers as MCP layers.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use mcp_core::{HandlerError, HandlerErrorKind, Request, RpcError};
use serde_json::json;
use tower::{
    BoxError, ServiceBuilder, ServiceExt,
    limit::ConcurrencyLimitLayer,
    load_shed::LoadShedLayer,
    service_fn,
    timeout::TimeoutLayer,
    util::{BoxCloneSyncService, MapRequestLayer},
};

use crate::support::{RequestBuilder, mcp};

#[tokio::test(start_paused = true)]
async fn a_timeout_layer_becomes_a_tool_error() {
    let mcp = mcp().layer(TimeoutLayer::new(Duration::from_secs(2)));
    let started = tokio::time::Instant::now();
    let error = RequestBuilder::modern_call("slow_note", &json!({})).send(&mcp).await.tool_error();
    assert_eq!(started.elapsed().as_secs(), 2);
    assert_eq!(error["kind"], "outcome_unknown");
    assert!(error["hint"].as_str().unwrap().contains("may have been made"), "{error}");
    RequestBuilder::modern_call("nop", &json!({})).send(&mcp).await.result();
}

#[tokio::test]
async fn a_limit_that_sheds_load_counts_over_all_clones() {
    let layers = ServiceBuilder::new().layer(LoadShedLayer::new()).layer(ConcurrencyLimitLayer::new(1));
    let mcp = mcp().layer(layers);
    let mut first = Box::pin(mcp.clone().oneshot(RequestBuilder::modern_call("slow", &json!({})).request()));
    assert!(tokio::time::timeout(Duration::from_millis(20), &mut first).await.is_err());

    let second = RequestBuilder::modern_call("nop", &json!({})).send(&mcp).await;
    let error = second.tool_error();
    assert_eq!((&error["kind"], &error["retry_after_ms"]), (&json!("unavailable"), &json!(1000)));
    assert_eq!(second.header("retry-after"), Some("1"));
    RequestBuilder::stateless("tools/list", &json!({})).send(&mcp).await.refused(200, -32603, Some("1"));

    drop(first);
    RequestBuilder::modern_call("nop", &json!({})).send(&mcp).await.result();
}

#[tokio::test]
async fn errors_of_own_layers() {
    let failing = |make: fn() -> BoxError| {
        mcp().layer(tower::layer::layer_fn(move |_| {
            BoxCloneSyncService::new(service_fn(move |_: Request| async move {
                Err::<mcp_core::Response, _>(make())
            }))
        }))
    };
    let call = || RequestBuilder::modern_call("nop", &json!({}));
    let list = || RequestBuilder::stateless("tools/list", &json!({}));

    let mcp = failing(|| RpcError::new(-31000, "quota used up").into());
    call().send(&mcp).await.refused(200, -31000, Some("1"));
    list().send(&mcp).await.refused(200, -31000, Some("1"));

    let mcp = failing(|| HandlerError::new(HandlerErrorKind::Forbidden, "not on Sundays").into());
    assert_eq!(call().send(&mcp).await.tool_error()["kind"], "forbidden");
    list().send(&mcp).await.refused(200, -32603, Some("1"));

    // The message of an unknown error is not sent.
    let mcp = failing(|| "password hunter2 refused".into());
    let answer = call().send(&mcp).await;
    assert_eq!(answer.tool_error()["kind"], "internal");
    assert!(!answer.body.contains("hunter2"));
    assert!(!list().send(&mcp).await.body.contains("hunter2"));
}

#[tokio::test]
async fn a_layer_sees_and_changes_calls() {
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let log = Arc::clone(&seen);
    let mcp = mcp().layer(MapRequestLayer::new(move |mut request: Request| {
        log.lock().unwrap().push(format!("{} {}", request.method(), request.tool_name().unwrap_or("-")));
        if request.tool_name() == Some("echo") {
            request = request.with_arguments(r#"{"text":"changed"}"#);
        }
        request
    }));
    let result = RequestBuilder::modern_call("echo", &json!({ "text": "hi" })).send(&mcp).await.result();
    assert_eq!(result["structuredContent"], json!({ "text": "changed" }));
    RequestBuilder::stateless("tools/list", &json!({})).send(&mcp).await.result();
    assert_eq!(*seen.lock().unwrap(), ["tools/call echo", "tools/list -"]);
}
