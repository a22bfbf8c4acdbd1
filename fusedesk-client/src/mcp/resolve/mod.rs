//! From what a model writes to what FuseDesk takes: an id, or a name for it.

mod case;
mod named;

pub(crate) use case::case_id;
pub(crate) use named::{current, one};
