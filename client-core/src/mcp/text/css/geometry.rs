//! Sizes, distances, borders and what happens to content that overflows.

use super::{
    set::{Env, assign, size},
    style::{Size, Style},
    value::Part,
};

/// Applies sizes and distances.
pub(super) fn set(style: &mut Style, name: &str, value: &[Part], env: &Env<'_>) -> bool {
    let auto = |part: &Part| {
        matches!(part, Part::Word(w) if matches!(w.as_str(), "auto" | "none" | "max-content" | "min-content"
            | "fit-content" | "-webkit-fill-available" | "stretch"))
            || matches!(part, Part::Function(name, _) if name == "fit-content")
    };
    let read = |part: &Part| if auto(part) { Some(None) } else { size(part, style, env).map(Some) };
    let sizes: Option<Vec<Option<Size>>> = value.iter().map(read).collect();
    if name.starts_with("border") {
        return border(style, name, value, env);
    }
    if name.starts_with("overflow") {
        return overflow(style, name, value);
    }
    let Some(sizes) = sizes else { return false };
    let first = sizes.first().copied().flatten();
    let negative = |size: &Option<Size>| size.is_some_and(|s| s.px < 0.0 && s.share == 0.0);
    let is_box = |name: &str| name.ends_with("width") || name.ends_with("height") || name.ends_with("size");
    if (is_box(name) || name.starts_with("padding")) && sizes.iter().any(negative) {
        return false;
    }
    match (name, sizes.len()) {
        ("width" | "inline-size", 1) => assign(&mut style.width, first),
        ("height" | "block-size", 1) => assign(&mut style.height, first),
        ("min-width" | "min-inline-size", 1) => assign(&mut style.min.0, first),
        ("min-height" | "min-block-size", 1) => assign(&mut style.min.1, first),
        ("max-width" | "max-inline-size", 1) => assign(&mut style.max.0, first),
        ("max-height" | "max-block-size", 1) => assign(&mut style.max.1, first),
        _ => {
            let Some((group, side)) = side(name) else { return false };
            let targets: &[(usize, usize)] = match (side, sizes.as_slice()) {
                ("", [_]) => &[(0, 0), (1, 0), (2, 0), (3, 0)],
                ("", [_, _]) => &[(0, 0), (1, 1), (2, 0), (3, 1)],
                ("", [_, _, _]) => &[(0, 0), (1, 1), (2, 2), (3, 1)],
                ("", [_, _, _, _]) => &[(0, 0), (1, 1), (2, 2), (3, 3)],
                ("block", [_]) => &[(0, 0), (2, 0)],
                ("block", [_, _]) => &[(0, 0), (2, 1)],
                ("inline", [_]) => &[(1, 0), (3, 0)],
                ("inline", [_, _]) => &[(3, 0), (1, 1)],
                ("top" | "block-start", [_]) => &[(0, 0)],
                ("right" | "inline-end", [_]) => &[(1, 0)],
                ("bottom" | "block-end", [_]) => &[(2, 0)],
                ("left" | "inline-start", [_]) => &[(3, 0)],
                _ => return false,
            };
            for &(to, from) in targets {
                match group {
                    "margin" => style.margin[to] = sizes[from],
                    "padding" => style.padding[to] = sizes[from].unwrap_or_default(),
                    _ => style.inset[to] = sizes[from],
                }
            }
            true
        }
    }
}

/// Splits the name of a property of sides into its group and the side.
pub(super) fn side(name: &str) -> Option<(&str, &str)> {
    match name {
        "top" | "right" | "bottom" | "left" => Some(("inset", name)),
        "margin" | "padding" | "inset" => Some((name, "")),
        _ => name.split_once('-').filter(|(group, _)| matches!(*group, "margin" | "padding" | "inset")),
    }
}

fn overflow(style: &mut Style, name: &str, value: &[Part]) -> bool {
    let mut clips = Vec::new();
    for part in value {
        let Part::Word(word) = part else { return false };
        clips.push(match word.as_str() {
            "visible" => false,
            "hidden" | "clip" | "auto" | "scroll" | "overlay" | "-moz-hidden-unscrollable" => true,
            _ => return false,
        });
    }
    match (name, clips.as_slice()) {
        ("overflow", [both]) => style.clips = (*both, *both),
        ("overflow", [x, y]) => style.clips = (*x, *y),
        // Where one direction clips, the other does too, unless both are only cut.
        ("overflow-x" | "overflow-inline", [x]) => style.clips.0 = *x,
        ("overflow-y" | "overflow-block", [y]) => style.clips.1 = *y,
        _ => return false,
    }
    true
}

fn border(style: &mut Style, name: &str, value: &[Part], env: &Env<'_>) -> bool {
    let sides: &[usize] = match name.split('-').nth(1) {
        Some("top") => &[0],
        Some("right") => &[1],
        Some("bottom") => &[2],
        Some("left") => &[3],
        Some("block") => &[0, 2],
        Some("inline") => &[1, 3],
        Some("radius" | "collapse" | "spacing" | "image") => return true,
        _ => &[0, 1, 2, 3],
    };
    for part in value {
        let width = size(part, style, env).map(|size| size.px);
        let drawn = match part {
            Part::Word(word) => match word.as_str() {
                "none" | "hidden" => Some(false),
                "solid" | "dashed" | "dotted" | "double" | "groove" | "ridge" | "inset" | "outset" => {
                    Some(true)
                }
                _ => None,
            },
            _ => None,
        };
        for &at in sides {
            if let Some(width) = width {
                style.border[at] = width;
            }
            if let Some(drawn) = drawn {
                style.border_on[at] = drawn;
            }
        }
    }
    true
}
