//! Everything that is tested from outside, in one binary.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod allocations;
mod ask;
mod besides;
mod company;
mod filter;
mod golden;
mod hostile;
mod limits;
mod provider;
mod revisions;
mod seam;
mod shelf;
mod shop;
mod user;
mod wire;
