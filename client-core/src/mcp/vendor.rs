//! What tools must know of a vendor.

use std::fmt;

use http::Extensions;
use mcp_core::{Context, ToolError};
use serde_json::Value;

use crate::{error::ErrorKind, vendor::Vendor};

/// A vendor whose API is served as tools.
pub trait ToolVendor: Vendor {
    /// Limits of the vendor's own tools, beyond [`Limits`](super::Limits), which all tools have.
    type Settings: Clone + fmt::Debug + Default + Send + Sync + 'static;

    /// The fields of requests that say where a page begins, such as `offset`. A model never sees them: it gets a cursor
    /// and hands it back.
    const PAGE_FIELDS: &'static [&'static str];

    /// The fields of requests that say in whose name a call is made, such as `author_id`. No argument can set them: the
    /// host does, by way of [`host_field`](Self::host_field).
    const HOST_FIELDS: &'static [&'static str] = &[];

    /// Value of one of the [`HOST_FIELDS`](Self::HOST_FIELDS) of a call; `None` where the host decided to leave the field
    /// out. A tool calls it before anything is sent.
    ///
    /// # Errors
    ///
    /// When the host decided nothing, and the vendor would decide in its place: in whose name something is written. The
    /// error is [`forbidden`](ToolError::forbidden) and says what the host has to set.
    fn host_field(_context: &Context, _name: &str) -> Result<Option<Value>, ToolError> {
        Ok(None)
    }

    /// How a model can go on after a failure of this kind, where this vendor has more to say than is said for all.
    #[must_use]
    fn hint(_kind: ErrorKind) -> Option<&'static str> {
        None
    }

    /// What the vendor's layers said about an answer that a model must know, as members of the result.
    #[must_use]
    fn remarks(_extensions: &Extensions) -> Vec<(&'static str, Value)> {
        Vec::new()
    }
}
