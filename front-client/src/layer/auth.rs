//! Puts the API token on requests, and only on those that go to Front.
//!
//! ```
//! use std::convert::Infallible;
//!
//! use front_client::layer::AuthLayer;
//! use http::{Request, Response};
//! use tower::{ServiceBuilder, ServiceExt, service_fn};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), front_client::BoxError> {
//! let wire = service_fn(|request: Request<String>| async move {
//!     let header = &request.headers()["authorization"];
//!     assert_eq!(header, "Bearer the-token");
//!     assert!(header.is_sensitive());
//!     Ok::<_, Infallible>(Response::new(()))
//! });
//! let service = ServiceBuilder::new().layer(AuthLayer::new("the-token")?).service(wire);
//!
//! // Front's hosts get the token.
//! let request = Request::get("https://api2.frontapp.com/me").body(String::new())?;
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
    sync::Arc,
    task::{Context, Poll},
};

use http::{HeaderValue, Request, header};
use secrecy::{ExposeSecret, SecretString};
use tower_layer::Layer;
use tower_service::Service;

use super::ResponseFuture;
use crate::{BoxError, Error, hosts::Base};

/// Puts `Authorization: Bearer …` on requests; see the [module docs](self).
///
/// The token goes to `api2.frontapp.com` and to the hosts of companies, `{company}.api.frontapp.com`, over https; with
/// [`base_url`](Self::base_url) also to the origin that is configured. A request to any other host is refused with
/// an error that names the host: without the token it could only fail, in a way that hides the reason. A header
/// that is there already is replaced.
#[derive(Clone)]
pub struct AuthLayer {
    // Erased from memory when the last clone goes.
    token: Option<Arc<SecretString>>,
    base: Arc<Base>,
}

impl AuthLayer {
    /// With this API token.
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) when the token is empty, or cannot stand in a header.
    pub fn new(token: impl Into<SecretString>) -> Result<Self, Error> {
        let token = token.into();
        if token.expose_secret().is_empty() {
            return Err(Error::invalid("the API token is empty"));
        }
        header(&token)?;
        Ok(Self { token: Some(Arc::new(token)), base: Arc::new(Base::front()) })
    }

    /// The origin (scheme, host and port) of this URL may have the token as well.
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) when it is not the URL of an origin, or is plain `http`
    /// to another host than loopback.
    pub fn base_url(mut self, url: &str) -> Result<Self, Error> {
        self.base = Arc::new(Base::parse(url, false)?);
        Ok(self)
    }

    pub(crate) fn with_base(mut self, base: Arc<Base>) -> Self {
        self.base = base;
        self
    }

    /// Lets every request pass as it is: the host's own layers see to the credential.
    pub(crate) fn none() -> Self {
        Self { token: None, base: Arc::new(Base::front()) }
    }
}

fn header(token: &SecretString) -> Result<HeaderValue, Error> {
    let text = SecretString::from(format!("Bearer {}", token.expose_secret()));
    let mut value = HeaderValue::from_str(text.expose_secret())
        .map_err(|_| Error::invalid("the API token holds a character that a header cannot carry"))?;
    value.set_sensitive(true);
    Ok(value)
}

impl fmt::Debug for AuthLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthLayer").field("base", &self.base).finish_non_exhaustive()
    }
}

impl<S> Layer<S> for AuthLayer {
    type Service = Auth<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Auth { inner, layer: self.clone() }
    }
}

/// The service of [`AuthLayer`].
#[derive(Debug, Clone)]
pub struct Auth<S> {
    inner: S,
    layer: AuthLayer,
}

impl<S, B> Service<Request<B>> for Auth<S>
where
    S: Service<Request<B>>,
    S::Error: Into<BoxError>,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = ResponseFuture<S::Future, S::Response>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        if let Some(token) = &self.layer.token {
            if !self.layer.base.may_receive_token(request.uri()) {
                let host = request.uri().host().unwrap_or("(none)");
                return ResponseFuture::refused(Error::invalid(format!(
                    "the API token is for Front: the request to the host `{host}` was not sent"
                )));
            }
            match header(token) {
                Ok(value) => request.headers_mut().insert(header::AUTHORIZATION, value),
                Err(error) => return ResponseFuture::refused(error),
            };
        }
        ResponseFuture::inner(self.inner.call(request))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::Response;
    use std::time::Duration;
    use tower_test::mock;

    #[tokio::test]
    async fn the_header_is_sensitive_and_replaces_another() {
        let layer = AuthLayer::new("secret-1").unwrap();
        let (mut service, mut wire) = mock::spawn_layer::<Request<&str>, Response<()>, _>(layer);
        assert!(service.poll_ready().is_ready());
        let request = Request::get("https://acme.api.frontapp.com/me")
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
            ["https://evil.com/", "http://api2.frontapp.com/", "https://api2.frontapp.com.evil.com/", "/me"]
        {
            let layer = AuthLayer::new("secret-1").unwrap();
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
        let layer = AuthLayer::new("secret-1").unwrap().base_url("http://127.0.0.1:8849/front").unwrap();
        let (mut service, mut wire) = mock::spawn_layer::<Request<()>, Response<()>, _>(layer);
        assert!(service.poll_ready().is_ready());
        let answer = service.call(Request::get("http://127.0.0.1:8849/front/me").body(()).unwrap());
        let (request, respond) = wire.next_request().await.unwrap();
        assert_eq!(request.headers()["authorization"], "Bearer secret-1");
        respond.send_response(Response::new(()));
        answer.await.unwrap();
    }

    #[tokio::test]
    async fn without_a_token_every_request_passes_as_it_is() {
        let (mut service, mut wire) = mock::spawn_layer::<Request<()>, Response<()>, _>(AuthLayer::none());
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
        let layer = AuthLayer::new("secret-1").unwrap();
        assert!(!format!("{layer:?}").contains("secret-1"));
        for token in ["", "secret-1\r\nX-Evil: 1", "secret-1\0"] {
            let error = AuthLayer::new(token).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("secret-1"));
        }
    }
}
