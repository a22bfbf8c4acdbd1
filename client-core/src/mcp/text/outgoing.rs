//! Conversion of a model's text to HTML mail.

use mcp_core::HandlerError;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

use super::{TextOptions, body::Spelling, element::is_safe_url, entity, html_to_text, markdown, markup, tag};

/// Format in which a body is written: the type of an argument.
///
/// Other spellings are read too: `text`, `text/plain`, `md`, `text/markdown`, `text/html`.
///
/// ```
/// use client_core::mcp::text::{WriteFormat, WrittenAs};
///
/// let body = WriteFormat::Auto.write("Write to <jane@x.example>.\nBye")?;
/// assert_eq!(body.html, "Write to &lt;jane@x.example&gt;.<br>\nBye");
/// assert_eq!(body.written_as, WrittenAs::Plain);
/// assert_eq!(WriteFormat::Auto.write("See **this**")?.written_as, WrittenAs::Markdown);
/// assert_eq!(WriteFormat::Auto.write("<p>Hi</p>")?.written_as, WrittenAs::Html);
/// assert!(WriteFormat::Html.write("<p>&nbsp;</p>").is_err());
/// # Ok::<(), mcp_core::HandlerError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum WriteFormat {
    /// HTML. A body without HTML tags is plain text.
    Html,
    /// Markdown, converted to HTML.
    Markdown,
    /// Plain text; line breaks are kept.
    Plain,
    /// HTML if the body has HTML tags, Markdown if it plainly is Markdown, otherwise plain text.
    #[default]
    Auto,
}

impl<'de> Deserialize<'de> for WriteFormat {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        match Spelling::of(&name) {
            Some(Spelling::Auto) => Ok(Self::Auto),
            Some(Spelling::Html) => Ok(Self::Html),
            Some(Spelling::Markdown) => Ok(Self::Markdown),
            Some(Spelling::Plain) => Ok(Self::Plain),
            None => Err(D::Error::unknown_variant(&name, &["html", "markdown", "plain", "auto"])),
        }
    }
}

/// Format that an outgoing body was found to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum WrittenAs {
    /// HTML.
    Html,
    /// Markdown, converted to HTML.
    Markdown,
    /// Plain text, with its line breaks.
    Plain,
}

/// Outgoing body.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct WrittenBody {
    /// HTML to send.
    pub html: String,
    /// Format that the body was found to have.
    pub written_as: WrittenAs,
}

impl WriteFormat {
    /// Returns the HTML of an outgoing body: see [`write`](Self::write).
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write).
    pub fn html(self, body: &str) -> Result<String, HandlerError> {
        Ok(self.write(body)?.html)
    }

    /// Converts an outgoing body. Every word reaches the reader: what is not certainly a tag is escaped.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArguments`](mcp_core::HandlerErrorKind::InvalidArguments) when a reader would see nothing of it.
    pub fn write(self, body: &str) -> Result<WrittenBody, HandlerError> {
        let (html, written_as) = match self {
            Self::Plain => (text_to_html(body), WrittenAs::Plain),
            Self::Markdown => (markdown_to_html(&markdown::keep_definitions(body)), WrittenAs::Markdown),
            Self::Html | Self::Auto => detected(body, self == Self::Auto),
        };
        // A body of tags without text, such as "<p></p>", would reach the customer as an empty message. An image is
        // content.
        let visible = html_to_text(&html, &TextOptions::default().fold_quotes(false));
        if visible.text.trim().is_empty() && !html.contains("<img") {
            return Err(HandlerError::invalid_arguments(
                "body is empty: it holds no text that the reader would see",
            ));
        }
        Ok(WrittenBody { html, written_as })
    }
}

