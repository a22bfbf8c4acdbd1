//! The endpoint on plain hyper, with no framework around it.
//!
//! ```sh
//! cargo run -p example-hosts --bin host_hyper
//!
//! curl http://127.0.0.1:8848/mcp -H 'authorization: Bearer key-of-ann' -H 'content-type: application/json' \
//!     -d '{"jsonrpc":"2.0","id":1,"method":"tools/list"}'
//! ```
//!
//! Prints the URL of the endpoint and serves a fake Front until Ctrl-C. The curl line lists the tools.

#![allow(clippy::print_stdout, reason = "where it listens is printed")]

use std::{convert::Infallible, error::Error, io, net::TcpListener, pin::pin, time::Duration};

use bytes::Bytes;
use front_client::{
    Client,
    mcp::{Author, agent_tools},
    testing::{FakeFront, seed},
};
use hyper::{Request, Response, StatusCode, body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto, graceful::GracefulShutdown},
};
use mcp_core::{Principal, Server};
use mcp_tower::{BearerAuthLayer, BearerKey, LiveServer, Mcp, ResponseBody};
use tower::{Layer, Service, ServiceExt};

/// Pause after a failed accept.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves the endpoint at `/mcp` over HTTP/1.1 and HTTP/2, until `stop`. Closing a connection ends its calls,
/// because they run inside the task of the connection.
pub(crate) async fn serve(
    listener: TcpListener,
    mcp: Mcp,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let ann = BearerKey::new("key-of-ann", Principal::new("ann")).map_err(io::Error::other)?;
    // Ann's agent writes as Sarah. Without an author the tools refuse to write.
    let ann = ann.extension(Author::new(seed::SARAH));
    let endpoint = BearerAuthLayer::new([ann]).layer(mcp);
    let mut http = auto::Builder::new(TokioExecutor::new());
    // The timer is for hyper's own limit on how long the headers may take.
    http.http1().timer(TokioTimer::new());

    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let connections = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => accepted,
        };
        let Ok((socket, _)) = accepted else {
            // A client disconnected, or file handles ran out for a while: keep serving the others.
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        // Otherwise the second of two consecutive events waits until the client has confirmed the first.
        let _ = socket.set_nodelay(true);
        let endpoint = endpoint.clone();
        let service = service_fn(move |request| route(endpoint.clone(), request));
        let connection = http.serve_connection(TokioIo::new(socket), service).into_owned();
        // A disconnecting client is not an error for a server.
        tokio::spawn(connections.watch(connection));
    }
    drop(listener);
    connections.shutdown().await;
    Ok(())
}

async fn route<S>(endpoint: S, request: Request<Incoming>) -> Result<Response<ResponseBody>, Infallible>
where
    S: Service<Request<Incoming>, Response = Response<ResponseBody>, Error = Infallible>,
{
    match request.uri().path() {
        "/mcp" | "/mcp/" => endpoint.oneshot(request).await,
        _ => {
            let mut response = Response::new(Bytes::from("Agents: /mcp\n").into());
            *response.status_mut() = StatusCode::NOT_FOUND;
            Ok(response)
        }
    }
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
