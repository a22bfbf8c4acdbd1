//! Backgrounds, shadows, filters and masks.

use super::{
    color::{CLEAR, Color, color},
    set::{Env, NO_BACKGROUND, size},
    style::{Blend, Picture, Style},
    value::{Part, share},
};

/// Applies a background. Several layers lie over each other; the colour is in the last.
pub(super) fn background(style: &mut Style, name: &str, value: &[Part], env: &Env<'_>) -> bool {
    let current = style.inherited.color;
    if name == "background-color" {
        let [part] = value else { return false };
        let Some(color) = color(part, current, env.quirks) else { return false };
        style.background = color;
        return true;
    }
    let mut ground = None;
    let mut picture = Picture::None;
    let mut clips_text = false;
    for part in value {
        if let Some(found) = image(part, current, env) {
            if picture == Picture::None || found == Picture::Unknown {
                picture = found;
            }
        } else if name == "background-image" {
            match part {
                Part::Comma => {}
                Part::Word(none) if none == "none" => {}
                _ => return false,
            }
        } else if let Part::Word(word) = part {
            match word.as_str() {
                "text" => clips_text = true,
                "none" | "repeat" | "repeat-x" | "repeat-y" | "no-repeat" | "space" | "round" | "scroll"
                | "fixed" | "local" | "left" | "right" | "top" | "bottom" | "center" | "cover"
                | "contain" | "auto" | "border-box" | "padding-box" | "content-box" | "border-area" => {}
                _ => match color(part, current, false) {
                    Some(color) => ground = Some(color),
                    None => return false,
                },
            }
        } else if let Some(color) = color(part, current, false) {
            ground = Some(color);
        } else if !matches!(part, Part::Comma | Part::Slash) && size(part, style, env).is_none() {
            return false;
        }
    }
    if name == "background" {
        style.background = ground.unwrap_or(NO_BACKGROUND);
        style.clips_text = clips_text;
    }
    style.picture = picture;
    true
}

/// Returns the picture that a component names.
fn image(part: &Part, current: Color, env: &Env<'_>) -> Option<Picture> {
    match part {
        // Readers show no pictures from inside a style, and a fragment is none.
        Part::Url(url) if url.is_empty() || url.starts_with('#') || url.starts_with("data:") => {
            Some(Picture::Gradient(vec![CLEAR]))
        }
        Part::Url(_) => Some(Picture::Unknown),
        Part::Function(name, arguments) if name.ends_with("gradient") => {
            let mut stops = Vec::new();
            for part in arguments {
                if let Some(stop) = color(part, current, env.quirks) {
                    stops.push(stop);
                } else if let Part::Function(name, inner) = part
                    && matches!(name.as_str(), "color-stop" | "from" | "to")
                {
                    stops.extend(inner.iter().filter_map(|part| color(part, current, env.quirks)));
                }
            }
            Some(if stops.is_empty() { Picture::Unknown } else { Picture::Gradient(stops) })
        }
        Part::Function(name, _)
            if matches!(
                name.as_str(),
                "url" | "image-set" | "-webkit-image-set" | "cross-fade" | "image" | "element"
            ) =>
        {
            Some(Picture::Unknown)
        }
        _ => None,
    }
}

/// Applies shadows of letters: one that can be seen makes letters of any colour readable.
pub(super) fn text_shadow(style: &mut Style, value: &[Part], env: &Env<'_>) -> bool {
    let mut shadow = None;
    for layer in value.split(|part| *part == Part::Comma) {
        let mut named = None;
        let mut lengths = Vec::new();
        for part in layer {
            if let Some(found) = color(part, style.inherited.color, env.quirks) {
                named = Some(found);
            } else if let Some(size) = size(part, style, env) {
                lengths.push(size.px);
            } else if !matches!(part, Part::Word(none) if none == "none") {
                return false;
            }
        }
        let blur = lengths.get(2).copied().unwrap_or(0.0);
        if lengths.len() >= 2 && blur <= style.inherited.font * MAX_BLUR {
            shadow = Some(named.unwrap_or(style.inherited.color));
        }
    }
    style.inherited.shadow = shadow;
    true
}

/// Blur, as a share of the font size, from which on nobody can read.
pub(super) const MAX_BLUR: f32 = 0.35;

/// Applies a filter.
pub(super) fn filter(style: &mut Style, value: &[Part], env: &Env<'_>) -> bool {
    let (mut opacity, mut blur, mut contrast, mut brightness, mut inverts) = (1.0, 0.0, 1.0, 1.0, 0.0);
    for part in value {
        match part {
            Part::Word(none) if none == "none" => {}
            Part::Url(_) => {}
            Part::Function(name, arguments) => {
                let amount = match arguments.as_slice() {
                    [] => Some(1.0),
                    [part] => share(part),
                    _ => None,
                };
                match (name.as_str(), amount) {
                    ("opacity", Some(amount)) => opacity *= amount.clamp(0.0, 1.0),
                    ("contrast", Some(amount)) => contrast *= amount.max(0.0),
                    ("brightness", Some(amount)) => brightness *= amount.max(0.0),
                    ("invert", Some(amount)) => inverts = amount.clamp(0.0, 1.0),
                    ("blur", _) => {
                        blur += match arguments.as_slice() {
                            [] => 0.0,
                            [part] => match size(part, style, env) {
                                Some(size) => size.px,
                                None => return false,
                            },
                            _ => return false,
                        }
                    }
                    ("grayscale" | "hue-rotate" | "saturate" | "sepia" | "drop-shadow", _) => {}
                    // The filter of an old browser, which newer ones ignore.
                    _ => return false,
                }
            }
            _ => return false,
        }
    }
    (style.filter_opacity, style.blur, style.contrast, style.brightness, style.inverts) =
        (opacity, blur, contrast, brightness, inverts);
    true
}

pub(super) fn blend(style: &mut Style, mode: &str) -> bool {
    style.blend = match mode {
        "normal" => Blend::Normal,
        "multiply" => Blend::Multiply,
        "screen" => Blend::Screen,
        "darken" => Blend::Darken,
        "lighten" => Blend::Lighten,
        "difference" | "exclusion" => Blend::Difference,
        "overlay" | "color-dodge" | "color-burn" | "hard-light" | "soft-light" | "hue" | "saturation"
        | "color" | "luminosity" | "plus-lighter" => Blend::Other,
        _ => return false,
    };
    true
}

/// Applies a mask: one that is transparent everywhere, or has no size, leaves nothing.
pub(super) fn mask(style: &mut Style, name: &str, value: &[Part], env: &Env<'_>) -> bool {
    let is_size = name.ends_with("size");
    if is_size {
        style.mask_empty = value
            .iter()
            .any(|part| size(part, style, env).is_some_and(|s| s.px == 0.0 && s.share <= f32::MIN_POSITIVE));
        return true;
    }
    let mut images = 0;
    let mut seen = false;
    let mut none_size = false;
    let mut after_slash = false;
    for part in value {
        if let Some(picture) = image(part, style.inherited.color, env) {
            images += 1;
            seen |= match picture {
                Picture::Gradient(stops) => stops.iter().any(|stop| stop[3] >= super::MIN_OPACITY),
                Picture::None | Picture::Unknown => true,
            };
        } else if *part == Part::Slash {
            after_slash = true;
        } else if after_slash
            && size(part, style, env).is_some_and(|s| s.px == 0.0 && s.share <= f32::MIN_POSITIVE)
        {
            none_size = true;
        }
    }
    style.masked = images > 0;
    style.mask_empty = (images > 0 && !seen) || none_size;
    true
}
