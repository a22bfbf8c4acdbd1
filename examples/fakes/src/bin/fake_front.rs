//! A fake Front on a socket, to try or test a client, a tool or an agent in any language without an account.
//!
//! ```sh
//! cargo run -p fakes --bin fake_front
//! cargo run -p fakes --bin fake_front -- --rate-limit 50/min --fault status=500,path=/messages
//! ```
//!
//! It prints its URL, the settings of a client of it and curl lines to begin with, and serves until Ctrl-C or SIGTERM.
//! `--help` has the settings and the control API.

use std::process::ExitCode;

fn main() -> ExitCode {
    fakes::front()
}
