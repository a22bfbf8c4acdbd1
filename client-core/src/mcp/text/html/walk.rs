//! Walk through the document that writes what a person sees.

use std::{cell::OnceCell, rc::Rc};

use super::{
    names::Traits,
    tree::{Document, NodeId},
};
use crate::mcp::text::{
    css::{Frame, Frames, Seen},
    element,
    fold::Line,
    render::{Form, Link, Margin, Renderer, marker},
};

/// Result of a walk.
#[derive(Debug)]
pub(super) struct Walked {
    pub(super) lines: Vec<Line>,
    /// Number of hidden elements and invisible characters.
    pub(super) removed: usize,
    /// Number of links whose words name another host.
    pub(super) misleading: usize,
    /// `true` if the end is missing, because the style sheets took too many steps.
    pub(super) truncated: bool,
    /// Number of steps of the styles.
    #[cfg(test)]
    pub(super) steps: usize,
}

/// Height of a line and of a picture without a declared one, in pixels.
const LINE: f32 = 20.0;
const PICTURE: f32 = 40.0;
/// Width or height in pixels up to which a picture is there to be counted, not seen.
const MAX_PIXEL: f32 = 2.0;
/// Width or height in pixels up to which a picture without alternative text fills space.
const MAX_SPACER: f32 = 48.0;

/// Open element and the state to restore at its end.
struct Open {
    node: NodeId,
    frame: Rc<Frame>,
    link: Option<Link>,
    /// Next number of an ordered list.
    item: Option<Numbers>,
    /// `true` if the rest of the element is quoted history.
    rest_is_history: bool,
    /// Margin outside the element.
    margin: Margin,
    /// `true` if it begins on a new line by its style only.
    styled_block: bool,
    keeps_lines: bool,
    /// `true` after the first word of a block.
    begun: bool,
    /// `true` if hidden text in it has been counted.
    counted: bool,
    /// Position of the outermost element around it that hides its text, and all inside do; once that was looked up.
    hides: OnceCell<Option<usize>>,
}

/// Numbers of the items of a list.
#[derive(Clone, Copy)]
struct Numbers {
    next: i64,
    step: i64,
}

impl Numbers {
    /// Reads where a list begins: `<ol start>`. A reversed one ends at 1.
    fn of(document: &Document, list: NodeId) -> Self {
        let start = number(document, list, "start");
        if document.attribute(list, "reversed").is_none() {
            return Self { next: start.unwrap_or(1), step: 1 };
        }
        let items = std::iter::successors(document.first(list), |&item| document.next(item));
        let count = items.filter(|&item| document.name(item) == "li").count();
        Self { next: start.unwrap_or_else(|| i64::try_from(count).unwrap_or(i64::MAX)), step: -1 }
    }

    /// Takes the number of the next item, which may set its own: `<li value>`.
    fn take(&mut self, own: Option<i64>) -> i64 {
        let number = own.unwrap_or(self.next);
        self.next = number.saturating_add(self.step);
        number
    }
}

fn number(document: &Document, node: NodeId, attribute: &str) -> Option<i64> {
    document.attribute(node, attribute)?.trim().parse().ok()
}

struct Walker<'a> {
    document: &'a Document,
    frames: Frames<'a>,
    renderer: Renderer,
    open: Vec<Open>,
    /// `true` after Outlook's mark: the rest is quoted history.
    history: bool,
    links: usize,
    /// Distance from the top of the page, roughly, in pixels.
    flow: f32,
}

/// Writes the visible text of a document.
pub(super) fn walk(document: &Document, form: Form) -> Walked {
    let mut walker = Walker {
        document,
        frames: Frames::new(document),
        renderer: Renderer::new(form),
        open: Vec::new(),
        history: false,
        links: 0,
        flow: 0.0,
    };
    let mut truncated = false;
    let mut at = Some(Document::ROOT);
    while let Some(node) = at {
        if document.unsure || walker.frames.styles.is_exhausted() || walker.frames.styles.is_unsure() {
            truncated = true;
            walker.renderer.removed += 1;
            break;
        }
        at = if walker.enter(node) { document.first(node) } else { None };
        let mut last = node;
        while at.is_none() {
            walker.leave(last);
            at = document.next(last);
            if at.is_none() {
                match document.parent(last) {
                    Some(parent) => last = parent,
                    None => break,
                }
            }
        }
    }
    while let Some(open) = walker.open.last() {
        let node = open.node;
        walker.leave(node);
    }
    #[cfg(test)]
    let steps = walker.frames.styles.steps();
    let misleading = walker.renderer.misleading;
    let (lines, removed) = walker.renderer.finish();
    Walked {
        lines,
        removed,
        misleading,
        truncated,
        #[cfg(test)]
        steps,
    }
}

