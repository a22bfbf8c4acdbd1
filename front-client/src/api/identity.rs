//! Identity of the API token.

use client_core::{request, response};

use crate::id::CompanyId;

/// Company that a token belongs to.
#[response]
pub struct Identity {
    /// Company.
    #[required]
    pub id: CompanyId,
    /// Name.
    pub name: Option<String>,
}

/// Returns the company that the token belongs to. Requires no scope, so it distinguishes a bad token from a missing
/// permission.
#[request(GET "/me" -> Identity)]
pub struct GetMe {}
