//! One tool call in FuseDesk.

use std::{future::Future, pin::Pin};

use client_core::mcp::ToolVendor;
use futures_util::{StreamExt, stream};
use mcp_core::Context;
use serde_json::Value;

use super::{Author, api::AUTHOR_FIELD, budget::DeskLimits};
use crate::{ErrorKind, FuseDesk, RepUserId};

/// One tool call: see [`client_core::mcp::Call`].
pub(crate) type Call = client_core::mcp::Call<FuseDesk>;

/// The client and the limits of a set of tools.
pub(crate) type ToolSet = client_core::mcp::ToolSet<FuseDesk>;

impl ToolVendor for FuseDesk {
    type Settings = DeskLimits;

    const PAGE_FIELDS: &'static [&'static str] = &["offset"];

    fn host_field(context: &Context, name: &str) -> Option<Value> {
        let author = Author::of(context).filter(|_| name == AUTHOR_FIELD)?;
        Some(author.id().get().into())
    }

    fn hint(kind: ErrorKind) -> Option<&'static str> {
        (kind == ErrorKind::NotFound).then_some(
            "Check the id; search or list to find the right one. What was deleted no longer exists under its id, nor does a \
             case that was merged into another: then look for the customer's other cases.",
        )
    }
}

/// What a call in FuseDesk has beyond any other.
pub(crate) trait DeskCall {
    /// The rep in whose name the call writes, where the host set one.
    fn author(&self) -> Option<RepUserId>;
}

impl DeskCall for Call {
    fn author(&self) -> Option<RepUserId> {
        Author::of(self.context()).map(Author::id)
    }
}

/// Something that takes requests, to be done together with others.
pub(crate) type Task<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Does the tasks, no more of them at a time than the call may, and gives what they came to in the order of the tasks.
pub(crate) async fn together<T>(call: &Call, tasks: Vec<Task<'_, T>>) -> Vec<T> {
    stream::iter(tasks).buffered(call.settings().concurrency).collect().await
}
