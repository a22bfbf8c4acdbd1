//! Conditions of style sheets: media queries and feature queries.

use super::declaration::accepts;
use super::value::{Basis, Part, ROOT_FONT, WINDOW, length};

/// Returns `true` if one of the media queries holds for a window at a desktop with the light scheme.
pub(super) fn media_applies(query: &[Part]) -> bool {
    query.is_empty() || query.split(|part| *part == Part::Comma).any(single)
}

fn single(query: &[Part]) -> bool {
    let (query, negated) = match query {
        [Part::Word(not), rest @ ..] if not == "not" && matches!(rest.first(), Some(Part::Word(_))) => {
            (rest, true)
        }
        [Part::Word(only), rest @ ..] if only == "only" => (rest, false),
        query => (query, false),
    };
    let holds = match query {
        [Part::Word(kind), rest @ ..] if kind != "not" => {
            matches!(kind.as_str(), "all" | "screen")
                && match rest {
                    [] => true,
                    [Part::Word(and), rest @ ..] if and == "and" => holds(rest, &feature),
                    _ => false,
                }
        }
        query => holds(query, &feature),
    };
    holds != negated
}

/// Returns `true` if a feature query holds. Vendors' properties do not exist here.
pub(super) fn supports(condition: &[Part]) -> bool {
    holds(condition, &|inner| match inner {
        [Part::Word(name), Part::Other(':'), ..] => {
            let vendor = ["-ms-", "-moz-", "-o-", "mso-"].iter().any(|vendor| name.starts_with(vendor));
            !vendor && accepts(name, &inner[2..])
        }
        _ => true,
    })
}

/// Returns `true` if a condition of terms in parentheses holds.
pub(super) fn holds(condition: &[Part], term: &dyn Fn(&[Part]) -> bool) -> bool {
    let mut result = None;
    let mut any = false;
    let mut negated = false;
    for part in condition {
        match part {
            Part::Word(word) => match word.as_str() {
                "not" => negated = true,
                "or" => any = true,
                "and" => any = false,
                _ => return false,
            },
            Part::Function(name, inner) => {
                let nested = matches!(inner.first(), Some(Part::Function(..)))
                    || matches!(inner.as_slice(), [Part::Word(not), Part::Function(..), ..] if not == "not");
                let value = if name == "selector" || name == "font-tech" || name == "font-format" {
                    true
                } else if nested {
                    holds(inner, term)
                } else {
                    term(inner)
                } != std::mem::take(&mut negated);
                result = Some(match result {
                    None => value,
                    Some(before) if any => before || value,
                    Some(before) => before && value,
                });
            }
            _ => return false,
        }
    }
    result.unwrap_or(false)
}

