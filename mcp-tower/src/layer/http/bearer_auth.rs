//! Bearer authentication with fixed keys.
//!
//! The keys are set when the server starts. Each has a [`Grant`], which is inserted into the request's extensions
//! for [`Mcp`](crate::Mcp). A custom authentication layer does the same by inserting a grant. If two such layers
//! are nested, the inner one identifies the caller, and both filters apply ([`Grant::within`]).
//!
//! The `Authorization` header is removed before the inner service sees the request. Keys are never logged and never
//! part of a response.
//!
//! ```
//! use bytes::Bytes;
//! use http::{Request, Response, StatusCode};
//! use mcp_core::{Grant, Principal};
//! use mcp_tower::layer::{BearerAuthLayer, BearerKey};
//! use tower::{Layer, ServiceExt, service_fn};
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let whoami = service_fn(|request: Request<()>| async move {
//!     assert!(!request.headers().contains_key("authorization"));
//!     let grant: &Grant = request.extensions().get().expect("the layer inserted it");
//!     Ok::<_, std::io::Error>(Response::new(Bytes::from(grant.principal().id().to_owned())))
//! });
//! let key = BearerKey::new("mSkT2dHqvY8cYdY0", Principal::new("bot"))?;
//! let service = BearerAuthLayer::new([key]).layer(whoami);
//!
//! let request = Request::builder().header("authorization", "Bearer mSkT2dHqvY8cYdY0").body(())?;
//! assert_eq!(service.clone().oneshot(request).await?.into_body(), "bot");
//!
//! let answer = service.oneshot(Request::new(())).await?;
//! assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
//! assert_eq!(answer.headers()["www-authenticate"], "Bearer");
//! # Ok(()) }
//! ```

use std::{
    fmt,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Request, Response, StatusCode,
    header::{AUTHORIZATION, WWW_AUTHENTICATE},
};
use mcp_core::{Filter, Grant};
use sha2::{Digest as _, Sha256};
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use tower_layer::Layer;
use tower_service::Service;

use super::RefuseFuture;
use crate::http::{refusal::Refusal, responses};

/// Bearer key and its grant.
#[derive(Debug, Clone)]
pub struct BearerKey {
    digest: Digest,
    grant: Grant,
}

/// Digest of a key, compared in constant time.
#[derive(Clone)]
struct Digest([u8; 32]);

/// Error of a key that is empty or has characters that are not valid in a header.
///
/// The key itself is not part of the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("invalid bearer key; use only visible ASCII characters, at least one")]
#[non_exhaustive]
pub struct InvalidKey;

impl Digest {
    fn new(text: &[u8]) -> Option<Self> {
        let usable = !text.is_empty() && text.iter().all(u8::is_ascii_graphic);
        usable.then(|| Self(Sha256::digest(text).into()))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[REDACTED]")
    }
}

impl BearerKey {
    /// Creates a key with the grant, or only the principal, of its callers. Make keys from at least 16 random
    /// bytes. Only a digest of the key is stored.
    ///
    /// ```
    /// use std::time::{Duration, SystemTime};
    /// use mcp_core::{Filter, Grant, Principal};
    /// use mcp_tower::layer::BearerKey;
    ///
    /// let grant = Grant::new(Principal::new("ann"))
    ///     .filter(Filter::new().methods(["read"])?)
    ///     .expires_at(SystemTime::now() + Duration::from_secs(86_400));
    /// let key = BearerKey::new("mSkT2dHqvY8cYdY0", grant)?;
    /// # let _ = key;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the key is empty or has characters other than visible ASCII.
    pub fn new(key: impl AsRef<str>, grant: impl Into<Grant>) -> Result<Self, InvalidKey> {
        let digest = Digest::new(key.as_ref().as_bytes()).ok_or(InvalidKey)?;
        Ok(Self { digest, grant: grant.into() })
    }

    /// Sets the filter of the caller, as [`Grant::filter`] does.
    #[must_use]
    pub fn filter(mut self, filter: Filter) -> Self {
        self.grant = self.grant.filter(filter);
        self
    }

    /// Adds a value that tools find in [`Context::extensions`](mcp_core::Context::extensions), such as a plan, or
    /// the author of what the caller writes; see [`Grant::extension`]. Handlers of the host find it in the extensions of the
    /// request.
    ///
    /// ```
    /// use mcp_core::{Context, Principal};
    /// use mcp_tower::layer::BearerKey;
    ///
    /// #[derive(Clone)]
    /// struct Plan(&'static str);
    ///
    /// let key = BearerKey::new("mSkT2dHqvY8cYdY0", Principal::new("ann"))?.extension(Plan("pro"));
    /// // In a tool:
    /// let plan = |context: &Context| context.extensions().get::<Plan>().map(|plan| plan.0);
    /// # let _ = (key, plan);
    /// # Ok::<(), mcp_tower::layer::InvalidKey>(())
    /// ```
    #[must_use]
    pub fn extension(mut self, value: impl Clone + Send + Sync + 'static) -> Self {
        self.grant = self.grant.extension(value);
        self
    }
}

/// Layer that applies [`BearerAuth`].
#[derive(Debug, Clone)]
#[must_use]
pub struct BearerAuthLayer(Arc<[BearerKey]>);

impl BearerAuthLayer {
    /// Creates a layer that admits callers with one of these keys. Without keys, all callers are refused. Of two equal keys, the first
    /// is used.
    pub fn new(keys: impl IntoIterator<Item = BearerKey>) -> Self {
        Self(keys.into_iter().collect())
    }

    fn find(&self, token: &[u8]) -> Option<&BearerKey> {
        let token = Digest::new(token)?;
        // Every key is compared, and the match is selected without a branch.
        let mut found = Choice::from(0);
        let mut index = 0u64;
        for (at, key) in (0u64..).zip(self.0.iter()) {
            let equal = key.digest.0.ct_eq(&token.0);
            index.conditional_assign(&at, equal & !found);
            found |= equal;
        }
        if bool::from(found) { self.0.get(usize::try_from(index).ok()?) } else { None }
    }
}

impl<S> Layer<S> for BearerAuthLayer {
    type Service = BearerAuth<S>;

    fn layer(&self, inner: S) -> BearerAuth<S> {
        BearerAuth { inner, keys: self.clone() }
    }
}

/// Middleware for bearer authentication; see the [module docs](self). Made by [`BearerAuthLayer`].
#[derive(Debug, Clone)]
pub struct BearerAuth<S> {
    inner: S,
    keys: BearerAuthLayer,
}

service!(BearerAuth, BearerAuthLayer(keys: impl IntoIterator<Item = BearerKey>));

impl<S, B, R> Service<Request<B>> for BearerAuth<S>
where
    S: Service<Request<B>, Response = Response<R>>,
    R: From<Bytes>,
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = RefuseFuture<S::Future, R>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        let key = bearer_token(request.headers()).map(|token| self.keys.find(token));
        request.headers_mut().remove(AUTHORIZATION);
        let Some(key) = key else {
            let refusal = unauthorized("the bearer token is missing; send it in Authorization", "Bearer");
            return RefuseFuture::refused(request.method(), refusal);
        };
        let Some(key) = key else {
            tracing::debug!("bearer token refused");
            let refusal = unauthorized("the bearer token is invalid; send a valid one", INVALID_TOKEN);
            return RefuseFuture::refused(request.method(), refusal);
        };
        let outer = request.extensions().get::<Grant>();
        // An outer layer's restrictions stay in force.
        let grant = outer.map_or_else(|| key.grant.clone(), |outer| key.grant.clone().within(outer));
        if grant.has_expired() {
            tracing::debug!("bearer token expired");
            let refusal = unauthorized("the bearer token has expired; send a new one", INVALID_TOKEN);
            return RefuseFuture::refused(request.method(), refusal);
        }
        let extensions = request.extensions_mut();
        if !grant.extensions().is_empty() {
            extensions.extend(grant.extensions().clone());
        }
        extensions.insert(grant);
        RefuseFuture::passed(self.inner.call(request))
    }
}

