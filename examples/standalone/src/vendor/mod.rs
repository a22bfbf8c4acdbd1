//! The vendors: which account of each is served, or demo data.

mod author;
mod front;
mod fusedesk;

pub(crate) use author::{FrontAuthor, FuseDeskAuthor};
pub(crate) use front::Front;
pub(crate) use fusedesk::FuseDesk;

use std::time::Duration;

/// Time limit of a client's request: that of the client, or less where calls have little.
fn within(call: Duration) -> Duration {
    client_core::ClientLimits::default().timeout.min(call.mul_f32(0.9))
}
