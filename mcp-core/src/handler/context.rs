//! What a tool call may know besides its arguments.

mod progress;

use std::{any::Any, fmt, sync::Arc, time::Instant};

use bytes::Bytes;
use http::Extensions;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::{
    handler::client_features::{Peer, Rounds},
    wire::{
        jsonrpc::push_json,
        log::{Level, LogMessage, LogSink, MAX_LOG_DATA},
        protocol::{Implementation, ProtocolVersion},
        trace::{self, TraceContext},
    },
};

use progress::Token;
pub use progress::{Progress, ProgressSink};

/// Who calls.
///
/// The host decides who that is; nothing in a request's body ever does.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Principal {
    id: String,
    name: Option<String>,
}

impl Principal {
    /// A caller by a stable id, for example a user id of the host.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), name: None }
    }

    /// Gives the caller a name for people.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The stable id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The name for people.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }
}

/// The circumstances of one call. Cloning is cheap: clones share everything until one of them is changed.
///
/// Typed values of the host or of a tool set travel in [`extensions`](Self::extensions), as they do in an
/// `http::Request`.
///
/// ```
/// use mcp_core::{Context, Principal};
///
/// #[derive(Clone, Debug, PartialEq)]
/// struct Plan(&'static str);
///
/// let mut context = Context::new().with_caller(Principal::new("u_1")).with_account("acme");
/// context.extensions_mut().insert(Plan("pro"));
/// assert_eq!(context.caller().map(|c| c.id()), Some("u_1"));
/// assert_eq!(context.extensions().get(), Some(&Plan("pro")));
/// ```
#[derive(Clone, Default)]
pub struct Context(Arc<Inner>);

#[derive(Clone, Default)]
struct Inner {
    caller: Option<Arc<Principal>>,
    account: Option<Arc<str>>,
    deadline: Option<Instant>,
    version: Option<ProtocolVersion>,
    client: Option<Arc<Implementation>>,
    capabilities: Option<Bytes>,
    trace: Option<Arc<TraceContext>>,
    baggage: Option<Arc<str>>,
    token: Option<Arc<Token>>,
    sink: Option<ProgressSink>,
    log_level: Option<Level>,
    log_sink: Option<LogSink>,
    max_log_data: Option<usize>,
    peer: Option<Arc<dyn Peer>>,
    rounds: Option<Arc<Rounds>>,
    /// What the caller sees: a `View`, whose type only the floor above knows.
    visible: Option<Arc<dyn Any + Send + Sync>>,
    extensions: Extensions,
}

