//! Pagination cursors for tools: opaque text that a model passes back unchanged.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Serialize, de::DeserializeOwned};

use crate::handler::{
    client_features::{Fingerprint, Fingerprinter, RequestStateKey},
    context::Context,
    tool::HandlerError,
};

/// Default maximum length of a cursor, in bytes of its text. Longer ones are refused without decoding.
pub(crate) const MAX_CURSOR: usize = 16 * 1024;

/// Length of the signature at the end, in bytes. Short, because models copy cursors: a forger needs 2^79 calls on average.
const TAG: usize = 10;
// Domain separation: a signature made here is invalid elsewhere under the same secret, and vice versa.
const CURSOR_LABEL: &[u8] = b"mcp-core cursor v2\0";

/// Codec for the pagination cursors of one tool, one caller and one set of arguments.
///
/// A cursor is opaque to the model. It holds the state of the tool as JSON, signed with the server's
/// [`RequestStateKey`]. The signature also covers the server's name, the caller, the account, the tool's name and the
/// arguments that select the list. With any of them changed, or altered itself, the cursor is refused with an error that
/// tells the model what to do. Leave arguments that may change between pages, such as the page size, out of `arguments`.
///
/// The content is signed, not secret: anyone can read it. Do not put secrets into it.
///
/// The key is random unless the host sets one: cursors end with the process then. Replicas must share it; see
/// [`Server::request_state_key`](crate::Server::request_state_key).
///
/// ```
/// use mcp_core::{Context, Cursor};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize, PartialEq, Debug)]
/// struct Place { offset: u32 }
///
/// let context = Context::new();
/// let orders = |state: &str| Cursor::new(&context, "list_orders", &serde_json::json!({ "state": state }));
/// let text = orders("open").encode(&Place { offset: 50 })?;
/// assert_eq!(orders("open").decode::<Place>(&text)?, Place { offset: 50 });
///
/// let error = orders("paid").decode::<Place>(&text).unwrap_err();
/// assert!(error.message().contains("other arguments"));
/// # Ok::<(), mcp_core::HandlerError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Cursor {
    key: RequestStateKey,
    /// Digest of server, caller, account, tool and arguments.
    binding: Fingerprint,
    max: usize,
}

impl Cursor {
    /// Creates the cursors of a tool under these arguments, for the caller of the context. The order of members does not
    /// matter.
    pub fn new(context: &Context, tool: &str, arguments: &impl Serialize) -> Self {
        let terms = context.terms();
        let key = terms.map_or_else(RequestStateKey::of_process, |terms| terms.key.clone());
        let binding = Fingerprinter::default()
            .part(terms.map(|terms| terms.server.as_bytes()))
            .part(context.caller().map(|caller| caller.id().as_bytes()))
            .part(context.account().map(str::as_bytes))
            .part(Some(tool.as_bytes()))
            .json(&serde_json::to_value(arguments).unwrap_or_default())
            .finish();
        Self { key, binding, max: MAX_CURSOR }
    }

    /// Creates cursors that every node reads and everybody can forge. The signature is a checksum here.
    pub(crate) fn unsigned(list: &str) -> Self {
        Self { key: RequestStateKey::public(), binding: list.to_owned(), max: MAX_CURSOR }
    }

    /// Sets the maximum length of a cursor, in bytes of its text. Defaults to 16 KiB.
    #[must_use]
    pub const fn max(mut self, bytes: usize) -> Self {
        self.max = bytes;
        self
    }

