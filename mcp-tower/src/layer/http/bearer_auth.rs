//! Admits callers with a known key and says who they are.
//!
//! The keys are fixed when the server starts. Each stands for a [`Principal`] and may carry a [`Filter`]; both go into
//! the request's extensions, from where [`Mcp`](crate::Mcp) takes them: the principal becomes
//! [`Context::caller`](mcp_core::Context::caller), the filter narrows what the caller sees. An authentication layer of
//! the host's own can do the same by inserting these two types. What else tools must know of a caller goes along as
//! [`BearerKey::extension`]. Of two principals the inner layer's counts; of two
//! filters both do.
//!
//! The key ends here: the `Authorization` header is taken off before the inner service sees the request, it is never
//! logged and never repeated in an answer.
//!
//! ```
//! use bytes::Bytes;
//! use http::{Request, Response, StatusCode};
//! use mcp_core::Principal;
//! use mcp_tower::layer::{BearerAuthLayer, BearerKey};
//! use tower::{Layer, ServiceExt, service_fn};
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let whoami = service_fn(|request: Request<()>| async move {
//!     assert!(!request.headers().contains_key("authorization"));
//!     let caller = request.extensions().get::<Principal>().map(|caller| caller.id().to_owned());
//!     Ok::<_, std::io::Error>(Response::new(Bytes::from(caller.unwrap_or_default())))
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
    Extensions, HeaderMap, HeaderValue, Request, Response, StatusCode,
    header::{AUTHORIZATION, WWW_AUTHENTICATE},
};
use mcp_core::{Filter, Principal};
use secrecy::{ExposeSecret, SecretString, zeroize::Zeroize};
use sha2::{Digest as _, Sha256};
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use tower_layer::Layer;
use tower_service::Service;

use super::RefuseFuture;
use crate::http::{refusal::Refusal, responses};

/// A key, who it stands for, and what that caller may see.
#[derive(Debug, Clone)]
pub struct BearerKey {
    digest: Digest,
    principal: Principal,
    filter: Option<Filter>,
    extensions: Extensions,
}

/// What is kept of a key: enough to know it again, and comparing takes the same time for all.
#[derive(Clone)]
struct Digest([u8; 32]);

/// A key is not usable: it is empty or has characters that cannot stand in a header.
///
/// The key itself is not part of the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a bearer key must have visible ASCII characters, and no others")]
#[non_exhaustive]
pub struct InvalidKey;

impl Digest {
    fn new(text: &str) -> Option<Self> {
        let usable = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        usable.then(|| Self(Sha256::digest(text).into()))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[REDACTED]")
    }
}

impl BearerKey {
    /// A key and who it stands for. Make keys from at least 16 random bytes.
    ///
    /// # Errors
    ///
    /// When the key is empty or has characters other than visible ASCII.
    pub fn new(key: impl Into<SecretString>, principal: Principal) -> Result<Self, InvalidKey> {
        let key = key.into();
        let digest = Digest::new(key.expose_secret()).ok_or(InvalidKey)?;
        Ok(Self { digest, principal, filter: None, extensions: Extensions::new() })
    }

    /// Narrows what the caller sees. A filter that a layer further out put into the request narrows it too.
    #[must_use]
    pub fn filter(mut self, filter: Filter) -> Self {
        self.filter = Some(filter);
        self
    }

    /// Says something else of the caller: a value that tools find in [`Context::extensions`](mcp_core::Context::extensions),
    /// such as a plan, or in whose name the caller writes. The principal and the filter are those of the key in any case.
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
        self.extensions.insert(value);
        self
    }
}

/// Puts [`BearerAuth`] around a service.
#[derive(Debug, Clone)]
#[must_use]
pub struct BearerAuthLayer(Arc<[BearerKey]>);

impl BearerAuthLayer {
    /// Admits the callers that have one of these keys. Without keys nobody is admitted; of two equal keys the first
    /// counts.
    pub fn new(keys: impl IntoIterator<Item = BearerKey>) -> Self {
        Self(keys.into_iter().collect())
    }

