//! Approximation of the plain text that Front derives from the HTML of a message.

/// Maximum length of the blurb, in characters.
const BLURB: usize = 140;

/// Converts HTML to text: tags dropped, blocks on lines of their own, common entities decoded.
///
/// Hidden text stays, because it is part of what the sender sent.
pub(super) fn to_text(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        let tag = &rest[at + 1..];
        let end = if tag.starts_with("!--") { tag.find("-->").map(|end| end + 2) } else { tag.find('>') };
        let Some(end) = end else {
            rest = "";
            break;
        };
        let name: String =
            tag.chars().skip_while(|c| *c == '/').take_while(char::is_ascii_alphanumeric).collect();
        let name = name.to_ascii_lowercase();
        rest = &tag[end + 1..];
        if matches!(name.as_str(), "style" | "script" | "head") && !tag.starts_with('/') {
            let close = format!("</{name}");
            rest = rest.find(&close).map_or("", |at| &rest[at..]);
        }
        if matches!(
            name.as_str(),
            "br" | "p" | "div" | "li" | "tr" | "blockquote" | "ul" | "ol" | "table" | "pre"
        ) {
            text.push('\n');
        }
    }
    text.push_str(rest);
    let text = text.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    let text = text.replace("&#39;", "'").replace("&euro;", "€").replace("&amp;", "&");
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

/// Returns the first words of a text, on one line.
pub(super) fn blurb(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(BLURB).collect()
}

/// Converts plain or Markdown text to HTML: paragraphs and line breaks, everything else escaped.
pub(super) fn from_text(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let paragraphs = escaped.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty());
    paragraphs.map(|paragraph| format!("<p>{}</p>", paragraph.trim().replace('\n', "<br>"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_html() {
        let html =
            "<head><style>p{}</style></head><p>Tom &amp; Jerry,</p><!-- <b>no</b> -->\n<div>a<br>b</div>";
        assert_eq!(to_text(html), "Tom & Jerry,\na\nb");
        assert_eq!(to_text("1 < 2"), "1");
        assert_eq!(from_text("a < b\n\nc\nd"), "<p>a &lt; b</p><p>c<br>d</p>");
    }
}
