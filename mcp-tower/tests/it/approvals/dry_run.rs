//! Layer for dry runs: calls that read run, others describe their effect.

use std::{
    future::{Ready, ready},
    task::{Context, Poll},
};

use futures_util::future::Either;
use mcp_core::{Filter, Grant, Principal, Request, Response, ToolOutput};
use mcp_tower::{
    Mcp,
    layer::{FilterLayer, Next, from_fn},
};
use serde_json::json;
use tower::{BoxError, Layer, Service, limit::ConcurrencyLimitLayer};

use super::server;
use crate::support::RequestBuilder;

#[derive(Clone, Copy)]
struct DryRunLayer;

impl<S> Layer<S> for DryRunLayer {
    type Service = DryRun<S>;

    fn layer(&self, inner: S) -> DryRun<S> {
        DryRun { inner }
    }
}

#[derive(Clone)]
struct DryRun<S> {
    inner: S,
}

impl<S: Service<Request, Response = Response>> Service<Request> for DryRun<S> {
    type Response = Response;
    type Error = S::Error;
    type Future = Either<S::Future, Ready<Result<Response, S::Error>>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        // A hidden tool is `None`: the inner service answers it like an unknown one.
        let writes = request.tool().filter(|tool| !tool.definition().annotations().read_only);
        let Some(tool) = writes else { return Either::Left(self.inner.call(request)) };
        let arguments = request.arguments().map(|json| String::from_utf8_lossy(json)).unwrap_or_default();
        let rehearsal = format!("Dry run: {} would run with {arguments}. Nothing was changed.", tool.name());
        Either::Right(ready(Ok(request.answer(ToolOutput::text(rehearsal)))))
    }
}

#[tokio::test]
async fn writes_are_described_and_reads_run() {
    let mcp = Mcp::new(server()).layer(DryRunLayer);
    for call in [RequestBuilder::modern_call, RequestBuilder::legacy_call] {
        let read = call("read_note", &json!({ "text": "a" })).send(&mcp).await.result();
        assert!(read["content"][0]["text"].as_str().unwrap().contains("read a"), "{read}");
        let sent = call("send_note", &json!({ "text": "a" })).send(&mcp).await.result();
        let text = r#"Dry run: send_note would run with {"text":"a"}. Nothing was changed."#;
        assert_eq!(sent["content"][0]["text"], text);
        assert_eq!(sent["isError"], false);
    }
}

#[tokio::test]
async fn hidden_tools_look_unknown_in_a_dry_run() {
    let mcp = Mcp::new(server()).layer(DryRunLayer);
    let reader = Grant::new(Principal::new("reader")).filter(Filter::new().methods(["read"]).unwrap());
    let ask = |tool| RequestBuilder::modern_call(tool, &json!({ "text": "a" })).extension(reader.clone());
    let (hidden, unknown) = (ask("send_note").send(&mcp).await, ask("no_such").send(&mcp).await);
    assert_eq!(hidden.value()["error"]["code"], unknown.value()["error"]["code"]);
}

/// The same layer as a function, outside of another layer.
#[tokio::test]
async fn function_is_a_layer_around_any_other() {
    async fn rehearse(request: Request, next: Next) -> Result<Response, BoxError> {
        match request.tool().filter(|tool| !tool.definition().annotations().read_only) {
            None => next.run(request).await,
            Some(_) => Ok(request.answer(ToolOutput::text("Dry run. Nothing was changed."))),
        }
    }
    let limit = ConcurrencyLimitLayer::new(1);
    let mcp = Mcp::new(server()).layer(limit).layer(from_fn(rehearse)).layer(FilterLayer::new(Filter::all()));
    for call in [RequestBuilder::modern_call, RequestBuilder::legacy_call] {
        let read = call("read_note", &json!({ "text": "a" })).send(&mcp).await.result();
        assert!(read["content"][0]["text"].as_str().unwrap().contains("read a"), "{read}");
        let written = call("send_note", &json!({ "text": "a" })).send(&mcp).await.result();
        assert_eq!(written["content"][0]["text"], "Dry run. Nothing was changed.");
    }
}
