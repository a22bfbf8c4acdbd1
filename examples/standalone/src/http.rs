//! HTTP/1.1 server with timeouts for slow headers, idle connections and unread responses, and a connection limit.
//!
//! `axum::serve` has none of these. hyper has one timeout for headers that includes the idle time. It is either too
//! long for headers or too short for connections that a proxy keeps open, so this module separates the two.

mod connection;

use std::{convert::Infallible, io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, body::Body};
use http_body_util::BodyExt as _;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::sleep,
};
use tokio_io_timeout::TimeoutWriter;
use tower::ServiceExt as _;

use crate::{cli::Settings, env::present, error::ConfigError, redact::shorten};

use self::connection::{Connection, RequestsInProgress};

/// Pause after a failed accept, which happens when file descriptors run out.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Maximum configurable time: a day.
const MAX_TIME: Duration = Duration::from_secs(24 * 3600);

/// Limits of the endpoint. Each has a setting.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Timeout of a call. Many clients give up after 60 s and then do not learn the outcome.
    pub(crate) call: Duration,
    /// Time limit for running calls after the signal to stop.
    pub(crate) grace: Duration,
    /// Timeout from the first byte of a request to the end of its headers.
    pub(crate) header: Duration,
    /// Timeout between two requests. Longer than the 60 s for which common load balancers keep connections, so that
    /// the load balancer closes first.
    pub(crate) idle: Duration,
    /// Timeout for a client that does not read its response.
    pub(crate) write: Duration,
    /// Maximum number of connections.
    pub(crate) connections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        let call = mcp_tower::HttpLimits::default().call_timeout;
        Self {
            call,
            grace: call + Self::GRACE_BEYOND_CALLS,
            header: Duration::from_secs(10),
            idle: Duration::from_secs(75),
            write: Duration::from_secs(30),
            connections: 1024,
        }
    }
}

impl Limits {
    /// Time for writing the last responses.
    const GRACE_BEYOND_CALLS: Duration = Duration::from_secs(5);

    pub(crate) fn read(settings: &Settings) -> Result<Self, ConfigError> {
        let default = Self::default();
        let call = time("MCP_CALL_TIMEOUT", settings.call_timeout.as_deref())?.unwrap_or(default.call);
        let grace = time("MCP_SHUTDOWN_GRACE", settings.shutdown_grace.as_deref())?;
        if let Some(grace) = grace.filter(|grace| *grace < call) {
            return Err(ConfigError::new(format!(
                "MCP_SHUTDOWN_GRACE={grace:?} is shorter than a call may take, {call:?}: running calls would be cut off; \
                 raise it, or lower MCP_CALL_TIMEOUT"
            )));
        }
        Ok(Self {
            call,
            grace: grace.unwrap_or(call + Self::GRACE_BEYOND_CALLS),
            header: time("MCP_HEADER_TIMEOUT", settings.header_timeout.as_deref())?.unwrap_or(default.header),
            idle: time("MCP_IDLE_TIMEOUT", settings.idle_timeout.as_deref())?.unwrap_or(default.idle),
            write: time("MCP_WRITE_TIMEOUT", settings.write_timeout.as_deref())?.unwrap_or(default.write),
            connections: count("MCP_MAX_CONNECTIONS", settings.max_connections.as_deref())?
                .unwrap_or(default.connections),
        })
    }
}

/// Parses `50s`, `1m 30s`, or a number of seconds.
fn time(name: &str, value: Option<&str>) -> Result<Option<Duration>, ConfigError> {
    let Some(text) = value.map(|value| present(name, value)).transpose()? else { return Ok(None) };
    let time = match text.parse() {
        Ok(seconds) => Some(Duration::from_secs(seconds)),
        Err(_) => text.parse::<jiff::SignedDuration>().ok().and_then(|time| time.try_into().ok()),
    };
    match time {
        Some(time) if !time.is_zero() && time <= MAX_TIME => Ok(Some(time)),
        Some(time) if time > MAX_TIME => {
            Err(ConfigError::new(format!("{name} is longer than {MAX_TIME:?}; use a shorter time")))
        }
        _ => Err(ConfigError::new(format!(
            "{name}={} is not a time; write it as 50s or 1m 30s",
            shorten(&text)
        ))),
    }
}

