//! Decision between text and markup, by evidence.
//!
//! A body is markup only if it certainly is: it holds a known HTML tag in valid syntax. Everything else is text, with
//! each `<` in it. [`mend`] keeps the words of a mixed document, which a browser would drop: `<jane@x.example>`.

use std::{borrow::Cow, collections::HashSet};

use super::{
    names::{Class, class},
    tag::{Kind, Tag, Tags, lower},
};

/// Returns `true` if a body is certainly HTML. A body that is likely text needs stronger evidence: elements of a
/// document, not a tag or two among the words.
pub(super) fn is_markup(text: &str, likely_text: bool) -> bool {
    let mut seen = Evidence::default();
    for (at, tag) in Tags::closed(text) {
        match tag.kind {
            Kind::Doctype => return true,
            Kind::Comment => seen.weak = true,
            Kind::Declaration => {}
            Kind::Start | Kind::End => seen.tag(text, at, tag),
        }
        if seen.strong && seen.layout {
            return true;
        }
    }
    seen.decide(likely_text)
}

/// Returns `true` if the only tags of a body are line breaks.
pub(super) fn has_only_breaks(text: &str) -> bool {
    let known = |tag: &Tag<'_>| match tag.kind {
        Kind::Start | Kind::End => tag.valid && class(tag.name).is_some(),
        Kind::Comment | Kind::Doctype => true,
        Kind::Declaration => false,
    };
    let mut breaks = false;
    for (_, tag) in Tags::closed(text) {
        if known(&tag) && !tag.is("br") {
            return false;
        }
        breaks |= known(&tag);
    }
    breaks
}

/// Returns `true` if markup has elements that begin a line.
pub(super) fn has_lines(text: &str) -> bool {
    Tags::closed(text).any(|(_, tag)| {
        let inline = ["span", "font", "strong", "wbr"].iter().any(|name| tag.is(name));
        let line = matches!(class(tag.name), Some(Class::Break | Class::Layout)) && !inline;
        line || ["body", "section", "article", "form"].iter().any(|name| tag.is(name))
    })
}

/// Replaces each `<br>`, with the line break after it, by a line break.
pub(super) fn breaks_to_lines(text: &str) -> String {
    let mut lines = String::with_capacity(text.len());
    let mut from = 0;
    for (at, tag) in Tags::closed(text) {
        if tag.is("br") && matches!(tag.kind, Kind::Start | Kind::End) {
            lines.push_str(text[from..at].trim_end_matches([' ', '\t']));
            lines.push('\n');
            let rest = &text[tag.end..];
            let rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n')).unwrap_or(rest);
            from = text.len() - rest.len();
        }
    }
    lines.push_str(&text[from..]);
    lines
}

/// Escapes each `<` of a document that begins no tag, so that a browser shows the words behind it. An element that
/// could hide its content stays.
pub(super) fn mend(html: &str) -> Cow<'_, str> {
    let mut known: Option<Vocabulary<'_>> = None;
    let mut mended = String::new();
    let mut from = 0;
    let mut tags = Tags::all(html);
    while let Some((at, found)) = tags.step() {
        let stays = match &found {
            Some(tag) => match tag.kind {
                Kind::Comment | Kind::Doctype | Kind::Declaration => true,
                Kind::Start | Kind::End => {
                    is_tag(tag).unwrap_or_else(|| known.get_or_insert_with(|| Vocabulary::of(html)).has(tag))
                }
            },
            // `</3` is a comment for a browser, and words for people. Other signs are text for both.
            None => {
                !html[at..].starts_with("</") || !html[at + 2..].starts_with(|c: char| c.is_ascii_digit())
            }
        };
        if stays {
            if found.is_some_and(|tag| tag.open && tag.kind == Kind::Comment) {
                break;
            }
            continue;
        }
        mended.push_str(&html[from..at]);
        mended.push_str("&lt;");
        from = at + 1;
        tags.at = from;
    }
    if from == 0 {
        return Cow::Borrowed(html);
    }
    mended.push_str(&html[from..]);
    Cow::Owned(mended)
}

fn is_prefixed(name: &str) -> bool {
    let mut parts = name.splitn(2, [':', '-']);
    let word = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
    };
    parts.next().is_some_and(word) && parts.next().is_some_and(word)
}

/// Returns `true` for a tag, and `false` for words in brackets. `None` if it depends on the rest of the document.
fn is_tag(tag: &Tag<'_>) -> Option<bool> {
    if tag.can_hide || tag.open {
        return Some(tag.can_hide);
    }
    if class(tag.name).is_some() {
        // A sheet may ask for attributes that HTML does not know.
        return (tag.valid || tag.kind == Kind::End).then_some(true);
    }
    // Elements of Office (`o:p`). Others with a prefix, such as `my-part`, may be words.
    is_of_office(tag.name).then_some(true)
}

/// Returns `true` for a name in one of the namespaces that Office writes into mail.
fn is_of_office(name: &str) -> bool {
    let Some((prefix, name)) = name.split_once(':') else { return false };
    let known = ["o", "v", "w", "x", "m", "p", "st1", "u1", "wp", "svg", "xml", "dt", "wx", "a14", "mc"];
    known.iter().any(|known| prefix.eq_ignore_ascii_case(known)) && is_word(name)
}

