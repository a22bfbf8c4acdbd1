//! The client: a cheap handle on a stack of tower services.

#[cfg(test)]
mod tests;

use std::{fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{Method, Request, Response, header};
#[cfg(feature = "client")]
use secrecy::SecretString;
use tokio::time::{Instant, timeout_at};
use tower::{Service, ServiceExt, timeout::error::Elapsed};

use crate::{
    BoxError,
    body::Body,
    builder::ClientBuilder,
    customize::{self, CallTimeout},
    endpoint::{self, Endpoint},
    error::Error,
    failure_log::{DEFAULT_WARN_EVERY, FailureLog},
    hosts::Hosts,
    layer::Deadline,
    operation::Operation,
    page::{self, Decode, StreamLimits},
    rate_limit::{LatestRateLimit, RateLimit},
    vendor::{self, Stack, Vendor},
};

/// A client of a vendor's API. Cheap to clone; clones share their connections and layers.
///
/// A vendor's crate names the one for its API `Client`.
pub struct Client<V: Vendor> {
    service: Stack,
    settings: Arc<Settings<V>>,
}

#[derive(Debug)]
pub(crate) struct Settings<V> {
    pub(crate) vendor: V,
    pub(crate) hosts: Hosts,
    pub(crate) stream_limits: StreamLimits,
    pub(crate) rate_limit: LatestRateLimit,
    /// Time limit of a call; `None` when the stack is not ours.
    pub(crate) timeout: Option<Duration>,
    /// Set when a layer of the stack adds the credential.
    pub(crate) adds_credential: bool,
    pub(crate) failures: FailureLog,
}

/// Method and operation of a request, for its errors.
struct Asked {
    method: Method,
    operation: Option<Operation>,
}

impl Asked {
    fn of(request: &Request<Body>) -> Self {
        Self { method: request.method().clone(), operation: request.extensions().get().copied() }
    }

    fn name<V: Vendor>(&self, error: Error) -> Error {
        match self.operation {
            Some(operation) => error.with_operation::<V>(self.method.clone(), operation),
            None => error,
        }
    }
}

impl<V: Vendor + Default> Client<V> {
    /// A client with the default stack and this credential.
    ///
    /// # Errors
    ///
    /// When the credential cannot be sent in a header, or the transport cannot be set up.
    #[cfg(feature = "client")]
    pub fn new(credential: impl Into<SecretString>) -> Result<Self, Error> {
        Self::builder().token(credential).build()
    }

    /// Credential, base URL, timeouts, layers.
    pub fn builder() -> ClientBuilder<V> {
        ClientBuilder::new(V::default())
    }

    /// A client over a stack of your own. Nothing is added to it: it gets requests with a path relative to
    /// the base URL and without a credential. Most callers want [`ClientBuilder::transport`], which keeps the
    /// default layers.
    pub fn from_service<S>(service: S) -> Self
    where
        S: Service<Request<Body>, Response = Response<Bytes>> + Clone + Send + Sync + 'static,
        S::Error: Into<BoxError>,
        S::Future: Send + 'static,
    {
        Self::with_vendor(V::default(), service)
    }
}

impl<V: Vendor> Client<V> {
    /// Like [`from_service`](Self::from_service), with the settings of the vendor.
    pub fn with_vendor<S>(vendor: V, service: S) -> Self
    where
        S: Service<Request<Body>, Response = Response<Bytes>> + Clone + Send + Sync + 'static,
        S::Error: Into<BoxError>,
        S::Future: Send + 'static,
    {
        let host = vendor.base_url().parse::<http::Uri>().ok();
        let settings = Settings {
            hosts: Hosts::new::<V>(host.as_ref().and_then(http::Uri::host).unwrap_or_default()),
            vendor,
            stream_limits: StreamLimits::default(),
            rate_limit: LatestRateLimit::default(),
            timeout: None,
            adds_credential: false,
            failures: FailureLog::new(DEFAULT_WARN_EVERY),
        };
        Self::with_settings(Stack::new(service.map_err(Into::into)), settings)
    }

    pub(crate) fn with_settings(service: Stack, settings: Settings<V>) -> Self {
        Self { service, settings: Arc::new(settings) }
    }

    /// Sends a call and returns the answer with its headers and the reports of the layers in its extensions:
    /// [`RateLimit`], and those of the vendor's own layers.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn call<E: Endpoint<Vendor = V>>(&self, endpoint: &E) -> Result<Response<E::Output>, Error> {
        self.call_request::<E>(endpoint::prepared(endpoint)?).await
    }

    pub(crate) async fn call_request<E: Endpoint<Vendor = V>>(
        &self,
        request: Request<Body>,
    ) -> Result<Response<E::Output>, Error> {
        let (answer, _) = self.decoded(request, E::decode).await?;
        Ok(answer)
    }

    /// A page and the fingerprint of its bytes.
    pub(crate) async fn call_page<P>(
        &self,
        request: Request<Body>,
        decode: Decode<P>,
    ) -> Result<(P, u64), Error> {
        let (answer, body) = self.decoded(request, decode).await?;
        Ok((answer.into_body(), page::fingerprint(&body)))
    }

    async fn decoded<T>(
        &self,
        request: Request<Body>,
        decode: Decode<T>,
    ) -> Result<(Response<T>, Bytes), Error> {
        let asked = Asked::of(&request);
        let wants_json =
            request.headers().get(header::ACCEPT).is_some_and(|accept| accept == "application/json");
        let mut response = self.succeed(request, &asked).await?;
        if wants_json {
            *response.body_mut() = V::payload(response.body());
        }
        match decode(&response) {
            Ok(value) => {
                let (head, body) = response.into_parts();
                Ok((Response::from_parts(head, value), body))
            }
            Err(error) => {
                Err(self.failed(Error::from_decode::<V>(error, &asked.method, asked.operation, &response)))
            }
        }
    }

    /// Sends a request of your own through the stack: for an operation that no struct covers. Retries, the rate limit,
    /// merges and the credential work as they do for typed calls.
    ///
    /// - The path is relative to the base URL: `/tags?limit=5`. An absolute address goes to the vendor's hosts only.
    /// - The body is anything that [`Body`] is made of: `()`, a text, bytes. Its `content-type` is the caller's.
    /// - The body of a response is returned as it came, of any media type. See [`max_response_bytes`](crate::ClientBuilder::max_response_bytes)
    ///   for its limit.
    /// - [`CallTimeout`] in the extensions of the request gives it a timeout of its own.
    ///
    /// To use an operation more than once, implement [`Endpoint`] for a struct of your own instead.
    ///
    /// ```
    /// # #[cfg(not(feature = "testing"))] fn main() {}
    /// # #[cfg(feature = "testing")]
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use std::convert::Infallible;
    /// # use client_core::{Body, Client, acme::Acme};
    /// # use http::Response;
    /// # let wire = tower::service_fn(|request: Request<Body>| async move {
    /// #     assert_eq!(request.uri(), "https://api.acme.example/cards");
    /// #     assert_eq!(request.headers()["authorization"], "Bearer the-token");
    /// #     Ok::<_, Infallible>(Response::builder().status(201).body(String::from(r#"{"id":7}"#)).unwrap())
    /// # });
    /// # let acme = Client::<Acme>::builder().token("the-token").transport(wire).build()?;
    /// use http::{Request, header};
    ///
    /// let request = Request::post("/cards")
    ///     .header(header::CONTENT_TYPE, "application/json")
    ///     .body(r#"{"title":"Call Jane"}"#)?;
    /// let response = acme.execute(request).await?;
    /// assert_eq!((response.status().as_u16(), &response.body()[..]), (201, &br#"{"id":7}"#[..]));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Fails as typed calls do, except that nothing is decoded: with a status other than 2xx, and with a failure that the
    /// vendor reports with the status 200. [`Error::status`], [`Error::api`] and [`Error::body`] hold the response. A
    /// request that sets the header of the credential is an [`InvalidRequest`](crate::ErrorKind::InvalidRequest), unless
    /// the client was built with [`without_token`](crate::ClientBuilder::without_token) or
    /// [`from_service`](Self::from_service). To get a response of any status, use [`exchange`](Self::exchange).
    pub async fn execute<B: Into<Body>>(&self, request: Request<B>) -> Result<Response<Bytes>, Error> {
        let request = request.map(Into::into);
        let asked = Asked::of(&request);
        self.succeed(request, &asked).await
    }

    /// Like [`execute`](Self::execute), and a response of any status is returned as it came: for one that is no failure to
    /// you, such as a 304 or a redirect.
    ///
    /// # Errors
    ///
    /// Fails when there was no response, or the request could not be sent. See [`ErrorKind`](crate::ErrorKind).
    pub async fn exchange<B: Into<Body>>(&self, request: Request<B>) -> Result<Response<Bytes>, Error> {
        let request = request.map(Into::into);
        let asked = Asked::of(&request);
        self.send(request, &asked).await
    }

    /// The one place where a response becomes a failure, for typed calls and others.
    async fn succeed(&self, request: Request<Body>, asked: &Asked) -> Result<Response<Bytes>, Error> {
        let response = self.send(request, asked).await?;
        if vendor::is_failure::<V>(&response) {
            return Err(self.failed(Error::from_response::<V>(&asked.method, asked.operation, &response)));
        }
        Ok(response)
    }

    async fn send(&self, mut request: Request<Body>, asked: &Asked) -> Result<Response<Bytes>, Error> {
        if self.settings.adds_credential && request.headers().contains_key(V::CREDENTIAL.header) {
            return Err(asked.name::<V>(customize::credential::<V>()));
        }
        let end = self.end(&request);
        if let Some(end) = end {
            request.extensions_mut().insert(Deadline(end));
        }
        let body = request.body().clone();
        let response = self.service.clone().oneshot(request);
        let response = match end {
            Some(end) => timeout_at(end, response).await.unwrap_or_else(|_| Err(Elapsed::new().into())),
            None => response.await,
        };
        response.map_err(|error| {
            self.failed(asked.name::<V>(match body.failure() {
                // The server did not get all that it was promised, so that it did nothing.
                Some(failure) => Error::invalid(failure.to_string()),
                None => Error::from_stack::<V>(error, !asked.method.is_safe()),
            }))
        })
    }

    /// Warns of the failure where an operator can end it. Every failure of a call passes here.
    fn failed(&self, error: Error) -> Error {
        self.settings.failures.failed::<V>(&error);
        error
    }

    /// End of the call, by the client's timeout or the one of the request; no later than its [`Deadline`].
    fn end(&self, request: &Request<Body>) -> Option<Instant> {
        let own = request.extensions().get().map(|CallTimeout(timeout)| *timeout);
        let end = own.or(self.settings.timeout).and_then(|timeout| Instant::now().checked_add(timeout));
        let deadline = request.extensions().get().map(|Deadline(end)| *end);
        end.into_iter().chain(deadline).min()
    }

    /// The settings of the vendor.
    #[must_use]
    pub fn vendor(&self) -> &V {
        &self.settings.vendor
    }

    /// The hosts that answers may link to.
    #[must_use]
    pub fn hosts(&self) -> &Hosts {
        &self.settings.hosts
    }

    /// The limits of [`Endpoint::stream`].
    #[must_use]
    pub fn stream_limits(&self) -> StreamLimits {
        self.settings.stream_limits
    }

    /// The rate limit that the last answer reported, whichever call it was for; `None` before the first, and for a
    /// client over a stack of your own, whose [`RateLimitLayer`](crate::layer::RateLimitLayer) has it.
    #[must_use]
    pub fn rate_limit(&self) -> Option<RateLimit> {
        self.settings.rate_limit.get()
    }
}

impl<V: Vendor> Clone for Client<V> {
    fn clone(&self) -> Self {
        Self { service: self.service.clone(), settings: Arc::clone(&self.settings) }
    }
}

impl<V: Vendor> fmt::Debug for Client<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("settings", &self.settings).finish_non_exhaustive()
    }
}
