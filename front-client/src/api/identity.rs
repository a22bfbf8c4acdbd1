//! Whose token it is.

use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{CompanyId, Endpoint, Front};

/// The company that a token belongs to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Identity {
    /// The company.
    pub id: CompanyId,
    /// Its name.
    #[serde(default)]
    pub name: Option<String>,
    /// Fields that this version of the crate does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Shows which company the token belongs to. Needs no scope, so it tells a bad token from a missing permission.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct GetMe {}

impl GetMe {
    /// The call.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl Endpoint for GetMe {
    type Vendor = Front;
    type Output = Identity;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/me";
    const SCOPES: &'static [&'static str] = &[];
}
