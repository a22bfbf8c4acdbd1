//! Frontdesk as one deployable binary.
fn main() {}
