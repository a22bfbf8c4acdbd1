//! Puts the credential on requests, and only on those that go to the vendor.
//!
//! ```
//! # #[cfg(not(feature = "testing"))] fn main() {}
//! # #[cfg(feature = "testing")]
//! # #[tokio::main]
//! # async fn main() -> Result<(), client_core::BoxError> {
//! use std::convert::Infallible;
//!
//! use client_core::{acme::Acme, layer::AuthLayer};
//! use http::{Request, Response};
//! use tower::{ServiceBuilder, ServiceExt, service_fn};
//!
//! let wire = service_fn(|request: Request<String>| async move {
//!     let header = &request.headers()["authorization"];
//!     assert_eq!(header, "Bearer the-token");
//!     assert!(header.is_sensitive());
//!     Ok::<_, Infallible>(Response::new(()))
//! });
//! let service = ServiceBuilder::new().layer(AuthLayer::<Acme>::new("the-token")?).service(wire);
//!
//! // The vendor's hosts get the token.
//! let request = Request::get("https://api.acme.example/me").body(String::new())?;
//! service.clone().oneshot(request).await?;
//!
//! // No other host does: the request is refused.
//! let request = Request::get("https://elsewhere.example/me").body(String::new())?;
//! let error = service.oneshot(request).await.unwrap_err();
//! assert!(error.to_string().contains("elsewhere.example"));
//! # Ok(())
//! # }
//! ```

use std::{
    fmt,
    marker::PhantomData,
    sync::Arc,
    task::{Context, Poll},
};

use http::{HeaderValue, Request};
use secrecy::{ExposeSecret, SecretString};
use tower_layer::Layer;
use tower_service::Service;

use super::ResponseFuture;
use crate::{BoxError, error::Error, hosts::Base, vendor::Vendor};

/// Adds the header of [`Vendor::CREDENTIAL`].
///
/// It goes to the origin of the base URL, and over https to the hosts that [`Vendor::owns_host`] knows. A request to
/// anywhere else fails and is not sent. The header is marked as sensitive, and replaces one that is there.
pub struct AuthLayer<V> {
    // Erased from memory when the last clone goes.
    credential: Option<Arc<SecretString>>,
    base: Arc<Base>,
    vendor: PhantomData<fn() -> V>,
}

impl<V: Vendor + Default> AuthLayer<V> {
    /// With this credential, for the vendor's own base URL.
    ///
    /// # Errors
    ///
    /// When it is empty or holds a character that a header cannot carry.
    pub fn new(credential: impl Into<SecretString>) -> Result<Self, Error> {
        Self::with_base(credential.into(), Arc::new(Base::parse(V::default().base_url(), false)?))
    }
}

impl<V: Vendor> AuthLayer<V> {
    /// With this credential, for this base URL. Plain `http` is for loopback.
    ///
    /// # Errors
    ///
    /// When the credential is empty or holds a character that a header cannot carry, or the URL cannot be used.
    pub fn for_url(credential: impl Into<SecretString>, url: &str) -> Result<Self, Error> {
        Self::with_base(credential.into(), Arc::new(Base::parse(url, false)?))
    }

    pub(crate) fn with_base(credential: SecretString, base: Arc<Base>) -> Result<Self, Error> {
        if credential.expose_secret().is_empty() {
            return Err(Error::invalid(format!("the {} is empty", V::CREDENTIAL.noun)));
        }
        header::<V>(&credential)?;
        Ok(Self { credential: Some(Arc::new(credential)), base, vendor: PhantomData })
    }

    /// Every request passes as it is.
    pub(crate) fn none(base: Arc<Base>) -> Self {
        Self { credential: None, base, vendor: PhantomData }
    }
}

fn header<V: Vendor>(credential: &SecretString) -> Result<HeaderValue, Error> {
    let form = V::CREDENTIAL;
    let text = SecretString::from(format!("{}{}", form.scheme, credential.expose_secret()));
    let mut value = HeaderValue::from_str(text.expose_secret()).map_err(|_| {
        Error::invalid(format!("the {} holds a character that a header cannot carry", form.noun))
    })?;
    value.set_sensitive(true);
    Ok(value)
}

impl<V> Clone for AuthLayer<V> {
    fn clone(&self) -> Self {
        Self { credential: self.credential.clone(), base: Arc::clone(&self.base), vendor: PhantomData }
    }
}

impl<V> fmt::Debug for AuthLayer<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthLayer").field("base", &self.base).finish_non_exhaustive()
    }
}

impl<S, V> Layer<S> for AuthLayer<V> {
    type Service = Auth<S, V>;

    fn layer(&self, inner: S) -> Self::Service {
        Auth { inner, layer: self.clone() }
    }
}

