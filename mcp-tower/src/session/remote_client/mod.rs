//! Memory of a remote client of the `initialize` revisions: that of a session or of a pipe.

pub(crate) mod limits;
mod peer;
pub(crate) mod remembered;
