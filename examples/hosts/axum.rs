//! The endpoint in axum, beside other routes and behind the same keys.
//!
//! ```sh
//! cargo run -p example-hosts --bin host_axum
//!
//! curl http://127.0.0.1:8848/mcp -H 'authorization: Bearer key-of-ann' -H 'content-type: application/json' \
//!     -d '{"jsonrpc":"2.0","id":1,"method":"tools/list"}'
//! ```
//!
//! Prints the URL of the endpoint and serves a fake Front until Ctrl-C. The curl line lists the tools.

#![allow(clippy::print_stdout, reason = "where it listens is printed")]

use std::{error::Error, io, net::TcpListener};

use axum::{Extension, Router, routing::get, serve::ListenerExt};
use front_client::{
    Client,
    mcp::{Author, agent_tools},
    testing::{FakeFront, seed},
};
use mcp_core::{Principal, Server};
use mcp_tower::{BearerAuthLayer, BearerKey, LiveServer, Mcp};

/// Serves the endpoint at `/mcp`, and below it as a nest does, until `stop`. `route_service` would serve that path
/// only.
pub(crate) async fn serve(
    listener: TcpListener,
    mcp: Mcp,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let ann = BearerKey::new("key-of-ann", Principal::new("ann")).map_err(io::Error::other)?;
    // Ann's agent writes as Sarah. Without an author the tools refuse to write.
    let ann = ann.extension(Author::new(seed::SARAH));
    let app = Router::new()
        .nest_service("/mcp", mcp)
        .route("/me", get(async |Extension(user): Extension<Principal>| format!("{}\n", user.id())))
        // An app's own authentication also works: it adds a `Principal` to the request's extensions.
        .layer(BearerAuthLayer::new([ann]))
        .route("/", get(async || "Agents: /mcp\n"));
    listener.set_nonblocking(true)?;
    // Otherwise the second of two consecutive events waits until the client has confirmed the first.
    let listener =
        tokio::net::TcpListener::from_std(listener)?.tap_io(|socket| drop(socket.set_nodelay(true)));
    axum::serve(listener, app).with_graceful_shutdown(stop).await
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let front = FakeFront::seeded();
    let client = Client::builder().credential(front.token()).transport(front).build()?;
    let live = LiveServer::new(Server::new(agent_tools(&client)));
    let mcp = Mcp::live(live.clone());
    let listener = TcpListener::bind("127.0.0.1:8848")?;
    println!("MCP endpoint: http://{}/mcp", listener.local_addr()?);
    let stop = async move {
        let _ = tokio::signal::ctrl_c().await;
        // Clients hold open streams, which the host would wait for.
        live.close();
    };
    serve(listener, mcp, stop).await?;
    Ok(())
}
