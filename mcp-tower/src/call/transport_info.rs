//! Transport attributes of a request, for spans.

use std::sync::Arc;

use mcp_core::{Request, TraceContext, jsonrpc::Id};
use tracing::Span;

/// Sets a caller's trace context as the parent of a span.
pub(crate) type OnTrace = Arc<dyn Fn(&Span, &TraceContext) + Send + Sync>;

/// Maximum length of a request id in a span, in bytes: the client chooses it.
const MAX_ID: usize = 64;

/// Request id, session and transport of a request. Inserted into the extensions of its context if spans are
/// recorded.
#[derive(Debug, Clone)]
pub(crate) struct TransportInfo {
    id: Id,
    /// Digest of the session id.
    session: Option<u64>,
    transport: &'static str,
}

impl TransportInfo {
    /// Attributes of a request over HTTP.
    pub(crate) const fn http(id: Id, session: Option<u64>) -> Self {
        Self { id, session, transport: "tcp" }
    }

    /// Attributes of a request over a pipe.
    #[cfg(feature = "stdio")]
    pub(crate) const fn pipe(id: Id) -> Self {
        Self { id, session: None, transport: "pipe" }
    }

    /// Returns the id of the request, as text.
    pub(crate) fn request_id(&self) -> String {
        let text = String::from_utf8_lossy(self.id.as_bytes());
        let text = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(&text);
        clip(text, MAX_ID).to_owned()
    }

    pub(crate) fn session(&self) -> Option<String> {
        self.session.map(|digest| format!("{digest:016x}"))
    }

    pub(crate) const fn transport(&self) -> &'static str {
        self.transport
    }

    /// Returns the protocol below MCP, if it has a name.
    pub(crate) fn protocol(&self) -> Option<&'static str> {
        (self.transport == "tcp").then_some("http")
    }
}

/// Inserts the attributes, if spans are recorded.
pub(crate) fn attach(request: &mut Request, id: &Id, info: impl FnOnce(Id) -> TransportInfo) {
    if tracing::span_enabled!(target: "mcp_tower::layer::mcp_trace", tracing::Level::INFO) {
        request.context.extensions_mut().insert(info(id.clone()));
    }
}

/// Returns the beginning of a text, cut between characters.
pub(crate) fn clip(text: &str, max_bytes: usize) -> &str {
    let mut end = max_bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_between_characters() {
        assert_eq!(clip("über", 1), "");
        assert_eq!(clip("über", 2), "ü");
        assert_eq!(clip("über", 99), "über");
    }

    #[test]
    fn an_id_is_text_of_a_bounded_length() {
        let info = TransportInfo::http(Id::number(12), Some(7));
        assert_eq!(info.request_id(), "12");
        assert_eq!(info.session().as_deref(), Some("0000000000000007"));
    }
}
