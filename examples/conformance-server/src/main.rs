//! Fixtures of MCP's conformance suite, for the suite and for third-party clients.
//!
//! It has the fixtures that the suite requires by name, and three more tools, with which a client can verify that
//! its cancellation arrived and that it is notified of a changed resource. Sessions are enabled, because the suite
//! tests elicitation with clients of the `initialize` revisions; everything else has the defaults of `mcp-core` and
//! `mcp-tower`. For the expected results see the scenarios at
//! <https://github.com/modelcontextprotocol/conformance/tree/main/src/scenarios/server>.
//!
//! `MCP_BIND` is the address to listen on, by default 127.0.0.1:8848. The MCP endpoint is `/mcp`; the first line on
//! stdout is its URL. With `--stdio` the server uses stdin and stdout instead.

mod fixtures;
mod live;
mod prompts;
mod resources;
mod samples;
mod tools;

use std::{
    error::Error,
    future::IntoFuture,
    io::{self, Write},
    net::SocketAddr,
    time::Duration,
};

use axum::Router;
use mcp_tower::{LiveServer, Mcp, SessionLimits, Stdio};
use tokio::{net::TcpListener, runtime::Runtime, time::sleep};

const DEFAULT_BIND: &str = "127.0.0.1:8848";
/// Maximum time for running calls after a stop signal.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(2);

fn main() -> Result<(), Box<dyn Error>> {
    let over_a_pipe = match std::env::args().nth(1).as_deref() {
        None => false,
        Some("--stdio") => true,
        Some(other) => return Err(format!("unknown option {other}; the only option is --stdio").into()),
    };
    let runtime = Runtime::new()?;
    let served = runtime.block_on(async {
        let live = live::server()?;
        if over_a_pipe { pipe(live).await } else { http(live).await }
    });
    // A read of stdin cannot be interrupted, so do not wait for it.
    runtime.shutdown_background();
    served
}

async fn pipe(live: LiveServer) -> Result<(), Box<dyn Error>> {
    let stdio = Stdio::live(live).shutdown_timeout(SHUTDOWN_TIMEOUT);
    Ok(stdio.serve_until(tokio::io::stdin(), tokio::io::stdout(), signal()?).await?)
}

async fn http(live: LiveServer) -> Result<(), Box<dyn Error>> {
    let bind = std::env::var("MCP_BIND").unwrap_or_else(|_| DEFAULT_BIND.to_owned());
    let address: SocketAddr = bind
        .parse()
        .map_err(|error| format!("MCP_BIND={bind}: {error}; use an address such as {DEFAULT_BIND}"))?;
    if !address.ip().is_loopback() {
        return Err(format!("MCP_BIND={bind}: use a loopback address; callers are not authenticated").into());
    }
    let listener =
        TcpListener::bind(address).await.map_err(|error| format!("cannot listen on {address}: {error}"))?;
    // Before the URL is printed: its reader may send a signal at once.
    let (stopped, cut_off) = (stopped(live.clone(), signal()?), cut_off(signal()?));
    writeln!(io::stdout(), "MCP endpoint: http://{}/mcp", listener.local_addr()?)?;

    let router = Router::new().nest_service("/mcp", Mcp::live(live).sessions(SessionLimits::default()));
    tokio::select! {
        served = axum::serve(listener, router).with_graceful_shutdown(stopped).into_future() => served?,
        () = cut_off => {}
    }
    Ok(())
}

/// Resolves at a stop signal, after ending the streams that would otherwise be waited for.
async fn stopped(live: LiveServer, signal: impl Future<Output = ()>) {
    signal.await;
    live.close();
}

/// Resolves some time after a stop signal.
async fn cut_off(signal: impl Future<Output = ()>) {
    signal.await;
    sleep(SHUTDOWN_TIMEOUT).await;
}

/// Returns a future that resolves at Ctrl-C or SIGTERM. Signals are caught from the call on.
#[cfg(unix)]
fn signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Returns a future that resolves at Ctrl-C.
#[cfg(not(unix))]
fn signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    })
}
