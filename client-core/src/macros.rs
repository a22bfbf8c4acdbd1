//! Items that the macros of this crate expand to. Not part of the public API.

#[cfg(not(feature = "mcp"))]
pub use client_core_macros::JsonSchema;
#[cfg(feature = "mcp")]
pub use schemars::{self, JsonSchema};
pub use serde::{self, Deserialize, Serialize};
pub use serde_json::{Error as ReadError, Map, Value};

pub use crate::int_id::unsigned;

/// Field of a request that holds a [part](crate::request_part): the part, or an `Option` of it.
#[diagnostic::on_unimplemented(message = "a field with setters of `{T}` is a `{T}` or an `Option<{T}>`")]
pub trait PartField<T> {
    /// Returns the part. Sets an unset one to its default.
    fn part(&mut self) -> &mut T;
}

impl<T> PartField<T> for T {
    fn part(&mut self) -> &mut T {
        self
    }
}

impl<T: Default> PartField<T> for Option<T> {
    fn part(&mut self) -> &mut T {
        self.get_or_insert_default()
    }
}
