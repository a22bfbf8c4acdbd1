//! A fake Front on a socket, to test clients, tools and agents in any language without an account.
//!
//! ```sh
//! cargo run -p fakes --bin fake_front
//! cargo run -p fakes --bin fake_front -- --rate-limit 50/min --fault status=500,path=/messages
//! ```
//!
//! It prints its URL, the configuration of a client and two curl lines, and serves until Ctrl-C or SIGTERM. `--help`
//! describes the settings and the control API.

use std::process::ExitCode;

fn main() -> ExitCode {
    fakes::front()
}
