//! `standalone`: the program `frontdesk` under its older name; see the [library](standalone).

use std::process::ExitCode;

fn main() -> ExitCode {
    standalone::run("standalone")
}
