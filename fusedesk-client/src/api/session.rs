//! What the API key may do, and what plan the app has.

use client_core::{JsonSchema, request, response, wire_enum};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use serde_json::Value;

use crate::de::{Field, words};

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
#[schemars(crate = "client_core::schemars")]
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

/// What FuseDesk says of the app's plan.
#[response(reader = crate::record)]
pub struct PoweredBy {
    /// The plan.
    pub plan: Option<String>,
    /// Whether pages of the app must link to FuseDesk.
    #[serde(rename = "footerlink")]
    pub footer_link: Option<bool>,
    /// The code of the partner who brought the app.
    #[serde(rename = "partnercode")]
    pub partner_code: Option<String>,
}

/// Reads what the API key may do. The cheapest way to see whether a key is accepted.
#[request(GET "/api/v1/session/permissions" -> Permissions)]
pub struct GetPermissions {}

/// Reads the plan of the app, and whether its pages must link to FuseDesk.
#[request(GET "/api/v1/session/poweredby" -> PoweredBy)]
pub struct GetPoweredBy {}
