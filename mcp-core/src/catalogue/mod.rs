//! Catalogue floor: the registry, its filters and its lists. The third of four floors.

pub(crate) mod filter;
pub(crate) mod grant;
pub(crate) mod pagination;
pub(crate) mod registry;
pub(crate) mod visible;
