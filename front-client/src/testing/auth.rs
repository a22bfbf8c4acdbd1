//! Tokens and what they may do.
//!
//! The two 401 answers differ as Front's do: one for no token or text that is no JSON Web Token, one for a token
//! that the company does not know.

use std::collections::BTreeSet;
use std::hash::{BuildHasher, RandomState};

use http::{HeaderMap, StatusCode, header};

use super::call::{Answer, Call, Failure, Outcome};
use super::router::Route;
use super::state::State;

/// Who the token belongs to: the company.
pub(super) const ROUTES: &[Route] = &[Route::get("/me", "", identity)];

/// The tokens of the company.
#[derive(Default)]
pub(super) struct Tokens {
    issued: Vec<Token>,
}

struct Token {
    secret: String,
    /// `None` may do everything.
    scopes: Option<BTreeSet<String>>,
}

impl Tokens {
    /// Makes a token with these scopes, or with all.
    pub(super) fn issue(&mut self, scopes: Option<BTreeSet<String>>) -> String {
        // Unlike those of any other fake, so that a token that went to the wrong one is refused.
        let random = || RandomState::new().hash_one(self.issued.len());
        let secret = format!("eyJhbGciOiJmYWtlIn0.{:016x}.{:016x}", random(), random());
        self.issued.push(Token { secret: secret.clone(), scopes });
        secret
    }

    /// The token that every fake is born with.
    pub(super) fn first(&self) -> &str {
        &self.issued.first().expect("a state is made with one token").secret
    }

    /// The number of the token in the headers.
    pub(super) fn authenticate(&self, headers: &HeaderMap) -> Result<usize, Failure> {
        let failure = |message| Failure::new(StatusCode::UNAUTHORIZED, "Unauthenticated", message);
        let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let given = given.and_then(|value| value.strip_prefix("Bearer ")).map(str::trim);
        let looks_right = |token: &&str| {
            token.starts_with("eyJ") && token.split('.').filter(|part| !part.is_empty()).count() == 3
        };
        let given = given.filter(looks_right).ok_or_else(|| failure("JSON Web Token error"))?;
        let known = self.issued.iter().position(|token| token.secret == given);
        known.ok_or_else(|| failure("Invalid token"))
    }

    /// Whether the token may use a route that needs `scope`.
    pub(super) fn authorize(&self, token: usize, scope: &str) -> Result<(), Failure> {
        let scopes = self.issued.get(token).and_then(|token| token.scopes.as_ref());
        if scope.is_empty() || scopes.is_none_or(|scopes| scopes.contains(scope)) {
            return Ok(());
        }
        Err(Failure::forbidden(format!("The token lacks the scope {scope}")))
    }
}

fn identity(state: &mut State, _: &Call) -> Outcome {
    Answer::ok(serde_json::json!({
        "_links": { "self": state.link("/me") },
        "id": super::COMPANY_ID,
        "name": state.company,
    }))
}
