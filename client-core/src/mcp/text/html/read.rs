//! Tokens of HTML, read into a document.

use std::borrow::Cow;

use html5gum::{
    Span, Tokenizer,
    emitters::callback::{CallbackEmitter, CallbackEvent},
};

use super::{
    build::Builder,
    tree::{Document, NameId},
};
use crate::mcp::text::cap;

/// Maximum number of attributes of an element. One with more is not surely visible, since a selector may ask for them.
const MAX_ATTRIBUTES: usize = 64;

/// Maximum nesting of `<noscript>`. Deeper ones are omitted, and the result is marked as truncated.
const MAX_NOSCRIPT: usize = 4;

/// Maximum number of elements and texts. The rest of a document is omitted.
const MAX_NODES: usize = 65_536;

/// Reads the first bytes of a document, and the style sheets of as many again: a sheet may hide what stands before it.
/// `mend` changes them before.
pub(in crate::mcp::text) fn read(html: &str, bytes: usize, mend: impl Fn(&str) -> Cow<'_, str>) -> Document {
    let (whole, cut) = cap(html, bytes.saturating_mul(2));
    let mut reader = Reader {
        builder: Builder::new(),
        tag: Tag::default(),
        noscript: None,
        end: bytes,
        inside: false,
        in_rest: false,
    };
    reader.run(&mend(whole));
    reader.end_noscript();
    let mut document = reader.builder.finish();
    document.truncated |= html.len() > bytes;
    document.unsure |= cut && may_have_sheets(&html[whole.len()..]);
    document
}

struct Reader {
    builder: Builder,
    tag: Tag,
    /// Content of an open `<noscript>`, which a reader without scripts sees.
    noscript: Option<String>,
    /// Position at which the content that is kept ends.
    end: usize,
    /// `true` in the content of a `<noscript>`.
    inside: bool,
    /// `true` behind the content that is kept: only style sheets count.
    in_rest: bool,
}

/// Start tag that is being read.
#[derive(Default)]
struct Tag {
    name: String,
    attributes: Vec<(NameId, (u32, u32))>,
    attribute: Option<NameId>,
}

