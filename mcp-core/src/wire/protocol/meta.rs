//! Parameters of a request: the members of `params` and of `params._meta`.

use std::fmt;

use bytes::Bytes;

use super::{CALL_TOOL, Checked, GET_PROMPT, Implementation, Lifecycle, ProtocolVersion, READ_RESOURCE};
use crate::wire::{
    jsonrpc::{Envelope, RpcError, from_object, plain_text},
    log::{Level, UnknownLevel},
    members::{Member, Members},
};

/// `_meta` key of the protocol revision, in requests of 2026-07-28.
pub const META_PROTOCOL_VERSION: &str = "io.modelcontextprotocol/protocolVersion";
/// `_meta` key of the client's name and version.
pub const META_CLIENT_INFO: &str = "io.modelcontextprotocol/clientInfo";
/// `_meta` key of the client's capabilities, required in requests of 2026-07-28.
pub const META_CLIENT_CAPABILITIES: &str = "io.modelcontextprotocol/clientCapabilities";
/// `_meta` key of the minimum log level, in requests of 2026-07-28.
pub const META_LOG_LEVEL: &str = "io.modelcontextprotocol/logLevel";
/// `_meta` key of the subscription that a notification belongs to.
pub const META_SUBSCRIPTION_ID: &str = "io.modelcontextprotocol/subscriptionId";
/// `_meta` key of the server's name and version, in results of 2026-07-28.
pub const META_SERVER_INFO: &str = "io.modelcontextprotocol/serverInfo";

/// Default maximum length of a progress token, in bytes of its JSON. Every progress notification repeats it.
pub(crate) const MAX_PROGRESS_TOKEN: usize = 1024;

/// Members of `params` that the protocol defines.
///
/// Parsing checks types only; [`validate`](Self::validate) applies the rules of the stateless lifecycle and returns the
/// [`Checked`] parameters that a server decodes. `Debug` leaves out the arguments.
///
/// ```
/// use bytes::Bytes;
/// use mcp_core::{Lifecycle, jsonrpc::Message, protocol::Params};
///
/// let body = Bytes::from(r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo"}}"#);
/// let Ok(Message::Request(envelope)) = Message::parse(&body) else { panic!("a request") };
/// let params = Params::parse(&envelope)?;
/// assert_eq!(params.lifecycle(), Lifecycle::Initialize);
/// assert_eq!(params.name(), Some("echo"));
/// # Ok::<(), mcp_core::RpcError>(())
/// ```
#[derive(Clone, Default)]
pub struct Params {
    stateless: bool,
    version: Option<String>,
    declares: bool,
    fault: Option<String>,
    pub(crate) client: Option<Implementation>,
    pub(crate) capabilities: Option<Bytes>,
    pub(crate) progress_token: Option<Bytes>,
    pub(crate) traceparent: Option<String>,
    pub(crate) tracestate: Option<String>,
    pub(crate) baggage: Option<String>,
    pub(crate) log_level: Option<Level>,
    pub(crate) level: Field<String>,
    pub(crate) input_responses: Option<Bytes>,
    pub(crate) request_state: Field<String>,
    pub(crate) notifications: Option<Bytes>,
    pub(crate) name: Field<String>,
    pub(crate) uri: Field<String>,
    pub(crate) cursor: Field<String>,
    pub(crate) arguments: Bytes,
    pub(crate) requested_version: Option<String>,
}

/// Member that may be absent or of the wrong type. The difference matters only to methods that need it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) enum Field<T> {
    #[default]
    Absent,
    Mistyped,
    Given(T),
}

impl<T> Field<T> {
    /// Takes the member, leaving it absent.
    pub(crate) const fn take(&mut self) -> Self {
        std::mem::replace(self, Self::Absent)
    }

    const fn given(&self) -> Option<&T> {
        match self {
            Self::Given(value) => Some(value),
            Self::Absent | Self::Mistyped => None,
        }
    }

    /// Returns a required member.
    pub(crate) fn required(self, name: &str, what: &str) -> Result<T, RpcError> {
        match self {
            Self::Given(value) => Ok(value),
            Self::Absent => Err(RpcError::invalid_params(format!("params.{name} is missing"))),
            Self::Mistyped => Err(RpcError::invalid_params(format!("params.{name} must be {what}"))),
        }
    }

