//! Clips and transformations.

use super::{
    set::{Env, degrees, size},
    style::{Size, Style, Transform},
    value::{Part, share},
};

/// Size of the box that percentages in shapes are taken of.
const BOX: (f32, f32) = (400.0, 40.0);
/// Width or height of a clip, in pixels, up to which nothing in it can be read.
const SLIVER: f32 = 2.0;

/// Applies `clip: rect(…)`.
pub(super) fn clip(style: &mut Style, value: &[Part], env: &Env<'_>) -> bool {
    style.clip = match value {
        [Part::Word(auto)] if auto == "auto" => false,
        [Part::Function(name, sides)] if name == "rect" => {
            let mut edges = Vec::new();
            for part in sides.iter().filter(|part| **part != Part::Comma) {
                edges.push(match part {
                    Part::Word(auto) if auto == "auto" => None,
                    part => match size(part, style, env) {
                        Some(size) => Some(size.px),
                        None => return false,
                    },
                });
            }
            let [top, right, bottom, left] = edges.as_slice() else { return false };
            let far = 1e6;
            let height = bottom.unwrap_or(far) - top.unwrap_or(0.0);
            let width = right.unwrap_or(far) - left.unwrap_or(0.0);
            height <= SLIVER
                || width <= SLIVER
                || bottom.is_some_and(|b| b <= SLIVER)
                || right.is_some_and(|r| r <= SLIVER)
        }
        _ => return false,
    };
    true
}

