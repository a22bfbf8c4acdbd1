//! Tokens and their permissions.
//!
//! Front has two different 401 responses, and so has the fake: one for no token or a token that is no JSON Web
//! Token, one for an unknown token.

use client_core::testing::{Received, Tokens};
use http::StatusCode;

use super::call::{Call, Failure, Outcome, Success};
use super::route::Route;
use super::state::{self, State};

/// Identity of the token: the company.
pub(super) const ROUTES: &[Route] = &[Route::get("/me", "", identity)];

/// Returns a token in Front's format: a JSON Web Token.
pub(super) fn new_token(high: u64, low: u64) -> String {
    format!("eyJhbGciOiJmYWtlIn0.{high:016x}.{low:016x}")
}

/// Returns the number of the token in the headers.
pub(super) fn authenticate(tokens: &Tokens, request: &Received) -> Result<usize, Failure> {
    let failure = |message| Failure::new(StatusCode::UNAUTHORIZED, "Unauthenticated", message);
    let given = request.header("authorization").strip_prefix("Bearer ").map(str::trim);
    let looks_right = |token: &&str| {
        token.starts_with("eyJ") && token.split('.').filter(|part| !part.is_empty()).count() == 3
    };
    // A token chosen by a test may have any form.
    if let Some(known) = given.and_then(|token| tokens.find(token)) {
        return Ok(known);
    }
    Err(failure(if given.is_some_and(|token| looks_right(&token)) {
        "Invalid token"
    } else {
        "JSON Web Token error"
    }))
}

/// Checks that the token has the scope of a route.
pub(super) fn authorize(tokens: &Tokens, token: usize, scope: &str) -> Result<(), Failure> {
    if tokens.allows(token, scope) {
        return Ok(());
    }
    Err(Failure::forbidden(format!("The token lacks the scope {scope}")))
}

fn identity(state: &mut State, _: &Call) -> Outcome {
    Success::ok(serde_json::json!({
        "_links": { "self": state.link("/me") },
        "id": state::COMPANY_ID,
        "name": state.company,
    }))
}