impl Walker<'_> {
    /// Enters a node. Returns `true` if its children are to be walked.
    fn enter(&mut self, node: NodeId) -> bool {
        let document = self.document;
        if let Some(text) = document.text(node) {
            self.text(text);
            return false;
        }
        let traits = document.traits(node);
        if traits.has(Traits::ABOUT) {
            return false;
        }
        let frame = match self.open.last() {
            Some(open) => self.frames.enter(&open.frame, node),
            None => self.frames.enter(&Frame::new(), node),
        };
        if frame.is_hidden() {
            self.renderer.removed += usize::from(has_words(document, node));
            return false;
        }
        let name = document.name(node);
        if traits.has(Traits::VOID) {
            if element::opens_history(document, node) {
                self.renderer.end_line();
                self.history = true;
                self.renderer.margin.history = true;
            }
            self.void(name, node, &frame);
            return false;
        }
        let styled_block = frame.is_block() && !traits.has(Traits::BLOCK);
        let mut open = Open {
            node,
            link: None,
            item: None,
            rest_is_history: false,
            margin: self.renderer.margin,
            styled_block,
            keeps_lines: frame.keeps_lines(),
            begun: false,
            counted: false,
            hides: OnceCell::new(),
            frame,
        };
        self.begin(&mut open, name, traits);
        self.flow += open.frame.pull().0;
        self.open.push(open);
        true
    }

    fn text(&mut self, text: &str) {
        let Some(open) = self.open.last() else { return };
        let blank = text.bytes().all(|b| b.is_ascii_whitespace());
        let seen = if blank { Seen::All } else { open.frame.sees(text, self.flow) };
        if blank || seen == Seen::All {
            self.renderer.text(text);
            if !blank {
                self.begin_block();
            }
            return;
        }
        if seen != Seen::None {
            let begun = self.begin_block();
            let trimmed = text.trim_start_matches(|c: char| c.is_ascii_whitespace());
            let space = &text[..text.len() - trimmed.len()];
            let end = trimmed.find(|c: char| c.is_ascii_whitespace()).unwrap_or(trimmed.len());
            let (first, rest) = if begun { ("", trimmed) } else { trimmed.split_at(end) };
            let (shown, dropped) = if seen == Seen::First { (first, rest) } else { (rest, first) };
            self.renderer.text(space);
            self.renderer.text(shown);
            if dropped.trim().is_empty() {
                return;
            }
        }
        self.count();
    }

    /// Marks the innermost block as begun. Returns `true` if it was before.
    fn begin_block(&mut self) -> bool {
        for open in self.open.iter_mut().rev() {
            let begun = std::mem::replace(&mut open.begun, true);
            if begun || open.frame.is_block() || self.document.traits(open.node).has(Traits::BLOCK) {
                return begun;
            }
        }
        false
    }

    /// Counts hidden text once for the outermost element whose text is hidden.
    fn count(&mut self) {
        let Some(last) = self.open.len().checked_sub(1) else { return };
        // Each open element is looked at once.
        let known = self.open.iter().rposition(|open| open.hides.get().is_some());
        for at in known.map_or(0, |at| at + 1)..last {
            let outer = at.checked_sub(1).and_then(|outer| self.open[outer].hides.get().copied().flatten());
            let seen = self.open[at].frame.sees(SAMPLE, self.flow) == Seen::All;
            let hides = if seen { None } else { outer.or(Some(at)) };
            let _ = self.open[at].hides.set(hides);
        }
        let outer = last.checked_sub(1).and_then(|outer| self.open[outer].hides.get().copied().flatten());
        let open = &mut self.open[outer.unwrap_or(last)];
        self.renderer.removed += usize::from(!std::mem::replace(&mut open.counted, true));
    }

    fn void(&mut self, name: &str, node: NodeId, frame: &Frame) {
        let value = |attribute| self.document.attribute(node, attribute);
        match name {
            "br" => {
                self.flow += LINE;
                self.renderer.line_break();
            }
            "hr" => self.renderer.rule(),
            "img" => {
                let (width, height) = frame.size();
                self.flow += height.unwrap_or(PICTURE);
                let least = match (width, height) {
                    (Some(width), Some(height)) => Some(width.min(height)),
                    (width, height) => width.or(height),
                };
                if least.is_some_and(|px| px <= MAX_PIXEL) || !frame.sees_picture(self.flow) {
                    return;
                }
                let source = value("src").unwrap_or_default().trim();
                match value("alt").map(str::trim) {
                    Some(alt) if !alt.is_empty() => self.renderer.image(alt),
                    // Decoration, unless it came with the mail.
                    Some(_)
                        if least.is_some_and(|px| px <= MAX_SPACER)
                            && !source.starts_with("cid:")
                            && !source.starts_with("data:") => {}
                    _ if source.is_empty() => {}
                    _ => self.renderer.image(""),
                }
            }
            "input" => {
                let kind = value("type").unwrap_or("text").trim().to_ascii_lowercase();
                if !matches!(
                    kind.as_str(),
                    "checkbox" | "radio" | "image" | "file" | "range" | "color" | "password"
                ) {
                    let shown = value("value").filter(|value| !value.is_empty()).or(value("placeholder"));
                    if let Some(shown) = shown
                        && frame.sees(shown, self.flow) == Seen::All
                    {
                        self.renderer.text(shown);
                    }
                }
            }
            _ => {}
        }
    }

    /// Applies the effects of an element on its content.
    fn begin(&mut self, open: &mut Open, name: &str, traits: Traits) {
        let document = self.document;
        let node = open.node;
        let renderer = &mut self.renderer;
        self.history |= element::opens_history(document, node);
        let mut rest_is_history = false;
        if let Some(parent) = self.open.last_mut() {
            parent.rest_is_history |= element::heads_history(document, node);
            rest_is_history = parent.rest_is_history;
        }
        if traits.has(Traits::PARAGRAPH) && !(matches!(name, "ul" | "ol") && renderer.margin.lists > 0) {
            renderer.end_paragraph();
            self.flow += LINE;
        } else if (traits.has(Traits::BLOCK) && !matches!(name, "td" | "th")) || open.styled_block {
            renderer.end_line();
            self.flow += if matches!(name, "html" | "body" | "tbody" | "tr") { 0.0 } else { LINE / 2.0 };
        }
        let history =
            self.history || rest_is_history || renderer.margin.history || element::is_quote(document, node);
        if history != renderer.margin.history {
            renderer.end_line();
            renderer.margin.history = history;
        }
        if open.keeps_lines && name != "pre" {
            renderer.preserved += 1;
        }
        if !traits.has(Traits::WRITES) {
            return;
        }
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => renderer.heading(name),
            "blockquote" => renderer.margin.quotes += 1,
            "ul" | "menu" | "dir" => renderer.margin.lists += 1,
            "ol" => {
                renderer.margin.lists += 1;
                open.item = Some(Numbers::of(document, node));
            }
            "li" => {
                let list = self
                    .open
                    .iter_mut()
                    .rev()
                    .find(|open| matches!(document.name(open.node), "ul" | "ol" | "menu" | "dir"));
                let bullet = match list.and_then(|list| list.item.as_mut()) {
                    Some(numbers) => format!("{}. ", numbers.take(number(document, node, "value"))),
                    None => "- ".to_owned(),
                };
                renderer.prefix(bullet);
            }
            "td" | "th" => renderer.cell(),
            "pre" => {
                renderer.fence();
                renderer.preformatted += 1;
            }
            "a" if self.links == 0 => {
                open.link = renderer.open_link(document.attribute(node, "href").unwrap_or_default());
                self.links += usize::from(open.link.is_some());
            }
            _ => {
                if let Some(marker) = marker(name) {
                    renderer.mark(marker);
                }
            }
        }
    }

    fn leave(&mut self, node: NodeId) {
        if self.open.last().is_none_or(|open| open.node != node) {
            return;
        }
        let Some(open) = self.open.pop() else { return };
        let name = self.document.name(node);
        let traits = self.document.traits(node);
        self.flow += open.frame.pull().1;
        let renderer = &mut self.renderer;
        if open.keeps_lines && name != "pre" {
            renderer.preserved = renderer.preserved.saturating_sub(1);
        }
        if let Some(link) = &open.link {
            renderer.close_link(link);
            self.links -= 1;
        }
        if traits.has(Traits::WRITES)
            && let Some(marker) = marker(name)
        {
            renderer.unmark(marker);
        }
        if name == "pre" {
            renderer.preformatted = renderer.preformatted.saturating_sub(1);
            renderer.fence();
        }
        let history = self.history || self.open.last().is_some_and(|parent| parent.rest_is_history);
        let margin = Margin { history: open.margin.history || history, ..open.margin };
        if traits.has(Traits::PARAGRAPH) && !(matches!(name, "ul" | "ol") && margin.lists > 0) {
            renderer.end_paragraph();
            self.flow += LINE;
        } else if (traits.has(Traits::BLOCK) && !matches!(name, "td" | "th"))
            || open.styled_block
            || margin.history != renderer.margin.history
        {
            renderer.end_line();
        }
        renderer.margin = margin;
    }
}

/// Text of which the outermost hidden element hides all, as its own.
const SAMPLE: &str = "x";

/// Returns `true` if an element holds words or pictures with words.
fn has_words(document: &Document, id: NodeId) -> bool {
    let mut at = Some(id);
    while let Some(node) = at {
        let about = document.traits(node).has(Traits::ABOUT);
        if document.text(node).is_some_and(|text| !text.trim().is_empty())
            || (document.name(node) == "img"
                && document.attribute(node, "alt").is_some_and(|alt| !alt.trim().is_empty()))
        {
            return true;
        }
        at = if about { None } else { document.first(node) };
        let mut last = node;
        while at.is_none() && last != id {
            at = document.next(last);
            if at.is_none() {
                last = document.parent(last).unwrap_or(id);
            }
        }
    }
    false
}
