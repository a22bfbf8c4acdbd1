//! Effect of a declaration on a style.

use super::{
    color::{CLEAR, Color, color},
    geometry, paint, shape,
    style::{Display, LineHeight, Position, Size, Style},
    value::{Basis, Part, angle, length, share},
    wide,
};

/// Surroundings of an element.
#[derive(Debug, Clone, Copy)]
pub(super) struct Env<'a> {
    pub(super) parent: &'a Style,
    pub(super) quirks: bool,
    /// Style before the author's declarations.
    pub(super) user_agent: Option<&'a Style>,
}

/// Applies a declaration. Returns `false`, and changes nothing, if the value is invalid.
pub(super) fn set(style: &mut Style, name: &str, value: &[Part], env: &Env<'_>) -> bool {
    if value.is_empty() {
        return false;
    }
    if let [Part::Word(word)] = value
        && matches!(word.as_str(), "inherit" | "initial" | "unset" | "revert" | "revert-layer")
    {
        wide::copy(style, name, word, env);
        return true;
    }
    match name {
        "all" => false,
        "color" => match paint_color(value, env.parent.inherited.color, env) {
            Some(color) => assign(&mut style.inherited.color, color),
            None => false,
        },
        "-webkit-text-fill-color" => match paint_color(value, style.inherited.color, env) {
            Some(color) => assign(&mut style.inherited.fill, Some(color)),
            None => false,
        },
        "font-size" => match value {
            [part] => match font_size(part, env) {
                Some(px) => assign(&mut style.inherited.font, px),
                None => false,
            },
            _ => false,
        },
        "font" => font(style, value, env),
        "visibility" => match word(value) {
            "visible" => assign(&mut style.inherited.invisible, false),
            "hidden" | "collapse" => assign(&mut style.inherited.invisible, true),
            _ => false,
        },
        "display" => match display(value) {
            Some(display) => assign(&mut style.display, display),
            None => false,
        },
        "content-visibility" => match word(value) {
            "hidden" => assign(&mut style.no_content, true),
            "visible" | "auto" => assign(&mut style.no_content, false),
            _ => false,
        },
        "content" => {
            // On an element only a picture replaces the content.
            if let Some(Part::Url(_)) = value.first() {
                style.no_content = true;
            }
            true
        }
        "opacity" | "-webkit-opacity" => match (value, value.first().and_then(share)) {
            ([_], Some(share)) => assign(&mut style.opacity, share.clamp(0.0, 1.0)),
            _ => false,
        },
        "white-space" | "white-space-collapse" | "text-wrap" | "text-wrap-mode" => white_space(style, value),
        "direction" => assign(&mut style.inherited.rtl, word(value) == "rtl"),
        "text-align" => {
            let align = match word(value) {
                "right" | "end" | "-webkit-right" => 1.0,
                "center" | "-webkit-center" => 0.5,
                _ => 0.0,
            };
            assign(&mut style.inherited.align, align)
        }
        "text-indent" => match value.first().and_then(|part| size(part, style, env)) {
            Some(size) => assign(&mut style.inherited.indent, size),
            None => false,
        },
        "letter-spacing" | "word-spacing" => {
            let px = match value {
                [Part::Word(normal)] if normal == "normal" => Some(0.0),
                [part] => size(part, style, env).map(|size| size.resolve(style.inherited.font * 0.5)),
                _ => None,
            };
            let Some(px) = px else { return false };
            let target = if name == "letter-spacing" {
                &mut style.inherited.letter
            } else {
                &mut style.inherited.word
            };
            assign(target, px)
        }
        "line-height" => match value {
            [part] => line_height(style, part, env),
            _ => false,
        },
        "font-size-adjust" => assign(&mut style.inherited.no_size, value.contains(&Part::Number(0.0))),
        "-webkit-text-security" => assign(&mut style.inherited.security, word(value) != "none"),
        "-webkit-text-stroke" | "-webkit-text-stroke-width" | "-webkit-text-stroke-color" => {
            for part in value {
                if let Some(color) = color(part, style.inherited.color, env.quirks) {
                    style.inherited.stroke.1 = Some(color);
                } else if let Some(size) = size(part, style, env) {
                    style.inherited.stroke.0 = size.px;
                } else if matches!(part, Part::Word(word) if matches!(word.as_str(), "thin" | "medium" | "thick"))
                {
                    style.inherited.stroke.0 = 1.0;
                } else {
                    return false;
                }
            }
            true
        }
        "text-shadow" => paint::text_shadow(style, value, env),
        "background" | "background-color" | "background-image" => paint::background(style, name, value, env),
        "background-clip" | "-webkit-background-clip" => assign(
            &mut style.clips_text,
            value.iter().any(|part| matches!(part, Part::Word(w) if w == "text")),
        ),
        "filter" | "-webkit-filter" => paint::filter(style, value, env),
        "mix-blend-mode" => paint::blend(style, word(value)),
        "mask" | "mask-image" | "-webkit-mask" | "-webkit-mask-image" | "mask-size" | "-webkit-mask-size" => {
            paint::mask(style, name, value, env)
        }
        "offset-path" => shape::offset_path(style, value),
        "table-layout" => assign(&mut style.table_fixed, word(value) == "fixed"),
        "clip" => shape::clip(style, value, env),
        "clip-path" | "-webkit-clip-path" => shape::clip_path(style, value, env),
        "transform" | "-webkit-transform" | "translate" | "rotate" | "scale" => {
            shape::transform(style, name, value, env)
        }
        "backface-visibility" | "-webkit-backface-visibility" => {
            assign(&mut style.hides_back, word(value) == "hidden")
        }
        "zoom" => match value.first() {
            Some(Part::Word(word)) if matches!(word.as_str(), "normal" | "reset") => {
                assign(&mut style.zoom, 1.0)
            }
            // Zero stands for no zoom.
            Some(part) => match share(part) {
                Some(n) => assign(&mut style.zoom, if n <= 0.0 { 1.0 } else { n }),
                None => false,
            },
            None => false,
        },
        "float" => assign(&mut style.floats, word(value) != "none"),
        "contain" => {
            let has = |words: &[&str]| {
                value.iter().any(|p| matches!(p, Part::Word(w) if words.contains(&w.as_str())))
            };
            style.contain_size = has(&["size", "strict"]);
            style.contain_paint = has(&["paint", "strict", "content"]);
            true
        }
        "position" => match word(value) {
            "static" => assign(&mut style.position, Position::Static),
            "relative" => assign(&mut style.position, Position::Relative),
            "sticky" | "-webkit-sticky" => assign(&mut style.position, Position::Sticky),
            "absolute" => assign(&mut style.position, Position::Absolute),
            "fixed" => assign(&mut style.position, Position::Fixed),
            _ => false,
        },
        "box-sizing" => assign(&mut style.border_box, word(value) == "border-box"),
        "grid-template-rows" => {
            let none = value.first().is_some_and(|part| match part {
                Part::Length(n, _) => *n == 0.0,
                part => size(part, style, env)
                    .is_some_and(|size| size.px == 0.0 && size.share <= f32::MIN_POSITIVE),
            });
            assign(&mut style.no_rows, none)
        }
        "flex" | "flex-basis" => {
            let grows = name == "flex" && matches!(value.first(), Some(Part::Number(n)) if *n > 0.0);
            let basis = value.iter().enumerate().any(|(at, part)| {
                (at > 1 || name == "flex-basis" || matches!(part, Part::Length(..)))
                    && size(part, style, env)
                        .is_some_and(|size| size.px == 0.0 && size.share <= f32::MIN_POSITIVE)
            });
            assign(&mut style.flex_none, basis && !grows)
        }
        _ if name.contains("animation") => super::animation::set(style, name, value),
        _ => geometry::set(style, name, value, env),
    }
}

