//! Colours: their notations, blending and contrast.

use super::value::{Part, share};

/// Colour with red, green, blue and alpha from 0 to 1.
pub(super) type Color = [f32; 4];

pub(super) const BLACK: Color = [0.0, 0.0, 0.0, 1.0];
pub(super) const WHITE: Color = [1.0, 1.0, 1.0, 1.0];
pub(super) const CLEAR: Color = [0.0; 4];
pub(super) const LINK: Color = [0.0, 0.0, 238.0 / 255.0, 1.0];

/// Returns the colour that a component names. Without a sign, hexadecimal colours count with `quirks` only.
pub(super) fn color(part: &Part, current: Color, quirks: bool) -> Option<Color> {
    match part {
        Part::Word(word) => match word.as_str() {
            "currentcolor" => Some(current),
            word => system(word).or_else(|| {
                let is_hex = word.bytes().all(|b| b.is_ascii_hexdigit());
                (quirks || !is_hex).then(|| parse(word)).flatten()
            }),
        },
        Part::Hash(hex) => hexadecimal(hex),
        Part::Number(n) if quirks && n.fract() == 0.0 && (0.0..1e6).contains(n) => {
            parse(&format!("#{:06}", *n as u32))
        }
        Part::Length(n, unit) if quirks && n.fract() == 0.0 && *n >= 0.0 => {
            let hex = format!("{}{unit}", *n as u32);
            parse(&format!("#{hex:0>6}"))
        }
        Part::Function(name, arguments) => match (name.as_str(), arguments.as_slice()) {
            ("light-dark", [light, Part::Comma, _]) => color(light, current, quirks),
            ("color-mix", _) => mix(arguments, current, quirks),
            ("hsv" | "hsva" | "hwba", _) => None,
            (
                "rgb" | "rgba",
                [Part::Number(r), Part::Comma, Part::Number(g), Part::Comma, Part::Number(b)]
                | [Part::Number(r), Part::Number(g), Part::Number(b)],
            ) => Some([*r, *g, *b].map(|n| (n / 255.0).clamp(0.0, 1.0))).map(|[r, g, b]| [r, g, b, 1.0]),
            ("color", [Part::Word(space), rest @ ..]) if space == "display-p3" || space == "srgb" => {
                let text = write(rest)?;
                parse(&format!("color(srgb {text})"))
            }
            (name, _) => parse(&format!("{name}({})", write(arguments)?)),
        },
        _ => None,
    }
}

/// Reads the digits of a hexadecimal colour.
fn hexadecimal(digits: &str) -> Option<Color> {
    let digit = |at: usize| char::from(*digits.as_bytes().get(at)?).to_digit(16);
    let channel = |at: usize| {
        let n = match digits.len() {
            3 | 4 => digit(at)? * 17,
            _ => digit(2 * at)? * 16 + digit(2 * at + 1)?,
        };
        Some(n as f32 / 255.0)
    };
    match digits.len() {
        3 | 6 => Some([channel(0)?, channel(1)?, channel(2)?, 1.0]),
        4 | 8 => Some([channel(0)?, channel(1)?, channel(2)?, channel(3)?]),
        _ => None,
    }
}

fn parse(text: &str) -> Option<Color> {
    let color = csscolorparser::parse(text).ok()?.to_array();
    Some(color.map(|channel| if channel.is_nan() { 0.0 } else { channel.clamp(0.0, 1.0) }))
}

/// Writes components as CSS, with the results of arithmetic.
fn write(parts: &[Part]) -> Option<String> {
    let mut text = String::new();
    for part in parts {
        text.push_str(&match part {
            Part::Word(word) => word.to_string(),
            Part::Number(n) => n.to_string(),
            Part::Percent(share) => format!("{}%", share * 100.0),
            Part::Length(n, unit) => format!("{n}{unit}"),
            Part::Hash(hex) => format!("#{hex}"),
            Part::Comma => ",".to_owned(),
            Part::Slash => "/".to_owned(),
            Part::Function(name, inner) => match share(part) {
                Some(n) => n.to_string(),
                None => format!("{name}({})", write(inner)?),
            },
            Part::Other(_) | Part::Url(_) | Part::Quoted(_) => return None,
        });
        text.push(' ');
    }
    Some(text)
}

/// Returns the mean of two colours, in sRGB whatever the colour space.
fn mix(arguments: &[Part], current: Color, quirks: bool) -> Option<Color> {
    let mut sides = arguments.split(|part| *part == Part::Comma).skip(1).map(|side| {
        let weight = side.iter().find_map(|part| if let Part::Percent(p) = part { Some(*p) } else { None });
        let named = side.iter().find_map(|part| color(part, current, quirks))?;
        Some((named, weight))
    });
    let (a, b) = (sides.next()??, sides.next()??);
    let weight = match (a.1, b.1) {
        (Some(a), Some(b)) if a + b > 0.0 => a / (a + b),
        (Some(a), _) => a,
        (None, Some(b)) => 1.0 - b,
        (None, None) => 0.5,
    };
    let share = if let (Some(a), Some(b)) = (a.1, b.1) { (a + b).min(1.0) } else { 1.0 };
    let alpha = a.0[3] * weight + b.0[3] * (1.0 - weight);
    let channel = |i: usize| {
        let sum = a.0[i] * a.0[3] * weight + b.0[i] * b.0[3] * (1.0 - weight);
        if alpha > 0.0 { sum / alpha } else { 0.0 }
    };
    Some([channel(0), channel(1), channel(2), alpha * share])
}

