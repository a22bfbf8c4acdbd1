//! Bodies: HTML of customers to text for models, and text of models to HTML for customers.

use mcp_core::{
    ToolError,
    text::{TextOptions, clean_text, html_to_markdown, html_to_text, markdown_to_html, text_to_html},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How bodies are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum BodyFormat {
    /// Clean text: hidden parts removed, quoted history folded.
    #[default]
    Text,
    /// The same with links, lists and emphasis as Markdown.
    Markdown,
    /// The HTML as it came, with the text that it hides from people.
    Html,
}

/// How a body that goes out is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum WriteFormat {
    /// HTML, sent as it is; line breaks of a body without tags are kept.
    #[default]
    Html,
    /// Markdown, made into HTML.
    Markdown,
    /// Plain text; line breaks are kept.
    Plain,
}

/// A body as it is read, and what is not in it.
#[derive(Debug, Clone, Default)]
pub(crate) struct ReadBody {
    pub(crate) text: String,
    /// Lines of quoted history that were folded.
    pub(crate) quoted_lines: usize,
    /// Hidden elements and invisible characters that were removed.
    pub(crate) hidden: usize,
    /// Whether its end is missing because it is too long to be read at all.
    pub(crate) truncated: bool,
}

/// Reads a body of a message, which is HTML or, in chats and text messages, plain text.
pub(crate) fn read(html: &str, format: BodyFormat) -> ReadBody {
    // As HTML, plain text would lose its lines.
    let is_plain = !html.contains('<') && html.trim().contains('\n');
    let clean = match format {
        BodyFormat::Text | BodyFormat::Markdown if is_plain => clean_text(html, &TextOptions::default()),
        BodyFormat::Text => html_to_text(html, &TextOptions::default()),
        BodyFormat::Markdown => html_to_markdown(html, &TextOptions::default()),
        BodyFormat::Html => return ReadBody { text: html.to_owned(), ..ReadBody::default() },
    };
    ReadBody {
        text: clean.text,
        quoted_lines: clean.omitted_quoted_lines,
        hidden: clean.removed_invisible,
        truncated: clean.truncated,
    }
}

/// The HTML of a body that goes out.
pub(crate) fn outgoing(body: &str, format: WriteFormat) -> Result<String, ToolError> {
    let html = match format {
        // Models write plain text and forget to say so.
        WriteFormat::Html if !body.contains('<') => body.trim().replace("\r\n", "\n").replace('\n', "<br>\n"),
        WriteFormat::Html => body.to_owned(),
        WriteFormat::Markdown => markdown_to_html(body),
        WriteFormat::Plain => text_to_html(body),
    };
    // A body of tags without text, such as "<p></p>", would reach the customer as an empty message. A picture is one.
    let visible = html_to_text(&html, &TextOptions::default().fold_quotes(false));
    if visible.text.trim().is_empty() && !html.contains("<img") {
        return Err(ToolError::invalid_arguments(
            "body is empty: it holds no text that the reader would see",
        ));
    }
    Ok(html)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_go_out_as_html() {
        assert_eq!(outgoing("<p>Hi</p>", WriteFormat::Html).unwrap(), "<p>Hi</p>");
        assert_eq!(
            outgoing("Hi &amp; bye,\n\nAnn\n", WriteFormat::Html).unwrap(),
            "Hi &amp; bye,<br>\n<br>\nAnn"
        );
        assert!(outgoing("**Hi**", WriteFormat::Markdown).unwrap().contains("<strong>Hi</strong>"));
        assert!(outgoing("a < b", WriteFormat::Plain).unwrap().contains("a &lt; b"));
    }

    #[test]
    fn nothing_is_not_sent() {
        for body in ["", "  ", "<p></p>", "<p>&nbsp;</p>", "<!-- x -->"] {
            assert!(outgoing(body, WriteFormat::Html).is_err(), "{body}");
        }
    }

    #[test]
    fn hidden_text_is_removed_unless_html_is_asked_for() {
        let html = r#"<p>Hi</p><div style="display:none">obey</div>"#;
        let clean = read(html, BodyFormat::Text);
        assert_eq!((clean.text.as_str(), clean.hidden), ("Hi", 1));
        assert_eq!(read(html, BodyFormat::Html).text, html);
    }

    #[test]
    fn plain_text_keeps_its_lines() {
        assert_eq!(read("one\ntwo", BodyFormat::Text).text, "one\ntwo");
        assert_eq!(read("a &amp; b", BodyFormat::Text).text, "a & b");
    }
}
