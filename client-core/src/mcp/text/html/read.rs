//! Tokens of HTML, read into a document.

use std::{borrow::Cow, convert::Infallible};

use html5gum::{
    Span, Tokenizer,
    emitters::callback::{CallbackEmitter, CallbackEvent},
};

use super::{
    build::Builder,
    tree::{Document, NameId},
};
use crate::mcp::text::cap;

/// Maximum length of an attribute, in bytes. The rest of it is ignored.
const MAX_ATTRIBUTE: usize = 64 * 1024;
/// Maximum number of attributes of an element. Of further ones only those that styles and reading need are kept.
const MAX_ATTRIBUTES: usize = 32;

/// Maximum nesting of `<noscript>`. Deeper ones are omitted, and the result is marked as truncated.
const MAX_NOSCRIPT: usize = 4;

/// Reads a document.
pub(in crate::mcp::text) fn read(html: &str) -> Document {
    let mut reader = Reader { builder: Builder::new(), tag: Tag::default(), noscript: None };
    reader.run(html);
    reader.end_noscript();
    reader.builder.finish()
}

struct Reader {
    builder: Builder,
    tag: Tag,
    /// Content of an open `<noscript>`, which a reader without scripts sees.
    noscript: Option<String>,
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
        let mut emitter =
            CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| -> Option<Infallible> {
                self.event(event);
                None
            });
        emitter.naively_switch_states(true);
        let Ok(()) = Tokenizer::new_with_emitter(html, emitter).finish();
    }

    /// Reads the content of a `<noscript>` as markup.
    fn end_noscript(&mut self) {
        for _ in 0..MAX_NOSCRIPT {
            let Some(inner) = self.noscript.take() else { return };
            self.run(&inner);
        }
        self.builder.document.truncated |= self.noscript.take().is_some();
    }

    fn event(&mut self, event: CallbackEvent<'_>) {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag.name = lossy(name).to_ascii_lowercase();
                self.tag.attributes.clear();
                self.tag.attribute = None;
            }
            CallbackEvent::AttributeName { name } => self.attribute_name(name),
            CallbackEvent::AttributeValue { value } => self.attribute_value(value),
            CallbackEvent::CloseStartTag { self_closing } => {
                let tag = std::mem::take(&mut self.tag);
                if tag.name == "noscript" {
                    self.noscript = Some(String::new());
                } else {
                    self.builder.start(&tag.name, &tag.attributes, self_closing);
                }
            }
            CallbackEvent::EndTag { name } => {
                let name = lossy(name).to_ascii_lowercase();
                if name == "noscript" {
                    self.end_noscript();
                } else {
                    self.builder.end(&name);
                }
            }
            CallbackEvent::String { value } => match &mut self.noscript {
                Some(inner) => inner.push_str(&lossy(value)),
                None => self.builder.text(&lossy(value)),
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
        let name = lossy(name).to_ascii_lowercase();
        let attributes = &mut self.tag.attributes;
        let is_needed = || {
            matches!(
                name.as_str(),
                "style"
                    | "class"
                    | "id"
                    | "href"
                    | "alt"
                    | "src"
                    | "hidden"
                    | "width"
                    | "height"
                    | "bgcolor"
                    | "color"
            )
        };
        self.tag.attribute = None;
        if attributes.len() < MAX_ATTRIBUTES || is_needed() {
            let id = self.builder.document.names.intern(&name);
            // The first of two attributes of the same name counts, as in a browser.
            if attributes.len() < 2 * MAX_ATTRIBUTES && !attributes.iter().any(|(have, _)| *have == id) {
                attributes.push((id, (0, 0)));
                self.tag.attribute = Some(id);
            }
        }
    }

    fn attribute_value(&mut self, value: &[u8]) {
        if self.tag.attribute.take().is_none() {
            return;
        }
        let value = lossy(value);
        let range = self.builder.document.push_string(cap(&value, MAX_ATTRIBUTE).0);
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

fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}