    fn find(&self, token: &str) -> Option<&BearerKey> {
        let token = Digest::new(token)?;
        // Every key is compared, and which one fits is selected without a branch.
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

/// Admits callers with a known key; see the [module docs](self). Made by [`BearerAuthLayer`].
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
        let token = bearer_token(request.headers());
        request.headers_mut().remove(AUTHORIZATION);
        let Some(token) = token else {
            let refusal = unauthorized("a bearer token is required", "Bearer");
            return RefuseFuture::refused(request.method(), refusal);
        };
        let Some(key) = self.keys.find(token.expose_secret()) else {
            tracing::debug!("bearer token refused");
            let challenge = r#"Bearer error="invalid_token""#;
            let refusal = unauthorized("the bearer token is not valid", challenge);
            return RefuseFuture::refused(request.method(), refusal);
        };
        let extensions = request.extensions_mut();
        // What a layer further out took away stays away, whatever a key has for its extensions.
        let outer = extensions.remove::<Filter>();
        extensions.extend(key.extensions.clone());
        extensions.insert(key.principal.clone());
        extensions.remove::<Filter>();
        if let Some(filter) = outer.into_iter().chain(key.filter.clone()).reduce(|outer, own| outer.and(&own))
        {
            extensions.insert(filter);
        }
        RefuseFuture::passed(self.inner.call(request))
    }
}

/// The token that the request gives; `None` when it gives none or uses another scheme. Several `Authorization` headers
/// make a token that fits no key.
fn bearer_token(headers: &HeaderMap) -> Option<SecretString> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = values.next()?;
    let (scheme, token) = value.as_bytes().split_at_checked("Bearer".len())?;
    if !scheme.eq_ignore_ascii_case(b"Bearer") || token.first().is_some_and(|byte| *byte != b' ') {
        return None;
    }
    if values.next().is_some() {
        return Some(SecretString::default());
    }
    let mut token = String::from_utf8(token.to_vec()).unwrap_or_default();
    let trimmed = SecretString::from(token.trim_matches(' '));
    token.zeroize();
    Some(trimmed)
}

fn unauthorized(message: &'static str, challenge: &'static str) -> Response<Bytes> {
    let mut response = responses::refusal(Refusal::plain(StatusCode::UNAUTHORIZED, message));
    response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    response
}

#[cfg(test)]
mod tests {
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
    fn the_key_that_fits_is_found() {
        let layer = layer();
        let found = |token: &str| layer.find(token).map(|key| key.principal.id().to_owned());
        assert_eq!(found("first").as_deref(), Some("0"));
        assert_eq!(found("second").as_deref(), Some("1"));
        for other in ["", "firs", "first\0", "firstt", "SECOND", " first"] {
            assert_eq!(found(other), None, "{other:?}");
        }
        assert!(BearerAuthLayer::new([]).find("first").is_none());
    }

    #[tokio::test]
    async fn what_is_said_of_a_caller_replaces_neither_its_name_nor_a_filter() {
        let only = |name: &str| Filter::new().methods([name]).unwrap();
        let key = BearerKey::new("key", Principal::new("ann"))
            .unwrap()
            .filter(only("b"))
            .extension(7u8)
            .extension(Principal::new("root"))
            .extension(Filter::all());
        let seen = tower::service_fn(|request: Request<()>| async move {
            let extensions = request.extensions();
            assert_eq!(extensions.get(), Some(&7u8));
            assert_eq!(extensions.get::<Principal>().unwrap().id(), "ann");
            let filter = format!("{:?}", extensions.get::<Filter>().unwrap());
            Ok::<_, std::convert::Infallible>(Response::new(Bytes::from(filter)))
        });
        let request = Request::builder().header("authorization", "Bearer key").extension(only("a")).body(());
        let answer = tower::ServiceExt::oneshot(BearerAuthLayer::new([key]).layer(seen), request.unwrap());
        assert_eq!(answer.await.unwrap().into_body(), format!("{:?}", only("a").and(&only("b"))));
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
            bearer_token(&headers).map(|token| token.expose_secret().to_owned())
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
