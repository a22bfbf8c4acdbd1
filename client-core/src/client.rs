//! The client: a cheap handle on a stack of tower services.

use std::{fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{Request, Response};
#[cfg(feature = "client")]
use secrecy::SecretString;
use tokio::time::Instant;
use tower::{Service, ServiceExt};

use crate::{
    BoxError, ClientBuilder, Endpoint, Error, Hosts, Operation, RateLimit, Stack, StreamLimits, Vendor,
    error::DecodeError, layer::Deadline, page, rate_limit::LatestRateLimit,
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
    /// When a layer of the stack ends a call; `None` when the stack is not ours.
    pub(crate) timeout: Option<Duration>,
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
        S: Service<Request<Bytes>, Response = Response<Bytes>> + Clone + Send + Sync + 'static,
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
        S: Service<Request<Bytes>, Response = Response<Bytes>> + Clone + Send + Sync + 'static,
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
        let (answer, _) = self.decoded(endpoint.to_request()?, E::decode).await?;
        Ok(answer)
    }

    /// A page and the fingerprint of its bytes.
    pub(crate) async fn call_page<P>(
        &self,
        request: Request<Bytes>,
        decode: page::Decode<P>,
    ) -> Result<(P, u64), Error> {
        let (answer, body) = self.decoded(request, decode).await?;
        Ok((answer.into_body(), page::fingerprint(&body)))
    }

    async fn decoded<T>(
        &self,
        request: Request<Bytes>,
        decode: fn(&Response<Bytes>) -> Result<T, DecodeError>,
    ) -> Result<(Response<T>, Bytes), Error> {
        let method = request.method().clone();
        let operation = request.extensions().get::<Operation>().copied();
        let response = self.execute(request).await?;
        if V::is_failure(&response) {
            return Err(Error::from_response::<V>(&method, operation, &response));
        }
        match decode(&response) {
            Ok(value) => {
                let (head, body) = response.into_parts();
                Ok((Response::from_parts(head, value), body))
            }
            Err(error) => Err(Error::from_decode::<V>(error, &method, operation, &response)),
        }
    }

    /// Sends a request of your own through the stack and returns whatever was answered, of any status. For what the
    /// typed calls do not cover.
    ///
    /// # Errors
    ///
    /// When there was no answer.
    pub async fn execute(&self, mut request: Request<Bytes>) -> Result<Response<Bytes>, Error> {
        let method = request.method().clone();
        let operation = request.extensions().get::<Operation>().copied();
        if let Some(end) = self.settings.timeout.and_then(|timeout| Instant::now().checked_add(timeout)) {
            let end = request.extensions().get().map_or(end, |Deadline(earlier)| end.min(*earlier));
            request.extensions_mut().insert(Deadline(end));
        }
        let answer = self.service.clone().oneshot(request).await;
        answer.map_err(|error| {
            let error = Error::from_stack::<V>(error, !method.is_safe());
            match operation {
                Some(operation) => error.with_operation::<V>(method, operation),
                None => error,
            }
        })
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