fn count(name: &str, value: Option<&str>) -> Result<Option<usize>, ConfigError> {
    let Some(text) = value.map(|value| present(name, value)).transpose()? else { return Ok(None) };
    match text.parse() {
        Ok(count) if (1..=Semaphore::MAX_PERMITS).contains(&count) => Ok(Some(count)),
        _ => Err(ConfigError::new(format!("{name}={} is not a number; use 1 or more", shorten(&text)))),
    }
}

/// Serves until `stop`, then until every started request is answered.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    stop: impl Future<Output = ()>,
) {
    let connections = Arc::new(Semaphore::new(limits.connections));
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let (stream, permit) = tokio::select! {
            biased;
            () = &mut stop => break,
            accepted = accept(&listener, &connections) => match accepted {
                Ok((stream, _, permit)) => (stream, permit),
                Err(error) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "a connection could not be accepted");
                    sleep(ACCEPT_PAUSE).await;
                    continue;
                }
            },
        };
        // Responses are small and complete, so delaying packets would only add latency.
        let _ = stream.set_nodelay(true);
        let connection = connect(stream, router.clone(), limits);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            let _permit = permit;
            if let Err(error) = connection.await {
                tracing::debug!(error = &error as &dyn std::error::Error, "a connection ended");
            }
        });
    }
    drop(listener);
    graceful.shutdown().await;
}

async fn accept(
    listener: &TcpListener,
    connections: &Arc<Semaphore>,
) -> io::Result<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let permit = Arc::clone(connections).acquire_owned().await.map_err(io::Error::other)?;
    let (stream, address) = listener.accept().await?;
    Ok((stream, address, permit))
}

fn connect(
    stream: TcpStream,
    router: Router,
    limits: Limits,
) -> http1::Connection<
    TokioIo<Connection>,
    impl hyper::service::HttpService<Incoming, ResBody = Body, Error = Infallible, Future: Send>,
> {
    let requests = RequestsInProgress::default();
    let mut stream = TimeoutWriter::new(stream);
    stream.set_timeout(Some(limits.write));
    let io = Connection::new(stream, requests.clone(), limits.header, limits.idle);
    let service = service_fn(move |request| {
        let (serving, router) = (requests.serving(), router.clone());
        async move {
            let response = router.oneshot(request).await?;
            // The guard lives until the end of the body.
            let body = |body: Body| {
                Body::new(body.map_frame(move |frame| {
                    let _ = &serving;
                    frame
                }))
            };
            Ok::<_, Infallible>(response.map(body))
        }
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(None)
        .serve_connection(TokioIo::new(io), service)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_times_and_counts() {
        for (text, wanted) in
            [("50s", 50_000), ("1m 30s", 90_000), ("1m30s", 90_000), ("250ms", 250), ("7", 7_000)]
        {
            assert_eq!(time("T", Some(text)).unwrap(), Some(Duration::from_millis(wanted)), "{text}");
        }
        for text in ["soon", "-5s", "0", "0s"] {
            assert!(time("T", Some(text)).unwrap_err().to_string().contains("is not a time"), "{text}");
        }
        assert!(time("T", Some("18446744073709551615")).unwrap_err().to_string().contains("longer than"));
        assert_eq!(count("C", Some("10")).unwrap(), Some(10));
        assert!(count("C", Some("0")).is_err() && count("C", Some("many")).is_err());
    }

    #[test]
    fn the_grace_is_longer_than_a_call() {
        let limits = |call: Option<&str>, grace: Option<&str>| {
            Limits::read(&Settings {
                call_timeout: call.map(str::to_owned),
                shutdown_grace: grace.map(str::to_owned),
                ..Settings::default()
            })
        };
        assert_eq!(limits(None, None).unwrap().grace, Duration::from_secs(55));
        assert_eq!(limits(Some("20s"), None).unwrap().grace, Duration::from_secs(25));
        assert!(limits(None, Some("10s")).unwrap_err().to_string().contains("would be cut off"));
        assert!(limits(Some("10s"), Some("10s")).is_ok());
    }
}
