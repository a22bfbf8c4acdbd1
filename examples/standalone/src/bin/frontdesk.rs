//! `frontdesk`: see the [library](standalone).

use std::process::ExitCode;

fn main() -> ExitCode {
    standalone::run("frontdesk")
}