const INVALID_TOKEN: &str = r#"Bearer error="invalid_token""#;

/// Returns the token of the request; `None` if there is none or the scheme differs. Several `Authorization` headers
/// yield a token that matches no key.
fn bearer_token(headers: &HeaderMap) -> Option<&[u8]> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = values.next()?;
    let (scheme, mut token) = value.as_bytes().split_at_checked("Bearer".len())?;
    if !scheme.eq_ignore_ascii_case(b"Bearer") || token.first().is_some_and(|byte| *byte != b' ') {
        return None;
    }
    if values.next().is_some() {
        return Some(b"");
    }
    // Compared where it stands, so that no copy of it is left behind.
    while let Some(rest) = token.strip_prefix(b" ") {
        token = rest;
    }
    while let Some(rest) = token.strip_suffix(b" ") {
        token = rest;
    }
    Some(token)
}

fn unauthorized(message: &'static str, challenge: &'static str) -> Response<Bytes> {
    let mut response = responses::refusal(Refusal::plain(StatusCode::UNAUTHORIZED, message));
    response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    response
}

#[cfg(test)]
mod tests {
    use mcp_core::Principal;

    use super::*;

    fn layer() -> BearerAuthLayer {
        BearerAuthLayer::new(
            ["first", "second", "first"]
                .iter()
                .enumerate()
                .map(|(at, key)| BearerKey::new(*key, Principal::new(at.to_string())).unwrap()),
        )
    }

