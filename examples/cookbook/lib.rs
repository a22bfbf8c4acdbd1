//! Programs to copy, each one file: see `README.md` in this folder.
//!
//! This library is empty. Its tests run each recipe and verify its claims.

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "what these tests stand on either works or ends them")]
mod tests;
