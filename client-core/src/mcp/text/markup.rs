//! Decision between text and markup, by evidence.
//!
//! A body is markup only if it certainly is: it holds a known HTML tag in valid syntax. Everything else is text, with
//! each `<` in it. [`mend`] keeps the words of a mixed document, which a browser would drop: `<jane@x.example>`.

use std::{borrow::Cow, collections::HashSet};

use super::names::{Class, can_hide, class, is_attribute, is_switch};

/// Maximum length of an element's name, in bytes.
const MAX_NAME: usize = 64;

/// Kind of a construct that begins with `<`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Start,
    End,
    Comment,
    Doctype,
    /// Processing instruction, conditional comment or other declaration.
    Declaration,
}

/// Tag, comment or declaration.
#[derive(Debug)]
pub(super) struct Tag<'a> {
    pub(super) kind: Kind,
    /// Name as written.
    pub(super) name: &'a str,
    /// Text of the attributes.
    pub(super) attributes: &'a str,
    /// Position after the tag.
    pub(super) end: usize,
    /// Syntax of a tag, with attributes of HTML only.
    valid: bool,
    /// `true` if an attribute of HTML has a value.
    has_attribute: bool,
    /// `true` if an attribute can hide the content.
    can_hide: bool,
    /// `true` if the text ends before the tag.
    open: bool,
}

impl Tag<'_> {
    pub(super) fn lower(&self) -> Cow<'_, str> {
        lower(self.name)
    }

    fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// Returns `true` if a body is certainly HTML. A body that is likely text needs stronger evidence: elements of a
/// document, not a tag or two among the words.
pub(super) fn is_markup(text: &str, likely_text: bool) -> bool {
    let mut seen = Evidence::default();
    for (at, tag) in Tags::new(text) {
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
    for (_, tag) in Tags::new(text) {
        if known(&tag) && !tag.is("br") {
            return false;
        }
        breaks |= known(&tag);
    }
    breaks
}

/// Returns `true` if markup has elements that begin a line.
pub(super) fn has_lines(text: &str) -> bool {
    Tags::new(text).any(|(_, tag)| {
        let inline = ["span", "font", "strong", "wbr"].iter().any(|name| tag.is(name));
        let line = matches!(class(tag.name), Some(Class::Break | Class::Layout)) && !inline;
        line || ["body", "section", "article", "form"].iter().any(|name| tag.is(name))
    })
}

/// Replaces each `<br>`, with the line break after it, by a line break.
pub(super) fn breaks_to_lines(text: &str) -> String {
    let mut lines = String::with_capacity(text.len());
    let mut from = 0;
    for (at, tag) in Tags::new(text) {
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
            // `</3` is a comment for a browser. Other signs are text for it.
            None => !html[at..].starts_with("</") || html[at..].starts_with("</>"),
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
        return Some(tag.valid || tag.kind == Kind::End);
    }
    // Elements of Office (`o:p`) and custom elements (`my-part`).
    is_prefixed(tag.name).then_some(true)
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
        for (at, tag) in Tags::new(html) {
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
        self.paired.contains(&name) || (is_word(&name) && self.sheets.contains(&*name))
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
            (Class::Break, _) => (self.strong, self.layout) = (true, true),
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

/// Tags of a text, in order.
pub(super) struct Tags<'a> {
    text: &'a str,
    at: usize,
    /// `true` after a comment without an end.
    endless: bool,
}

impl<'a> Tags<'a> {
    pub(super) fn new(text: &'a str) -> impl Iterator<Item = (usize, Tag<'a>)> {
        let mut tags = Self::all(text);
        std::iter::from_fn(move || {
            loop {
                let (at, found) = tags.step()?;
                if let Some(tag) = found.filter(|tag| !tag.open) {
                    return Some((at, tag));
                }
            }
        })
    }

    fn all(text: &'a str) -> Self {
        Self { text, at: 0, endless: false }
    }

    /// Moves to the next `<`, and behind the tag that begins there, if one does.
    fn step(&mut self) -> Option<(usize, Option<Tag<'a>>)> {
        let at = self.at + self.text.get(self.at..)?.find('<')?;
        let found = self.tag(at);
        self.at = match &found {
            Some(tag) if !tag.open => tag.end,
            _ => at + 1,
        };
        Some((at, found))
    }

    fn tag(&mut self, at: usize) -> Option<Tag<'a>> {
        let rest = &self.text[at + 1..];
        let tag = |kind, end: Option<usize>| Tag {
            kind,
            name: "",
            attributes: "",
            end: end.map_or(self.text.len(), |end| at + 1 + end),
            valid: true,
            has_attribute: false,
            can_hide: false,
            open: end.is_none(),
        };
        match rest.as_bytes().first()? {
            b'!' if rest.starts_with("!--") => {
                let body = &rest[3..];
                let end = match body {
                    _ if body.starts_with('>') => Some(4),
                    _ if body.starts_with("->") => Some(5),
                    _ if self.endless => None,
                    _ => body.find("-->").map(|end| 3 + end + 3),
                };
                self.endless |= end.is_none();
                let mut tag = tag(Kind::Comment, end);
                // A browser shows nothing behind it.
                tag.can_hide = true;
                Some(tag)
            }
            b'!' | b'?' => {
                let doctype = rest.get(1..13).is_some_and(|word| word.eq_ignore_ascii_case("doctype html"));
                let letter = rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '[');
                if !letter {
                    return None;
                }
                // A declaration is short. One that does not end in sight is text.
                let window = rest.bytes().take(MAX_DECLARATION).position(|b| b == b'>' || b == b'<');
                let end = window.filter(|&end| rest.as_bytes()[end] == b'>');
                Some(tag(if doctype { Kind::Doctype } else { Kind::Declaration }, Some(end? + 1)))
            }
            b'/' => self.named(at, 2, Kind::End),
            _ => self.named(at, 1, Kind::Start),
        }
    }

    /// Reads a tag with a name.
    fn named(&self, at: usize, skip: usize, kind: Kind) -> Option<Tag<'a>> {
        let start = at + skip;
        let rest = &self.text[start..];
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let length = rest
            .bytes()
            .take(MAX_NAME + 1)
            .position(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>' | b'<'))
            .or_else(|| (rest.len() <= MAX_NAME).then_some(rest.len()));
        let Some(length) = length else {
            return Some(broken(kind, "", start));
        };
        let mut tag = Tag { name: &rest[..length], ..broken(kind, "", start) };
        let mut reader = Attributes { text: self.text, at: start + length };
        let begin = reader.at;
        (tag.valid, tag.open) = (true, false);
        let (mut count, mut known) = (0, 0);
        loop {
            match reader.next() {
                Step::End(end) => {
                    tag.end = end;
                    tag.attributes = &self.text[begin..end - 1];
                    break;
                }
                Step::Attribute { name, value } => {
                    let name = lower(name);
                    count += 1;
                    let fits = if value { is_attribute(&name) } else { is_switch(&name) };
                    known += usize::from(fits);
                    tag.has_attribute |= fits && value;
                    tag.can_hide |= can_hide(&name);
                }
                Step::Cut => {
                    (tag.valid, tag.open) = (false, true);
                    break;
                }
            }
        }
        tag.valid &= count == 0 || known > 0;
        Some(tag)
    }
}

