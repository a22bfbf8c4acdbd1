//! State of a remote client of the `initialize` revisions, for a session or a pipe.

pub(crate) mod limits;
mod peer;
pub(crate) mod remembered;
