//! A fake FuseDesk on a socket, to try or test a client, a tool or an agent in any language without an account.
//!
//! ```sh
//! cargo run -p fakes --bin fake_desk
//! cargo run -p fakes --bin fake_desk -- --rate-limit 10/hour --quirks php_warning,ids_as_text
//! ```
//!
//! It prints its URL, the settings of a client of it and curl lines to begin with, and serves until Ctrl-C or SIGTERM.
//! `--help` has the settings and the control API.

use std::process::ExitCode;

fn main() -> ExitCode {
    fakes::desk()
}
