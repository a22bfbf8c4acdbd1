//! All integration tests, in one binary.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod allocations;
mod client_requests;
mod filter;
mod fixtures;
mod golden;
mod hostile;
mod limits;
mod local_user;
mod notifications;
mod prompts_and_resources;
mod provider;
mod revisions;
mod seam;
mod send;
mod shop;
mod wire;
