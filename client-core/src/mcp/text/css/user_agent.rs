//! Style that browsers give to elements, and what attributes such as `bgcolor` declare.

use std::collections::HashMap;

use super::{
    color::{Color, LINK, WHITE, legacy},
    style::{Display, LineHeight, Picture, Position, Size, Style},
};
use crate::mcp::text::html::tree::{Document, NodeId};

const BUTTON: Color = [239.0 / 255.0, 239.0 / 255.0, 239.0 / 255.0, 1.0];
const YELLOW: Color = [1.0, 1.0, 0.0, 1.0];

/// Applies what a browser's own sheet says about an element.
pub(super) fn apply(style: &mut Style, document: &Document, id: NodeId, body: Color) {
    let name = document.name(id);
    style.display = display(document, id, name);
    style.no_content = document.attribute(id, "hidden").is_some_and(is_until_found);
    let inherited = &mut style.inherited;
    match name {
        "a" if document.attribute(id, "href").is_some() => inherited.color = LINK,
        "h1" => inherited.font *= 2.0,
        "h2" => inherited.font *= 1.5,
        "h3" => inherited.font *= 1.17,
        "h5" => inherited.font *= 0.83,
        "h6" => inherited.font *= 0.67,
        "small" | "sub" | "sup" => inherited.font /= 1.2,
        "big" => inherited.font *= 1.2,
        "rt" => inherited.font *= 0.5,
        "pre" | "listing" | "xmp" | "plaintext" => (inherited.pre, inherited.nowrap) = (true, true),
        "mark" => {
            style.background = YELLOW;
            inherited.color = super::color::BLACK;
        }
        "button" | "input" | "select" | "textarea" => {
            inherited.color = super::color::BLACK;
            inherited.font = 13.333;
            inherited.indent = Size::default();
            (inherited.letter, inherited.word) = (0.0, 0.0);
            inherited.line = LineHeight::Normal;
            inherited.align = 0.0;
            if name == "textarea" {
                inherited.pre = true;
            }
            style.background = if name == "button" { BUTTON } else { WHITE };
        }
        "table" => {
            inherited.indent = Size::default();
            if document.quirks {
                inherited.font = super::value::ROOT_FONT;
                inherited.line = LineHeight::Normal;
                (inherited.pre, inherited.nowrap) = (false, false);
                inherited.color = body;
                inherited.align = 0.0;
            }
        }
        "center" => inherited.align = 0.5,
        "th" => inherited.align = 0.5,
        "dialog" => style.position = Position::Absolute,
        "mphantom" => inherited.invisible = true,
        "blockquote" | "dd" | "figure" => style.margin[3] = Some(Size { px: 40.0, share: 0.0 }),
        "ul" | "ol" | "menu" | "dir" => style.padding[3] = Size { px: 40.0, share: 0.0 },
        "body" => style.margin = [Some(Size { px: 8.0, share: 0.0 }); 4],
        "marquee" => style.clips = (true, true),
        _ => {}
    }
}

fn is_until_found(value: &str) -> bool {
    value.eq_ignore_ascii_case("until-found")
}

fn display(document: &Document, id: NodeId, name: &str) -> Display {
    let has = |attribute| document.attribute(id, attribute).is_some();
    let hidden = document.attribute(id, "hidden").is_some_and(|value| !is_until_found(value));
    if hidden && name != "embed" {
        return Display::None;
    }
    if has("popover") {
        return Display::None;
    }
    match name {
        "head" | "script" | "style" | "title" | "template" | "noembed" | "noframes" | "datalist"
        | "param" | "rp" | "area" | "base" | "link" | "meta" | "source" | "track" | "col" | "colgroup"
        | "iframe" | "audio" | "video" | "meter" | "progress" | "svg" | "annotation" | "annotation-xml" => {
            Display::None
        }
        "input"
            if document
                .attribute(id, "type")
                .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("hidden")) =>
        {
            Display::None
        }
        "dialog" if !has("open") => Display::None,
        "object" if has("data") => Display::None,
        "option" if !is_shown(document, id) => Display::None,
        "table" | "tbody" | "thead" | "tfoot" | "tr" | "td" | "th" => Display::Table,
        "button" | "input" | "select" | "textarea" | "img" | "marquee" | "object" => Display::InlineBlock,
        _ if crate::mcp::text::element::is_block(name) => Display::Block,
        "dir" | "menu" | "hgroup" | "search" | "listing" | "xmp" | "plaintext" | "dialog" | "hr"
        | "optgroup" | "option" => Display::Block,
        _ => Display::Inline,
    }
}

