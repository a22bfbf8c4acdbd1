//! The client: a cheap handle on a stack of tower services.

use std::{fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{Request, Response};
#[cfg(feature = "client")]
use secrecy::SecretString;
use tokio::time::Instant;
use tower::{Service, ServiceExt, util::BoxCloneSyncService};
use url::Url;

use crate::{
    BoxError, ClientBuilder, Endpoint, Error, Operation, RateLimit, StreamLimits,
    error::DecodeError,
    hosts::{self, DEFAULT_HOST},
    layer::Deadline,
    rate_limit::LatestRateLimit,
};

/// A client of Front's Core API. Cheap to clone; clones share their connections and layers.
///
/// ```no_run
/// # #[cfg(feature = "client")]
/// # async fn run() -> Result<(), front_client::Error> {
/// use front_client::{Client, Endpoint, api::identity::GetMe};
///
/// let front = Client::new("the API token")?;
/// let me = GetMe::new().send(&front).await?;
/// println!("{}", me.name.unwrap_or_default());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    service: BoxCloneSyncService<Request<Bytes>, Response<Bytes>, BoxError>,
    settings: Arc<Settings>,
}

#[derive(Debug)]
pub(crate) struct Settings {
    /// Hosts besides the API's own that a link may name.
    pub(crate) base_host: String,
    pub(crate) stream_limits: StreamLimits,
    pub(crate) rate_limit: LatestRateLimit,
    /// When a layer of the stack ends a call; `None` when the stack is not ours.
    pub(crate) timeout: Option<Duration>,
}

impl Client {
    /// A client with the default stack and this API token.
    ///
    /// # Errors
    ///
    /// When the token cannot be sent in a header, or the transport cannot be set up.
    #[cfg(feature = "client")]
    pub fn new(token: impl Into<SecretString>) -> Result<Self, Error> {
        Self::builder().token(token).build()
    }

    /// Token, base URL, timeouts, layers.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
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
        let settings = Settings {
            base_host: DEFAULT_HOST.to_owned(),
            stream_limits: StreamLimits::default(),
            rate_limit: LatestRateLimit::default(),
            timeout: None,
        };
        Self::with_settings(service, settings)
    }

    pub(crate) fn with_settings<S>(service: S, settings: Settings) -> Self
    where
        S: Service<Request<Bytes>, Response = Response<Bytes>> + Clone + Send + Sync + 'static,
        S::Error: Into<BoxError>,
        S::Future: Send + 'static,
    {
        let service = BoxCloneSyncService::new(service.map_err(Into::into));
        Self { service, settings: Arc::new(settings) }
    }

    /// Sends a call and returns the answer with its headers and the reports of the layers in its extensions:
    /// [`MergedInto`](crate::layer::MergedInto), [`RateLimit`](crate::RateLimit).
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn call<E: Endpoint>(&self, endpoint: &E) -> Result<Response<E::Output>, Error> {
        self.call_decoded(endpoint.to_request()?, E::decode).await
    }

    pub(crate) async fn call_decoded<T>(
        &self,
        request: Request<Bytes>,
        decode: fn(&Response<Bytes>) -> Result<T, DecodeError>,
    ) -> Result<Response<T>, Error> {
        let method = request.method().clone();
        let operation = request.extensions().get::<Operation>().copied();
        let response = self.execute(request).await?;
        if !response.status().is_success() {
            return Err(Error::from_response(&method, operation, &response));
        }
        match decode(&response) {
            Ok(value) => Ok(response.map(|_| value)),
            Err(error) => {
                let error = Error::from(error);
                Err(match operation {
                    Some(operation) => error.with_operation(method, operation),
                    None => error,
                })
            }
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
            let error = Error::from_stack(error, !method.is_safe());
            match operation {
                Some(operation) => error.with_operation(method, operation),
                None => error,
            }
        })
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

    /// The host that a link of an answer names; the API's own when the link is relative, `None` when it is no link.
    pub(crate) fn host_of(&self, link: &str) -> Option<String> {
        let base = Url::parse(&format!("https://{}/", self.settings.base_host)).ok()?;
        base.join(link).ok()?.host_str().map(str::to_owned)
    }

    /// Whether a link may name this host: the API's own, or a company's `*.api.frontapp.com`.
    pub(crate) fn knows_host(&self, host: &str) -> bool {
        hosts::is_known(host, &self.settings.base_host)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("settings", &self.settings).finish_non_exhaustive()
    }
}
