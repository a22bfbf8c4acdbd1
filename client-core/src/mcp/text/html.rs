//! HTML reader in one pass, without recursion.

use std::{borrow::Cow, collections::HashMap, convert::Infallible};

use html5gum::{
    Span, Tokenizer,
    emitters::callback::{CallbackEmitter, CallbackEvent},
};

use super::{
    CleanText, TextOptions, cap,
    element::{self, Attributes, closes, is_block, is_paragraph, is_scope, is_skipped, is_void},
    finish,
    render::{Form, Link, Margin, Renderer, marker},
};

/// Maximum nesting of elements. Deeper content is omitted, and the result is marked as truncated.
const MAX_DEPTH: usize = 1024;
/// Maximum length of an attribute, in bytes. Longer ones are ignored.
const MAX_ATTRIBUTE: usize = 16 * 1024;

/// Converts HTML mail to plain text. A link becomes `words (target)`, an image `[image: words]`.
///
/// ```
/// use client_core::mcp::text::{TextOptions, html_to_text};
///
/// let clean = html_to_text("<ul><li>one<li><a href='https://e.example/2'>two</a></ul>", &TextOptions::default());
/// assert_eq!(clean.text, "- one\n- two (https://e.example/2)");
/// ```
#[must_use]
pub(super) fn html_to_text(html: &str, options: &TextOptions) -> CleanText {
    convert(html, options, Form::Text)
}

/// Converts HTML mail to Markdown for reading: text that looks like Markdown is not escaped.
///
/// ```
/// use client_core::mcp::text::{TextOptions, html_to_markdown};
///
/// let clean = html_to_markdown("<h2>Offer</h2><p>See <a href='https://e.example'><b>here</b></a>", &TextOptions::default());
/// assert_eq!(clean.text, "## Offer\n\nSee [**here**](https://e.example)");
/// ```
#[must_use]
pub(super) fn html_to_markdown(html: &str, options: &TextOptions) -> CleanText {
    convert(html, options, Form::Markdown)
}

fn convert(html: &str, options: &TextOptions, form: Form) -> CleanText {
    let (html, mut truncated) = cap(html, options.max_input);
    let mut reader = Reader::new(form);
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| -> Option<Infallible> {
        reader.event(event);
        None
    });
    emitter.naively_switch_states(true);
    let Ok(()) = Tokenizer::new_with_emitter(html, emitter).finish();
    truncated |= reader.truncated;
    let (lines, removed) = reader.finish();
    finish(lines, options, removed, truncated)
}

/// Open element and the state to restore at its end.
struct Open {
    name: String,
    link: Option<Link>,
    /// Number of the next item of an ordered list.
    item: Option<usize>,
    /// Margin outside the element.
    margin: Margin,
    /// `true` if the content is hidden.
    unseen: bool,
}

struct Reader {
    renderer: Renderer,
    open: Vec<Open>,
    /// Number of open elements per name, so that a stray end tag is cheap.
    names: HashMap<String, usize>,
    /// Number of open elements beyond `MAX_DEPTH`.
    beyond: usize,
    truncated: bool,
    /// `true` after Outlook's mark: the rest is quoted history.
    history: bool,
    tag: String,
    attribute: Attribute,
    attributes: Attributes,
    link_depth: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Attribute {
    Style,
    Class,
    Id,
    Kind,
    Href,
    Alt,
    Other,
}

impl Reader {
    fn new(form: Form) -> Self {
        Self {
            renderer: Renderer::new(form),
            open: Vec::new(),
            names: HashMap::new(),
            beyond: 0,
            truncated: false,
            history: false,
            tag: String::new(),
            attribute: Attribute::Other,
            attributes: Attributes::default(),
            link_depth: 0,
        }
    }

    fn finish(mut self) -> (Vec<super::fold::Line>, usize) {
        while !self.open.is_empty() {
            self.pop();
        }
        self.renderer.finish()
    }

