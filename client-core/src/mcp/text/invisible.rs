//! Characters that nobody sees.

use std::borrow::Cow;

use serde_json::Value;

/// Leaves the characters out that nobody sees: zero-width, bidirectional-control, tag and other control characters.
/// Line breaks and tabs stay, and joiners where a script or an emoji needs them.
///
/// Such characters hide words from people in names, subjects and file names as well as in bodies, and let an address
/// read as another. [`html_to_text`](super::html_to_text) and [`clean_text`](super::clean_text) do it themselves.
///
/// ```
/// use client_core::mcp::text::visible;
///
/// assert_eq!(visible("Sarah\u{202E}nehC"), "SarahnehC");
/// ```
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_invisible) { Cow::Owned(remove(text, &mut 0)) } else { Cow::Borrowed(text) }
}

/// Does the same to every text of a value, at any depth; the names of members stay. Names, subjects and file names come
/// from strangers as bodies do.
///
/// ```
/// let mut value = serde_json::json!({ "names": ["Sarah\u{202E}nehC"] });
/// client_core::mcp::text::make_visible(&mut value);
/// assert_eq!(value["names"][0], "SarahnehC");
/// ```
pub fn make_visible(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Cow::Owned(clean) = visible(text) {
                *text = clean;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(make_visible),
        Value::Object(members) => members.values_mut().for_each(make_visible),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Removes zero-width, bidirectional-control, tag and other control characters and counts them. Joiners between
/// characters of scripts and emoji that need them stay.
pub(super) fn remove(text: &str, removed: &mut usize) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let joins = matches!(c, '\u{200C}' | '\u{200D}')
            && clean.chars().next_back().is_some_and(needs_joiners)
            && chars.peek().copied().is_some_and(needs_joiners);
        if is_invisible(c) && !joins {
            *removed += 1;
        } else {
            clean.push(c);
        }
    }
    clean
}

fn needs_joiners(c: char) -> bool {
    c > '\u{02FF}' && !is_invisible(c) && !c.is_whitespace()
}

fn is_invisible(c: char) -> bool {
    match c {
        '\n' | '\r' | '\t' => false,
        c if c.is_control() => true,
        '\u{00AD}' // soft hyphen
        | '\u{034F}' // combining grapheme joiner
        | '\u{061C}' // Arabic letter mark
        | '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}' // Hangul fillers
        | '\u{17B4}' | '\u{17B5}' // Khmer inherent vowels
        | '\u{180B}'..='\u{180F}' // Mongolian selectors
        | '\u{200B}'..='\u{200F}' // zero width, direction marks
        | '\u{202A}'..='\u{202E}' // direction embedding and override
        | '\u{2060}'..='\u{206F}' // word joiner, invisible operators, isolates
        | '\u{FEFF}' // byte order mark
        | '\u{FFF9}'..='\u{FFFB}' // interlinear annotation
        | '\u{E0000}'..='\u{E0FFF}' // tags, further variation selectors
        => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(text: &str) -> (String, usize) {
        let mut removed = 0;
        (remove(text, &mut removed), removed)
    }

    #[test]
    fn hidden_characters_go_and_are_counted() {
        assert_eq!(clean("a\u{200B}b\u{202E}c\u{0}d\u{E0041}"), ("abcd".into(), 4));
        assert_eq!(clean("plain\ttext\n"), ("plain\ttext\n".into(), 0));
    }

    #[test]
    fn only_what_hides_something_is_copied() {
        assert!(matches!(visible("plain, 👨\tü\n"), Cow::Borrowed(_)));
        assert_eq!(visible("a\u{E0041}\u{200B}b"), "ab");
    }

    #[test]
    fn every_text_of_a_value_is_cleaned() {
        let mut value = serde_json::json!({"name": "a\u{202E}b", "list": ["\u{E0041}c", {"deep": "d\u{200B}\n"}], "n": 1});
        make_visible(&mut value);
        assert_eq!(value, serde_json::json!({"name": "ab", "list": ["c", {"deep": "d\n"}], "n": 1}));
    }

    #[test]
    fn joiners_stay_where_they_join() {
        for text in ["👨\u{200D}👩\u{200D}👧", "می\u{200C}خواهم", "❤\u{FE0F}"] {
            assert_eq!(clean(text), (text.to_owned(), 0));
        }
        assert_eq!(clean("pass\u{200D}word"), ("password".into(), 1));
    }
}
