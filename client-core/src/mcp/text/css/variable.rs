//! Custom properties and `var()`.

use std::{collections::HashMap, rc::Rc};

use cssparser::{Parser, Token};

use super::declaration::MAX_VALUE;

/// Custom properties of an element.
#[derive(Debug, Clone, Default)]
pub(super) struct Variables {
    pub(super) values: HashMap<Rc<str>, Rc<str>>,
    /// `true` if there were too many: one that is missing may exist.
    pub(super) excess: bool,
}

impl Variables {
    pub(super) fn len(&self) -> usize {
        self.values.len()
    }
}

/// Maximum number of custom properties of an element. What uses another one is not surely visible.
pub(super) const MAX_VARIABLES: usize = 256;
/// Maximum nesting of variables. What uses deeper ones is not surely visible.
const MAX_DEPTH: usize = 16;
/// Maximum number of variables that one value may replace. What uses more is not surely visible.
const MAX_USES: usize = 200;

/// Value after its variables are replaced.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Substituted {
    Text(String),
    /// A variable is missing, or refers to itself.
    Invalid,
    /// A limit is exceeded.
    Excess,
}

/// Replaces the variables of a value. `spend` is told how many bytes are read.
pub(super) fn substitute(text: &str, variables: Option<&Variables>, spend: &dyn Fn(usize)) -> Substituted {
    let none = Variables::default();
    let mut reader = Reader {
        variables: variables.unwrap_or(&none),
        out: String::new(),
        open: Vec::new(),
        uses: MAX_USES,
        excess: false,
        spend,
    };
    let done = reader.replace_text(text, 0);
    match (reader.excess, done) {
        (true, _) => Substituted::Excess,
        (_, true) => Substituted::Text(reader.out),
        (_, false) => Substituted::Invalid,
    }
}

struct Reader<'a> {
    variables: &'a Variables,
    out: String,
    /// Variables that are being replaced.
    open: Vec<&'a str>,
    uses: usize,
    excess: bool,
    spend: &'a dyn Fn(usize),
}

impl<'a> Reader<'a> {
    fn replace_text(&mut self, text: &str, depth: usize) -> bool {
        (self.spend)(text.len());
        self.replace(&mut Parser::new(text), depth)
    }

    fn replace(&mut self, input: &mut Parser<'_>, depth: usize) -> bool {
        if depth > MAX_DEPTH {
            self.excess = true;
        }
        while !self.excess {
            let start = input.position();
            let Ok(token) = input.next_including_whitespace_and_comments() else { return true };
            match token.clone() {
                Token::Comment(_) => self.out.push(' '),
                Token::Function(name)
                    if name.eq_ignore_ascii_case("var") || name.eq_ignore_ascii_case("env") =>
                {
                    if self.uses == 0 {
                        self.excess = true;
                        break;
                    }
                    self.uses -= 1;
                    let is_variable = name.eq_ignore_ascii_case("var");
                    let done = input.parse_nested_block(|input| {
                        let name = input.expect_ident_cloned()?;
                        let fallback = input.try_parse(|input| input.expect_comma()).is_ok();
                        if is_variable && self.variable(&name, depth) {
                            while input.next().is_ok() {}
                            return Ok(true);
                        }
                        Ok::<_, cssparser::ParseError<()>>(fallback && self.replace(input, depth + 1))
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
                    self.out.push_str(input.slice_from(start));
                    let done = input.parse_nested_block(|input| {
                        Ok::<_, cssparser::ParseError<()>>(self.replace(input, depth + 1))
                    });
                    self.out.push(close);
                    if !matches!(done, Ok(true)) {
                        return false;
                    }
                }
                _ => self.out.push_str(input.slice_from(start)),
            }
            self.excess |= self.out.len() > MAX_VALUE;
        }
        false
    }

    /// Adds the value of a variable. Returns `false`, and adds nothing, if it has none.
    fn variable(&mut self, name: &str, depth: usize) -> bool {
        let Some((name, value)) = self.variables.values.get_key_value(name) else {
            self.excess |= self.variables.excess;
            return false;
        };
        if self.open.contains(&&**name) {
            return false;
        }
        let length = self.out.len();
        self.open.push(name);
        let done = self.replace_text(value, depth + 1);
        self.open.pop();
        if !done {
            self.out.truncate(length);
        }
        done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_replaced() {
        let values = [("--a", "none"), ("--b", "var(--a)"), ("--loop", "var(--loop)")];
        let values = values.map(|(k, v)| (k.into(), v.into())).into();
        let variables = Variables { values, excess: false };
        let get = |text| substitute(text, Some(&variables), &|_| {});
        assert_eq!(get("var(--b)"), Substituted::Text("none".into()));
        assert_eq!(get("calc(var(--x, 1px) + 2px)"), Substituted::Text("calc( 1px + 2px)".into()));
        assert_eq!(get("var(--loop)"), Substituted::Invalid);
        assert_eq!(get("var(--x)"), Substituted::Invalid);
    }

    #[test]
    fn what_exceeds_a_limit_is_not_taken_for_invalid() {
        let chain = (0..40).map(|n| (format!("--v{}", n + 1).into(), format!("var(--v{n})").into()));
        let values = chain.chain([("--v0".into(), "red".into())]).collect();
        let variables = Variables { values, excess: false };
        let get = |text: &str| substitute(text, Some(&variables), &|_| {});
        assert_eq!(get("var(--v9)"), Substituted::Text("red".into()));
        assert_eq!(get("var(--v40)"), Substituted::Excess);
        assert_eq!(get(&"var(--v1) ".repeat(300)), Substituted::Excess);
        let many = Variables { excess: true, ..Variables::default() };
        assert_eq!(substitute("var(--x,red)", Some(&many), &|_| {}), Substituted::Excess);
    }
}
