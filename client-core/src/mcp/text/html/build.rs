//! Construction of the tree as browsers do it: implied end tags, misnested formatting, content of tables.

use super::{
    names::Traits,
    stack::Stack,
    tree::{Document, NameId, NodeId},
};

/// Maximum nesting of elements, that of Chromium. Deeper elements become siblings.
const MAX_DEPTH: usize = 512;
/// Maximum number of attributes that several `<body>` tags may add to one element.
const MAX_MERGED: usize = 64;

/// Formatting element that is reopened after misnested end tags, or the start of a cell that it does not enter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Formatting {
    Marker,
    Element(NodeId),
}

/// Names that the construction looks for.
#[derive(Debug, Default)]
struct Known {
    p: NameId,
    li: NameId,
    dd: NameId,
    dt: NameId,
    button: NameId,
    table: NameId,
    ruby: NameId,
    nobr: NameId,
    tbody: NameId,
    tr: NameId,
    colgroup: NameId,
    headings: [NameId; 6],
}

#[derive(Debug)]
pub(super) struct Builder {
    pub(super) document: Document,
    pub(super) stack: Stack,
    pub(super) formatting: Vec<Formatting>,
    pub(super) head: NodeId,
    body: NodeId,
    /// Open sheet behind the content that is kept.
    pub(super) sheet: Option<NodeId>,
    /// `true` while text and elements go before the table around them.
    foster: bool,
    /// `true` after the first content of the body.
    begun: bool,
    known: Known,
}

pub(super) type Attributes<'a> = &'a [(NameId, (u32, u32))];

impl Builder {
    pub(super) fn new() -> Self {
        let mut document = Document::new();
        let names = ["html", "head", "body"].map(|name| document.names.intern(name));
        let [html, head, body] = names.map(|name| document.new_element(name, (0, 0)));
        document.append(html, head);
        document.append(html, body);
        let mut name = |name: &str| document.names.intern(name);
        let known = Known {
            p: name("p"),
            li: name("li"),
            dd: name("dd"),
            dt: name("dt"),
            button: name("button"),
            table: name("table"),
            ruby: name("ruby"),
            nobr: name("nobr"),
            tbody: name("tbody"),
            tr: name("tr"),
            colgroup: name("colgroup"),
            headings: ["h1", "h2", "h3", "h4", "h5", "h6"].map(&mut name),
        };
        let mut stack = Stack::default();
        stack.push(&document, html);
        stack.push(&document, body);
        Self {
            document,
            stack,
            formatting: Vec::new(),
            head,
            body,
            sheet: None,
            foster: false,
            begun: false,
            known,
        }
    }

    /// Handles a start tag.
    pub(super) fn start(&mut self, name: &str, attributes: Attributes<'_>, self_closing: bool) {
        if self.document.truncated {
            return;
        }
        let name = if name == "image" { "img" } else { name };
        let id = self.document.names.intern(name);
        let traits = self.document.names.traits(id);
        if self.in_foreign() {
            if !traits.has(Traits::BREAKOUT) {
                self.insert(id, attributes);
                if self_closing {
                    self.pop();
                }
                return;
            }
            while self.in_foreign() && self.stack.len() > 2 {
                self.pop();
            }
        }
        if traits.has(Traits::RULED) && self.start_ruled(name, id, attributes, traits) {
            return;
        }
        self.begun = true;
        if traits.has(Traits::TABLE_PART) || name == "table" {
            return self.start_in_table(name, id, attributes, traits);
        }
        self.foster = self.fosters();
        self.start_in_body(name, id, traits, attributes, self_closing);
        self.foster = false;
    }

    /// Handles a start tag with a rule of its own. Returns `false` if the rules of its place apply.
    fn start_ruled(&mut self, name: &str, id: NameId, attributes: Attributes<'_>, traits: Traits) -> bool {
        match name {
            "html" => self.document.merge_attributes(Document::ROOT, attributes, MAX_MERGED),
            "body" => {
                self.begun = true;
                self.document.merge_attributes(self.body, attributes, MAX_MERGED);
            }
            "head" | "frameset" | "frame" => {}
            // Forms do not nest.
            "form" => return self.stack.find(id).is_some(),
            "style" | "script" | "link" | "meta" | "base" | "title" | "template" => {
                self.document.styled |= matches!(name, "style" | "link");
                if name != "template" && !self.begun {
                    let range = self.document.push_attributes(attributes);
                    let node = self.document.new_element(id, range);
                    self.document.append(self.head, node);
                    if !traits.has(Traits::VOID) {
                        self.stack.push(&self.document, node);
                    }
                    return true;
                }
                self.insert(id, attributes);
                if name == "template" {
                    self.formatting.push(Formatting::Marker);
                } else if traits.has(Traits::VOID) {
                    self.pop();
                }
            }
            _ => return false,
        }
        true
    }

