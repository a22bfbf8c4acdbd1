//! The endpoint in actix-web, beside other routes.
//!
//! ```sh
//! cargo run -p examples --example host_actix
//! ```

#![allow(clippy::print_stdout, reason = "where it listens is printed")]

use std::{error::Error, io, net::TcpListener};

use actix_web::{App, HttpServer, web};
use front_client::{Client, mcp::agent_tools, testing::FakeFront};
use mcp_core::Server;
use mcp_tower::{Mcp, actix::Mount};

/// Serves the endpoint at `/mcp`, with and without a slash at its end.
pub(crate) async fn serve(listener: TcpListener, mcp: Mcp) -> io::Result<()> {
    // Called once for each worker thread; what the clones of one `Mcp` share holds for all of them.
    let app = move || {
        App::new()
            .service(Mount::new("/mcp", mcp.clone()))
            .route("/", web::get().to(async || "Agents: /mcp\n"))
    };
    HttpServer::new(app)
        // A client that closes its connection has gone, and its call ends. Without this line the call would run on.
        .h1_allow_half_closed(false)
        .listen(listener)?
        .run()
        .await
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
