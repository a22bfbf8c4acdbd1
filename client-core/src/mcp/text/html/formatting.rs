//! List of formatting elements, which misnested end tags close and later text opens again.

use super::{
    build::{Builder, Formatting},
    tree::{NameId, NodeId},
};

/// Maximum number of elements that misnested end tags may add. The rest of the document is omitted then.
const MAX_CLONES: usize = 100_000;
/// Number of formatting elements in which more than three equal ones are looked for.
const MAX_EQUAL_REACH: usize = 50;

impl Builder {
    pub(super) fn has_formatting(&self, name: NameId) -> bool {
        self.formatting
            .iter()
            .rev()
            .take(MAX_EQUAL_REACH)
            .take_while(|entry| **entry != Formatting::Marker)
            .any(|entry| matches!(entry, Formatting::Element(node) if self.document.name_id(*node) == name))
    }

    pub(super) fn push_formatting(&mut self) {
        let node = self.stack.current();
        let name = self.document.name_id(node);
        let mut equal = 0;
        let mut oldest = None;
        for (index, entry) in self.formatting.iter().enumerate().rev().take(MAX_EQUAL_REACH) {
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
        if equal == 3
            && let Some(oldest) = oldest
        {
            self.formatting.remove(oldest);
        }
        self.formatting.push(Formatting::Element(node));
    }

    /// Opens formatting elements again that an end tag of a block has closed.
    pub(super) fn reopen(&mut self) {
        let is_closed = |entry: &Formatting| matches!(entry, Formatting::Element(node) if !self.stack.is_open(&self.document, *node));
        let closed = self.formatting.iter().rev().take_while(|entry| is_closed(entry)).count();
        for index in self.formatting.len() - closed..self.formatting.len() {
            let Some(Formatting::Element(node)) = self.formatting.get(index).copied() else { continue };
            let clone = self.clone_element(node);
            self.place(clone);
            self.stack.push(&self.document, clone);
            self.formatting[index] = Formatting::Element(clone);
        }
    }

    pub(super) fn clone_element(&mut self, node: NodeId) -> NodeId {
        self.clones += 1;
        if self.clones > MAX_CLONES {
            self.document.truncated = true;
        }
        self.document.clone_element(node)
    }
}
