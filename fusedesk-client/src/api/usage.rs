//! How much the app uses the API.

use client_core::{request, response};

/// What FuseDesk says of the use of the API. No field is documented: all is in `extra`.
#[response(reader = crate::record)]
pub struct Usage {}

/// Reads how much the app uses the API. FuseDesk does not document what it answers; the calls that are left
/// of the hour are in the rate limit of every answer.
#[request(POST "/api/v1/usage" -> Usage)]
pub struct GetUsage {}
