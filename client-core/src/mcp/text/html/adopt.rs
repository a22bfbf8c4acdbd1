//! Misnested formatting: the adoption agency of the HTML standard.

use super::{
    build::{Builder, Formatting},
    names::Traits,
    tree::{NameId, NodeId},
};

/// Numbers of the standard.
const OUTER_ROUNDS: usize = 8;
const INNER_ROUNDS: usize = 3;

impl Builder {
    /// Handles the end tag of a formatting element: content of blocks inside stays formatted, what follows is not.
    pub(super) fn adopt(&mut self, name: NameId) {
        let current = self.stack.current();
        if self.document.name_id(current) == name && self.listed(current).is_none() {
            return self.pop();
        }
        for _ in 0..OUTER_ROUNDS {
            let Some((index, element)) = self.last_formatting(name) else {
                let found = self.stack.find(name);
                return self.end_any(found);
            };
            let Some(position) = self.stack.position(element) else {
                self.formatting.remove(index);
                return;
            };
            if self.stack.in_scope(name).is_none() || self.document.truncated {
                return;
            }
            match self.stack.special_above(position) {
                Some(block) => self.adopt_block(index, position, block),
                None => {
                    self.pop_to(position);
                    if self.formatting.get(index) == Some(&Formatting::Element(element)) {
                        self.formatting.remove(index);
                    }
                    return;
                }
            }
        }
    }

    /// Moves the first block above the formatting element out of it, and the block's content into a copy.
    fn adopt_block(&mut self, index: usize, position: usize, block_position: usize) {
        let (Some(element), Some(block), Some(ancestor)) = (
            self.stack.get(position),
            self.stack.get(block_position),
            position.checked_sub(1).and_then(|outer| self.stack.get(outer)),
        ) else {
            return;
        };
        let tail = self.stack.tail(position).to_vec();
        self.spend(tail.len());
        let offset = block_position - position;
        let mut bookmark = index;
        let mut last = block;
        // Elements between, innermost first; those that stay open, as copies.
        let mut kept: Vec<NodeId> = Vec::new();
        for (round, &node) in tail[1..offset].iter().rev().enumerate() {
            let Some(mut listed) = self.listed(node) else { continue };
            if round >= INNER_ROUNDS {
                self.formatting.remove(listed);
                bookmark -= usize::from(listed < bookmark);
                continue;
            }
            let clone = self.clone_element(node);
            self.formatting[listed] = Formatting::Element(clone);
            if last == block {
                listed += 1;
                bookmark = listed;
            }
            self.document.detach(last);
            self.document.append(clone, last);
            last = clone;
            kept.push(clone);
        }
        self.document.detach(last);
        if self.document.traits(ancestor).has(Traits::FOSTERS) {
            self.place_before_table(last);
        } else {
            self.document.append(ancestor, last);
        }
        let copy = self.clone_element(element);
        let moved = self.document.move_children(block, copy);
        self.spend(moved);
        self.document.append(block, copy);

        if let Some(old) = self.listed(element) {
            self.formatting.remove(old);
            bookmark -= usize::from(old < bookmark);
        }
        self.formatting.insert(bookmark.min(self.formatting.len()), Formatting::Element(copy));

        let mut new_tail: Vec<NodeId> = kept.into_iter().rev().collect();
        new_tail.push(block);
        new_tail.push(copy);
        new_tail.extend_from_slice(&tail[offset + 1..]);
        self.stack.replace_tail(&self.document, position, &new_tail);
    }

    /// Returns the index of an element in the list of formatting elements.
    fn listed(&mut self, node: NodeId) -> Option<usize> {
        let found = self.formatting.iter().rposition(|entry| *entry == Formatting::Element(node));
        self.spend(self.formatting.len() - found.unwrap_or(0));
        found
    }

    /// Returns the last formatting element of a name inside the same cell.
    fn last_formatting(&mut self, name: NameId) -> Option<(usize, NodeId)> {
        let mut found = None;
        let mut steps = 0;
        for (index, entry) in self.formatting.iter().enumerate().rev() {
            steps += 1;
            match *entry {
                Formatting::Marker => break,
                Formatting::Element(node) if self.document.name_id(node) == name => {
                    found = Some((index, node));
                    break;
                }
                Formatting::Element(_) => {}
            }
        }
        self.spend(steps);
        found
    }
}
