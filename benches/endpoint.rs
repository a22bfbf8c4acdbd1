//! Endpoint encoding.
fn main() {}
