//! Finding and reading departments.

use bytes::Bytes;
use http::{Method, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{DecodeError, DepartmentId, Endpoint, FuseDesk, api::departments::Department, de::rows};

/// Lists the departments that are active.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ListDepartments {}

impl ListDepartments {
    /// All of them.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl Endpoint for ListDepartments {
    type Vendor = FuseDesk;
    type Output = Vec<Department>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/api/v2/departments";
    const SCOPES: &'static [&'static str] = &["departments"];

    fn decode(response: &Response<Bytes>) -> Result<Self::Output, DecodeError> {
        rows(response)
    }
}

/// Lists all departments, the archived ones too.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ListAllDepartments {}

impl ListAllDepartments {
    /// All of them.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl Endpoint for ListAllDepartments {
    type Vendor = FuseDesk;
    type Output = Vec<Department>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/api/v2/departments/all";
    const SCOPES: &'static [&'static str] = &["departments"];

    fn decode(response: &Response<Bytes>) -> Result<Self::Output, DecodeError> {
        rows(response)
    }
}

/// Lists the departments that are archived.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ListArchivedDepartments {}

impl ListArchivedDepartments {
    /// All of them.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl Endpoint for ListArchivedDepartments {
    type Vendor = FuseDesk;
    type Output = Vec<Department>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/api/v2/departments/archived";
    const SCOPES: &'static [&'static str] = &["departments"];

    fn decode(response: &Response<Bytes>) -> Result<Self::Output, DecodeError> {
        rows(response)
    }
}

/// Reads a department: who belongs to it, its limits and templates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetDepartment {
    /// The department.
    #[serde(rename = "departmentId")]
    department_id: DepartmentId,
}

impl GetDepartment {
    /// The department with this id.
    #[must_use]
    pub fn new(department_id: DepartmentId) -> Self {
        Self { department_id }
    }
}

impl Endpoint for GetDepartment {
    type Vendor = FuseDesk;
    type Output = Department;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/api/v2/departments/{departmentId}";
    const SCOPES: &'static [&'static str] = &["departments"];
}
