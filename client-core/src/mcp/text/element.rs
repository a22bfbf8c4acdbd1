//! Meaning of element names and attributes for a reader.

use super::{
    cap,
    html::tree::{Document, NodeId},
};

/// Bytes of the attribute `class` in which the marks of mail programs are looked for.
const MAX_CLASSES: usize = 1024;

/// Returns `true` for elements without an end tag.
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "basefont"
            | "bgsound"
            | "br"
            | "col"
            | "embed"
            | "frame"
            | "hr"
            | "img"
            | "input"
            | "keygen"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Returns `true` for elements whose content is about the document, and never text of it.
pub(super) fn is_about(name: &str) -> bool {
    matches!(name, "head" | "script" | "style" | "title" | "meta" | "link" | "base")
}

/// Returns `true` for elements that begin on a new line.
pub(super) fn is_block(name: &str) -> bool {
    is_paragraph(name)
        || matches!(
            name,
            "address"
                | "article"
                | "aside"
                | "body"
                | "caption"
                | "center"
                | "dd"
                | "div"
                | "dt"
                | "fieldset"
                | "figcaption"
                | "footer"
                | "form"
                | "header"
                | "html"
                | "legend"
                | "li"
                | "main"
                | "nav"
                | "section"
                | "summary"
                | "tbody"
                | "td"
                | "tfoot"
                | "th"
                | "thead"
                | "tr"
        )
}

/// Returns `true` for elements with an empty line around them.
pub(super) fn is_paragraph(name: &str) -> bool {
    matches!(
        name,
        "p" | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "ul"
            | "ol"
            | "dl"
            | "pre"
            | "blockquote"
            | "table"
            | "details"
            | "figure"
    )
}

/// Returns `true` for elements that write more than their content: bullets, marks or cells.
pub(super) fn writes(name: &str) -> bool {
    super::render::marker(name).is_some()
        || matches!(
            name,
            "h1" | "h2"
                | "h3"
                | "h4"
                | "h5"
                | "h6"
                | "blockquote"
                | "ul"
                | "menu"
                | "dir"
                | "ol"
                | "li"
                | "td"
                | "th"
                | "pre"
                | "a"
        )
}

/// Returns `true` if the element holds quoted history, by the markup of a mail program. Only marks that a program puts
/// around the earlier message and nothing else: no signature, and no element in which the answer may be written.
pub(super) fn is_quote(document: &Document, node: NodeId) -> bool {
    // QQ Mail.
    if document.name(node) == "includetail" {
        return true;
    }
    if !document.has_attributes(node) {
        return false;
    }
    let value = |attribute| document.attribute(node, attribute).unwrap_or_default();
    match document.name(node) {
        // Apple Mail, Thunderbird, and most others.
        "blockquote" if value("type").eq_ignore_ascii_case("cite") => return true,
        // GMX, Web.de and Spark.
        "div" if matches!(value("name"), "quote" | "quoted-content" | "messageReplySection") => return true,
        _ => {}
    }
    classes(document, node).any(|class| {
        matches!(
            class,
            // Gmail, and Mailspring after it.
            "gmail_quote"
                | "gmail_quote_container"
                | "nylas-quote"
                // Front.
                | "front-blockquote"
                | "front-quote"
                | "protonmail_quote"
                | "tutanota_quote"
                | "missive_quote"
                | "spark_quote"
                // Zoho.
                | "zmail_extra"
                // Thunderbird: the introduction.
                | "moz-cite-prefix"
                // Outlook on iOS and Android.
                | "ms-outlook-mobile-reference-message"
                // NetEase.
                | "ntes-mailmaster-quote"
                // Samsung.
                | "originalMessageContent" // Yahoo, which puts a prefix before it in earlier messages.
        ) || class.ends_with("yahoo_quoted")
    }) || matches!(
        plain(value("id")),
        // Outlook on macOS, on iOS and Android, Zoho, NetEase, Samsung.
        "OLK_SRC_BODY_SECTION"
            | "mail-editor-reference-message-container"
            | "blockquote_zmail"
            | "isReplyContent"
            | "originalMessageContent"
    ) || value("id").starts_with("yahoo_quoted_")
}

/// Returns `true` if quoted history begins at the element and continues to the end, by the markup of Outlook.
pub(super) fn opens_history(document: &Document, node: NodeId) -> bool {
    matches!(
        plain(document.attribute(node, "id").unwrap_or_default()),
        "divRplyFwdMsg" | "appendonsend" | "stopSpelling"
    )
}

/// Returns `true` if the element and those after it in the same parent are quoted history, by the markup of Outlook.
pub(super) fn heads_history(document: &Document, node: NodeId) -> bool {
    document.has_attributes(node) && classes(document, node).any(|class| class == "OutlookMessageHeader")
}

/// Returns the classes of an element, without the prefix of Outlook.
fn classes(document: &Document, node: NodeId) -> impl Iterator<Item = &str> {
    let classes = document.attribute(node, "class").unwrap_or_default();
    cap(classes, MAX_CLASSES).0.split_ascii_whitespace().map(plain)
}

/// Returns a name without the prefix that Outlook puts before the names of a message that it received.
fn plain(name: &str) -> &str {
    if name.len() <= MAX_CLASSES { name.trim_start_matches("x_") } else { name }
}

/// Returns `true` if a link target is safe to show.
pub(super) fn is_safe_url(url: &str) -> bool {
    let url = url.trim();
    ["http://", "https://", "mailto:", "tel:"]
        .into_iter()
        .any(|scheme| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unsafe_urls_are_detected() {
        for url in ["https://a", " HTTP://a", "mailto:a@b", "tel:1"] {
            assert!(is_safe_url(url), "{url}");
        }
        for url in ["", "javascript:x", "data:x", "cid:1", "/x", "é"] {
            assert!(!is_safe_url(url), "{url}");
        }
    }
}
