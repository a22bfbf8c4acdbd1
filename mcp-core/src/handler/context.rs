//! Context of a call: everything that a handler gets besides its arguments.

mod progress;

use std::{any::Any, fmt, sync::Arc, time::Instant};

use bytes::Bytes;
use http::Extensions;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::{
    handler::client_features::{ClientConnection, MultiRoundTrip, RoundTripLimits},
    wire::{
        jsonrpc::push_json,
        log::{Level, LogMessage, LogSink, MAX_LOG_DATA},
        protocol::{Implementation, ProtocolVersion},
        trace::{self, TraceContext},
    },
};

use progress::Token;
pub use progress::{Progress, ProgressSink};

/// Identity of the caller.
///
/// Set by the host. The body of a request has no influence on it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Principal {
    id: String,
    name: Option<String>,
}

impl Principal {
    /// Creates a caller with a stable id, for example a user id of the host.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), name: None }
    }

    /// Sets the display name.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Returns the stable id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the display name.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }
}

/// Context of one call. Cloning is cheap: clones share their data until one of them is changed.
///
/// [`extensions`](Self::extensions) has typed values of the host or of a tool set, like an `http::Request`.
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
    connection: Option<Arc<dyn ClientConnection>>,
    multi_round_trip: Option<Arc<MultiRoundTrip>>,
    /// Signing key and name of the server.
    terms: Option<Arc<RoundTripLimits>>,
    /// Type-erased `View` of the caller: only the floor above knows the type.
    visible: Option<Arc<dyn Any + Send + Sync>>,
    extensions: Extensions,
}

