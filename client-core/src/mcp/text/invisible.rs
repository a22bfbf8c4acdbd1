//! Invisible characters, and the brackets of our own marks.

use std::borrow::Cow;

use icu_properties::{
    CodePointSetData,
    props::{DefaultIgnorableCodePoint, Emoji, ExtendedPictographic, Ideographic},
};
use serde_json::Value;

/// Removes invisible characters: zero-width, bidirectional-control, tag and other control characters. Keeps line
/// breaks and tabs, and joiners where a script or an emoji needs them. The brackets ⟦ and ⟧ become `[` and `]`: they
/// are reserved for the marks of this module, which no writer must forge.
///
/// Such characters hide text from people in names, subjects and file names as well as in bodies, and disguise
/// addresses. [`html_to_text`](super::html_to_text) and [`clean_text`](super::clean_text) remove them too.
///
/// ```
/// use client_core::mcp::text::visible;
///
/// assert_eq!(visible("Sarah\u{202E}nehC"), "SarahnehC");
/// assert_eq!(visible("⟦image: logo⟧"), "[image: logo]");
/// ```
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    remove(text, &mut 0)
}

/// Removes invisible characters from text that may hold marks of this module.
pub(in crate::mcp) fn visible_with_marks(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_invisible) {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len());
    // The characters around a bracket are cleaned like those around any other sign.
    for part in text.split_inclusive([OPEN, CLOSE]) {
        let mark = part.chars().next_back().filter(|c| plain(*c) != *c);
        let words = mark.map_or(part, |mark| &part[..part.len() - mark.len_utf8()]);
        clean.push_str(&remove(words, &mut 0));
        clean.extend(mark);
    }
    Cow::Owned(clean)
}

/// Replaces the brackets of marks, and nothing else.
pub(super) fn without_marks(text: &str) -> Cow<'_, str> {
    match text.contains([OPEN, CLOSE]) {
        true => Cow::Owned(text.chars().map(plain).collect()),
        false => Cow::Borrowed(text),
    }
}

/// Brackets around the marks of this module (<https://www.unicode.org/charts/PDF/U27C0.pdf>).
pub(super) const OPEN: char = '\u{27E6}';
pub(super) const CLOSE: char = '\u{27E7}';

/// Returns a character of untrusted text: no bracket of a mark.
const fn plain(c: char) -> char {
    match c {
        OPEN => '[',
        CLOSE => ']',
        c => c,
    }
}

fn changes(c: char) -> bool {
    matches!(c, OPEN | CLOSE) || is_invisible(c)
}

/// Removes invisible characters from every text of a value, at any depth. Names of members stay unchanged. Names,
/// subjects and file names are untrusted text, as bodies are.
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

/// Removes and counts characters that nobody sees: all of Unicode's Default_Ignorable_Code_Point, and controls. Replaces
/// the brackets of marks.
///
/// Joiners stay in scripts and emoji that need them, variation selectors after a base that has variants, and tags in
/// the flags of England, Scotland and Wales.
pub(super) fn remove<'a>(text: &'a str, removed: &mut usize) -> Cow<'a, str> {
    let is_ordinary = |b: u8| matches!(b, b'\n' | b'\r' | b'\t' | b' '..=b'~');
    let Some(at) = text.bytes().position(|b| !is_ordinary(b)) else { return Cow::Borrowed(text) };
    if !text[at..].chars().any(changes) {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len());
    let mut rest = text.chars();
    let mut before = None;
    while let Some(c) = rest.next() {
        let next = rest.clone().next();
        if !is_invisible(c) || is_needed(c, before, next) {
            clean.push(plain(c));
            before = Some(c);
            if c == BLACK_FLAG
                && let Some(tags) = FLAGS.iter().find(|tags| rest.as_str().starts_with(**tags))
            {
                clean.push_str(tags);
                rest = rest.as_str()[tags.len()..].chars();
            }
        } else {
            *removed += 1;
        }
    }
    Cow::Owned(clean)
}

/// Base of the flags of regions, and the tags that follow it.
const BLACK_FLAG: char = '\u{1F3F4}';
const FLAGS: [&str; 3] = [
    "\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
    "\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}",
    "\u{E0067}\u{E0062}\u{E0077}\u{E006C}\u{E0073}\u{E007F}",
];
const KEYCAP: char = '\u{20E3}';

/// Returns `true` if an invisible character changes how its neighbours look.
fn is_needed(c: char, before: Option<char>, next: Option<char>) -> bool {
    let Some(before) = before else { return false };
    match c {
        '\u{200D}' if is_pictograph(before) || before == '\u{FE0F}' => next.is_some_and(is_pictograph),
        // A joiner may also end a word in the scripts of India.
        '\u{200D}' if ('\u{0900}'..='\u{0DFF}').contains(&before) => true,
        '\u{200C}' | '\u{200D}' => joins(before) && next.is_some_and(joins),
        '\u{FE0E}' | '\u{FE0F}' => is_emoji(before) && (!before.is_ascii() || next == Some(KEYCAP)),
        '\u{FE00}'..='\u{FE0D}' => {
            is_ideograph(before)
                || matches!(before, '\u{1000}'..='\u{109F}' | '\u{2200}'..='\u{22FF}' | '\u{2A00}'..='\u{2AFF}' | '\u{3000}'..='\u{303F}' | '\u{A840}'..='\u{A87F}' | '\u{FF01}'..='\u{FF1F}')
        }
        '\u{E0100}'..='\u{E01EF}' => is_ideograph(before),
        '\u{180B}'..='\u{180F}' => matches!(before, '\u{1820}'..='\u{18AA}'),
        _ => false,
    }
}

