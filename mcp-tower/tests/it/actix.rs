//! Adapter for actix-web, beyond what all hosts have in common.

use std::{
    future::poll_fn,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use actix_web::{
    App, HttpMessage, HttpRequest,
    body::MessageBody,
    dev::{Payload, Service as _, ServiceRequest},
    error::PayloadError,
    http::header,
    test, web,
};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http_body_util::{BodyExt, Full};
use mcp_core::{Filter, Grant, Principal};
use mcp_tower::{
    BearerAuthLayer, BearerKey, CheckOriginLayer,
    actix::{self, CallExtensions, Mount, RequestBody},
};
use serde_json::{Value, json};
use tower::{ServiceBuilder, service_fn};

use crate::support::{Plan, RequestBuilder, mcp};

/// Converts a request for actix.
fn request(ask: RequestBuilder, path: &str) -> test::TestRequest {
    let mut request = test::TestRequest::post().uri(path);
    for (name, value) in &ask.headers {
        request = request.append_header((name.as_str(), value.as_bytes()));
    }
    request.set_payload(ask.body)
}

async fn value(response: actix_web::dev::ServiceResponse<impl MessageBody>) -> Value {
    serde_json::from_slice(&test::read_body(response).await).unwrap()
}

#[tokio::test]
async fn mounts_with_and_without_trailing_slash() {
    let app = App::new()
        .service(Mount::new("/mcp", mcp()))
        .service(web::scope("/api").service(Mount::new("/tools/", mcp())))
        .route("/tenants/{tenant}/mcp", {
            let mcp = mcp();
            web::post().to(move |request: HttpRequest, body: web::Payload| {
                actix::respond(mcp.clone(), request, body)
            })
        })
        .route("/", web::get().to(async || "home"));
    let app = test::init_service(app).await;
    for path in ["/mcp", "/mcp/", "/api/tools", "/api/tools/", "/tenants/acme/mcp"] {
        let ask = RequestBuilder::stateless("tools/list", &json!({}));
        let answer = test::call_service(&app, request(ask, path).to_request()).await;
        assert!(value(answer).await["result"]["tools"].is_array(), "{path}");
    }
    for path in ["/mcps", "/mcp/x", "/api/mcp"] {
        let answer = test::call_service(
            &app,
            request(RequestBuilder::stateless("tools/list", &json!({})), path).to_request(),
        )
        .await;
        assert_eq!(answer.status(), 404, "{path}");
    }
    let home = test::call_service(&app, test::TestRequest::get().uri("/").to_request()).await;
    assert_eq!(test::read_body(home).await, "home");
}

/// Result of a tool in an app whose middleware changes each request.
async fn call_behind(
    mount: Mount<mcp_tower::Mcp>,
    tool: &str,
    insert: impl Fn(&ServiceRequest) + Clone + 'static,
) -> Value {
    let app = test::init_service(App::new().service(mount).wrap_fn(move |request, next| {
        insert(&request);
        next.call(request)
    }))
    .await;
    let ask = RequestBuilder::modern_call(tool, &json!({}));
    value(test::call_service(&app, request(ask, "/mcp").to_request()).await).await
}

fn caller_and_plan(answer: &Value) -> (Value, Value) {
    let content = &answer["result"]["structuredContent"];
    (content["caller"].clone(), content["plan"].clone())
}

#[tokio::test]
async fn call_extensions_of_any_type_reach_tools() {
    let insert = |request: &ServiceRequest| {
        let reads = Filter::new().methods(["read"]).unwrap();
        request.call_extensions_mut().insert(Grant::new(Principal::new("u_1")).filter(reads));
        request.call_extensions_mut().insert(Plan("pro"));
    };
    let answer = call_behind(Mount::new("/mcp", mcp()), "whoami", insert).await;
    assert_eq!(caller_and_plan(&answer), (json!("u_1"), json!("pro")));
    let hidden = call_behind(Mount::new("/mcp", mcp()), "erase", insert).await;
    assert_eq!(hidden["error"]["code"], -32602);
}

#[tokio::test]
async fn carried_actix_extensions_reach_tools() {
    let insert = |request: &ServiceRequest| {
        let reads = Filter::new().methods(["read"]).unwrap();
        request.extensions_mut().insert(Grant::new(Principal::new("u_1")).filter(reads));
        request.extensions_mut().insert(Plan("pro"));
    };
    let mount = || Mount::new("/mcp", mcp());
    assert_eq!(caller_and_plan(&call_behind(mount(), "whoami", insert).await), (json!("u_1"), json!(null)));
    assert_eq!(call_behind(mount(), "erase", insert).await["error"]["code"], -32602);
    for mount in [mount().carry::<Plan>(), mount().require::<Plan>()] {
        assert_eq!(
            caller_and_plan(&call_behind(mount, "whoami", insert).await),
            (json!("u_1"), json!("pro"))
        );
    }
}

#[tokio::test]
async fn extensions_of_the_call_take_precedence_and_filters_combine() {
    let mount = || Mount::new("/mcp", mcp()).carry::<Plan>();
    let answer = call_behind(mount(), "whoami", |request| {
        request.call_extensions_mut().insert(Grant::new(Principal::new("inner")));
        request.call_extensions_mut().insert(Plan("inner"));
        request.extensions_mut().insert(Grant::new(Principal::new("outer")));
        request.extensions_mut().insert(Plan("outer"));
    })
    .await;
    assert_eq!(caller_and_plan(&answer), (json!("inner"), json!("inner")));
    for tool in ["whoami", "erase"] {
        let answer = call_behind(mount(), tool, |request| {
            let only = |method| Filter::new().methods([method]).unwrap();
            let grant = |method| Grant::new(Principal::new("u_1")).filter(only(method));
            request.call_extensions_mut().insert(grant("delete"));
            request.extensions_mut().insert(grant("read"));
        });
        assert_eq!(answer.await["error"]["code"], -32602, "{tool}");
    }
}

#[tokio::test]
async fn filter_outside_of_a_grant_is_a_500() {
    let answer = |insert: fn(&ServiceRequest)| async move {
        let app = test::init_service(App::new().service(Mount::new("/mcp", mcp())).wrap_fn(
            move |request, next| {
                insert(&request);
                next.call(request)
            },
        ))
        .await;
        let ask = RequestBuilder::modern_call("whoami", &json!({}));
        test::call_service(&app, request(ask, "/mcp").to_request()).await.status()
    };
    let filter = answer(|request| drop(request.extensions_mut().insert(Filter::all())));
    assert_eq!(filter.await, 500);
    let caller = answer(|request| drop(request.extensions_mut().insert(Principal::new("u_1"))));
    assert_eq!(caller.await, 500);
    let both = answer(|request| {
        request.extensions_mut().insert(Principal::new("u_1"));
        request.call_extensions_mut().insert(Grant::new(Principal::new("u_1")));
    });
    assert_eq!(both.await, 200);
}

#[tokio::test]
async fn a_required_extension_that_is_missing_is_a_500() {
    let status = async |mount: Mount<mcp_tower::Mcp>| {
        let app = test::init_service(App::new().service(mount)).await;
        let ask = RequestBuilder::modern_call("nop", &json!({}));
        test::call_service(&app, request(ask, "/mcp").to_request()).await.status()
    };
    let mount = || Mount::new("/mcp", mcp());
    assert_eq!(status(mount().carry::<Plan>()).await, 200);
    assert_eq!(status(mount().require::<Plan>()).await, 500);
    let filled = mount().require::<Plan>().extensions(|_, extensions| {
        extensions.insert(Plan("pro"));
    });
    assert_eq!(status(filled).await, 200);
}

#[tokio::test]
async fn a_handler_of_the_hosts_own_carries_the_extensions_of_the_call() {
    let mcp = mcp();
    let handler = move |request: HttpRequest, body: web::Payload| {
        request.call_extensions_mut().insert(Plan("pro"));
        actix::respond(mcp.clone(), request, body)
    };
    let app = test::init_service(App::new().route("/mcp", web::post().to(handler))).await;
    let ask = RequestBuilder::modern_call("whoami", &json!({}));
    let answer = value(test::call_service(&app, request(ask, "/mcp").to_request()).await).await;
    assert_eq!(caller_and_plan(&answer).1, "pro");
}

/// Any tower service mounts, with tower's layers around it.
#[tokio::test]
async fn any_tower_service_mounts() {
    let upper = service_fn(|request: http::Request<RequestBody>| async move {
        let (parts, body) = request.into_parts();
        assert_eq!(http_body::Body::size_hint(&body).exact(), Some(5));
        let body = body.collect().await.map_err(|error| error.to_string())?.to_bytes();
        let text = format!("{} {} {:?}", parts.method, parts.uri, body.to_ascii_uppercase());
        let mut response = http::Response::new(Full::new(Bytes::from(text)));
        *response.status_mut() = http::StatusCode::IM_A_TEAPOT;
        response.headers_mut().append("x-two", "1".parse().unwrap());
        response.headers_mut().append("x-two", "2".parse().unwrap());
        Ok::<_, String>(response)
    });
    let stack = ServiceBuilder::new().timeout(Duration::from_secs(5)).service(upper);
    let app = test::init_service(App::new().service(Mount::new("/up", stack))).await;
    let request = test::TestRequest::put().uri("/up?a=1").set_payload("hello");
    let answer = test::call_service(&app, request.to_request()).await;
    assert_eq!(answer.status().as_u16(), 418);
    assert_eq!(answer.headers().get_all("x-two").count(), 2);
    assert_eq!(answer.headers().get(header::CONTENT_LENGTH), None, "actix writes it");
    assert_eq!(test::read_body(answer).await, "PUT /up?a=1 [72, 69, 76, 76, 79]");
}

#[tokio::test]
async fn http_layers_wrap_the_mount() {
    let stack = ServiceBuilder::new()
        .layer(CheckOriginLayer::new())
        .layer(BearerAuthLayer::new([BearerKey::new("key-of-ann", Principal::new("ann")).unwrap()]))
        .service(mcp());
    let app = test::init_service(App::new().service(Mount::new("/mcp", stack))).await;
    let ask = || RequestBuilder::modern_call("whoami", &json!({}));
    let refused = test::call_service(&app, request(ask(), "/mcp").to_request()).await;
    assert_eq!(refused.status(), 401);
    assert!(refused.headers().contains_key(header::WWW_AUTHENTICATE));
    let known = ask().with("authorization", "Bearer key-of-ann");
    let answer = value(test::call_service(&app, request(known.clone(), "/mcp").to_request()).await).await;
    assert_eq!(answer["result"]["structuredContent"]["caller"], "ann");
    let foreign = known.with("origin", "https://evil.example");
    assert_eq!(test::call_service(&app, request(foreign, "/mcp").to_request()).await.status(), 403);
}

#[tokio::test]
async fn service_error_is_500_without_its_message() {
    let broken = service_fn(|_: http::Request<RequestBody>| async {
        Err::<http::Response<Full<Bytes>>, _>("the password is hunter2")
    });
    let app = test::init_service(App::new().service(Mount::new("/", broken))).await;
    let answer = test::call_service(&app, test::TestRequest::get().uri("/").to_request()).await;
    assert_eq!(answer.status(), 500);
    assert_eq!(test::read_body(answer).await, "");
}

/// The service responds while it still reads: each chunk is returned as it arrives.
#[tokio::test]
async fn both_bodies_stream_at_the_same_time() {
    let mirror = service_fn(|request: http::Request<RequestBody>| async move {
        Ok::<_, std::convert::Infallible>(http::Response::new(request.into_body()))
    });
    let (sender, pieces) = tokio::sync::mpsc::channel::<Bytes>(1);
    let app = test::init_service(App::new().service(Mount::new("/", mirror))).await;
    let pieces = stream::unfold(pieces, |mut pieces| async move {
        let piece = pieces.recv().await?;
        Some((Ok::<_, PayloadError>(piece), pieces))
    });
    let payload = Payload::Stream { payload: pieces.boxed_local() };
    let (request, _) = test::TestRequest::post().uri("/").to_request().replace_payload(payload);
    let mut body = Box::pin(test::call_service(&app, request).await.into_body());
    for piece in ["a", "bc"] {
        sender.send(Bytes::from_static(piece.as_bytes())).await.unwrap();
        let heard = poll_fn(|cx| body.as_mut().poll_next(cx)).await.unwrap();
        assert_eq!(heard.map_err(|_| "the body breaks off").unwrap(), piece);
    }
    drop(sender);
    assert!(poll_fn(|cx| body.as_mut().poll_next(cx)).await.is_none());
}

/// A service that does not read holds its client back, and buffers little.
#[tokio::test]
async fn unread_body_applies_backpressure() {
    let idle = service_fn(|request: http::Request<RequestBody>| async move {
        tokio::time::sleep(Duration::from_millis(50)).await;
        drop(request);
        Ok::<_, std::convert::Infallible>(http::Response::new(Full::new(Bytes::from_static(b"enough"))))
    });
    let app = test::init_service(App::new().service(Mount::new("/", idle))).await;
    let taken = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&taken);
    let pieces = stream::repeat_with(move || {
        count.fetch_add(1, Ordering::SeqCst);
        Ok::<_, PayloadError>(Bytes::from_static(&[0; 1024]))
    });
    let payload = Payload::Stream { payload: pieces.boxed_local() };
    let (request, _) = test::TestRequest::post().uri("/").to_request().replace_payload(payload);
    let answer = test::call_service(&app, request).await;
    assert_eq!(test::read_body(answer).await, "enough");
    // One chunk waits for the service, one for its slot.
    assert!(taken.load(Ordering::SeqCst) <= 3, "{taken:?}");
}

/// A client that disconnects within its body is an error for the service, not the end of the body.
#[tokio::test]
async fn interrupted_body_is_an_error() {
    let app = test::init_service(App::new().service(Mount::new("/mcp", mcp()))).await;
    let ask = RequestBuilder::stateless("tools/list", &json!({}));
    let pieces = [Ok(ask.body.clone()), Err(PayloadError::Incomplete(None))];
    let payload = Payload::Stream { payload: stream::iter(pieces).boxed_local() };
    let (request, _) = request(ask, "/mcp").to_request().replace_payload(payload);
    let answer = test::call_service(&app, request).await;
    assert_eq!(answer.status(), 400);
    assert_eq!(value(answer).await["error"]["message"], "the body could not be read; send the request again");
}
