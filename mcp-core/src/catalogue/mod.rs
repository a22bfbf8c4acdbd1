//! The third floor: a registry of handlers, filters over it, and its lists.

pub(crate) mod filter;
pub(crate) mod pagination;
pub(crate) mod registry;
pub(crate) mod visible;
