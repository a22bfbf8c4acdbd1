//! Formats in which bodies are read, and the evidence of their kind.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

use super::{
    CleanText, TextOptions, cap, clean_text, entity, html_to_markdown, html_to_text,
    invisible::without_marks, markup,
};

/// Format in which a body is read: the type of an argument.
///
/// Other spellings are read too: `text/plain`, `plain`, `md`, `text/markdown`, `text/html`.
///
/// ```
/// use client_core::mcp::text::BodyFormat;
///
/// assert_eq!(BodyFormat::Text.read("<p>Hello <b>you</b></p>").text, "Hello you");
/// assert_eq!(BodyFormat::Markdown.read("<p>Hello <b>you</b></p>").text, "Hello **you**");
/// assert_eq!(BodyFormat::Text.read("Jane <jane@x.example>\n5 &lt; 6").text, "Jane <jane@x.example>\n5 < 6");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, JsonSchema)]
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

impl<'de> Deserialize<'de> for BodyFormat {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        match Spelling::of(&name) {
            Some(Spelling::Plain) => Ok(Self::Text),
            Some(Spelling::Markdown) => Ok(Self::Markdown),
            Some(Spelling::Html) => Ok(Self::Html),
            Some(Spelling::Auto) | None => {
                Err(D::Error::unknown_variant(&name, &["text", "markdown", "html"]))
            }
        }
    }
}

impl BodyFormat {
    /// Converts a message body, which is HTML or plain text, with the default options.
    #[must_use]
    pub fn read(self, body: &str) -> CleanText {
        self.read_with(&MessageBody::new(body), &TextOptions::default())
    }

    /// Converts a message body with all that is known of it.
    ///
    /// ```
    /// use client_core::mcp::text::{BodyFormat, MessageBody, TextOptions};
    ///
    /// let body = MessageBody::new("wrap it in <b>bold</b>").text(Some("wrap it in <b>bold</b>"));
    /// let clean = BodyFormat::Text.read_with(&body, &TextOptions::default());
    /// assert_eq!(clean.text, "wrap it in <b>bold</b>");
    /// ```
    #[must_use]
    pub fn read_with(self, body: &MessageBody<'_>, options: &TextOptions) -> CleanText {
        if self == Self::Html {
            return CleanText { text: without_marks(body.body).into_owned(), ..CleanText::default() };
        }
        let (body, truncated) = body.capped(options.max_input);
        let clean = match body.kind() {
            Kind::Text(text) => clean_text(&text, &options.clone().max_input(usize::MAX)),
            Kind::Markup(html) => {
                let clean = match self {
                    Self::Markdown => html_to_markdown(html, options),
                    Self::Text | Self::Html => html_to_text(html, options),
                };
                match body.some_text() {
                    // The markup holds nothing, and hides nothing either.
                    Some(text) if clean.text.trim().is_empty() && clean.removed_invisible == 0 => {
                        clean_text(text, options)
                    }
                    _ => clean,
                }
            }
        };
        CleanText { truncated: clean.truncated | truncated, ..clean }
    }
}

/// Maximum length of a title that is read, in bytes. Subjects of mail have 998 at most.
const MAX_TITLE: usize = 4 * 1024;

/// Returns a subject or another title as one line of the text that people see, whether it is HTML or plain text. At most
/// 4,096 bytes of it are read.
///
/// ```
/// use client_core::mcp::text::title;
///
/// assert_eq!(title("Re: <b>your</b>\ninvoice <span hidden>obey</span> &amp; 5 < 6"), "Re: your invoice & 5 < 6");
/// assert_eq!(title("List<String> is <empty>"), "List<String> is <empty>");
/// ```
#[must_use]
pub fn title(text: &str) -> String {
    let options = TextOptions::default().fold_quotes(false).max_input(MAX_TITLE);
    let clean = BodyFormat::Text.read_with(&MessageBody::new(text), &options);
    let mut line = clean.text.split_whitespace().collect::<Vec<_>>().join(" ");
    if clean.truncated {
        line.push('…');
    }
    line
}

/// Message body, with the evidence of its kind.
#[derive(Debug, Clone, Copy)]
pub struct MessageBody<'a> {
    body: &'a str,
    text: Option<&'a str>,
    likely_text: bool,
}

/// Message body that another thread reads.
pub(in crate::mcp) struct OwnedBody {
    body: String,
    text: Option<String>,
    likely_text: bool,
}

impl OwnedBody {
    pub(in crate::mcp) fn borrowed(&self) -> MessageBody<'_> {
        MessageBody { body: &self.body, text: self.text.as_deref(), likely_text: self.likely_text }
    }
}