/// Returns `true` for the option that a closed list shows.
fn is_shown(document: &Document, id: NodeId) -> bool {
    list_of(document, id).is_none_or(|list| document.shown_options().get(&list) == Some(&id))
}

/// Returns the list of an option, if it shows one of them only.
fn list_of(document: &Document, id: NodeId) -> Option<NodeId> {
    let list = document.parent(id)?;
    let list = if document.name(list) == "optgroup" { document.parent(list)? } else { list };
    let opens = |attribute| document.attribute(list, attribute).is_some();
    (document.name(list) == "select" && !opens("multiple") && !opens("size")).then_some(list)
}

/// Returns the option that each closed list shows: the last that is selected, or the first.
pub(in crate::mcp::text) fn shown_options(document: &Document) -> HashMap<NodeId, NodeId> {
    let mut shown = HashMap::new();
    for id in document.elements("option") {
        let Some(list) = list_of(document, id) else { continue };
        if document.attribute(id, "selected").is_some() {
            shown.insert(list, id);
        } else {
            shown.entry(list).or_insert(id);
        }
    }
    shown
}

/// Applies the attributes that stand for declarations.
pub(super) fn apply_attributes(style: &mut Style, document: &Document, id: NodeId) {
    let name = document.name(id);
    for (attribute, value) in document.attributes(id) {
        match (attribute, name) {
            ("bgcolor", "body" | "table" | "tbody" | "thead" | "tfoot" | "tr" | "td" | "th" | "marquee") => {
                if let Some(color) = legacy(value) {
                    style.background = color;
                }
            }
            ("background", "body" | "table" | "tbody" | "thead" | "tfoot" | "tr" | "td" | "th")
                if !value.trim().is_empty() && !value.trim_start().starts_with("data:") =>
            {
                style.picture = Picture::Unknown;
            }
            ("text", "body") | ("color", "font") => {
                if let Some(color) = legacy(value) {
                    style.inherited.color = color;
                }
            }
            ("size", "font") => {
                if let Some(px) = font_size(value) {
                    style.inherited.font = px;
                }
            }
            ("width", "table" | "td" | "th" | "img" | "hr" | "marquee" | "object" | "video" | "iframe") => {
                style.width = dimension(value).or(style.width);
            }
            ("height", "table" | "td" | "th" | "tr" | "img" | "marquee" | "object") => {
                style.height = dimension(value).or(style.height);
            }
            (
                "align",
                "p" | "div" | "td" | "th" | "tr" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "tbody",
            ) => {
                style.inherited.align = match value.to_ascii_lowercase().trim() {
                    "right" => 1.0,
                    "center" | "middle" => 0.5,
                    _ => 0.0,
                };
            }
            ("nowrap", "td" | "th") => style.inherited.nowrap = true,
            ("dir", _) => style.inherited.rtl = value.trim().eq_ignore_ascii_case("rtl"),
            ("mathcolor", _) => {
                if let Some(color) = legacy(value) {
                    style.inherited.color = color;
                }
            }
            _ => {}
        }
    }
}

/// Returns the size of `<font size>`, in pixels.
fn font_size(value: &str) -> Option<f32> {
    let value = value.trim();
    let digits: String =
        value.trim_start_matches(['+', '-']).chars().take_while(char::is_ascii_digit).take(4).collect();
    let n: i32 = digits.parse().ok()?;
    let n = match value.as_bytes().first()? {
        b'+' => 3 + n,
        b'-' => 3 - n,
        _ => n,
    };
    Some([10.0, 13.0, 16.0, 18.0, 24.0, 32.0, 48.0][n.clamp(1, 7) as usize - 1])
}

fn dimension(value: &str) -> Option<Size> {
    let value = value.trim();
    let end = value.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(value.len());
    let n: f32 = value[..end].parse().ok()?;
    Some(if value[end..].trim_start().starts_with('%') {
        Size { px: 0.0, share: n / 100.0 }
    } else {
        Size { px: n, share: 0.0 }
    })
}