pub(super) fn assign<T>(target: &mut T, value: T) -> bool {
    *target = value;
    true
}

/// Returns the word that a value consists of, or an empty one.
pub(super) fn word(value: &[Part]) -> &str {
    match value {
        [Part::Word(word)] => word,
        _ => "",
    }
}

pub(super) fn paint_color(value: &[Part], current: Color, env: &Env<'_>) -> Option<Color> {
    match value {
        [part] => color(part, current, env.quirks),
        _ => None,
    }
}

/// Returns a length or percentage.
pub(super) fn size(part: &Part, style: &Style, env: &Env<'_>) -> Option<Size> {
    let font = style.inherited.font;
    let fixed = length(part, Basis { font, whole: 0.0 }, env.quirks)?;
    let whole = length(part, Basis { font, whole: 1000.0 }, env.quirks)?;
    let share = (whole.px - fixed.px) / 1000.0;
    // 0% is no fixed length.
    let share = if fixed.relative && share == 0.0 { f32::MIN_POSITIVE } else { share };
    Some(Size { px: fixed.px, share })
}

fn font_size(part: &Part, env: &Env<'_>) -> Option<f32> {
    let parent = env.parent.inherited.font;
    Some(match part {
        Part::Word(word) => match word.as_str() {
            "xx-small" => 9.0,
            "x-small" => 10.0,
            "small" => 13.0,
            "medium" => 16.0,
            "large" => 18.0,
            "x-large" => 24.0,
            "xx-large" => 32.0,
            "xxx-large" => 48.0,
            "smaller" => parent / 1.2,
            "larger" => parent * 1.2,
            _ => return None,
        },
        part => {
            let px = length(part, Basis { font: parent, whole: parent }, env.quirks)?.px;
            if px < 0.0 && !matches!(part, Part::Function(..)) {
                return None;
            }
            px.max(0.0)
        }
    })
}