impl Context {
    /// A context that knows nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn change(&mut self) -> &mut Inner {
        Arc::make_mut(&mut self.0)
    }

    /// Says who calls.
    #[must_use]
    pub fn with_caller(mut self, caller: Principal) -> Self {
        self.set_caller(caller);
        self
    }

    /// Says on whose behalf the call is made, for hosts that serve several accounts.
    #[must_use]
    pub fn with_account(mut self, account: impl Into<Arc<str>>) -> Self {
        self.set_account(account);
        self
    }

    /// Says when the caller stops waiting.
    #[must_use]
    pub fn with_deadline(mut self, deadline: Instant) -> Self {
        self.set_deadline(deadline);
        self
    }

    /// Says which revision the transport's header named; a modern request overrides it.
    #[must_use]
    pub fn with_protocol_version(mut self, version: ProtocolVersion) -> Self {
        self.set_protocol_version(version);
        self
    }

    /// Says where progress goes.
    #[must_use]
    pub fn with_progress_sink(mut self, sink: ProgressSink) -> Self {
        self.set_progress_sink(sink);
        self
    }

    /// Says where log messages go.
    #[must_use]
    pub fn with_log_sink(mut self, sink: LogSink) -> Self {
        self.set_log_sink(sink);
        self
    }

    /// Says from which level on the client wants log messages. A modern request says so itself and overrides it.
    #[must_use]
    pub fn with_log_level(mut self, level: Level) -> Self {
        self.set_log_level(Some(level));
        self
    }

    /// Says that the client can be asked while the request runs; for transports that remember their client, and for
    /// agents in the same process.
    #[must_use]
    pub fn with_peer(mut self, peer: Arc<dyn Peer>) -> Self {
        self.set_peer(peer);
        self
    }

    /// Says what the client can do, in the protocol's form: `{"elicitation":{}}`. A modern request says so itself and
    /// overrides it.
    #[must_use]
    pub fn with_client_capabilities(mut self, capabilities: &Map<String, Value>) -> Self {
        self.set_client(self.client().cloned(), Some(write(capabilities)));
        self
    }

    /// Says who calls.
    pub fn set_caller(&mut self, caller: Principal) {
        self.change().caller = Some(Arc::new(caller));
    }

    /// Says on whose behalf the call is made.
    pub fn set_account(&mut self, account: impl Into<Arc<str>>) {
        self.change().account = Some(account.into());
    }

    /// Says when the caller stops waiting.
    pub fn set_deadline(&mut self, deadline: Instant) {
        self.change().deadline = Some(deadline);
    }

    /// Says which revision the request speaks.
    pub fn set_protocol_version(&mut self, version: ProtocolVersion) {
        self.change().version = Some(version);
    }

    /// Says where progress goes.
    pub fn set_progress_sink(&mut self, sink: ProgressSink) {
        self.change().sink = Some(sink);
    }

    /// Says where log messages go.
    pub fn set_log_sink(&mut self, sink: LogSink) {
        self.change().log_sink = Some(sink);
    }

    /// Says from which level on the client wants log messages; `None` for none at all.
    pub fn set_log_level(&mut self, level: Option<Level>) {
        self.change().log_level = level;
    }

    /// Says that the client can be asked while the request runs.
    pub fn set_peer(&mut self, peer: Arc<dyn Peer>) {
        self.change().peer = Some(peer);
    }

    pub(crate) fn set_visible(&mut self, view: Arc<dyn Any + Send + Sync>) {
        self.change().visible = Some(view);
    }

    pub(crate) fn set_rounds(&mut self, rounds: Rounds) {
        self.change().rounds = Some(Arc::new(rounds));
    }

    /// Says who the client is and what it can do, as the JSON that it sent: what a session remembers of `initialize`.
    pub fn set_client(&mut self, client: Option<Implementation>, capabilities: Option<Bytes>) {
        self.change().client = client.map(Arc::new);
        self.change().capabilities = capabilities;
    }

    pub(crate) fn set_max_log_data(&mut self, bytes: usize) {
        self.change().max_log_data = Some(bytes);
    }

    pub(crate) fn set_progress_token(&mut self, token: Option<Bytes>) {
        self.change().token = token.map(|raw| Arc::new(Token::new(raw)));
    }

    pub(crate) fn set_trace(
        &mut self,
        parent: Option<String>,
        state: Option<String>,
        baggage: Option<String>,
    ) {
        self.change().trace = TraceContext::read(parent, state).map(Arc::new);
        self.change().baggage = trace::baggage(baggage).map(Into::into);
    }

    /// Who calls; `None` when the host does not authenticate.
    #[must_use]
    pub fn caller(&self) -> Option<&Principal> {
        self.0.caller.as_deref()
    }

    /// On whose behalf the call is made.
    #[must_use]
    pub fn account(&self) -> Option<&str> {
        self.0.account.as_deref()
    }

    /// When the caller stops waiting. Tools that wait should not wait longer.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        self.0.deadline
    }

    /// The protocol revision of the request.
    #[must_use]
    pub fn protocol_version(&self) -> Option<ProtocolVersion> {
        self.0.version
    }

    /// What the client calls itself. It is the client's own claim: fit for logs, not for decisions.
    #[must_use]
    pub fn client(&self) -> Option<&Implementation> {
        self.0.client.as_deref()
    }

    /// Whether the client declared a capability, for example `sampling`.
    #[must_use]
    pub fn client_can(&self, capability: &str) -> bool {
        self.client_capability(capability).is_some()
    }

    /// What the client declared about a capability; `None` when it did not declare it.
    #[must_use]
    pub fn client_capability(&self, capability: &str) -> Option<Value> {
        let mut all: Map<String, Value> = serde_json::from_slice(self.0.capabilities.as_ref()?).ok()?;
        all.remove(capability).filter(|value| !value.is_null())
    }

    /// What the client can do, as the JSON that it sent.
    #[must_use]
    pub fn client_capabilities(&self) -> Option<&Bytes> {
        self.0.capabilities.as_ref()
    }

    /// The caller's trace.
    #[must_use]
    pub fn trace(&self) -> Option<&TraceContext> {
        self.0.trace.as_deref()
    }

    /// The caller's baggage, as the request carried it (<https://www.w3.org/TR/baggage/>): the client's own claim.
    #[must_use]
    pub fn baggage(&self) -> Option<&str> {
        self.0.baggage.as_deref()
    }

    pub(crate) fn visible(&self) -> Option<&(dyn Any + Send + Sync)> {
        self.0.visible.as_deref()
    }

    /// The client, where it can be asked while the request runs.
    #[must_use]
    pub fn peer(&self) -> Option<&dyn Peer> {
        self.0.peer.as_deref()
    }

    /// The level from which on the client wants log messages.
    #[must_use]
    pub fn log_level(&self) -> Option<Level> {
        self.0.log_level
    }

    pub(crate) fn rounds(&self) -> Option<&Rounds> {
        self.0.rounds.as_deref()
    }

    /// Whether a log message of a level reaches anyone: the client asked for it and the transport can carry it.
    #[must_use]
    pub fn wants_log(&self, level: Level) -> bool {
        self.0.log_sink.is_some() && self.0.log_level.is_some_and(|least| level >= least)
    }

    /// Sends a log message to a client that asked for it; otherwise does nothing.
    ///
    /// The data is a text or anything else that serialises, up to
    /// [as many bytes as the server lets through](crate::Server::max_log_data). It reaches the client, so it must hold no secret.
    pub fn log(&self, level: Level, logger: Option<&str>, data: &(impl Serialize + ?Sized)) {
        let Some(sink) = self.0.log_sink.as_ref().filter(|_| self.wants_log(level)) else { return };
        let longest = self.0.max_log_data.unwrap_or(MAX_LOG_DATA);
        if let Some(message) = LogMessage::new(level, logger, data, longest) {
            sink(message);
        }
    }

    /// Values of the host and of tool sets, by type.
    #[must_use]
    pub fn extensions(&self) -> &Extensions {
        &self.0.extensions
    }

    /// Values of the host and of tool sets, by type.
    pub fn extensions_mut(&mut self) -> &mut Extensions {
        &mut self.change().extensions
    }

    /// Whether [`progress`](Self::progress) reaches anyone: the client asked for it and the transport can carry it.
    #[must_use]
    pub fn wants_progress(&self) -> bool {
        self.0.token.is_some() && self.0.sink.is_some()
    }

    /// Reports progress to a client that asked for it; otherwise does nothing.
    ///
    /// The protocol demands that the value grows, so one that does not is dropped, and so is one that is no number.
    pub fn progress(&self, progress: f64, total: Option<f64>, message: Option<&str>) {
        if let (Some(token), Some(sink)) = (&self.0.token, &self.0.sink) {
            token.report(sink, progress, total, message);
        }
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("caller", &self.0.caller)
            .field("account", &self.0.account)
            .field("deadline", &self.0.deadline)
            .field("version", &self.0.version)
            .field("client", &self.0.client)
            .field("wants_progress", &self.wants_progress())
            .finish_non_exhaustive()
    }
}

fn write(capabilities: &Map<String, Value>) -> Bytes {
    let mut json = Vec::new();
    push_json(&mut json, capabilities);
    json.into()
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[test]
    fn log_messages_go_where_they_are_wanted() {
        let seen: Arc<Mutex<Vec<Level>>> = Arc::default();
        let sink = Arc::clone(&seen);
        let mut context = Context::new().with_log_sink(Arc::new(move |message: LogMessage| {
            sink.lock().unwrap().push(message.level);
        }));
        context.log(Level::Emergency, None, "nobody asked");
        context.set_log_level(Some(Level::Warning));
        for level in [Level::Info, Level::Warning, Level::Error] {
            context.log(level, None, "text");
        }
        assert_eq!(*seen.lock().unwrap(), [Level::Warning, Level::Error]);
    }

    #[test]
    fn capabilities_are_read_by_name() {
        let mut context = Context::new();
        assert!(!context.client_can("sampling"));
        context.set_client(None, Some(Bytes::from_static(br#"{"sampling":{},"roots":null}"#)));
        assert!(context.client_can("sampling"));
        assert!(!context.client_can("roots"));
    }
}
