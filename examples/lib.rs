//! The examples are the files beside this one; `cargo run -p examples --example quickstart` runs the first to look at.
//!
//! This library is empty. A doc example needs a library to belong to, and this package is the one that has everything
//! which the example of the README mounts, so that the README is tested here.

/// The README of the repository.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
