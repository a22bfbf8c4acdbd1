//! Grants from authentication to tools.

use std::time::{Duration, SystemTime};

use http_body_util::BodyExt;
use mcp_core::{Filter, Grant, Principal, Server};
use mcp_tower::{LiveServer, Mcp};
use serde_json::json;

use crate::support::{Plan, RequestBuilder, mcp, registry};

fn ann() -> Grant {
    Grant::new(Principal::new("ann"))
}

#[tokio::test]
async fn tools_see_the_caller_and_the_extensions_of_the_grant() {
    let ask = RequestBuilder::modern_call("whoami", &json!({})).extension(Plan("free"));
    let seen = ask.extension(ann().extension(Plan("pro"))).send(&mcp()).await.result();
    let seen = &seen["structuredContent"];
    assert_eq!((&seen["caller"], &seen["plan"]), (&json!("ann"), &json!("pro")));
}

#[tokio::test]
async fn expired_grant_is_refused_with_401() {
    let now = SystemTime::now();
    let ask = |method: http::Method, end| {
        RequestBuilder::modern_call("whoami", &json!({})).method(method).extension(ann().expires_at(end))
    };
    for method in [http::Method::POST, http::Method::GET] {
        let refused = ask(method, now).send(&mcp()).await;
        refused.refused(401, -32600, None);
        assert_eq!(refused.header("www-authenticate"), Some(r#"Bearer error="invalid_token""#));
    }
    ask(http::Method::POST, now + Duration::from_secs(60)).send(&mcp()).await.result();
}

#[tokio::test]
async fn stream_ends_when_its_grant_expires() {
    let live = LiveServer::new(Server::new(registry()));
    let ask = RequestBuilder::stateless(
        "subscriptions/listen",
        &json!({ "notifications": { "toolsListChanged": true } }),
    );
    let grant = ann().expires_at(SystemTime::now() + Duration::from_millis(300));
    let body = ask.extension(grant).open(&Mcp::live(live)).await.into_body();
    let events = tokio::time::timeout(Duration::from_secs(20), body.collect()).await.unwrap().unwrap();
    assert!(String::from_utf8_lossy(&events.to_bytes()).contains("acknowledged"));
}

#[tokio::test]
async fn filter_outside_of_a_grant_is_refused() {
    let ask = || RequestBuilder::modern_call("whoami", &json!({}));
    ask().extension(Filter::all()).send(&mcp()).await.refused(500, -32603, None);
    ask().extension(ann()).extension(Filter::all()).send(&mcp()).await.refused(500, -32603, None);
    ask().extension(Principal::new("ann")).send(&mcp()).await.refused(500, -32603, None);
    ask().extension(Principal::new("ann")).extension(ann()).send(&mcp()).await.result();
}
