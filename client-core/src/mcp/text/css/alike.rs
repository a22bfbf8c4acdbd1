//! Frames of elements, shared by those that are alike: of the same name, attributes and rules inside the same frame.

use std::rc::Rc;

use super::{cascade::Styles, sight::Frame};
use crate::mcp::text::html::tree::{Document, NodeId};

/// Number of frames that are remembered. Elements that are alike mostly follow each other.
const REMEMBERED: usize = 256;

/// Frame that was computed, and what it was computed of.
struct Known {
    parent: u32,
    node: NodeId,
    rules: Box<[u32]>,
    frame: Rc<Frame>,
}

/// Frames of a document.
pub(in crate::mcp::text) struct Frames<'a> {
    document: &'a Document,
    pub(in crate::mcp::text) styles: Styles<'a>,
    known: Vec<Option<Known>>,
    last: u32,
    rules: Vec<u32>,
}

impl<'a> Frames<'a> {
    /// Reads the sheets of a document.
    pub(in crate::mcp::text) fn new(document: &'a Document) -> Self {
        let known = std::iter::repeat_with(|| None).take(REMEMBERED).collect();
        Self { document, styles: Styles::new(document), known, last: 0, rules: Vec::new() }
    }

    /// Returns the frame of an element inside another one.
    pub(in crate::mcp::text) fn enter(&mut self, parent: &Frame, id: NodeId) -> Rc<Frame> {
        let document = self.document;
        self.rules.clear();
        self.styles.collect(id, &mut self.rules);
        let slot = self.slot(parent, id);
        if let Some(known) = &self.known[slot]
            && known.parent == parent.serial
            && *known.rules == *self.rules
            && document.is_alike(known.node, id)
        {
            return Rc::clone(&known.frame);
        }
        let mut variables =
            if id == Document::ROOT { self.styles.initial() } else { parent.variables.clone() };
        let style = self.styles.style(id, &parent.style, parent.body, &mut variables, &self.rules);
        let mut frame = parent.inside((style, variables), document, id);
        self.last += 1;
        frame.serial = self.last;
        let frame = Rc::new(frame);
        // The place of those depends on what is in or beside them.
        if !frame.measured && !matches!(document.name(id), "option" | "optgroup") {
            let rules = self.rules.as_slice().into();
            self.known[slot] =
                Some(Known { parent: parent.serial, node: id, rules, frame: Rc::clone(&frame) });
        }
        frame
    }

    fn slot(&self, parent: &Frame, id: NodeId) -> usize {
        let mut hash = parent.serial.wrapping_mul(31).wrapping_add(self.document.name_id(id));
        for (name, value) in self.document.attributes(id).take(4) {
            let bytes = value.as_bytes();
            let ends = [bytes.first(), bytes.get(bytes.len() / 2), bytes.last()];
            let sum = ends.into_iter().flatten().fold(name.len() as u32, |sum, b| sum * 31 + u32::from(*b));
            hash = hash.wrapping_mul(31).wrapping_add(sum ^ bytes.len() as u32);
        }
        (hash.wrapping_mul(0x9e37_79b1) >> 24) as usize % REMEMBERED
    }
}