    fn start_in_body(
        &mut self,
        name: &str,
        id: NameId,
        traits: Traits,
        attributes: Attributes<'_>,
        self_closing: bool,
    ) {
        if traits.has(Traits::ENDS_PARAGRAPH) {
            match name {
                "li" => self.close_item(&[self.known.li]),
                "dd" | "dt" => self.close_item(&[self.known.dd, self.known.dt]),
                _ => {}
            }
            self.close_paragraph();
            if self.known.headings.contains(&id)
                && self.known.headings.contains(&self.document.name_id(self.stack.current()))
            {
                self.pop();
            }
            self.insert(id, attributes);
            if traits.has(Traits::VOID) {
                self.pop();
            }
            return;
        }
        match name {
            "a" if self.has_formatting(id) => self.adopt(id),
            "nobr" if self.stack.in_scope(self.known.nobr).is_some() => self.adopt(id),
            "button" => {
                if let Some(position) = self.stack.in_scope(self.known.button) {
                    self.pop_to(position);
                }
            }
            "option" | "optgroup" if self.document.name(self.stack.current()) == "option" => self.pop(),
            "select" => {
                if let Some(position) = self.stack.in_scope(id) {
                    return self.pop_to(position);
                }
            }
            "rb" | "rtc" | "rp" | "rt" => {
                if self.stack.in_scope(self.known.ruby).is_some() {
                    self.close_implied();
                }
                self.insert(id, attributes);
                return;
            }
            _ => {}
        }
        self.reopen();
        self.insert(id, attributes);
        if traits.has(Traits::VOID) || (self_closing && traits.has(Traits::FOREIGN)) {
            self.pop();
        } else if traits.has(Traits::FORMATTING) {
            self.push_formatting();
        } else if traits.has(Traits::MARKER) {
            self.formatting.push(Formatting::Marker);
        }
    }

    fn start_in_table(&mut self, name: &str, id: NameId, attributes: Attributes<'_>, traits: Traits) {
        // Each round closes at least one part of a table, or ends the loop.
        loop {
            let mode = self.stack.mode();
            let mode_name = mode.map_or("", |mode| self.document.name(mode));
            let section = matches!(name, "tbody" | "thead" | "tfoot" | "caption" | "col" | "colgroup");
            match mode_name {
                "template" => break self.insert_part(id, attributes, traits),
                "td" | "th" | "caption" => {
                    if name == "table" {
                        self.start_table(id, attributes);
                        return;
                    }
                    self.pop_to_mode(0);
                }
                "tr" if matches!(name, "td" | "th") => {
                    self.pop_to_mode(1);
                    break self.insert_part(id, attributes, traits);
                }
                "tbody" | "thead" | "tfoot" if name == "tr" => {
                    self.pop_to_mode(1);
                    break self.insert_part(id, attributes, traits);
                }
                "tbody" | "thead" | "tfoot" if matches!(name, "td" | "th") => {
                    self.pop_to_mode(1);
                    self.insert(self.known.tr, &[]);
                }
                "table" if name == "col" => {
                    self.pop_to_mode(1);
                    self.insert(self.known.colgroup, &[]);
                }
                "table" if section => {
                    self.pop_to_mode(1);
                    break self.insert_part(id, attributes, traits);
                }
                "table" if name != "table" => {
                    self.pop_to_mode(1);
                    self.insert(self.known.tbody, &[]);
                }
                "colgroup" if name == "col" => break self.insert_part(id, attributes, traits),
                "table" | "tr" | "tbody" | "thead" | "tfoot" | "colgroup" => self.pop_to_mode(0),
                // Parts without a table are ignored, but their content is not.
                _ if name == "table" => break self.start_table(id, attributes),
                _ => break,
            }
        }
    }

    fn start_table(&mut self, id: NameId, attributes: Attributes<'_>) {
        if !self.document.quirks {
            self.close_paragraph();
        }
        self.insert(id, attributes);
    }

    fn insert_part(&mut self, id: NameId, attributes: Attributes<'_>, traits: Traits) {
        self.insert(id, attributes);
        if traits.has(Traits::VOID) {
            self.pop();
        } else if traits.has(Traits::MARKER) {
            self.formatting.push(Formatting::Marker);
        }
    }

    /// Closes everything above the innermost part of a table, and the part itself if `keep` is 0.
    fn pop_to_mode(&mut self, keep: usize) {
        if let Some(position) = self.stack.mode_position() {
            self.pop_to(position + keep);
        }
    }