impl Reader {
    fn run(&mut self, html: &str) {
        let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, span: Span<usize>| -> Option<()> {
            let was_in_rest = self.in_rest;
            if !self.inside && span.start >= self.end {
                self.begin_rest();
            }
            self.event(event, span.start);
            if self.builder.document.truncated || self.builder.document.len() > MAX_NODES {
                self.begin_rest();
            }
            // The end.
            (!self.inside && self.in_rest && !was_in_rest && !self.builder.in_sheet())
                .then_some(())
                .filter(|()| !may_have_sheets(html.get(span.start..).unwrap_or(html)))
        });
        emitter.naively_switch_states(true);
        let _ = Tokenizer::new_with_emitter(html, emitter).next();
    }

    fn begin_rest(&mut self) {
        if !std::mem::replace(&mut self.in_rest, true) {
            self.builder.begin_rest();
        }
    }

    /// Reads the content of a `<noscript>` as markup.
    fn end_noscript(&mut self) {
        self.inside = true;
        for _ in 0..MAX_NOSCRIPT {
            let Some(inner) = self.noscript.take() else { break };
            self.run(&inner);
        }
        self.inside = false;
        if let Some(inner) = self.noscript.take() {
            self.builder.document.truncated = true;
            self.builder.document.unsure |= may_have_sheets(&inner);
        }
    }

    fn event(&mut self, event: CallbackEvent<'_>, at: usize) {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                // The tokenizer writes names in lower case.
                self.tag.name.clear();
                self.tag.name.push_str(&lossy(name));
                self.tag.attributes.clear();
                self.tag.attribute = None;
            }
            CallbackEvent::AttributeName { name } => self.attribute_name(name),
            CallbackEvent::AttributeValue { value } => self.attribute_value(value),
            CallbackEvent::CloseStartTag { self_closing } => {
                if self.tag.name == "noscript" {
                    self.noscript = Some(String::new());
                } else if self.in_rest {
                    self.builder.start_in_rest(&self.tag.name, &self.tag.attributes);
                } else {
                    self.builder.start(&self.tag.name, &self.tag.attributes, self_closing);
                }
            }
            CallbackEvent::EndTag { name } => {
                let name = lossy(name);
                if name == "noscript" {
                    self.end_noscript();
                } else if self.in_rest {
                    self.builder.end_in_rest(&name);
                } else {
                    self.builder.end(&name);
                }
            }
            CallbackEvent::String { value } => match &mut self.noscript {
                Some(inner) => inner.push_str(&lossy(value)),
                None if self.in_rest => self.builder.text_in_rest(&lossy(value)),
                None => {
                    let text = lossy(value);
                    let fits = self.inside || self.builder.in_sheet() || at + value.len() <= self.end;
                    let text = if fits { &text } else { cap(&text, self.end.saturating_sub(at)).0 };
                    self.builder.text(text);
                }
            },
            CallbackEvent::Doctype { name, public_identifier, system_identifier, force_quirks } => {
                let public = lossy(public_identifier.unwrap_or_default()).to_ascii_lowercase();
                self.builder.document.quirks = force_quirks
                    || !name.eq_ignore_ascii_case(b"html")
                    || is_quirky(&public, system_identifier.is_some());
            }
            CallbackEvent::Comment { .. } | CallbackEvent::Error(_) => {}
        }
    }

    fn attribute_name(&mut self, name: &[u8]) {
        let attributes = &mut self.tag.attributes;
        self.tag.attribute = None;
        let (id, keep) = if attributes.len() < MAX_ATTRIBUTES {
            (self.builder.document.names.intern(&lossy(name)), true)
        } else {
            (Document::EXCESS, false)
        };
        // The first of two attributes of the same name counts, as in a browser.
        if !attributes.iter().any(|(have, _)| *have == id) {
            attributes.push((id, (0, 0)));
            self.tag.attribute = keep.then_some(id);
        }
    }

    fn attribute_value(&mut self, value: &[u8]) {
        if self.tag.attribute.take().is_none() {
            return;
        }
        let range = self.builder.document.push_string(&lossy(value));
        if let Some((_, value)) = self.tag.attributes.last_mut() {
            *value = range;
        }
    }
}

/// Returns `true` for document types that browsers treat as none.
fn is_quirky(public: &str, has_system: bool) -> bool {
    const OLD: [&str; 12] = [
        "-//w3c//dtd html 3",
        "-//w3c//dtd html 4.0 transitional//",
        "-//w3c//dtd html 4.0 frameset//",
        "-//w3c//dtd html experimental",
        "-//w3c//dtd w3 html",
        "-//w3o//dtd w3 html",
        "-//ietf//dtd html",
        "-//netscape",
        "-//microsoft//dtd internet explorer",
        "-//softquad",
        "-//sun microsystems",
        "-//webtechs",
    ];
    OLD.iter().any(|old| public.starts_with(old))
        || (!has_system
            && (public.starts_with("-//w3c//dtd html 4.01 transitional//")
                || public.starts_with("-//w3c//dtd html 4.01 frameset//")))
        || matches!(
            public,
            "html" | "-/w3c/dtd html 4.0 transitional/en" | "-//w3o//dtd w3 html strict 3.0//en//"
        )
}

/// Returns `true` if a text may hold style sheets.
fn may_have_sheets(html: &str) -> bool {
    let begins =
        |at: &[u8], name: &[u8]| at.get(..name.len()).is_some_and(|at| at.eq_ignore_ascii_case(name));
    let mut rest = html.as_bytes();
    while let Some(at) = rest.iter().position(|b| *b == b'<') {
        rest = &rest[at + 1..];
        if begins(rest, b"style") || begins(rest, b"link") {
            return true;
        }
    }
    false
}

fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}
