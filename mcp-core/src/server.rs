//! A registry with a name: turns messages into requests.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;

use crate::{
    Context, Filter, Level, Registry, Response, StateKey, Subscription, SubscriptionFilter, ToolError,
    UnknownLevel, View,
    ask::{Rounds, STATE_TTL},
    jsonrpc::{Envelope, RpcError, push_json},
    protocol::{
        CALL_TOOL, DISCOVER, Era, Field, INITIALIZE, Implementation, LIST_TOOLS, LISTEN, PING, Params,
        ProtocolVersion, SET_LOG_LEVEL,
    },
    request::{Call, Request},
};

/// How long a client may keep the answer to `server/discover`, unless set otherwise.
pub const DISCOVER_TTL: Duration = Duration::from_secs(3600);
/// How long a client may keep a list of tools, unless set otherwise.
pub const LIST_TTL: Duration = Duration::from_secs(300);

/// A server of tools: the registry, who it is, and how its messages are read. Cloning is cheap.
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
/// let params = Params::parse(&envelope)?;
/// let request = server.decode(&envelope, params, Context::new())?;
/// let response = dispatch(request).await?;
/// assert_eq!(response.into_body(envelope.id()).to_bytes(), r#"{"jsonrpc":"2.0","id":"x","result":{}}"#);
/// # Ok::<(), mcp_core::RpcError>(()) }).unwrap();
/// ```
#[derive(Debug, Clone)]
pub struct Server(Arc<Inner>);

#[derive(Debug, Clone)]
struct Inner {
    view: View,
    info: Implementation,
    info_json: Bytes,
    instructions: Option<String>,
    discover_ttl: Duration,
    list_ttl: Duration,
    state_key: StateKey,
    state_ttl: Duration,
    log_level: Option<Level>,
    announces_changes: bool,
}

