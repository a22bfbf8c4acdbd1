//! Encoding of events. A fuzz target compiles this file by itself.

use bytes::Bytes;

const HEAD: &[u8] = b"event: message\n";

/// Encodes one message as an event. A line break in the JSON would end the field, so each line becomes a field of
/// its own. The client joins them with a line break, which JSON allows there.
pub(crate) fn encode(message: &[u8]) -> Bytes {
    let mut event = Vec::with_capacity(HEAD.len() + message.len() + 10);
    event.extend_from_slice(HEAD);
    let mut rest = message;
    loop {
        let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len());
        event.extend_from_slice(b"data: ");
        event.extend_from_slice(&rest[..end]);
        event.push(b'\n');
        let skip = if rest[end..].starts_with(b"\r\n") { 2 } else { 1 };
        match rest.get(end + skip..) {
            Some(more) if end < rest.len() => rest = more,
            _ => break,
        }
    }
    event.push(b'\n');
    event.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_breaks_do_not_end_the_data() {
        assert_eq!(encode(b"{}"), "event: message\ndata: {}\n\n");
        assert_eq!(
            encode(b"{\r\n \"a\":\r1\n}"),
            "event: message\ndata: {\ndata:  \"a\":\ndata: 1\ndata: }\n\n"
        );
    }
}
