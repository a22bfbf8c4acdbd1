//! Values of properties: components, lengths and simple arithmetic.

use cssparser::{Parser, Token};
use smol_str::{SmolStr, StrExt};

/// Maximum nesting of functions in a value. What a deeper value applies to is not surely visible.
const MAX_DEPTH: usize = 16;
/// Maximum number of components of a value. What a longer value applies to is not surely visible.
const MAX_PARTS: usize = 512;

/// Component of a value. Words, units and names of functions are in lower case.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    Word(SmolStr),
    Number(f32),
    /// Share of 1.
    Percent(f32),
    Length(f32, SmolStr),
    /// Hexadecimal colour without its sign.
    Hash(SmolStr),
    Url(SmolStr),
    Quoted(SmolStr),
    /// Function, or a parenthesis, which has no name.
    Function(SmolStr, Vec<Self>),
    Comma,
    Slash,
    Other(char),
}

/// Components of a value.
#[derive(Debug, PartialEq)]
pub(super) enum Parts {
    Known(Vec<Part>),
    Invalid,
    /// More than the limits allow.
    Excess,
}

/// Reads the components up to the end of the input, the mark of importance excepted.
pub(super) fn parts(input: &mut Parser<'_>) -> Parts {
    let mut list = Vec::new();
    match read(input, &mut list, &mut 0, 0) {
        Ok(()) => Parts::Known(list),
        Err(parts) => parts,
    }
}

/// Reads the components of a text.
pub(super) fn parts_of(text: &str) -> Option<Vec<Part>> {
    match parts(&mut Parser::new(text)) {
        Parts::Known(list) => Some(list),
        Parts::Invalid | Parts::Excess => None,
    }
}

fn read(input: &mut Parser<'_>, list: &mut Vec<Part>, count: &mut usize, depth: usize) -> Result<(), Parts> {
    while let Ok(token) = input.next() {
        *count += 1;
        if *count > MAX_PARTS {
            return Err(Parts::Excess);
        }
        let part = match token {
            Token::Ident(word) => Part::Word(word.to_ascii_lowercase_smolstr()),
            Token::Hash(text) | Token::IDHash(text) => Part::Hash(text.to_ascii_lowercase_smolstr()),
            Token::UnquotedUrl(url) => Part::Url(url.as_ref().into()),
            Token::QuotedString(text) => Part::Quoted(text.as_ref().into()),
            Token::Number { value, .. } => Part::Number(*value),
            Token::Percentage { unit_value, .. } => Part::Percent(*unit_value),
            Token::Dimension { value, unit, .. } => Part::Length(*value, unit.to_ascii_lowercase_smolstr()),
            Token::Comma => Part::Comma,
            Token::Delim('/') => Part::Slash,
            Token::Delim('!') => break,
            Token::Delim(c) => Part::Other(*c),
            Token::Colon => Part::Other(':'),
            Token::Function(_) | Token::ParenthesisBlock => {
                let name = match token {
                    Token::Function(name) => name.to_ascii_lowercase_smolstr(),
                    _ => SmolStr::default(),
                };
                let inner = nested(input, count, depth)?;
                match inner.as_slice() {
                    [Part::Url(url) | Part::Quoted(url)] if name == "url" => Part::Url(url.clone()),
                    _ => Part::Function(name, inner),
                }
            }
            Token::SquareBracketBlock | Token::CurlyBracketBlock => {
                let name = if matches!(token, Token::CurlyBracketBlock) { "{" } else { "[" };
                let inner = nested(input, count, depth)?;
                Part::Function(name.into(), inner)
            }
            _ => return Err(Parts::Invalid),
        };
        list.push(part);
    }
    Ok(())
}

fn nested(input: &mut Parser<'_>, count: &mut usize, depth: usize) -> Result<Vec<Part>, Parts> {
    if depth >= MAX_DEPTH {
        return Err(Parts::Excess);
    }
    let mut inner = Vec::new();
    let result = input.parse_nested_block(|input| {
        let result = read(input, &mut inner, count, depth + 1);
        while input.next().is_ok() {}
        Ok::<_, cssparser::ParseError<()>>(result)
    });
    match result {
        Ok(Ok(())) => Ok(inner),
        Ok(Err(parts)) => Err(parts),
        Err(_) => Err(Parts::Invalid),
    }
}

/// Basis of relative lengths, in pixels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Basis {
    /// Font size.
    pub(super) font: f32,
    /// Length that percentages refer to.
    pub(super) whole: f32,
}

