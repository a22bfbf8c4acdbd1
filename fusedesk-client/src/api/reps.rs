//! Reps: the people who see to cases.

use bytes::Bytes;
use http::{Method, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    DecodeError, DepartmentId, Endpoint, FuseDesk, Moment, RepId, RepUserId, de::rows, record::record,
};

record! {
    /// A rep.
    pub struct Rep {
        /// The number of the user, which is what cases, notes and chats call the rep by.
        pub user_id: Option<RepUserId> = "userId",
        /// Another number, which nothing else uses.
        pub rep_id: Option<RepId> = "repid",
        /// The name to log in by.
        pub username: Option<String> = "username",
        /// The first name.
        pub first_name: Option<String> = "firstName",
        /// The last name.
        pub last_name: Option<String> = "lastName",
        /// The e-mail address.
        pub email: Option<String> = "emailAddress",
        /// Whether the rep can log in.
        pub is_active: Option<bool> = "active",
        /// Whether the rep is archived.
        pub is_archived: Option<bool> = "isArchived",
        /// The department that the rep works in unless something else is said.
        pub default_department_id: Option<DepartmentId> = "defaultDepartmentId",
        /// The time zone, such as `America/New_York`.
        pub time_zone: Option<String> = "timeZone",
        /// Where the picture is.
        pub avatar_url: Option<String> = "avatarUrl",
        /// When the rep was created.
        pub created_at: Option<Moment> = "dateCreated",
        /// When the rep was last changed.
        pub updated_at: Option<Moment> = "dateUpdated",
        /// When the rep last logged in.
        pub last_login_at: Option<Moment> = "dateLastLogin",
    }
}

impl Rep {
    /// The whole name, where there is one.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        let parts: Vec<_> =
            [&self.first_name, &self.last_name].into_iter().flatten().map(String::as_str).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }
}

/// Lists all reps, those that are disabled too.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ListReps {}

impl ListReps {
    /// All of them.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl Endpoint for ListReps {
    type Vendor = FuseDesk;
    type Output = Vec<Rep>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/api/v2/reps";
    const SCOPES: &'static [&'static str] = &["reps"];

    fn decode(response: &Response<Bytes>) -> Result<Self::Output, DecodeError> {
        rows(response)
    }
}

/// Reads a rep.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetRep {
    /// The rep, by the number of the user.
    #[serde(rename = "userId")]
    user_id: RepUserId,
}

impl GetRep {
    /// The rep with this number of the user.
    #[must_use]
    pub fn new(user_id: RepUserId) -> Self {
        Self { user_id }
    }
}

impl Endpoint for GetRep {
    type Vendor = FuseDesk;
    type Output = Rep;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/api/v2/reps/{userId}";
    const SCOPES: &'static [&'static str] = &["reps"];
}