/// Colours of the light scheme of Chromium.
fn system(word: &str) -> Option<Color> {
    let [r, g, b] = match word {
        "transparent" => return Some(CLEAR),
        "canvas" | "window" | "field" | "menu" | "infobackground" | "activecaption" | "inactivecaption"
        | "appworkspace" | "background" | "highlighttext" | "accentcolortext" => [255, 255, 255],
        "canvastext" | "windowtext" | "fieldtext" | "buttontext" | "menutext" | "infotext"
        | "captiontext" | "marktext" | "selecteditemtext" => [0, 0, 0],
        "linktext" | "-webkit-link" => [0, 0, 238],
        "visitedtext" => [85, 26, 139],
        "activetext" | "-webkit-activelink" => [255, 0, 0],
        "buttonface" | "threedface" | "buttonhighlight" | "threedhighlight" => [239, 239, 239],
        "graytext" | "buttonborder" | "buttonshadow" => [128, 128, 128],
        "mark" => [255, 255, 0],
        "highlight" | "selecteditem" => [181, 213, 255],
        "accentcolor" => [0, 117, 255],
        _ => return None,
    };
    Some([f32::from(r as u8) / 255.0, f32::from(g as u8) / 255.0, f32::from(b as u8) / 255.0, 1.0])
}

/// Returns the colour of an old attribute such as `bgcolor`, by the standard's rules for legacy colours.
pub(super) fn legacy(text: &str) -> Option<Color> {
    let text = text.trim();
    if text.is_empty() || text.eq_ignore_ascii_case("transparent") {
        return None;
    }
    let is_name =
        text.bytes().all(|b| b.is_ascii_alphabetic()) && !text.bytes().all(|b| b.is_ascii_hexdigit());
    if is_name && let Some(color) = parse(&text.to_ascii_lowercase()) {
        return Some(color);
    }
    let digits = text.strip_prefix('#').unwrap_or(text);
    if text.starts_with('#') && digits.len() == 3 && digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return parse(text);
    }
    let mut hex: Vec<u8> =
        digits.chars().take(128).map(|c| if c.is_ascii_hexdigit() { c as u8 } else { b'0' }).collect();
    while hex.is_empty() || !hex.len().is_multiple_of(3) {
        hex.push(b'0');
    }
    let mut channels: Vec<&[u8]> =
        hex.chunks(hex.len() / 3).map(|c| &c[c.len().saturating_sub(8)..]).collect();
    while channels.iter().all(|c| c.len() > 2 && c[0] == b'0') {
        channels = channels.into_iter().map(|c| &c[1..]).collect();
    }
    let channel = |c: &[u8]| {
        let text: String = c.iter().take(2).map(|&b| char::from(b)).collect();
        u8::from_str_radix(&text, 16).map(|n| f32::from(n) / 255.0).unwrap_or(0.0)
    };
    Some([channel(channels[0]), channel(channels[1]), channel(channels[2]), 1.0])
}

/// Returns the colour that a reader sees where one colour lies over an opaque one.
pub(super) fn over(top: Color, ground: Color) -> Color {
    let blend = |i: usize| top[i] * top[3] + ground[i] * (1.0 - top[3]);
    [blend(0), blend(1), blend(2), 1.0]
}

/// Returns the contrast of two opaque colours, from 1 to 21, by the formula of WCAG 2.
pub(super) fn contrast(a: Color, b: Color) -> f32 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Returns `true` if nobody can tell two opaque colours apart.
pub(super) fn is_same(a: Color, b: Color) -> bool {
    // Colours of the same brightness differ by their hue.
    let distance = (0..3).map(|i| (a[i] - b[i]).abs()).fold(0.0, f32::max);
    contrast(a, b) < super::MIN_CONTRAST && distance < MIN_DISTANCE
}

/// Difference of a channel from which on two colours of the same brightness can be told apart.
const MIN_DISTANCE: f32 = 0.2;

fn luminance([r, g, b, _]: Color) -> f32 {
    let linear = |c: f32| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

#[cfg(test)]
mod tests {
    use super::{super::value::parts_of, *};

    #[test]
    fn notations_of_white_and_clear() {
        for text in [
            "white",
            "#fff",
            "#FFFFFF",
            "#ffff",
            "#ffffffff",
            "rgb(255,255,255)",
            "rgb(100% 100% 100%)",
            "hsl(0 0% 100%)",
            "hwb(0 100% 0%)",
            "lab(100% 0 0)",
            "oklch(1 0 0)",
            "color(srgb 1 1 1)",
            "canvas",
            "light-dark(white, black)",
            "color-mix(in srgb, white, white)",
            "rgb(calc(255) 255 255)",
        ] {
            let color = color(&parts_of(text).unwrap()[0], BLACK, false);
            assert!(color.is_some_and(|color| is_same(color, WHITE)), "{text}: {color:?}");
        }
        for text in ["transparent", "#0000", "rgb(0 0 0 / 0%)", "rgba(0,0,0,0)", "hsl(0 0% 0%/0)"] {
            assert_eq!(color(&parts_of(text).unwrap()[0], BLACK, false).map(|c| c[3]), Some(0.0), "{text}");
        }
        for text in ["fff", "nocolor", "hsv(0 0% 0%)"] {
            assert_eq!(color(&parts_of(text).unwrap()[0], BLACK, false), None, "{text}");
        }
        assert_eq!(legacy("fff"), Some([15.0 / 255.0, 15.0 / 255.0, 15.0 / 255.0, 1.0]));
        assert_eq!(legacy("#fff"), Some(WHITE));
        assert_eq!(legacy("FFFFFF"), Some(WHITE));
        assert_eq!(legacy("chucknorris"), Some([192.0 / 255.0, 0.0, 0.0, 1.0]));
    }
}
