//! The endpoint as one service among others under a tower router, at any path.
//!
//! ```sh
//! cargo run -p example-hosts --bin host_steer
//!
//! curl http://127.0.0.1:8848/teams/support/mcp -H 'authorization: Bearer key-of-ann' \
//!     -H 'content-type: application/json' -d '{"jsonrpc":"2.0","id":1,"method":"tools/list"}'
//! ```
//!
//! Prints the URL of the endpoint and serves a fake Front until Ctrl-C. The curl line lists the tools.
//!
//! The router is `tower::steer`; any other that takes `Service<http::Request<B>>` works too. So does any server:
//! here it is axum's, without its router.

#![allow(clippy::print_stdout, reason = "where it listens is printed")]

use std::{convert::Infallible, error::Error, io, net::TcpListener};

use axum::{
    body::Body,
    extract::Request,
    http::StatusCode,
    response::{IntoResponse, Response},
    serve::ListenerExt,
};
use front_client::{
    Client,
    mcp::{Author, agent_tools},
    testing::{FakeFront, seed},
};
use mcp_core::{Principal, Server};
use mcp_tower::{BearerAuthLayer, BearerKey, LiveServer, Mcp};
use tower::{Layer, ServiceExt, make::Shared, service_fn, steer::Steer, util::BoxCloneSyncService};

/// A service of the router. All have the same type.
type Branch = BoxCloneSyncService<Request, Response, Infallible>;

/// Serves the endpoint at `/teams/support/mcp` and another service everywhere else, until `stop`.
pub(crate) async fn serve(
    listener: TcpListener,
    mcp: Mcp,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let ann = BearerKey::new("key-of-ann", Principal::new("ann")).map_err(io::Error::other)?;
    // Ann's agent writes as Sarah. Without an author the tools refuse to write.
    let ann = ann.extension(Author::new(seed::SARAH));
    let endpoint = BearerAuthLayer::new([ann]).layer(mcp);
    let endpoint = ServiceExt::<Request>::map_response(endpoint, |answer| answer.map(Body::new));
    let elsewhere = service_fn(async |_: Request| {
        Ok((StatusCode::NOT_FOUND, "Agents: /teams/support/mcp\n").into_response())
    });
    let branches = [Branch::new(endpoint), Branch::new(elsewhere)];
    let router = Steer::new(branches, |request: &Request, _: &[Branch]| {
        usize::from(request.uri().path().trim_end_matches('/') != "/teams/support/mcp")
    });

    listener.set_nonblocking(true)?;
    // Otherwise the second of two consecutive events waits until the client has confirmed the first.
    let listener =
        tokio::net::TcpListener::from_std(listener)?.tap_io(|socket| drop(socket.set_nodelay(true)));
    axum::serve(listener, Shared::new(router)).with_graceful_shutdown(stop).await
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let front = FakeFront::seeded();
    let client = Client::builder().credential(front.token()).transport(front).build()?;
    let live = LiveServer::new(Server::new(agent_tools(&client)));
    let mcp = Mcp::live(live.clone());
    let listener = TcpListener::bind("127.0.0.1:8848")?;
    println!("MCP endpoint: http://{}/teams/support/mcp", listener.local_addr()?);
    let stop = async move {
        let _ = tokio::signal::ctrl_c().await;
        // Clients hold open streams, which the host would wait for.
        live.close();
    };
    serve(listener, mcp, stop).await?;
    Ok(())
}