    fn event(&mut self, event: CallbackEvent<'_>) {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag = lossy(name).to_ascii_lowercase();
                self.attributes = Attributes::default();
                self.attribute = Attribute::Other;
            }
            CallbackEvent::AttributeName { name } => self.attribute_name(name),
            CallbackEvent::AttributeValue { value } => self.attribute_value(value),
            CallbackEvent::CloseStartTag { self_closing } => {
                let tag = std::mem::take(&mut self.tag);
                let attributes = std::mem::take(&mut self.attributes);
                self.start(tag, &attributes, self_closing);
            }
            CallbackEvent::EndTag { name } => self.end(&lossy(name).to_ascii_lowercase()),
            CallbackEvent::String { value } => {
                if self.is_seen() {
                    self.renderer.text(&lossy(value));
                }
            }
            CallbackEvent::Comment { .. } | CallbackEvent::Doctype { .. } | CallbackEvent::Error(_) => {}
        }
    }

    fn attribute_name(&mut self, name: &[u8]) {
        let (attribute, value) = match name {
            b"style" => (Attribute::Style, &self.attributes.style),
            b"class" => (Attribute::Class, &self.attributes.class),
            b"id" => (Attribute::Id, &self.attributes.id),
            b"type" => (Attribute::Kind, &self.attributes.kind),
            b"href" => (Attribute::Href, &self.attributes.href),
            b"alt" => (Attribute::Alt, &self.attributes.alt),
            b"hidden" => {
                self.attributes.hidden = true;
                self.attribute = Attribute::Other;
                return;
            }
            _ => {
                self.attribute = Attribute::Other;
                return;
            }
        };
        // The first of two attributes of the same name counts, as in a browser.
        self.attribute = if value.is_empty() { attribute } else { Attribute::Other };
    }

    fn attribute_value(&mut self, value: &[u8]) {
        let field = match self.attribute {
            Attribute::Style => &mut self.attributes.style,
            Attribute::Class => &mut self.attributes.class,
            Attribute::Id => &mut self.attributes.id,
            Attribute::Kind => &mut self.attributes.kind,
            Attribute::Href => &mut self.attributes.href,
            Attribute::Alt => &mut self.attributes.alt,
            Attribute::Other => return,
        };
        let value = lossy(value);
        field.push_str(cap(&value, MAX_ATTRIBUTE).0);
    }

    fn is_seen(&self) -> bool {
        self.beyond == 0 && !self.open.last().is_some_and(|open| open.unseen)
    }

    fn start(&mut self, name: String, attributes: &Attributes, self_closing: bool) {
        if self.beyond == 0 {
            self.close_implied(&name);
        }
        let seen = self.is_seen();
        let hidden = element::is_hidden(attributes);
        if seen && hidden {
            self.renderer.removed += 1;
        }
        if is_void(&name) {
            if seen && !hidden {
                self.void(&name, attributes);
            }
            return;
        }
        // The slash ends elements in SVG and MathML only, and those are skipped as a whole.
        if self_closing && !seen {
            return;
        }
        if self.beyond > 0 || self.open.len() >= MAX_DEPTH {
            self.beyond += 1;
            self.truncated = true;
            return;
        }
        let unseen = !seen || hidden || is_skipped(&name);
        let mut open = Open { name, link: None, item: None, margin: self.renderer.margin, unseen };
        if !unseen {
            self.enter(&mut open, attributes);
        }
        *self.names.entry(open.name.clone()).or_default() += 1;
        self.open.push(open);
    }

    fn void(&mut self, name: &str, attributes: &Attributes) {
        match name {
            "br" => self.renderer.line_break(),
            "hr" => self.renderer.rule(),
            "img" => self.renderer.image(&attributes.alt),
            _ => {}
        }
    }

    /// Applies the effects of an element on its content.
    fn enter(&mut self, open: &mut Open, attributes: &Attributes) {
        let name = open.name.as_str();
        let renderer = &mut self.renderer;
        self.history |= element::opens_history(attributes);
        if is_paragraph(name) && !(matches!(name, "ul" | "ol") && renderer.margin.lists > 0) {
            renderer.end_paragraph();
        } else if is_block(name) && !matches!(name, "td" | "th") {
            renderer.end_line();
        }
        let history = self.history || renderer.margin.history || element::is_quote(name, attributes);
        if history != renderer.margin.history {
            renderer.end_line();
            renderer.margin.history = history;
        }
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => renderer.heading(name),
            "blockquote" => renderer.margin.quotes += 1,
            "ul" => renderer.margin.lists += 1,
            "ol" => {
                renderer.margin.lists += 1;
                open.item = Some(1);
            }
            "li" => {
                let list = self
                    .open
                    .iter_mut()
                    .rev()
                    .take(MAX_REACH)
                    .find(|o| matches!(o.name.as_str(), "ul" | "ol"));
                let bullet = match list.and_then(|list| list.item.as_mut()) {
                    Some(number) => {
                        let bullet = format!("{number}. ");
                        *number += 1;
                        bullet
                    }
                    None => "- ".to_owned(),
                };
                renderer.prefix(bullet);
            }
            "td" | "th" => renderer.cell(),
            "pre" => {
                renderer.fence();
                renderer.preformatted += 1;
            }
            "a" if self.link_depth == 0 => {
                open.link = renderer.open_link(&attributes.href);
                self.link_depth += usize::from(open.link.is_some());
            }
            _ => {
                if let Some(marker) = marker(name) {
                    renderer.mark(marker);
                }
            }
        }
    }

    /// Ends elements that the start of another one implies, as `<li>` ends the previous item.
    fn close_implied(&mut self, name: &str) {
        if !matches!(name, "li" | "td" | "th" | "tr" | "tbody" | "tfoot" | "thead" | "dt" | "dd")
            && !is_block(name)
        {
            return;
        }
        for (depth, open) in self.open.iter().enumerate().rev().take(MAX_REACH) {
            if closes(name, &open.name) {
                self.pop_to(depth);
                // A row ends the previous cell and the previous row.
                return if matches!(name, "tr" | "tbody" | "tfoot" | "thead") {
                    self.close_implied(name)
                };
            }
            let stops = match name {
                "tr" | "td" | "th" | "tbody" | "tfoot" | "thead" => open.name == "table",
                "li" => matches!(open.name.as_str(), "ul" | "ol") || is_scope(&open.name),
                _ => is_block(&open.name),
            };
            if stops {
                return;
            }
        }
    }

    fn end(&mut self, name: &str) {
        if self.beyond > 0 {
            self.beyond -= usize::from(!is_void(name));
            return;
        }
        if name == "br" {
            return self.renderer.line_break();
        }
        if !self.names.contains_key(name) {
            return;
        }
        let block = is_block(name);
        for (depth, open) in self.open.iter().enumerate().rev().take(MAX_REACH) {
            if open.name == name {
                return self.pop_to(depth);
            }
            // As in a browser: an inline end tag does not end a block, and a block's end tag does not end a cell.
            let stops = match name {
                "table" | "html" | "body" => false,
                "tr" | "td" | "th" | "tbody" | "thead" | "tfoot" | "caption" => open.name == "table",
                _ if block => is_scope(&open.name),
                _ => is_block(&open.name),
            };
            if stops {
                return;
            }
        }
    }

    fn pop_to(&mut self, depth: usize) {
        while self.open.len() > depth {
            self.pop();
        }
    }

    fn pop(&mut self) {
        let Some(open) = self.open.pop() else { return };
        if let Some(count) = self.names.get_mut(&open.name) {
            *count -= 1;
            if *count == 0 {
                self.names.remove(&open.name);
            }
        }
        if open.unseen {
            return;
        }
        let name = open.name.as_str();
        let renderer = &mut self.renderer;
        if let Some(link) = &open.link {
            renderer.close_link(link);
            self.link_depth -= 1;
        }
        if let Some(marker) = marker(name) {
            renderer.unmark(marker);
        }
        if name == "pre" {
            renderer.preformatted = renderer.preformatted.saturating_sub(1);
            renderer.fence();
        }
        let margin = Margin { history: open.margin.history || self.history, ..open.margin };
        if is_paragraph(name) && !(matches!(name, "ul" | "ol") && margin.lists > 0) {
            renderer.end_paragraph();
        } else if (is_block(name) && !matches!(name, "td" | "th"))
            || margin.history != renderer.margin.history
        {
            renderer.end_line();
        }
        renderer.margin = margin;
    }
}

/// Maximum distance at which an end tag finds its start tag.
const MAX_REACH: usize = 512;

fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

#[cfg(test)]
mod tests;
