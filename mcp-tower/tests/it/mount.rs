//! Mounting the endpoint.

use axum::{Router, body::Body};
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Empty, Full, combinators::BoxBody};
use mcp_core::{Principal, Registry, Server};
use mcp_tower::{BearerAuthLayer, BearerKey, CheckOriginLayer, Mcp, ResponseBody};
use serde_json::{Value, json};
use tower::{ServiceBuilder, ServiceExt};
use tower_service::Service;

use crate::support::{RequestBuilder, mcp};

fn takes<B>(
    service: impl Service<Request<B>, Response = Response<ResponseBody>, Error = std::convert::Infallible>
    + Clone
    + Send
    + Sync
    + 'static,
) {
    drop(service);
}

#[test]
fn any_body_type_is_accepted() {
    takes::<Full<Bytes>>(mcp());
    takes::<Full<std::collections::VecDeque<u8>>>(mcp());
    takes::<Empty<Bytes>>(mcp());
    takes::<Body>(mcp());
    takes::<BoxBody<Bytes, std::io::Error>>(mcp());
    takes::<String>(mcp());
}

fn is_send_sync<T: Send + Sync>(_: &T) {}

#[test]
fn endpoint_is_send_and_sync() {
    is_send_sync::<Mcp>(&mcp());
}

#[tokio::test]
async fn it_nests_in_axum_beside_other_routes() {
    let app: Router = Router::new()
        .nest_service("/mcp", mcp())
        .route_service("/other", mcp())
        .route("/", axum::routing::get(|| async { "home" }));
    for path in ["/mcp", "/mcp/", "/other"] {
        let mut request = RequestBuilder::stateless("tools/list", &json!({})).request().map(Body::new);
        *request.uri_mut() = path.parse().unwrap();
        let answer = app.clone().oneshot(request).await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        assert!(serde_json::from_slice::<Value>(&body).unwrap()["result"]["tools"].is_array());
    }
    let home = app.oneshot(Request::get("/").body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(home.into_body().collect().await.unwrap().to_bytes(), "home");
}

#[tokio::test]
async fn a_list_is_shared_and_its_length_known() {
    let mcp = mcp();
    let list = async || {
        let answer = RequestBuilder::stateless("tools/list", &json!({})).open(&mcp).await;
        let length: u64 = answer.headers()["content-length"].to_str().unwrap().parse().unwrap();
        assert_eq!(http_body::Body::size_hint(answer.body()).exact(), Some(length));
        let mut body = answer.into_body();
        let mut frames = Vec::new();
        while let Some(frame) = body.frame().await {
            frames.push(frame.unwrap().into_data().unwrap());
        }
        assert_eq!(frames.iter().map(|frame| frame.len() as u64).sum::<u64>(), length);
        frames[1].clone()
    };
    assert_eq!(list().await.as_ptr(), list().await.as_ptr());
}

#[tokio::test]
async fn head_is_answered_without_a_body() {
    let app = Router::new()
        .nest_service("/mcp", mcp())
        .route_service("/checked", ServiceBuilder::new().layer(CheckOriginLayer::new()).service(mcp()))
        .layer(BearerAuthLayer::new([BearerKey::new("key", Principal::new("ann")).unwrap()]));
    for (path, key, host, status) in [
        ("/mcp", "Bearer key", "localhost", 405),
        ("/mcp", "Bearer key", "evil.example", 403),
        ("/checked", "Bearer key", "evil.example", 403),
        ("/mcp", "Bearer other", "localhost", 401),
        ("/mcp", "", "localhost", 401),
    ] {
        let request = Request::head(path).header("authorization", key).header("host", host);
        let answer = app.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.status(), status, "{path} {key} {host}");
        // The length is that of the response to GET.
        assert_ne!(answer.headers()["content-length"], "0");
        assert_eq!(answer.into_body().collect().await.unwrap().to_bytes(), "", "{path} {key} {host}");
    }
}

#[tokio::test]
async fn endpoints_of_an_app_are_independent() {
    let small = Mcp::new(Server::new(Registry::new()).name("small")).max_body_bytes(10);
    let app = Router::new().nest("/teams", Router::new().nest_service("/support/mcp", mcp()));
    let app = app.nest_service("/mcp", small);
    let ask = async |path: &str| {
        let mut request = RequestBuilder::stateless("tools/list", &json!({})).request().map(Body::new);
        *request.uri_mut() = path.parse().unwrap();
        app.clone().oneshot(request).await.unwrap().status()
    };
    assert_eq!(ask("/teams/support/mcp").await, 200);
    assert_eq!(ask("/mcp").await, 413);
}
