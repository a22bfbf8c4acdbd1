//! The integration tests of fusedesk-client, in one binary.

#![allow(clippy::unwrap_used, reason = "a test may panic, its helpers too")]

mod errors;
#[cfg(feature = "testing")]
mod fake_access;
#[cfg(feature = "testing")]
mod fake_ask;
#[cfg(feature = "testing")]
mod fake_cases;
#[cfg(feature = "testing")]
mod fake_others;
#[cfg(feature = "testing")]
mod fake_quirks;
#[cfg(feature = "testing")]
mod fake_seed;
mod pages;
mod requests;
mod wire;
