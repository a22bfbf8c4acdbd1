//! Sends requests to the fake directly, without a client, so that faults of the two cannot hide each other.

use bytes::Bytes;
use fusedesk_client::testing::{Dropped, FakeDesk};
use http::{HeaderMap, Method, Request, header};
use http_body_util::{BodyExt, Full};
use serde_json::Value;
use tower::ServiceExt;

/// Content type of the requests here.
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// A response, with its body read.
#[derive(Debug)]
pub(crate) struct HttpResponse {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Bytes,
}

impl HttpResponse {
    /// Returns the JSON of the body, or null if it is none.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_default()
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Returns status and code of an error. Header and body must agree.
    pub(crate) fn error(&self) -> (u16, String) {
        let json = self.json();
        assert_eq!(self.header("x-fusedesk-error-code"), json["errorcode"], "{json}");
        assert_eq!(self.header("x-fusedesk-error"), json["error"], "{json}");
        (self.status, self.header("x-fusedesk-error-code").to_owned())
    }

    /// Returns one field of each row of a list, as JSON.
    pub(crate) fn column(&self, field: &str) -> Vec<Value> {
        let json = self.json();
        let rows = json.as_array().unwrap_or_else(|| panic!("no list: {json}"));
        rows.iter().map(|row| row[field].clone()).collect()
    }

    /// Returns the numbers in the field `id` of a list.
    pub(crate) fn ids(&self) -> Vec<u64> {
        self.column("id").iter().map(|id| id.as_u64().unwrap()).collect()
    }
}

pub(crate) async fn send(fake: &FakeDesk, request: Request<Full<Bytes>>) -> Result<HttpResponse, Dropped> {
    let (parts, body) = fake.clone().oneshot(request).await?.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    Ok(HttpResponse { status: parts.status.as_u16(), headers: parts.headers, bytes })
}

/// Returns a request with a key and a form. The path is relative to `/api` and may have a query.
pub(crate) fn request(
    fake: &FakeDesk,
    key: &str,
    method: &str,
    path: &str,
    form: &str,
) -> Request<Full<Bytes>> {
    Request::builder()
        .method(Method::from_bytes(method.as_bytes()).unwrap())
        .uri(format!("{}/api{path}", fake.base_url()))
        .header("x-fusedesk-api-key", key)
        .header(header::CONTENT_TYPE, FORM)
        .body(Full::from(form.to_owned()))
        .unwrap()
}

pub(crate) async fn send_as(
    fake: &FakeDesk,
    key: &str,
    method: &str,
    path: &str,
    form: &str,
) -> HttpResponse {
    send(fake, request(fake, key, method, path, form)).await.expect("no fault was asked for")
}

pub(crate) async fn get(fake: &FakeDesk, path: &str) -> HttpResponse {
    send_as(fake, &fake.api_key(), "GET", path, "").await
}

pub(crate) async fn post(fake: &FakeDesk, path: &str, form: &str) -> HttpResponse {
    send_as(fake, &fake.api_key(), "POST", path, form).await
}

/// Sends a POST that must succeed.
pub(crate) async fn post_ok(fake: &FakeDesk, path: &str, form: &str) -> Value {
    let answer = post(fake, path, form).await;
    assert_eq!(answer.status, 200, "{path} {form}: {}", answer.text());
    answer.json()
}

pub(crate) async fn delete(fake: &FakeDesk, path: &str) -> HttpResponse {
    send_as(fake, &fake.api_key(), "DELETE", path, "").await
}

/// Percent-encodes a value of a form or a query.
pub(crate) fn encode(value: &str) -> String {
    url::form_urlencoded::byte_serialize(value.as_bytes()).collect()
}
