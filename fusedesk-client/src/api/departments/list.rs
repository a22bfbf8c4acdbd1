//! Finding and reading departments.

use client_core::request;

use crate::{api::departments::Department, de::rows, id::DepartmentId};

/// Lists the departments that are active.
#[request(GET "/api/v2/departments" -> Vec<Department>, scopes = ["departments"], decode = rows)]
pub struct ListDepartments {}

/// Lists all departments, the archived ones too.
#[request(
    GET "/api/v2/departments/all" -> Vec<Department>,
    scopes = ["departments"],
    decode = rows,
)]
pub struct ListAllDepartments {}

/// Lists the departments that are archived.
#[request(
    GET "/api/v2/departments/archived" -> Vec<Department>,
    scopes = ["departments"],
    decode = rows,
)]
pub struct ListArchivedDepartments {}

/// Reads a department: who belongs to it, its limits and templates.
#[request(GET "/api/v2/departments/{departmentId}" -> Department, scopes = ["departments"])]
pub struct GetDepartment {
    /// The department.
    #[serde(rename = "departmentId")]
    department_id: DepartmentId,
}