/// Returns `true` if a media feature holds.
pub(super) fn feature(inner: &[Part]) -> bool {
    let px = |part: &Part| length(part, Basis { font: ROOT_FONT, whole: 0.0 }, false).map(|length| length.px);
    match inner {
        [Part::Word(name)] => matches!(
            name.as_str(),
            "color" | "width" | "height" | "hover" | "pointer" | "any-hover" | "any-pointer" | "aspect-ratio"
        ),
        [Part::Word(name), Part::Other(':'), value @ ..] => {
            let (kind, bound) = match name.strip_prefix("min-").or_else(|| name.strip_prefix("device-min-")) {
                Some(rest) => (rest, 1),
                None => match name.strip_prefix("max-") {
                    Some(rest) => (rest, -1),
                    None => (name.as_str(), 0),
                },
            };
            let compare = |have: f32, want: Option<f32>| match (want, bound) {
                (Some(want), 1) => have >= want,
                (Some(want), -1) => have <= want,
                (Some(want), _) => (have - want).abs() < 0.5,
                (None, _) => false,
            };
            let word = match value {
                [Part::Word(word)] => word.as_str(),
                _ => "",
            };
            match (kind, value) {
                ("width" | "device-width", [value]) => compare(WINDOW.0, px(value)),
                ("height" | "device-height", [value]) => compare(WINDOW.1, px(value)),
                ("resolution" | "device-pixel-ratio", [value]) => compare(1.0, plain(value)),
                ("color" | "color-index" | "monochrome" | "grid", [value]) => {
                    compare(if kind == "color" { 8.0 } else { 0.0 }, plain(value))
                }
                ("aspect-ratio" | "device-aspect-ratio", [a, Part::Slash, b]) => {
                    compare(WINDOW.0 / WINDOW.1, plain(a).zip(plain(b)).map(|(a, b)| a / b))
                }
                ("orientation", _) => word == "landscape",
                ("prefers-color-scheme", _) => word == "light",
                ("prefers-reduced-motion" | "prefers-contrast" | "prefers-reduced-transparency", _) => {
                    word == "no-preference"
                }
                ("hover" | "any-hover", _) => word == "hover",
                ("pointer" | "any-pointer", _) => word == "fine",
                ("forced-colors" | "inverted-colors" | "scripting", _) => word == "none",
                ("display-mode", _) => word == "browser",
                ("update", _) => word == "fast",
                ("overflow-block" | "overflow-inline", _) => word == "scroll",
                ("color-gamut", _) => word == "srgb",
                ("dynamic-range" | "video-dynamic-range", _) => word == "standard",
                _ => match kind.strip_prefix("-webkit-") {
                    Some(rest) if rest.ends_with("device-pixel-ratio") => {
                        let want = value.first().and_then(plain);
                        match rest {
                            "min-device-pixel-ratio" => want.is_some_and(|want| want <= 1.0),
                            "max-device-pixel-ratio" => want.is_some_and(|want| want >= 1.0),
                            _ => want == Some(1.0),
                        }
                    }
                    _ => false,
                },
            }
        }
        range => range_holds(range, px),
    }
}

fn plain(part: &Part) -> Option<f32> {
    match part {
        Part::Number(n) => Some(*n),
        Part::Length(n, unit) => match unit.as_str() {
            "dppx" | "x" => Some(*n),
            "dpi" => Some(n / 96.0),
            "dpcm" => Some(n * 2.54 / 96.0),
            _ => None,
        },
        _ => None,
    }
}

/// Returns `true` if a range such as `400px <= width < 700px` holds.
fn range_holds(range: &[Part], px: impl Fn(&Part) -> Option<f32>) -> bool {
    let mut sides: Vec<f32> = Vec::new();
    let mut signs: Vec<(char, bool)> = Vec::new();
    for part in range {
        match part {
            Part::Other('=') if signs.len() == sides.len() => {
                if let Some(last) = signs.last_mut() {
                    last.1 = true;
                }
            }
            Part::Other(sign @ ('<' | '>' | '=')) => signs.push((*sign, *sign == '=')),
            Part::Word(name) if name == "width" => sides.push(WINDOW.0),
            Part::Word(name) if name == "height" => sides.push(WINDOW.1),
            part => match px(part) {
                Some(n) => sides.push(n),
                None => return false,
            },
        }
    }
    sides.len() >= 2
        && signs.len() + 1 == sides.len()
        && signs.iter().zip(sides.windows(2)).all(|(&(sign, equal), pair)| match sign {
            '<' => pair[0] < pair[1] || (equal && pair[0] == pair[1]),
            '>' => pair[0] > pair[1] || (equal && pair[0] == pair[1]),
            _ => pair[0] == pair[1],
        })
}

#[cfg(test)]
mod tests {
    use super::{super::value::parts_of, *};

    #[test]
    fn queries_hold_at_a_desktop() {
        for query in [
            "",
            "all",
            "screen",
            "only screen and (min-width: 600px)",
            "print, screen",
            "(width >= 40em)",
            "not print",
            "not (prefers-color-scheme: dark)",
            "(400px <= width <= 2000px) and (color)",
            "screen and (-webkit-min-device-pixel-ratio: 0)",
            "(orientation: landscape)",
        ] {
            assert!(media_applies(&parts_of(query).unwrap()), "{query}");
        }
        for query in [
            "print",
            "screen and (max-width: 600px)",
            "(prefers-color-scheme: dark)",
            "not all",
            "speech",
            "(max-width:480px), print",
            "(width < 600px)",
            "screen and (bogus: 1)",
        ] {
            assert!(!media_applies(&parts_of(query).unwrap()), "{query}");
        }
    }
}
