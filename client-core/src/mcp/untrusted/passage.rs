//! Untrusted text of several lines, in its envelope.

use schemars::JsonSchema;
use serde::Serialize;

use super::line::is_line_break;
use crate::mcp::{
    result::cut,
    text::{CleanText, visible},
};

/// Writer of a text, as far as the vendor tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
#[non_exhaustive]
pub enum Writer {
    /// Customer, or another person outside of the company.
    Customer,
    /// Visitor of a chat.
    Visitor,
    /// Teammate of the company.
    Teammate,
    /// Rep of the company.
    Rep,
    /// File, whoever wrote it.
    File,
}

/// Untrusted text of several lines, such as the body of a message.
///
/// Serialised as an object: `{"from": "customer", "untrusted": true, "text": "…"}`. `from` is absent if the writer is
/// unknown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct Passage {
    /// Writer, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<Writer>,
    /// Always `true`.
    untrusted: bool,
    /// Text.
    #[schemars(extend("x-untrusted" = "passage"))]
    text: String,
}

impl Passage {
    /// Creates the passage of a text as it came. Invisible characters are removed, every kind of line break becomes
    /// `\n`, and the brackets ⟦ and ⟧ become `[` and `]`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { from: None, untrusted: true, text: visible(&lines(text)).into_owned() }
    }

    /// Sets the writer.
    #[must_use]
    pub fn by(mut self, writer: impl Into<Option<Writer>>) -> Self {
        self.from = writer.into();
        self
    }

    /// Returns the text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Keeps the first characters of the text, and a mark with the number of the missing ones.
    #[must_use]
    pub fn beginning(mut self, chars: usize) -> Self {
        if let Some(cut) = cut(&self.text, chars) {
            self.text = cut;
        }
        self
    }

    /// Keeps at most `chars` characters from an offset on. Returns the number of the characters after them, or `None` if
    /// there are none.
    pub fn keep(&mut self, from: usize, chars: usize) -> Option<usize> {
        if from > 0 {
            let start = self.text.char_indices().nth(from).map_or(self.text.len(), |(at, _)| at);
            self.text.drain(..start);
        }
        let (end, _) = self.text.char_indices().nth(chars)?;
        let missing = self.text[end..].chars().count();
        self.text.truncate(end);
        Some(missing)
    }
}

impl From<CleanText> for Passage {
    /// Creates the passage of a text that was read, with its marks.
    fn from(clean: CleanText) -> Self {
        Self { from: None, untrusted: true, text: lines(&clean.text) }
    }
}

/// Returns a text with one kind of line break.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace(is_line_break, "\n")
}
