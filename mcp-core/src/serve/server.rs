//! MCP server: decodes messages into requests.

mod decode;
mod limits;

use std::{num::NonZeroUsize, sync::Arc, time::Duration};

use bytes::Bytes;
use limits::Limits;

use crate::{
    catalogue::{filter::Filter, registry::Registry, visible::View},
    handler::{
        client_features::{REQUEST_STATE_TTL, RequestStateKey, RoundTripLimits, SpentMemory, SpentStates},
        tool::HandlerError,
    },
    serve::{capabilities::Capabilities, response::Response},
    wire::{
        jsonrpc::push_json,
        log::Level,
        protocol::{Icon, Implementation, Lifecycle},
    },
};

/// Default TTL of the response to `server/discover` in clients' caches.
pub(crate) const DISCOVER_TTL: Duration = Duration::from_secs(3600);
/// Default TTL of lists of tools, prompts and resources in clients' caches.
pub(crate) const LIST_TTL: Duration = Duration::from_secs(300);
/// Default TTL of resource contents in clients' caches: zero, because only the resource knows how soon it changes.
pub(crate) const READ_TTL: Duration = Duration::ZERO;

/// MCP server for a registry: server info, filter, limits and decoding of messages. Cloning is cheap.
///
/// It does no I/O. A transport parses a body into a [`Message`](crate::jsonrpc::Message), validates its headers,
/// and calls [`decode`](Self::decode). The request then passes through any layers to [`dispatch`](crate::dispatch).
///
/// ```
/// use bytes::Bytes;
/// use mcp_core::{Context, Registry, Server, dispatch, jsonrpc::Message, protocol::Params};
///
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let server = Server::new(Registry::new()).name("demo").version("1.0.0");
/// let body = Bytes::from_static(br#"{"jsonrpc":"2.0","id":"x","method":"ping"}"#);
/// let Ok(Message::Request(envelope)) = Message::parse(&body) else { panic!("a request") };
/// let params = Params::parse(&envelope)?.validate()?;
/// let request = server.decode(&envelope, params, Context::new())?;
/// let response = dispatch(request).await?;
/// assert_eq!(response.into_body(envelope.id()).to_bytes(), r#"{"jsonrpc":"2.0","id":"x","result":{}}"#);
/// # Ok::<(), mcp_core::RpcError>(()) }).unwrap();
/// ```
#[derive(Debug, Clone)]
pub struct Server(Arc<Inner>);

#[derive(Debug, Clone)]
struct Inner {
    view: Arc<View>,
    capabilities: Capabilities,
    info: Implementation,
    /// Name, title and version, for every result of 2026-07-28.
    info_json: Bytes,
    /// Complete info, icons included, for `server/discover` and `initialize`.
    full_info_json: Bytes,
    instructions: Option<String>,
    discover_ttl: Duration,
    list_ttl: Duration,
    /// Shared with every request that may send requests to its client.
    terms: Arc<RoundTripLimits>,
    log_level: Option<Level>,
    list_changed: bool,
    read_ttl: Duration,
    page_size: Option<NonZeroUsize>,
    limits: Limits,
}

impl Server {
    /// Creates a server for a registry. Name and version default to those of this crate.
    #[must_use]
    pub fn new(registry: Registry) -> Self {
        let info = Implementation::new("mcp-core", env!("CARGO_PKG_VERSION"));
        let view = Arc::new(View::from(registry));
        let limits = Limits::default();
        let terms = Arc::new(RoundTripLimits {
            server: info.name.clone(),
            key: RequestStateKey::of_process(),
            ttl: REQUEST_STATE_TTL,
            requests: limits.client_requests,
            request_state: limits.request_state,
            spent: SpentMemory::of_process(),
        });
        Self(Arc::new(Inner {
            capabilities: Capabilities::of(&view),
            view,
            info_json: write(&info.brief()),
            full_info_json: write(&info),
            info,
            instructions: None,
            discover_ttl: DISCOVER_TTL,
            list_ttl: LIST_TTL,
            terms,
            log_level: None,
            list_changed: false,
            read_ttl: READ_TTL,
            page_size: None,
            limits,
        }))
    }

    fn change(mut self, change: impl FnOnce(&mut Inner)) -> Self {
        let inner = Arc::make_mut(&mut self.0);
        change(inner);
        inner.info_json = write(&inner.info.brief());
        inner.full_info_json = write(&inner.info);
        let terms = Arc::make_mut(&mut inner.terms);
        inner.info.name.clone_into(&mut terms.server);
        terms.requests = inner.limits.client_requests;
        terms.request_state = inner.limits.request_state;
        self
    }

    /// Sets the programmatic name.
    #[must_use]
    pub fn name(self, name: impl Into<String>) -> Self {
        self.change(|inner| inner.info.name = name.into())
    }

    /// Sets the display name.
    #[must_use]
    pub fn title(self, title: impl Into<String>) -> Self {
        self.change(|inner| inner.info.title = Some(title.into()))
    }

    /// Sets the version.
    #[must_use]
    pub fn version(self, version: impl Into<String>) -> Self {
        self.change(|inner| inner.info.version = version.into())
    }

    /// Sets a one-line description.
    #[must_use]
    pub fn description(self, description: impl Into<String>) -> Self {
        self.change(|inner| inner.info.description = Some(description.into()))
    }

