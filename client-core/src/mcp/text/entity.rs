//! Character references in text without markup.

use std::{borrow::Cow, convert::Infallible};

use html5gum::{
    Span, Tokenizer,
    emitters::callback::{CallbackEmitter, CallbackEvent},
};

/// Maximum length of a character reference, in bytes.
const MAX_REFERENCE: usize = 40;

/// Decodes the character references of a text once, as a browser does. One without its semicolon counts only before
/// a blank or punctuation, and never in a link: `?a=1&copy=2` stays.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    let mut in_link = false;
    for (at, c) in text.char_indices() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '&' if !is_reference(text, at, in_link) => escaped.push_str("&amp;"),
            // The tokenizer reads a carriage return as a line break, which it is here too.
            c => escaped.push(c),
        }
        let opens =
            (c == ':' && text[at..].starts_with("://")) || (c == 'w' && text[at..].starts_with("www."));
        in_link = !c.is_whitespace() && (in_link || opens);
    }
    let mut decoded = String::with_capacity(text.len());
    let emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| -> Option<Infallible> {
        if let CallbackEvent::String { value } = event {
            decoded.push_str(&String::from_utf8_lossy(value));
        }
        None
    });
    let Ok(()) = Tokenizer::new_with_emitter(escaped.as_str(), emitter).finish();
    Cow::Owned(decoded)
}

/// Returns `true` if a reference begins at the `&`.
fn is_reference(text: &str, at: usize, in_link: bool) -> bool {
    let rest = &text[at + 1..];
    let length = reference(rest);
    if length == 0 || rest[length..].starts_with(';') {
        return length > 0;
    }
    let name = &rest[..length];
    let next = rest[length..].chars().next();
    (name.starts_with('#') || is_legacy(name))
        && next.is_none_or(|c| c != '=' && !c.is_alphanumeric())
        && !in_link
}

/// Returns `true` for a name that a browser reads without its semicolon.
fn is_legacy(name: &str) -> bool {
    const MORE: [&str; 24] = [
        "amp", "AMP", "lt", "LT", "gt", "GT", "quot", "QUOT", "nbsp", "copy", "COPY", "reg", "REG", "szlig",
        "AElig", "aelig", "ccedil", "Ccedil", "times", "pound", "yen", "cent", "sect", "deg",
    ];
    const ACCENTS: [&str; 7] = ["uml", "acute", "grave", "circ", "tilde", "ring", "slash"];
    let accented = |name: &str| {
        let mut chars = name.chars();
        chars.next().is_some_and(|c| "aeiouyncAEIOUYNC".contains(c)) && ACCENTS.contains(&chars.as_str())
    };
    MORE.contains(&name) || accented(name)
}

/// Returns the length of a name or number behind `&`.
fn reference(text: &str) -> usize {
    let bytes = text.as_bytes();
    let skip = usize::from(bytes.first() == Some(&b'#'));
    let length = bytes[skip..].iter().take(MAX_REFERENCE).take_while(|b| b.is_ascii_alphanumeric()).count();
    if length == 0 { 0 } else { skip + length }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_decoded_once() {
        for (text, decoded) in [
            ("--&gt; [email]\nx", "--> [email]\nx"),
            ("a &amp;amp; b", "a &amp; b"),
            ("&lt;p&gt; &#60;&#x3c; &nbsp;|&Auml;", "<p> << \u{a0}|Ä"),
            ("AT&T, R&D;, Q&A", "AT&T, R&D;, Q&A"),
            ("&copy 2026 &lt 5", "© 2026 < 5"),
            ("drag&notify AT&ampT", "drag&notify AT&ampT"),
            ("https://s.example/?a=1&copy=2&amp;b=3&reg", "https://s.example/?a=1&copy=2&b=3&reg"),
            ("&#128512;&#xD83D;&#0;", "😀\u{fffd}\u{fffd}"),
            ("& && &; &#; &unknown;", "& && &; &#; &unknown;"),
            ("tags <b> stay &amp; so", "tags <b> stay & so"),
        ] {
            assert_eq!(decode(text), decoded, "{text}");
        }
    }

    #[test]
    fn many_signs_take_linear_time() {
        let start = std::time::Instant::now();
        for text in [
            "&".repeat(1 << 18),
            "&amp".repeat(1 << 16),
            "&a".repeat(1 << 17),
            "&#38;".repeat(50_000),
            "&xy;".repeat(50_000),
        ] {
            let _ = decode(&text);
        }
        assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    }
}
