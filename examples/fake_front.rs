//! Serves the fake Front on a socket, to try a client, a tool or an agent without an account.
//!
//! ```sh
//! cargo run -p examples --example fake_front
//! ```
//!
//! `FAKE_BIND` is the address, `127.0.0.1:8849` unless set. As with the real Front, `_pagination.next` and `_links` name
//! the company's own host, `acme.api.frontapp.com`, and not this socket: a client takes the `page_token` out of `next`.
//! A fault that drops the connection is answered with 502 here.

#![allow(clippy::print_stdout, reason = "what to do next is printed")]

use std::error::Error;

use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use front_client::testing::{FakeFront, seed};
use tower::ServiceExt;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let bind = std::env::var("FAKE_BIND").unwrap_or_else(|_| "127.0.0.1:8849".into());
    let fake = FakeFront::seeded();
    let listener = tokio::net::TcpListener::bind(&bind).await?;
    let base = format!("http://{}", listener.local_addr()?);
    println!("Fake Front at {base}");
    println!("FRONT_BASE_URL={base} FRONT_API_TOKEN={}", fake.token());
    println!("curl -s -H 'Authorization: Bearer {}' {base}/conversations/{}", fake.token(), seed::DISPUTE);

    let app = axum::Router::new().fallback(|request: Request| async move {
        match fake.oneshot(request).await {
            Ok(answer) => answer.map(Body::new),
            Err(dropped) => (StatusCode::BAD_GATEWAY, dropped.to_string()).into_response(),
        }
    });
    axum::serve(listener, app).await?;
    Ok(())
}