    /// Returns an optional member.
    pub(crate) fn optional(self, name: &str, what: &str) -> Result<Option<T>, RpcError> {
        match self {
            Self::Absent => Ok(None),
            given => given.required(name, what).map(Some),
        }
    }
}

impl Params {
    /// Reads the `params` of a request.
    ///
    /// # Errors
    ///
    /// -32602 if `params` or `_meta` is not an object or repeats a known member.
    pub fn parse(envelope: &Envelope) -> Result<Self, RpcError> {
        let (body, members) = envelope.parts();
        if let Some(malformed) = members.malformed() {
            return Err(RpcError::invalid_params(malformed.to_string()));
        }
        let json = std::str::from_utf8(body).map_err(|e| RpcError::invalid_params(format!("params: {e}")))?;
        let bytes = |member| members.bytes(member, body);
        let field = |member| text_field(members.text(member, json));
        let mut params = Self {
            name: field(Member::Name),
            uri: field(Member::Uri),
            cursor: field(Member::Cursor),
            arguments: bytes(Member::Arguments).unwrap_or_default(),
            requested_version: members.text(Member::ProtocolVersion, json).and_then(text),
            client: members.text(Member::ClientInfo, json).and_then(|json| from_object(json).ok()),
            capabilities: bytes(Member::Capabilities),
            level: field(Member::Level),
            notifications: bytes(Member::Notifications),
            input_responses: bytes(Member::InputResponses),
            request_state: field(Member::RequestState),
            ..Self::default()
        };
        params.read_meta(body, json, members);
        Ok(params)
    }

    fn read_meta(&mut self, body: &Bytes, json: &str, members: &Members) {
        let member = |member| members.text(member, json);
        let mut faults: Vec<String> = Vec::new();
        if let Some(token) = member(Member::ProgressToken) {
            if !token.starts_with(|c: char| c == '"' || c == '-' || c.is_ascii_digit()) {
                faults.push("progressToken must be a string or a number".into());
            } else {
                self.progress_token = members.bytes(Member::ProgressToken, body);
            }
        }
        self.traceparent = member(Member::TraceParent).and_then(text);
        self.tracestate = member(Member::TraceState).and_then(text);
        self.baggage = member(Member::Baggage).and_then(text);
        let capabilities = member(Member::MetaCapabilities);
        self.declares = capabilities.is_some();
        let Some(version) = member(Member::MetaVersion) else { return };
        self.stateless = true;
        self.version = text(version);
        if self.version.is_none() {
            faults.push(format!("{META_PROTOCOL_VERSION} must be a string"));
        }
        self.client = None;
        if let Some(client) = member(Member::MetaClient) {
            match from_object(client) {
                Ok(client) => self.client = Some(client),
                Err(_) => {
                    faults
                        .push(format!("{META_CLIENT_INFO} must be an object with strings name and version"));
                }
            }
        }
        match member(Member::MetaLogLevel).map(|json| text(json).and_then(|level| level.parse().ok())) {
            Some(None) => faults.push(format!("{META_LOG_LEVEL}: {UnknownLevel}")),
            level => self.log_level = level.flatten(),
        }
        self.capabilities = None;
        match capabilities {
            Some(json) if json.starts_with('{') => {
                self.capabilities = members.bytes(Member::MetaCapabilities, body);
            }
            Some(_) => faults.push(format!("{META_CLIENT_CAPABILITIES} must be an object")),
            None => faults.push(format!("{META_CLIENT_CAPABILITIES} is missing")),
        }
        if !faults.is_empty() {
            self.fault = Some(faults.join("; "));
        }
    }

    /// Returns `Lifecycle::Stateless` if `_meta` names a protocol revision, whatever its value.
    #[must_use]
    pub const fn lifecycle(&self) -> Lifecycle {
        if self.stateless { Lifecycle::Stateless } else { Lifecycle::Initialize }
    }

