//! How a client is set up.

use std::{fmt, sync::Arc, time::Duration};

use secrecy::SecretString;
use tower::{
    ServiceBuilder,
    layer::util::{Identity, Stack},
    timeout::TimeoutLayer,
    util::option_layer,
};
use tower_layer::Layer;

use crate::{
    Client, Error, StreamLimits,
    client::Settings,
    hosts::{Base, DEFAULT_BASE_URL},
    layer::{
        Auth, AuthLayer, BaseUrlLayer, CollectBodyLayer, FollowMergedLayer, MergeCustomFieldsLayer,
        RateLimitLayer, RetryLayer, RetryPolicy, collect_body::DEFAULT_MAX_RESPONSE_BYTES, follow_merged,
    },
    transport::{HttpService, Wire},
};

/// How long making a connection may take, unless configured otherwise.
pub const DEFAULT_CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a call may take with everything in it (waiting, redirects, retries), unless configured otherwise.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);

/// Token, base URL, timeouts and layers of a [`Client`].
///
/// ```text
///   request                                                    response
///      │   timeout              the whole call, 30 s               ▲
///      │   MergeCustomFields    read, merge, write, read again     │
///      │   FollowMerged         301 → the same call, the new id    │
///      │   Retry                only if you ask for it             │
///      │   RateLimit            x-ratelimit-… → RateLimit          │
///      │   BaseUrl              /tags → https://api2.…/tags        │
///      │   CollectBody          bytes in memory, at most 16 MiB    │
///      │   your layers          each exchange, without the token   │
///      │   Auth                 the token, to Front's hosts only   │
///      ▼   transport            reqwest, or any tower service      │
/// ```
///
/// Every layer is public, in [`layer`](crate::layer), and can be used in a stack of your own. What your layers see is
/// what goes over the wire: each attempt, each redirect, and the reads and writes of a merge of custom fields.
///
/// ```
/// use std::time::Duration;
///
/// use front_client::{Client, layer::RetryPolicy};
///
/// # #[cfg(feature = "client")]
/// # fn build() -> Result<(), front_client::Error> {
/// let front = Client::builder()
///     .token("the API token")
///     .timeout(Duration::from_secs(10))
///     .retry(RetryPolicy::new().attempts(2))
///     .layer(tower::limit::ConcurrencyLimitLayer::new(4))
///     .build()?;
/// # let _ = front; Ok(())
/// # }
/// # #[cfg(feature = "client")]
/// # build().unwrap();
/// ```
#[must_use = "a builder does nothing until it is built"]
pub struct ClientBuilder<L = Identity, T = DefaultTransport> {
    layers: ServiceBuilder<L>,
    transport: T,
    config: Config,
}

#[derive(Debug)]
struct Config {
    credential: Credential,
    base_url: String,
    allow_http: bool,
    connect_timeout: Duration,
    timeout: Duration,
    user_agent: String,
    max_response_bytes: usize,
    stream_limits: StreamLimits,
    retry: Option<RetryPolicy>,
    merge_custom_fields: bool,
    verify_custom_fields: bool,
    follow_merged: bool,
    max_merge_hops: usize,
    remembered_merges: usize,
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

impl ClientBuilder {
    pub(crate) fn new() -> Self {
        Self {
            layers: ServiceBuilder::new(),
            transport: DefaultTransport,
            config: Config {
                credential: Credential::Unset,
                base_url: DEFAULT_BASE_URL.to_owned(),
                allow_http: false,
                connect_timeout: DEFAULT_CONNECT_TIMEOUT,
                timeout: DEFAULT_TIMEOUT,
                user_agent: concat!("front-client/", env!("CARGO_PKG_VERSION")).to_owned(),
                max_response_bytes: DEFAULT_MAX_RESPONSE_BYTES,
                stream_limits: StreamLimits::default(),
                retry: None,
                merge_custom_fields: true,
                verify_custom_fields: true,
                follow_merged: true,
                max_merge_hops: follow_merged::DEFAULT_MAX_HOPS,
                remembered_merges: follow_merged::DEFAULT_REMEMBERED,
            },
        }
    }
}

impl<L, T> ClientBuilder<L, T> {
    /// The API token: <https://dev.frontapp.com/docs/create-and-revoke-api-tokens>.
    pub fn token(mut self, token: impl Into<SecretString>) -> Self {
        self.config.credential = Credential::Token(token.into());
        self
    }

    /// No token: a layer of your own, or the transport, sees to the credential. Nothing then keeps a request from
    /// going to a host that is not Front's.
    pub fn without_token(mut self) -> Self {
        self.config.credential = Credential::None;
        self
    }

    /// Where the API is; [`DEFAULT_BASE_URL`] by default. A path is kept as a prefix. Plain `http` is for loopback
    /// only, unless [`allow_http`](Self::allow_http).
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.config.base_url = url.into();
        self
    }

