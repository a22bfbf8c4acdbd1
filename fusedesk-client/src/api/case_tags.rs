//! Case tags, and tagging of cases.

use client_core::{request, response};

use crate::{
    api::{cases::Case, check},
    de::rows,
    id::{CaseId, CaseTagId},
    record::Record,
    write_response::WriteResponse,
};

/// A case tag.
#[response(reader = crate::record)]
pub struct CaseTag {
    /// Tag id.
    pub id: Option<CaseTagId>,
    /// Name.
    #[serde(rename = "tagname")]
    pub name: Option<String>,
    /// Number of cases with the tag.
    #[serde(rename = "totalcases")]
    pub total_cases: Option<i64>,
    /// `true` if the tag is archived and no longer offered.
    #[serde(rename = "hidden")]
    pub is_hidden: Option<bool>,
}

impl Record for CaseTag {
    fn is_recognised(&self) -> bool {
        self.id.is_some()
    }
}

client_core::ids! {
    /// Case tag, by id or by name.
    CaseTagKey;
}

impl From<CaseTagId> for CaseTagKey {
    fn from(id: CaseTagId) -> Self {
        Self(id.to_string())
    }
}

/// Lists all case tags.
#[request(GET "/api/v1/casetags" -> Vec<CaseTag>, decode = rows)]
pub struct ListCaseTags {}

/// Creates a case tag.
#[request(POST "/api/v1/casetags" -> WriteResponse<CaseTag>)]
pub struct CreateCaseTag {
    /// Name.
    #[serde(rename = "tagname")]
    #[check(check::text)]
    name: String,
}

/// Archives a case tag: it is no longer offered. No operation restores it.
#[request(DELETE "/api/v1/casetags/{caseTagId}" -> WriteResponse<CaseTag>)]
pub struct ArchiveCaseTag {
    /// Tag id.
    #[serde(rename = "caseTagId")]
    tag_id: CaseTagId,
}

/// Adds a tag to a case.
#[request(POST "/api/v1/cases/{caseId}/tag/{caseTagId}" -> WriteResponse<Case>, scopes = ["cases_update"])]
pub struct TagCase {
    /// The case.
    #[serde(rename = "caseId")]
    case_id: CaseId,
    /// Tag id.
    #[serde(rename = "caseTagId")]
    tag_id: CaseTagId,
}

/// Removes a tag from a case.
#[request(POST "/api/v1/cases/{caseId}/untag/{caseTagId}" -> WriteResponse<Case>, scopes = ["cases_update"])]
pub struct UntagCase {
    /// The case.
    #[serde(rename = "caseId")]
    case_id: CaseId,
    /// Tag id.
    #[serde(rename = "caseTagId")]
    tag_id: CaseTagId,
}
