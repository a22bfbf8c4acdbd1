//! A Front on a socket for the program.

use std::{convert::Infallible, net::SocketAddr};

use axum::{Router, body::Body, extract::Request};
use front_client::testing::FakeFront;
use tokio::net::TcpListener;
use tower::{ServiceExt, service_fn};

/// Serves a fake Front. Returns the variables that point the program to it.
pub(crate) async fn serve(fake: &FakeFront) -> Vec<(&'static str, String)> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address: SocketAddr = listener.local_addr().unwrap();
    let fake_front = fake.clone();
    let router = Router::new().fallback_service(service_fn(move |request: Request| {
        // A fault that drops the connection ends its task.
        let answer = fake_front.clone().oneshot(request);
        async move { Ok::<_, Infallible>(answer.await.unwrap().map(Body::new)) }
    }));
    tokio::spawn(async move { axum::serve(listener, router).await });
    vec![
        ("FRONT_BASE_URL", format!("http://{address}")),
        ("FRONT_API_TOKEN", fake.token()),
        ("FRONT_AUTHOR_ID", front_client::testing::seed::SARAH.to_owned()),
    ]
}

/// Returns the variables in the form that the program takes.
pub(crate) fn variables<'a>(
    account: &'a [(&'static str, String)],
    more: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    account.iter().map(|(name, value)| (*name, value.as_str())).chain(more.iter().copied()).collect()
}
