//! API keys: their three locations in a request, and their scopes.

use client_core::testing::{Received, Row, Tokens};
use serde_json::Value;

use super::call::ErrorResponse;

/// Parameter that may contain the key.
pub(super) const PARAMETER: &str = "apikey";

/// Formats a key of the fake. FuseDesk's own format is not documented.
pub(super) fn new_key(high: u64, low: u64) -> String {
    format!("fd{high:016x}{low:016x}")
}

/// Returns the key of a request: from the header of FuseDesk's own programs, else a bearer token, else the
/// parameter.
pub(super) fn given<'a>(request: &'a Received, params: &'a Row) -> Option<&'a str> {
    let header = Some(request.header("x-fusedesk-api-key")).filter(|key| !key.is_empty());
    let bearer = || request.header("authorization").strip_prefix("Bearer ");
    let parameter = || params.get(PARAMETER).and_then(Value::as_str);
    header.or_else(bearer).or_else(parameter).map(str::trim)
}

/// Returns the index of the key of a request.
pub(super) fn authenticate(
    tokens: &Tokens,
    request: &Received,
    params: &Row,
) -> Result<usize, ErrorResponse> {
    given(request, params).and_then(|key| tokens.find(key)).ok_or_else(ErrorResponse::unauthorized)
}
