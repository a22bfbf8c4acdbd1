//! What the API key may do, and what plan the app has.

use client_core::wire_enum;
use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use serde_json::Value;

use crate::{
    Endpoint, FuseDesk,
    de::{Field, words},
    record::record,
};

wire_enum! {
    /// A permission of an API key. FuseDesk has more, whose words are not documented.
    pub enum Scope {
        /// To read reps.
        Reps = "reps",
        /// To read departments.
        Departments = "departments",
        /// To read cases.
        Cases = "cases",
        /// To create cases, which does not include reading them.
        CasesCreate = "cases_create",
        /// To change cases.
        CasesUpdate = "cases_update",
        /// To read integrations.
        Integrations = "integrations",
    }
}

words!(Scope);

/// The permissions of an API key.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
#[serde(transparent)]
#[non_exhaustive]
pub struct Permissions {
    /// The permissions, in the order of FuseDesk.
    pub scopes: Vec<Scope>,
}

impl Permissions {
    /// Whether the key has a permission.
    #[must_use]
    pub fn allow(&self, scope: &Scope) -> bool {
        self.scopes.contains(scope)
    }
}

/// From a list of words, or from the object that PHP makes of a list with gaps.
impl<'de> Deserialize<'de> for Permissions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let no_list = || D::Error::custom("the permissions are not a list");
        if !(value.is_array() || value.is_object()) {
            return Err(no_list());
        }
        let items = <Vec<Value>>::read(value).map_err(|_| no_list())?;
        Ok(Self {
            scopes: items.into_iter().flatten().filter_map(|item| Scope::read(item).ok().flatten()).collect(),
        })
    }
}

record! {
    /// What FuseDesk says of the app's plan.
    pub struct PoweredBy {
        /// The plan.
        pub plan: Option<String> = "plan",
        /// Whether pages of the app must link to FuseDesk.
        pub footer_link: Option<bool> = "footerlink",
        /// The code of the partner who brought the app.
        pub partner_code: Option<String> = "partnercode",
    }
}

/// Reads what the API key may do. The cheapest way to see whether a key is accepted.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct GetPermissions {}

impl GetPermissions {
    /// Those of the key of the client.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl Endpoint for GetPermissions {
    type Vendor = FuseDesk;
    type Output = Permissions;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/api/v1/session/permissions";
    const SCOPES: &'static [&'static str] = &[];
}

/// Reads the plan of the app, and whether its pages must link to FuseDesk.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct GetPoweredBy {}

impl GetPoweredBy {
    /// That of the app of the client.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl Endpoint for GetPoweredBy {
    type Vendor = FuseDesk;
    type Output = PoweredBy;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/api/v1/session/poweredby";
    const SCOPES: &'static [&'static str] = &[];
}