/// Elements of a document that HTML does not define.
struct Vocabulary<'a> {
    /// Names with both a start tag and an end tag.
    paired: HashSet<Cow<'a, str>>,
    /// Style sheets, in lower case.
    sheets: String,
}

impl<'a> Vocabulary<'a> {
    fn of(html: &'a str) -> Self {
        let (mut starts, mut paired, mut sheets) = (HashSet::new(), HashSet::new(), String::new());
        let mut sheet = None;
        for (at, tag) in Tags::closed(html) {
            let name = lower(tag.name);
            if name == "style" {
                match (tag.kind, sheet.take()) {
                    (Kind::Start, _) => sheet = Some(tag.end),
                    (_, Some(begin)) => sheets.push_str(&html[begin..at].to_ascii_lowercase()),
                    _ => {}
                }
            } else if class(tag.name).is_some() || !is_word(&name) {
            } else if tag.kind == Kind::Start {
                starts.insert(name);
            } else if tag.kind == Kind::End && starts.contains(&name) {
                paired.insert(name);
            }
        }
        Self { paired, sheets }
    }

    /// Returns `true` for an element with its end tag, and for one that a style sheet names, because it may hide it.
    fn has(&self, tag: &Tag<'_>) -> bool {
        let name = tag.lower();
        self.paired.contains(&name)
            || (class(tag.name).is_some() && self.sheets.contains('['))
            || (class(tag.name).is_none() && is_word(&name) && self.sheets.contains(&*name))
    }
}

fn is_word(name: &str) -> bool {
    !name.is_empty()
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b':'))
}

#[derive(Default)]
struct Evidence<'a> {
    /// Certain evidence of any kind.
    strong: bool,
    /// Evidence that does not suffice where text is likely.
    weak: bool,
    /// Evidence of a layout, which XML does not have.
    layout: bool,
    /// `true` if an element of another vocabulary has its end tag.
    foreign: bool,
    starts: HashSet<Cow<'a, str>>,
}

impl<'a> Evidence<'a> {
    fn tag(&mut self, text: &str, at: usize, tag: Tag<'a>) {
        let name = lower(tag.name);
        let Some(class) = class(tag.name) else {
            if tag.kind == Kind::Start && is_word(&name) {
                self.starts.insert(name);
            } else if tag.kind == Kind::End && !is_prefixed(&name) {
                self.foreign |= self.starts.contains(&name);
            }
            return;
        };
        if !tag.valid || tag.open {
            return;
        }
        let layout = matches!(class, Class::Layout | Class::Break);
        if tag.has_attribute {
            self.strong = true;
            self.layout |= layout || matches!(&*name, "a" | "img");
            return;
        }
        match (class, tag.kind) {
            (Class::Break, _) if is_mentioned(text, at, &tag) => {}
            (Class::Break, _) => (self.strong, self.layout) = (true, true),
            // Who mentions a script or a sheet does not write one.
            (_, Kind::End) if matches!(&*name, "script" | "style") => {}
            (Class::Layout | Class::Common, Kind::End) if self.starts.contains(&name) => {
                self.strong = true;
                self.layout |= layout;
            }
            (Class::Layout, _) if !is_spaced(text, at, &tag) => {
                self.weak = true;
                self.layout = true;
            }
            _ => {}
        }
        if tag.kind == Kind::Start {
            self.starts.insert(name);
        }
    }

    fn decide(&self, likely_text: bool) -> bool {
        if self.foreign && !self.layout {
            return false;
        }
        self.strong || (self.weak && !likely_text)
    }
}

/// Returns `true` if a tag stands between the words of a line like a word, in a text that has lines without it.
fn is_mentioned(text: &str, at: usize, tag: &Tag<'_>) -> bool {
    let begin = text[..at].rfind('\n').map_or(0, |line| line + 1);
    let end = text[tag.end..].find('\n').map_or(text.len(), |line| tag.end + line);
    let is_alone = text[begin..at].trim().is_empty() || text[tag.end..end].trim().is_empty();
    !is_alone && text.trim().contains('\n') && is_spaced(text, at, tag)
}

/// Returns `true` if a tag stands in a sentence like a word, or names a type as in `List<P>`.
fn is_spaced(text: &str, at: usize, tag: &Tag<'_>) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[tag.end..].chars().next();
    let ends = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || c.is_ascii_punctuation());
    let opens = before.is_some_and(|c| c == ' ' || (c.is_ascii_punctuation() && c != '>'));
    let word = opens && ends(after.filter(|&c| c != '<'));
    let generic =
        before.is_some_and(char::is_alphanumeric) && tag.name.starts_with(|c: char| c.is_ascii_uppercase());
    word || generic
}

/// Returns `true` if markup in the text could hide words.
pub(super) fn can_hide_text(text: &str) -> bool {
    let mut tags = Tags::all(text);
    while let Some((_, found)) = tags.step() {
        let Some(tag) = found else { continue };
        if tag.can_hide
            || matches!(tag.kind, Kind::Comment | Kind::Declaration)
            || matches!(class(tag.name), Some(Class::Other))
            || ["style", "script"].iter().any(|name| tag.is(name))
        {
            return true;
        }
    }
    false
}
