//! Detection of answers that a writer put into the quotation, by their colour.

use std::borrow::Cow;

use super::{
    TextOptions,
    element::{Attributes, is_quote, opens_history},
    tag::{Kind, Tags, attribute},
};

/// Maximum number of open elements that are followed.
const MAX_OPEN: usize = 256;

/// Parts of the markup of quotations.
const MARKS: [&str; 6] = ["cite", "quote", "divRplyFwdMsg", "appendonsend", "OutlookMessageHeader", "_extra"];

/// Returns the options for a document. Nothing is folded if words of the quotation have a colour that people choose
/// for their answers.
pub(super) fn options<'a>(html: &str, options: &'a TextOptions) -> Cow<'a, TextOptions> {
    let may = options.fold_quotes && html.contains("color") && MARKS.iter().any(|mark| html.contains(mark));
    if may && has_coloured_answers(html) {
        return Cow::Owned(options.clone().fold_quotes(false));
    }
    Cow::Borrowed(options)
}

struct Open {
    name: String,
    quoted: bool,
    coloured: bool,
}

fn has_coloured_answers(html: &str) -> bool {
    let mut open: Vec<Open> = Vec::new();
    let mut history = false;
    let mut from = 0;
    for (at, tag) in Tags::closed(html) {
        let inner = open.last();
        let quoted = history || inner.is_some_and(|open| open.quoted);
        if quoted && inner.is_some_and(|open| open.coloured) && has_words(&html[from..at]) {
            return true;
        }
        from = tag.end;
        let name = tag.lower().into_owned();
        match tag.kind {
            Kind::Start => {
                let value = |name| attribute(tag.attributes, name).unwrap_or_default().to_owned();
                let of = Attributes {
                    class: value("class"),
                    id: value("id"),
                    kind: value("type"),
                    ..Attributes::default()
                };
                history |= opens_history(&of);
                let colour =
                    colour(&attribute(tag.attributes, "style").unwrap_or_default().to_ascii_lowercase())
                        .or_else(|| Some(attribute(tag.attributes, "color")?.to_ascii_lowercase()));
                let inherited = inner.is_some_and(|open| open.coloured);
                let coloured = name != "a" && colour.map_or(inherited, |colour| is_vivid(&colour));
                if super::element::is_void(&name) || open.len() >= MAX_OPEN {
                    continue;
                }
                open.push(Open { quoted: quoted || is_quote(&name, &of), coloured, name });
            }
            Kind::End => {
                if let Some(depth) = open.iter().rposition(|open| open.name == name) {
                    open.truncate(depth);
                }
            }
            Kind::Comment | Kind::Doctype | Kind::Declaration => {}
        }
    }
    false
}

fn has_words(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphanumeric()).take(2).count() == 2 && text.trim() != "&nbsp;"
}

/// Returns the text colour of a style in lower case.
fn colour(style: &str) -> Option<String> {
    let declaration = |part: &str| {
        let (property, value) = part.split_once(':')?;
        (property.trim() == "color").then(|| value.trim_end_matches("!important").trim().to_owned())
    };
    style.split(';').filter_map(declaration).next_back()
}

/// Returns `true` for a strong red, green, blue or purple. Greys, the dark blue of Outlook's own replies, and pale
/// colours are not.
fn is_vivid(colour: &str) -> bool {
    let Some([r, g, b]) = rgb(colour) else { return false };
    let (most, least) = (r.max(g).max(b), r.min(g).min(b));
    // #1f497d and its neighbours are a theme's text colour.
    let theme = b == most && most < 0xA0;
    most >= 0x60 && most - least >= 0x60 && !theme && least < 0xA0
}

fn rgb(colour: &str) -> Option<[u8; 3]> {
    if let Some(hex) = colour.strip_prefix('#') {
        let digit = |at: usize| u8::from_str_radix(hex.get(at..=at)?, 16).ok();
        let pair = |at: usize| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok();
        return match hex.len() {
            3 | 4 => Some([digit(0)? * 17, digit(1)? * 17, digit(2)? * 17]),
            6 | 8 => Some([pair(0)?, pair(2)?, pair(4)?]),
            _ => None,
        };
    }
    if let Some(parts) =
        colour.strip_prefix("rgb").and_then(|rest| rest.trim_start_matches('a').strip_prefix('('))
    {
        let mut numbers = parts
            .split(|c: char| !c.is_ascii_digit())
            .filter(|part| !part.is_empty())
            .map(|part| part.parse::<u8>().unwrap_or(u8::MAX));
        return Some([numbers.next()?, numbers.next()?, numbers.next()?]);
    }
    Some(match colour {
        "red" => [0xFF, 0, 0],
        "blue" => [0, 0, 0xFF],
        "green" => [0, 0x80, 0],
        "purple" => [0x80, 0, 0x80],
        "magenta" | "fuchsia" => [0xFF, 0, 0xFF],
        "lime" => [0, 0xFF, 0],
        "orange" => [0xFF, 0xA5, 0],
        "teal" => [0, 0x80, 0x80],
        "maroon" | "darkred" => [0x8B, 0, 0],
        "crimson" => [0xDC, 0x14, 0x3C],
        "firebrick" => [0xB2, 0x22, 0x22],
        "royalblue" => [0x41, 0x69, 0xE1],
        "dodgerblue" => [0x1E, 0x90, 0xFF],
        "mediumblue" => [0, 0, 0xCD],
        "darkgreen" => [0, 0x64, 0],
        "seagreen" => [0x2E, 0x8B, 0x57],
        "forestgreen" => [0x22, 0x8B, 0x22],
        "darkorange" => [0xFF, 0x8C, 0],
        "orangered" => [0xFF, 0x45, 0],
        "deeppink" => [0xFF, 0x14, 0x93],
        "brown" => [0xA5, 0x2A, 0x2A],
        "violet" | "darkviolet" => [0x94, 0, 0xD3],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coloured_answers_are_found_in_quotations() {
        for html in [
            "<blockquote type=cite><div>Which plan?</div><div style='color:red'>Business</div></blockquote>",
            "<div id=divRplyFwdMsg>From</div><p>Which?</p><p style=\"color:#0000FF\">Business</p>",
            "<div class=gmail_quote><font color='#00b050'><b>Yes</b></font></div>",
            "<blockquote type=cite><p style='color: rgb(192, 0, 0)'>ok</p></blockquote>",
        ] {
            assert!(has_coloured_answers(html), "{html}");
        }
        for html in [
            "<p style='color:red'>Mine</p><blockquote type=cite>old</blockquote>",
            "<blockquote type=cite><p style='color:#1f497d'>old <a style='color:blue'>link</a></p></blockquote>",
            "<blockquote type=cite><p style='color:#222'>old</p><p style='color:red'> </p></blockquote>",
            "<blockquote type=cite><p style='background-color:red'>old</p></blockquote>",
        ] {
            assert!(!has_coloured_answers(html), "{html}");
        }
    }
}