/// Font size of the root, in pixels.
pub(super) const ROOT_FONT: f32 = 16.0;
/// Width and height of the window of a reader at a desktop, in pixels.
pub(super) const WINDOW: (f32, f32) = (1000.0, 800.0);

/// Length in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Length {
    pub(super) px: f32,
    /// `true` if a percentage is part of it.
    pub(super) relative: bool,
}

/// Returns a length. A number without a unit is one if it is zero, or with `quirks`.
pub(super) fn length(part: &Part, basis: Basis, quirks: bool) -> Option<Length> {
    match number(part, basis)? {
        Value { n, kind: Kind::Number } if n == 0.0 || (quirks && matches!(part, Part::Number(_))) => {
            Some(Length { px: n, relative: false })
        }
        Value { n, kind: Kind::Length { relative } } => Some(Length { px: n, relative }),
        Value { .. } => None,
    }
}

/// Returns a plain number, or a percentage as a share of 1.
pub(super) fn share(part: &Part) -> Option<f32> {
    if let Part::Percent(share) = part {
        return Some(*share);
    }
    let value = number(part, Basis { font: 16.0, whole: 1.0 })?;
    match value.kind {
        Kind::Number | Kind::Length { relative: true } => Some(value.n),
        Kind::Length { .. } | Kind::Angle => None,
    }
}

