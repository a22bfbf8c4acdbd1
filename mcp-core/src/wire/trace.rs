//! Trace context of the caller.

/// Maximum length of `tracestate`, in bytes: 512, the length that W3C's Trace Context, section 3.3.1.5, requires to
/// propagate.
pub(crate) const MAX_TRACE_STATE: usize = 512;
/// Maximum length of `baggage`, in bytes: 8,192, the limit of W3C's Baggage, section 3.3.2.
pub(crate) const MAX_BAGGAGE: usize = 8192;

/// Trace context of the caller, from a request's `_meta` or its headers (<https://www.w3.org/TR/trace-context/>).
///
/// It is the client's own claim: use it to join spans, not for decisions.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TraceContext {
    /// `traceparent`, of the form `00-{32 hex digits}-{16 hex digits}-{2 hex digits}`.
    pub parent: String,
    /// `tracestate`.
    pub state: Option<String>,
}

impl TraceContext {
    /// Validates a trace context. As W3C requires, an invalid parent invalidates the whole trace context; a state
    /// that is too long is dropped.
    ///
    /// For transports and layers that read headers. The trace context in a request's `_meta` is in
    /// [`Context::trace`](crate::Context::trace).
    #[must_use]
    pub fn read(parent: Option<String>, state: Option<String>) -> Option<Self> {
        let parent = parent.filter(|parent| is_parent(parent))?;
        Some(Self { parent, state: state.filter(|state| is_text(state, MAX_TRACE_STATE)) })
    }
}

/// Returns the baggage if it is valid in a header (<https://www.w3.org/TR/baggage/>).
pub(crate) fn baggage(text: Option<String>) -> Option<String> {
    text.filter(|text| is_text(text, MAX_BAGGAGE))
}

/// Accepts visible ASCII and spaces, so that the text can be forwarded in a header.
fn is_text(text: &str, limit: usize) -> bool {
    (1..=limit).contains(&text.len()) && text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\t'))
}

fn is_parent(text: &str) -> bool {
    let hex = |part: &str, length: usize| {
        part.len() == length && part.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    };
    let zero = |part: &str| part.bytes().all(|b| b == b'0');
    // Later versions may append parts.
    let mut parts = text.splitn(5, '-');
    let (Some(version), Some(trace), Some(span), Some(flags), rest) =
        (parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    hex(version, 2)
        && version != "ff"
        && hex(trace, 32)
        && !zero(trace)
        && hex(span, 16)
        && !zero(span)
        && hex(flags, 2)
        && rest.is_none_or(|rest| version != "00" && is_text(rest, MAX_TRACE_STATE))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    #[test]
    fn invalid_traceparent_is_ignored() {
        let read = |parent: &str| TraceContext::read(Some(parent.into()), None).is_some();
        assert!(read(PARENT));
        assert!(read("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what-comes"));
        for bad in [
            "",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
            "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
            "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        ] {
            assert!(!read(bad), "{bad}");
        }
    }

    #[test]
    fn invalid_header_text_is_dropped() {
        let state = |state: &str| TraceContext::read(Some(PARENT.into()), Some(state.into())).unwrap().state;
        assert_eq!(state("a=1,b=2").as_deref(), Some("a=1,b=2"));
        assert_eq!(state(&"a".repeat(MAX_TRACE_STATE + 1)), None);
        assert_eq!(state("a=1\r\nx: y"), None);
        assert!(baggage(Some("user=7".into())).is_some());
        assert!(baggage(Some("a".repeat(MAX_BAGGAGE + 1))).is_none());
        assert!(baggage(Some("ü".into())).is_none());
    }
}
