//! State of a remote client of the `initialize` revisions, for a session or a pipe.

pub(crate) mod client;
mod connection;
pub(crate) mod limits;