    /// Sets the URL of the website.
    #[must_use]
    pub fn website(self, url: impl Into<String>) -> Self {
        self.change(|inner| inner.info.website_url = Some(url.into()))
    }

    /// Sets the icons of the server.
    #[must_use]
    pub fn icons(self, icons: impl IntoIterator<Item = Icon>) -> Self {
        self.change(|inner| inner.info.icons = icons.into_iter().collect())
    }

    /// Sets the instructions for the model about the tools as a whole. Clients cut them at about 2,000 characters.
    #[must_use]
    pub fn instructions(self, instructions: impl Into<String>) -> Self {
        self.change(|inner| inner.instructions = Some(instructions.into()))
    }

    /// Narrows the items that every caller sees.
    #[must_use]
    pub fn filter(self, filter: &Filter) -> Self {
        self.change(|inner| {
            inner.view = Arc::new(inner.view.narrow(filter));
            inner.capabilities = Capabilities::of(&inner.view);
        })
    }

    /// Sets the TTL of the response to `server/discover` in clients' caches (1 hour by default).
    #[must_use]
    pub fn discover_ttl(self, ttl: Duration) -> Self {
        self.change(|inner| inner.discover_ttl = ttl)
    }

    /// Sets the TTL of lists of tools, prompts and resources in clients' caches (5 minutes by default).
    #[must_use]
    pub fn list_ttl(self, ttl: Duration) -> Self {
        self.change(|inner| inner.list_ttl = ttl)
    }

    /// Sets the key that signs request states and [cursors](crate::Cursor). Defaults to a random one that lives as long as
    /// the process. Replicas must share the key and the [`name`](Self::name): states and cursors are valid only for servers
    /// of the same name.
    #[must_use]
    pub fn request_state_key(self, key: RequestStateKey) -> Self {
        self.change(|inner| Arc::make_mut(&mut inner.terms).key = key)
    }

    /// Sets the store of request states that count [once](crate::client_features::Elicitation::once). Defaults to the
    /// memory of the process. Replicas that share a key must share a store.
    #[must_use]
    pub fn spent_states(self, store: Arc<dyn SpentStates>) -> Self {
        self.change(|inner| Arc::make_mut(&mut inner.terms).spent = store)
    }

    /// Sets the lifetime of a request state of 2026-07-28, within which the client must respond (10 minutes by
    /// default).
    #[must_use]
    pub fn request_state_ttl(self, ttl: Duration) -> Self {
        self.change(|inner| Arc::make_mut(&mut inner.terms).ttl = ttl)
    }

    /// Sets the minimum log level for clients of `initialize` revisions until they set one. By default they get no
    /// log messages. Clients of 2026-07-28 set the level with each request.
    #[must_use]
    pub fn initialize_log_level(self, level: Level) -> Self {
        self.change(|inner| inner.log_level = Some(level))
    }

    /// Enables list-changed notifications: declares `listChanged` and serves `subscriptions/listen`. Set by
    /// transports that support them.
    #[must_use]
    pub fn list_changed(self, announces: bool) -> Self {
        if self.0.list_changed == announces {
            return self;
        }
        self.change(|inner| inner.list_changed = announces)
    }

    /// Sets the default TTL of resource contents in clients' caches (0 by default).
    #[must_use]
    pub fn read_ttl(self, ttl: Duration) -> Self {
        self.change(|inner| inner.read_ttl = ttl)
    }

    /// Sets the page size of lists. Unset, each list is one page: some clients never request a second one, and a
    /// tool that is not listed is never called.
    #[must_use]
    pub fn page_size(self, size: NonZeroUsize) -> Self {
        self.change(|inner| inner.page_size = Some(size))
    }

    pub(crate) fn sends_list_changed(&self) -> bool {
        self.0.list_changed
    }

    /// Returns name, version and other info of the server.
    #[must_use]
    pub fn info(&self) -> &Implementation {
        &self.0.info
    }

    /// Returns the items that every caller sees.
    #[must_use]
    pub fn view(&self) -> &View {
        &self.0.view
    }

    pub(crate) fn shared_view(&self) -> &Arc<View> {
        &self.0.view
    }

    pub(crate) fn info_json(&self) -> &Bytes {
        &self.0.info_json
    }

    pub(crate) fn full_info_json(&self) -> &Bytes {
        &self.0.full_info_json
    }

    pub(crate) fn instructions_text(&self) -> Option<&str> {
        self.0.instructions.as_deref()
    }

    pub(crate) fn capabilities(&self) -> Capabilities {
        self.0.capabilities
    }

    pub(crate) fn discovered_for(&self) -> Duration {
        self.0.discover_ttl
    }

    pub(crate) fn listed_for(&self) -> Duration {
        self.0.list_ttl
    }

    pub(crate) fn read_for(&self) -> Duration {
        self.0.read_ttl
    }

    pub(crate) fn items_per_page(&self) -> Option<NonZeroUsize> {
        self.0.page_size
    }

    /// Returns a response with a tool error, for code that no longer has the request, such as a timeout. With the
    /// request, use [`Request::refuse`](crate::Request::refuse).
    #[must_use]
    pub fn failure(&self, error: HandlerError, lifecycle: Lifecycle) -> Response {
        Response::failure(error, lifecycle, self.info_json())
    }
}

fn write(info: &Implementation) -> Bytes {
    let mut json = Vec::with_capacity(64);
    push_json(&mut json, info);
    json.into()
}
