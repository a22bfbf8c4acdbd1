//! Detection of answers that a writer put into the quotation, by their colour.

use std::borrow::Cow;

use super::{
    TextOptions, cap,
    element::{heads_history, is_quote, opens_history},
    html::tree::{Document, NodeId},
};

/// Returns the options for a document. Nothing is folded if words of the quotation have a colour that people choose
/// for their answers.
pub(super) fn options<'a>(document: &Document, options: &'a TextOptions) -> Cow<'a, TextOptions> {
    if options.fold_quotes && may_colour(document) && has_coloured_answers(document) {
        return Cow::Owned(options.clone().fold_quotes(false));
    }
    Cow::Borrowed(options)
}

/// Returns `true` if a text may have a colour of its own.
fn may_colour(document: &Document) -> bool {
    document.all_attributes().any(|(name, _)| name == Document::STYLE) || document.name_of("color").is_some()
}

/// Bytes of a style in which the colour of an answer is looked for.
const MAX_STYLE: usize = 4096;

/// State of an open element.
#[derive(Clone, Copy, Default)]
struct Open {
    quoted: bool,
    coloured: bool,
}

fn has_coloured_answers(document: &Document) -> bool {
    let mut open: Vec<Open> = Vec::new();
    let mut history = false;
    let mut at = Some(Document::ROOT);
    while let Some(node) = at {
        let inner = open.last().copied().unwrap_or_default();
        if let Some(text) = document.text(node) {
            if inner.coloured && (history || inner.quoted) && has_words(text) {
                return true;
            }
        } else {
            history |= opens_history(document, node);
            if heads_history(document, node)
                && let Some(parent) = open.last_mut()
            {
                parent.quoted = true;
            }
        }
        let inner = open.last().copied().unwrap_or_default();
        at = document.first(node);
        if at.is_some() {
            open.push(Open {
                quoted: history || inner.quoted || is_quote(document, node),
                coloured: document.name(node) != "a"
                    && colour(document, node).map_or(inner.coloured, |colour| is_vivid(&colour)),
            });
        }
        let mut last = node;
        while at.is_none() {
            at = document.next(last);
            if at.is_none() {
                open.pop();
                match document.parent(last) {
                    Some(parent) => last = parent,
                    None => return false,
                }
            }
        }
    }
    false
}

fn has_words(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphanumeric()).take(2).count() == 2
}

/// Returns the text colour that an element sets.
fn colour(document: &Document, node: NodeId) -> Option<String> {
    let declaration = |part: &str| {
        let (property, value) = part.split_once(':')?;
        if !property.trim().eq_ignore_ascii_case("color") {
            return None;
        }
        let value = value.trim();
        Some(value.strip_suffix("!important").unwrap_or(value).trim().to_owned())
    };
    let style = cap(document.attribute(node, "style").unwrap_or_default(), MAX_STYLE).0;
    let styled = style.split(';').filter_map(declaration).next_back();
    styled.or_else(|| document.attribute(node, "color").map(str::to_owned))
}

/// Returns `true` for a strong red, green, blue or purple. Greys, the dark blue of Outlook's own replies, and pale
/// colours are not.
fn is_vivid(colour: &str) -> bool {
    let Ok(colour) = csscolorparser::parse(colour) else { return false };
    let [r, g, b, _] = colour.to_rgba8();
    let (most, least) = (r.max(g).max(b), r.min(g).min(b));
    // #1f497d and its neighbours are a theme's text colour.
    let theme = b == most && most < 0xA0;
    most >= 0x60 && most - least >= 0x60 && !theme && least < 0xA0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mcp::text::html::read::read;

    #[test]
    fn coloured_answers_are_found_in_quotations() {
        for html in [
            "<blockquote type=cite><div>Which plan?</div><div style='color:red'>Business</div></blockquote>",
            "<div id=divRplyFwdMsg>From</div><p>Which?</p><p style=\"color:#0000FF\">Business</p>",
            "<div class=gmail_quote><font color='#00b050'><b>Yes</b></font></div>",
            "<blockquote type=cite><p style='color: rgb(192, 0, 0)'>ok</p></blockquote>",
        ] {
            assert!(has_coloured_answers(&read(html, 1000, |html| Cow::Borrowed(html))), "{html}");
        }
        for html in [
            "<p style='color:red'>Mine</p><blockquote type=cite>old</blockquote>",
            "<blockquote type=cite><p style='color:#1f497d'>old <a style='color:blue'>link</a></p></blockquote>",
            "<blockquote type=cite><p style='color:#222'>old</p><p style='color:red'> </p></blockquote>",
            "<blockquote type=cite><p style='background-color:red'>old</p></blockquote>",
        ] {
            assert!(!has_coloured_answers(&read(html, 1000, |html| Cow::Borrowed(html))), "{html}");
        }
    }
}