impl Server {
    /// A server of all tools of a registry. Its name and version are this crate's until they are set.
    #[must_use]
    pub fn new(registry: Registry) -> Self {
        let info = Implementation::new(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
        Self(Arc::new(Inner {
            view: registry.into(),
            info_json: write(&info),
            info,
            instructions: None,
            discover_ttl: DISCOVER_TTL,
            list_ttl: LIST_TTL,
            state_key: StateKey::of_process(),
            state_ttl: STATE_TTL,
            log_level: None,
            announces_changes: false,
        }))
    }

    fn change(mut self, change: impl FnOnce(&mut Inner)) -> Self {
        let inner = Arc::make_mut(&mut self.0);
        change(inner);
        inner.info_json = write(&inner.info);
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

    /// Sets what the model is told about the tools as a whole. Clients cut it at about 2,000 characters.
    #[must_use]
    pub fn instructions(self, instructions: impl Into<String>) -> Self {
        self.change(|inner| inner.instructions = Some(instructions.into()))
    }

    /// Narrows what every caller sees.
    #[must_use]
    pub fn filter(self, filter: &Filter) -> Self {
        self.change(|inner| inner.view = inner.view.narrow(filter))
    }

    /// Sets how long clients may keep the answer to `server/discover` ([`DISCOVER_TTL`] by default).
    #[must_use]
    pub fn discover_ttl(self, ttl: Duration) -> Self {
        self.change(|inner| inner.discover_ttl = ttl)
    }

    /// Sets how long clients may keep a list of tools ([`LIST_TTL`] by default).
    #[must_use]
    pub fn list_ttl(self, ttl: Duration) -> Self {
        self.change(|inner| inner.list_ttl = ttl)
    }

    /// Sets the key that signs request states; by default a random one that lives as long as the process. Servers that
    /// answer for each other share one.
    #[must_use]
    pub fn state_key(self, key: StateKey) -> Self {
        self.change(|inner| inner.state_key = key)
    }

    /// Sets how long a client may take to answer what a request of 2026-07-28 asks ([`STATE_TTL`] by default).
    #[must_use]
    pub fn state_ttl(self, ttl: Duration) -> Self {
        self.change(|inner| inner.state_ttl = ttl)
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

    pub(crate) fn has_announcements(&self) -> bool {
        self.0.announces_changes
    }

    /// Who the server is.
    #[must_use]
    pub fn info(&self) -> &Implementation {
        &self.0.info
    }

    /// The tools that every caller sees.
    #[must_use]
    pub fn view(&self) -> &View {
        &self.0.view
    }

    pub(crate) fn info_json(&self) -> &Bytes {
        &self.0.info_json
    }

    pub(crate) fn instructions_text(&self) -> Option<&str> {
        self.0.instructions.as_deref()
    }

    pub(crate) fn ttl(&self) -> (Duration, Duration) {
        (self.0.discover_ttl, self.0.list_ttl)
    }

    /// Answers a `tools/call` with a failure, for whoever no longer has the request: a timeout, a layer that gave up.
    /// Who has it uses [`Request::refuse`].
    #[must_use]
    pub fn failure(&self, error: ToolError, era: Era) -> Response {
        Response::failure(error, era, self.info_json())
    }

    /// Reads a request. The rules that depend on the body alone are applied here, in the order of the protocol:
    /// required members, revision, method, then the members that the method needs.
    ///
    /// A transport that has headers to compare calls [`Params::check`] and [`Params::version`] before, with its own
    /// rules between them.
    ///
    /// # Errors
    ///
    /// The error to answer with. A tool that does not exist is none of these; [`dispatch`](crate::dispatch) says so.
    pub fn decode(
        &self,
        envelope: &Envelope,
        params: Params,
        mut context: Context,
    ) -> Result<Request, RpcError> {
        params.check()?;
        let era = params.era();
        if let Some(version) = params.version()? {
            context.set_protocol_version(version);
        } else if context.protocol_version().is_none_or(|version| version.era() == Era::Modern) {
            // The specification's assumption about a client that sends no header.
            context.set_protocol_version(ProtocolVersion::V2025_03_26);
        }
        let call = match (era, envelope.method()) {
            (Era::Modern, DISCOVER) => Call::Discover,
            (Era::Legacy, INITIALIZE) => {
                let version =
                    ProtocolVersion::negotiate(params.requested_version.as_deref().unwrap_or_default());
                context.set_protocol_version(version);
                Call::Initialize { version }
            }
            (Era::Legacy, PING) => Call::Ping,
            // Only where somebody remembers it.
            (Era::Legacy, SET_LOG_LEVEL) if context.peer().is_some() => match &params.level {
                Field::Given(level) => Call::SetLogLevel {
                    level: level
                        .parse()
                        .map_err(|e: UnknownLevel| RpcError::invalid_params(e.to_string()))?,
                },
                _ => return Err(RpcError::invalid_params("params.level must be a string")),
            },
            (Era::Modern, LISTEN) if self.has_announcements() => {
                let filter = SubscriptionFilter::parse(params.notifications.as_ref())?;
                Call::Listen { subscription: Subscription::new(envelope.id().clone(), Self::served(filter)) }
            }
            (_, LIST_TOOLS) => Call::ListTools {
                cursor: match params.cursor {
                    Field::Absent => None,
                    Field::Given(cursor) => Some(cursor),
                    Field::Mistyped => {
                        return Err(RpcError::invalid_params("params.cursor must be a string"));
                    }
                },
            },
            (_, CALL_TOOL) => {
                let name = match params.name {
                    Field::Given(name) => name,
                    Field::Absent => return Err(RpcError::invalid_params("params.name is missing")),
                    Field::Mistyped => return Err(RpcError::invalid_params("params.name must be a string")),
                };
                let tool = self.view().get(&name).cloned();
                if era == Era::Modern {
                    let asked = (CALL_TOOL, name.as_str(), &params.arguments);
                    context.set_rounds(self.rounds(asked, params.input_responses, params.request_state)?);
                }
                Call::CallTool { name, arguments: params.arguments, tool }
            }
            (_, method) => return Err(RpcError::method_not_found(method)),
        };
        match era {
            Era::Modern => {
                context.set_client(params.client, params.capabilities);
                context.set_log_level(params.log_level);
            }
            Era::Legacy => {
                // Only `initialize` says it; later on the transport may remember it.
                if matches!(call, Call::Initialize { .. }) {
                    context.set_client(params.client, params.capabilities);
                }
                if context.log_level().is_none() {
                    context.set_log_level(self.0.log_level);
                }
            }
        }
        context.set_progress_token(params.progress_token);
        context.set_trace(params.traceparent, params.tracestate, params.baggage);
        let (view, server) = (self.view().clone(), self.clone());
        Ok(Request { call, context, view, era, server, narrowed: false, started: None })
    }
}

impl Server {
    /// The rounds of a request in which the client may be asked.
    fn rounds(
        &self,
        request: (&'static str, &str, &Bytes),
        responses: Option<Bytes>,
        state: Field<String>,
    ) -> Result<Rounds, RpcError> {
        let state = match state {
            Field::Absent => None,
            Field::Given(state) => Some(state),
            Field::Mistyped => return Err(RpcError::invalid_params("params.requestState must be a string")),
        };
        Rounds::new(request, responses.as_ref(), state, (self.0.state_key.clone(), self.0.state_ttl))
    }

    /// What of a client's wishes is served: changes of the lists that there are.
    const fn served(mut wishes: SubscriptionFilter) -> SubscriptionFilter {
        wishes.prompts_list_changed = false;
        wishes.resources_list_changed = false;
        wishes
    }
}

fn write(info: &Implementation) -> Bytes {
    let mut json = Vec::with_capacity(64);
    push_json(&mut json, info);
    json.into()
}
