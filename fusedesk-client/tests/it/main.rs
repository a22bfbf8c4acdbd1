//! The integration tests of fusedesk-client, in one binary.

#![allow(clippy::unwrap_used, reason = "a test may panic, its helpers too")]

mod errors;
mod pages;
mod requests;
mod wire;
