//! OAuth protected resource metadata.

use std::convert::Infallible;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use mcp_core::Principal;
use mcp_tower::{BearerAuthLayer, BearerKey, layer::ProtectedResourceLayer};
use serde_json::{Value, json};
use tower::{Service, ServiceBuilder, ServiceExt};

use crate::support::{RequestBuilder, mcp};

const METADATA: &str =
    r#"resource_metadata="https://desk.example.com/.well-known/oauth-protected-resource/v1/mcp""#;

fn layer() -> ProtectedResourceLayer {
    ProtectedResourceLayer::new("https://desk.example.com/v1/mcp", "https://login.example.com")
        .and_then(|layer| layer.authorization_server("https://other.example.com/tenant"))
        .and_then(|layer| layer.scopes(["desk:read", "desk:write"]))
        .unwrap()
        .name("Desk")
}

fn service() -> impl Service<
    Request<Full<Bytes>>,
    Response = Response<mcp_tower::ResponseBody>,
    Error = Infallible,
    Future: Send,
> + Clone {
    let key = BearerKey::new("key-of-ann", Principal::new("ann")).unwrap();
    ServiceBuilder::new().layer(layer()).layer(BearerAuthLayer::new([key])).service(mcp())
}

async fn ask(method: &str, path: &str) -> (u16, http::HeaderMap, Bytes) {
    let request = Request::builder().method(method).uri(path).body(Full::default()).unwrap();
    let (parts, body) = service().oneshot(request).await.unwrap().into_parts();
    (parts.status.as_u16(), parts.headers, body.collect().await.unwrap().to_bytes())
}

#[tokio::test]
async fn metadata_needs_no_token() {
    for path in ["/.well-known/oauth-protected-resource", "/.well-known/oauth-protected-resource/v1/mcp?x=1"]
    {
        let (status, headers, body) = ask("GET", path).await;
        assert_eq!((status, headers["content-type"].to_str().unwrap()), (200, "application/json"));
        assert_eq!(
            serde_json::from_slice::<Value>(&body).unwrap(),
            json!({
                "resource": "https://desk.example.com/v1/mcp",
                "authorization_servers": ["https://login.example.com", "https://other.example.com/tenant"],
                "bearer_methods_supported": ["header"],
                "scopes_supported": ["desk:read", "desk:write"],
                "resource_name": "Desk",
            })
        );
        let (status, head, nothing) = ask("HEAD", path).await;
        assert_eq!((status, &head["content-length"], nothing.len()), (200, &headers["content-length"], 0));
        let (status, headers, _) = ask("POST", path).await;
        assert_eq!((status, headers["allow"].to_str().unwrap()), (405, "GET, HEAD"));
    }
    assert_eq!(ask("GET", "/.well-known/oauth-protected-resource/v2/mcp").await.0, 401);
}

#[tokio::test]
async fn refusal_names_the_metadata_url() {
    let challenge = async |ask: RequestBuilder| {
        let answer = ask.send(&service()).await;
        (answer.status.as_u16(), answer.header("www-authenticate").map(str::to_owned))
    };
    let call = || RequestBuilder::modern_call("whoami", &json!({}));
    let scope = r#"scope="desk:read desk:write""#;
    assert_eq!(challenge(call()).await, (401, Some(format!("Bearer {METADATA}, {scope}"))));
    let wrong = call().with("authorization", "Bearer key-of-eve");
    assert_eq!(
        challenge(wrong).await,
        (401, Some(format!(r#"Bearer error="invalid_token", {METADATA}, {scope}"#)))
    );
    // A refused origin is not a missing token.
    let foreign =
        call().with("authorization", "Bearer key-of-ann").with("origin", "https://evil.example.com");
    assert_eq!(challenge(foreign).await, (403, None));
    assert_eq!(challenge(call().with("authorization", "Bearer key-of-ann")).await, (200, None));
}
