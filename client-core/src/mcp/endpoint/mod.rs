//! Tools generated from request structs, one for each operation.
//!
//! The fields of the struct are the arguments. The doc comment of the struct is the description, those of the
//! fields describe the arguments. A tool set of a whole API is a table with a line for each operation:
//!
//! ```
//! # #[cfg(not(feature = "testing"))] fn main() {}
//! # #[cfg(feature = "testing")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use client_core::{Client, Endpoint, testing::acme::Acme, mcp::{ToolSet, endpoint}};
//! use http::{Method, Response};
//! use mcp_core::testing::TestClient;
//! use schemars::JsonSchema;
//! use serde::{Deserialize, Serialize};
//! use serde_json::{Value, json};
//!
//! /// Reads an order.
//! #[derive(Serialize, Deserialize, JsonSchema)]
//! #[serde(deny_unknown_fields)]
//! struct GetOrder {
//!     /// The number on the invoice.
//!     id: u64,
//! }
//!
//! /// Cancels an order.
//! #[derive(Serialize, Deserialize, JsonSchema)]
//! #[serde(deny_unknown_fields)]
//! struct CancelOrder {
//!     /// The number on the invoice.
//!     id: u64,
//! }
//! # impl Endpoint for GetOrder {
//! #     type Vendor = Acme;
//! #     type Output = Value;
//! #     const METHOD: Method = Method::GET;
//! #     const PATH: &'static str = "/orders/{id}";
//! #     const SCOPES: &'static [&'static str] = &[];
//! # }
//! # impl Endpoint for CancelOrder {
//! #     type Vendor = Acme;
//! #     type Output = ();
//! #     const METHOD: Method = Method::DELETE;
//! #     const PATH: &'static str = "/orders/{id}";
//! #     const SCOPES: &'static [&'static str] = &[];
//! # }
//! # let wire = tower::service_fn(|_: http::Request<client_core::Body>| async {
//! #     Ok::<_, std::convert::Infallible>(Response::new(String::from(r#"{"total": 9.5}"#)))
//! # });
//! # let acme = Client::<Acme>::builder().credential("secret").transport(wire).build()?;
//!
//! let tools = ToolSet::new(acme).endpoints([
//!     endpoint::get::<GetOrder>("get_single_acme_order_by_id").tags(["orders"]),
//!     endpoint::delete::<CancelOrder>("delete_a_acme_order_by_id").tags(["orders"]),
//! ])?;
//!
//! let get = tools.get("get_single_acme_order_by_id").expect("it is in the table").definition();
//! assert_eq!(get.description(), "Reads an order.");
//! assert_eq!(get.input_schema()["properties"]["id"]["description"], "The number on the invoice.");
//!
//! let agent = TestClient::new(tools);
//! let order = agent.call_tool("get_single_acme_order_by_id", json!({ "id": 7 })).await?;
//! assert_eq!(order.structured(), Some(&json!({ "total": 9.5 })));
//! let gone = agent.call_tool("delete_a_acme_order_by_id", json!({ "id": 7 })).await?;
//! assert_eq!(gone.structured(), Some(&json!({ "ok": true })));
//! # Ok(())
//! # }
//! ```
//!
//! # Arguments
//!
//! * Name clearable fields ([`Patch`](crate::Patch)) in the argument `clear` to clear them. Some clients send
//!   `null` for every absent argument, so `null` does not clear: it is refused for clearable fields and ignored
//!   for others.
//! * Fields with names that not all model providers accept, such as `filter[state]`, are renamed: `filter_state`.
//! * Author fields of a call are set by the host ([`ToolVendor`](super::ToolVendor)). Without them the vendor may
//!   refuse the call.
//! * A list takes `limit` and `cursor` in place of the vendor's own paging.
//!
//! # Results
//!
//! * A list returns `{"items": […], "next_cursor"}`. The cursor is bound to the tool and its other arguments.
//! * An object is the result itself. Any other value is `{"result": …}`, and an empty response is `{"ok": true}`.
//! * A text that is HTML is the text that people see, off the runtime's threads and within
//!   [`render_bytes`](super::ToolSet::render_bytes). `hidden_parts_removed` beside it counts the hidden parts. Members that
//!   are written back, such as templates, stay as they are: [`EndpointTool::unfiltered`].
//! * Values over the [`Limits`](super::Limits) are truncated with a note. A list ends before the limit and
//!   continues at the cursor.
//! * Results are the vendor's data as it is, untrusted as a whole: the [`_meta`](super::untrusted) of each has the pointer
//!   `""`. HTML stays HTML, and hidden text in it stays hidden text.

mod arguments;
mod description;
mod list;
mod tool;
mod visible;

#[cfg(test)]
mod tests;

pub use tool::{EndpointTool, Validate, create, custom, delete, get, list, update};
