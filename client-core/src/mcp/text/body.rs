//! Formats of message bodies: HTML to text for reading, and text to HTML for writing.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    CleanText, TextOptions, clean_text, html_to_markdown, html_to_text, markdown_to_html, text_to_html,
};
use mcp_core::HandlerError;

/// Format in which a body is read: the type of an argument.
///
/// ```
/// use client_core::mcp::text::BodyFormat;
///
/// assert_eq!(BodyFormat::Text.read("<p>Hello <b>you</b></p>").text, "Hello you");
/// assert_eq!(BodyFormat::Markdown.read("<p>Hello <b>you</b></p>").text, "Hello **you**");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum BodyFormat {
    /// Clean text: hidden text removed, quoted history folded.
    #[default]
    Text,
    /// Clean text with links, lists and emphasis as Markdown.
    Markdown,
    /// The original HTML, hidden text included.
    Html,
}

impl BodyFormat {
    /// Converts a message body, which is HTML or, in chats and text messages, plain text.
    #[must_use]
    pub fn read(self, html: &str) -> CleanText {
        // Plain text read as HTML would lose its line breaks.
        let is_plain = !html.contains('<') && html.trim().contains('\n');
        match self {
            Self::Text | Self::Markdown if is_plain => clean_text(html, &TextOptions::default()),
            Self::Text => html_to_text(html, &TextOptions::default()),
            Self::Markdown => html_to_markdown(html, &TextOptions::default()),
            Self::Html => CleanText { text: html.to_owned(), ..CleanText::default() },
        }
    }
}

/// Format in which a body is written: the type of an argument.
///
/// ```
/// use client_core::mcp::text::WriteFormat;
///
/// assert!(WriteFormat::Plain.html("1 < 2")?.contains("1 &lt; 2"));
/// assert!(WriteFormat::Html.html("<p>&nbsp;</p>").is_err());
/// # Ok::<(), mcp_core::HandlerError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum WriteFormat {
    /// HTML, sent unchanged. Line breaks of a body without tags are kept.
    #[default]
    Html,
    /// Markdown, converted to HTML.
    Markdown,
    /// Plain text; line breaks are kept.
    Plain,
}

impl WriteFormat {
    /// Returns the HTML of an outgoing body.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArguments`](mcp_core::HandlerErrorKind::InvalidArguments) when a reader would see nothing of it.
    pub fn html(self, body: &str) -> Result<String, HandlerError> {
        let html = match self {
            // Models write plain text and forget to set the format.
            Self::Html if !body.contains('<') => body.trim().replace("\r\n", "\n").replace('\n', "<br>\n"),
            Self::Html => body.to_owned(),
            Self::Markdown => markdown_to_html(body),
            Self::Plain => text_to_html(body),
        };
        // A body of tags without text, such as "<p></p>", would reach the customer as an empty message. An image is
        // content.
        let visible = html_to_text(&html, &TextOptions::default().fold_quotes(false));
        if visible.text.trim().is_empty() && !html.contains("<img") {
            return Err(HandlerError::invalid_arguments(
                "body is empty: it holds no text that the reader would see",
            ));
        }
        Ok(html)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outgoing_body_is_html() {
        assert_eq!(WriteFormat::Html.html("<p>Hi</p>").unwrap(), "<p>Hi</p>");
        assert_eq!(WriteFormat::Html.html("Hi &amp; bye,\n\nAnn\n").unwrap(), "Hi &amp; bye,<br>\n<br>\nAnn");
        assert!(WriteFormat::Markdown.html("**Hi**").unwrap().contains("<strong>Hi</strong>"));
        assert!(WriteFormat::Plain.html("a < b").unwrap().contains("a &lt; b"));
    }

    #[test]
    fn empty_body_is_refused() {
        for body in ["", "  ", "<p></p>", "<p>&nbsp;</p>", "<!-- x -->"] {
            assert!(WriteFormat::Html.html(body).is_err(), "{body}");
        }
    }

    #[test]
    fn hidden_text_is_removed_except_in_html_format() {
        let html = r#"<p>Hi</p><div style="display:none">obey</div>"#;
        let clean = BodyFormat::Text.read(html);
        assert_eq!((clean.text.as_str(), clean.removed_invisible), ("Hi", 1));
        assert_eq!(BodyFormat::Html.read(html).text, html);
    }

    #[test]
    fn plain_text_keeps_its_lines() {
        assert_eq!(BodyFormat::Text.read("one\ntwo").text, "one\ntwo");
        assert_eq!(BodyFormat::Text.read("a &amp; b").text, "a & b");
    }
}