/// Applies `clip-path`.
pub(super) fn clip_path(style: &mut Style, value: &[Part], env: &Env<'_>) -> bool {
    let mut nothing = false;
    style.circle = None;
    for part in value {
        let Part::Function(name, arguments) = part else {
            match part {
                Part::Word(_) | Part::Url(_) => continue,
                _ => return false,
            }
        };
        nothing = match name.as_str() {
            "inset" | "rect" | "xywh" => {
                let end = arguments
                    .iter()
                    .position(|part| matches!(part, Part::Word(round) if round == "round"))
                    .unwrap_or(arguments.len());
                let sizes: Vec<Option<Size>> =
                    arguments[..end].iter().map(|part| size(part, style, env)).collect();
                let at = |index: usize, whole: f32| {
                    sizes.get(index).copied().flatten().map(|size| size.resolve(whole))
                };
                match name.as_str() {
                    "inset" => {
                        let index: [usize; 4] = match sizes.len() {
                            1 => [0, 0, 0, 0],
                            2 => [0, 1, 0, 1],
                            3 => [0, 1, 2, 1],
                            4 => [0, 1, 2, 3],
                            _ => return false,
                        };
                        let edge =
                            |side: usize| at(index[side], if side.is_multiple_of(2) { BOX.1 } else { BOX.0 });
                        let [Some(top), Some(right), Some(bottom), Some(left)] =
                            [edge(0), edge(1), edge(2), edge(3)]
                        else {
                            return false;
                        };
                        // The width of the box is not known; only a share of it is certain.
                        let far = 2000.0;
                        let relative = |side: usize| sizes[index[side]].is_some_and(|s| s.share != 0.0);
                        let width = if relative(1) || relative(3) { BOX.0 } else { far };
                        let height = if relative(0) || relative(2) { BOX.1 } else { far };
                        width - left - right <= SLIVER
                            || height - top - bottom <= SLIVER
                            || (sizes.len() == 1 && top >= BOX.1 / 2.0 && !relative(0))
                    }
                    "rect" => {
                        let edge =
                            |index, whole| at(index, whole).unwrap_or(if index % 3 == 0 { 0.0 } else { 1e6 });
                        edge(2, BOX.1) - edge(0, BOX.1) <= SLIVER || edge(1, BOX.0) - edge(3, BOX.0) <= SLIVER
                    }
                    _ => {
                        at(2, BOX.0).is_some_and(|w| w <= SLIVER) || at(3, BOX.1).is_some_and(|h| h <= SLIVER)
                    }
                }
            }
            "circle" | "ellipse" => {
                let end = arguments
                    .iter()
                    .position(|part| matches!(part, Part::Word(at) if at == "at"))
                    .unwrap_or(arguments.len());
                let radii: Vec<f32> = arguments[..end]
                    .iter()
                    .filter_map(|part| size(part, style, env))
                    .map(|radius| radius.resolve(BOX.0))
                    .collect();
                if let ("circle", [part], true) = (name.as_str(), &arguments[..end], end == arguments.len()) {
                    style.circle = size(part, style, env);
                }
                let away = arguments[end..]
                    .iter()
                    .filter_map(|part| size(part, style, env))
                    .any(|s| s.resolve(BOX.0) <= -BOX.0 || s.px >= 5000.0 || s.share >= 5.0);
                if name == "ellipse" && radii.len() == 1 {
                    return false;
                }
                radii.iter().any(|radius| *radius <= SLIVER / 2.0) || (away && !radii.is_empty())
            }
            "polygon" => {
                let (mut points, mut rest): (Vec<(f32, f32)>, Vec<f32>) = (Vec::new(), Vec::new());
                for point in arguments.split(|part| *part == Part::Comma) {
                    rest.clear();
                    for (at, part) in point.iter().filter(|part| !matches!(part, Part::Word(_))).enumerate() {
                        let Some(size) = size(part, style, env) else { return false };
                        rest.push(size.resolve(if at == 0 { BOX.0 } else { BOX.1 }));
                    }
                    if let [x, y] = rest.as_slice() {
                        points.push((*x, *y));
                    }
                }
                area(&points) <= SLIVER * SLIVER * 4.0 || outside(&points)
            }
            "path" | "shape" => match arguments.last() {
                Some(Part::Quoted(path)) => {
                    let numbers: Vec<f32> = path
                        .split(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-')))
                        .filter_map(|n| n.parse().ok())
                        .collect();
                    let points: Vec<(f32, f32)> =
                        numbers.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
                    points.len() < 3 || numbers.iter().all(|n| n.abs() < 1.0)
                }
                _ => false,
            },
            _ => return false,
        };
    }
    style.clip_path = nothing;
    true
}

/// Applies `offset-path`: an element stands at the start of its path.
pub(super) fn offset_path(style: &mut Style, value: &[Part]) -> bool {
    if let [Part::Function(name, arguments), ..] = value
        && name == "path"
        && let Some(Part::Quoted(path)) = arguments.last()
    {
        let mut numbers = path
            .split(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-')))
            .filter_map(|n| n.parse().ok());
        let mut px = || Size { px: numbers.next().unwrap_or(0.0), share: 0.0 };
        style.translate = Transform { x: px(), y: px(), ..Transform::default() };
    }
    true
}

fn area(points: &[(f32, f32)]) -> f32 {
    let Some(last) = points.last() else { return 0.0 };
    let mut before = last;
    let mut twice = 0.0;
    for point in points {
        twice += before.0 * point.1 - point.0 * before.1;
        before = point;
    }
    (twice / 2.0).abs()
}

fn outside(points: &[(f32, f32)]) -> bool {
    points.iter().all(|point| point.0 <= 0.0)
        || points.iter().all(|point| point.1 <= 0.0)
        || points.iter().all(|point| point.0 >= 3000.0)
        || points.iter().all(|point| point.1 >= 3000.0)
}

/// Applies `transform` and the properties that are parts of it.
pub(super) fn transform(style: &mut Style, name: &str, value: &[Part], env: &Env<'_>) -> bool {
    if let [Part::Word(none)] = value
        && none == "none"
    {
        match name {
            "translate" => style.translate = Transform::default(),
            "rotate" => style.rotate = Transform::default(),
            "scale" => style.scale = Transform::default(),
            _ => style.transform = Transform::default(),
        }
        return true;
    }
    let mut total = Transform::default();
    match name {
        "translate" => {
            let Some(next) = function("translate", value, style, env) else { return false };
            style.translate = next;
        }
        "scale" => {
            let Some(next) = function("scale", value, style, env) else { return false };
            style.scale = next;
        }
        "rotate" => {
            let Some(angle) = value.iter().find_map(degrees_of) else { return false };
            let turn = angle;
            let axis =
                value.iter().find_map(|part| if let Part::Word(w) = part { Some(w.as_str()) } else { None });
            style.rotate = match axis {
                Some("x") => turned(false, angle),
                Some("y") => turned(true, angle),
                _ => Transform { turn, ..Transform::default() },
            };
        }
        _ => {
            for part in value {
                let Part::Function(name, arguments) = part else { return false };
                let arguments: Vec<Part> =
                    arguments.iter().filter(|part| **part != Part::Comma).cloned().collect();
                let Some(next) = function(name, &arguments, style, env) else { return false };
                total.then(next);
            }
            style.transform = total;
        }
    }
    true
}

fn degrees_of(part: &Part) -> Option<f32> {
    match part {
        Part::Length(..) | Part::Function(..) => degrees(part),
        Part::Number(n) if *n == 0.0 => Some(0.0),
        _ => None,
    }
}

/// Returns a turn around the vertical axis, or the horizontal one.
fn turned(vertical: bool, angle: f32) -> Transform {
    let cosine = angle.to_radians().cos();
    let factor = if cosine.abs() < 1e-4 { 0.0 } else { cosine.abs() };
    Transform {
        scale: if vertical { (factor, 1.0) } else { (1.0, factor) },
        back: cosine < 0.0,
        ..Transform::default()
    }
}

fn function(name: &str, arguments: &[Part], style: &Style, env: &Env<'_>) -> Option<Transform> {
    let length = |at: usize| match arguments.get(at) {
        Some(part) => size(part, style, env),
        None => Some(Size::default()),
    };
    let number = |at: usize| arguments.get(at).and_then(share);
    let plain = Transform::default();
    Some(match name {
        "translate" | "translate3d" => Transform { x: length(0)?, y: length(1)?, ..plain },
        "translatex" => Transform { x: length(0)?, ..plain },
        "translatey" => Transform { y: length(0)?, ..plain },
        "translatez" | "perspective" => plain,
        "scale" | "scale3d" => {
            let x = number(0)?;
            Transform { scale: (x.abs(), number(1).unwrap_or(x).abs()), ..plain }
        }
        "scalex" => Transform { scale: (number(0)?.abs(), 1.0), ..plain },
        "scaley" => Transform { scale: (1.0, number(0)?.abs()), ..plain },
        "scalez" => plain,
        "rotate" | "rotatez" => Transform { turn: degrees(arguments.first()?)?, ..plain },
        "rotatex" => turned(false, degrees(arguments.first()?)?),
        "rotatey" => turned(true, degrees(arguments.first()?)?),
        "rotate3d" => {
            let (x, y, z) = (number(0)?.abs(), number(1)?.abs(), number(2)?.abs());
            let angle = degrees(arguments.get(3)?)?;
            if z >= x.max(y) { plain } else { turned(y >= x, angle) }
        }
        "skew" | "skewx" | "skewy" => {
            let lost =
                arguments.iter().filter_map(degrees).any(|angle| angle.to_radians().cos().abs() < 0.02);
            let factor = if lost { 0.0 } else { 1.0 };
            Transform { scale: (factor, factor), ..plain }
        }
        "matrix" => {
            let n: Vec<f32> = (0..6).map_while(number).collect();
            let [a, b, c, d, x, y] = n.as_slice() else { return None };
            matrix(*a, *b, *c, *d, *x, *y)
        }
        "matrix3d" => {
            let n: Vec<f32> = (0..16).map_while(number).collect();
            if n.len() != 16 || n[15] == 0.0 {
                return None;
            }
            matrix(n[0] / n[15], n[1] / n[15], n[4] / n[15], n[5] / n[15], n[12] / n[15], n[13] / n[15])
        }
        _ => return None,
    })
}

fn matrix(a: f32, b: f32, c: f32, d: f32, x: f32, y: f32) -> Transform {
    let area = (a * d - b * c).abs();
    let width = a.hypot(b);
    let height = if width > 0.0 { area / width } else { 0.0 };
    let px = |px| Size { px, share: 0.0 };
    Transform { scale: (width, height), x: px(x), y: px(y), ..Transform::default() }
}
