//! Document as a flat arena of nodes.

use std::{cell::OnceCell, collections::HashMap};

use super::names::Traits;
use crate::mcp::text::css::shown_options;

/// Index of a node.
pub(in crate::mcp::text) type NodeId = u32;
/// Index of an element or attribute name.
pub(in crate::mcp::text) type NameId = u32;

/// Mark of a missing node.
const NONE: u32 = u32::MAX;

/// Range of bytes or items.
type Range = (u32, u32);

#[derive(Debug, Clone, Copy)]
enum Kind {
    Element { name: NameId, attributes: Range },
    Text(Range),
}

#[derive(Debug, Clone, Copy)]
struct Node {
    parent: u32,
    first: u32,
    last: u32,
    previous: u32,
    next: u32,
    kind: Kind,
}

#[derive(Debug, Clone, Copy)]
struct Attribute {
    name: NameId,
    value: Range,
}

/// Names of elements and attributes, in lower case.
#[derive(Debug, Default)]
pub(super) struct Names {
    ids: HashMap<Box<str>, NameId>,
    list: Vec<(Box<str>, Traits)>,
}

impl Names {
    pub(super) fn intern(&mut self, name: &str) -> NameId {
        if let Some(&id) = self.ids.get(name) {
            return id;
        }
        let id = u32::try_from(self.list.len()).unwrap_or(NONE);
        self.list.push((name.into(), Traits::new(name)));
        self.ids.insert(name.into(), id);
        id
    }

    pub(super) fn find(&self, name: &str) -> Option<NameId> {
        self.ids.get(name).copied()
    }

    pub(super) fn text(&self, id: NameId) -> &str {
        self.list.get(id as usize).map_or("", |(name, _)| name)
    }

    pub(super) fn traits(&self, id: NameId) -> Traits {
        self.list.get(id as usize).map_or_else(Traits::default, |(_, traits)| *traits)
    }

    pub(super) const fn len(&self) -> usize {
        self.list.len()
    }
}

/// Document: nodes, and the texts they refer to.
#[derive(Debug, Default)]
pub(in crate::mcp::text) struct Document {
    nodes: Vec<Node>,
    attributes: Vec<Attribute>,
    /// Texts and values of attributes.
    pub(super) buffer: String,
    pub(super) names: Names,
    /// `true` without a document type: browsers then read styles more leniently.
    pub(in crate::mcp::text) quirks: bool,
    /// `true` if the end of the document is missing.
    pub(in crate::mcp::text) truncated: bool,
    /// Steps spent on formatting that is misnested or opened again.
    pub(in crate::mcp::text) work: usize,
    /// Options that closed lists show, once they were looked up.
    shown: OnceCell<HashMap<NodeId, NodeId>>,
    /// `true` if there may be style sheets.
    pub(in crate::mcp::text) styled: bool,
    /// `true` if there are style sheets that were not read.
    pub(in crate::mcp::text) unsure: bool,
}

impl Document {
    /// Root element.
    pub(in crate::mcp::text) const ROOT: NodeId = 0;
    /// Names that every document knows.
    pub(in crate::mcp::text) const ID: NameId = 0;
    pub(in crate::mcp::text) const CLASS: NameId = 1;
    pub(in crate::mcp::text) const STYLE: NameId = 2;
    /// Attribute that stands for those that are not kept. No attribute of a document has its name.
    pub(in crate::mcp::text) const EXCESS: NameId = 3;

    fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id as usize)
    }

    fn link(&self, id: NodeId, of: impl Fn(&Node) -> u32) -> Option<NodeId> {
        self.node(id).map(of).filter(|&id| id != NONE)
    }

    pub(in crate::mcp::text) fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.link(id, |node| node.parent)
    }

    pub(in crate::mcp::text) fn first(&self, id: NodeId) -> Option<NodeId> {
        self.link(id, |node| node.first)
    }

    pub(in crate::mcp::text) fn next(&self, id: NodeId) -> Option<NodeId> {
        self.link(id, |node| node.next)
    }

    pub(in crate::mcp::text) fn previous(&self, id: NodeId) -> Option<NodeId> {
        self.link(id, |node| node.previous)
    }

    pub(in crate::mcp::text) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(in crate::mcp::text) fn is_element(&self, id: NodeId) -> bool {
        matches!(self.node(id), Some(Node { kind: Kind::Element { .. }, .. }))
    }

    /// Returns the text of a text node.
    pub(in crate::mcp::text) fn text(&self, id: NodeId) -> Option<&str> {
        match self.node(id)?.kind {
            Kind::Text(range) => Some(self.slice(range)),
            Kind::Element { .. } => None,
        }
    }

    /// Returns the name of an element, in lower case. A text node has an empty one.
    pub(in crate::mcp::text) fn name(&self, id: NodeId) -> &str {
        self.names.text(self.name_id(id))
    }

    pub(in crate::mcp::text) fn name_id(&self, id: NodeId) -> NameId {
        match self.node(id) {
            Some(Node { kind: Kind::Element { name, .. }, .. }) => *name,
            _ => NONE,
        }
    }

    pub(in crate::mcp::text) fn traits(&self, id: NodeId) -> Traits {
        self.names.traits(self.name_id(id))
    }

    fn slice(&self, (start, end): Range) -> &str {
        self.buffer.get(start as usize..end as usize).unwrap_or_default()
    }

    /// Returns the names and values of the attributes of an element.
    pub(in crate::mcp::text) fn attributes(&self, id: NodeId) -> impl Iterator<Item = (&str, &str)> {
        self.raw_attributes(id).iter().map(|a| (self.names.text(a.name), self.slice(a.value)))
    }

    fn raw_attributes(&self, id: NodeId) -> &[Attribute] {
        match self.node(id) {
            Some(Node { kind: Kind::Element { attributes: (start, end), .. }, .. }) => {
                self.attributes.get(*start as usize..*end as usize).unwrap_or_default()
            }
            _ => &[],
        }
    }

    /// Returns the value of an attribute; the name is in lower case.
    pub(in crate::mcp::text) fn attribute(&self, id: NodeId, name: &str) -> Option<&str> {
        let found = self.raw_attributes(id).iter().find(|a| self.names.text(a.name) == name);
        found.map(|a| self.slice(a.value))
    }

    /// Returns the elements of a name.
    pub(in crate::mcp::text) fn elements(&self, name: &str) -> impl Iterator<Item = NodeId> {
        let wanted = self.names.find(name);
        let is = move |id: &NodeId| wanted.is_some_and(|name| self.name_id(*id) == name);
        (0..self.nodes.len() as NodeId).filter(is)
    }

    /// Returns the option that each closed list shows.
    pub(in crate::mcp::text) fn shown_options(&self) -> &HashMap<NodeId, NodeId> {
        self.shown.get_or_init(|| shown_options(self))
    }

    pub(in crate::mcp::text) fn has_attributes(&self, id: NodeId) -> bool {
        !self.raw_attributes(id).is_empty()
    }

    /// Returns the attributes of an element, with the indices of their names.
    pub(in crate::mcp::text) fn named_attributes(&self, id: NodeId) -> impl Iterator<Item = (NameId, &str)> {
        self.raw_attributes(id).iter().map(|a| (a.name, self.slice(a.value)))
    }

    /// Returns an attribute with its place in the document, which copies of the element share.
    pub(in crate::mcp::text) fn placed_attribute(&self, id: NodeId, name: NameId) -> Option<(usize, &str)> {
        let found = self.raw_attributes(id).iter().find(|a| a.name == name)?;
        Some((found.value.0 as usize, self.slice(found.value)))
    }

    /// Returns the attributes of all elements.
    pub(in crate::mcp::text) fn all_attributes(&self) -> impl Iterator<Item = (NameId, &str)> {
        self.attributes.iter().map(|a| (a.name, self.slice(a.value)))
    }

    /// Returns `true` if an element has more attributes than are kept.
    pub(in crate::mcp::text) fn has_excess(&self, id: NodeId) -> bool {
        self.raw_attributes(id).iter().any(|a| a.name == Self::EXCESS)
    }

    /// Returns the index of the name of an element or attribute, if the document has it.
    pub(in crate::mcp::text) fn name_of(&self, name: &str) -> Option<NameId> {
        self.names.find(name)
    }

    /// Returns the number of bytes in the values of the attributes of an element.
    pub(super) fn attribute_bytes(&self, id: NodeId) -> usize {
        self.raw_attributes(id).iter().map(|a| (a.value.1 - a.value.0) as usize).sum()
    }

    /// Returns `true` for elements of the same name with the same attributes.
    pub(in crate::mcp::text) fn is_alike(&self, a: NodeId, b: NodeId) -> bool {
        self.name_id(a) == self.name_id(b) && self.has_same_attributes(a, b)
    }

    pub(super) fn has_same_attributes(&self, a: NodeId, b: NodeId) -> bool {
        let (a, b) = (self.raw_attributes(a), self.raw_attributes(b));
        a.len() == b.len()
            && a.iter().zip(b).all(|(a, b)| {
                a.name == b.name && (a.value == b.value || self.slice(a.value) == self.slice(b.value))
            })
    }

    // --- building -----------------------------------------------------------------------------------------------

    /// Returns an empty document without a type.
    pub(super) fn new() -> Self {
        let mut document = Self { quirks: true, ..Self::default() };
        for name in ["id", "class", "style", " "] {
            document.names.intern(name);
        }
        document
    }

    pub(super) fn push_string(&mut self, text: &str) -> Range {
        let start = self.buffer.len();
        self.buffer.push_str(text);
        (start as u32, self.buffer.len() as u32)
    }

    /// Adds attributes and returns their range.
    pub(super) fn push_attributes(&mut self, attributes: &[(NameId, Range)]) -> Range {
        let start = self.attributes.len() as u32;
        self.attributes.extend(attributes.iter().map(|&(name, value)| Attribute { name, value }));
        (start, self.attributes.len() as u32)
    }

    /// Adds the attributes that an element lacks, up to a limit.
    pub(super) fn merge_attributes(&mut self, id: NodeId, more: &[(NameId, Range)], limit: usize) {
        let mut all: Vec<(NameId, Range)> =
            self.raw_attributes(id).iter().map(|a| (a.name, a.value)).collect();
        let before = all.len();
        for &(name, value) in more {
            if all.len() < limit && !all.iter().any(|(have, _)| *have == name) {
                all.push((name, value));
            }
        }
        if all.len() == before {
            return;
        }
        let range = self.push_attributes(&all);
        if let Some(Node { kind: Kind::Element { attributes, .. }, .. }) = self.nodes.get_mut(id as usize) {
            *attributes = range;
        }
    }

    fn push(&mut self, kind: Kind) -> NodeId {
        let id = self.nodes.len() as u32;
        self.nodes.push(Node { parent: NONE, first: NONE, last: NONE, previous: NONE, next: NONE, kind });
        id
    }

    pub(super) fn new_element(&mut self, name: NameId, attributes: Range) -> NodeId {
        self.push(Kind::Element { name, attributes })
    }

    pub(super) fn new_text(&mut self, range: Range) -> NodeId {
        self.push(Kind::Text(range))
    }

    /// Copies an element without its children.
    pub(super) fn clone_element(&mut self, id: NodeId) -> NodeId {
        let kind = self.node(id).map_or(Kind::Text((0, 0)), |node| node.kind);
        self.push(kind)
    }

    fn at(&mut self, id: NodeId) -> Option<&mut Node> {
        self.nodes.get_mut(id as usize)
    }

    pub(super) fn detach(&mut self, id: NodeId) {
        let Some(&Node { parent, previous, next, .. }) = self.node(id) else { return };
        match self.at(previous) {
            Some(node) => node.next = next,
            None => {
                if let Some(parent) = self.at(parent) {
                    parent.first = next;
                }
            }
        }
        match self.at(next) {
            Some(node) => node.previous = previous,
            None => {
                if let Some(parent) = self.at(parent) {
                    parent.last = previous;
                }
            }
        }
        if let Some(node) = self.at(id) {
            (node.parent, node.previous, node.next) = (NONE, NONE, NONE);
        }
    }

    pub(super) fn append(&mut self, parent: NodeId, child: NodeId) {
        let last = self.node(parent).map_or(NONE, |node| node.last);
        if let Some(node) = self.at(child) {
            (node.parent, node.previous, node.next) = (parent, last, NONE);
        }
        if let Some(last) = self.at(last) {
            last.next = child;
        }
        if let Some(parent) = self.at(parent) {
            parent.last = child;
            if parent.first == NONE {
                parent.first = child;
            }
        }
    }

    pub(super) fn insert_before(&mut self, sibling: NodeId, child: NodeId) {
        let Some(&Node { parent, previous, .. }) = self.node(sibling) else { return };
        if let Some(node) = self.at(child) {
            (node.parent, node.previous, node.next) = (parent, previous, sibling);
        }
        match self.at(previous) {
            Some(node) => node.next = child,
            None => {
                if let Some(parent) = self.at(parent) {
                    parent.first = child;
                }
            }
        }
        if let Some(node) = self.at(sibling) {
            node.previous = child;
        }
    }

    /// Moves all children of one element to another.
    pub(super) fn move_children(&mut self, from: NodeId, to: NodeId) -> usize {
        let mut moved = 0;
        while let Some(child) = self.first(from) {
            self.detach(child);
            self.append(to, child);
            moved += 1;
        }
        moved
    }
}
