//! How a client is set up.

use std::{fmt, sync::Arc, time::Duration};

use secrecy::SecretString;
use tower::{
    ServiceBuilder,
    layer::util::{Identity, Stack as Stacked},
    util::option_layer,
};
use tower_layer::Layer;

#[cfg(feature = "metrics")]
use crate::layer::MeterLayer;
use crate::{
    client::{Client, Settings},
    error::Error,
    failure_log::{DEFAULT_WARN_EVERY, FailureLog},
    hosts::{Base, Hosts},
    layer::{
        Auth, AuthLayer, BaseUrlLayer, CollectBodyLayer, ObserveLayer, RateLimitLayer, RetryLayer,
        RetryPolicy, collect_body::DEFAULT_MAX_RESPONSE_BYTES,
    },
    page::StreamLimits,
    shown_url,
    transport::{HttpService, Wire},
    vendor::{Stack, Vendor},
};

/// How long making a connection may take, unless configured otherwise.
pub const DEFAULT_CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a call may take with everything in it (waiting, redirects, retries), unless configured otherwise.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);

/// Credential, base URL, timeouts and layers of a [`Client`].
///
/// ```text
///   request                                                    response
///      │   timeout              the whole call, 30 s               ▲
///      │   the vendor's layers  what only this API needs           │
///      │   Retry                only if you ask for it             │
///      │   RateLimit            the vendor's headers → RateLimit   │
///      │   BaseUrl              /tags → https://api.…/tags         │
///      │   Observe              a span for each exchange           │
///      │   CollectBody          bytes in memory, at most 16 MiB    │
///      │   your layers          each exchange, no credential       │
///      │   Auth                 the credential, to its hosts only  │
///      ▼   transport            reqwest, or any tower service      │
/// ```
///
/// Every layer is public, in [`layer`](crate::layer) and in the vendor's crate, and can be used in a stack of your own.
/// What your layers see is what goes over the wire: each attempt, and each request that a layer of the vendor makes.
///
/// ```
/// use std::time::Duration;
///
/// use client_core::{Client, Vendor, layer::RetryPolicy};
///
/// # #[cfg(feature = "client")]
/// # fn build<Shop: Vendor + Default>() -> Result<(), client_core::Error> {
/// let shop = Client::<Shop>::builder()
///     .token("the API token")
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
    connect_timeout: Duration,
    timeout: Duration,
    user_agent: Option<String>,
    max_response_bytes: usize,
    stream_limits: StreamLimits,
    retry: Option<RetryPolicy>,
    warn_every: Duration,
}

#[derive(Debug)]
enum Credential {
    Unset,
    None,
    Token(SecretString),
}

/// No transport was chosen: the client will use reqwest, where the feature `client` is on.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct DefaultTransport;

/// The transport that was chosen.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct CustomTransport<T>(T);

impl<V: Vendor> ClientBuilder<V> {
    /// With the settings of the vendor, and the defaults for everything else.
    pub fn new(vendor: V) -> Self {
        Self {
            vendor,
            layers: ServiceBuilder::new(),
            transport: DefaultTransport,
            config: Config {
                credential: Credential::Unset,
                base_url: None,
                allow_http: false,
                connect_timeout: DEFAULT_CONNECT_TIMEOUT,
                timeout: DEFAULT_TIMEOUT,
                user_agent: None,
                max_response_bytes: DEFAULT_MAX_RESPONSE_BYTES,
                stream_limits: StreamLimits::default(),
                retry: None,
                warn_every: DEFAULT_WARN_EVERY,
            },
        }
    }
}

impl<V: Vendor, L, T> ClientBuilder<V, L, T> {
    /// Changes the settings that only this vendor has.
    pub fn vendor(mut self, change: impl FnOnce(V) -> V) -> Self {
        self.vendor = change(self.vendor);
        self
    }

    /// The credential: an API token or key.
    pub fn token(mut self, token: impl Into<SecretString>) -> Self {
        self.config.credential = Credential::Token(token.into());
        self
    }

    /// No credential: a layer of your own, or the transport, sees to the credential. Nothing then keeps a request from
    /// going to a host that is not the vendor's.
    pub fn without_token(mut self) -> Self {
        self.config.credential = Credential::None;
        self
    }