/// Applies the shorthand: size, line height after a slash, and a family after them.
fn font(style: &mut Style, value: &[Part], env: &Env<'_>) -> bool {
    if let [Part::Word(system)] = value {
        return matches!(
            system.as_str(),
            "caption" | "icon" | "menu" | "message-box" | "small-caption" | "status-bar"
        ) && assign(&mut style.inherited.font, 13.3);
    }
    let is_prefix = |part: &Part| {
        matches!(part, Part::Word(w) if matches!(w.as_str(), "normal" | "italic" | "oblique" | "bold" | "bolder"
            | "lighter" | "small-caps") || w.ends_with("condensed") || w.ends_with("expanded"))
            || matches!(part, Part::Number(n) if *n >= 1.0)
    };
    let Some(at) = value.iter().position(|part| !is_prefix(part)) else { return false };
    let Some(px) = font_size(&value[at], &Env { quirks: false, ..*env }) else { return false };
    let mut rest = &value[at + 1..];
    style.inherited.line = LineHeight::Normal;
    if let [Part::Slash, line, after @ ..] = rest {
        let before = style.inherited.font;
        style.inherited.font = px;
        let valid = line_height(style, line, env);
        style.inherited.font = before;
        if !valid {
            return false;
        }
        rest = after;
    }
    // Without a family the declaration is invalid.
    if !matches!(rest.first(), Some(Part::Word(_) | Part::Quoted(_))) {
        return false;
    }
    style.inherited.no_size = false;
    assign(&mut style.inherited.font, px)
}

fn line_height(style: &mut Style, part: &Part, env: &Env<'_>) -> bool {
    let line = match part {
        Part::Word(normal) if normal == "normal" => LineHeight::Normal,
        Part::Number(n) if *n >= 0.0 => LineHeight::Factor(*n),
        Part::Percent(share) if *share >= 0.0 => LineHeight::Px(share * style.inherited.font),
        part => match size(part, style, env) {
            Some(size) if size.px >= 0.0 => LineHeight::Px(size.px),
            Some(_) => return false,
            None => match share(part) {
                Some(n) if n >= 0.0 => LineHeight::Factor(n),
                _ => return false,
            },
        },
    };
    assign(&mut style.inherited.line, line)
}

fn display(value: &[Part]) -> Option<Display> {
    let mut found = None;
    for part in value {
        let Part::Word(word) = part else { return None };
        let next = match word.as_str() {
            "none" | "table-column" | "table-column-group" => Display::None,
            "inline" | "ruby" | "ruby-text" | "ruby-base" | "run-in" | "math" => Display::Inline,
            "inline-block" | "-webkit-inline-box" => Display::InlineBlock,
            "block" | "flow-root" | "list-item" | "-webkit-box" => Display::Block,
            "flow" => continue,
            "flex" | "inline-flex" | "-webkit-flex" => Display::Flex,
            "grid" | "inline-grid" => Display::Grid,
            "contents" => Display::Contents,
            "table-caption" => Display::Block,
            word if word.starts_with("table") || word == "inline-table" => Display::Table,
            _ => return None,
        };
        found = Some(match (found, next) {
            (Some(Display::Block | Display::Inline), inner) => inner,
            _ => next,
        });
    }
    found
}

fn white_space(style: &mut Style, value: &[Part]) -> bool {
    for part in value {
        let Part::Word(word) = part else { return false };
        let inherited = &mut style.inherited;
        (inherited.pre, inherited.nowrap) = match word.as_str() {
            "normal" => (false, false),
            "nowrap" => (inherited.pre, true),
            "wrap" | "balance" | "pretty" | "stable" => (inherited.pre, false),
            "pre" => (true, true),
            "pre-wrap" | "pre-line" | "break-spaces" => (true, false),
            "preserve" | "preserve-breaks" => (true, inherited.nowrap),
            "collapse" => (false, inherited.nowrap),
            _ => return false,
        };
    }
    true
}

/// Returns an angle, or nothing for a value that is none.
pub(super) fn degrees(part: &Part) -> Option<f32> {
    angle(part)
}

/// Colour of a background that was not declared.
pub(super) const NO_BACKGROUND: Color = CLEAR;