/// Converts a body whose format is not certain.
fn detected(body: &str, may_be_markdown: bool) -> (String, WrittenAs) {
    let body = without_blank_ends(body);
    // Without a stated format, a tag or a comment among words is mentioned, not used.
    if markup::is_markup(body, may_be_markdown) {
        if markup::has_only_breaks(body) {
            let lines = markup::breaks_to_lines(body);
            return (text_to_html(&entity::decode(&lines)), WrittenAs::Html);
        }
        let html = markup::mend(body);
        let html = if markup::has_lines(&html) { html.into_owned() } else { lines_to_breaks(&html) };
        return (html, WrittenAs::Html);
    }
    if may_be_markdown && let Some(html) = markdown::convert(body) {
        return (html, WrittenAs::Markdown);
    }
    (text_to_html(&entity::decode(body)), WrittenAs::Plain)
}

/// Returns a text without the empty lines before it and the blanks after it. The indentation of its first line stays.
fn without_blank_ends(text: &str) -> &str {
    let text = text.trim_end();
    let blank = text.len() - text.trim_start().len();
    let line = text[..blank].rfind('\n').map_or(0, |at| at + 1);
    &text[line..]
}

/// Replaces the line breaks of markup without lines of its own, such as `<b>Hi</b>`.
fn lines_to_breaks(html: &str) -> String {
    let mut broken = String::with_capacity(html.len() + 64);
    let mut from = 0;
    let add = |broken: &mut String, text: &str| {
        broken.push_str(&text.replace("\r\n", "\n").replace('\n', "<br>\n"));
    };
    for (at, tag) in tag::Tags::closed(html) {
        add(&mut broken, &html[from..at]);
        broken.push_str(&html[at..tag.end]);
        from = tag.end;
    }
    add(&mut broken, &html[from..]);
    broken
}

/// Converts Markdown to HTML for a mail body.
///
/// HTML in the Markdown is escaped. A link to another scheme than `http`, `https`, `mailto` and `tel` becomes its words
/// with the target in parentheses, and `www.` a link to `https`. Line breaks are kept.
///
/// ```
/// use client_core::mcp::text::markdown_to_html;
///
/// assert_eq!(markdown_to_html("Hi **Ann**,\nit works."), "<p>Hi <strong>Ann</strong>,<br />\nit works.</p>\n");
/// assert_eq!(markdown_to_html("a <script>"), "<p>a &lt;script&gt;</p>\n");
/// ```
#[must_use]
pub fn markdown_to_html(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut links: Vec<Option<String>> = Vec::new();
    let mut lists: Vec<Option<Numbers>> = Vec::new();
    let events =
        Parser::new_ext(markdown, options).into_offset_iter().filter_map(move |(event, at)| match event {
            Event::Start(Tag::List(first)) => {
                lists.push(first.map(Numbers::new));
                Some(event)
            }
            Event::End(TagEnd::List(_)) => {
                lists.pop();
                Some(event)
            }
            Event::Start(Tag::Item) => {
                let own = lists.last_mut()?.as_mut().and_then(|numbers| numbers.item(&markdown[at]));
                Some(own.map_or(event, |number| Event::Html(format!("<li value=\"{number}\">").into())))
            }
            Event::Html(raw) | Event::InlineHtml(raw) => Some(Event::Text(raw)),
            Event::Start(Tag::HtmlBlock) => Some(Event::Start(Tag::Paragraph)),
            Event::End(TagEnd::HtmlBlock) => Some(Event::End(TagEnd::Paragraph)),
            Event::SoftBreak => Some(Event::HardBreak),
            Event::Start(Tag::Link { link_type, dest_url, title, id }) if names_a_site(&dest_url) => {
                links.push(None);
                let dest_url = format!("https://{dest_url}").into();
                Some(Event::Start(Tag::Link { link_type, dest_url, title, id }))
            }
            Event::Start(Tag::Link { ref dest_url, .. } | Tag::Image { ref dest_url, .. }) => {
                let unsafe_target = (!is_safe_url(dest_url)).then(|| dest_url.to_string());
                let stays = unsafe_target.is_none();
                links.push(unsafe_target);
                stays.then_some(event)
            }
            Event::End(TagEnd::Link | TagEnd::Image) => match links.pop().flatten() {
                None => Some(event),
                // The reader gets the target as words.
                Some(target) => (!target.is_empty()).then(|| Event::Text(format!(" ({target})").into())),
            },
            event => Some(event),
        });
    let mut body = String::with_capacity(markdown.len() * 3 / 2);
    html::push_html(&mut body, events);
    body
}

