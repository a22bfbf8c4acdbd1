//! JSON surrounded by PHP warnings.
//!
//! A server that displays warnings writes them before or after the JSON, as `<br />\n<b>Warning</b>:  Undefined
//! array key "x" in <b>/srv/api.php</b> on line <b>7</b><br />` or in the format of a framework. The call was
//! carried out nevertheless. A fatal error is not a warning: such a body is left unchanged.

use std::ops::Range;

use serde::de::IgnoredAny;

/// Maximum number of bytes before the JSON.
const MAX_NOISE_BYTES: usize = 16 * 1024;

/// Maximum number of candidate positions. Warnings may contain brackets as well.
const MAX_PLACES: usize = 64;

/// Names of the errors that do not end a script (<https://www.php.net/manual/en/errorfunc.constants.php>).
const SEVERITIES: [&str; 4] = ["Warning", "Notice", "Deprecated", "Strict Standards"];

/// Names of the errors that end a script.
const FAILURES: [&str; 3] = ["Fatal error", "Parse error", "Uncaught"];

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Returns the range of the JSON in a body: all of it, unless PHP warnings surround an object or a list.
pub(super) fn json(body: &[u8]) -> Range<usize> {
    let start = if body.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
    let all = start..body.len();
    let text = body[start..].trim_ascii();
    let bare = text.is_empty() || (is_start(text[0]) && matches!(text[text.len() - 1], b'}' | b']'));
    // A text, a number, or a body that is not from PHP.
    if bare || !names_any(text, &SEVERITIES) {
        return all;
    }
    let places =
        body.iter().enumerate().take(MAX_NOISE_BYTES).skip(start).filter(|(_, byte)| is_start(**byte));
    let found = places.take(MAX_PLACES).filter_map(|(at, _)| {
        let mut values = serde_json::Deserializer::from_slice(&body[at..]).into_iter::<IgnoredAny>();
        values.next()?.ok()?;
        let value = at..at + values.byte_offset();
        (is_noise(&body[start..value.start]) && is_noise(&body[value.end..])).then_some(value)
    });
    // Brackets in a warning are shorter than the JSON.
    found.max_by_key(|value| value.len()).unwrap_or(all)
}

fn is_start(byte: u8) -> bool {
    matches!(byte, b'{' | b'[')
}

/// Returns `true` if a text is empty or consists of PHP warnings.
fn is_noise(text: &[u8]) -> bool {
    let is_blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0 || BYTE_ORDER_MARK.contains(byte);
    text.iter().all(is_blank) || (names_any(text, &SEVERITIES) && !names_any(text, &FAILURES))
}

fn names_any(text: &[u8], words: &[&str]) -> bool {
    words.iter().any(|word| text.windows(word.len()).any(|window| window == word.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HTML: &str =
        "<br />\n<b>Warning</b>:  Undefined array key [0] in <b>/srv/a.php</b> on line <b>7</b><br />\n";

    fn found(body: &str) -> &str {
        &body[json(body.as_bytes())]
    }

    #[test]
    fn json_without_warnings_stays() {
        for body in
            ["", "true", "17", "\"a text\"", "{}", " [1] \n", "{\"a\": \" on line \"}", "<html>", "{\"cut"]
        {
            assert_eq!(found(body), body);
        }
        assert_eq!(found("\u{feff}{}"), "{}");
    }

    #[test]
    fn surrounding_warnings_are_removed() {
        let notice = "PHP Notice:  x[1] is {odd} in /srv/a.php on line 12\n";
        for json in [r#"{"error": "No"}"#, r#"[{"id": 1}, {"id": 2}]"#] {
            for body in [
                format!("{HTML}{json}"),
                format!("{HTML}{HTML}{json}"),
                format!("{json}{HTML}"),
                format!("{HTML}{json}\n{notice}"),
                format!("\u{feff}{notice}{json}"),
            ] {
                assert_eq!(found(&body), json, "{body}");
            }
        }
    }

    #[test]
    fn what_is_not_a_warning_stays() {
        let long = format!("Warning: {}\n{{}}", "x".repeat(MAX_NOISE_BYTES));
        for body in [
            r#"<b>Warning</b><html>{"error": "x"}</html>"#,
            r#"<h1>Hello</h1>{"error": "x"}"#,
            r#"{"id": 1}<b>Fatal error</b>: out of memory, no Warning"#,
            r#"Warning: {"id": 1, "text": "cut"#,
            &long,
        ] {
            assert_eq!(found(body), body);
        }
    }

    #[test]
    fn many_brackets_are_parsed_quickly() {
        let body = format!("Warning {}\n", "[".repeat(MAX_NOISE_BYTES));
        assert_eq!(json(body.as_bytes()), 0..body.len());
    }
}
