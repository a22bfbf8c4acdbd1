//! Permissions of the API key, and the plan of the app.

use client_core::{JsonSchema, request, response, wire_enum};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use serde_json::Value;

use crate::de::{Field, words};

wire_enum! {
    /// Permission of an API key. FuseDesk has more, with undocumented names.
    pub enum Scope {
        /// Read reps.
        Reps = "reps",
        /// Read departments.
        Departments = "departments",
        /// Read cases.
        Cases = "cases",
        /// Create cases. Does not include reading them.
        CasesCreate = "cases_create",
        /// Change cases.
        CasesUpdate = "cases_update",
        /// Read integrations.
        Integrations = "integrations",
    }
}

words!(Scope);

/// The permissions of an API key.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(crate = "client_core::schemars")]
#[non_exhaustive]
pub struct Permissions {
    /// Permissions, in the order of FuseDesk.
    pub scopes: Vec<Scope>,
}

impl Permissions {
    /// Returns `true` if the key has a permission.
    #[must_use]
    pub fn allow(&self, scope: &Scope) -> bool {
        self.scopes.contains(scope)
    }
}

/// Reads a list of words, or the object that PHP writes for a list with gaps.
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

/// Plan of the app.
#[response(reader = crate::record)]
pub struct PoweredBy {
    /// The plan.
    pub plan: Option<String>,
    /// `true` if pages of the app must link to FuseDesk.
    #[serde(rename = "footerlink")]
    pub footer_link: Option<bool>,
    /// Referral code of the partner.
    #[serde(rename = "partnercode")]
    pub partner_code: Option<String>,
}

/// Reads the permissions of the API key. The cheapest way to verify a key.
#[request(GET "/api/v1/session/permissions" -> Permissions)]
pub struct GetPermissions {}

/// Reads the plan of the app.
#[request(GET "/api/v1/session/poweredby" -> PoweredBy)]
pub struct GetPoweredBy {}
