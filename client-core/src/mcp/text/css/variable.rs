//! Custom properties and `var()`.

use std::{cell::Cell, collections::HashMap, rc::Rc};

use cssparser::{Parser, Token};

use super::declaration::MAX_VALUE;

/// Values of the custom properties of an element.
pub(super) type Variables = HashMap<Rc<str>, Rc<str>>;

/// Maximum number of custom properties of an element. Further ones are ignored.
pub(super) const MAX_VARIABLES: usize = 256;
/// Maximum nesting of variables. Deeper ones make a declaration invalid.
const MAX_DEPTH: usize = 16;
/// Maximum number of variables that one value may replace.
const MAX_USES: usize = 200;

/// Replaces the variables of a value. Returns `None` if one is missing, or if the limits are exceeded.
pub(super) fn substitute(text: &str, variables: &Variables) -> Option<String> {
    let mut result = String::new();
    replace(&mut Parser::new(text), variables, &mut result, 0, &Cell::new(MAX_USES)).then_some(result)
}

fn replace(
    input: &mut Parser<'_>,
    variables: &Variables,
    out: &mut String,
    depth: usize,
    uses: &Cell<usize>,
) -> bool {
    if depth > MAX_DEPTH {
        return false;
    }
    loop {
        let start = input.position();
        let Ok(token) = input.next_including_whitespace_and_comments() else { return true };
        match token.clone() {
            Token::Comment(_) => out.push(' '),
            Token::Function(name) if name.eq_ignore_ascii_case("var") || name.eq_ignore_ascii_case("env") => {
                if uses.get() == 0 {
                    return false;
                }
                uses.set(uses.get() - 1);
                let is_variable = name.eq_ignore_ascii_case("var");
                let done = input.parse_nested_block(|input| {
                    let name = input.expect_ident_cloned()?;
                    let fallback = input.try_parse(|input| input.expect_comma()).is_ok();
                    if is_variable && let Some(value) = variables.get(&*name) {
                        let length = out.len();
                        if replace(&mut Parser::new(value), variables, out, depth + 1, uses) {
                            while input.next().is_ok() {}
                            return Ok(true);
                        }
                        out.truncate(length);
                    }
                    Ok::<_, cssparser::ParseError<()>>(
                        fallback && replace(input, variables, out, depth + 1, uses),
                    )
                });
                if !matches!(done, Ok(true)) {
                    return false;
                }
            }
            Token::Function(_)
            | Token::ParenthesisBlock
            | Token::SquareBracketBlock
            | Token::CurlyBracketBlock => {
                let close = match token {
                    Token::SquareBracketBlock => ']',
                    Token::CurlyBracketBlock => '}',
                    _ => ')',
                };
                out.push_str(input.slice_from(start));
                let done = input.parse_nested_block(|input| {
                    Ok::<_, cssparser::ParseError<()>>(replace(input, variables, out, depth + 1, uses))
                });
                out.push(close);
                if !matches!(done, Ok(true)) {
                    return false;
                }
            }
            _ => out.push_str(input.slice_from(start)),
        }
        if out.len() > MAX_VALUE {
            return false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_replaced() {
        let variables: Variables = [("--a", "none"), ("--b", "var(--a)"), ("--loop", "var(--loop)")]
            .map(|(k, v)| (k.into(), v.into()))
            .into();
        let get = |text| substitute(text, &variables);
        assert_eq!(get("var(--b)").as_deref(), Some("none"));
        assert_eq!(get("calc(var(--x, 1px) + 2px)").as_deref(), Some("calc( 1px + 2px)"));
        assert_eq!(get("var(--loop)"), None);
        assert_eq!(get("var(--x)"), None);
    }
}
