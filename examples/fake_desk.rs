//! Serves the fake FuseDesk on a socket, to try a client, a tool or an agent without an account.
//!
//! ```sh
//! cargo run -p examples --example fake_desk
//! ```
//!
//! `FAKE_BIND` is the address, `127.0.0.1:8850` unless set. A fault that drops the connection is answered with 502 here.

#![allow(clippy::print_stdout, reason = "what to do next is printed")]

use std::error::Error;

use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use fusedesk_client::testing::{FakeDesk, seed};
use tower::ServiceExt;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let bind = std::env::var("FAKE_BIND").unwrap_or_else(|_| "127.0.0.1:8850".into());
    let fake = FakeDesk::seeded();
    let listener = tokio::net::TcpListener::bind(&bind).await?;
    let base = format!("http://{}", listener.local_addr()?);
    let (app, key) = (fake.app(), fake.api_key());
    println!("Fake FuseDesk at {base}");
    println!("FUSEDESK_BASE_URL={base} FUSEDESK_APP={app} FUSEDESK_API_KEY={key}");
    println!("curl -s -H 'X-FuseDesk-API-Key: {key}' {base}/api/v1/cases/{}", seed::DISPUTE);

    let app = axum::Router::new().fallback(|request: Request| async move {
        match fake.oneshot(request).await {
            Ok(answer) => answer.map(Body::new),
            Err(dropped) => (StatusCode::BAD_GATEWAY, dropped.to_string()).into_response(),
        }
    });
    axum::serve(listener, app).await?;
    Ok(())
}
