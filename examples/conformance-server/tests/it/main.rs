//! The program, tested with the official Rust client.
#![allow(clippy::unwrap_used, reason = "what these tests stand on either works or ends them")]

mod program;
mod rmcp_client;
