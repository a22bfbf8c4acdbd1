//! The endpoint on plain hyper, with no framework around it.
//!
//! ```sh
//! cargo run -p examples --example host_hyper
//! ```

#![allow(clippy::print_stdout, reason = "where it listens is printed")]

use std::{convert::Infallible, error::Error, io, net::TcpListener, time::Duration};

use bytes::Bytes;
use front_client::{Client, mcp::agent_tools, testing::FakeFront};
use http_body_util::{Either, Full};
use hyper::{Request, Response, StatusCode, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use mcp_core::Server;
use mcp_tower::{Mcp, ResponseBody};
use tower::ServiceExt;

/// How long to wait after a connection could not be taken.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves the endpoint at `/mcp`. A connection that is closed takes its call along, because the call runs inside the
/// task of the connection.
pub(crate) async fn serve(listener: TcpListener, mcp: Mcp) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    loop {
        let Ok((socket, _)) = listener.accept().await else {
            // A client that broke off, or no file handles left for a while: no reason to stop serving the others.
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        let mcp = mcp.clone();
        tokio::spawn(async move {
            let service = service_fn(move |request| route(mcp.clone(), request));
            // The timer is for hyper's own limit on how long the headers may take.
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .serve_connection(TokioIo::new(socket), service);
            // A client that breaks off is no event for a server.
            let _ = connection.await;
        });
    }
}

async fn route(
    mcp: Mcp,
    request: Request<Incoming>,
) -> Result<Response<Either<ResponseBody, Full<Bytes>>>, Infallible> {
    match request.uri().path() {
        "/mcp" | "/mcp/" => Ok(mcp.oneshot(request).await?.map(Either::Left)),
        _ => {
            let mut response = Response::new(Either::Right(Full::from("Agents: /mcp\n")));
            *response.status_mut() = StatusCode::NOT_FOUND;
            Ok(response)
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let front = FakeFront::seeded();
    let client = Client::builder().token(front.token()).transport(front).build()?;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("MCP endpoint: http://{}/mcp", listener.local_addr()?);
    serve(listener, Mcp::new(Server::new(agent_tools(&client)))).await?;
    Ok(())
}
