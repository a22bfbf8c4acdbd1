//! Configuration of a client.

use std::{fmt, sync::Arc, time::Duration};

use tower::{ServiceBuilder, layer::util::Stack as Stacked, util::option_layer};
use tower_layer::Layer;

#[cfg(feature = "metrics")]
use crate::layer::MetricsLayer;
use crate::{
    client::{Client, Settings},
    error::Error,
    failure_log::FailureLog,
    hosts::{Base, Hosts},
    layer::{
        Auth, AuthLayer, BaseUrlLayer, CollectBodyLayer, Identity, ReadRateLimitLayer, RemoveCredentialLayer,
        RetryLayer, RetryPolicy, TraceLayer,
    },
    limits::ClientLimits,
    page::StreamLimits,
    redacted_url::redacted_url,
    secret::Secret,
    transport::{HttpService, Wire},
    vendor::Vendor,
};

/// Credential, base URL, timeouts and layers of a [`Client`].
///
/// ```text
///   request                                                    response
///      │   timeout              the whole call, 30 s               ▲
///      │   the vendor's layers  what only this API needs           │
///      │   Retry                only if you ask for it             │
///      │   ReadRateLimit        the vendor's headers → RateLimit   │
///      │   BaseUrl              /tags → https://api.…/tags         │
///      │   Trace                a span for each exchange           │
///      │   RemoveCredential     the credential in what comes back  │
///      │   CollectBody          bytes in memory, at most 16 MiB    │
///      │   your layers          each exchange, no credential       │
///      │   Auth                 the credential, to its hosts only  │
///      ▼   transport            reqwest, or any tower service      │
/// ```
///
/// Every layer is public, in [`layer`](crate::layer) and in the vendor's crate, and can be used in a stack of your own.
/// Your layers see every request on the wire: each attempt, and each request that a vendor's layer adds. They see the
/// bodies of responses as they arrive, perhaps with the credential in them; it is removed from headers and errors before.
///
/// ```
/// use std::time::Duration;
///
/// use client_core::{Client, Vendor, layer::RetryPolicy};
///
/// # #[cfg(feature = "client")]
/// # fn build<Shop: Vendor + Default>() -> Result<(), client_core::Error> {
/// let shop = Client::<Shop>::builder()
///     .credential("the API token")
///     .timeout(Duration::from_secs(10))
///     .retry(RetryPolicy::new().attempts(2))
///     .layer(tower::limit::ConcurrencyLimitLayer::new(4))
///     .build()?;
/// # let _ = shop; Ok(())
/// # }
/// ```
#[must_use = "a builder does nothing until it is built"]
pub struct ClientBuilder<V, L = Identity, T = DefaultTransport> {
    vendor: V,
    layers: ServiceBuilder<L>,
    transport: T,
    config: Config,
}

struct Config {
    credential: Credential,
    base_url: Option<String>,
    allow_http: bool,
    limits: ClientLimits,
    user_agent: Option<String>,
    stream_limits: StreamLimits,
    retry: Option<RetryPolicy>,
}

#[derive(Debug)]
enum Credential {
    Unset,
    None,
    Given(Secret),
}

/// Marks a builder without a transport of its own. The client uses reqwest (feature `client`).
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct DefaultTransport;

/// Transport set with [`ClientBuilder::transport`].
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct CustomTransport<T>(T);

impl<V: Vendor> ClientBuilder<V> {
    /// Creates a builder with the settings of this vendor and defaults for everything else.
    pub fn new(vendor: V) -> Self {
        Self {
            vendor,
            layers: ServiceBuilder::new(),
            transport: DefaultTransport,
            config: Config {
                credential: Credential::Unset,
                base_url: None,
                allow_http: false,
                limits: ClientLimits::default(),
                user_agent: None,
                stream_limits: StreamLimits::default(),
                retry: None,
            },
        }
    }
}

impl<V: Vendor, L, T> ClientBuilder<V, L, T> {
    /// Changes the vendor's own settings.
    pub fn vendor(mut self, change: impl FnOnce(V) -> V) -> Self {
        self.vendor = change(self.vendor);
        self
    }

    /// Sets the credential: an API token or key.
    pub fn credential(mut self, credential: impl Into<Secret>) -> Self {
        self.config.credential = Credential::Given(credential.into());
        self
    }

