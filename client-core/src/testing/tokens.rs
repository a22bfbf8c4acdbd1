//! Tokens (or keys) and their scopes.

use std::collections::BTreeSet;
use std::fmt;
use std::hash::{BuildHasher, RandomState};

/// Function that formats a vendor's token from two random numbers.
type Form = fn(u64, u64) -> String;

/// Tokens of an account. The first has all scopes.
pub struct Tokens {
    form: Form,
    issued: Vec<Token>,
}

struct Token {
    secret: String,
    /// `None` has all scopes.
    scopes: Option<BTreeSet<String>>,
}

impl Tokens {
    /// Creates the first token, in the vendor's format. It differs from the tokens of every other fake.
    pub fn new(form: fn(u64, u64) -> String) -> Self {
        let mut tokens = Self { form, issued: Vec::new() };
        tokens.add(None);
        tokens
    }

    /// Issues a token with these scopes only.
    pub fn issue<S: Into<String>>(&mut self, scopes: impl IntoIterator<Item = S>) -> String {
        self.add(Some(scopes.into_iter().map(Into::into).collect()))
    }

    /// Returns the token with all scopes.
    #[must_use]
    #[allow(clippy::missing_panics_doc, reason = "it cannot happen")]
    pub fn first(&self) -> &str {
        &self.issued.first().expect("one token was made at the start").secret
    }

    /// Replaces the token with all scopes.
    pub fn set_first(&mut self, secret: &str) {
        self.issued[0].secret = secret.to_owned();
    }

    /// Returns the index of a token, or `None` if it is unknown.
    #[must_use]
    pub fn find(&self, secret: &str) -> Option<usize> {
        self.issued.iter().position(|token| token.secret == secret)
    }

    /// Returns `true` if a token has `scope`, or `scope` is empty.
    #[must_use]
    pub fn allows(&self, token: usize, scope: &str) -> bool {
        scope.is_empty() || self.scopes(token).is_none_or(|scopes| scopes.contains(scope))
    }

    /// Returns the scopes of a token, or `None` if it has all.
    #[must_use]
    pub fn scopes(&self, token: usize) -> Option<&BTreeSet<String>> {
        self.issued.get(token)?.scopes.as_ref()
    }

    fn add(&mut self, scopes: Option<BTreeSet<String>>) -> String {
        // Unique per fake, so that a token sent to the wrong fake is refused.
        let random = || RandomState::new().hash_one(self.issued.len());
        let secret = (self.form)(random(), random());
        self.issued.push(Token { secret: secret.clone(), scopes });
        secret
    }
}

impl fmt::Debug for Tokens {
    /// Shows no tokens.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").field("issued", &self.issued.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn token_scopes_are_enforced_and_debug_hides_tokens() {
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
