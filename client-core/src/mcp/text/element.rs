//! What the names and attributes of elements mean for a reader.

/// The attributes that matter, as written.
#[derive(Debug, Default)]
pub(super) struct Attributes {
    pub(super) style: String,
    pub(super) class: String,
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) href: String,
    pub(super) alt: String,
    pub(super) hidden: bool,
}

/// Elements that never have an end tag.
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

/// Elements whose content is not for readers.
pub(super) fn is_skipped(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "title"
            | "template"
            | "noscript"
            | "iframe"
            | "object"
            | "svg"
            | "math"
            | "select"
            | "textarea"
            | "audio"
            | "video"
            | "canvas"
            | "noembed"
            | "noframes"
    )
}

/// Elements that begin on a line of their own.
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

/// Elements with an empty line around them.
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

/// Elements whose content an end tag from outside does not end.
pub(super) fn is_scope(name: &str) -> bool {
    matches!(name, "table" | "td" | "th" | "caption" | "body" | "html")
}

/// Whether the start of `name` ends an open `open`, as in `<li>a<li>b`.
pub(super) fn closes(name: &str, open: &str) -> bool {
    match open {
        "p" => {
            is_paragraph(name)
                || matches!(name, "div" | "li" | "dd" | "dt" | "center" | "section" | "article" | "form")
        }
        "li" => name == "li",
        "dt" | "dd" => matches!(name, "dt" | "dd"),
        "td" | "th" => matches!(name, "td" | "th" | "tr" | "tbody" | "tfoot" | "thead"),
        "tr" => matches!(name, "tr" | "tbody" | "tfoot" | "thead"),
        _ => false,
    }
}

/// Whether a reader does not see the element.
pub(super) fn is_hidden(attributes: &Attributes) -> bool {
    attributes.hidden || style_hides(&attributes.style)
}

fn style_hides(style: &str) -> bool {
    if style.is_empty() {
        return false;
    }
    let style = without_comments(&style.to_ascii_lowercase());
    let (mut flat, mut clipped) = (false, false);
    let (mut floating, mut away) = (false, false);
    for declaration in style.split(';') {
        let Some((property, value)) = declaration.split_once(':') else { continue };
        let value = value.trim().trim_end_matches("!important").trim();
        let hides = match property.trim() {
            "display" => value == "none",
            "visibility" => value == "hidden" || value == "collapse",
            "mso-hide" => value == "all",
            "font-size" => is_nothing(value, 1.0),
            "font" => value.split_ascii_whitespace().any(is_no_size),
            "opacity" => value.parse::<f64>().is_ok_and(|share| share <= FAINT),
            "color" => value == "transparent" || is_clear(value),
            "clip" => value.replace([' ', ',', 'p', 'x'], "").starts_with("rect(0000"),
            "clip-path" => matches!(value, "inset(100%)" | "inset(50%)" | "circle(0)" | "circle(0px)"),
            "transform" => matches!(value, "scale(0)" | "scale(0,0)" | "scale(0, 0)"),
            "text-indent" | "margin-left" | "margin-top" => is_far_out(value),
            "position" => {
                floating |= matches!(value, "absolute" | "fixed");
                false
            }
            "left" | "top" | "right" | "bottom" => {
                away |= is_far_out(value);
                false
            }
            "max-height" | "height" | "max-width" | "width" => {
                flat |= is_nothing(value, 0.0);
                false
            }
            "overflow" => {
                clipped |= value == "hidden";
                false
            }
            _ => false,
        };
        if hides {
            return true;
        }
    }
    (flat && clipped) || (floating && away)
}

/// The most opacity that counts as none.
const FAINT: f64 = 0.05;
/// From which negative length on, in any unit, something lies outside of what a reader sees.
const FAR_OUT: f64 = -200.0;

/// Whether a length moves its element out of sight.
fn is_far_out(value: &str) -> bool {
    number(value).is_some_and(|(n, _)| n <= FAR_OUT)
}

