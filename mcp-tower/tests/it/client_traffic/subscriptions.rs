//! `subscriptions/listen`.

use std::time::Duration;

use futures_util::FutureExt;
use http_body_util::BodyExt;
use mcp_core::{Filter, Grant, ListKind, Principal, Registry, Server};
use mcp_tower::{Change, FilterLayer, LiveServer, Mcp, SubscriptionLimits};
use serde_json::{Value, json};

use super::{logs_only, next, registry, server};
use crate::support::{RequestBuilder, mcp};

fn listen(notifications: &Value) -> RequestBuilder {
    RequestBuilder::stateless("subscriptions/listen", &json!({ "notifications": notifications }))
}

fn all() -> Value {
    json!({
        "toolsListChanged": true, "promptsListChanged": true, "resourcesListChanged": true,
        "resourceSubscriptions": ["doc:a", "doc:none"]
    })
}

#[tokio::test]
async fn stream_begins_with_the_acknowledgement() {
    let live = LiveServer::new(server());
    let answer = listen(&all()).open(&Mcp::live(live.clone())).await;
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    assert_eq!(answer.headers()["x-accel-buffering"], "no");
    let mut body = answer.into_body();
    let granted =
        json!({ "toolsListChanged": true, "resourcesListChanged": true, "resourceSubscriptions": ["doc:a"] });
    assert_eq!(
        next(&mut body).await.unwrap(),
        json!({
            "jsonrpc": "2.0",
            "method": "notifications/subscriptions/acknowledged",
            "params": { "_meta": { "io.modelcontextprotocol/subscriptionId": 1 }, "notifications": granted }
        })
    );
    for uri in ["doc:b", "doc:none", "doc:a"] {
        live.notify(Change::resource(uri));
    }
    let event = next(&mut body).await.unwrap();
    assert_eq!(
        (&event["method"], &event["params"]["uri"]),
        (&json!("notifications/resources/updated"), &json!("doc:a"))
    );
    live.replace(Server::new(Registry::new()));
    let mut methods = vec![];
    for _ in 0..2 {
        let event = next(&mut body).await.unwrap();
        assert_eq!(event["params"]["_meta"], json!({ "io.modelcontextprotocol/subscriptionId": 1 }));
        methods.push(event["method"].as_str().unwrap().to_owned());
    }
    assert_eq!(methods, ["notifications/tools/list_changed", "notifications/resources/list_changed"]);

    live.close();
    let end = next(&mut body).await.unwrap();
    assert_eq!(end["id"], 1);
    assert_eq!(end["result"]["resultType"], "complete");
    assert_eq!(end["result"]["_meta"]["io.modelcontextprotocol/subscriptionId"], 1);
    assert!(next(&mut body).await.is_none());
}

#[tokio::test]
async fn unsubscribed_notifications_are_not_sent() {
    let live = LiveServer::new(server());
    let mut body =
        listen(&json!({ "promptsListChanged": true })).open(&Mcp::live(live.clone())).await.into_body();
    assert_eq!(next(&mut body).await.unwrap()["params"]["notifications"], json!({}));
    live.notify(Change::lists());
    live.notify(Change::resource("doc:a"));
    assert!(body.frame().now_or_never().is_none());
}

#[tokio::test]
async fn grant_change_notifies_only_its_caller() {
    let live = LiveServer::new(server());
    let mcp = Mcp::live(live.clone());
    let [ada, bob] = ["ada", "bob"].map(Principal::new);
    let mut streams = vec![];
    for caller in [&ada, &bob] {
        let mut body = listen(&json!({ "toolsListChanged": true }))
            .extension(Grant::from(caller.clone()))
            .open(&mcp)
            .await
            .into_body();
        next(&mut body).await.unwrap();
        streams.push(body);
    }
    live.notify(Change::of(ListKind::Tools).only_for(&bob));
    assert!(streams[0].frame().now_or_never().is_none());
    assert_eq!(next(&mut streams[1]).await.unwrap()["method"], "notifications/tools/list_changed");
}

