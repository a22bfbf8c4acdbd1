//! Tokens (or keys) and what they may do.

use std::collections::BTreeSet;
use std::fmt;
use std::hash::{BuildHasher, RandomState};

/// How a vendor's tokens look, made of two random numbers.
type Form = fn(u64, u64) -> String;

/// The tokens of an account. The first may do everything.
pub struct Tokens {
    form: Form,
    issued: Vec<Token>,
}

struct Token {
    secret: String,
    /// `None` may do everything.
    scopes: Option<BTreeSet<String>>,
}

impl Tokens {
    /// The first token, in the vendor's form. It differs from that of every other fake.
    pub fn new(form: fn(u64, u64) -> String) -> Self {
        let mut tokens = Self { form, issued: Vec::new() };
        tokens.add(None);
        tokens
    }

    /// Makes a token that has these scopes only.
    pub fn issue<S: Into<String>>(&mut self, scopes: impl IntoIterator<Item = S>) -> String {
        self.add(Some(scopes.into_iter().map(Into::into).collect()))
    }

    /// The token that may do everything.
    #[must_use]
    #[allow(clippy::missing_panics_doc, reason = "it cannot happen")]
    pub fn first(&self) -> &str {
        &self.issued.first().expect("one token was made at the start").secret
    }

    /// Makes this the token that may do everything, in place of the made one.
    pub fn set_first(&mut self, secret: &str) {
        self.issued[0].secret = secret.to_owned();
    }

    /// The number of a token, when it is one of these.
    #[must_use]
    pub fn find(&self, secret: &str) -> Option<usize> {
        self.issued.iter().position(|token| token.secret == secret)
    }

    /// Whether a token may do what needs `scope`; an empty one needs nothing.
    #[must_use]
    pub fn allows(&self, token: usize, scope: &str) -> bool {
        scope.is_empty() || self.scopes(token).is_none_or(|scopes| scopes.contains(scope))
    }

    /// The scopes of a token; `None` when it may do everything.
    #[must_use]
    pub fn scopes(&self, token: usize) -> Option<&BTreeSet<String>> {
        self.issued.get(token)?.scopes.as_ref()
    }

    fn add(&mut self, scopes: Option<BTreeSet<String>>) -> String {
        // Unlike those of any other fake, so that a token that went to the wrong one is refused.
        let random = || RandomState::new().hash_one(self.issued.len());
        let secret = (self.form)(random(), random());
        self.issued.push(Token { secret: secret.clone(), scopes });
        secret
    }
}

impl fmt::Debug for Tokens {
    /// Shows no token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").field("issued", &self.issued.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_does_what_its_scopes_say_and_is_not_shown() {
        let mut tokens = Tokens::new(|high, low| format!("{high:016x}{low:016x}"));
        let narrow = tokens.issue(["cases"]);
        let number = tokens.find(&narrow).unwrap();
        assert!(tokens.allows(0, "anything") && tokens.allows(number, "cases") && tokens.allows(number, ""));
        assert!(!tokens.allows(number, "chats"));
        assert_eq!(tokens.find("guess"), None);
        assert_ne!(tokens.first(), Tokens::new(|high, low| format!("{high:016x}{low:016x}")).first());
        assert!(!format!("{tokens:?}").contains(&narrow));
    }
}
