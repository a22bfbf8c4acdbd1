//! Metrics of all layers, in Prometheus' text format.

use std::time::Duration;

use front_client::layer::metrics as upstream;
use mcp_tower::layer::{http_metrics, mcp_metrics};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

/// Interval at which samples are sorted into buckets.
const UPKEEP: Duration = Duration::from_secs(5);

/// Installs the recorder of the process. Call it once per process, inside a runtime, before any layer that
/// describes metrics.
pub(crate) fn record() -> Result<PrometheusHandle, BuildError> {
    let named = |name: &str| Matcher::Full(name.to_owned());
    let handle = PrometheusBuilder::new()
        .with_recommended_naming(true)
        .set_buckets_for_metric(named(mcp_metrics::OPERATION_DURATION), &mcp_metrics::OPERATION_BUCKETS)?
        .set_buckets_for_metric(named(http_metrics::REQUEST_DURATION), http_metrics::REQUEST_BUCKETS)?
        .set_buckets_for_metric(named(upstream::REQUEST_DURATION), upstream::REQUEST_BUCKETS)?
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
