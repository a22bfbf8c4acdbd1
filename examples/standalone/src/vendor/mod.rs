//! Vendors: the account of each, or demo data.

mod author;
mod front;
mod fusedesk;

pub(crate) use author::{FrontAuthor, FuseDeskAuthor};
pub(crate) use front::Front;
pub(crate) use fusedesk::FuseDesk;

use std::time::Duration;

/// Returns the timeout of a client's request: the client's default, or less if calls have a shorter timeout.
fn within(call: Duration) -> Duration {
    client_core::ClientLimits::default().timeout.min(call.mul_f32(0.9))
}