    /// Lets the base URL be plain `http` to any host: everybody on the way can read the token and the mail.
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.config.allow_http = allow;
        self
    }

    /// How long the default transport may take for making a connection; [`DEFAULT_CONNECT_TIMEOUT`] by default.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.config.connect_timeout = timeout;
        self
    }

    /// How long a call may take with everything in it; [`DEFAULT_TIMEOUT`] by default.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.config.timeout = timeout;
        self
    }

    /// What the default transport calls itself; `front-client/VERSION` by default.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.config.user_agent = user_agent.into();
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

    /// Whether an update of custom fields keeps those that it leaves out; on by default. Without it they are erased.
    /// See [`merge_custom_fields`](crate::layer::merge_custom_fields).
    pub fn merge_custom_fields(mut self, merge: bool) -> Self {
        self.config.merge_custom_fields = merge;
        self
    }

    /// Whether custom fields are read again after an update, so that one that another writer overwrote is
    /// [`ErrorKind::LostUpdate`](crate::ErrorKind::LostUpdate); on by default. It costs a request.
    pub fn verify_custom_fields(mut self, verify: bool) -> Self {
        self.config.verify_custom_fields = verify;
        self
    }

    /// Whether calls to a merged conversation go to the one that it was merged into; on by default. Without it they
    /// fail with [`ErrorKind::Redirect`](crate::ErrorKind::Redirect). See [`follow_merged`](crate::layer::follow_merged).
    pub fn follow_merged(mut self, follow: bool) -> Self {
        self.config.follow_merged = follow;
        self
    }

    /// How many merges of one call are followed; [`DEFAULT_MAX_HOPS`](follow_merged::DEFAULT_MAX_HOPS) by default.
    pub fn max_merge_hops(mut self, hops: usize) -> Self {
        self.config.max_merge_hops = hops;
        self
    }

    /// How many merges are remembered; [`DEFAULT_REMEMBERED`](follow_merged::DEFAULT_REMEMBERED) by default.
    pub fn remembered_merges(mut self, merges: usize) -> Self {
        self.config.remembered_merges = merges;
        self
    }

    /// A layer of your own, above the credential and the transport: it sees each exchange that leaves, with its
    /// absolute address, and never the token. The first one added is the outermost.
    ///
    /// Requests have the body `Full<Bytes>`, responses the transport's, so that the layers of tower-http fit.
    pub fn layer<N>(self, layer: N) -> ClientBuilder<Stack<N, L>, T> {
        let Self { layers, transport, config } = self;
        ClientBuilder { layers: layers.layer(layer), transport, config }
    }

    /// What the requests go to in place of reqwest: any tower service, with any body in its responses.
    pub fn transport<N>(self, transport: N) -> ClientBuilder<L, CustomTransport<N>>
    where
        N: HttpService,
    {
        let Self { layers, config, .. } = self;
        ClientBuilder { layers, transport: CustomTransport(transport), config }
    }
}

#[cfg(feature = "client")]
impl<L> ClientBuilder<L> {
    /// The client, over reqwest.
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) when the token is missing or cannot stand in a header,
    /// the base URL cannot be used, or the transport cannot be set up.
    pub fn build(self) -> Result<Client, Error>
    where
        L: Layer<Auth<Wire<crate::transport::Reqwest>>, Service: HttpService>,
    {
        // A proxy of the environment is not asked for what is on this machine.
        let direct = self.config.base()?.is_loopback();
        let transport =
            crate::transport::Reqwest::build(self.config.connect_timeout, &self.config.user_agent, direct)?;
        self.transport(transport).build()
    }
}

impl<L, T> ClientBuilder<L, CustomTransport<T>> {
    /// The client, over the transport that was chosen.
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) when the token is missing or cannot stand in a header, or
    /// the base URL cannot be used.
    pub fn build(self) -> Result<Client, Error>
    where
        L: Layer<Auth<Wire<T>>, Service: HttpService>,
    {
        let Self { layers, transport: CustomTransport(transport), config } = self;
        let base = Arc::new(config.base()?);
        let auth = match config.credential {
            Credential::Token(token) => AuthLayer::new(token)?.with_base(Arc::clone(&base)),
            Credential::None => AuthLayer::none(),
            Credential::Unset => {
                return Err(Error::invalid("the API token is missing: give one with `token`"));
            }
        };
        let rate_limit = RateLimitLayer::new();
        let settings = Settings {
            base_host: base.host().to_owned(),
            stream_limits: config.stream_limits,
            rate_limit: rate_limit.latest(),
            timeout: Some(config.timeout),
        };
        let merge_custom_fields = config
            .merge_custom_fields
            .then(|| MergeCustomFieldsLayer::new().verify(config.verify_custom_fields));
        let follow_merged = config.follow_merged.then(|| {
            FollowMergedLayer::new()
                .base_host(base.host())
                .max_hops(config.max_merge_hops)
                .remembered(config.remembered_merges)
        });
        let wire = layers.layer(auth).service(Wire::new(transport));
        let stack = ServiceBuilder::new()
            .layer(TimeoutLayer::new(config.timeout))
            .layer(option_layer(merge_custom_fields))
            .layer(option_layer(follow_merged))
            .layer(option_layer(config.retry.map(RetryLayer::new)))
            .layer(rate_limit)
            .layer(BaseUrlLayer::from_base(base))
            .layer(CollectBodyLayer::new(config.max_response_bytes))
            .service(wire);
        Ok(Client::with_settings(stack, settings))
    }
}

impl Config {
    fn base(&self) -> Result<Base, Error> {
        Base::parse(&self.base_url, self.allow_http)
    }
}

impl<L, T> fmt::Debug for ClientBuilder<L, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder").field("config", &self.config).finish_non_exhaustive()
    }
}
