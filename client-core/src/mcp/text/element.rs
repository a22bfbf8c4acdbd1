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

/// Returns `true` if the element holds quoted history, by the markup of Gmail, Apple Mail, Thunderbird, Front,
/// Yahoo, Proton and Zoho.
pub(super) fn is_quote(document: &Document, node: NodeId) -> bool {
    if !document.has_attributes(node) {
        return false;
    }
    let value = |attribute| document.attribute(node, attribute).unwrap_or_default();
    if document.name(node) == "blockquote" && value("type").eq_ignore_ascii_case("cite") {
        return true;
    }
    cap(value("class"), MAX_CLASSES).0.split_ascii_whitespace().any(|class| {
        matches!(
            class,
            "gmail_quote"
                | "gmail_extra"
                | "front-blockquote"
                | "front-quote"
                | "yahoo_quoted"
                | "protonmail_quote"
                | "zmail_extra"
                | "moz-cite-prefix"
                | "OutlookMessageHeader"
        )
    }) || value("id") == "OLK_SRC_BODY_SECTION"
}

/// Returns `true` if quoted history begins at the element and continues to the end, by the markup of Outlook.
pub(super) fn opens_history(document: &Document, node: NodeId) -> bool {
    if !document.has_attributes(node) {
        return false;
    }
    let id = document.attribute(node, "id").unwrap_or_default();
    let id = if id.len() <= MAX_CLASSES { id.trim_start_matches("x_") } else { id };
    matches!(id, "divRplyFwdMsg" | "appendonsend")
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
