//! Reps: the agents who handle cases.

use client_core::{request, response};

use crate::{
    de::rows,
    id::{DepartmentId, RepId, RepUserId},
    time::Moment,
};

/// A rep.
#[response(reader = crate::record)]
pub struct Rep {
    /// User id. Cases, notes and chats name the rep by it.
    #[serde(rename = "userId")]
    pub user_id: Option<RepUserId>,
    /// Another id, unused elsewhere.
    #[serde(rename = "repid")]
    pub rep_id: Option<RepId>,
    /// Login name.
    pub username: Option<String>,
    /// First name.
    #[serde(rename = "firstName")]
    pub first_name: Option<String>,
    /// Last name.
    #[serde(rename = "lastName")]
    pub last_name: Option<String>,
    /// E-mail address.
    #[serde(rename = "emailAddress")]
    pub email: Option<String>,
    /// `true` if the rep can log in.
    #[serde(rename = "active")]
    pub is_active: Option<bool>,
    /// `true` if the rep is archived.
    #[serde(rename = "isArchived")]
    pub is_archived: Option<bool>,
    /// Default department of the rep.
    #[serde(rename = "defaultDepartmentId")]
    pub default_department_id: Option<DepartmentId>,
    /// The time zone, such as `America/New_York`.
    #[serde(rename = "timeZone")]
    pub time_zone: Option<String>,
    /// URL of the picture.
    #[serde(rename = "avatarUrl")]
    pub avatar_url: Option<String>,
    /// Time of creation.
    #[serde(rename = "dateCreated")]
    pub created_at: Option<Moment>,
    /// Time of the last change.
    #[serde(rename = "dateUpdated")]
    pub updated_at: Option<Moment>,
    /// Time of the last login.
    #[serde(rename = "dateLastLogin")]
    pub last_login_at: Option<Moment>,
}

impl Rep {
    /// Returns the full name, if there is one.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        let parts: Vec<_> =
            [&self.first_name, &self.last_name].into_iter().flatten().map(String::as_str).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }
}

/// Lists all reps, including disabled ones.
#[request(GET "/api/v2/reps" -> Vec<Rep>, scopes = ["reps"], decode = rows)]
pub struct ListReps {}

/// Reads a rep.
#[request(GET "/api/v2/reps/{userId}" -> Rep, scopes = ["reps"])]
pub struct GetRep {
    /// The rep, by user id.
    #[serde(rename = "userId")]
    user_id: RepUserId,
}
