//! How many of something there are at the moment, for the gauges of [`meter`](crate::layer::meter).

#[cfg(feature = "metrics")]
use std::fmt;

/// One of those that are counted, until it is dropped. Without the feature `metrics` nobody counts.
#[cfg(feature = "metrics")]
pub(crate) struct Counted(metrics::Gauge);

#[cfg(feature = "metrics")]
impl Counted {
    /// One more of what the gauge counts.
    pub(crate) fn more(gauge: metrics::Gauge) -> Self {
        gauge.increment(1.0);
        Self(gauge)
    }

    /// A stream of announcements that is open.
    pub(crate) fn listener() -> Self {
        Self::more(metrics::gauge!(crate::layer::meter::ACTIVE_LISTENERS))
    }
}

#[cfg(feature = "metrics")]
impl Drop for Counted {
    fn drop(&mut self) {
        self.0.decrement(1.0);
    }
}

#[cfg(feature = "metrics")]
impl fmt::Debug for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Counted")
    }
}

#[cfg(not(feature = "metrics"))]
#[derive(Debug)]
pub(crate) struct Counted;

#[cfg(not(feature = "metrics"))]
impl Counted {
    pub(crate) const fn listener() -> Self {
        Self
    }
}

/// A session that is open: counted, and timed when it is dropped.
#[cfg(feature = "sessions")]
#[derive(Debug)]
pub(crate) struct OpenSession {
    #[cfg(feature = "metrics")]
    opened: tokio::time::Instant,
    #[cfg(feature = "metrics")]
    _counted: Counted,
}

#[cfg(feature = "sessions")]
impl OpenSession {
    #[cfg(feature = "metrics")]
    pub(crate) fn new() -> Self {
        let gauge = metrics::gauge!(crate::layer::meter::ACTIVE_SESSIONS);
        Self { opened: tokio::time::Instant::now(), _counted: Counted::more(gauge) }
    }

    #[cfg(not(feature = "metrics"))]
    pub(crate) const fn new() -> Self {
        Self {}
    }
}

#[cfg(all(feature = "metrics", feature = "sessions"))]
impl Drop for OpenSession {
    fn drop(&mut self) {
        let duration =
            metrics::histogram!(crate::layer::meter::SESSION_DURATION, "network.transport" => "tcp");
        duration.record(self.opened.elapsed());
    }
}