    /// Where the API is; the vendor's by default. A path is kept as a prefix. Plain `http` is for loopback
    /// only, unless [`allow_http`](Self::allow_http).
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.config.base_url = Some(url.into());
        self
    }

    /// Lets the base URL be plain `http` to any host: everybody on the way can read the credential and the mail.
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.config.allow_http = allow;
        self
    }

    /// How long the default transport may take for making a connection; [`DEFAULT_CONNECT_TIMEOUT`] by default.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.config.connect_timeout = timeout;
        self
    }

    /// Time limit of a call with everything in it; [`DEFAULT_TIMEOUT`] by default. A single call may have a shorter or a
    /// longer one: [`Endpoint::customize`](crate::Endpoint::customize).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.config.timeout = timeout;
        self
    }

    /// What the default transport calls itself; the vendor's client and its version by default.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.config.user_agent = Some(user_agent.into());
        self
    }

    /// The largest answer that is read, in bytes; [`DEFAULT_MAX_RESPONSE_BYTES`] by default.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.config.max_response_bytes = bytes;
        self
    }

    /// Where [`Endpoint::stream`](crate::Endpoint::stream) stops.
    pub fn stream_limits(mut self, limits: StreamLimits) -> Self {
        self.config.stream_limits = limits;
        self
    }

    /// Repeats calls that surely were not carried out, or that change nothing; off unless asked for. See
    /// [`retry`](crate::layer::retry).
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.config.retry = Some(policy);
        self
    }

    /// Sets the least time between two warnings of failures of one kind; [`DEFAULT_WARN_EVERY`] by default, 60 s.
    ///
    /// The client logs failures that only an operator can end, such as a refused token or a name that DNS does not know, as
    /// a `tracing` event at level warn with the whole cause. Failures in between are counted in the next warning.
    pub fn warn_every(mut self, period: Duration) -> Self {
        self.config.warn_every = period;
        self
    }

    /// A layer of your own, above the credential and the transport: it sees each exchange that leaves, with its
    /// absolute address, and never the credential. The first one added is the outermost.
    ///
    /// Requests have the body [`Body`](crate::Body), responses the transport's, so that the layers of tower-http fit. Each
    /// exchange runs on a clone of the stack: put a `tower::buffer::BufferLayer` outside of a layer whose service is not
    /// `Clone`, such as `tower::limit::RateLimitLayer`. A buffer starts a task, so build the client inside a tokio runtime.
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
    /// let shop = Client::<Shop>::builder().token("the API token").layer(limit).build()?;
    /// # let _ = shop; Ok(())
    /// # }
    /// ```
    pub fn layer<N>(self, layer: N) -> ClientBuilder<V, Stacked<N, L>, T> {
        let Self { vendor, layers, transport, config } = self;
        ClientBuilder { vendor, layers: layers.layer(layer), transport, config }
    }

    /// What the requests go to in place of reqwest: any tower service, with any body in its responses.
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
    /// The client, over reqwest.
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) when the credential is missing or cannot stand in a header,
    /// the base URL cannot be used, or the transport cannot be set up.
    pub fn build(self) -> Result<Client<V>, Error>
    where
        L: Layer<Auth<Wire<crate::transport::Reqwest>, V>, Service: HttpService>,
    {
        // A proxy of the environment is not asked for what is on this machine.
        let direct = self.config.base(&self.vendor)?.is_loopback();
        let user_agent = self.config.user_agent.as_deref().unwrap_or(V::USER_AGENT);
        let transport = crate::transport::Reqwest::build(self.config.connect_timeout, user_agent, direct)?;
        self.transport(transport).build()
    }
}

impl<V: Vendor, L, T> ClientBuilder<V, L, CustomTransport<T>> {
    /// The client, over the transport that was chosen.
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) when the credential is missing or cannot stand in a header, or
    /// the base URL cannot be used.
    pub fn build(self) -> Result<Client<V>, Error>
    where
        L: Layer<Auth<Wire<T>, V>, Service: HttpService>,
    {
        let Self { vendor, layers, transport: CustomTransport(transport), config } = self;
        let base = Arc::new(config.base(&vendor)?);
        let adds_credential = matches!(config.credential, Credential::Token(_));
        let auth = match config.credential {
            Credential::Token(token) => AuthLayer::with_base(token, Arc::clone(&base))?,
            Credential::None => AuthLayer::none(Arc::clone(&base)),
            Credential::Unset => {
                return Err(Error::invalid(format!(
                    "the {} is missing: give one with `token`",
                    V::CREDENTIAL.noun
                )));
            }
        };
        let rate_limit = RateLimitLayer::<V>::new();
        let settings = Settings {
            hosts: Hosts::new::<V>(base.host()),
            vendor: vendor.clone(),
            stream_limits: config.stream_limits,
            rate_limit: rate_limit.latest(),
            timeout: Some(config.timeout),
            adds_credential,
            failures: FailureLog::new(config.warn_every),
        };
        let wire = layers.layer(auth).service(Wire::new(transport));
        let stack = ServiceBuilder::new()
            .layer(option_layer(config.retry.map(RetryLayer::new)))
            .layer(rate_limit)
            .layer(BaseUrlLayer::from_base(Arc::clone(&base)))
            .layer(ObserveLayer::<V>::new());
        #[cfg(feature = "metrics")]
        let stack = stack.layer(MeterLayer::<V>::new());
        let stack = stack.layer(CollectBodyLayer::new(config.max_response_bytes)).service(wire);
        let stack = vendor.quirks(Stack::new(stack), base.host());
        Ok(Client::with_settings(stack, settings))
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
            .field("base_url", &self.base_url.as_deref().map(shown_url))
            .field("timeout", &self.timeout)
            .field("connect_timeout", &self.connect_timeout)
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
