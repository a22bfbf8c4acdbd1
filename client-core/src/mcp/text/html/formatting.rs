//! List of formatting elements, which misnested end tags close and later text opens again.

use super::{
    build::{Builder, Formatting},
    tree::{NameId, NodeId},
};

/// Maximum number of steps that a document may spend on formatting that is misnested or opened again. The rest of the
/// document is omitted then: it could be nested otherwise than in a browser, and be hidden there.
const MAX_WORK: usize = 2_000_000;
/// Steps of a new element, and bytes of attributes that one step stands for.
const ELEMENT_STEPS: usize = 20;
const STEP_BYTES: usize = 16;

impl Builder {
    /// Counts steps. The document ends where there are too many.
    pub(super) fn spend(&mut self, steps: usize) {
        self.document.work += steps;
        self.document.truncated |= self.document.work > MAX_WORK;
    }

    pub(super) fn has_formatting(&mut self, name: NameId) -> bool {
        let mut steps = 0;
        let found = self
            .formatting
            .iter()
            .rev()
            .inspect(|_| steps += 1)
            .take_while(|entry| **entry != Formatting::Marker)
            .any(|entry| matches!(entry, Formatting::Element(node) if self.document.name_id(*node) == name));
        self.spend(steps);
        found
    }

    /// Lists the current element, and no more than three equal ones.
    pub(super) fn push_formatting(&mut self) {
        let node = self.stack.current();
        let name = self.document.name_id(node);
        let cost = 1 + self.document.attribute_bytes(node) / STEP_BYTES;
        let (mut equal, mut steps) = (0, 0);
        let mut oldest = None;
        for (index, entry) in self.formatting.iter().enumerate().rev() {
            steps += cost;
            match *entry {
                Formatting::Marker => break,
                Formatting::Element(other)
                    if self.document.name_id(other) == name
                        && self.document.has_same_attributes(node, other) =>
                {
                    equal += 1;
                    oldest = Some(index);
                }
                Formatting::Element(_) => {}
            }
            if equal == 3 {
                break;
            }
        }
        self.spend(steps);
        if equal == 3
            && let Some(oldest) = oldest
        {
            self.formatting.remove(oldest);
        }
        self.formatting.push(Formatting::Element(node));
    }

    /// Opens formatting elements again that an end tag of a block has closed.
    pub(super) fn reopen(&mut self) {
        let is_closed =
            |entry: &Formatting| matches!(entry, Formatting::Element(node) if !self.stack.is_open(*node));
        let closed = self.formatting.iter().rev().take_while(|entry| is_closed(entry)).count();
        for index in self.formatting.len() - closed..self.formatting.len() {
            let Some(Formatting::Element(node)) = self.formatting.get(index).copied() else { continue };
            if self.document.truncated {
                return;
            }
            let clone = self.clone_element(node);
            self.place(clone);
            self.stack.push(&self.document, clone);
            self.formatting[index] = Formatting::Element(clone);
        }
    }

    pub(super) fn clone_element(&mut self, node: NodeId) -> NodeId {
        self.spend(ELEMENT_STEPS + self.document.attribute_bytes(node) / STEP_BYTES);
        self.document.clone_element(node)
    }
}
