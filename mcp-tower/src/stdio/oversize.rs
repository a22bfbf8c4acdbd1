//! Lines beyond the maximum length: finds the id of the request.

use bytes::Bytes;
use mcp_core::jsonrpc::{Id, Message};

/// Maximum length of an id, in bytes of its JSON.
const MAX_ID: usize = 256;

/// Finds the id of a request while its bytes are skipped. Clients match responses by id alone, so a response
/// without one would leave the client waiting. Invalid JSON yields no id, or a wrong one.
#[derive(Debug, Default)]
pub(crate) struct Oversize {
    depth: usize,
    in_string: bool,
    escaped: bool,
    /// Bytes of the current name or value, while it may be a wanted one.
    token: Vec<u8>,
    token_fits: bool,
    name: Name,
    has_method: bool,
    id: Option<Vec<u8>>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Name {
    Id,
    #[default]
    Other,
}

impl Oversize {
    /// Scans the next bytes.
    pub(crate) fn read(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.byte(*byte));
    }

    fn byte(&mut self, byte: u8) {
        if self.in_string {
            self.keep(byte);
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            return;
        }
        match (byte, self.depth) {
            (b' ' | b'\t' | b'\r', _) => {}
            (b'{', 0) => {
                self.depth = 1;
                self.begin();
            }
            (b':', 1) => {
                self.name = match &self.token[..] {
                    br#""id""# => Name::Id,
                    _ => Name::Other,
                };
                self.has_method |= self.token == br#""method""#;
                self.begin();
            }
            (b',' | b'}', 1) => {
                if self.name == Name::Id && self.token_fits {
                    self.id = Some(std::mem::take(&mut self.token));
                }
                self.name = Name::Other;
                self.begin();
                self.depth -= usize::from(byte == b'}');
            }
            (b'{' | b'[', _) => {
                self.keep(byte);
                self.depth += 1;
            }
            (b'}' | b']', _) => {
                self.keep(byte);
                self.depth = self.depth.saturating_sub(1);
            }
            _ => {
                self.in_string = byte == b'"';
                self.keep(byte);
            }
        }
    }

    fn begin(&mut self) {
        self.token.clear();
        self.token_fits = true;
    }

    fn keep(&mut self, byte: u8) {
        if self.depth == 1 && self.token.len() < MAX_ID {
            self.token.push(byte);
        } else {
            self.token_fits = false;
        }
    }

    /// Returns the id, if the line was a request with one.
    pub(crate) fn id(self) -> Option<Id> {
        let id = self.id.filter(|_| self.has_method)?;
        // Parsed again as part of a message, which validates the id.
        let message = [br#"{"jsonrpc":"2.0","method":"","id":"#, &id[..], b"}"].concat();
        match Message::parse(&Bytes::from(message)) {
            Ok(Message::Request(envelope)) => Some(envelope.id().clone()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> Option<String> {
        let mut oversize = Oversize::default();
        oversize.read(text.as_bytes());
        oversize.id().map(|id| String::from_utf8(id.as_bytes().to_vec()).unwrap())
    }

    #[test]
    fn oversize_line_yields_only_request_ids() {
        assert_eq!(id(r#"{"id":7,"method":"x"}"#).as_deref(), Some("7"));
        assert_eq!(id(r#" { "method":"x" , "id" : "\"}" } "#).as_deref(), Some(r#""\"}""#));
        // A notification, a response, not a scalar, nested, a text that looks like one, not JSON, cut off.
        for text in [
            r#"{"method":"x"}"#,
            r#"{"id":7,"result":{"method":1}}"#,
            r#"{"id":[7],"method":"x"}"#,
            r#"{"id":{"id":7},"method":"x"}"#,
            r#"{"params":{"id":7},"method":"x"}"#,
            r#"{"params":"\"id\":7,","method":"x"}"#,
            r#"{"id":7 8,"method":"x"}"#.replace(' ', "x").as_str(),
            "[[[]]]}}}",
            r#"{"method":"x","id":7"#,
            &format!(r#"{{"method":"x","id":"{}"}}"#, "i".repeat(MAX_ID)),
        ] {
            assert_eq!(id(text), None, "{text}");
        }
    }
}