#[tokio::test]
async fn hidden_resources_are_not_notified() {
    let live = LiveServer::new(server());
    let only_tools = Filter::new().methods(["confirm"]).unwrap();
    let mcp = Mcp::live(live.clone()).layer(FilterLayer::new(only_tools));
    let mut body = listen(&json!({ "resourceSubscriptions": ["doc:a"] })).open(&mcp).await.into_body();
    assert_eq!(next(&mut body).await.unwrap()["params"]["notifications"], json!({}));
    live.notify(Change::resource("doc:a"));
    assert!(body.frame().now_or_never().is_none());
}

#[tokio::test]
async fn newly_hidden_resources_are_not_notified() {
    let live = LiveServer::new(server());
    let mcp = Mcp::live(live.clone());
    let mut body = listen(&json!({ "resourceSubscriptions": ["doc:a"] })).open(&mcp).await.into_body();
    next(&mut body).await.unwrap();
    let only_tools = Filter::new().methods(["confirm"]).unwrap();
    live.replace(server().filter(&only_tools));
    live.notify(Change::resource("doc:a"));
    live.replace(Server::new(logs_only()));
    live.notify(Change::resource("doc:a"));
    assert!(body.frame().now_or_never().is_none());
    live.replace(server());
    live.notify(Change::resource("doc:a"));
    assert_eq!(next(&mut body).await.unwrap()["params"]["uri"], "doc:a");
}

#[tokio::test]
async fn the_new_server_is_served() {
    let live = LiveServer::new(server());
    let mcp = Mcp::live(live.clone());
    let tools = async || {
        RequestBuilder::stateless("tools/list", &json!({})).send(&mcp).await.result()["tools"].take()
    };
    assert_eq!(tools().await.as_array().unwrap().len(), 2);
    let discovered = RequestBuilder::stateless("server/discover", &json!({})).send(&mcp).await.result();
    assert_eq!(
        discovered["capabilities"],
        json!({
            "logging": {}, "tools": { "listChanged": true },
            "resources": { "listChanged": true, "subscribe": true }
        })
    );
    live.replace(Server::new(crate::support::registry()));
    assert!(tools().await.as_array().unwrap().len() > 2);
}

#[tokio::test(start_paused = true)]
async fn a_quiet_stream_is_kept_alive_and_ends_in_time() {
    let mcp = Mcp::live(LiveServer::new(server()))
        .keep_alive(Duration::from_secs(10))
        .subscription_lifetime(Duration::from_secs(35))
        // The call timeout does not apply to streams.
        .call_timeout(Duration::from_secs(1));
    let begun = tokio::time::Instant::now();
    let answer = listen(&all()).send(&mcp).await;
    assert_eq!(begun.elapsed(), Duration::from_secs(35));
    assert_eq!(answer.body.matches(": keep-alive\n\n").count(), 3, "{}", answer.body);
    assert_eq!(answer.events().last().unwrap()["result"]["resultType"], "complete");
}

#[tokio::test]
async fn changes_hidden_by_a_layer_are_not_notified() {
    let live = LiveServer::new(server());
    let only = Filter::new().methods(["logs"]).unwrap();
    let mcp = Mcp::live(live.clone()).layer(FilterLayer::new(only));
    let mut body = listen(&all()).open(&mcp).await.into_body();
    next(&mut body).await.unwrap();
    live.replace(Server::new(logs_only()));
    assert!(body.frame().now_or_never().is_none());
    live.replace(Server::new(Registry::new()));
    assert_eq!(next(&mut body).await.unwrap()["method"], "notifications/tools/list_changed");
    assert!(body.frame().now_or_never().is_none());
}