    #[test]
    fn matching_key_is_found() {
        let layer = layer();
        let found =
            |token: &str| layer.find(token.as_bytes()).map(|key| key.grant.principal().id().to_owned());
        assert_eq!(found("first").as_deref(), Some("0"));
        assert_eq!(found("second").as_deref(), Some("1"));
        for other in ["", "firs", "first\0", "firstt", "SECOND", " first"] {
            assert_eq!(found(other), None, "{other:?}");
        }
        assert!(BearerAuthLayer::new([]).find(b"first").is_none());
    }

    #[tokio::test]
    async fn grant_of_a_key_is_narrowed_by_the_outer_grant() {
        let only = |name: &str| Filter::new().methods([name]).unwrap();
        let key = BearerKey::new("key", Principal::new("ann")).unwrap().filter(only("b")).extension(7u8);
        let seen = tower::service_fn(|request: Request<()>| async move {
            let grant = request.extensions().get::<Grant>().unwrap();
            assert_eq!(grant.extensions().get(), Some(&7u8));
            assert_eq!(grant.principal().id(), "ann");
            Ok::<_, std::convert::Infallible>(Response::new(Bytes::from(format!("{:?}", grant.allowed()))))
        });
        let outer = Grant::new(Principal::new("gateway")).filter(only("a"));
        let request = Request::builder().header("authorization", "Bearer key").extension(outer).body(());
        let answer = tower::ServiceExt::oneshot(BearerAuthLayer::new([key]).layer(seen), request.unwrap());
        assert_eq!(answer.await.unwrap().into_body(), format!("{:?}", Some(only("a").and(&only("b")))));
    }

    #[tokio::test]
    async fn expired_key_is_refused() {
        let grant = Grant::new(Principal::new("ann")).expires_at(std::time::SystemTime::now());
        let key = BearerKey::new("key", grant).unwrap();
        let seen = tower::service_fn(|_: Request<()>| async {
            Ok::<_, std::convert::Infallible>(Response::new(Bytes::new()))
        });
        let request = Request::builder().header("authorization", "Bearer key").body(()).unwrap();
        let answer =
            tower::ServiceExt::oneshot(BearerAuthLayer::new([key]).layer(seen), request).await.unwrap();
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(answer.headers()[WWW_AUTHENTICATE], INVALID_TOKEN);
    }

    #[test]
    fn unusable_keys_are_refused_without_showing_them() {
        for key in ["", "two words", "über", "a\nb"] {
            let error = BearerKey::new(key, Principal::new("p")).unwrap_err();
            assert!(key.is_empty() || !error.to_string().contains(key));
        }
        let shown = format!("{:?}", layer());
        assert!(!shown.contains("second") && shown.contains("[REDACTED]"), "{shown}");
    }

    #[test]
    fn the_scheme_is_read_in_any_case() {
        let token = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(AUTHORIZATION, HeaderValue::from_static(value));
            }
            bearer_token(&headers).map(|token| String::from_utf8(token.to_vec()).unwrap())
        };
        assert_eq!(token(&["Bearer abc"]).as_deref(), Some("abc"));
        assert_eq!(token(&["bEARER   abc "]).as_deref(), Some("abc"));
        assert_eq!(token(&["Bearer"]).as_deref(), Some(""));
        assert_eq!(token(&["Bearer abc", "Bearer abd"]).as_deref(), Some(""));
        assert_eq!(token(&["Basic abc"]), None);
        assert_eq!(token(&["Bearerabc"]), None);
        assert_eq!(token(&[]), None);
    }
}