/// The service of [`AuthLayer`].
#[derive(Debug)]
pub struct Auth<S, V> {
    inner: S,
    layer: AuthLayer<V>,
}

impl<S: Clone, V> Clone for Auth<S, V> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), layer: self.layer.clone() }
    }
}

impl<S, V, B> Service<Request<B>> for Auth<S, V>
where
    S: Service<Request<B>>,
    S::Error: Into<BoxError>,
    V: Vendor,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = ResponseFuture<S::Future, S::Response>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        if let Some(credential) = &self.layer.credential {
            if !self.layer.base.may_receive_credential::<V>(request.uri()) {
                let host = request.uri().host().unwrap_or("(none)");
                return ResponseFuture::refused(Error::invalid(format!(
                    "the {} is for {}: the request to the host `{host}` was not sent",
                    V::CREDENTIAL.noun,
                    V::NAME
                )));
            }
            match header::<V>(credential) {
                Ok(value) => request.headers_mut().insert(V::CREDENTIAL.header, value),
                Err(error) => return ResponseFuture::refused(error),
            };
        }
        ResponseFuture::inner(self.inner.call(request))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::acme::Acme;
    use http::Response;
    use std::time::Duration;
    use tower_test::mock;

    #[tokio::test]
    async fn the_header_is_sensitive_and_replaces_another() {
        let layer = AuthLayer::<Acme>::new("secret-1").unwrap();
        let (mut service, mut wire) = mock::spawn_layer::<Request<&str>, Response<()>, _>(layer);
        assert!(service.poll_ready().is_ready());
        let request = Request::get("https://eu.acme.example/me")
            .header("authorization", "Bearer other")
            .body("body")
            .unwrap();
        let answer = service.call(request);
        let (request, respond) = wire.next_request().await.unwrap();
        let values: Vec<_> = request.headers().get_all("authorization").iter().collect();
        assert_eq!(values, ["Bearer secret-1"]);
        assert!(values[0].is_sensitive());
        assert_eq!(*request.body(), "body");
        respond.send_response(Response::new(()));
        answer.await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn a_foreign_host_gets_nothing() {
        for uri in
            ["https://evil.com/", "http://api.acme.example/", "https://api.acme.example.evil.com/", "/me"]
        {
            let layer = AuthLayer::<Acme>::new("secret-1").unwrap();
            let (mut service, mut wire) = mock::spawn_layer::<Request<()>, Response<()>, _>(layer);
            wire.allow(1);
            assert!(service.poll_ready().is_ready());
            // A request that was sent is not answered: it must fail the test, not hang it.
            let call = service.call(Request::get(uri).body(()).unwrap());
            let answer = tokio::time::timeout(Duration::from_secs(5), call).await;
            let error = answer.unwrap_or_else(|_| panic!("{uri} was sent")).unwrap_err();
            assert!(error.downcast_ref::<Error>().unwrap().is_invalid_request(), "{uri}");
            assert!(wire.poll_request().is_pending(), "{uri} was sent");
        }
    }

    #[tokio::test]
    async fn the_configured_origin_gets_it() {
        let layer = AuthLayer::<Acme>::for_url("secret-1", "http://127.0.0.1:8849/acme").unwrap();
        let (mut service, mut wire) = mock::spawn_layer::<Request<()>, Response<()>, _>(layer);
        assert!(service.poll_ready().is_ready());
        let answer = service.call(Request::get("http://127.0.0.1:8849/acme/me").body(()).unwrap());
        let (request, respond) = wire.next_request().await.unwrap();
        assert_eq!(request.headers()["authorization"], "Bearer secret-1");
        respond.send_response(Response::new(()));
        answer.await.unwrap();
    }

    #[tokio::test]
    async fn without_a_token_every_request_passes_as_it_is() {
        let (mut service, mut wire) = mock::spawn_layer::<Request<()>, Response<()>, _>(
            AuthLayer::<Acme>::none(Arc::new(Base::parse("https://api.acme.example", false).unwrap())),
        );
        assert!(service.poll_ready().is_ready());
        let request =
            Request::get("https://elsewhere.example/").header("authorization", "Bearer own").body(());
        let answer = service.call(request.unwrap());
        let (request, respond) = wire.next_request().await.unwrap();
        assert_eq!(request.headers()["authorization"], "Bearer own");
        respond.send_response(Response::new(()));
        answer.await.unwrap();
    }

    #[test]
    fn nothing_shows_the_token() {
        let layer = AuthLayer::<Acme>::new("secret-1").unwrap();
        assert!(!format!("{layer:?}").contains("secret-1"));
        for token in ["", "secret-1\r\nX-Evil: 1", "secret-1\0"] {
            let error = AuthLayer::<Acme>::new(token).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("secret-1"));
        }
    }
}
