//! Adds the credential to requests to the vendor, and refuses requests to other hosts.
//!
//! ```
//! # #[cfg(not(feature = "testing"))] fn main() {}
//! # #[cfg(feature = "testing")]
//! # #[tokio::main]
//! # async fn main() -> Result<(), client_core::BoxError> {
//! use std::convert::Infallible;
//!
//! use client_core::{testing::acme::Acme, layer::AuthLayer};
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
//! // Requests to other hosts are refused.
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
use tower_layer::Layer;
use tower_service::Service;

use super::ResponseFuture;
use crate::{BoxError, credential::Sent, error::Error, hosts::Base, secret::Secret, vendor::Vendor};

/// Adds the header of [`Vendor::CREDENTIAL`].
///
/// The header is sent to the origin of the base URL, and over https to the hosts of [`Vendor::owns_host`].
/// Requests to any other host fail and are not sent. The header is marked as sensitive and replaces an existing
/// one.
#[derive(Clone)]
pub struct AuthLayer<V> {
    // Erased from memory when the last clone is dropped.
    credential: Option<Arc<Secret>>,
    base: Arc<Base>,
    vendor: PhantomData<fn() -> V>,
}

impl<V: Vendor + Default> AuthLayer<V> {
    /// Creates the layer with this credential, for the vendor's own base URL.
    ///
    /// # Errors
    ///
    /// When the credential is empty or contains a character that is invalid in a header.
    pub fn new(credential: impl Into<Secret>) -> Result<Self, Error> {
        Self::with_base(credential.into(), Arc::new(Base::parse(V::default().base_url(), false)?))
    }
}

impl<V: Vendor> AuthLayer<V> {
    /// Creates the layer with this credential, for this base URL. Plain `http` is accepted for loopback only.
    ///
    /// # Errors
    ///
    /// When the credential is empty or contains a character that is invalid in a header, or the URL cannot be used.
    pub fn for_url(credential: impl Into<Secret>, url: &str) -> Result<Self, Error> {
        Self::with_base(credential.into(), Arc::new(Base::parse(url, false)?))
    }

    pub(crate) fn with_base(credential: Secret, base: Arc<Base>) -> Result<Self, Error> {
        if credential.expose().is_empty() {
            return Err(Error::invalid(format!("the {} is empty", V::CREDENTIAL.noun)));
        }
        header::<V>(&credential)?;
        Ok(Self { credential: Some(Arc::new(credential)), base, vendor: PhantomData })
    }

    /// Creates a layer that passes every request through unchanged.
    pub(crate) fn none(base: Arc<Base>) -> Self {
        Self { credential: None, base, vendor: PhantomData }
    }
}

fn header<V: Vendor>(credential: &Secret) -> Result<HeaderValue, Error> {
    let form = V::CREDENTIAL;
    let text = Secret::new(format!("{}{}", form.scheme, credential.expose()));
    let mut value = HeaderValue::from_str(text.expose()).map_err(|_| {
        Error::invalid(format!("the {} holds a character that a header cannot carry", form.noun))
    })?;
    value.set_sensitive(true);
    Ok(value)
}

impl<V> fmt::Debug for AuthLayer<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthLayer").field("base", &self.base).finish_non_exhaustive()
    }
}

impl<S, V: Clone> Layer<S> for AuthLayer<V> {
    type Service = Auth<S, V>;

    fn layer(&self, inner: S) -> Self::Service {
        Auth { inner, layer: self.clone() }
    }
}

/// Service of [`AuthLayer`].
#[derive(Debug, Clone)]
pub struct Auth<S, V> {
    inner: S,
    layer: AuthLayer<V>,
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
                return ResponseFuture::error(Error::invalid(format!(
                    "the {} is for {}: the request to the host `{host}` was not sent",
                    V::CREDENTIAL.noun,
                    V::NAME
                )));
            }
            match header::<V>(credential) {
                Ok(value) => request.headers_mut().insert(V::CREDENTIAL.header, value),
                Err(error) => return ResponseFuture::error(error),
            };
        }
        // What comes back is searched for every credential that was sent: this one, or one that a layer has set.
        if let Some(sent) = request.extensions().get::<Sent>() {
            sent.note(request.headers());
        }
        ResponseFuture::inner(self.inner.call(request))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::acme::Acme;
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
    async fn request_to_foreign_host_is_refused() {
        for uri in
            ["https://evil.com/", "http://api.acme.example/", "https://api.acme.example.evil.com/", "/me"]
        {
            let layer = AuthLayer::<Acme>::new("secret-1").unwrap();
            let (mut service, mut wire) = mock::spawn_layer::<Request<()>, Response<()>, _>(layer);
            wire.allow(1);
            assert!(service.poll_ready().is_ready());
            // Sent requests get no response, so a timeout makes the test fail instead of hang.
            let call = service.call(Request::get(uri).body(()).unwrap());
            let answer = tokio::time::timeout(Duration::from_secs(5), call).await;
            let error = answer.unwrap_or_else(|_| panic!("{uri} was sent")).unwrap_err();
            assert!(error.downcast_ref::<Error>().unwrap().is_invalid_request(), "{uri}");
            assert!(wire.poll_request().is_pending(), "{uri} was sent");
        }
    }

    #[tokio::test]
    async fn configured_origin_gets_the_credential() {
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
    async fn layer_without_token_passes_requests_unchanged() {
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
    fn debug_hides_the_token() {
        let layer = AuthLayer::<Acme>::new("secret-1").unwrap();
        assert!(!format!("{layer:?}").contains("secret-1"));
        for token in ["", "secret-1\r\nX-Evil: 1", "secret-1\0"] {
            let error = AuthLayer::<Acme>::new(token).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("secret-1"));
        }
    }
}
