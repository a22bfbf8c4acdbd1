//! Style sheets behind the content that is kept: they may hide what stands before them.

use super::build::{Attributes, Builder};

impl Builder {
    /// Ends the content. A sheet that is open stays so.
    pub(super) fn begin_rest(&mut self) {
        self.document.truncated = true;
        self.sheet = self.in_sheet().then(|| self.stack.current());
        let template = self.document.name_of("template");
        // Sheets in it do not count.
        self.document.unsure |= template.is_some_and(|name| self.stack.find(name).is_some());
    }

    /// Returns `true` in the text of a sheet.
    pub(super) fn in_sheet(&self) -> bool {
        self.sheet.is_some() || self.document.name(self.stack.current()) == "style"
    }

    pub(super) fn start_in_rest(&mut self, name: &str, attributes: Attributes<'_>) {
        match name {
            "style" | "link" => {
                let id = self.document.names.intern(name);
                let range = self.document.push_attributes(attributes);
                let node = self.document.new_element(id, range);
                self.document.append(self.head, node);
                self.document.styled = true;
                self.sheet = (name == "style").then_some(node);
            }
            "template" => self.document.unsure = true,
            _ => {}
        }
    }

    pub(super) fn text_in_rest(&mut self, text: &str) {
        if let Some(sheet) = self.sheet {
            let range = self.document.push_string(text);
            let node = self.document.new_text(range);
            self.document.append(sheet, node);
        }
    }

    pub(super) fn end_in_rest(&mut self, name: &str) {
        if name == "style" {
            self.sheet = None;
        }
    }
}
