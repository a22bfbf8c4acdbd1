//! OAuth protected resource metadata (<https://www.rfc-editor.org/rfc/rfc9728>), which MCP requires of servers with OAuth
//! (<https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization>). It tells clients where to get a token.
//!
//! Put the layer outside of the one that validates tokens. It serves the document without authentication, at the two
//! paths that clients request, and adds its URL to refusals:
//!
//! - A 401 gets `resource_metadata` and `scope` in its `WWW-Authenticate`, which is added if it is missing.
//! - A 403 with a `Bearer` challenge gets `resource_metadata`.
//!
//! Parameters that a challenge already has stay unchanged.
//!
//! Clients in a web page fetch the document, too: put CORS outside of this layer.
//!
//! ```
//! use axum::{Router, body::Body, http::{Request, StatusCode}};
//! use mcp_core::{Registry, Server};
//! use mcp_tower::{BearerAuthLayer, Mcp, layer::ProtectedResourceLayer};
//! use tower::ServiceExt;
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let oauth = ProtectedResourceLayer::new("https://desk.example.com/mcp", "https://login.example.com")?
//!     .scopes(["desk:read", "desk:write"])?;
//! let app: Router = Router::new()
//!     .nest_service("/mcp", Mcp::new(Server::new(Registry::new())))
//! //     // Replace it with the layer that validates tokens of the authorization server.
//!     .layer(BearerAuthLayer::new([]))
//!     .layer(oauth);
//!
//! let document = Request::get("/.well-known/oauth-protected-resource/mcp").body(Body::empty())?;
//! assert_eq!(app.clone().oneshot(document).await?.status(), StatusCode::OK);
//!
//! let refused = app.oneshot(Request::post("/mcp").body(Body::empty())?).await?;
//! assert_eq!(
//!     refused.headers()["www-authenticate"],
//!     "Bearer resource_metadata=\"https://desk.example.com/.well-known/oauth-protected-resource/mcp\", \
//!      scope=\"desk:read desk:write\""
//! );
//! # Ok(()) }
//! ```

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Method, Request, Response, StatusCode, Uri,
    header::{ALLOW, CONTENT_LENGTH, CONTENT_TYPE, WWW_AUTHENTICATE},
};
use pin_project_lite::pin_project;
use serde_json::json;
use tower_layer::Layer;
use tower_service::Service;

use super::RefuseFuture;
use crate::http::{refusal::Refusal, responses};

/// Path of the document of a resource without a path (RFC 9728, section 3).
const WELL_KNOWN: &str = "/.well-known/oauth-protected-resource";

/// Error of invalid resource metadata.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidMetadata {
    /// An address has no scheme or host, is neither https nor on this machine, or has a query or a fragment.
    #[error("invalid address {0:?}; use https://, a host and optionally a path")]
    Url(String),
    /// A scope is empty or has invalid characters (RFC 6749, section 3.3).
    #[error("invalid scope {0:?}; use visible ASCII characters without quotes and backslashes")]
    Scope(String),
}

/// Layer that applies [`ProtectedResource`].
#[derive(Debug, Clone)]
#[must_use]
pub struct ProtectedResourceLayer {
    resource: String,
    servers: Vec<String>,
    scopes: Vec<String>,
    name: Option<String>,
}

impl ProtectedResourceLayer {
    /// Creates the layer from the URL at which clients reach the resource, and the issuer of its tokens.
    ///
    /// # Errors
    ///
    /// If one of the two is not an https URL (http is allowed for this machine only), or has a query or a fragment.
    pub fn new(resource: &str, authorization_server: &str) -> Result<Self, InvalidMetadata> {
        address(resource)?;
        let layer =
            Self { resource: resource.to_owned(), servers: Vec::new(), scopes: Vec::new(), name: None };
        layer.authorization_server(authorization_server)
    }

    /// Adds another issuer of tokens.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn authorization_server(mut self, issuer: &str) -> Result<Self, InvalidMetadata> {
        address(issuer)?;
        self.servers.push(issuer.to_owned());
        Ok(self)
    }

    /// Sets the scopes that a client requests at first.
    ///
    /// # Errors
    ///
    /// If one of them is empty or has characters other than visible ASCII, quotes or backslashes.
    pub fn scopes<T: Into<String>>(
        mut self,
        scopes: impl IntoIterator<Item = T>,
    ) -> Result<Self, InvalidMetadata> {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        let usable = |c: u8| c.is_ascii_graphic() && c != b'"' && c != b'\\';
        match self.scopes.iter().find(|scope| scope.is_empty() || !scope.bytes().all(usable)) {
            Some(scope) => Err(InvalidMetadata::Scope(scope.clone())),
            None => Ok(self),
        }
    }

    /// Sets the display name that the user sees when asked for consent.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    fn document(&self) -> Bytes {
        let mut document = json!({
            "resource": self.resource,
            "authorization_servers": self.servers,
            "bearer_methods_supported": ["header"],
        });
        if !self.scopes.is_empty() {
            document["scopes_supported"] = json!(self.scopes);
        }
        if let Some(name) = &self.name {
            document["resource_name"] = json!(name);
        }
        document.to_string().into()
    }
}

