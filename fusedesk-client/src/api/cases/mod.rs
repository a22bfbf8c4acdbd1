//! Cases: requests of customers, each with a status, a department, a rep and a history.
//!
//! ```
//! use fusedesk_client::{CaseId, DepartmentId, Endpoint, api::cases::{CaseStatus, CreateCase, UpdateCase}};
//!
//! let request = CreateCase::new(DepartmentId::new(2), "Cannot log in", "My password is refused.", "jane@example.com")
//!     .to_request()?;
//! assert_eq!(request.uri(), "/api/v1/cases");
//!
//! let request = UpdateCase::new(CaseId::new(1042)).status(CaseStatus::Closed).to_request()?;
//! assert_eq!(request.uri(), "/api/v1/cases/1042");
//! assert_eq!(request.body(), "status=closed");
//! # Ok::<(), fusedesk_client::Error>(())
//! ```

mod case;
mod create;
mod get;
mod search;
mod update;

pub use case::*;
pub use create::*;
pub use get::*;
pub use search::*;
pub use update::*;