    /// Returns the protocol revision in `_meta`, as written.
    #[must_use]
    pub fn claimed_version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// Returns `params.name`: the tool of a `tools/call`, the prompt of a `prompts/get`.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.given().map(String::as_str)
    }

    /// Returns `params.uri`: the resource of a `resources/read`.
    #[must_use]
    pub fn uri(&self) -> Option<&str> {
        self.uri.given().map(String::as_str)
    }

    /// Returns the target of the method, which HTTP repeats in `Mcp-Name`: the name of the tool or prompt, the URI
    /// of the resource. The outer `None` means that the method has no target, the inner one that the member is
    /// missing.
    #[must_use]
    pub fn subject(&self, method: &str) -> Option<Option<&str>> {
        match method {
            CALL_TOOL | GET_PROMPT => Some(self.name()),
            READ_RESOURCE => Some(self.uri()),
            _ => None,
        }
    }

    /// Returns `params.arguments` as sent; empty if they are absent.
    #[must_use]
    pub const fn arguments(&self) -> &Bytes {
        &self.arguments
    }

    /// Returns `true` if the client requested progress notifications.
    #[must_use]
    pub const fn wants_progress(&self) -> bool {
        self.progress_token.is_some()
    }

    /// Returns the minimum log level in a request of 2026-07-28.
    #[must_use]
    pub const fn log_level(&self) -> Option<Level> {
        self.log_level
    }

    /// Validates a stateless request: the required members of `_meta`, and a supported revision. A request of an
    /// `initialize` revision has no such rules.
    ///
    /// # Errors
    ///
    /// -32602 with each member that is missing or of the wrong type; -32022 if the revision is not a supported stateless
    /// one.
    pub fn validate(self) -> Result<Checked, RpcError> {
        self.validate_with(|_| Ok(()))
    }

    /// Like [`validate`](Self::validate), with the rules of a transport between the members and the revision: in the
    /// protocol, a header that differs from the body takes precedence over an unsupported revision.
    ///
    /// # Errors
    ///
    /// As [`validate`](Self::validate), and the errors of the transport.
    pub fn validate_with(
        self,
        transport: impl FnOnce(&Self) -> Result<(), RpcError>,
    ) -> Result<Checked, RpcError> {
        if let Some(fault) = &self.fault {
            return Err(RpcError::invalid_params(format!("params._meta: {fault}")));
        }
        transport(&self)?;
        let version = self.version()?;
        Ok(Checked { params: self, version })
    }

    fn version(&self) -> Result<Option<ProtocolVersion>, RpcError> {
        if !self.stateless {
            return Ok(None);
        }
        let requested = self.claimed_version().unwrap_or_default();
        match requested.parse::<ProtocolVersion>() {
            Ok(version) if version.lifecycle() == Lifecycle::Stateless => Ok(Some(version)),
            _ => Err(RpcError::unsupported_version(requested)),
        }
    }

    /// Returns the error for a request with 2026-07-28 in its header but not in its body: the required members of
    /// `_meta` that are missing.
    #[must_use]
    pub fn missing_meta(&self) -> RpcError {
        let capabilities = match self.declares {
            true => String::new(),
            false => format!("; {META_CLIENT_CAPABILITIES} is missing"),
        };
        RpcError::invalid_params(format!("params._meta: {META_PROTOCOL_VERSION} is missing{capabilities}"))
    }
}

impl fmt::Debug for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Params")
            .field("lifecycle", &self.lifecycle())
            .field("version", &self.version)
            .field("client", &self.client)
            .field("name", &self.name)
            .field("uri", &self.uri)
            .field("wants_progress", &self.wants_progress())
            .field("arguments_bytes", &self.arguments.len())
            .finish_non_exhaustive()
    }
}

