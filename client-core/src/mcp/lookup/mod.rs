//! Customer lookup across several vendors.
//!
//! Each vendor is a [`CustomerSource`]. [`CustomerLookup`] combines any number of them into one tool. The tool
//! searches them concurrently, lists the sources that failed, and groups the records of the others into persons,
//! with the certainty of each match and its reason.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use client_core::mcp::{Customer, CustomerSource, CustomerQuery, FoundCustomers, CustomerLookup};
//! use mcp_core::{Context, Registry, HandlerError, async_trait, testing::TestClient};
//! use serde_json::json;
//!
//! struct Book(&'static str);
//!
//! #[async_trait]
//! impl CustomerSource for Book {
//!     fn name(&self) -> &str {
//!         self.0
//!     }
//!
//!     async fn find(&self, _: &CustomerQuery, _: &Context) -> Result<FoundCustomers, HandlerError> {
//!         let elena = Customer::new("c_1").name("Elena Ruiz").email("Elena@northwind.example");
//!         Ok(FoundCustomers::from_iter([elena]))
//!     }
//! }
//!
//! let tool = CustomerLookup::new().with(Book("Mail")).with(Book("Desk")).tool();
//! let agent = TestClient::new(Registry::new().with_tool(tool)?);
//! let found = agent.call_tool("find_customer_everywhere", json!({ "email": "elena@northwind.example" })).await?;
//! let found = found.structured().expect("every tool answers with an object");
//! assert_eq!(found["persons"][0]["certainty"], "exact_email");
//! assert_eq!(found["persons"][0]["records"].as_array().map(Vec::len), Some(2));
//! # Ok(())
//! # }
//! ```

mod customer;
mod person;
mod phone;
mod tool;

pub use customer::{Customer, CustomerQuery, CustomerSource, FoundCustomers};
pub use person::Certainty;
pub use phone::{PhoneMatch, same_phone};
pub use tool::CustomerLookup;
