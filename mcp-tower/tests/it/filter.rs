//! Hidden tools.

use std::{
    task::{Context, Poll},
    time::Duration,
};

use mcp_core::{Filter, META_CLIENT_CAPABILITIES, Request};
use mcp_tower::layer::FilterLayer;
use proptest::prelude::*;
use serde_json::json;
use tower::layer::layer_fn;
use tower_service::Service;

use crate::support::{RequestBuilder, mcp, registry};

fn names(answer: &crate::support::TestResponse) -> Vec<String> {
    let tools = answer.result()["tools"].as_array().unwrap().clone();
    tools.iter().map(|tool| tool["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_read_only_filter_neither_lists_nor_calls_any_other_tool() {
    let read = Filter::new().methods(["read"]).unwrap();
    let mcp = mcp().layer(FilterLayer::new(read.clone()));
    let registry = registry();
    let (shown, hidden): (Vec<_>, Vec<_>) = registry.iter().partition(|tool| read.allows(tool.definition()));
    assert!(shown.len() > 1 && hidden.len() > 3);

    for ask in [
        RequestBuilder::stateless("tools/list", &json!({})),
        RequestBuilder::initialize_revision("tools/list", &json!({})),
    ] {
        let listed = names(&ask.send(&mcp).await);
        assert_eq!(listed, shown.iter().map(|tool| tool.name()).collect::<Vec<_>>());
    }
    for tool in hidden {
        RequestBuilder::modern_call(tool.name(), &json!({})).send(&mcp).await.refused(200, -32602, Some("1"));
        RequestBuilder::legacy_call(tool.name(), &json!({})).send(&mcp).await.refused(200, -32602, Some("1"));
    }
    RequestBuilder::modern_call("nop", &json!({})).send(&mcp).await.result();
}

#[tokio::test]
async fn filters_only_narrow() {
    let mcp = mcp()
        .layer(FilterLayer::new(Filter::all()))
        .layer(FilterLayer::new(Filter::new().tags(["text"]).unwrap()))
        .layer(FilterLayer::new(Filter::new().methods(["write"]).unwrap()));
    assert_eq!(names(&RequestBuilder::stateless("tools/list", &json!({})).send(&mcp).await), ["note"]);
}

#[tokio::test]
async fn a_filter_may_depend_on_the_caller() {
    let mcp = mcp().layer(FilterLayer::from_fn(|context| {
        if context.caller().is_some_and(|caller| caller.id() == "ann") {
            Filter::all()
        } else {
            Filter::none()
        }
    }));
    let list = || RequestBuilder::stateless("tools/list", &json!({}));
    assert!(names(&list().send(&mcp).await).is_empty());
    let all =
        names(&list().extension(mcp_core::Grant::new(mcp_core::Principal::new("ann"))).send(&mcp).await);
    assert_eq!(all.len(), registry().len());
}

/// A layer outside of the filter does not know the hidden tools.
#[tokio::test(start_paused = true)]
async fn outer_timeout_does_not_reveal_hidden_tools() {
    let mcp = mcp()
        .call_timeout(Duration::from_secs(1))
        .layer(FilterLayer::new(Filter::none()))
        .layer(layer_fn(Late));
    let mut bodies = Vec::new();
    for tool in ["echo", "note", "zzzz"] {
        for ask in
            [RequestBuilder::modern_call(tool, &json!({})), RequestBuilder::legacy_call(tool, &json!({}))]
        {
            let answer = ask.send(&mcp).await;
            assert_eq!(answer.tool_error()["kind"], "timeout");
            bodies.push(answer.body);
        }
    }
    for pair in bodies.chunks(2).skip(1) {
        assert_eq!(pair, &bodies[..2]);
    }
}

/// Never calls the inner service.
#[derive(Clone)]
struct Late<S>(S);

impl<S: Service<Request>> Service<Request> for Late<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = std::future::Pending<Result<S::Response, S::Error>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, _: Request) -> Self::Future {
        std::future::pending()
    }
}

