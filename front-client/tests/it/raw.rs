//! Sends requests to the fake directly, without a client, so that faults of the two cannot hide each other.

use bytes::Bytes;
use front_client::testing::{Dropped, FakeFront};
use http::{HeaderMap, Method, Request, header};
use http_body_util::{BodyExt, Full};
use serde_json::Value;
use tower::ServiceExt;

/// A response, with its body read.
#[derive(Debug)]
pub(crate) struct RawResponse {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Bytes,
}

impl RawResponse {
    /// Returns the JSON of the body, or null if it is none.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_default()
    }

    /// Returns the ids of a list.
    pub(crate) fn ids(&self) -> Vec<String> {
        let json = self.json();
        let results = json["_results"].as_array().unwrap_or_else(|| panic!("no list: {json}")).clone();
        results.iter().map(|result| result["id"].as_str().unwrap().to_owned()).collect()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Returns the details of a 400.
    pub(crate) fn details(&self) -> Vec<String> {
        let json = self.json();
        let details = json["_error"]["details"].as_array().cloned().unwrap_or_default();
        details.iter().map(|detail| detail.as_str().unwrap().to_owned()).collect()
    }
}

pub(crate) async fn send(fake: &FakeFront, request: Request<Full<Bytes>>) -> Result<RawResponse, Dropped> {
    let (parts, body) = fake.clone().oneshot(request).await?.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    Ok(RawResponse { status: parts.status.as_u16(), headers: parts.headers, bytes })
}

/// Sends a request with the fake's own token. The path may have a query.
pub(crate) async fn request(fake: &FakeFront, method: &str, path: &str, body: Option<Value>) -> RawResponse {
    request_as(fake, &fake.token(), method, path, body).await
}

pub(crate) async fn request_as(
    fake: &FakeFront,
    token: &str,
    method: &str,
    path: &str,
    body: Option<Value>,
) -> RawResponse {
    send(fake, build_request(fake, token, method, path, body)).await.expect("no fault was asked for")
}

pub(crate) fn build_request(
    fake: &FakeFront,
    token: &str,
    method: &str,
    path: &str,
    body: Option<Value>,
) -> Request<Full<Bytes>> {
    let request = Request::builder()
        .method(Method::from_bytes(method.as_bytes()).unwrap())
        .uri(if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", fake.base_url()) })
        .header(header::AUTHORIZATION, format!("Bearer {token}"));
    match body {
        Some(body) => {
            request.header(header::CONTENT_TYPE, "application/json").body(Full::from(body.to_string()))
        }
        None => request.body(Full::default()),
    }
    .unwrap()
}

pub(crate) async fn get(fake: &FakeFront, path: &str) -> RawResponse {
    request(fake, "GET", path, None).await
}

pub(crate) async fn post(fake: &FakeFront, path: &str, body: Value) -> RawResponse {
    request(fake, "POST", path, Some(body)).await
}
