//! Texts of customers and reps, cleaned.

use client_core::mcp::{
    text::{self, BodyFormat, CleanText, MessageBody, TextOptions},
    untrusted::{Line, Passage, Writer},
};
use schemars::JsonSchema;
use serde::Serialize;

use super::{is_false, is_zero};
use crate::{
    api::{
        cases::{EntryKind, HistoryEntry},
        chats::{ChatMessage, ChatSender},
    },
    mcp::call::Call,
};

/// A text, or a part of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Body {
    /// Text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) text: Option<Passage>,
    /// Number of characters before the text shown.
    #[serde(skip_serializing_if = "is_zero")]
    text_from: usize,
    /// Number of characters after the shown part.
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) text_missing_chars: usize,
    /// Number of lines of quoted history that were folded. include_quoted: true shows them.
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) quoted_lines_omitted: usize,
    /// Number of hidden elements and characters that were removed. A high number suggests a deceptive mail.
    #[serde(skip_serializing_if = "is_zero")]
    hidden_parts_removed: usize,
    /// Number of links whose words name another host than the one they lead to.
    #[serde(skip_serializing_if = "is_zero")]
    misleading_links: usize,
    /// `true` if the text was too long to read to its end.
    #[serde(skip_serializing_if = "is_false")]
    text_truncated: bool,
}

impl Body {
    /// Reads the text of a plain or HTML body.
    pub(crate) async fn read(call: &Call, source: Option<Source<'_>>, reading: Reading) -> Self {
        let Some(Source { body, is_mail, writer }) = source else { return Self::default() };
        let options = TextOptions::default().fold_quotes(is_mail && !reading.include_quoted);
        let mut read = Self::from(call.read_body(&body, reading.format, &options).await);
        read.text = read.text.map(|text| text.by(writer));
        read
    }

    /// Keeps at most this many characters from an offset. Returns the offset of the rest, or `None` at the end.
    pub(crate) fn cut(&mut self, from: usize, chars: usize) -> Option<usize> {
        let text = self.text.as_mut()?;
        self.text_from = from;
        self.text_missing_chars = text.keep(from, chars)?;
        Some(from + chars)
    }
}

impl From<CleanText> for Body {
    fn from(clean: CleanText) -> Self {
        Self {
            quoted_lines_omitted: clean.omitted_quoted_lines,
            hidden_parts_removed: clean.removed_invisible,
            misleading_links: clean.misleading_links,
            text_truncated: clean.truncated,
            text: Some(clean.into()),
            ..Self::default()
        }
    }
}

/// Format of texts, and visibility of quoted history.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Reading {
    pub(crate) format: BodyFormat,
    pub(crate) include_quoted: bool,
}

/// Text of a record, with what is known of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) body: MessageBody<'a>,
    /// Mail holds quoted history. Notes of colleagues and chats do not, and are never folded.
    pub(crate) is_mail: bool,
    /// Writer, if FuseDesk tells.
    pub(crate) writer: Option<Writer>,
}

impl<'a> Source<'a> {
    /// Text of a mail. `None` if it is blank.
    pub(crate) fn mail(text: Option<&'a str>) -> Option<Self> {
        Self::of(text, true)
    }

    /// Note or chat message. `None` if it is blank.
    pub(crate) fn note(text: Option<&'a str>) -> Option<Self> {
        Self::of(text, false)
    }

    fn of(text: Option<&'a str>, is_mail: bool) -> Option<Self> {
        let text = text.filter(|text| !text.trim().is_empty())?;
        Some(Self { body: MessageBody::new(text), is_mail, writer: None })
    }

    /// Sets the writer.
    pub(crate) fn by(self, writer: Option<Writer>) -> Self {
        Self { writer, ..self }
    }

    /// Message of a chat. `None` if it is blank.
    pub(crate) fn chat(message: &'a ChatMessage) -> Option<Self> {
        let writer = match (&message.sender, message.rep_user_id) {
            (Some(ChatSender::Client), _) => Some(Writer::Visitor),
            (Some(ChatSender::Rep), _) | (None, Some(_)) => Some(Writer::Rep),
            _ => None,
        };
        Some(Self::note(message.text.as_deref())?.by(writer))
    }

    /// Text of an entry in the history of a case. Entries of reps that are no mail are notes.
    pub(crate) fn entry(entry: &'a HistoryEntry) -> Option<Self> {
        let is_mail = entry.email_id.is_some()
            || match entry.kind {
                Some(EntryKind::Email) => true,
                Some(EntryKind::Note | EntryKind::Call | EntryKind::Chat) => false,
                None | Some(EntryKind::Other(_)) => entry.rep_user_id.is_none(),
            };
        let writer = match entry.rep_user_id {
            Some(_) => Some(Writer::Rep),
            None => is_mail.then_some(Writer::Customer),
        };
        Some(Self::of(entry.note.as_deref(), is_mail)?.by(writer))
    }
}

/// Returns a summary, subject or title as one line of visible text. `None` if there is none.
pub(crate) fn title(text: Option<&str>) -> Option<Line> {
    Line::given(text.map(text::title).as_deref())
}

/// Maximum number of bytes of a body that are read for its beginning.
const MAX_EXCERPT_BYTES: usize = 32 * 1024;

/// Returns the beginning of a body in one line, of at most this many characters.
pub(crate) async fn excerpt(call: &Call, body: Option<MessageBody<'_>>, chars: usize) -> Option<Line> {
    let options = TextOptions::default().max_input(MAX_EXCERPT_BYTES).fold_mark(false);
    beginning(&call.read_body(&body?, BodyFormat::Text, &options).await.text, chars)
}

/// Returns the beginning of a text in one line.
fn beginning(text: &str, chars: usize) -> Option<Line> {
    let line = Line::new(text);
    let line = match line.char_indices().nth(chars) {
        Some((end, _)) => Line::new(&format!("{}…", &line[..end])),
        None => line,
    };
    Some(line).filter(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partial_text_reports_omitted_characters() {
        let read = |text| Body::from(BodyFormat::Text.read(text));
        let mut body = read("<p>wörld<span style=\"display:none\">x</span></p>");
        assert_eq!((body.cut(0, 3), body.text.as_ref().map(Passage::text)), (Some(3), Some("wör")));
        assert_eq!((body.text_missing_chars, body.hidden_parts_removed), (2, 1));
        let mut body = read("wörld");
        assert_eq!(
            (body.cut(3, 9), body.text.as_ref().map(Passage::text), body.text_from),
            (None, Some("ld"), 3)
        );
        assert!(Source::mail(Some("  ")).is_none());
    }

    #[test]
    fn an_excerpt_is_one_line() {
        let excerpt = |text, chars| beginning(&BodyFormat::Text.read(text).text, chars);
        assert_eq!(excerpt("<p>a</p><p>b  c</p>", 9).as_deref(), Some("a b c"));
        assert_eq!(excerpt("abcdef", 3).as_deref(), Some("abc…"));
        assert_eq!(excerpt("<br>", 3), None);
    }
}