    /// Builds a client without a credential. A layer of your own, or the transport, adds it. Requests to hosts other
    /// than the vendor's are then not refused.
    pub fn without_credential(mut self) -> Self {
        self.config.credential = Credential::None;
        self
    }

    /// Sets the base URL of the API. Defaults to the vendor's. A path is kept as a prefix. Plain `http` is
    /// accepted for loopback only, unless [`allow_http`](Self::allow_http) is set.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.config.base_url = Some(url.into());
        self
    }

    /// Allows plain `http` to any host. Everybody on the network path can then read the credential and the mail.
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.config.allow_http = allow;
        self
    }

    /// Sets the time limit of a connection attempt of the default transport. Defaults to 5 s.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.config.limits.connect_timeout = timeout;
        self
    }

    /// Sets the time limit of a call with everything in it. Defaults to 30 s. A single call may have a shorter or a longer one: [`Endpoint::customize`](crate::Endpoint::customize).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.config.limits.timeout = timeout;
        self
    }

    /// Sets the `User-Agent` of the default transport. Defaults to the vendor's client and its version.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.config.user_agent = Some(user_agent.into());
        self
    }

    /// Sets the largest response that is read, in bytes. Defaults to 16 MiB.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.config.limits.max_response_bytes = bytes;
        self
    }

    /// Sets the memory of all responses over 64 KiB that are read at the same time, in bytes. Defaults to 64 MiB. Further
    /// responses wait for their turn, within the timeout. A response larger than the limit is read alone.
    pub fn max_bytes_in_flight(mut self, bytes: usize) -> Self {
        self.config.limits.max_bytes_in_flight = bytes;
        self
    }

    /// Sets the memory of the unknown fields of one response, in bytes. Defaults to 256 KiB. Larger fields are skipped and
    /// named in `extra`; see [`response`](mod@crate::response).
    pub fn max_unknown_bytes(mut self, bytes: usize) -> Self {
        self.config.limits.max_unknown_bytes = bytes;
        self
    }

    /// Sets the memory of the known fields of one response, in bytes. Defaults to 32 MiB. Larger fields are skipped and
    /// named in `extra`.
    pub fn max_decoded_bytes(mut self, bytes: usize) -> Self {
        self.config.limits.max_decoded_bytes = bytes;
        self
    }

    /// Sets all limits at once.
    pub fn limits(mut self, limits: ClientLimits) -> Self {
        self.config.limits = limits;
        self
    }

    /// Sets the limits of [`Endpoint::stream`](crate::Endpoint::stream).
    pub fn stream_limits(mut self, limits: StreamLimits) -> Self {
        self.config.stream_limits = limits;
        self
    }

    /// Retries calls that were certainly not carried out, or that change nothing. Off by default. See
    /// [`retry`](crate::layer::retry).
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.config.retry = Some(policy);
        self
    }

    /// Sets the least time between two warnings of failures of one kind. Defaults to 60 s.
    ///
    /// The client logs failures that only an operator can fix, such as a refused token or an unknown host name, as a
    /// `tracing` event at level warn with all causes. The next warning contains the number of failures in between.
    pub fn warn_every(mut self, period: Duration) -> Self {
        self.config.limits.warn_every = period;
        self
    }

    /// Adds a layer of your own above the credential and the transport. It sees each outgoing request with its
    /// absolute URL, and never the credential. The first layer added is the outermost.
    ///
    /// Requests have the body [`Body`](crate::Body), responses that of the transport, so the layers of tower-http fit.
    /// Each request runs on a clone of the stack: put a `tower::buffer::BufferLayer` outside of a layer whose service
    /// is not `Clone`, such as `tower::limit::RateLimitLayer`. A buffer spawns a task, so build the client inside a
    /// tokio runtime.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use client_core::{Client, Vendor};
    /// use tower::{ServiceBuilder, buffer::BufferLayer, limit::RateLimitLayer};
    ///
    /// # #[cfg(feature = "client")]
    /// # async fn build<Shop: Vendor + Default>() -> Result<(), client_core::Error> {
    /// let limit = ServiceBuilder::new()
    ///     .layer(BufferLayer::new(64))
    ///     .layer(RateLimitLayer::new(50, Duration::from_secs(60)));
    /// let shop = Client::<Shop>::builder().credential("the API token").layer(limit).build()?;
    /// # let _ = shop; Ok(())
    /// # }
    /// ```
    pub fn layer<N>(self, layer: N) -> ClientBuilder<V, Stacked<N, L>, T> {
        let Self { vendor, layers, transport, config } = self;
        ClientBuilder { vendor, layers: layers.layer(layer), transport, config }
    }

    /// Sets the transport in place of reqwest: any tower service, with any response body.
    pub fn transport<N>(self, transport: N) -> ClientBuilder<V, L, CustomTransport<N>>
    where
        N: HttpService,
    {
        let Self { vendor, layers, config, .. } = self;
        ClientBuilder { vendor, layers, transport: CustomTransport(transport), config }
    }
}

