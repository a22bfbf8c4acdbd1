//! The fixtures of MCP's conformance suite on our crates, for the suite and for other people's clients to judge.
//!
//! It has what the suite asks a server for by name, and three tools more so that a client can see that its cancellation
//! arrived, and that it is told of a resource that changes. Sessions are on, because the suite asks clients of the
//! handshake eras questions; everything else is as `mcp-core` and `mcp-tower` come. What the fixtures must answer is in
//! the descriptions of the scenarios at
//! <https://github.com/modelcontextprotocol/conformance/tree/main/src/scenarios/server>.
//!
//! `MCP_BIND` is the address to listen on, by default 127.0.0.1:8848. The MCP endpoint is `/mcp`; the first line on
//! stdout holds its URL. With `--stdio` the same server speaks on stdin and stdout instead.

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
use mcp_tower::{LiveServer, Mcp, Sessions, Stdio};
use tokio::{net::TcpListener, runtime::Runtime, time::sleep};

const DEFAULT_BIND: &str = "127.0.0.1:8848";
/// How long calls may go on after a signal to stop.
const GRACE: Duration = Duration::from_secs(2);

fn main() -> Result<(), Box<dyn Error>> {
    let over_a_pipe = match std::env::args().nth(1).as_deref() {
        None => false,
        Some("--stdio") => true,
        Some(other) => return Err(format!("{other}: the only option is --stdio").into()),
    };
    let runtime = Runtime::new()?;
    let served = runtime.block_on(async {
        let live = live::server()?;
        if over_a_pipe { pipe(live).await } else { http(live).await }
    });
    // A read of stdin cannot be interrupted, so it is not waited for.
    runtime.shutdown_background();
    served
}

async fn pipe(live: LiveServer) -> Result<(), Box<dyn Error>> {
    let stdio = Stdio::live(live).grace(GRACE);
    Ok(stdio.serve_until(tokio::io::stdin(), tokio::io::stdout(), signal()?).await?)
}

async fn http(live: LiveServer) -> Result<(), Box<dyn Error>> {
    let bind = std::env::var("MCP_BIND").unwrap_or_else(|_| DEFAULT_BIND.to_owned());
    let address: SocketAddr = bind
        .parse()
        .map_err(|error| format!("MCP_BIND={bind}: {error}; it is an address such as {DEFAULT_BIND}"))?;
    if !address.ip().is_loopback() {
        return Err(
            format!("MCP_BIND={bind}: only loopback is served, because nobody has to show a key").into()
        );
    }
    let listener =
        TcpListener::bind(address).await.map_err(|error| format!("cannot listen on {address}: {error}"))?;
    // Before the URL is known: who reads it may send a signal at once.
    let (stopped, cut_off) = (stopped(live.clone(), signal()?), cut_off(signal()?));
    writeln!(io::stdout(), "MCP endpoint: http://{}/mcp", listener.local_addr()?)?;

    let router = Router::new().nest_service("/mcp", Mcp::live(live).sessions(Sessions::new()));
    tokio::select! {
        served = axum::serve(listener, router).with_graceful_shutdown(stopped).into_future() => served?,
        () = cut_off => {}
    }
    Ok(())
}

/// Ends at a signal to stop, and ends the streams that would otherwise be waited for.
async fn stopped(live: LiveServer, signal: impl Future<Output = ()>) {
    signal.await;
    live.close();
}

/// Ends some time after a signal to stop.
async fn cut_off(signal: impl Future<Output = ()>) {
    signal.await;
    sleep(GRACE).await;
}

/// Ends at Ctrl-C or SIGTERM, from the call on.
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

/// Ends at Ctrl-C.
#[cfg(not(unix))]
fn signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    })
}