/// Whether a part of the `font` shorthand is a size that shows nothing, such as `0/0`.
fn is_no_size(part: &str) -> bool {
    is_nothing(part.split('/').next().unwrap_or_default(), 1.0)
}

/// Whether a colour such as `rgba(0, 0, 0, 0)` is one that is not seen.
fn is_clear(value: &str) -> bool {
    let Some(parts) = value.strip_prefix("rgba(").and_then(|rest| rest.strip_suffix(')')) else {
        return false;
    };
    let alpha = parts.rsplit([',', '/']).next().unwrap_or_default();
    parts.matches([',', '/']).count() >= 1 && number(alpha.trim()).is_some_and(|(n, _)| n <= FAINT)
}

fn without_comments(style: &str) -> String {
    let mut clean = String::with_capacity(style.len());
    let mut rest = style;
    while let Some((before, after)) = rest.split_once("/*") {
        clean.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    clean + rest
}

/// Whether a length is zero, or at most so many pixels or points.
fn is_nothing(value: &str, pixels: f64) -> bool {
    number(value).is_some_and(|(n, unit)| n <= 0.0 || (matches!(unit, "px" | "pt") && n <= pixels))
}

/// The number and the unit of a length.
fn number(value: &str) -> Option<(f64, &str)> {
    let end = value.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '-').unwrap_or(value.len());
    let (number, unit) = value.split_at(end);
    Some((number.parse().ok()?, unit.trim()))
}

/// Whether the element holds the history of the thread: the marks of Gmail, Apple Mail, Thunderbird, Front, Yahoo,
/// Proton and Zoho.
pub(super) fn is_quote(name: &str, attributes: &Attributes) -> bool {
    if name == "blockquote" && attributes.kind.eq_ignore_ascii_case("cite") {
        return true;
    }
    attributes.class.split_ascii_whitespace().any(|class| {
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
    }) || attributes.id == "OLK_SRC_BODY_SECTION"
}

/// Whether the element opens the history, which then goes on to the end: the mark of Outlook.
pub(super) fn opens_history(attributes: &Attributes) -> bool {
    let id = attributes.id.trim_start_matches("x_");
    matches!(id, "divRplyFwdMsg" | "appendonsend")
}

/// Whether a link leads where a reader may be sent.
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
    fn styles_that_hide() {
        for style in [
            "display:none",
            "color:red; DISPLAY : None !important",
            "visibility:hidden",
            "font-size:0",
            "font-size: 0px;",
            "font-size:0.0em",
            "font-size:1px",
            "opacity:0",
            "max-height:0;overflow:hidden",
            "display:/* x */none",
            "mso-hide:all",
            "position:absolute;left:-9999px",
            "top: -300em; position: fixed",
            "text-indent:-9999px",
            "margin-left:-5000px",
            "clip:rect(0, 0, 0, 0)",
            "clip:rect(0px 0px 0px 0px)",
            "clip-path:inset(100%)",
            "font:0/0 a",
            "font: normal 0px Arial",
            "opacity:.01",
            "color:transparent",
            "color:rgba(0, 0, 0, 0)",
            "transform:scale(0)",
        ] {
            assert!(style_hides(style), "{style}");
        }
        for style in [
            "",
            "display:block",
            "font-size:0.9em",
            "font-size:10px",
            "opacity:0.5",
            "max-height:0",
            "height:0",
            "left:-9999px",
            "position:absolute;left:-10px",
            "position:absolute;top:0",
            "margin-left:-20px",
            "text-indent:2em",
            "clip:rect(0,100px,20px,0)",
            "font:400 16px/1.5 Arial",
            "color:rgba(0,0,0,.8)",
            "color:rgb(0,0,0)",
            "transform:scale(1)",
        ] {
            assert!(!style_hides(style), "{style}");
        }
    }

    #[test]
    fn urls() {
        for url in ["https://a", " HTTP://a", "mailto:a@b", "tel:1"] {
            assert!(is_safe_url(url), "{url}");
        }
        for url in ["", "javascript:x", "data:x", "cid:1", "/x", "é"] {
            assert!(!is_safe_url(url), "{url}");
        }
    }
}
