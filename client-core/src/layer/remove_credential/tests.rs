use std::convert::Infallible;

use tower::{ServiceBuilder, ServiceExt, service_fn};

use super::*;
use crate::{
    Client, TransportError,
    body::Body,
    error::{Error, ErrorKind},
    layer::{AuthLayer, CollectBodyLayer},
    testing::acme::Acme,
};

const TOKEN: &str = "sekret-TOKEN-1234";

/// Returns the response to an answer of the vendor, with this layer alone.
async fn cleaned(response: http::response::Builder, body: impl Into<Bytes>) -> Response<Bytes> {
    let response = response.body(body.into()).unwrap();
    let wire = service_fn(move |_: Request<()>| {
        let response = response.clone();
        async move { Ok::<_, Infallible>(response) }
    });
    let layer = RemoveCredentialLayer::<Acme>::new(TOKEN);
    layer.layer(wire).oneshot(Request::new(())).await.unwrap()
}

#[tokio::test]
async fn headers_and_bodies_are_cleaned() {
    let response = Response::builder()
        .header("x-error", format!("bad {TOKEN}!"))
        .header("location", "/login?t=sekret%2DTOKEN%2D1234")
        .header("content-length", 17 + 4);
    let response = cleaned(response, format!("bad {TOKEN}")).await;
    assert_eq!(response.headers()["x-error"], "bad [redacted]!");
    assert_eq!(response.headers()["location"], "/login?t=[redacted]");
    assert_eq!(
        (&response.body()[..], &response.headers()["content-length"]),
        (&b"bad [redacted]"[..], &"14".parse().unwrap())
    );
}

#[tokio::test]
async fn only_exact_bytes_of_files_are_replaced() {
    let file = [&b"\x89PNG\xff\0"[..], TOKEN.as_bytes(), b"\0", TOKEN.to_lowercase().as_bytes()].concat();
    let clean =
        cleaned(Response::builder().header("content-type", "image/png"), file.clone()).await.into_body();
    assert_eq!(clean.len(), file.len());
    assert!(!String::from_utf8_lossy(&clean).contains(TOKEN));
    assert!(String::from_utf8_lossy(&clean).contains(&TOKEN.to_lowercase()));
    // A file of text without a media type that says so.
    let response = Response::builder().header("content-type", "application/octet-stream");
    assert_eq!(cleaned(response, TOKEN.to_lowercase()).await.body(), "[redacted]");
}

#[tokio::test]
async fn every_credential_of_the_request_is_removed() {
    for (name, value, leak) in [
        ("authorization", "Bearer other-TOKEN-5678", "other-TOKEN-5678"),
        ("authorization", "Token other-TOKEN-5678", "b3RoZXItVE9LRU4tNTY3OA=="),
        ("authorization", "other-TOKEN-5678", "other-TOKEN-5678"),
        ("authorization", "Basic bWU6b3RoZXItVE9LRU4tNTY3OA==", "other-TOKEN-5678"),
        ("authorization", "Basic b3RoZXItVE9LRU4tNTY3ODo=", "other-TOKEN-5678"),
        ("proxy-authorization", "Basic bWU6b3RoZXItVE9LRU4tNTY3OA==", "bWU6b3RoZXItVE9LRU4tNTY3OA=="),
    ] {
        let wire = service_fn(move |_: Request<Body>| async move {
            Ok::<_, Infallible>(Response::new(format!("{leak} and {TOKEN}")))
        });
        // A layer of the host that adds the credential of an account.
        let add = tower::util::MapRequestLayer::new(move |mut request: Request<Body>| {
            request.headers_mut().insert(name, value.parse().unwrap());
            request
        });
        let client =
            Client::<Acme>::builder().without_credential().layer(add).transport(wire).build().unwrap();
        let body = client.execute(Request::get("/me").body(()).unwrap()).await.unwrap().into_body();
        // The user in a pair is no secret.
        let body = String::from_utf8(body.into()).unwrap().replace("bWU6", "");
        assert_eq!(body, format!("[redacted] and {TOKEN}"), "{value}");
    }
}

#[tokio::test]
async fn layers_of_the_host_see_clean_headers() {
    let wire = service_fn(|_: Request<Body>| async {
        Ok::<_, Infallible>(Response::builder().header("x-debug", TOKEN).body(String::new()).unwrap())
    });
    let look = tower::util::MapResponseLayer::new(|response: Response<String>| {
        assert_eq!(response.headers()["x-debug"], "[redacted]");
        response
    });
    let client = Client::<Acme>::builder().credential(TOKEN).layer(look).transport(wire).build().unwrap();
    client.execute(Request::get("/me").body(()).unwrap()).await.unwrap();
}

#[tokio::test]
async fn errors_are_cleaned_and_keep_their_kind() {
    type Fails = fn() -> BoxError;
    let fails: [(Fails, ErrorKind); 4] = [
        (|| TransportError::connect(format!("no route for {TOKEN}")).into(), ErrorKind::Connect),
        (|| format!("odd: {TOKEN}").into(), ErrorKind::Interrupted),
        (
            || Error::new(ErrorKind::Conflict, format!("odd: {TOKEN}")).with_source(TOKEN).into(),
            ErrorKind::Interrupted,
        ),
        (|| TransportError::timeout("plain").into(), ErrorKind::Interrupted),
    ];
    for (fail, kind) in fails {
        let wire = service_fn(move |_: Request<Body>| async move { Err::<Response<String>, _>(fail()) });
        let client = Client::<Acme>::builder().credential(TOKEN).transport(wire).build().unwrap();
        let error = client.execute(Request::get("/me").body(()).unwrap()).await.unwrap_err();
        assert_eq!(error.kind(), kind);
        assert!(!format!("{error} {error:?} {}", error.report()).contains("sekret"), "{error:?}");
    }
    // An error of a layer of the host.
    let wire = service_fn(|_: Request<()>| async {
        Err::<Response<Bytes>, BoxError>(Error::new(ErrorKind::Conflict, format!("odd: {TOKEN}")).into())
    });
    let layers = ServiceBuilder::new()
        .layer(RemoveCredentialLayer::<Acme>::of_requests())
        .layer(AuthLayer::<Acme>::new(TOKEN).unwrap());
    let error =
        layers.service(wire).oneshot(Request::get("https://api.acme.example/").body(()).unwrap()).await;
    let error = error.unwrap_err();
    let error = error.downcast_ref::<Error>().unwrap();
    assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::Conflict, "odd: [redacted]"));
}

#[tokio::test]
async fn broken_body_is_cleaned() {
    let wire = service_fn(|_: Request<()>| async {
        let broken =
            futures_util::stream::iter([Err::<http_body::Frame<Bytes>, _>(format!("cut at {TOKEN}"))]);
        Ok::<_, Infallible>(Response::new(http_body_util::StreamBody::new(broken)))
    });
    let layers = ServiceBuilder::new()
        .layer(RemoveCredentialLayer::<Acme>::new(TOKEN))
        .layer(CollectBodyLayer::default());
    let error = layers.service(wire).oneshot(Request::new(())).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("sekret"), "{error:?}");
    assert!(format!("{error:?}").contains("cut at [redacted]"), "{error:?}");
}

#[test]
fn debug_hides_the_credential() {
    assert!(!format!("{:?}", RemoveCredentialLayer::<Acme>::new(TOKEN)).contains("sekret"));
}
