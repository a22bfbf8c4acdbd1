//! Whose token it is.

use client_core::{request, response};

use crate::id::CompanyId;

/// The company that a token belongs to.
#[response]
pub struct Identity {
    /// The company.
    #[required]
    pub id: CompanyId,
    /// Its name.
    pub name: Option<String>,
}

/// Shows which company the token belongs to. Needs no scope, so it tells a bad token from a missing permission.
#[request(GET "/me" -> Identity)]
pub struct GetMe {}
