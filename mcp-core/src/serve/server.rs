//! A registry with a name: turns messages into requests.

mod decode;
mod limits;

use std::{num::NonZeroUsize, sync::Arc, time::Duration};

use bytes::Bytes;
use limits::Limits;

use crate::{
    catalogue::{filter::Filter, registry::Registry, visible::View},
    handler::{
        client_features::{STATE_TTL, StateKey, Terms},
        tool::ToolError,
    },
    serve::{capabilities::Offers, response::Response},
    wire::{
        jsonrpc::push_json,
        log::Level,
        protocol::{Era, Icon, Implementation},
    },
};

/// How long a client may keep the answer to `server/discover`, unless set otherwise.
pub const DISCOVER_TTL: Duration = Duration::from_secs(3600);
/// How long a client may keep a list of tools, prompts or resources, unless set otherwise.
pub const LIST_TTL: Duration = Duration::from_secs(300);
/// How long a client may keep the contents of a resource, unless set otherwise: not at all, for nobody but the resource
/// knows how soon they change.
pub const READ_TTL: Duration = Duration::ZERO;

/// A server of tools, prompts and resources: the registry, who it is, and how its messages are read. Cloning is cheap.
///
/// It does no I/O. A transport parses a body into a [`Message`](crate::jsonrpc::Message), applies its own rules, and
/// calls [`decode`](Self::decode); the request then passes through any layers to [`dispatch`](crate::dispatch).
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
    offers: Offers,
    info: Implementation,
    /// The name, the title and the version: what stands in every modern result.
    info_json: Bytes,
    /// All of it, icons too, which may be pictures: what stands in the answer to the first question.
    full_info_json: Bytes,
    instructions: Option<String>,
    discover_ttl: Duration,
    list_ttl: Duration,
    /// Shared with every request that may ask its client.
    terms: Arc<Terms>,
    log_level: Option<Level>,
    announces_changes: bool,
    read_ttl: Duration,
    page_size: Option<NonZeroUsize>,
    limits: Limits,
}

