//! Values that every property takes: `inherit`, `initial`, `unset` and `revert`.

use super::{geometry::side, set::Env, style::Style};

/// Applies `inherit`, `initial` and their kin.
pub(super) fn copy(style: &mut Style, name: &str, word: &str, env: &Env<'_>) {
    let initial = Style::default();
    let inherits = match word {
        "inherit" => true,
        "initial" => false,
        _ => is_inherited(name),
    };
    let source = match (word, env.user_agent) {
        ("revert" | "revert-layer", Some(user_agent)) => user_agent,
        _ if inherits => env.parent,
        _ => &initial,
    };
    match name {
        "all" => {
            let inherited = if word == "initial" { &initial } else { env.parent };
            let other = if word == "inherit" { env.parent } else { source };
            *style = Style { inherited: inherited.inherited.clone(), ..other.clone() };
        }
        "color" => style.inherited.color = source.inherited.color,
        "-webkit-text-fill-color" => style.inherited.fill = source.inherited.fill,
        "font-size" => style.inherited.font = source.inherited.font,
        "font" => {
            style.inherited.font = source.inherited.font;
            style.inherited.line = source.inherited.line;
        }
        "visibility" => style.inherited.invisible = source.inherited.invisible,
        "display" => style.display = source.display,
        "opacity" | "-webkit-opacity" => style.opacity = source.opacity,
        "text-indent" => style.inherited.indent = source.inherited.indent,
        "letter-spacing" => style.inherited.letter = source.inherited.letter,
        "word-spacing" => style.inherited.word = source.inherited.word,
        "line-height" => style.inherited.line = source.inherited.line,
        "white-space" => {
            style.inherited.pre = source.inherited.pre;
            style.inherited.nowrap = source.inherited.nowrap;
        }
        "text-align" => style.inherited.align = source.inherited.align,
        "text-shadow" => style.inherited.shadow = source.inherited.shadow,
        "background-color" => style.background = source.background,
        "background" => {
            style.background = source.background;
            style.picture = source.picture.clone();
        }
        "background-image" => style.picture = source.picture.clone(),
        "filter" => {
            (style.blur, style.contrast, style.brightness, style.inverts, style.filter_opacity) =
                (source.blur, source.contrast, source.brightness, source.inverts, source.filter_opacity);
        }
        "position" => style.position = source.position,
        "overflow" => style.clips = source.clips,
        "width" => style.width = source.width,
        "height" => style.height = source.height,
        "max-height" => style.max.1 = source.max.1,
        "max-width" => style.max.0 = source.max.0,
        "min-height" => style.min.1 = source.min.1,
        "min-width" => style.min.0 = source.min.0,
        "margin" => style.margin = source.margin,
        "padding" => style.padding = source.padding,
        "transform" => style.transform = source.transform,
        "scale" => style.scale = source.scale,
        "zoom" => style.zoom = source.zoom,
        "clip" => style.clip = source.clip,
        "clip-path" => style.clip_path = source.clip_path,
        "mask" | "mask-image" => style.masked = source.masked,
        "content-visibility" => style.no_content = source.no_content,
        "-webkit-text-security" => style.inherited.security = source.inherited.security,
        _ => {
            if let Some(("margin", side)) = side(name) {
                let index = match side {
                    "top" => 0,
                    "right" => 1,
                    "bottom" => 2,
                    _ => 3,
                };
                style.margin[index] = source.margin[index];
            } else if let Some(("inset", side)) = side(name) {
                let index = match side {
                    "top" => 0,
                    "right" => 1,
                    "bottom" => 2,
                    "left" => 3,
                    _ => return style.inset = source.inset,
                };
                style.inset[index] = source.inset[index];
            }
        }
    }
}

fn is_inherited(name: &str) -> bool {
    matches!(
        name,
        "color"
            | "-webkit-text-fill-color"
            | "font"
            | "font-size"
            | "visibility"
            | "text-indent"
            | "letter-spacing"
            | "word-spacing"
            | "line-height"
            | "white-space"
            | "text-align"
            | "text-shadow"
            | "-webkit-text-security"
    )
}
