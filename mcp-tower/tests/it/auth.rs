//! Bearer authentication around the endpoint.

use std::{
    fmt::Write as _,
    sync::{Arc, Mutex},
};

use mcp_core::{Filter, Grant, Principal};
use mcp_tower::layer::{BearerAuthLayer, BearerKey};
use serde_json::json;
use tower::{Layer, ServiceBuilder};
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span,
};

use crate::support::{Plan, RequestBuilder, mcp};

fn whoami() -> RequestBuilder {
    RequestBuilder::modern_call("whoami", &json!({}))
}

fn keys() -> BearerAuthLayer {
    let read = Filter::new().methods(["read"]).unwrap();
    BearerAuthLayer::new([
        BearerKey::new("key-of-ann", Principal::new("ann")).unwrap(),
        BearerKey::new("key-of-bob", Principal::new("bob")).unwrap().filter(read),
    ])
}

#[tokio::test]
async fn key_determines_the_caller() {
    let service = keys().layer(mcp());
    for (key, caller) in [("key-of-ann", "ann"), ("key-of-bob", "bob")] {
        let answer = whoami().with("authorization", &format!("Bearer {key}")).send(&service).await;
        assert_eq!(answer.result()["structuredContent"]["caller"], caller);
    }
}

#[tokio::test]
async fn key_narrows_the_visible_tools() {
    let service = keys().layer(mcp());
    let names = async |key: &str| {
        let ask = RequestBuilder::stateless("tools/list", &json!({}))
            .with("authorization", &format!("Bearer {key}"));
        let result = ask.send(&service).await.result();
        assert_eq!(result["cacheScope"], "private");
        result["tools"].as_array().unwrap().len()
    };
    assert!(names("key-of-bob").await < names("key-of-ann").await);

    let note = |key: &str| {
        RequestBuilder::modern_call("note", &json!({})).with("authorization", &format!("Bearer {key}"))
    };
    note("key-of-ann").send(&service).await.result();
    note("key-of-bob").send(&service).await.refused(200, -32602, Some("1"));
}

#[tokio::test]
async fn wrong_and_missing_key_differ() {
    let service = keys().layer(mcp());
    let challenge = async |ask: RequestBuilder| {
        let answer = ask.send(&service).await;
        answer.refused(401, -32600, None);
        assert!(!answer.body.contains("key-of"));
        answer.header("www-authenticate").unwrap().to_owned()
    };
    assert_eq!(challenge(whoami()).await, "Bearer");
    assert_eq!(challenge(whoami().with("authorization", "Basic key-of-ann")).await, "Bearer");
    for wrong in
        ["Bearer", "Bearer ", "Bearer key-of-an", "Bearer key-of-ann2", "Bearer key-of-ann key-of-bob"]
    {
        let told = challenge(whoami().with("authorization", wrong)).await;
        assert_eq!(told, r#"Bearer error="invalid_token""#, "{wrong}");
    }
}

#[tokio::test]
async fn a_key_in_the_query_does_not_count() {
    let service = keys().layer(mcp());
    let mut request = whoami().request();
    *request.uri_mut() = "/mcp?access_token=key-of-ann".parse().unwrap();
    let answer = tower::ServiceExt::oneshot(service, request).await.unwrap();
    assert_eq!(answer.status(), 401);
}

#[tokio::test]
async fn outer_principal_is_replaced_by_the_key() {
    // The key determines the caller, whatever an outer layer inserted.
    let service = keys().layer(mcp());
    let ask = whoami().extension(Grant::new(Principal::new("root")));
    let answer = ask.with("authorization", "Bearer key-of-ann").send(&service).await;
    assert_eq!(answer.result()["structuredContent"]["caller"], "ann");
}

#[tokio::test]
async fn key_does_not_widen_an_outer_filter() {
    let service = keys().layer(mcp());
    let names = async |key: &str| {
        let ask = RequestBuilder::stateless("tools/list", &json!({}))
            .extension(Grant::new(Principal::new("gateway")).filter(Filter::new().tags(["text"]).unwrap()));
        let result = ask.with("authorization", &format!("Bearer {key}")).send(&service).await.result();
        let tools = result["tools"].as_array().unwrap().clone();
        tools.iter().map(|tool| tool["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names("key-of-ann").await, ["echo", "note"]);
    assert_eq!(names("key-of-bob").await, ["echo"]);
}

#[tokio::test]
async fn authorization_header_is_removed() {
    let inner = ServiceBuilder::new()
        .map_request(|request: http::Request<_>| {
            assert!(!request.headers().contains_key("authorization"));
            request
        })
        .service(mcp());
    let service = keys().layer(inner);
    whoami().with("authorization", "Bearer key-of-ann").send(&service).await.result();
}

#[tokio::test]
async fn extensions_of_outer_layers_reach_the_tool() {
    let answer =
        whoami().extension(Plan("pro")).extension(Grant::new(Principal::new("host-user"))).send(&mcp()).await;
    let seen = &answer.result()["structuredContent"];
    assert_eq!((&seen["plan"], &seen["caller"]), (&json!("pro"), &json!("host-user")));
    assert_eq!(seen["deadline"], true);
}

/// Writes every event of this thread into a text.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<String>>);

impl Subscriber for Recorder {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }
    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn event(&self, event: &Event<'_>) {
        struct Write<'a>(&'a mut String);
        impl Visit for Write<'_> {
            fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
                write!(self.0, "{field}={value:?} ").unwrap();
            }
        }
        let mut log = self.0.lock().unwrap();
        write!(log, "{} ", event.metadata().level()).unwrap();
        event.record(&mut Write(&mut log));
        log.push('\n');
    }
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

#[tokio::test]
async fn the_log_has_neither_keys_nor_arguments() {
    let recorder = Recorder::default();
    // With a single subscriber, tracing caches interest from the thread that first reaches an event, which may be
    // that of another test.
    let _second = tracing::Dispatch::new(recorder.clone());
    let guard = tracing::subscriber::set_default(recorder.clone());
    let service = keys().layer(mcp());
    let echo = || RequestBuilder::modern_call("echo", &json!({ "text": "a-secret-text" }));
    echo().with("authorization", "Bearer key-of-ann").send(&service).await.result();
    assert_eq!(echo().with("authorization", "Bearer key-of-eve").send(&service).await.status, 401);
    let mixed = echo().with("authorization", "Bearer key-of-ann").with("mcp-protocol-version", "2025-11-25");
    assert_eq!(mixed.send(&service).await.code(), Some(-32020));
    let wrong = RequestBuilder::modern_call("echo", &json!({ "text": { "a-secret-text": 1 } }));
    wrong.with("authorization", "Bearer key-of-ann").send(&service).await.tool_error();
    drop(guard);

    let log = recorder.0.lock().unwrap().clone();
    assert!(log.contains(r#"method="tools/call" name="echo""#), "{log}");
    assert!(
        log.contains(r#"WARN message=protocol versions differ header="2025-11-25" body="2026-07-28""#),
        "{log}"
    );
    for secret in ["key-of", "a-secret-text"] {
        assert!(!log.contains(secret), "{log}");
    }
    let debug = format!("{service:?}");
    assert!(!debug.contains("key-of"), "{debug}");
}