/// Writes `"…/serverInfo":…`, a member of `_meta`.
pub(crate) fn push_server_info(body: &mut Vec<u8>, server_info: &Bytes) {
    body.push(b'"');
    body.extend_from_slice(META_SERVER_INFO.as_bytes());
    body.extend_from_slice(br#"":"#);
    body.extend_from_slice(server_info);
}

/// Reads a JSON string.
fn text(json: &str) -> Option<String> {
    match plain_text(json) {
        Some(text) => Some(text.to_owned()),
        None => serde_json::from_str(json).ok(),
    }
}

fn text_field(json: Option<&str>) -> Field<String> {
    match json {
        None => Field::Absent,
        Some(json) => text(json).map_or(Field::Mistyped, Field::Given),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::jsonrpc::Message;

    fn params(json: &str) -> Result<Params, RpcError> {
        let body = Bytes::from(format!(r#"{{"jsonrpc":"2.0","id":1,"method":"m","params":{json}}}"#));
        match Message::parse(&body) {
            Ok(Message::Request(envelope)) => Params::parse(&envelope),
            other => panic!("not a request: {other:?}"),
        }
    }

    #[test]
    fn lifecycle_follows_meta_protocol_version() {
        assert_eq!(params("{}").unwrap().lifecycle(), Lifecycle::Initialize);
        assert_eq!(params(r#"{"_meta":{"progressToken":1}}"#).unwrap().lifecycle(), Lifecycle::Initialize);
        let claim = params(r#"{"_meta":{"io.modelcontextprotocol/protocolVersion":null}}"#).unwrap();
        assert_eq!(claim.lifecycle(), Lifecycle::Stateless);
        assert!(claim.validate().unwrap_err().message().contains("must be a string"));
    }

    #[test]
    fn missing_capabilities_are_named() {
        let params = params(r#"{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}"#).unwrap();
        let error = params.clone().validate().unwrap_err();
        assert_eq!(error.code(), -32602);
        assert!(error.message().contains(META_CLIENT_CAPABILITIES));
        assert_eq!(params.version().unwrap(), Some(ProtocolVersion::V2026_07_28));
    }

    #[test]
    fn list_params_are_refused() {
        let client = |client: &str| {
            params(&format!(
                r#"{{"_meta":{{"{META_PROTOCOL_VERSION}":"2026-07-28","{META_CLIENT_CAPABILITIES}":{{}},"{META_CLIENT_INFO}":{client}}}}}"#
            ))
            .unwrap()
        };
        client(r#"{"name":"c","version":"1"}"#).validate().unwrap();
        let error = client(r#"["c",null,"1",null,null,[]]"#).validate().unwrap_err();
        assert!(error.message().contains(META_CLIENT_INFO), "{error}");
    }

    #[test]
    fn initialize_revision_in_meta_is_unsupported() {
        let params = params(
            r#"{"_meta":{"io.modelcontextprotocol/protocolVersion":"2025-11-25","io.modelcontextprotocol/clientCapabilities":{}}}"#,
        )
        .unwrap();
        let error = params.validate().unwrap_err();
        assert_eq!(error.code(), -32022);
        assert_eq!(
            error.data().map(|d| d.get()),
            Some(r#"{"requested":"2025-11-25","supported":["2026-07-28"]}"#)
        );
    }

    #[test]
    fn shapes_that_are_no_object_are_refused() {
        assert_eq!(params("[1]").unwrap_err().code(), -32602);
        assert_eq!(params(r#"{"_meta":[]}"#).unwrap_err().code(), -32602);
        assert_eq!(params(r#"{"name":"a","name":"b"}"#).unwrap_err().code(), -32602);
    }

    #[test]
    fn missing_meta_lists_only_missing_members() {
        let none = params("{}").unwrap().missing_meta();
        assert!(
            none.message().contains(META_PROTOCOL_VERSION)
                && none.message().contains(META_CLIENT_CAPABILITIES)
        );
        let one =
            params(r#"{"_meta":{"io.modelcontextprotocol/clientCapabilities":{}}}"#).unwrap().missing_meta();
        assert!(
            one.message().contains(META_PROTOCOL_VERSION)
                && !one.message().contains(META_CLIENT_CAPABILITIES)
        );
    }

    #[test]
    fn debug_shows_no_arguments() {
        let shown = format!("{:?}", params(r#"{"name":"echo","arguments":{"text":"hunter2"}}"#).unwrap());
        assert!(shown.contains("echo") && !shown.contains("hunter2"), "{shown}");
    }
}
