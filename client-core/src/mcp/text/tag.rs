//! Tags in a text: names and attributes in valid syntax.

use std::borrow::Cow;

use super::names::{can_hide, is_attribute, is_switch};

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
    pub(super) valid: bool,
    /// `true` if an attribute of HTML has a value.
    pub(super) has_attribute: bool,
    /// `true` if an attribute can hide the content.
    pub(super) can_hide: bool,
    /// `true` if the text ends before the tag.
    pub(super) open: bool,
}

impl Tag<'_> {
    pub(super) fn lower(&self) -> Cow<'_, str> {
        lower(self.name)
    }

    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

pub(super) fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// Tags of a text, in order.
pub(super) struct Tags<'a> {
    text: &'a str,
    pub(super) at: usize,
    /// `true` after a comment without an end.
    endless: bool,
}

impl<'a> Tags<'a> {
    pub(super) fn closed(text: &'a str) -> impl Iterator<Item = (usize, Tag<'a>)> {
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

    pub(super) fn all(text: &'a str) -> Self {
        Self { text, at: 0, endless: false }
    }

    /// Moves to the next `<`, and behind the tag that begins there, if one does.
    pub(super) fn step(&mut self) -> Option<(usize, Option<Tag<'a>>)> {
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
