//! What the macros of this crate expand to; not for use by hand.

#[cfg(not(feature = "mcp"))]
pub use client_core_macros::JsonSchema;
#[cfg(feature = "mcp")]
pub use schemars::{self, JsonSchema};
pub use serde::{self, Deserialize, Serialize};
pub use serde_json::{Error as ReadError, Map, Value};

pub use crate::int_id::unsigned;
