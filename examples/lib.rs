//! `cargo run -p examples --example quickstart` runs the first example to look at. Every other example is a package of its own
//! in a folder beside it, so that nobody builds the dependencies of all: `cargo run -p example-rig-agent`.
//!
//! This library is empty. A doc example needs a library to belong to, and this package has all that the example of the
//! README mounts, so that the README is tested here.

/// The README of the repository.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
