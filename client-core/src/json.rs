//! JSON of vendors, also where its encoding is damaged.
//!
//! Vendors cut texts between the halves of an emoji, mix encodings, and write a byte order mark. Such a response would
//! cost a whole page. [`from_slice`] repairs it: the damaged character becomes U+FFFD, the rest stays.

use serde::de::DeserializeOwned;

/// Reads JSON. If its syntax is broken, reads it again with the encoding repaired.
///
/// The repair takes one pass. It replaces halves of surrogate pairs, incomplete escapes and invalid UTF-8 by U+FFFD,
/// escapes control characters in strings, and removes byte order marks.
///
/// ```
/// use serde_json::{Value, json};
///
/// let value: Value = client_core::json::from_slice(br#"{"subject": "Thanks \ud83d"}"#)?;
/// assert_eq!(value, json!({"subject": "Thanks \u{fffd}"}));
/// assert!(client_core::json::from_slice::<Value>(b"<html>").is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Errors
///
/// The error of the unrepaired JSON, if it still cannot be read.
pub fn from_slice<T: DeserializeOwned>(body: &[u8]) -> Result<T, serde_json::Error> {
    match serde_json::from_slice(body) {
        Err(error) if error.is_syntax() => serde_json::from_str(&repair(body)).or(Err(error)),
        result => result,
    }
}

/// Repairs the encoding of JSON.
fn repair(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{FEFF}' | '\0'));
    let mut repaired = String::with_capacity(text.len());
    let mut in_string = false;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let mut length = c.len_utf8();
        match c {
            '"' => {
                in_string = !in_string;
                repaired.push(c);
            }
            '\\' if in_string => {
                let (escape, taken) = escape(rest);
                repaired.push_str(escape);
                length = taken;
            }
            c if in_string && c < ' ' => repaired.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => repaired.push(c),
        }
        at += length;
    }
    repaired
}

/// Returns the escape at the start of a text, repaired, and the length of the original.
fn escape(text: &str) -> (&str, usize) {
    const LOST: &str = "\u{FFFD}";
    match text.as_bytes().get(1) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => (&text[..2], 2),
        Some(b'u') => match unit(text) {
            Some(0xD800..=0xDBFF) => match text.get(6..).and_then(unit) {
                Some(0xDC00..=0xDFFF) => (&text[..12], 12),
                _ => (LOST, 6),
            },
            Some(0xDC00..=0xDFFF) => (LOST, 6),
            Some(_) => (&text[..6], 6),
            // An escape that was cut.
            None => (LOST, 2 + text[2..].bytes().take(3).take_while(u8::is_ascii_hexdigit).count()),
        },
        _ => (LOST, 1),
    }
}

/// Returns the UTF-16 unit of an escape `\uXXXX`.
fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    let hex = digits.bytes().all(|b| b.is_ascii_hexdigit());
    if hex { u16::from_str_radix(digits, 16).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[track_caller]
    fn reads(body: &[u8], expected: Value) {
        assert_eq!(from_slice::<Value>(body).unwrap(), expected);
    }

    #[test]
    fn damaged_characters_are_replaced() {
        reads(br#"{"a": "x \ud83d", "b": 1}"#, json!({"a": "x \u{fffd}", "b": 1}));
        reads(
            br#"{"\udc00k": ["\ud83dx", {"deep": "\ud83d\ud83d\ude00"}]}"#,
            json!({"\u{fffd}k": ["\u{fffd}x", {"deep": "\u{fffd}😀"}]}),
        );
        reads(br#"["\\ud83d", "\\\ud83d", "\"\ud83d\""]"#, json!(["\\ud83d", "\\\u{fffd}", "\"\u{fffd}\""]));
        reads(
            br#"["cut \ud8", "cut \u", "odd \x41", "\n\u00e9"]"#,
            json!(["cut \u{fffd}", "cut \u{fffd}", "odd \u{fffd}x41", "\né"]),
        );
        reads(b"[\"caf\xe9\", \"\xff\", \"ok\"]", json!(["caf\u{fffd}", "\u{fffd}", "ok"]));
        reads(b"[\"\xed\xa0\xbd\"]", json!(["\u{fffd}\u{fffd}\u{fffd}"]));
        reads(b"\xef\xbb\xbf {\"a\": 1}\0\n", json!({"a": 1}));
        reads(b"[\"a\nb\tc\"]", json!(["a\nb\tc"]));
    }

    #[test]
    fn other_errors_stay() {
        for body in ["", "<html>", "{\"a\": 1", "{\"a\": \"\\ud83d\"", "[1,]"] {
            let plain = serde_json::from_slice::<Value>(body.as_bytes()).unwrap_err().to_string();
            assert_eq!(from_slice::<Value>(body.as_bytes()).unwrap_err().to_string(), plain);
        }
        assert!(from_slice::<u64>(b"\"\\ud83d\"").is_err());
    }

    #[test]
    fn repeated_damage_is_repaired() {
        for (unit, whole) in
            [("\\ud83d", true), ("\u{feff}", true), ("\\ud83d\\ud83d", true), ("\\u", true), ("\n", true)]
        {
            let body = format!("[\"{}\"]", unit.repeat(200_000));
            assert_eq!(from_slice::<Value>(body.as_bytes()).is_ok(), whole, "{unit:?}");
        }
    }
}