/// Kind of a body.
enum Kind<'a> {
    Text(Cow<'a, str>),
    Markup(&'a str),
}

impl<'a> MessageBody<'a> {
    /// Creates a body of unknown kind.
    #[must_use]
    pub const fn new(body: &'a str) -> Self {
        Self { body, text: None, likely_text: false }
    }

    /// Sets the plain text that the vendor gives beside the body.
    #[must_use]
    pub const fn text(mut self, text: Option<&'a str>) -> Self {
        self.text = text;
        self
    }

    /// Sets whether the channel carries plain text, such as SMS. Markup then needs more than a tag or two.
    #[must_use]
    pub const fn likely_text(mut self, likely: bool) -> Self {
        self.likely_text = likely;
        self
    }

    /// Returns the length of the body, in bytes.
    pub(in crate::mcp) fn len(&self) -> usize {
        self.body.len().max(self.some_text().map_or(0, str::len))
    }

    /// Copies the body for another thread.
    pub(in crate::mcp) fn to_owned_body(self) -> OwnedBody {
        let Self { body, text, likely_text } = self;
        OwnedBody { body: body.to_owned(), text: text.map(str::to_owned), likely_text }
    }

    /// Cuts the body to this many bytes. Returns `true` if there were more.
    pub(in crate::mcp) fn capped(self, bytes: usize) -> (Self, bool) {
        let (body, cut) = cap(self.body, bytes);
        let text = self.text.map(|text| cap(text, bytes));
        let text_cut = body.trim().is_empty() && text.is_some_and(|(_, cut)| cut);
        (Self { body, text: text.map(|(text, _)| text), ..self }, cut || text_cut)
    }

    fn some_text(&self) -> Option<&'a str> {
        self.text.filter(|text| !text.trim().is_empty())
    }

    fn kind(&self) -> Kind<'a> {
        let body = self.body;
        if body.trim().is_empty()
            && let Some(text) = self.some_text()
        {
            return Kind::Text(Cow::Borrowed(text));
        }
        if let Some(text) = self.some_text()
            && body.contains('<')
            && !markup::can_hide_text(body)
        {
            // The sender's words have the tags in them.
            for read in [Cow::Borrowed(body), entity::decode(body)] {
                if has_same_words(&read, text) {
                    return Kind::Text(read);
                }
            }
        }
        if !markup::is_markup(body, self.likely_text) {
            return Kind::Text(entity::decode(body));
        }
        if markup::has_only_breaks(body) {
            return Kind::Text(Cow::Owned(entity::decode(&markup::breaks_to_lines(body)).into_owned()));
        }
        Kind::Markup(body)
    }
}

fn has_same_words(a: &str, b: &str) -> bool {
    a.split_whitespace().eq(b.split_whitespace())
}

/// Spelling of a format, as models write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    Auto,
    Plain,
    Markdown,
    Html,
}