fn is_pictograph(c: char) -> bool {
    CodePointSetData::new::<ExtendedPictographic>().contains(c)
        || matches!(c, '\u{1F3FB}'..='\u{1F3FF}' | '\u{2640}' | '\u{2642}')
}

fn is_emoji(c: char) -> bool {
    CodePointSetData::new::<Emoji>().contains(c)
}

fn is_ideograph(c: char) -> bool {
    CodePointSetData::new::<Ideographic>().contains(c)
}

/// Returns `true` for scripts whose letters take other forms beside each other: those of Arabia, India and around.
fn joins(c: char) -> bool {
    matches!(c,
        '\u{0600}'..='\u{08FF}' | '\u{0900}'..='\u{0DFF}' | '\u{0F00}'..='\u{109F}' | '\u{1700}'..='\u{18AF}'
        | '\u{1900}'..='\u{1CFF}' | '\u{A800}'..='\u{A97F}' | '\u{A980}'..='\u{ABFF}' | '\u{FB50}'..='\u{FDFF}'
        | '\u{FE70}'..='\u{FEFC}' | '\u{10A00}'..='\u{11FFF}' | '\u{1E900}'..='\u{1E95F}')
        && !is_invisible(c)
}

fn is_invisible(c: char) -> bool {
    match c {
        '\n' | '\r' | '\t' | ' '..='~' => false,
        c if c.is_control() => true,
        // Marks of annotations are no default ignorables, but not seen either.
        '\u{FFF9}'..='\u{FFFB}' => true,
        c if c < '\u{034F}' => c == '\u{00AD}',
        c => CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(text: &str) -> (String, usize) {
        let mut removed = 0;
        (remove(text, &mut removed).into_owned(), removed)
    }

    #[test]
    fn invisible_characters_are_removed_and_counted() {
        assert_eq!(clean("a\u{200B}b\u{202E}c\u{0}d\u{E0041}"), ("abcd".into(), 4));
        assert_eq!(clean("plain\ttext\n"), ("plain\ttext\n".into(), 0));
    }

    #[test]
    fn text_without_invisible_characters_is_borrowed() {
        assert!(matches!(visible("plain, 👨\tü\n"), Cow::Borrowed(_)));
        assert_eq!(visible("a\u{E0041}\u{200B}b"), "ab");
    }

    #[test]
    fn brackets_of_marks_are_replaced_in_untrusted_text() {
        assert_eq!(visible("a ⟦image: x⟧ b\u{200B}"), "a [image: x] b");
        assert_eq!(without_marks("⟦a\u{200B}⟧"), "[a\u{200B}]");
        assert_eq!(visible_with_marks("a\u{200B} ⟦image: x\u{202E}⟧ b\u{E0041}"), "a ⟦image: x⟧ b");
        assert_eq!(visible_with_marks("👨\u{200D}👩 ⟦image⟧"), "👨\u{200D}👩 ⟦image⟧");
    }

    #[test]
    fn every_text_of_a_value_is_cleaned() {
        let mut value = serde_json::json!({"name": "a\u{202E}b", "list": ["\u{E0041}c", {"deep": "d\u{200B}\n"}], "n": 1});
        make_visible(&mut value);
        assert_eq!(value, serde_json::json!({"name": "ab", "list": ["c", {"deep": "d\n"}], "n": 1}));
    }

    #[test]
    fn joiners_in_scripts_and_emoji_are_kept() {
        for text in [
            "🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}",
            "1\u{FE0F}\u{20E3}",
            "🏳\u{FE0F}\u{200D}🌈",
            "👩🏽\u{200D}🔬",
            "क\u{094D}\u{200D}ष",
            "葛\u{E0100}",
        ] {
            assert_eq!(clean(text), (text.to_owned(), 0));
        }
        for (text, count) in [
            ("a\u{FE0F}", 1),
            ("😀\u{FE0F}\u{FE0F}\u{E0101}", 2),
            ("🏴\u{E0041}\u{E007F}", 2),
            ("1\u{FE0F}", 1),
            ("\u{3164}\u{FFA0}\u{1D173}\u{2065}", 4),
        ] {
            assert_eq!(clean(text).1, count, "{text:?}");
        }
        for text in ["👨\u{200D}👩\u{200D}👧", "می\u{200C}خواهم", "❤\u{FE0F}"] {
            assert_eq!(clean(text), (text.to_owned(), 0));
        }
        assert_eq!(clean("pass\u{200D}word"), ("password".into(), 1));
    }
}
