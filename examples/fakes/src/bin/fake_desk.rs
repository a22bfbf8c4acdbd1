//! A fake FuseDesk on a socket, to test clients, tools and agents in any language without an account.
//!
//! ```sh
//! cargo run -p fakes --bin fake_desk
//! cargo run -p fakes --bin fake_desk -- --rate-limit 10/hour --quirks php_warning,ids_as_text
//! ```
//!
//! It prints its URL, the configuration of a client and two curl lines, and serves until Ctrl-C or SIGTERM. `--help`
//! describes the settings and the control API.

use std::process::ExitCode;

fn main() -> ExitCode {
    fakes::desk()
}