/// Returns an angle in degrees.
pub(super) fn angle(part: &Part) -> Option<f32> {
    let value = number(part, Basis { font: 16.0, whole: 1.0 })?;
    (value.kind == Kind::Angle || value.n == 0.0).then_some(value.n)
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Number,
    Length { relative: bool },
    Angle,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Value {
    n: f32,
    kind: Kind,
}

fn number(part: &Part, basis: Basis) -> Option<Value> {
    match part {
        Part::Number(n) => Some(Value { n: *n, kind: Kind::Number }),
        Part::Percent(share) => Some(Value { n: share * basis.whole, kind: Kind::Length { relative: true } }),
        Part::Length(n, unit) => unit_value(*n, unit, basis),
        Part::Function(name, arguments) => function(name, arguments, basis),
        _ => None,
    }
}

fn unit_value(n: f32, unit: &str, basis: Basis) -> Option<Value> {
    let (width, height) = (WINDOW.0 / 100.0, WINDOW.1 / 100.0);
    let factor = match unit {
        "px" => 1.0,
        "pt" => 4.0 / 3.0,
        "pc" => 16.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 96.0 / 25.4,
        "q" => 96.0 / 101.6,
        "em" | "ic" => basis.font,
        "rem" | "ric" => ROOT_FONT,
        "ex" | "ch" => basis.font / 2.0,
        "rex" | "rch" => ROOT_FONT / 2.0,
        "cap" => basis.font * 0.7,
        "rcap" => ROOT_FONT * 0.7,
        "lh" => basis.font * 1.15,
        "rlh" => ROOT_FONT * 1.15,
        "vw" | "svw" | "lvw" | "dvw" | "vi" | "svi" | "lvi" | "dvi" | "cqw" | "cqi" | "vmax" | "svmax"
        | "lvmax" | "dvmax" | "cqmax" => width,
        "vh" | "svh" | "lvh" | "dvh" | "vb" | "svb" | "lvb" | "dvb" | "cqh" | "cqb" | "vmin" | "svmin"
        | "lvmin" | "dvmin" | "cqmin" => height,
        "deg" => return Some(Value { n, kind: Kind::Angle }),
        "grad" => return Some(Value { n: n * 0.9, kind: Kind::Angle }),
        "rad" => return Some(Value { n: n.to_degrees(), kind: Kind::Angle }),
        "turn" => return Some(Value { n: n * 360.0, kind: Kind::Angle }),
        _ => return None,
    };
    Some(Value { n: n * factor, kind: Kind::Length { relative: false } })
}

fn function(name: &str, arguments: &[Part], basis: Basis) -> Option<Value> {
    let values = || -> Option<Vec<Value>> {
        arguments.split(|part| *part == Part::Comma).map(|term| sum(term, basis)).collect()
    };
    let pick = |better: fn(f32, f32) -> f32| {
        let values = values()?;
        let first = *values.first()?;
        let relative = values.iter().any(|v| matches!(v.kind, Kind::Length { relative: true }));
        let kind = if let Kind::Length { .. } = first.kind { Kind::Length { relative } } else { first.kind };
        Some(Value { n: values.iter().map(|v| v.n).reduce(better)?, kind })
    };
    match name {
        "" | "calc" | "-webkit-calc" => sum(arguments, basis),
        "min" => pick(f32::min),
        "max" => pick(f32::max),
        "clamp" => match values()?.as_slice() {
            [low, middle, high] => Some(Value { n: middle.n.min(high.n).max(low.n), kind: middle.kind }),
            _ => None,
        },
        "abs" => sum(arguments, basis).map(|v| Value { n: v.n.abs(), ..v }),
        "sign" => sum(arguments, basis)
            .map(|v| Value { n: if v.n == 0.0 { 0.0 } else { v.n.signum() }, kind: Kind::Number }),
        "round" | "mod" | "rem" => {
            let arguments = match arguments {
                [Part::Word(_), Part::Comma, rest @ ..] => rest,
                all => all,
            };
            let values: Option<Vec<Value>> =
                arguments.split(|part| *part == Part::Comma).map(|term| sum(term, basis)).collect();
            match (name, values?.as_slice()) {
                ("round", [a]) => Some(Value { n: a.n.round(), ..*a }),
                ("round", [a, b]) => Some(Value { n: (a.n / b.n).round() * b.n, ..*a }),
                (_, [a, b]) => Some(Value { n: a.n % b.n, ..*a }),
                _ => None,
            }
        }
        _ => None,
    }
}

fn sum(terms: &[Part], basis: Basis) -> Option<Value> {
    let mut total: Option<Value> = None;
    let mut rest = terms;
    let mut minus = false;
    loop {
        let end = rest
            .iter()
            .enumerate()
            .position(|(at, part)| at > 0 && is_sign(part) && !is_operator(&rest[at - 1]))
            .unwrap_or(rest.len());
        let value = product(&rest[..end], basis)?;
        let signed = if minus { -value.n } else { value.n };
        total = Some(match total {
            None => Value { n: signed, ..value },
            Some(sum) => Value { n: sum.n + signed, kind: joined(sum.kind, value.kind)? },
        });
        let Some(sign) = rest.get(end) else { return total };
        minus = *sign == Part::Other('-');
        rest = &rest[end + 1..];
    }
}

fn is_sign(part: &Part) -> bool {
    matches!(part, Part::Other('+' | '-'))
}

fn is_operator(part: &Part) -> bool {
    matches!(part, Part::Other('*') | Part::Slash)
}

fn joined(a: Kind, b: Kind) -> Option<Kind> {
    match (a, b) {
        (Kind::Length { relative: a }, Kind::Length { relative: b }) => {
            Some(Kind::Length { relative: a || b })
        }
        (a, b) if a == b => Some(a),
        _ => None,
    }
}

fn product(terms: &[Part], basis: Basis) -> Option<Value> {
    let (first, mut rest) = terms.split_first()?;
    let mut total = number(first, basis)?;
    while let [operator, factor, more @ ..] = rest {
        let factor = number(factor, basis)?;
        match operator {
            Part::Other('*') => {
                let kind = if total.kind == Kind::Number { factor.kind } else { total.kind };
                total = Value { n: total.n * factor.n, kind };
            }
            Part::Slash => total.n /= factor.n,
            _ => return None,
        }
        rest = more;
    }
    (rest.is_empty() && !total.n.is_nan()).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn px(text: &str) -> Option<f32> {
        let basis = Basis { font: 10.0, whole: 200.0 };
        let parts = parts_of(text)?;
        length(parts.first()?, basis, false).map(|length| length.px)
    }

    #[test]
    fn lengths_of_all_units() {
        for (text, expected) in [
            ("0", 0.0),
            ("2PX", 2.0),
            ("3pt", 4.0),
            ("1in", 96.0),
            ("1e-9px", 1e-9),
            ("1.5em", 15.0),
            ("50%", 100.0),
            ("1vw", 10.0),
            ("calc(1px + 2 * 3px)", 7.0),
            ("calc((1px + 2px) * -1)", -3.0),
            ("calc(100% - 10px / 2)", 195.0),
            ("min(1px, 2em)", 1.0),
            ("clamp(1px, 50%, 3px)", 3.0),
            ("calc(0px)", 0.0),
            ("max(0px, -1px)", 0.0),
        ] {
            assert_eq!(px(text), Some(expected), "{text}");
        }
        for text in ["1", "1foo", "calc(1px + 1)", "red", "calc()"] {
            assert_eq!(px(text), None, "{text}");
        }
    }
}
