//! Open elements, with positions by name, so that an end tag finds its start tag without a walk.

use super::{
    names::Traits,
    tree::{Document, NameId, NodeId},
};

/// Stack of open elements.
#[derive(Debug, Default)]
pub(super) struct Stack {
    open: Vec<NodeId>,
    /// Position of each node, and a mark for those that are not open.
    places: Vec<u32>,
    /// Positions of each name.
    by_name: Vec<Vec<u32>>,
    /// Positions of special elements, of scopes, of scopes of list items, of parts of tables, of foreign content.
    special: Vec<u32>,
    scopes: Vec<u32>,
    item_barriers: Vec<u32>,
    modes: Vec<u32>,
    foreign: Vec<u32>,
}

impl Stack {
    pub(super) fn len(&self) -> usize {
        self.open.len()
    }

    pub(super) fn get(&self, position: usize) -> Option<NodeId> {
        self.open.get(position).copied()
    }

    pub(super) fn current(&self) -> NodeId {
        self.open.last().copied().unwrap_or(Document::ROOT)
    }

    pub(super) fn push(&mut self, document: &Document, node: NodeId) {
        let position = self.open.len() as u32;
        let name = document.name_id(node) as usize;
        if self.by_name.len() <= name {
            self.by_name.resize(document.names.len().max(name + 1), Vec::new());
        }
        if self.places.len() <= node as usize {
            self.places.resize(document.len().max(node as usize + 1), CLOSED);
        }
        self.places[node as usize] = position;
        self.open.push(node);
        self.by_name[name].push(position);
        for list in self.lists(document, node).into_iter().flatten() {
            list.push(position);
        }
    }

    pub(super) fn pop(&mut self, document: &Document) -> Option<NodeId> {
        let node = self.open.pop()?;
        if let Some(place) = self.places.get_mut(node as usize) {
            *place = CLOSED;
        }
        if let Some(positions) = self.by_name.get_mut(document.name_id(node) as usize) {
            positions.pop();
        }
        for list in self.lists(document, node).into_iter().flatten() {
            list.pop();
        }
        Some(node)
    }

    fn lists(&mut self, document: &Document, node: NodeId) -> [Option<&mut Vec<u32>>; 5] {
        let traits = document.traits(node);
        let special = traits.has(Traits::SPECIAL);
        let barrier = special && !matches!(document.name(node), "address" | "div" | "p");
        [
            special.then_some(&mut self.special),
            traits.has(Traits::SCOPE).then_some(&mut self.scopes),
            barrier.then_some(&mut self.item_barriers),
            traits.has(Traits::MODE).then_some(&mut self.modes),
            traits.has(Traits::FOREIGN).then_some(&mut self.foreign),
        ]
    }

    /// Returns the position of the innermost open element of a name.
    pub(super) fn find(&self, name: NameId) -> Option<usize> {
        self.by_name.get(name as usize)?.last().map(|&position| position as usize)
    }

    pub(super) fn is_open(&self, node: NodeId) -> bool {
        self.position(node).is_some()
    }

    /// Returns the position of an open element.
    pub(super) fn position(&self, node: NodeId) -> Option<usize> {
        self.places.get(node as usize).filter(|&&place| place != CLOSED).map(|&place| place as usize)
    }

    /// Returns the position of an open element of a name, unless a scope stands between.
    pub(super) fn in_scope(&self, name: NameId) -> Option<usize> {
        let position = self.find(name)?;
        (top(&self.scopes) <= Some(position)).then_some(position)
    }

    /// Returns the position of the innermost special element.
    pub(super) fn last_special(&self) -> Option<usize> {
        top(&self.special)
    }

    /// Returns the position of the first special element above a position.
    pub(super) fn special_above(&self, position: usize) -> Option<usize> {
        let at = self.special.partition_point(|&p| p as usize <= position);
        self.special.get(at).map(|&p| p as usize)
    }

    pub(super) fn item_barrier(&self) -> Option<usize> {
        top(&self.item_barriers)
    }

    /// Returns the innermost table or part of a table.
    pub(super) fn mode(&self) -> Option<NodeId> {
        top(&self.modes).and_then(|position| self.get(position))
    }

    pub(super) fn mode_position(&self) -> Option<usize> {
        top(&self.modes)
    }

    /// Returns the innermost element of foreign content, or the place of HTML in it.
    pub(super) fn foreign(&self) -> Option<NodeId> {
        top(&self.foreign).and_then(|position| self.get(position))
    }

    /// Replaces all elements from a position on.
    pub(super) fn replace_tail(&mut self, document: &Document, from: usize, tail: &[NodeId]) {
        while self.open.len() > from {
            self.pop(document);
        }
        for &node in tail {
            self.push(document, node);
        }
    }

    pub(super) fn tail(&self, from: usize) -> &[NodeId] {
        self.open.get(from..).unwrap_or_default()
    }
}

/// Mark of a node that is not open.
const CLOSED: u32 = u32::MAX;

fn top(list: &[u32]) -> Option<usize> {
    list.last().map(|&position| position as usize)
}
