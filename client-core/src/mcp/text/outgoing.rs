//! HTML mail out of what a model writes.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};

use super::element::is_safe_url;

/// Turns Markdown into HTML for a mail body.
///
/// HTML in the Markdown is shown as text, links to anything but `http`, `https`, `mailto` and `tel` lose their target,
/// and a line break stays one.
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
    let mut links: Vec<bool> = Vec::new();
    let events = Parser::new_ext(markdown, options).filter_map(move |event| match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Some(Event::Text(raw)),
        Event::Start(Tag::HtmlBlock) => Some(Event::Start(Tag::Paragraph)),
        Event::End(TagEnd::HtmlBlock) => Some(Event::End(TagEnd::Paragraph)),
        Event::SoftBreak => Some(Event::HardBreak),
        Event::Start(Tag::Link { ref dest_url, .. } | Tag::Image { ref dest_url, .. }) => {
            let safe = is_safe_url(dest_url);
            links.push(safe);
            safe.then_some(event)
        }
        Event::End(TagEnd::Link | TagEnd::Image) => links.pop().unwrap_or(false).then_some(event),
        event => Some(event),
    });
    let mut body = String::with_capacity(markdown.len() * 3 / 2);
    html::push_html(&mut body, events);
    body
}

/// Turns plain text into HTML for a mail body: special characters escaped, line breaks kept.
///
/// ```
/// use client_core::mcp::text::text_to_html;
///
/// assert_eq!(text_to_html("1 < 2\nbye"), "1 &lt; 2<br>\nbye");
/// ```
#[must_use]
pub fn text_to_html(text: &str) -> String {
    let mut body = String::with_capacity(text.len() + text.len() / 8);
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '&' => body.push_str("&amp;"),
            '<' => body.push_str("&lt;"),
            '>' => body.push_str("&gt;"),
            '"' => body.push_str("&quot;"),
            '\'' => body.push_str("&#39;"),
            '\n' | '\r' => body.push_str("<br>\n"),
            c => body.push(c),
        }
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_cannot_smuggle_html() {
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
        assert_eq!(markdown_to_html("[a](javascript:x)"), "<p>a</p>\n");
        assert_eq!(markdown_to_html("[a](JaVaScRiPt:x) [b](data:x)"), "<p>a b</p>\n");
        assert!(markdown_to_html("[a](https://x.example/)").contains(r#"<a href="https://x.example/">"#));
        assert_eq!(markdown_to_html("![alt](javascript:x)"), "<p>alt</p>\n");
    }

    #[test]
    fn deep_markdown_is_no_danger() {
        for unit in [">", "- ", "*", "[", "![", "<", "`", "_a "] {
            let html = markdown_to_html(&unit.repeat(20_000));
            assert!(!html.is_empty(), "{unit}");
        }
    }
}
