//! API usage of the app.

use client_core::{request, response};

/// API usage. FuseDesk documents no field: all are in `extra`.
#[response(reader = crate::record)]
pub struct Usage {}

/// Reads the API usage of the app. FuseDesk does not document the response. The remaining calls of the hour are in
/// the rate limit of every response.
#[request(POST "/api/v1/usage" -> Usage)]
pub struct GetUsage {}