/// Maximum length of a declaration, in bytes.
const MAX_DECLARATION: usize = 1024;

fn broken<'a>(kind: Kind, name: &'a str, end: usize) -> Tag<'a> {
    let (valid, has_attribute, can_hide, open) = (false, false, false, true);
    Tag { kind, name, attributes: "", end, valid, has_attribute, can_hide, open }
}

enum Step<'a> {
    Attribute {
        name: &'a str,
        value: bool,
    },
    /// Position after the tag.
    End(usize),
    /// The tag does not end: the text does, or another tag begins.
    Cut,
}

/// Attributes of a tag.
pub(super) struct Attributes<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Attributes<'a> {
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip(&mut self, more: impl Fn(u8) -> bool) {
        while self.byte().is_some_and(&more) {
            self.at += 1;
        }
    }

    fn next(&mut self) -> Step<'a> {
        self.skip(|b| b.is_ascii_whitespace() || b == b'/');
        match self.byte() {
            None | Some(b'<') => return Step::Cut,
            Some(b'>') => {
                self.at += 1;
                return Step::End(self.at);
            }
            Some(_) => {}
        }
        let start = self.at;
        // As in a browser, a leading `=` belongs to the name.
        self.at += 1;
        self.skip(|b| !b.is_ascii_whitespace() && !matches!(b, b'/' | b'>' | b'<' | b'='));
        let name = self.text.get(start..self.at).unwrap_or_default();
        let after = self.at;
        self.skip(|b| b.is_ascii_whitespace());
        if self.byte() != Some(b'=') {
            self.at = after;
            return Step::Attribute { name, value: false };
        }
        self.at += 1;
        self.skip(|b| b.is_ascii_whitespace());
        match self.byte() {
            Some(quote @ (b'"' | b'\'')) => {
                self.at += 1;
                let Some(length) = self.text.as_bytes()[self.at..].iter().position(|&b| b == quote) else {
                    self.at = self.text.len();
                    return Step::Attribute { name, value: true };
                };
                self.at += length + 1;
            }
            _ => self.skip(|b| !b.is_ascii_whitespace() && b != b'>' && b != b'<'),
        }
        Step::Attribute { name, value: true }
    }
}

/// Returns the value of an attribute, by its name in lower case.
pub(super) fn attribute<'a>(attributes: &'a str, wanted: &str) -> Option<&'a str> {
    let mut reader = Attributes { text: attributes, at: 0 };
    loop {
        match reader.next() {
            Step::Attribute { name, value } if name.eq_ignore_ascii_case(wanted) => {
                let end = attributes.get(..reader.at)?;
                if !value {
                    return Some("");
                }
                let begin = end.rfind(name)? + name.len();
                let raw = end[begin..].trim_start().trim_start_matches('=').trim();
                return Some(raw.trim_matches(['"', '\'']));
            }
            Step::Attribute { .. } => {}
            Step::End(_) | Step::Cut => return None,
        }
    }
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
