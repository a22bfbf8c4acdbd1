//! The vendors: which account of each is served, or the fake.

mod front;
mod fusedesk;

pub(crate) use front::Front;
pub(crate) use fusedesk::FuseDesk;
