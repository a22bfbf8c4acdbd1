//! Tags of cases, and tagging cases.

use client_core::{request, response};

use crate::{
    api::{cases::Case, check},
    de::rows,
    id::{CaseId, CaseTagId},
    record::Record,
    written::Written,
};

/// A tag of cases.
#[response(reader = crate::record)]
pub struct CaseTag {
    /// The tag.
    pub id: Option<CaseTagId>,
    /// Its name.
    #[serde(rename = "tagname")]
    pub name: Option<String>,
    /// How many cases have it.
    #[serde(rename = "totalcases")]
    pub total_cases: Option<i64>,
    /// Whether it is archived, so that it is not offered any more.
    #[serde(rename = "hidden")]
    pub is_hidden: Option<bool>,
}

impl Record for CaseTag {
    fn is_recognised(&self) -> bool {
        self.id.is_some()
    }
}

client_core::ids! {
    /// A tag of cases where either its id or its name will do.
    CaseTagKey;
}

impl From<CaseTagId> for CaseTagKey {
    fn from(id: CaseTagId) -> Self {
        Self(id.to_string())
    }
}

/// Lists all tags of cases.
#[request(GET "/api/v1/casetags" -> Vec<CaseTag>, decode = rows)]
pub struct ListCaseTags {}

/// Creates a tag of cases.
#[request(POST "/api/v1/casetags" -> Written<CaseTag>)]
pub struct CreateCaseTag {
    /// Its name.
    #[serde(rename = "tagname")]
    #[check(check::text)]
    name: String,
}

/// Archives a tag of cases: it is not offered any more. No operation brings it back.
#[request(DELETE "/api/v1/casetags/{caseTagId}" -> Written<CaseTag>)]
pub struct ArchiveCaseTag {
    /// The tag.
    #[serde(rename = "caseTagId")]
    tag_id: CaseTagId,
}

/// Puts a tag on a case.
#[request(POST "/api/v1/cases/{caseId}/tag/{caseTagId}" -> Written<Case>, scopes = ["cases_update"])]
pub struct TagCase {
    /// The case.
    #[serde(rename = "caseId")]
    case_id: CaseId,
    /// The tag.
    #[serde(rename = "caseTagId")]
    tag_id: CaseTagId,
}

/// Takes a tag off a case.
#[request(POST "/api/v1/cases/{caseId}/untag/{caseTagId}" -> Written<Case>, scopes = ["cases_update"])]
pub struct UntagCase {
    /// The case.
    #[serde(rename = "caseId")]
    case_id: CaseId,
    /// The tag.
    #[serde(rename = "caseTagId")]
    tag_id: CaseTagId,
}
