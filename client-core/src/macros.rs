//! Items that the macros of this crate expand to. Not part of the public API.

#[cfg(not(feature = "mcp"))]
pub use client_core_macros::JsonSchema;
#[cfg(feature = "mcp")]
pub use schemars::{self, JsonSchema};
pub use serde::{self, Deserialize, Serialize};
pub use serde_json::{Error as ReadError, Map, Value};

pub use crate::int_id::unsigned;