#[tokio::test]
async fn slow_stream_loses_no_notification() {
    let live = LiveServer::new(server());
    let mcp = Mcp::live(live.clone()).max_queued_notifications(1);
    let mut body = listen(&all()).open(&mcp).await.into_body();
    for _ in 0..3 {
        live.notify(Change::lists());
        live.notify(Change::resource("doc:a"));
    }
    let mut methods = vec![];
    while let Some(event) = next(&mut body).now_or_never() {
        methods.push(event.unwrap()["method"].as_str().unwrap().to_owned());
    }
    assert_eq!(
        methods,
        [
            "notifications/subscriptions/acknowledged",
            "notifications/tools/list_changed",
            "notifications/resources/list_changed",
            "notifications/resources/updated"
        ]
    );
}

#[tokio::test]
async fn the_streams_of_one_caller_are_bounded_and_end_with_its_grant() {
    let mut limits = SubscriptionLimits::default();
    limits.max_per_caller = 1;
    let live = LiveServer::with_limits(server(), limits);
    let mcp = Mcp::live(live.clone());
    let [ada, bob] = ["ada", "bob"].map(Principal::new);
    let of = |caller: &Principal| listen(&all()).extension(Grant::from(caller.clone()));
    let mut to_ada = of(&ada).open(&mcp).await.into_body();
    let refused = of(&ada).send(&mcp).await;
    refused.refused(429, -32603, Some("1"));
    assert!(refused.body.contains("close one"), "{}", refused.body);
    let mut to_bob = of(&bob).open(&mcp).await.into_body();
    for body in [&mut to_ada, &mut to_bob] {
        next(body).await.unwrap();
    }
    live.close_for(&ada);
    assert_eq!(next(&mut to_ada).await.unwrap()["result"]["resultType"], "complete");
    assert!(next(&mut to_ada).await.is_none());
    assert!(to_bob.frame().now_or_never().is_none());
    assert_eq!(of(&ada).open(&mcp).await.status(), 200);
}

#[tokio::test]
async fn subscription_request_size_is_bounded() {
    let live = LiveServer::new(server());
    let mcp = Mcp::live(live);
    let padded = |size: usize| {
        let ask = listen(&all());
        let body =
            format!("{}{}", std::str::from_utf8(&ask.body).unwrap(), " ".repeat(size - ask.body.len()));
        RequestBuilder { body: body.into(), ..ask }
    };
    let max = mcp_tower::HttpLimits::default().max_subscription_bytes;
    padded(max + 1).send(&mcp).await.refused(413, -32600, Some("1"));
    assert_eq!(padded(max).open(&mcp).await.status(), 200);
    padded(2000).send(&mcp.clone().max_subscription_bytes(1999)).await.refused(413, -32600, Some("1"));
    assert_eq!(padded(2000).open(&mcp.max_subscription_bytes(2000)).await.status(), 200);
}

#[tokio::test]
async fn streams_are_bounded() {
    let mut limits = SubscriptionLimits::default();
    limits.max = 1;
    let live = LiveServer::with_limits(server(), limits);
    let mcp = Mcp::live(live);
    let first = listen(&all()).open(&mcp).await;
    listen(&all()).send(&mcp).await.refused(503, -32603, Some("1"));
    drop(first);
    assert_eq!(listen(&all()).open(&mcp).await.status(), 200);
}

#[tokio::test]
async fn a_request_that_cannot_be_served_is_refused() {
    // A server that declares no changes.
    listen(&all()).send(&mcp()).await.refused(404, -32601, Some("1"));
    let mcp = Mcp::live(LiveServer::new(Server::new(registry())));
    listen(&all()).with("accept", "application/json").send(&mcp).await.refused(406, -32600, Some("1"));
    listen(&json!([])).send(&mcp).await.refused(400, -32602, Some("1"));
    RequestBuilder::stateless("subscriptions/listen", &json!({})).send(&mcp).await.refused(
        400,
        -32602,
        Some("1"),
    );
    let initialize_revision =
        RequestBuilder::initialize_revision("subscriptions/listen", &json!({ "notifications": all() }));
    initialize_revision.send(&mcp).await.refused(200, -32601, Some("1"));
}
