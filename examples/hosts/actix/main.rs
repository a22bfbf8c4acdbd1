//! The endpoint in actix-web, beside other routes, for users authenticated by a middleware of the app.
//!
//! ```sh
//! cargo run -p example-host-actix
//!
//! curl http://127.0.0.1:8848/mcp -H 'authorization: Bearer key-of-ann' -H 'content-type: application/json' \
//!     -d '{"jsonrpc":"2.0","id":1,"method":"tools/list"}'
//! ```
//!
//! Prints the URL of the endpoint and serves a fake Front until Ctrl-C. The curl line lists the tools.

#![allow(clippy::print_stdout, reason = "where it listens is printed")]

use std::{error::Error, io, net::TcpListener};

use actix_web::{
    App, HttpMessage, HttpServer,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    error::ErrorUnauthorized,
    http::header::AUTHORIZATION,
    middleware::{Next, from_fn},
    web,
};
use front_client::{
    Client,
    mcp::agent_tools,
    testing::{FakeFront, seed},
};
use mcp_core::{Grant, Principal, Server};
use mcp_tower::{
    LiveServer, Mcp,
    actix::{CallExtensions, Mount},
};

/// Serves the endpoint at `/mcp`, with and without a trailing slash, until `stop`.
pub(crate) async fn serve(
    listener: TcpListener,
    mcp: Mcp,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    // Called once per worker thread. State shared by the clones of one `Mcp` applies to all of them.
    let app = move || {
        let known = web::scope("")
            .wrap(from_fn(identify))
            // A request without a grant is a fault of the app and is answered with 500.
            .service(Mount::new("/mcp", mcp.clone()).require::<Grant>())
            .route("/me", web::get().to(async |user: web::ReqData<Principal>| format!("{}\n", user.id())));
        App::new().route("/", web::get().to(async || "Agents: /mcp\n")).service(known)
    };
    HttpServer::new(app)
        // Ends a call when the client closes its connection. Without this line the call would continue.
        .h1_allow_half_closed(false)
        // Otherwise the second of two consecutive events waits until the client has confirmed the first.
        .tcp_nodelay(true)
        // By default, actix aborts calls at Ctrl-C and waits for them only at SIGTERM.
        .shutdown_signal(stop)
        .listen(listener)?
        .run()
        .await
}

/// Replaces the existing login of an app: a session or a token. All extensions of the call are passed to the
/// tools; those of actix itself are for the app's own handlers.
async fn identify(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    if request.headers().get(AUTHORIZATION).is_none_or(|key| key != "Bearer key-of-ann") {
        return Err(ErrorUnauthorized("a key is missing\n"));
    }
    // Ann's agent writes as Sarah. Without an author the tools refuse to write.
    let ann = Grant::new(Principal::new("ann")).author(seed::SARAH);
    request.extensions_mut().insert(ann.principal().clone());
    request.call_extensions_mut().insert(ann);
    next.call(request).await
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
