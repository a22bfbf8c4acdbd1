//! RAII guards for the gauges of sessions and streams. No-ops without the feature `metrics`.

#[cfg(feature = "metrics")]
use std::fmt;

/// Gauge of open notification streams: those of `subscriptions/listen`, and those of the `initialize` revisions.
#[cfg(feature = "metrics")]
pub const ACTIVE_SUBSCRIPTIONS: &str = "mcp.server.active_listeners";
/// Gauge of open sessions.
#[cfg(feature = "metrics")]
pub const ACTIVE_SESSIONS: &str = "mcp.server.active_sessions";
/// Histogram of the duration of sessions, in seconds.
#[cfg(feature = "metrics")]
pub const SESSION_DURATION: &str = "mcp.server.session.duration";

/// Increments a gauge until it is dropped.
#[cfg(feature = "metrics")]
pub(crate) struct GaugeGuard(metrics::Gauge);

#[cfg(feature = "metrics")]
impl GaugeGuard {
    /// Increments the gauge.
    pub(crate) fn new(gauge: metrics::Gauge) -> Self {
        gauge.increment(1.0);
        Self(gauge)
    }

    /// Counts an open notification stream.
    pub(crate) fn subscription() -> Self {
        Self::new(metrics::gauge!(ACTIVE_SUBSCRIPTIONS))
    }
}

#[cfg(feature = "metrics")]
impl Drop for GaugeGuard {
    fn drop(&mut self) {
        self.0.decrement(1.0);
    }
}

#[cfg(feature = "metrics")]
impl fmt::Debug for GaugeGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GaugeGuard")
    }
}

#[cfg(not(feature = "metrics"))]
#[derive(Debug)]
pub(crate) struct GaugeGuard;

#[cfg(not(feature = "metrics"))]
impl GaugeGuard {
    pub(crate) const fn subscription() -> Self {
        Self
    }
}

/// Counts an open session, and records its duration when it is dropped.
#[cfg(feature = "sessions")]
#[derive(Debug)]
pub(crate) struct OpenSession {
    #[cfg(feature = "metrics")]
    opened: tokio::time::Instant,
    #[cfg(feature = "metrics")]
    _guard: GaugeGuard,
}

#[cfg(feature = "sessions")]
impl OpenSession {
    #[cfg(feature = "metrics")]
    pub(crate) fn new() -> Self {
        let gauge = metrics::gauge!(ACTIVE_SESSIONS);
        Self { opened: tokio::time::Instant::now(), _guard: GaugeGuard::new(gauge) }
    }

    #[cfg(not(feature = "metrics"))]
    pub(crate) const fn new() -> Self {
        Self {}
    }
}

#[cfg(all(feature = "metrics", feature = "sessions"))]
impl Drop for OpenSession {
    fn drop(&mut self) {
        let duration = metrics::histogram!(SESSION_DURATION, "network.transport" => "tcp");
        duration.record(self.opened.elapsed());
    }
}