impl Context {
    /// Creates an empty context.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn change(&mut self) -> &mut Inner {
        Arc::make_mut(&mut self.0)
    }

    /// Sets the caller.
    #[must_use]
    pub fn with_caller(mut self, caller: Principal) -> Self {
        self.set_caller(caller);
        self
    }

    /// Sets the account that the call is made for, in hosts that serve several accounts.
    #[must_use]
    pub fn with_account(mut self, account: impl Into<Arc<str>>) -> Self {
        self.set_account(account);
        self
    }

    /// Sets the deadline of the call.
    #[must_use]
    pub fn with_deadline(mut self, deadline: Instant) -> Self {
        self.set_deadline(deadline);
        self
    }

    /// Sets the protocol revision from the transport's header. A request of 2026-07-28 overrides it.
    #[must_use]
    pub fn with_protocol_version(mut self, version: ProtocolVersion) -> Self {
        self.set_protocol_version(version);
        self
    }

    /// Sets the sink for progress notifications.
    #[must_use]
    pub fn with_progress_sink(mut self, sink: ProgressSink) -> Self {
        self.set_progress_sink(sink);
        self
    }

    /// Sets the sink for log messages.
    #[must_use]
    pub fn with_log_sink(mut self, sink: LogSink) -> Self {
        self.set_log_sink(sink);
        self
    }

    /// Sets the client's minimum log level. A request of 2026-07-28 overrides it.
    #[must_use]
    pub fn with_log_level(mut self, level: Level) -> Self {
        self.set_log_level(Some(level));
        self
    }

    /// Sets the connection over which the client accepts requests while its own request runs: for stateful
    /// transports and in-process agents.
    #[must_use]
    pub fn with_connection(mut self, connection: Arc<dyn ClientConnection>) -> Self {
        self.set_connection(connection);
        self
    }

    /// Sets the client capabilities, in the protocol's form: `{"elicitation":{}}`. A request of 2026-07-28
    /// overrides them.
    #[must_use]
    pub fn with_client_capabilities(mut self, capabilities: &Map<String, Value>) -> Self {
        self.set_client(self.client().cloned(), Some(write(capabilities)));
        self
    }

    /// Sets the caller.
    pub fn set_caller(&mut self, caller: Principal) {
        self.change().caller = Some(Arc::new(caller));
    }

    pub(crate) fn share_caller(&mut self, caller: Arc<Principal>) {
        self.change().caller = Some(caller);
    }

    /// Sets the account that the call is made for.
    pub fn set_account(&mut self, account: impl Into<Arc<str>>) {
        self.change().account = Some(account.into());
    }

    /// Sets the deadline of the call.
    pub fn set_deadline(&mut self, deadline: Instant) {
        self.change().deadline = Some(deadline);
    }

    /// Sets the protocol revision of the request.
    pub fn set_protocol_version(&mut self, version: ProtocolVersion) {
        self.change().version = Some(version);
    }

    /// Sets the sink for progress notifications.
    pub fn set_progress_sink(&mut self, sink: ProgressSink) {
        self.change().sink = Some(sink);
    }

    /// Sets the sink for log messages.
    pub fn set_log_sink(&mut self, sink: LogSink) {
        self.change().log_sink = Some(sink);
    }

    /// Sets the client's minimum log level; `None` turns log messages off.
    pub fn set_log_level(&mut self, level: Option<Level>) {
        self.change().log_level = level;
    }

    /// Sets the connection over which the client accepts requests while its own request runs.
    pub fn set_connection(&mut self, connection: Arc<dyn ClientConnection>) {
        self.change().connection = Some(connection);
    }

    pub(crate) fn set_visible(&mut self, view: Arc<dyn Any + Send + Sync>) {
        self.change().visible = Some(view);
    }

    pub(crate) fn set_multi_round_trip(&mut self, multi_round_trip: MultiRoundTrip) {
        self.change().multi_round_trip = Some(Arc::new(multi_round_trip));
    }

    /// Sets name and capabilities of the client, as the JSON that it sent with `initialize`.
    pub fn set_client(&mut self, client: Option<Implementation>, capabilities: Option<Bytes>) {
        self.change().client = client.map(Arc::new);
        self.change().capabilities = capabilities;
    }

    pub(crate) fn set_terms(&mut self, terms: Arc<RoundTripLimits>) {
        self.change().terms = Some(terms);
    }

    pub(crate) fn terms(&self) -> Option<&RoundTripLimits> {
        self.0.terms.as_deref()
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

    /// Returns the caller; `None` if the host does not authenticate.
    #[must_use]
    pub fn caller(&self) -> Option<&Principal> {
        self.0.caller.as_deref()
    }

    /// Returns the account that the call is made for.
    #[must_use]
    pub fn account(&self) -> Option<&str> {
        self.0.account.as_deref()
    }

    /// Returns the deadline of the call. Tools should not wait longer.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        self.0.deadline
    }

    /// Returns the protocol revision of the request.
    #[must_use]
    pub fn protocol_version(&self) -> Option<ProtocolVersion> {
        self.0.version
    }

    /// Returns name and version that the client claims to have. Use them in logs, not for decisions.
    #[must_use]
    pub fn client(&self) -> Option<&Implementation> {
        self.0.client.as_deref()
    }

    /// Returns `true` if the client declared a capability, for example `sampling`.
    #[must_use]
    pub fn client_can(&self, capability: &str) -> bool {
        self.client_capability(capability).is_some()
    }

    /// Returns the value that the client declared for a capability; `None` if it did not declare it.
    #[must_use]
    pub fn client_capability(&self, capability: &str) -> Option<Value> {
        let mut all: Map<String, Value> = serde_json::from_slice(self.0.capabilities.as_ref()?).ok()?;
        all.remove(capability).filter(|value| !value.is_null())
    }

    /// Returns the client capabilities, as the JSON that the client sent.
    #[must_use]
    pub fn client_capabilities(&self) -> Option<&Bytes> {
        self.0.capabilities.as_ref()
    }

    /// Returns the caller's trace context.
    #[must_use]
    pub fn trace(&self) -> Option<&TraceContext> {
        self.0.trace.as_deref()
    }

    /// Returns the caller's baggage as sent (<https://www.w3.org/TR/baggage/>). It is the client's own claim.
    #[must_use]
    pub fn baggage(&self) -> Option<&str> {
        self.0.baggage.as_deref()
    }

    pub(crate) fn visible(&self) -> Option<&(dyn Any + Send + Sync)> {
        self.0.visible.as_deref()
    }

    /// Returns the connection over which the client accepts requests while its own request runs, if there is one.
    #[must_use]
    pub fn connection(&self) -> Option<&dyn ClientConnection> {
        self.0.connection.as_deref()
    }

    /// Returns the client's minimum log level.
    #[must_use]
    pub fn log_level(&self) -> Option<Level> {
        self.0.log_level
    }

    pub(crate) fn multi_round_trip(&self) -> Option<&MultiRoundTrip> {
        self.0.multi_round_trip.as_deref()
    }

    /// Returns `true` if a log message of this level is sent: the client requested it and the transport supports
    /// it.
    #[must_use]
    pub fn wants_log(&self, level: Level) -> bool {
        self.0.log_sink.is_some() && self.0.log_level.is_some_and(|least| level >= least)
    }

    /// Sends a log message, if the client requested this level. Otherwise does nothing.
    ///
    /// The data is a text or any other serialisable value. Data beyond
    /// [`Server::max_log_data`](crate::Server::max_log_data) is cut. The client can read it, so it must not contain
    /// secrets.
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

    /// Returns `true` if [`progress`](Self::progress) is sent: the client requested it and the transport supports
    /// it.
    #[must_use]
    pub fn wants_progress(&self) -> bool {
        self.0.token.is_some() && self.0.sink.is_some()
    }

    /// Reports progress, if the client requested it. Otherwise does nothing.
    ///
    /// The protocol requires increasing values. A value that does not increase, or is not a number, is dropped.
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
    fn log_messages_respect_the_level() {
        let seen: Arc<Mutex<Vec<Level>>> = Arc::default();
        let sink = Arc::clone(&seen);
        let mut context = Context::new().with_log_sink(Arc::new(move |message: LogMessage| {
            sink.lock().unwrap().push(message.level);
        }));
        context.log(Level::Emergency, None, "not requested");
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