    /// Handles an end tag.
    pub(super) fn end(&mut self, name: &str) {
        if self.document.truncated {
            return;
        }
        match name {
            "html" | "body" | "head" => return,
            "br" => return self.start("br", &[], false),
            "p" => {
                if self.stack.in_scope(self.known.p).is_none() {
                    self.start("p", &[], false);
                }
                return self.close_paragraph();
            }
            _ => {}
        }
        let Some(id) = self.document.names.find(name) else { return };
        let traits = self.document.names.traits(id);
        let position = match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let headings = self.known.headings;
                headings.iter().filter_map(|&h| self.stack.in_scope(h)).max()
            }
            "table" | "template" => self.stack.find(id),
            _ if traits.has(Traits::TABLE_PART) => {
                self.stack.find(id).filter(|&position| self.stack.find(self.known.table) < Some(position))
            }
            _ if traits.has(Traits::FORMATTING) => {
                self.foster = self.fosters();
                self.adopt(id);
                self.foster = false;
                return;
            }
            "style" | "script" | "title" => self.stack.find(id),
            _ if traits.has(Traits::SPECIAL) => self.stack.in_scope(id),
            _ => {
                let found = self.stack.find(id);
                return self.end_any(found);
            }
        };
        if let Some(position) = position {
            self.pop_to(position);
        }
    }

    /// Ends an element without a rule of its own, unless a special element stands between.
    pub(super) fn end_any(&mut self, position: Option<usize>) {
        if let Some(position) = position
            && Some(position) >= self.stack.last_special()
        {
            self.pop_to(position);
        }
    }

    /// Adds text.
    pub(super) fn text(&mut self, text: &str) {
        if self.document.truncated || text.is_empty() {
            return;
        }
        let blank = text.bytes().all(|b| b.is_ascii_whitespace());
        let raw = matches!(self.document.name(self.stack.current()), "style" | "script" | "title");
        if !raw && !blank {
            self.begun = true;
            if !self.in_foreign() {
                self.foster = self.fosters();
                self.reopen();
            }
        }
        let range = self.document.push_string(text);
        let node = self.document.new_text(range);
        self.place(node);
        self.foster = false;
    }

    fn in_foreign(&self) -> bool {
        self.stack.foreign().is_some_and(|node| matches!(self.document.name(node), "svg" | "math"))
    }

    /// Returns `true` if content that is added now goes before the table around it.
    fn fosters(&self) -> bool {
        self.stack.mode().is_some_and(|mode| self.document.traits(mode).has(Traits::FOSTERS))
    }

    fn close_paragraph(&mut self) {
        let position = self.stack.in_scope(self.known.p);
        // A button is a scope for paragraphs only.
        if let Some(position) = position
            && self.stack.find(self.known.button) <= Some(position)
        {
            self.pop_to(position);
        }
    }

    /// Closes an open item of a list or definition list.
    fn close_item(&mut self, names: &[NameId]) {
        if let Some(barrier) = self.stack.item_barrier()
            && let Some(node) = self.stack.get(barrier)
            && names.contains(&self.document.name_id(node))
        {
            self.pop_to(barrier);
        }
    }

    fn close_implied(&mut self) {
        while self.document.traits(self.stack.current()).has(Traits::IMPLIED) {
            self.pop();
        }
    }

    /// Adds an element and opens it.
    fn insert(&mut self, name: NameId, attributes: Attributes<'_>) {
        let range = self.document.push_attributes(attributes);
        let node = self.document.new_element(name, range);
        self.place(node);
        self.stack.push(&self.document, node);
    }

    /// Adds a node where the current element says.
    pub(super) fn place(&mut self, node: NodeId) {
        let mut parent = self.stack.current();
        if self.foster && self.document.traits(parent).has(Traits::FOSTERS) {
            return self.place_before_table(node);
        }
        if self.stack.len() > MAX_DEPTH
            && let Some(outer) = self.document.parent(parent)
        {
            parent = outer;
        }
        self.document.append(parent, node);
    }

    pub(super) fn place_before_table(&mut self, node: NodeId) {
        let table = self.stack.find(self.known.table).and_then(|position| self.stack.get(position));
        match table {
            Some(table) if self.document.parent(table).is_some() => self.document.insert_before(table, node),
            _ => self.document.append(self.body, node),
        }
    }

    pub(super) fn pop(&mut self) {
        // The root and the body stay open.
        if self.stack.len() <= 2 {
            return;
        }
        if let Some(node) = self.stack.pop(&self.document)
            && self.document.traits(node).has(Traits::MARKER)
        {
            while let Some(entry) = self.formatting.pop() {
                if entry == Formatting::Marker {
                    break;
                }
            }
        }
    }

    pub(super) fn pop_to(&mut self, position: usize) {
        while self.stack.len() > position.max(2) {
            self.pop();
        }
    }

    /// Returns the finished document.
    pub(super) fn finish(self) -> Document {
        self.document
    }
}
