//! Tags of cases, and tagging cases.

use bytes::Bytes;
use http::{Method, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    CaseId, CaseTagId, DecodeError, Endpoint, FuseDesk, Record, Written,
    api::{cases::Case, check_text},
    de::rows,
    record::record,
};

record! {
    /// A tag of cases.
    pub struct CaseTag {
        /// The tag.
        pub id: Option<CaseTagId> = "id",
        /// Its name.
        pub name: Option<String> = "tagname",
        /// How many cases have it.
        pub total_cases: Option<i64> = "totalcases",
        /// Whether it is archived, so that it is not offered any more.
        pub is_hidden: Option<bool> = "hidden",
    }
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
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ListCaseTags {}

impl ListCaseTags {
    /// All tags.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl Endpoint for ListCaseTags {
    type Vendor = FuseDesk;
    type Output = Vec<CaseTag>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/api/v1/casetags";
    const SCOPES: &'static [&'static str] = &[];

    fn decode(response: &Response<Bytes>) -> Result<Self::Output, DecodeError> {
        rows(response)
    }
}

/// Creates a tag of cases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateCaseTag {
    /// Its name.
    #[serde(rename = "tagname")]
    name: String,
}

impl CreateCaseTag {
    /// A tag of this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into() }
    }
}

impl Endpoint for CreateCaseTag {
    type Vendor = FuseDesk;
    type Output = Written<CaseTag>;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/api/v1/casetags";
    const SCOPES: &'static [&'static str] = &[];

    fn validate(&self) -> Result<(), String> {
        check_text("tagname", &self.name)
    }
}

/// Archives a tag of cases: it is not offered any more. No operation brings it back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ArchiveCaseTag {
    /// The tag.
    #[serde(rename = "caseTagId")]
    tag_id: CaseTagId,
}

impl ArchiveCaseTag {
    /// This tag.
    #[must_use]
    pub fn new(tag_id: CaseTagId) -> Self {
        Self { tag_id }
    }
}

impl Endpoint for ArchiveCaseTag {
    type Vendor = FuseDesk;
    type Output = Written<CaseTag>;
    const METHOD: Method = Method::DELETE;
    const PATH: &'static str = "/api/v1/casetags/{caseTagId}";
    const SCOPES: &'static [&'static str] = &[];
}

/// Puts a tag on a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TagCase {
    /// The case.
    #[serde(rename = "caseId")]
    case_id: CaseId,
    /// The tag.
    #[serde(rename = "caseTagId")]
    tag_id: CaseTagId,
}

impl TagCase {
    /// This tag on this case.
    #[must_use]
    pub fn new(case_id: CaseId, tag_id: CaseTagId) -> Self {
        Self { case_id, tag_id }
    }
}

impl Endpoint for TagCase {
    type Vendor = FuseDesk;
    type Output = Written<Case>;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/api/v1/cases/{caseId}/tag/{caseTagId}";
    const SCOPES: &'static [&'static str] = &["cases_update"];
}

/// Takes a tag off a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UntagCase {
    /// The case.
    #[serde(rename = "caseId")]
    case_id: CaseId,
    /// The tag.
    #[serde(rename = "caseTagId")]
    tag_id: CaseTagId,
}

impl UntagCase {
    /// This tag off this case.
    #[must_use]
    pub fn new(case_id: CaseId, tag_id: CaseTagId) -> Self {
        Self { case_id, tag_id }
    }
}

impl Endpoint for UntagCase {
    type Vendor = FuseDesk;
    type Output = Written<Case>;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/api/v1/cases/{caseId}/untag/{caseTagId}";
    const SCOPES: &'static [&'static str] = &["cases_update"];
}