/// Returns `true` for a target without a scheme that names a host: `www.acme.example/x`.
fn names_a_site(target: &str) -> bool {
    target.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www."))
        && !target.contains(char::is_whitespace)
}

/// Numbers of an ordered list. Markdown counts from the first one on, whatever the others are; the reader gets those that
/// were written, unless all are the same, which is how Markdown is asked to count.
struct Numbers {
    first: u64,
    next: u64,
    same: bool,
}

impl Numbers {
    const fn new(first: u64) -> Self {
        Self { first, next: first, same: true }
    }

    /// Returns the number of the next item, if it is not the one that a reader's program shows anyway.
    fn item(&mut self, item: &str) -> Option<u64> {
        let item = item.trim_start();
        let digits = item.find(|c: char| !c.is_ascii_digit())?;
        let written: u64 = item[..digits].parse().ok()?;
        self.same &= written == self.first;
        let number = if self.same { self.next } else { written };
        let own = (number != self.next).then_some(number);
        self.next = number.saturating_add(1);
        own
    }
}

/// Converts plain text to HTML for a mail body: escapes special characters, and keeps line breaks and indentation.
///
/// ```
/// use client_core::mcp::text::text_to_html;
///
/// assert_eq!(text_to_html("1 < 2\nbye"), "1 &lt; 2<br>\nbye");
/// ```
#[must_use]
pub fn text_to_html(text: &str) -> String {
    let mut body = String::with_capacity(text.len() + text.len() / 8);
    let mut blank = true;
    for c in text.replace("\r\n", "\n").chars() {
        let after_blank = std::mem::replace(&mut blank, matches!(c, ' ' | '\n' | '\r'));
        match c {
            // HTML drops a blank after another one.
            ' ' if after_blank => body.push_str("&nbsp;"),
            '&' => body.push_str("&amp;"),
            '<' => body.push_str("&lt;"),
            '>' => body.push_str("&gt;"),
            '"' => body.push_str("&quot;"),
            '\'' => body.push_str("&#39;"),
            // Word and other programs write a break within a paragraph as a vertical tab.
            '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => body.push_str("<br>\n"),
            c => body.push(c),
        }
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outgoing_body_is_html() {
        let html = |body| WriteFormat::Auto.html(body).unwrap();
        assert_eq!(html("<p>Hi</p>"), "<p>Hi</p>");
        assert_eq!(html("Hi &amp; bye,\n\nAnn\n"), "Hi &amp; bye,<br>\n<br>\nAnn");
        assert_eq!(html("<b>Hi</b>,\nAnn"), "<b>Hi</b>,<br>\nAnn");
        assert_eq!(html("Hi<br>\nAnn <a@b>"), "Hi<br>\nAnn &lt;a@b&gt;");
        assert_eq!(html("<p>Hi <a@b.example></p>"), "<p>Hi &lt;a@b.example></p>");
        assert_eq!(html("Run ./x.sh <id>\n5 < 6 & 7"), "Run ./x.sh &lt;id&gt;<br>\n5 &lt; 6 &amp; 7");
        assert_eq!(html("a\n  b"), "a<br>\n&nbsp;&nbsp;b");
        assert_eq!(html("\n \n  a\n"), "&nbsp;&nbsp;a");
        assert_eq!(html("a\u{B}b\u{2028}c"), "a<br>\nb<br>\nc");
        assert_eq!(WriteFormat::Html.html("**Hi**\nx <y").unwrap(), "**Hi**<br>\nx &lt;y");
        assert_eq!(
            html("Replace <br> with <p> in line 3\nand <hr> in line 4"),
            "Replace &lt;br&gt; with &lt;p&gt; in line 3<br>\nand &lt;hr&gt; in line 4"
        );
        assert_eq!(html("Copy <!-- id: 77 --> into it"), "Copy &lt;!-- id: 77 --&gt; into it");
        assert_eq!(html("Type <script>x</script>"), "Type &lt;script&gt;x&lt;/script&gt;");
        assert!(WriteFormat::Markdown.html("**Hi**").unwrap().contains("<strong>Hi</strong>"));
        assert!(WriteFormat::Plain.html("a < b &amp;").unwrap().contains("a &lt; b &amp;amp;"));
    }

    #[test]
    fn empty_body_is_refused() {
        assert!(WriteFormat::Html.html("<!-- x -->").is_err());
        for body in ["", "  ", "<p></p>", "<p>&nbsp;</p>"] {
            for format in [WriteFormat::Auto, WriteFormat::Html] {
                assert!(format.html(body).is_err(), "{body}");
            }
        }
    }

    #[test]
    fn spellings_of_formats_are_read() {
        for (name, format) in [
            ("auto", WriteFormat::Auto),
            ("text", WriteFormat::Plain),
            ("text/plain", WriteFormat::Plain),
            ("plain", WriteFormat::Plain),
            ("md", WriteFormat::Markdown),
            ("text/html", WriteFormat::Html),
        ] {
            assert_eq!(serde_json::from_value::<WriteFormat>(name.into()).unwrap(), format, "{name}");
        }
        assert!(serde_json::from_value::<WriteFormat>("rtf".into()).is_err());
    }

    #[test]
    fn html_in_markdown_is_escaped() {
        for markdown in ["<img src=x onerror=y>", "<div>\n<script>x</script>\n</div>", "a <b onclick=x>b</b>"]
        {
            let html = markdown_to_html(markdown);
            for tag in ["<img", "<div", "<script", "<b "] {
                assert!(!html.contains(tag), "{html}");
            }
        }
    }

    #[test]
    fn links_lose_dangerous_targets() {
        assert_eq!(markdown_to_html("[a](javascript:x)"), "<p>a (javascript:x)</p>\n");
        assert_eq!(markdown_to_html("[a](JaVaScRiPt:x) [b](data:x)"), "<p>a (JaVaScRiPt:x) b (data:x)</p>\n");
        assert_eq!(
            markdown_to_html("[a](ftp://x.example/y) [b](/c)"),
            "<p>a (ftp://x.example/y) b (/c)</p>\n"
        );
        assert_eq!(
            markdown_to_html("[a](www.x.example)"),
            "<p><a href=\"https://www.x.example\">a</a></p>\n"
        );
        assert!(markdown_to_html("[a](https://x.example/)").contains(r#"<a href="https://x.example/">"#));
        assert_eq!(markdown_to_html("![alt](javascript:x)"), "<p>alt (javascript:x)</p>\n");
    }

    #[test]
    fn numbers_of_a_list_are_those_written() {
        for (markdown, tags) in [
            ("1. a\n2. b", vec!["<ol>", "<li>", "<li>"]),
            ("4. a\n7. b\n8. c", vec!["<ol start=\"4\">", "<li>", "<li value=\"7\">", "<li>"]),
            ("0. a\n2. b", vec!["<ol start=\"0\">", "<li>", "<li value=\"2\">"]),
            ("1) a\n1) b\n1) c", vec!["<ol>", "<li>", "<li>", "<li>"]),
            ("1. a\n2. b\n1. c", vec!["<ol>", "<li>", "<li>", "<li value=\"1\">"]),
            (
                "1. a\n\n   5. b\n   9. c\n3. d",
                vec!["<ol>", "<li>", "<ol start=\"5\">", "<li>", "<li value=\"9\">", "<li value=\"3\">"],
            ),
        ] {
            let html = markdown_to_html(markdown);
            let found: Vec<&str> = html
                .split_inclusive('>')
                .filter_map(|part| {
                    let tag = &part[part.rfind('<')?..];
                    (tag.starts_with("<ol") || tag.starts_with("<li")).then_some(tag)
                })
                .collect();
            assert_eq!(found, tags, "{html}");
        }
    }

    #[test]
    fn deeply_nested_markdown_does_not_overflow() {
        for unit in [">", "- ", "*", "[", "![", "<", "`", "_a "] {
            let html = markdown_to_html(&unit.repeat(20_000));
            assert!(!html.is_empty(), "{unit}");
        }
    }
}