    /// Encodes a state as a cursor.
    ///
    /// # Errors
    ///
    /// [`HandlerErrorKind::Internal`](crate::HandlerErrorKind::Internal) if the state cannot be serialised.
    pub fn encode(&self, state: &impl Serialize) -> Result<String, HandlerError> {
        let mut bytes = serde_json::to_vec(state).map_err(|error| {
            HandlerError::internal("the cursor cannot be written as JSON").with_source(error)
        })?;
        let tag = self.key.sign(CURSOR_LABEL, &self.signed(&bytes));
        bytes.extend_from_slice(&tag[..TAG]);
        Ok(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Decodes the state in a cursor.
    ///
    /// # Errors
    ///
    /// [`HandlerErrorKind::InvalidArguments`](crate::HandlerErrorKind::InvalidArguments) if the text is not a cursor, was
    /// altered, or belongs to another tool, to other arguments or to another caller.
    pub fn decode<S: DeserializeOwned>(&self, text: &str) -> Result<S, HandlerError> {
        let json = self.verified(text).ok_or_else(refused)?;
        serde_json::from_slice(&json).map_err(|_| refused())
    }

    fn verified(&self, text: &str) -> Option<Vec<u8>> {
        let text = text.trim();
        if text.len() > self.max {
            return None;
        }
        let mut bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (json, tag) = bytes.split_last_chunk::<TAG>()?;
        if !self.key.has_signed(CURSOR_LABEL, &self.signed(json), tag) {
            return None;
        }
        bytes.truncate(bytes.len() - TAG);
        Some(bytes)
    }

    /// Returns the signed data. The binding is a digest of constant length or a constant name, and JSON cannot begin with
    /// the separator.
    fn signed(&self, json: &[u8]) -> Vec<u8> {
        [self.binding.as_bytes(), b"\0", json].concat()
    }
}

fn refused() -> HandlerError {
    HandlerError::invalid_arguments(
        "the cursor was altered or has expired, or belongs to another tool, to other arguments or to another caller",
    )
    .with_hint(
        "Pass the cursor back unchanged, to the tool that returned it and with the same other arguments. Omit it to \
         start again.",
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn cursor(tool: &str, arguments: &Value) -> Cursor {
        Cursor::new(&Context::new(), tool, arguments)
    }

    #[test]
    fn cursor_is_bound_to_tool_arguments_and_caller() {
        let context = |caller: &str, account: &str| {
            Context::new().with_caller(crate::Principal::new(caller)).with_account(account)
        };
        let of = |context: &Context, tool, arguments| Cursor::new(context, tool, &arguments);
        let own = of(&context("u_1", "acme"), "a", json!({ "x": 1 }));
        let text = own.encode(&1).unwrap();
        assert_eq!(own.decode::<u32>(&text).unwrap(), 1);
        for other in [
            of(&context("u_2", "acme"), "a", json!({ "x": 1 })),
            of(&context("u_1", "other"), "a", json!({ "x": 1 })),
            of(&Context::new(), "a", json!({ "x": 1 })),
            of(&context("u_1", "acme"), "b", json!({ "x": 1 })),
            of(&context("u_1", "acme"), "a", json!({ "x": 2 })),
        ] {
            let error = other.decode::<u32>(&text).unwrap_err();
            assert!(
                error.message().contains("another tool, to other arguments or to another caller"),
                "{error}"
            );
            assert!(error.hint().is_some());
        }
    }

    #[test]
    fn cursor_is_signed_with_the_servers_key() {
        let terms = |key: RequestStateKey| {
            let mut context = Context::new();
            context.set_terms(std::sync::Arc::new(crate::handler::client_features::RoundTripLimits {
                server: "s".into(),
                key,
                ttl: std::time::Duration::ZERO,
                requests: 0,
                request_state: 0,
                spent: crate::handler::client_features::SpentMemory::of_process(),
            }));
            Cursor::new(&context, "a", &())
        };
        let key = |byte| RequestStateKey::new([byte; 32]).unwrap();
        let text = terms(key(1)).encode(&7).unwrap();
        assert_eq!(terms(key(1)).decode::<u32>(&text).unwrap(), 7);
        assert_eq!(terms(key(2).accepting(key(1))).decode::<u32>(&text).unwrap(), 7);
        assert!(terms(key(2)).decode::<u32>(&text).is_err());
        assert!(terms(RequestStateKey::public()).decode::<u32>(&text).is_err());
    }

    #[test]
    fn cursor_of_an_offset_is_short() {
        assert_eq!(cursor("a", &json!({})).encode(&50).unwrap().len(), 16);
    }

    #[test]
    fn the_order_of_arguments_does_not_matter() {
        let text = cursor("a", &json!({"x":1,"y":[2]})).encode(&"s").unwrap();
        assert_eq!(cursor("a", &json!({"y":[2],"x":1})).decode::<String>(&text).unwrap(), "s");
    }

    #[test]
    fn invalid_cursor_is_refused() {
        let cursor = cursor("a", &json!({}));
        for text in ["", "x", "AAAA", "https://example.com/?page_token=1", "äöü", &"A".repeat(MAX_CURSOR + 1)]
        {
            let error = cursor.decode::<Value>(text).unwrap_err();
            assert!(error.message().contains("was altered"), "{text}: {error}");
        }
    }

    #[test]
    fn cursor_length_is_configurable() {
        let cursor = cursor("a", &json!({}));
        let text = cursor.encode(&"s").unwrap();
        assert!(cursor.clone().max(text.len()).decode::<String>(&text).is_ok());
        assert!(cursor.max(text.len() - 1).decode::<String>(&text).is_err());
    }

    #[test]
    fn state_of_another_type_is_refused() {
        let cursor = cursor("a", &json!({}));
        let text = cursor.encode(&json!({"offset": 1})).unwrap();
        assert!(cursor.decode::<u32>(&text).is_err());
    }

    proptest! {
        #[test]
        fn cursor_round_trips(tool in ".{0,20}", filter in ".{0,20}", state in ".{0,200}") {
            let cursor = cursor(&tool, &json!({ "filter": filter }));
            let text = cursor.encode(&state).unwrap();
            prop_assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')));
            prop_assert_eq!(cursor.decode::<String>(&text).unwrap(), state);
        }

        #[test]
        fn altered_cursor_is_refused(state in ".{0,50}", at in any::<prop::sample::Index>(), to in "[A-Za-z0-9_-]") {
            let cursor = cursor("a", &json!({}));
            let text = cursor.encode(&state).unwrap();
            let mut altered = text.clone();
            let at = at.index(text.len());
            altered.replace_range(at..=at, &to);
            prop_assume!(altered != text);
            prop_assert!(cursor.decode::<String>(&altered).is_err());
        }
    }
}
