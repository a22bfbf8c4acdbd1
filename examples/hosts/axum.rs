//! The endpoint in axum, beside other routes.
//!
//! ```sh
//! cargo run -p examples --example host_axum
//! ```

#![allow(clippy::print_stdout, reason = "where it listens is printed")]

use std::{error::Error, io, net::TcpListener};

use axum::{Router, routing::get};
use front_client::{Client, mcp::agent_tools, testing::FakeFront};
use mcp_core::Server;
use mcp_tower::Mcp;

/// Serves the endpoint at `/mcp`, with and without a slash at its end.
pub(crate) async fn serve(listener: TcpListener, mcp: Mcp) -> io::Result<()> {
    let app = Router::new().nest_service("/mcp", mcp).route("/", get(|| async { "Agents: /mcp\n" }));
    listener.set_nonblocking(true)?;
    axum::serve(tokio::net::TcpListener::from_std(listener)?, app).await
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