#[cfg(feature = "client")]
impl<V: Vendor, L> ClientBuilder<V, L> {
    /// Builds the client on reqwest.
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) when the credential is missing or invalid in a header, the
    /// base URL is invalid, or the transport cannot be set up.
    pub fn build(self) -> Result<Client<V>, Error>
    where
        L: Layer<Auth<Wire<crate::transport::Reqwest>, V>, Service: HttpService>,
    {
        // A proxy from the environment cannot reach loopback addresses of this machine.
        let direct = self.config.base(&self.vendor)?.is_loopback();
        let user_agent = self.config.user_agent.as_deref().unwrap_or(V::USER_AGENT);
        let transport =
            crate::transport::Reqwest::build(self.config.limits.connect_timeout, user_agent, direct)?;
        self.transport(transport).build()
    }
}

impl<V: Vendor, L, T> ClientBuilder<V, L, CustomTransport<T>> {
    /// Builds the client on the transport that was set.
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) when the credential is missing or invalid in a header, or
    /// the base URL is invalid.
    pub fn build(self) -> Result<Client<V>, Error>
    where
        L: Layer<Auth<Wire<T>, V>, Service: HttpService>,
    {
        let Self { vendor, layers, transport: CustomTransport(transport), config } = self;
        let base = Arc::new(config.base(&vendor)?);
        let adds_credential = matches!(config.credential, Credential::Given(_));
        let remove_credential = RemoveCredentialLayer::<V>::with(match &config.credential {
            Credential::Given(credential) => Some(credential.clone()),
            Credential::None | Credential::Unset => None,
        });
        let auth = match config.credential {
            Credential::Given(credential) => AuthLayer::with_base(credential, Arc::clone(&base))?,
            Credential::None => AuthLayer::none(Arc::clone(&base)),
            Credential::Unset => {
                return Err(Error::invalid(format!(
                    "the {} is missing: set it with `credential`",
                    V::CREDENTIAL.noun
                )));
            }
        };
        let rate_limit = ReadRateLimitLayer::<V>::new();
        let settings = Settings {
            hosts: Hosts::new::<V>(base.host()),
            vendor: vendor.clone(),
            stream_limits: config.stream_limits,
            rate_limit: rate_limit.latest(),
            timeout: Some(config.limits.timeout),
            adds_credential,
            failures: FailureLog::new(config.limits.warn_every),
            decode: config.limits.decode(),
        };
        let wire = layers.layer(auth).service(Wire::new(transport));
        let stack = ServiceBuilder::new()
            .layer(option_layer(config.retry.map(RetryLayer::new)))
            .layer(rate_limit)
            .layer(BaseUrlLayer::from_base(Arc::clone(&base)))
            .layer(TraceLayer::<V>::new());
        #[cfg(feature = "metrics")]
        let stack = stack.layer(MetricsLayer::<V>::new());
        let collect = CollectBodyLayer::new(config.limits.max_response_bytes)
            .max_bytes_in_flight(config.limits.max_bytes_in_flight);
        let stack = stack.layer(remove_credential).layer(collect).service(wire);
        Ok(Client::with_settings(vendor.quirks(stack, base.host()), settings))
    }
}

impl Config {
    fn base(&self, vendor: &impl Vendor) -> Result<Base, Error> {
        Base::parse(self.base_url.as_deref().unwrap_or(vendor.base_url()), self.allow_http)
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("credential", &self.credential)
            .field("base_url", &self.base_url.as_deref().map(redacted_url))
            .field("limits", &self.limits)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}

impl<V: fmt::Debug, L, T> fmt::Debug for ClientBuilder<V, L, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("vendor", &self.vendor)
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}
