//! The desk alone, over a pipe and behind a tower layer.

use std::time::Duration;

use front_client::testing::FakeFront;
use mcp_tower::Dispatch;
use rmcp::{ClientLifecycleMode, ClientServiceExt as _, ServiceExt as _, model::ProtocolVersion};
use serde_json::{Value, json};
use tokio::sync::watch;
use tower::ServiceBuilder;

use super::{
    Dropped,
    example::desk::Desk,
    recorder::{Received, Recorder},
    request, tools, value,
};

/// Timeout of a call.
const TIMEOUT: Duration = Duration::from_secs(2);

#[tokio::test]
async fn elicitation_works_and_layer_timeout_is_outcome_unknown() {
    let modern = ProtocolVersion::V_2026_07_28;
    let preferred_versions = vec![modern.clone()];
    for (version, lifecycle) in [
        (modern, ClientLifecycleMode::Discover { preferred_versions }),
        (ProtocolVersion::V_2025_11_25, ClientLifecycleMode::Initialize),
    ] {
        let dropped = Dropped::default();
        let (_swap, servers) = watch::channel(tools::server(&FakeFront::seeded(), &dropped));
        let service = ServiceBuilder::new().timeout(TIMEOUT).service(Dispatch::new());
        let desk = Desk::new(servers, service).await.unwrap();
        let (ours, theirs) = tokio::io::duplex(64 * 1024);
        let serving = tokio::spawn(desk.serve(ours));
        let listener = Recorder { received: watch::Sender::new(Received::default()), version };
        let client = listener.serve_with_lifecycle(theirs, lifecycle).await.unwrap();

        let answer = client.call_tool(request("close_day", json!({}))).await.unwrap();
        assert_eq!(value(&answer), json!({ "closed": true }));
        let answer = client.call_tool(request("slow", json!({}))).await.unwrap();
        assert_eq!((answer.is_error, dropped.count()), (Some(true), 1));
        let error: Value = value(&answer);
        assert!(error["error"]["message"].as_str().unwrap().contains("aborted"), "{error}");

        client.cancel().await.unwrap();
        serving.await.unwrap().unwrap().waiting().await.unwrap();
    }
}
