//! The vendors: which account of each is served, or demo data.

mod author;
mod front;
mod fusedesk;

pub(crate) use author::{FrontAuthor, FuseDeskAuthor};
pub(crate) use front::Front;
pub(crate) use fusedesk::FuseDesk;
