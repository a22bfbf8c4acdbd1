//! Every message, encoded as an event, parses back to itself.
#![no_main]

#[path = "../../src/http/sse/encode.rs"]
mod encode;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|message: &str| {
    let event = encode::encode(message.as_bytes());
    let events = parse(std::str::from_utf8(&event).expect("an event is text where the message is"));
    // The format treats the three kinds of line breaks alike.
    let data = message.replace("\r\n", "\n").replace('\r', "\n");
    assert_eq!(events, [("message".to_owned(), data)], "{event:?}");
});

/// Parses the events of a stream, type and data, by
/// <https://html.spec.whatwg.org/multipage/server-sent-events.html>.
fn parse(stream: &str) -> Vec<(String, String)> {
    let mut events = Vec::new();
    let (mut kind, mut data) = (String::new(), None::<String>);
    for line in stream.replace("\r\n", "\n").split(['\n', '\r']) {
        if line.is_empty() {
            if let Some(data) = data.take() {
                events.push((std::mem::take(&mut kind), data));
            }
            kind.clear();
            continue;
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match (field, &mut data) {
            ("event", _) => value.clone_into(&mut kind),
            ("data", Some(data)) => {
                data.push('\n');
                data.push_str(value);
            }
            ("data", none) => *none = Some(value.to_owned()),
            _ => {}
        }
    }
    assert!(data.is_none(), "the last event is not closed");
    events
}