#[tokio::test]
async fn list_narrowed_by_a_layer_is_private() {
    let answer = RequestBuilder::stateless("tools/list", &json!({})).send(&mcp()).await;
    assert_eq!(answer.result()["cacheScope"], "public");
    // This caller sees everything; the next one may not.
    let layered = mcp().layer(FilterLayer::from_fn(|_| Filter::all()));
    let answer = RequestBuilder::stateless("tools/list", &json!({})).send(&layered).await;
    assert_eq!(answer.result()["cacheScope"], "private");
}

fn any_filter() -> impl Strategy<Value = Filter> {
    let word = prop::sample::select(vec![
        "read", "write", "send", "custom", "list", "get", "create", "delete", "echo", "mail",
    ]);
    let tag = prop::sample::select(vec!["text", "TEXT", "other"]);
    let methods = prop::option::of(prop::collection::vec(word, 0..4));
    let tags = prop::option::of(prop::collection::vec(tag, 0..2));
    let rule = (methods, tags).prop_map(|(methods, tags)| {
        let mut filter = Filter::new();
        if let Some(methods) = methods {
            filter = filter.methods(methods).unwrap();
        }
        if let Some(tags) = tags {
            filter = filter.tags(tags).unwrap();
        }
        filter
    });
    let leaf = prop_oneof![rule, Just(Filter::all()), Just(Filter::none())];
    leaf.prop_recursive(3, 8, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| a.and(&b)),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| a.or(&b)),
            inner.prop_map(|a| a.not()),
        ]
    })
}

/// Requests for a tool and for an unknown name of the same length.
fn twins(
    name: &str,
    stateless: bool,
    arguments: &serde_json::Value,
    progress: bool,
) -> (RequestBuilder, RequestBuilder, String) {
    let unknown = "z".repeat(name.len());
    let ask = |tool: &str| {
        let mut params = json!({ "name": tool, "arguments": arguments });
        if progress {
            params["_meta"] = json!({ "progressToken": "t" });
        }
        if stateless {
            params["_meta"][META_CLIENT_CAPABILITIES] = json!({});
            RequestBuilder::stateless("tools/call", &params)
        } else {
            RequestBuilder::initialize_revision("tools/call", &params)
        }
    };
    (ask(name), ask(&unknown), unknown)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Hidden means unknown: same status, same headers, same bytes except for the name that the client sent.
    #[test]
    fn hidden_is_answered_like_unknown(
        filter in any_filter(),
        at_the_server in any::<bool>(),
        stateless in any::<bool>(),
        progress in any::<bool>(),
        arguments in prop::sample::select(vec![json!({}), json!({ "text": "x" }), json!([1]), json!(null)]),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let registry = registry();
            let server = mcp_core::Server::new(registry.clone());
            let (server, layer) = if at_the_server { (server.filter(&filter), Filter::all()) } else { (server, filter.clone()) };
            let mcp = mcp_tower::Mcp::new(server).layer(FilterLayer::new(layer));
            let listed = names(&RequestBuilder::initialize_revision("tools/list", &json!({})).send(&mcp).await);
            for tool in registry.iter() {
                let allowed = filter.allows(tool.definition());
                prop_assert_eq!(allowed, listed.iter().any(|name| name == tool.name()));
                if allowed {
                    continue;
                }
                let (hidden, unknown, stand_in) = twins(tool.name(), stateless, &arguments, progress);
                let (hidden, unknown) = (hidden.send(&mcp).await, unknown.send(&mcp).await);
                prop_assert_eq!(hidden.status, unknown.status);
                prop_assert_eq!(&hidden.headers, &unknown.headers);
                prop_assert_eq!(&hidden.body, &unknown.body.replace(&stand_in, tool.name()));
            }
            Ok(())
        })?;
    }
}
