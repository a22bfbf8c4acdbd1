//! Spans of a call, from the MCP request to Front and back, exported to OpenTelemetry.
//!
//! ```sh
//! cargo run -p example-opentelemetry
//! ```
//!
//! Prints the three spans of one call with their attributes: the request to Front, the MCP request and the HTTP
//! request.
//!
//! The caller sends its trace context: in `_meta` for the MCP request and in a header for the HTTP request. Our
//! spans become children of it. This example keeps them in memory; a real program uses an exporter of
//! `opentelemetry-otlp` in place of [`InMemorySpanExporter`].

#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::{collections::HashMap, error::Error};

use front_client::{
    Client,
    mcp::agent_tools,
    testing::{FakeFront, seed},
};
use mcp_core::{Server, TraceContext};
use mcp_tower::{HttpTraceLayer, Mcp, McpTraceLayer, testing::HttpClient};
use opentelemetry::{
    propagation::TextMapPropagator,
    trace::{SpanId, TraceContextExt, TracerProvider},
};
use opentelemetry_sdk::{
    propagation::TraceContextPropagator,
    trace::{InMemorySpanExporter, SdkTracerProvider, SpanData},
};
use serde_json::json;
use tower::Layer;
use tracing::{Span, instrument::WithSubscriber, level_filters::LevelFilter};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::{Layer as _, Registry, layer::SubscriberExt};

/// Trace of the caller, and its calling span.
const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const ASKING: &str = "b7ad6b7169203331";

/// Makes the caller's trace the parent of a span.
fn join(span: &Span, trace: &TraceContext) {
    let mut carrier = HashMap::from([("traceparent".to_owned(), trace.parent.clone())]);
    carrier.extend(trace.state.clone().map(|state| ("tracestate".to_owned(), state)));
    let parent = TraceContextPropagator::new().extract(&carrier);
    // A surrounding HTTP request is not the parent: one HTTP request may carry several MCP requests.
    let around = Span::current().context().span().span_context().clone();
    if around.is_valid() {
        span.add_link(around);
    }
    // Fails without an OpenTelemetry layer, which is not an error here.
    let _ = span.set_parent(parent);
}

async fn call() -> Result<(), Box<dyn Error>> {
    let front = FakeFront::seeded();
    let client =
        Client::builder().credential(front.token()).base_url(front.base_url()).transport(front).build()?;
    let server = Server::new(agent_tools(&client));
    let mcp = Mcp::new(server).layer(McpTraceLayer::new().on_trace(join));
    let service = HttpTraceLayer::new().route("/mcp").on_trace(join).layer(mcp);

    let parent = format!("00-{TRACE}-{ASKING}-01");
    let call = json!({
        "name": "list_teammates",
        "arguments": { "limit": 5 },
        "_meta": { "traceparent": parent },
    });
    let client = HttpClient::new(service).header("traceparent", &parent);
    let teammates = client.request("tools/call", call).await?;
    assert!(teammates.value().to_string().contains(seed::SARAH));
    Ok(())
}

/// Returns the spans of one call, in the order in which they ended.
async fn spans() -> Result<Vec<SpanData>, Box<dyn Error>> {
    let exporter = InMemorySpanExporter::default();
    let provider = SdkTracerProvider::builder().with_simple_exporter(exporter.clone()).build();
    let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("frontdesk"));
    // In a real program: `tracing::subscriber::set_global_default`.
    let subscriber = Registry::default().with(layer.with_filter(LevelFilter::INFO));
    call().with_subscriber(subscriber).await?;
    provider.force_flush()?;
    Ok(exporter.get_finished_spans()?)
}

/// Runs the example. Fails if a span has the wrong parent.
pub(crate) async fn run() -> Result<(), Box<dyn Error>> {
    let spans = spans().await?;
    for span in &spans {
        assert_eq!(span.span_context.trace_id().to_string(), TRACE);
        println!("{:?} {:<8} {}", span.span_context.span_id(), format!("{:?}", span.span_kind), span.name);
        for attribute in &span.attributes {
            println!("    {} = {}", attribute.key, attribute.value);
        }
    }
    let [exchange, call, http] = &spans[..] else { return Err("expected three spans".into()) };
    assert_eq!(
        (&*exchange.name, &*call.name, &*http.name),
        ("GET /teammates", "tools/call list_teammates", "POST /mcp")
    );
    let asking = SpanId::from_hex(ASKING)?;
    assert_eq!((call.parent_span_id, http.parent_span_id), (asking, asking));
    assert_eq!(exchange.parent_span_id, call.span_context.span_id());
    let linked: Vec<_> = call.links.iter().map(|link| link.span_context.span_id()).collect();
    assert_eq!(linked, [http.span_context.span_id()]);
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    run().await
}
