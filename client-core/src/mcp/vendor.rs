//! Vendor trait for tools.

use std::fmt;

use http::Extensions;
use mcp_core::{Context, HandlerError};
use serde_json::Value;

use crate::{error::ErrorKind, vendor::Vendor};

/// Vendor with an API that is served as tools.
pub trait ToolVendor: Vendor {
    /// Limits of the vendor's own tools, beyond the common [`Limits`](super::Limits).
    type Settings: Clone + fmt::Debug + Default + Send + Sync + 'static;

    /// Paging fields of requests, such as `offset`. Models never see them: they get a cursor and return it.
    const PAGE_FIELDS: &'static [&'static str];

    /// Author fields of requests, such as `author_id`. The host sets them with [`host_field`](Self::host_field), no
    /// argument can.
    const HOST_FIELDS: &'static [&'static str] = &[];

    /// Returns the value of one of the [`HOST_FIELDS`](Self::HOST_FIELDS) of a call, or `None` if the host leaves the
    /// field out on purpose. A tool calls it before anything is sent.
    ///
    /// # Errors
    ///
    /// [`forbidden`](HandlerError::forbidden) if the host set nothing and the vendor would choose the author itself. The
    /// message names the setting that the host has to provide.
    fn host_field(_context: &Context, _name: &str) -> Result<Option<Value>, HandlerError> {
        Ok(None)
    }

    /// Returns the author that the host set for a call, if any. Equal calls of different authors are different calls.
    #[must_use]
    fn author(context: &Context) -> Option<Value> {
        Self::host_field(context, Self::HOST_FIELDS.first()?).ok().flatten()
    }

    /// Returns a hint on what a model can do after a failure of this kind, in place of the common hint.
    #[must_use]
    fn hint(_kind: ErrorKind) -> Option<&'static str> {
        None
    }

    /// Returns reports of the vendor's layers on a response that a model must know, as members of the result.
    #[must_use]
    fn reports(_extensions: &Extensions) -> Vec<(&'static str, Value)> {
        Vec::new()
    }
}
