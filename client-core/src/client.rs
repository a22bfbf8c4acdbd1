//! Client: a cheap handle to a stack of tower services.

#[cfg(test)]
mod tests;

use std::{fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{Method, Request, Response, header};
use tokio::time::{Instant, timeout_at};
use tower::{Service, ServiceExt, timeout::error::Elapsed};

use crate::{
    BoxError,
    body::Body,
    builder::ClientBuilder,
    customize::{self, CallTimeout},
    endpoint::{self, Endpoint},
    error::Error,
    failure_log::FailureLog,
    hosts::Hosts,
    layer::{Deadline, release},
    limits::ClientLimits,
    operation::Operation,
    page::{self, Decode, StreamLimits},
    rate_limit::{LatestRateLimit, RateLimit},
    response::{DecodeLimits, limited},
    vendor::{self, BoxedStack, Stack, Vendor},
};

/// Client of a vendor's API. Cheap to clone: clones share connections and layers.
///
/// Each vendor's crate defines the alias `Client` for its API.
#[derive(Clone)]
pub struct Client<V: Vendor> {
    service: BoxedStack,
    settings: Arc<Settings<V>>,
}

#[derive(Debug)]
pub(crate) struct Settings<V> {
    pub(crate) vendor: V,
    pub(crate) hosts: Hosts,
    pub(crate) stream_limits: StreamLimits,
    pub(crate) rate_limit: LatestRateLimit,
    /// Timeout of a call. `None` for a client over a custom stack.
    pub(crate) timeout: Option<Duration>,
    /// `true` if a layer of the stack adds the credential.
    pub(crate) adds_credential: bool,
    pub(crate) failures: FailureLog,
    pub(crate) decode: DecodeLimits,
}

/// Returns a response whose body the caller owns: it is not counted any more.
fn released(mut response: Response<Bytes>) -> Response<Bytes> {
    release(&mut response);
    response
}

/// Method and operation of a request, for its errors.
struct RequestInfo {
    method: Method,
    operation: Option<Operation>,
}

impl RequestInfo {
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
    /// Creates a client with the default stack and this credential.
    ///
    /// # Errors
    ///
    /// When the credential cannot be sent in a header, or the transport cannot be set up.
    #[cfg(feature = "client")]
    pub fn new(credential: impl Into<crate::secret::Secret>) -> Result<Self, Error> {
        Self::builder().credential(credential).build()
    }

    /// Returns a builder for credential, base URL, timeouts and layers.
    pub fn builder() -> ClientBuilder<V> {
        ClientBuilder::new(V::default())
    }

    /// Creates a client over a custom stack. No layer is added: the stack gets requests with a path relative to
    /// the base URL and without a credential. In most cases use [`ClientBuilder::transport`], which keeps the
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
            failures: FailureLog::new(ClientLimits::default().warn_every),
            decode: DecodeLimits::default(),
        };
        Self::with_settings(service.map_err(Into::into), settings)
    }

    pub(crate) fn with_settings(stack: impl Stack, settings: Settings<V>) -> Self {
        Self { service: BoxedStack::new(stack), settings: Arc::new(settings) }
    }

    /// Sends a call and returns the response with its headers. The extensions hold the reports of the layers:
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

    /// Sends a call for a page and returns the page and the fingerprint of its bytes.
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
        let info = RequestInfo::of(&request);
        let wants_json =
            request.headers().get(header::ACCEPT).is_some_and(|accept| accept == "application/json");
        let mut response = self.succeed(request, &info).await?;
        if wants_json {
            *response.body_mut() = V::payload(response.body());
        }
        // The body stays counted until it is decoded.
        let (decoded, skipped) = limited(self.settings.decode, || decode(&response));
        release(&mut response);
        if let Some(skipped) = skipped {
            response.extensions_mut().insert(skipped);
        }
        match decoded {
            Ok(value) => {
                let (head, body) = response.into_parts();
                Ok((Response::from_parts(head, value), body))
            }
            Err(error) => {
                Err(self.failed(Error::from_decode::<V>(error, &info.method, info.operation, &response)))
            }
        }
    }

    /// Sends a request of your own through the stack, for operations without a struct. Retries, the rate limit, merges
    /// and the credential work as for typed calls.
    ///
    /// - The path is relative to the base URL: `/tags?limit=5`. Absolute URLs may name the vendor's hosts only.
    /// - The body is anything that converts into [`Body`]: `()`, a text, bytes. The caller sets `content-type`.
    /// - The response body is returned unchanged, whatever its media type. Its limit is
    ///   [`max_response_bytes`](crate::ClientBuilder::max_response_bytes).
    /// - [`CallTimeout`] in the extensions of the request overrides the timeout.
    ///
    /// To use an operation more than once, implement [`Endpoint`] for a struct of your own instead.
    ///
    /// ```
    /// # #[cfg(not(feature = "testing"))] fn main() {}
    /// # #[cfg(feature = "testing")]
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use std::convert::Infallible;
    /// # use client_core::{Body, Client, testing::acme::Acme};
    /// # use http::Response;
    /// # let wire = tower::service_fn(|request: Request<Body>| async move {
    /// #     assert_eq!(request.uri(), "https://api.acme.example/cards");
    /// #     assert_eq!(request.headers()["authorization"], "Bearer the-token");
    /// #     Ok::<_, Infallible>(Response::builder().status(201).body(String::from(r#"{"id":7}"#)).unwrap())
    /// # });
    /// # let acme = Client::<Acme>::builder().credential("the-token").transport(wire).build()?;
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
    /// the client was built with [`without_credential`](crate::ClientBuilder::without_credential) or
    /// [`from_service`](Self::from_service). To get a response of any status, use [`exchange`](Self::exchange).
    pub async fn execute<B: Into<Body>>(&self, request: Request<B>) -> Result<Response<Bytes>, Error> {
        let request = request.map(Into::into);
        let info = RequestInfo::of(&request);
        self.succeed(request, &info).await.map(released)
    }

    /// Like [`execute`](Self::execute), but returns a response of any status unchanged. Use it for statuses that are
    /// not failures to you, such as a 304 or a redirect.
    ///
    /// # Errors
    ///
    /// Fails if the request could not be sent or got no response. See [`ErrorKind`](crate::ErrorKind).
    pub async fn exchange<B: Into<Body>>(&self, request: Request<B>) -> Result<Response<Bytes>, Error> {
        let request = request.map(Into::into);
        let info = RequestInfo::of(&request);
        self.send(request, &info).await.map(released)
    }

    /// Turns failure responses into errors, for typed calls and for [`execute`](Self::execute).
    async fn succeed(&self, request: Request<Body>, info: &RequestInfo) -> Result<Response<Bytes>, Error> {
        let response = self.send(request, info).await?;
        if vendor::is_failure::<V>(&response) {
            return Err(self.failed(Error::from_response::<V>(&info.method, info.operation, &response)));
        }
        Ok(response)
    }

    async fn send(&self, mut request: Request<Body>, info: &RequestInfo) -> Result<Response<Bytes>, Error> {
        if self.settings.adds_credential && request.headers().contains_key(V::CREDENTIAL.header) {
            return Err(info.name::<V>(customize::credential::<V>()));
        }
        let end = self.end(&request);
        if let Some(end) = end {
            request.extensions_mut().insert(Deadline::at(end));
        }
        let body = request.body().clone();
        let response = self.service.clone().oneshot(request);
        let response = match end {
            Some(end) => timeout_at(end, response).await.unwrap_or_else(|_| Err(Elapsed::new().into())),
            None => response.await,
        };
        response.map_err(|error| {
            self.failed(info.name::<V>(match body.failure() {
                // The server got less than `Content-Length` announced, so it carried nothing out.
                Some(failure) => Error::invalid(failure.to_string()),
                None => Error::from_stack::<V>(error, !info.method.is_safe()),
            }))
        })
    }

    /// Logs failures that an operator can fix. Every failure of a call passes here.
    fn failed(&self, error: Error) -> Error {
        self.settings.failures.failed::<V>(&error);
        error
    }

    /// Returns the end of the call: by the client's timeout or the request's, no later than its [`Deadline`].
    fn end(&self, request: &Request<Body>) -> Option<Instant> {
        let own = request.extensions().get().map(|CallTimeout(timeout)| *timeout);
        let end = own.or(self.settings.timeout).and_then(|timeout| Instant::now().checked_add(timeout));
        let deadline = request.extensions().get().map(|deadline: &Deadline| deadline.end());
        end.into_iter().chain(deadline).min()
    }

    /// Returns the vendor's settings.
    #[must_use]
    pub fn vendor(&self) -> &V {
        &self.settings.vendor
    }

    /// Returns the hosts that responses may link to.
    #[must_use]
    pub fn hosts(&self) -> &Hosts {
        &self.settings.hosts
    }

    /// Returns the limits of [`Endpoint::stream`].
    #[must_use]
    pub fn stream_limits(&self) -> StreamLimits {
        self.settings.stream_limits
    }

    /// Returns the rate limit of the last response to any call. `None` before the first response, and for a client
    /// over a custom stack, whose [`ReadRateLimitLayer`](crate::layer::ReadRateLimitLayer) has it.
    #[must_use]
    pub fn rate_limit(&self) -> Option<RateLimit> {
        self.settings.rate_limit.get()
    }
}

impl<V: Vendor> fmt::Debug for Client<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("settings", &self.settings).finish_non_exhaustive()
    }
}