impl Server {
    /// A server of all that a registry has. Its name and version are this crate's until they are set.
    #[must_use]
    pub fn new(registry: Registry) -> Self {
        let info = Implementation::new(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
        let view = Arc::new(View::from(registry));
        let limits = Limits::default();
        let terms = Arc::new(Terms {
            server: info.name.clone(),
            key: StateKey::of_process(),
            ttl: STATE_TTL,
            questions: limits.questions,
            request_state: limits.request_state,
        });
        Self(Arc::new(Inner {
            offers: Offers::of(&view),
            view,
            info_json: write(&info.brief()),
            full_info_json: write(&info),
            info,
            instructions: None,
            discover_ttl: DISCOVER_TTL,
            list_ttl: LIST_TTL,
            terms,
            log_level: None,
            announces_changes: false,
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
        terms.questions = inner.limits.questions;
        terms.request_state = inner.limits.request_state;
        self
    }

    /// Sets the name that programs read.
    #[must_use]
    pub fn name(self, name: impl Into<String>) -> Self {
        self.change(|inner| inner.info.name = name.into())
    }

    /// Sets the name that people read.
    #[must_use]
    pub fn title(self, title: impl Into<String>) -> Self {
        self.change(|inner| inner.info.title = Some(title.into()))
    }

    /// Sets the version.
    #[must_use]
    pub fn version(self, version: impl Into<String>) -> Self {
        self.change(|inner| inner.info.version = version.into())
    }

    /// Sets one line about what the server is for.
    #[must_use]
    pub fn description(self, description: impl Into<String>) -> Self {
        self.change(|inner| inner.info.description = Some(description.into()))
    }

    /// Sets the URL where people read more.
    #[must_use]
    pub fn website(self, url: impl Into<String>) -> Self {
        self.change(|inner| inner.info.website_url = Some(url.into()))
    }

    /// Sets the pictures to show for the server.
    #[must_use]
    pub fn icons(self, icons: impl IntoIterator<Item = Icon>) -> Self {
        self.change(|inner| inner.info.icons = icons.into_iter().collect())
    }

    /// Sets what the model is told about the tools as a whole. Clients cut it at about 2,000 characters.
    #[must_use]
    pub fn instructions(self, instructions: impl Into<String>) -> Self {
        self.change(|inner| inner.instructions = Some(instructions.into()))
    }

    /// Narrows what every caller sees.
    #[must_use]
    pub fn filter(self, filter: &Filter) -> Self {
        self.change(|inner| {
            inner.view = Arc::new(inner.view.narrow(filter));
            inner.offers = Offers::of(&inner.view);
        })
    }

    /// Sets how long clients may keep the answer to `server/discover` ([`DISCOVER_TTL`] by default).
    #[must_use]
    pub fn discover_ttl(self, ttl: Duration) -> Self {
        self.change(|inner| inner.discover_ttl = ttl)
    }

    /// Sets how long clients may keep a list of tools, prompts or resources ([`LIST_TTL`] by default).
    #[must_use]
    pub fn list_ttl(self, ttl: Duration) -> Self {
        self.change(|inner| inner.list_ttl = ttl)
    }

    /// Sets the key that signs request states; by default a random one that lives as long as the process. Servers that
    /// answer for each other share one, and have the same [`name`](Self::name): a state is good for the server that made
    /// it and for others of its name.
    #[must_use]
    pub fn state_key(self, key: StateKey) -> Self {
        self.change(|inner| Arc::make_mut(&mut inner.terms).key = key)
    }

    /// Sets how long a client may take to answer what a request of 2026-07-28 asks ([`STATE_TTL`] by default).
    #[must_use]
    pub fn state_ttl(self, ttl: Duration) -> Self {
        self.change(|inner| Arc::make_mut(&mut inner.terms).ttl = ttl)
    }

    /// Sets from which level on a client of a handshake era gets log messages before it has said so itself; by default
    /// it gets none. Clients of 2026-07-28 say so with each request.
    #[must_use]
    pub fn legacy_log_level(self, level: Level) -> Self {
        self.change(|inner| inner.log_level = Some(level))
    }

    /// Says that the transport tells clients of changes of the lists: `listChanged` is declared, and
    /// `subscriptions/listen` is served. A transport that can sets it.
    #[must_use]
    pub fn announces_changes(self, announces: bool) -> Self {
        if self.0.announces_changes == announces {
            return self;
        }
        self.change(|inner| inner.announces_changes = announces)
    }

    /// Sets how long clients may keep the contents of a resource that does not say so itself ([`READ_TTL`] by default).
    #[must_use]
    pub fn read_ttl(self, ttl: Duration) -> Self {
        self.change(|inner| inner.read_ttl = ttl)
    }

    /// Sets how many tools, prompts or resources a list has on one page. Unset, each list is one page: some clients
    /// never ask for a second one, and a tool that is not listed is never called.
    #[must_use]
    pub fn page_size(self, size: NonZeroUsize) -> Self {
        self.change(|inner| inner.page_size = Some(size))
    }

    pub(crate) fn has_announcements(&self) -> bool {
        self.0.announces_changes
    }

    /// Who the server is.
    #[must_use]
    pub fn info(&self) -> &Implementation {
        &self.0.info
    }

    /// What every caller sees.
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

    pub(crate) fn offers(&self) -> Offers {
        self.0.offers
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

    /// Answers a `tools/call` with a failure, for whoever no longer has the request: a timeout, a layer that gave up.
    /// Who has it uses [`Request::refuse`](crate::Request::refuse).
    #[must_use]
    pub fn failure(&self, error: ToolError, era: Era) -> Response {
        Response::failure(error, era, self.info_json())
    }
}

fn write(info: &Implementation) -> Bytes {
    let mut json = Vec::with_capacity(64);
    push_json(&mut json, info);
    json.into()
}
