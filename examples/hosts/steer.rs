//! The endpoint as one service among others under a router of tower's, at any path.
//!
//! ```sh
//! cargo run -p examples --example host_steer
//! ```
//!
//! The router is `tower::steer`; any other that takes `Service<http::Request<B>>` does as well.

#![allow(clippy::print_stdout, reason = "where it listens is printed")]

use std::{convert::Infallible, error::Error, io, net::TcpListener, time::Duration};

use bytes::Bytes;
use front_client::{Client, mcp::agent_tools, testing::FakeFront};
use http_body_util::{BodyExt, Full, combinators::UnsyncBoxBody};
use hyper::{Request, Response, StatusCode, body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use mcp_core::Server;
use mcp_tower::Mcp;
use tower::{ServiceExt, service_fn, steer::Steer, util::BoxCloneService};

/// How long to wait after a connection could not be taken.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// A service of the router: all have the same types.
type Branch = BoxCloneService<Request<Incoming>, Response<UnsyncBoxBody<Bytes, Infallible>>, Infallible>;

/// Serves the endpoint at `/teams/support/mcp` and something else everywhere else.
pub(crate) async fn serve(listener: TcpListener, mcp: Mcp) -> io::Result<()> {
    let endpoint =
        ServiceExt::<Request<Incoming>>::map_response(mcp, |response| response.map(BodyExt::boxed_unsync));
    let other: Branch = service_fn(elsewhere).boxed_clone();
    let router = Steer::new([endpoint.boxed_clone(), other], |request: &Request<Incoming>, _: &[Branch]| {
        usize::from(request.uri().path().trim_end_matches('/') != "/teams/support/mcp")
    });

    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    loop {
        let Ok((socket, _)) = listener.accept().await else {
            // A client that broke off, or no file handles left for a while: no reason to stop serving the others.
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        let service = TowerToHyperService::new(router.clone());
        let connection =
            http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(socket), service);
        tokio::spawn(connection);
    }
}

async fn elsewhere(_: Request<Incoming>) -> Result<Response<UnsyncBoxBody<Bytes, Infallible>>, Infallible> {
    let mut response = Response::new(Full::from("Agents: /teams/support/mcp\n").boxed_unsync());
    *response.status_mut() = StatusCode::NOT_FOUND;
    Ok(response)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let front = FakeFront::seeded();
    let client = Client::builder().token(front.token()).transport(front).build()?;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("MCP endpoint: http://{}/teams/support/mcp", listener.local_addr()?);
    serve(listener, Mcp::new(Server::new(agent_tools(&client)))).await?;
    Ok(())
}
