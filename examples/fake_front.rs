//! Serves the fake Front on a socket.
fn main() {}
