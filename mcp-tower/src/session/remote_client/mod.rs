//! State of a remote client of the `initialize` revisions, for a session or a pipe.

mod connection;
pub(crate) mod limits;
pub(crate) mod remembered;
