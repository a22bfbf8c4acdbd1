//! Names that a provider accepts.

use std::collections::BTreeSet;

/// Maximum length of a name that all providers accept. The rules below cover ASCII only.
const LONGEST: usize = 64;

/// Rule of a provider for a kind of name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    /// Characters allowed besides letters, digits and `_`.
    pub(super) signs: &'static str,
    /// Requires a letter or `_` as the first character.
    pub(super) word: bool,
}

impl Rule {
    fn allows(&self, name: &str) -> bool {
        (1..=LONGEST).contains(&name.len())
            && name.bytes().all(|byte| self.allows_byte(byte))
            && self.allows_first(name)
    }

    fn allows_byte(&self, byte: u8) -> bool {
        byte.is_ascii_alphanumeric() || byte == b'_' || self.signs.as_bytes().contains(&byte)
    }

    fn allows_first(&self, name: &str) -> bool {
        !self.word || name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
    }
}

/// Maps distinct names to distinct names that the rule allows. Allowed names stay unchanged.
pub(super) fn map_names<'a>(rule: Rule, names: impl Iterator<Item = &'a str> + Clone) -> Vec<String> {
    let mut taken: BTreeSet<String> =
        names.clone().filter(|name| rule.allows(name)).map(str::to_owned).collect();
    names
        .map(|name| {
            if rule.allows(name) {
                return name.to_owned();
            }
            let fitted = distinct(&bend(rule, name), &taken);
            taken.insert(fitted.clone());
            fitted
        })
        .collect()
}

fn bend(rule: Rule, name: &str) -> String {
    let mut bent: String = name
        .chars()
        .map(|c| if u8::try_from(c).is_ok_and(|byte| rule.allows_byte(byte)) { c } else { '_' })
        .collect();
    if bent.is_empty() || !rule.allows_first(&bent) {
        bent.insert(0, '_');
    }
    bent.truncate(LONGEST);
    bent
}

fn distinct(bent: &str, taken: &BTreeSet<String>) -> String {
    let mut candidate = bent.to_owned();
    let mut number = 2_u32;
    while taken.contains(&candidate) {
        let tail = format!("_{number}");
        let head = &bent[..bent.len().min(LONGEST - tail.len())];
        candidate = format!("{head}{tail}");
        number += 1;
    }
    candidate
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: Rule = Rule { signs: "-", word: true };

    #[test]
    fn allowed_names_stay_and_others_are_changed() {
        let head = "much_too_long_".repeat(5);
        let (long, wide) = (format!("{head}long"), format!("{head}wide"));
        let names = ["q[a]", "q_a_", "1st", "", "äö", &long, &wide, "a-b"];
        let fitted = map_names(RULE, names.into_iter());
        let numbered = format!("{}_2", &head[..62]);
        assert_eq!(fitted, ["q_a__2", "q_a_", "_1st", "_", "__", &head[..64], &numbered, "a-b"]);
        assert!(fitted.iter().all(|name| RULE.allows(name)));
    }
}