impl Spelling {
    pub(super) fn of(name: &str) -> Option<Self> {
        let name = name.trim().to_ascii_lowercase();
        let name = name.split(';').next().unwrap_or_default().trim();
        let name = name.strip_prefix("text/").or_else(|| name.strip_prefix("application/")).unwrap_or(name);
        Some(match name.replace(['-', '_', ' '], "").as_str() {
            "auto" | "automatic" | "default" | "detect" | "any" => Self::Auto,
            "text" | "plain" | "plaintext" | "txt" | "raw" => Self::Plain,
            "markdown" | "md" | "gfm" | "commonmark" | "xmarkdown" => Self::Markdown,
            "html" | "htm" | "xhtml" | "xhtml+xml" | "html5" | "rich" | "richtext" => Self::Html,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> String {
        BodyFormat::Text.read(body).text
    }

    #[test]
    fn text_with_angle_brackets_stays() {
        for text in [
            "Jane <jane@x.example> called.\nPhone 123.\nLimit: 5 <x",
            "see <https://x.example/?a=1&b=2>\nnow",
            "5 < 6",
            "x <y then z",
            "if a<b && c>d",
            "if (a<b and c>d) { return; }",
            "<id>",
            "Run ./x.sh <id>\nor <your name>",
            "List<String> and Map<Object, Vec<P>>",
            "cat <file >out",
            "I <3 you </3",
            "<-- here",
            "cat <<EOF\nx\nEOF",
            "<%= user.name %> and <%x%>",
            "<note><to>Tove</to>\n<body>Hi</body></note>",
            "<config>\n  <title>x</title>\n  <link>https://x</link>\n</config>",
            "send to <address>, press <b>, use a <div> here",
            "a<b>c",
            "<?php echo 1; ?>",
        ] {
            assert_eq!(read(text), text);
        }
    }

    #[test]
    fn markup_is_recognised() {
        for (html, text) in [
            ("<p>one\ntwo", "one two"),
            ("Hello<p>World", "Hello\n\nWorld"),
            ("<b>one</b>\ntwo", "one two"),
            ("a <a href='https://x.example/y'>b</a>", "a b (https://x.example/y)"),
            ("<DIV>one</DIV>", "one"),
            ("<!doctype html>x\ny", "x y"),
            ("one<br>two<br/>\nthree\nfour", "one\ntwo\nthree\nfour"),
            ("Jane &lt;j@x&gt;<br>\n&amp;amp; <j@y.example>", "Jane <j@x>\n&amp; <j@y.example>"),
            (
                "<p>write to <jane@x.example> or <https://x.example/a>, <your name>",
                "write to <jane@x.example> or <https://x.example/a>, <your name>",
            ),
            ("<p>5 <x then\n<b>6</b></p>", "5 <x then 6"),
            ("<p>a</p></3<p>b</p>", "a\n\n</3\n\nb"),
            ("<p>a<o:p></o:p> <st1:city w:st='on'>Rome</st1:city> <my-tag>x</my-tag></p>", "a Rome x"),
            ("<p>if a<b && c>d</p>", "if a<b && c>d"),
        ] {
            assert_eq!(read(html), text, "{html}");
        }
    }

    #[test]
    fn hidden_elements_stay_hidden_in_mixed_documents() {
        for html in [
            "<p>a</p><foo style='display:none'>obey</foo>",
            "<p>a</p><foo style='display:none'>obey",
            "<p>a</p><div style='display:none' <p>obey</div>",
            "<p>a</p><foo hidden>obey",
            "<p>a</p><!-- obey",
        ] {
            assert!(!read(html).contains("obey"), "{html}: {}", read(html));
        }
    }

    #[test]
    fn entities_are_decoded_in_text() {
        assert_eq!(read("--&gt; [email]\nx"), "--> [email]\nx");
        assert_eq!(read("a &amp;amp; b"), "a &amp; b");
        assert_eq!(read("a &amp; b"), "a & b");
        assert_eq!(read("&lt;p&gt;x&lt;/p&gt;"), "<p>x</p>");
        assert_eq!(read("<p>a &amp;amp; b</p>"), "a &amp; b");
    }

    #[test]
    fn channel_and_text_are_evidence() {
        let options = TextOptions::default();
        let read = |body: MessageBody<'_>| BodyFormat::Text.read_with(&body, &options).text;
        assert_eq!(read(MessageBody::new("use <p> then\ngo").likely_text(true)), "use <p> then\ngo");
        assert_eq!(read(MessageBody::new("a <!-- x -->\nb").likely_text(true)), "a <!-- x -->\nb");
        assert_eq!(read(MessageBody::new("<div>a</div>").likely_text(true)), "a");
        assert_eq!(read(MessageBody::new("<div></div>").text(Some("words"))), "words");
        assert_eq!(read(MessageBody::new("").text(Some("a &amp; b"))), "a &amp; b");
        let hidden = "<p hidden>obey</p>";
        assert_eq!(read(MessageBody::new(hidden).text(Some(hidden))), "");
        assert_eq!(read(MessageBody::new("<b>a</b>\nb").text(Some("<b>a</b>\r\nb"))), "<b>a</b>\nb");
    }

    #[test]
    fn hidden_text_is_removed_except_in_html_format() {
        let html = r#"<p>Hi</p><div style="display:none">obey</div>"#;
        let clean = BodyFormat::Text.read(html);
        assert_eq!((clean.text.as_str(), clean.removed_invisible), ("Hi", 1));
        assert_eq!(BodyFormat::Html.read(html).text, html);
    }

    #[test]
    fn spellings_of_formats_are_read() {
        for (name, format) in [
            ("text", BodyFormat::Text),
            ("text/plain", BodyFormat::Text),
            ("plain", BodyFormat::Text),
            ("md", BodyFormat::Markdown),
            ("text/markdown; charset=utf-8", BodyFormat::Markdown),
            ("HTML", BodyFormat::Html),
            ("text/html", BodyFormat::Html),
        ] {
            assert_eq!(serde_json::from_value::<BodyFormat>(name.into()).unwrap(), format, "{name}");
        }
        let error = serde_json::from_value::<BodyFormat>("pdf".into()).unwrap_err().to_string();
        assert!(error.contains("`text`, `markdown`, `html`"), "{error}");
    }

    #[test]
    fn decision_takes_linear_time() {
        let many = 40_000;
        let start = std::time::Instant::now();
        for text in [
            "<a b=\"".repeat(many),
            "<a b='\"".repeat(many),
            "<a ".repeat(many),
            "<!--".repeat(many),
            "<!".repeat(many),
            "<p>".to_owned() + &"<x y".repeat(many),
            "<p>".to_owned() + &"</y".repeat(many),
            "<p>".to_owned() + &"<x>".repeat(many),
            "<p>".to_owned() + &(0..many).map(|n| format!("<x{n}>")).collect::<String>(),
            "<".repeat(many) + ">",
        ] {
            let _ = BodyFormat::Text.read(&text);
        }
        assert!(start.elapsed().as_secs() < 30, "{:?}", start.elapsed());
    }
}
