//! Pagination cursors for tools: opaque text that a model passes back unchanged.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::handler::tool::HandlerError;

/// Default maximum length of a cursor, in bytes of its text. Longer ones are refused without decoding.
pub(crate) const MAX_CURSOR: usize = 16 * 1024;

/// Length of the checksum before the JSON, in bytes.
const CHECKSUM: usize = 8;

/// Codec for the pagination cursors of one tool and one set of arguments.
///
/// A cursor is opaque to the model. It holds the state of the tool as JSON, bound to the tool's name and to the
/// arguments that select the list. With other arguments, or altered, it is refused with an error that tells the
/// model what to do. Leave arguments that may change between pages, such as the page size, out of `arguments`.
///
/// The checksum detects accidents, such as a cursor that a model cut short. It is not a signature, and the content
/// is not secret: anyone can read and forge a cursor. Validate its content like any other argument, and do not
/// store permissions in it.
///
/// ```
/// use mcp_core::Cursor;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize, PartialEq, Debug)]
/// struct Place { offset: u32 }
///
/// let orders = |state: &str| Cursor::new("list_orders", &serde_json::json!({ "state": state }));
/// let text = orders("open").encode(&Place { offset: 50 })?;
/// assert_eq!(orders("open").decode::<Place>(&text)?, Place { offset: 50 });
///
/// let error = orders("paid").decode::<Place>(&text).unwrap_err();
/// assert!(error.message().starts_with("the cursor belongs to a call with other arguments"));
/// # Ok::<(), mcp_core::HandlerError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Cursor {
    tool: String,
    arguments: u64,
    max: usize,
}

#[derive(Serialize, Deserialize)]
struct Wire<S> {
    tool: String,
    /// Fingerprint of the arguments, in hexadecimal: not every JSON number holds 64 bits.
    arguments: String,
    state: S,
}

impl Cursor {
    /// Creates the cursors of a tool under these arguments. The order of members does not matter.
    pub fn new(tool: impl Into<String>, arguments: &impl Serialize) -> Self {
        // Through a `Value`, whose maps are sorted.
        let value = serde_json::to_value(arguments).unwrap_or_default();
        Self { tool: tool.into(), arguments: fingerprint(value.to_string().as_bytes()), max: MAX_CURSOR }
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
        let wire = Wire { tool: self.tool.clone(), arguments: format!("{:x}", self.arguments), state };
        let json = serde_json::to_vec(&wire).map_err(|error| {
            HandlerError::internal("the cursor cannot be written as JSON").with_source(error)
        })?;
        let mut bytes = Vec::with_capacity(CHECKSUM + json.len());
        bytes.extend_from_slice(&fingerprint(&json).to_be_bytes());
        bytes.extend_from_slice(&json);
        Ok(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Decodes the state in a cursor.
    ///
    /// # Errors
    ///
    /// [`HandlerErrorKind::InvalidArguments`](crate::HandlerErrorKind::InvalidArguments) if the text is not a cursor, was
    /// altered, or belongs to another tool or to other arguments.
    pub fn decode<S: DeserializeOwned>(&self, text: &str) -> Result<S, HandlerError> {
        let json = checked(text, self.max).ok_or_else(altered)?;
        let wire: Wire<serde_json::Value> = serde_json::from_slice(&json).map_err(|_| altered())?;
        if wire.tool != self.tool {
            return Err(refused(format!(
                "the cursor belongs to the tool {}, not to {}",
                wire.tool, self.tool
            )));
        }
        if wire.arguments != format!("{:x}", self.arguments) {
            return Err(refused("the cursor belongs to a call with other arguments".to_owned()));
        }
        S::deserialize(wire.state).map_err(|_| altered())
    }
}

fn checked(text: &str, longest: usize) -> Option<Vec<u8>> {
    let text = text.trim();
    if text.len() > longest {
        return None;
    }
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (sum, json) = bytes.split_at_checked(CHECKSUM)?;
    (sum == fingerprint(json).to_be_bytes()).then(|| json.to_vec())
}

fn altered() -> HandlerError {
    refused("the cursor was not issued by this tool, or was altered".to_owned())
}

fn refused(message: String) -> HandlerError {
    HandlerError::invalid_arguments(message)
        .with_hint("Pass the cursor back unchanged, with the same other arguments. Omit it to start again.")
}

/// FNV-1a (<http://www.isthe.com/chongo/tech/comp/fnv/>): unlike the hashers of the standard library, it is the
/// same on every machine and in every version.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn cursor_is_bound_to_its_tool() {
        let text = Cursor::new("a", &json!({})).encode(&1).unwrap();
        let error = Cursor::new("b", &json!({})).decode::<u32>(&text).unwrap_err();
        assert_eq!(error.message(), "the cursor belongs to the tool a, not to b");
        assert!(error.hint().is_some());
    }

    #[test]
    fn the_order_of_arguments_does_not_matter() {
        let text = Cursor::new("a", &json!({"x":1,"y":[2]})).encode(&"s").unwrap();
        assert_eq!(Cursor::new("a", &json!({"y":[2],"x":1})).decode::<String>(&text).unwrap(), "s");
    }

    #[test]
    fn invalid_cursor_is_refused() {
        let cursor = Cursor::new("a", &json!({}));
        for text in ["", "x", "AAAA", "https://example.com/?page_token=1", "äöü", &"A".repeat(MAX_CURSOR + 1)]
        {
            let error = cursor.decode::<Value>(text).unwrap_err();
            assert!(error.message().contains("not issued by this tool"), "{text}: {error}");
        }
    }

    #[test]
    fn cursor_length_is_configurable() {
        let cursor = Cursor::new("a", &json!({}));
        let text = cursor.encode(&"s").unwrap();
        assert!(cursor.clone().max(text.len()).decode::<String>(&text).is_ok());
        assert!(cursor.max(text.len() - 1).decode::<String>(&text).is_err());
    }

    #[test]
    fn state_of_another_type_is_refused() {
        let cursor = Cursor::new("a", &json!({}));
        let text = cursor.encode(&json!({"offset": 1})).unwrap();
        assert!(cursor.decode::<u32>(&text).is_err());
    }

    proptest! {
        #[test]
        fn cursor_round_trips(tool in ".{0,20}", filter in ".{0,20}", state in ".{0,200}") {
            let cursor = Cursor::new(tool, &json!({ "filter": filter }));
            let text = cursor.encode(&state).unwrap();
            prop_assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')));
            prop_assert_eq!(cursor.decode::<String>(&text).unwrap(), state);
        }

        #[test]
        fn altered_cursor_is_refused(state in ".{0,50}", at in any::<prop::sample::Index>(), to in "[A-Za-z0-9_-]") {
            let cursor = Cursor::new("a", &json!({}));
            let text = cursor.encode(&state).unwrap();
            let mut altered = text.clone();
            let at = at.index(text.len());
            altered.replace_range(at..=at, &to);
            prop_assume!(altered != text);
            prop_assert!(cursor.decode::<String>(&altered).is_err());
        }
    }
}