/// Splits an address into origin and path.
fn address(url: &str) -> Result<(String, String), InvalidMetadata> {
    let invalid = || InvalidMetadata::Url(url.to_owned());
    let uri: Uri = url.parse().map_err(|_| invalid())?;
    let (scheme, authority) = uri.scheme_str().zip(uri.authority()).ok_or_else(invalid)?;
    let is_local = matches!(authority.host(), "localhost" | "127.0.0.1" | "[::1]");
    let is_safe = scheme == "https" || (scheme == "http" && is_local);
    // The parsed URI has no fragment.
    if !is_safe || authority.as_str().contains('@') || url.contains(['?', '#']) {
        return Err(invalid());
    }
    Ok((format!("{scheme}://{authority}"), uri.path().trim_end_matches('/').to_owned()))
}

impl<S> Layer<S> for ProtectedResourceLayer {
    type Service = ProtectedResource<S>;

    fn layer(&self, inner: S) -> ProtectedResource<S> {
        let (origin, path) = address(&self.resource).expect("the constructor validated the address");
        let scope = self.scopes.join(" ");
        let metadata = Metadata {
            document: self.document(),
            metadata: format!(r#"resource_metadata="{origin}{WELL_KNOWN}{path}""#),
            scope: (!scope.is_empty()).then(|| format!(r#"scope="{scope}""#)),
            path,
        };
        ProtectedResource { inner, metadata: Arc::new(metadata) }
    }
}

/// Middleware that serves protected resource metadata; see the [module docs](self). Made by
/// [`ProtectedResourceLayer`].
#[derive(Debug, Clone)]
pub struct ProtectedResource<S> {
    inner: S,
    metadata: Arc<Metadata>,
}

#[derive(Debug)]
struct Metadata {
    document: Bytes,
    path: String,
    metadata: String,
    scope: Option<String>,
}

impl Metadata {
    /// Returns `true` for the two paths of the document.
    fn is_here(&self, path: &str) -> bool {
        path.strip_prefix(WELL_KNOWN).is_some_and(|rest| rest.is_empty() || rest == self.path)
    }

    fn respond(&self, method: &Method) -> Response<Bytes> {
        if method != Method::GET && method != Method::HEAD {
            let mut refused = responses::refusal(Refusal::plain(
                StatusCode::METHOD_NOT_ALLOWED,
                "unsupported method; use GET",
            ));
            refused.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
            return refused;
        }
        let mut response = Response::new(self.document.clone());
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(CONTENT_LENGTH, self.document.len().into());
        response
    }

    /// Adds the URL of the document to a refusal.
    fn name_in(&self, status: StatusCode, headers: &mut HeaderMap) {
        let is_bearer = |value: &HeaderValue| {
            let scheme = value.as_bytes().split(|byte| *byte == b' ').next().unwrap_or_default();
            scheme.eq_ignore_ascii_case(b"Bearer")
        };
        let asks_for_token = status == StatusCode::UNAUTHORIZED;
        if !asks_for_token && status != StatusCode::FORBIDDEN {
            return;
        }
        if asks_for_token && !headers.contains_key(WWW_AUTHENTICATE) {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        let values: Vec<_> = headers.get_all(WWW_AUTHENTICATE).iter().cloned().collect();
        headers.remove(WWW_AUTHENTICATE);
        for value in values {
            let value = if is_bearer(&value) { self.completed(&value, asks_for_token) } else { value };
            headers.append(WWW_AUTHENTICATE, value);
        }
    }

    /// Adds the missing parameters to a challenge.
    fn completed(&self, challenge: &HeaderValue, with_scope: bool) -> HeaderValue {
        let Ok(text) = challenge.to_str() else { return challenge.clone() };
        let scope = self.scope.as_deref().filter(|_| with_scope);
        let mut completed = text.trim_end().to_owned();
        for (name, parameter) in [("resource_metadata=", Some(self.metadata.as_str())), ("scope=", scope)] {
            let Some(parameter) = parameter.filter(|_| !text.contains(name)) else { continue };
            completed.push_str(if completed.contains(' ') { ", " } else { " " });
            completed.push_str(parameter);
        }
        // Addresses and scopes are validated when they are set.
        HeaderValue::from_str(&completed).unwrap_or_else(|_| challenge.clone())
    }
}

service!(ProtectedResource, ProtectedResourceLayer(resource: &str, authorization_server: &str) or InvalidMetadata);

impl<S, B, R> Service<Request<B>> for ProtectedResource<S>
where
    S: Service<Request<B>, Response = Response<R>>,
    R: From<Bytes>,
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = ProtectedResourceFuture<S::Future, R>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let inner = if self.metadata.is_here(request.uri().path()) {
            RefuseFuture::refused(request.method(), self.metadata.respond(request.method()))
        } else {
            RefuseFuture::passed(self.inner.call(request))
        };
        ProtectedResourceFuture { inner, metadata: Arc::clone(&self.metadata) }
    }
}

pin_project! {
    /// Future of [`ProtectedResource`].
    #[must_use = "futures do nothing unless polled"]
    pub struct ProtectedResourceFuture<F, R> {
        #[pin]
        inner: RefuseFuture<F, R>,
        metadata: Arc<Metadata>,
    }
}

impl<F, R, E> Future for ProtectedResourceFuture<F, R>
where
    F: Future<Output = Result<Response<R>, E>>,
    R: From<Bytes>,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let mut outcome = ready!(this.inner.poll(cx));
        if let Ok(response) = &mut outcome {
            this.metadata.name_in(response.status(), response.headers_mut());
        }
        Poll::Ready(outcome)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metadata(scopes: &[&str]) -> Arc<Metadata> {
        let layer = ProtectedResourceLayer::new("https://a.example/mcp/", "https://b.example").unwrap();
        layer.scopes(scopes.iter().copied()).unwrap().layer(()).metadata
    }

    #[test]
    fn challenge_parameters_are_added_not_replaced() {
        const METADATA: &str =
            r#"resource_metadata="https://a.example/.well-known/oauth-protected-resource/mcp""#;
        let metadata = metadata(&["r", "w"]);
        let challenges = |status: u16, given: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in given {
                headers.append(WWW_AUTHENTICATE, HeaderValue::from_static(value));
            }
            metadata.name_in(StatusCode::from_u16(status).unwrap(), &mut headers);
            let all = headers.get_all(WWW_AUTHENTICATE).iter();
            all.map(|value| value.to_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let challenge = format!(r#"Bearer {METADATA}, scope="r w""#);
        for given in [&[][..], &["Bearer"][..]] {
            assert_eq!(challenges(401, given).join("; "), challenge);
        }
        assert_eq!(
            challenges(401, &["Basic realm=\"x\"", "bearer "]),
            ["Basic realm=\"x\"".to_owned(), challenge.replacen("Bearer", "bearer", 1),]
        );
        assert_eq!(
            challenges(401, &[r#"Bearer error="invalid_token""#]),
            [format!(r#"Bearer error="invalid_token", {METADATA}, scope="r w""#)]
        );
        let whole = r#"Bearer resource_metadata="https://c.example/d", scope="x""#;
        assert_eq!(challenges(401, &[whole]), [whole]);
        // A challenge of the host stays unchanged.
        let lacks = r#"Bearer error="insufficient_scope", scope="admin""#;
        assert_eq!(challenges(403, &[lacks]), [format!("{lacks}, {METADATA}")]);
        assert!(challenges(403, &[]).is_empty());
        assert!(challenges(200, &[]).is_empty());
    }

    #[test]
    fn metadata_is_served_at_two_paths_only() {
        let metadata = metadata(&[]);
        for (path, here) in [("", true), ("/mcp", true), ("/mcp/x", false), ("/other", false), ("x", false)] {
            assert_eq!(metadata.is_here(&format!("{WELL_KNOWN}{path}")), here, "{path}");
        }
        assert!(!metadata.is_here("/mcp"));
    }

    #[test]
    fn invalid_address_or_scope_is_refused() {
        let new = |url: &str| ProtectedResourceLayer::new(url, "https://b.example");
        for url in
            ["https://a.example", "https://a.example:8443/x/y", "http://127.0.0.1:8848/mcp", "http://[::1]/"]
        {
            assert!(new(url).is_ok(), "{url}");
        }
        for url in [
            "",
            "/mcp",
            "a.example",
            "http://a.example/mcp",
            "https://a/?b",
            "https://a/#b",
            "https://u@a/",
            "ftp://a/",
        ] {
            assert_eq!(new(url).unwrap_err(), InvalidMetadata::Url(url.to_owned()));
        }
        assert!(ProtectedResourceLayer::new("https://a.example", "http://b.example").is_err());
        for scope in ["", "a b", "a\"b", "a\\b", "ä", "a\nb"] {
            let error = new("https://a.example").unwrap().scopes([scope]).unwrap_err();
            assert_eq!(error, InvalidMetadata::Scope(scope.to_owned()));
        }
    }
}
