//! One tool call in FuseDesk.

use std::{future::Future, pin::Pin};

use client_core::mcp::ToolVendor;
use futures_util::{StreamExt, stream};
use mcp_core::{Context, ToolError};
use serde_json::Value;

use super::{Author, budget::DeskLimits};
use crate::{ErrorKind, id::RepUserId, vendor::FuseDesk};

/// One tool call: see [`client_core::mcp::Call`].
pub(crate) type Call = client_core::mcp::Call<FuseDesk>;

/// The client and the limits of a set of tools.
pub(crate) type ToolSet = client_core::mcp::ToolSet<FuseDesk>;

impl ToolVendor for FuseDesk {
    type Settings = DeskLimits;

    const PAGE_FIELDS: &'static [&'static str] = &["offset"];

    fn host_field(context: &Context, _: &str) -> Result<Option<Value>, ToolError> {
        let author = require(context, "the note was not written")?;
        Ok(author.id().map(|rep| rep.get().into()))
    }

    fn hint(kind: ErrorKind) -> Option<&'static str> {
        (kind == ErrorKind::NotFound).then_some(
            "Check the id; search or list to find the right one. What was deleted no longer exists under its id, nor does a \
             case that was merged into another: then look for the customer's other cases.",
        )
    }
}

/// The author of a call. `outcome` begins the error: "the note was not written".
fn require<'a>(context: &'a Context, outcome: &str) -> Result<&'a Author, ToolError> {
    Author::of(context).ok_or_else(|| {
        ToolError::forbidden(format!("{outcome}: an author is needed, and the host of this server set none"))
            .with_hint(
                "Do not repeat the call: no argument sets the author. Tell the user that the operator of this server must \
                 set one for this caller: a rep or the API key.",
            )
    })
}

/// What a call in FuseDesk has beyond any other.
pub(crate) trait DeskCall {
    /// The rep in whose name the call writes, where the host set one.
    fn rep(&self) -> Option<RepUserId>;

    /// The author, for what has one. `outcome` begins the error: "the note was not written".
    fn require_author(&self, outcome: &str) -> Result<Author, ToolError>;
}

impl DeskCall for Call {
    fn rep(&self) -> Option<RepUserId> {
        Author::of(self.context())?.id()
    }

    fn require_author(&self, outcome: &str) -> Result<Author, ToolError> {
        require(self.context(), outcome).copied()
    }
}

/// Something that takes requests, to be done together with others.
pub(crate) type Task<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Does the tasks, no more of them at a time than the call may, and gives what they came to in the order of the tasks.
pub(crate) async fn together<T>(call: &Call, tasks: Vec<Task<'_, T>>) -> Vec<T> {
    stream::iter(tasks).buffered(call.settings().concurrency).collect().await
}
