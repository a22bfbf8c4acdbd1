//! `cargo run -p examples --example quickstart` runs the first example. Every other example is a package of its own
//! in a folder beside it, to keep their dependencies apart: `cargo run -p example-rig-agent`.
//!
//! This library is empty. It exists for the doc tests of the README, because this package has all dependencies that
//! the README's example needs.

/// README of the repository.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
