//! Metrics of the endpoint and of its requests to Front, for Prometheus.
//!
//! ```sh
//! cargo run -p example-prometheus
//! ```
//!
//! Makes one call and prints the result of `/metrics`: counters and histograms of HTTP requests, MCP requests and
//! requests to Front.
//!
//! Any recorder of the facade `metrics` works, including those that export OTLP. Each must be configured in two
//! ways: with the buckets, which the facade does not define, and without quantiles of single servers.

#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::{error::Error, future::ready, time::Duration};

use axum::{Router, http::Request, routing::get};
use front_client::{Client, layer::metrics as front_metrics, mcp::agent_tools, testing::FakeFront};
use mcp_core::Server;
use mcp_tower::{
    HttpMetricsLayer, Mcp, McpMetricsLayer,
    layer::{http_metrics, mcp_metrics},
    testing::HttpClient,
};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use serde_json::json;
use tower::Layer;

/// Interval at which the recorder sorts new samples into its buckets.
const UPKEEP: Duration = Duration::from_secs(5);

/// Installs the recorder for the metrics of this program.
fn record() -> Result<PrometheusHandle, BuildError> {
    let seconds = |name: &str| Matcher::Full(name.to_owned());
    let handle = PrometheusBuilder::new()
        .with_recommended_naming(true)
        .set_buckets_for_metric(seconds(mcp_metrics::OPERATION_DURATION), &mcp_metrics::OPERATION_BUCKETS)?
        .set_buckets_for_metric(seconds(mcp_metrics::SESSION_DURATION), &mcp_metrics::OPERATION_BUCKETS)?
        .set_buckets_for_metric(seconds(http_metrics::REQUEST_DURATION), http_metrics::REQUEST_BUCKETS)?
        .set_buckets_for_metric(seconds(front_metrics::REQUEST_DURATION), front_metrics::REQUEST_BUCKETS)?
        .install_recorder()?;
    let upkeep = handle.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(UPKEEP).await;
            upkeep.run_upkeep();
        }
    });
    Ok(handle)
}

/// Builds the endpoint with its metrics beside it. On a public server, serve `/metrics` at a separate address.
fn app(metrics: PrometheusHandle) -> Result<Router, Box<dyn Error>> {
    let front = FakeFront::seeded();
    let client =
        Client::builder().credential(front.token()).base_url(front.base_url()).transport(front).build()?;
    let mcp = Mcp::new(Server::new(agent_tools(&client))).layer(McpMetricsLayer::new());
    Ok(Router::new()
        .nest_service("/mcp", HttpMetricsLayer::new().route("/mcp").layer(mcp))
        .route("/metrics", get(move || ready(metrics.render()))))
}

/// Returns the metrics that Prometheus fetches after one call.
pub(crate) async fn run() -> Result<String, Box<dyn Error>> {
    // First, so that the layers can describe their metrics to it.
    let metrics = record()?;
    let app = app(metrics)?;
    let client = HttpClient::new(app);
    client.call_tool("list_teammates", json!({ "limit": 5 })).await?;
    let response = client.send(Request::get("/metrics").body("")?).await;
    assert_eq!(response.status, 200);
    Ok(response.text().to_owned())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    print!("{}", run().await?);
    Ok(())
}
