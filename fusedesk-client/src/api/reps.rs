//! Reps: the people who see to cases.

use client_core::{request, response};

use crate::{
    de::rows,
    id::{DepartmentId, RepId, RepUserId},
    time::Moment,
};

/// A rep.
#[response(reader = crate::record)]
pub struct Rep {
    /// The number of the user, which is what cases, notes and chats call the rep by.
    #[serde(rename = "userId")]
    pub user_id: Option<RepUserId>,
    /// Another number, which nothing else uses.
    #[serde(rename = "repid")]
    pub rep_id: Option<RepId>,
    /// The name to log in by.
    pub username: Option<String>,
    /// The first name.
    #[serde(rename = "firstName")]
    pub first_name: Option<String>,
    /// The last name.
    #[serde(rename = "lastName")]
    pub last_name: Option<String>,
    /// The e-mail address.
    #[serde(rename = "emailAddress")]
    pub email: Option<String>,
    /// Whether the rep can log in.
    #[serde(rename = "active")]
    pub is_active: Option<bool>,
    /// Whether the rep is archived.
    #[serde(rename = "isArchived")]
    pub is_archived: Option<bool>,
    /// The department that the rep works in unless something else is said.
    #[serde(rename = "defaultDepartmentId")]
    pub default_department_id: Option<DepartmentId>,
    /// The time zone, such as `America/New_York`.
    #[serde(rename = "timeZone")]
    pub time_zone: Option<String>,
    /// Where the picture is.
    #[serde(rename = "avatarUrl")]
    pub avatar_url: Option<String>,
    /// When the rep was created.
    #[serde(rename = "dateCreated")]
    pub created_at: Option<Moment>,
    /// When the rep was last changed.
    #[serde(rename = "dateUpdated")]
    pub updated_at: Option<Moment>,
    /// When the rep last logged in.
    #[serde(rename = "dateLastLogin")]
    pub last_login_at: Option<Moment>,
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
#[request(GET "/api/v2/reps" -> Vec<Rep>, scopes = ["reps"], decode = rows)]
pub struct ListReps {}

/// Reads a rep.
#[request(GET "/api/v2/reps/{userId}" -> Rep, scopes = ["reps"])]
pub struct GetRep {
    /// The rep, by the number of the user.
    #[serde(rename = "userId")]
    user_id: RepUserId,
}
