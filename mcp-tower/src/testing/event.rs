//! Incremental parser of server-sent events.

use serde_json::Value;

/// Parses JSON messages from an event stream (<https://html.spec.whatwg.org/multipage/server-sent-events.html>).
#[derive(Default)]
pub(super) struct Events {
    /// Beginning of an incomplete line.
    line: Vec<u8>,
    /// Data of the current event.
    data: Vec<String>,
}

impl Events {
    /// Parses the next bytes, and returns the complete messages.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Vec<Value> {
        let mut messages = Vec::new();
        for byte in bytes {
            if *byte != b'\n' {
                self.line.push(*byte);
                continue;
            }
            let line = std::mem::take(&mut self.line);
            let line = String::from_utf8(line).expect("an event stream is UTF-8");
            let line = line.strip_suffix('\r').unwrap_or(&line);
            if !line.is_empty() {
                let data = line.strip_prefix("data:");
                self.data.extend(data.map(|data| data.strip_prefix(' ').unwrap_or(data).to_owned()));
            } else if !self.data.is_empty() {
                let data = std::mem::take(&mut self.data).join("\n");
                messages.push(
                    serde_json::from_str(&data)
                        .unwrap_or_else(|error| panic!("an event is not JSON: {error}: {data}")),
                );
            }
        }
        messages
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn pieces_of_any_size_make_the_same_messages() {
        let stream = ": keep-alive\n\nevent: message\ndata: {\"a\":\ndata: \"ü\"}\n\nid: 1\r\ndata:[1]\r\n\r\ndata: 2\n";
        for size in 1..stream.len() {
            let mut events = Events::default();
            let messages: Vec<_> =
                stream.as_bytes().chunks(size).flat_map(|piece| events.push(piece)).collect();
            assert_eq!(messages, [json!({ "a": "ü" }), json!([1])], "{size}");
        }
    }
}
