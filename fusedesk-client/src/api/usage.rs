//! How much the app uses the API.

use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Endpoint, FuseDesk, record::record};

record! {
    /// What FuseDesk says of the use of the API. No field is documented: all is in `extra`.
    pub struct Usage {}
}

/// Reads how much the app uses the API. FuseDesk does not document what it answers; the calls that are left
/// of the hour are in the rate limit of every answer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct GetUsage {}

impl GetUsage {
    /// That of the app of the client.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl Endpoint for GetUsage {
    type Vendor = FuseDesk;
    type Output = Usage;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/api/v1/usage";
    const SCOPES: &'static [&'static str] = &[];
}
