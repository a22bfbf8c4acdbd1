//! Tool calls in FuseDesk.

use std::{future::Future, pin::Pin};

use client_core::mcp::ToolVendor;
use futures_util::{StreamExt, stream};
use mcp_core::{Context, HandlerError};
use serde_json::Value;

use super::{Author, budget::DeskLimits};
use crate::{ErrorKind, id::RepUserId, vendor::FuseDesk};

/// Tool call: see [`client_core::mcp::Call`].
pub(crate) type Call = client_core::mcp::Call<FuseDesk>;

/// Client and limits of a tool set.
pub(crate) type ToolSet = client_core::mcp::ToolSet<FuseDesk>;

impl ToolVendor for FuseDesk {
    type Settings = DeskLimits;

    const PAGE_FIELDS: &'static [&'static str] = &["offset"];

    fn host_field(context: &Context, _: &str) -> Result<Option<Value>, HandlerError> {
        let author = require(context, "the note was not written")?;
        Ok(author.id().map(|rep| rep.get().into()))
    }

    fn author(context: &Context) -> Option<Value> {
        Self::host_field(context, "repid").ok().flatten()
    }

    fn hint(kind: ErrorKind) -> Option<&'static str> {
        (kind == ErrorKind::NotFound).then_some(
            "Check the id. Search or list to find the right one. Deleted records and merged cases no longer \
             exist under their id. For a merged case, look at the customer's other cases.",
        )
    }
}

/// Returns the author of a call. The error begins with `outcome`: "the note was not written".
fn require(context: &Context, outcome: &str) -> Result<Author, HandlerError> {
    Author::of(context).ok_or_else(|| {
        HandlerError::forbidden(format!("{outcome}: an author is required, and the host of this server set none"))
            .with_hint(
                "Do not repeat the call: no argument sets the author. Tell the user that the operator of this server must \
                 set one for this caller: a rep or the API key.",
            )
    })
}

/// Extension methods of calls in FuseDesk.
pub(crate) trait DeskCall {
    /// Returns the rep that the host set as author.
    fn rep(&self) -> Option<RepUserId>;

    /// Returns the author, for writes that need one. The error begins with `outcome`: "the note was not written".
    fn require_author(&self, outcome: &str) -> Result<Author, HandlerError>;
}

impl DeskCall for Call {
    fn rep(&self) -> Option<RepUserId> {
        Author::of(self.context())?.id()
    }

    fn require_author(&self, outcome: &str) -> Result<Author, HandlerError> {
        require(self.context(), outcome)
    }
}

/// Task with requests, to run concurrently with others.
pub(crate) type Task<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Runs the tasks within the call's concurrency limit, and returns their results in order.
pub(crate) async fn run_all<T>(call: &Call, tasks: Vec<Task<'_, T>>) -> Vec<T> {
    stream::iter(tasks).buffered(call.settings().concurrency).collect().await
}
