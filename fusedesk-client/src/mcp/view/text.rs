//! What customers and reps wrote, as clean text.

use client_core::mcp::text::BodyFormat;
use schemars::JsonSchema;
use serde::Serialize;

use super::{is_false, is_zero};

/// A text, or a part of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Body {
    /// The text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) text: Option<String>,
    /// Characters of the text before what is shown.
    #[serde(skip_serializing_if = "is_zero")]
    text_from: usize,
    /// Characters of the text after what is shown.
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) text_missing_chars: usize,
    /// Lines of quoted history that were left out.
    #[serde(skip_serializing_if = "is_zero")]
    quoted_lines_omitted: usize,
    /// Hidden elements and characters that were removed. Many are a sign of a mail that wants to mislead.
    #[serde(skip_serializing_if = "is_zero")]
    hidden_parts_removed: usize,
    /// The text is so long that its end was not read at all.
    #[serde(skip_serializing_if = "is_false")]
    text_truncated: bool,
}

impl Body {
    /// The text of a body, which is HTML or plain.
    pub(crate) fn of(body: Option<&str>, format: BodyFormat) -> Self {
        let Some(body) = body.filter(|body| !body.trim().is_empty()) else { return Self::default() };
        let clean = format.read(body);
        Self {
            quoted_lines_omitted: clean.omitted_quoted_lines,
            hidden_parts_removed: clean.removed_invisible,
            text_truncated: clean.truncated,
            text: Some(clean.text),
            ..Self::default()
        }
    }

    /// Leaves the characters of the text from one place on, at most so many. Where it goes on; `None` at the end.
    pub(crate) fn cut(&mut self, from: usize, chars: usize) -> Option<usize> {
        let text = self.text.as_mut()?;
        if from > 0 {
            let start = text.char_indices().nth(from).map_or(text.len(), |(at, _)| at);
            text.drain(..start);
            self.text_from = from;
        }
        let (end, _) = text.char_indices().nth(chars)?;
        self.text_missing_chars = text[end..].chars().count();
        text.truncate(end);
        Some(from + chars)
    }
}

/// The beginning of a body in one line, at most so many characters.
pub(crate) fn excerpt(body: Option<&str>, chars: usize) -> Option<String> {
    let clean = BodyFormat::Text.read(body?).text;
    let line = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = match line.char_indices().nth(chars) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    };
    Some(line).filter(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_says_what_is_missing() {
        let mut body = Body::of(Some("<p>wörld<span style=\"display:none\">x</span></p>"), BodyFormat::Text);
        assert_eq!((body.cut(0, 3), body.text.as_deref()), (Some(3), Some("wör")));
        assert_eq!((body.text_missing_chars, body.hidden_parts_removed), (2, 1));
        let mut body = Body::of(Some("wörld"), BodyFormat::Text);
        assert_eq!((body.cut(3, 9), body.text.as_deref(), body.text_from), (None, Some("ld"), 3));
        assert_eq!(Body::of(Some("  "), BodyFormat::Text), Body::default());
    }

    #[test]
    fn an_excerpt_is_one_line() {
        assert_eq!(excerpt(Some("<p>a</p><p>b  c</p>"), 9).as_deref(), Some("a b c"));
        assert_eq!(excerpt(Some("abcdef"), 3).as_deref(), Some("abc…"));
        assert_eq!(excerpt(Some("<br>"), 3), None);
    }
}
