//! Tools, one file per part of the protocol.

mod ask;
mod cancel;
mod change;
mod content;
mod notify;
mod rounds;
mod schema;

pub(crate) use ask::registry as ask;
pub(crate) use cancel::registry as cancel;
pub(crate) use change::registry as change;
pub(crate) use content::registry as content;
pub(crate) use notify::registry as notify;
pub(crate) use rounds::registry as rounds;
pub(crate) use schema::registry as schema;
