//! Frontdesk as one binary: the tools of Front at a loopback MCP endpoint, over the fake Front or over an account.
//!
//! `standalone --help` has the settings.

mod args;
mod banner;
mod config;
mod log;
mod serve;
mod shutdown;
mod toolset;

use std::{env, io::Write, process::ExitCode};

use args::Command;
use config::Config;

/// Told when the arguments or the environment are wrong, as most programs do.
const EXIT_USAGE: u8 = 2;

#[tokio::main]
async fn main() -> ExitCode {
    match args::parse(env::args_os().skip(1)) {
        Ok(Command::Help) => print(args::HELP),
        Ok(Command::Version) => print(concat!("standalone ", env!("CARGO_PKG_VERSION"), "\n")),
        Ok(Command::Serve) => {
            if let Err(error) = log::init(env::var_os("RUST_LOG")) {
                return fail(&error, EXIT_USAGE);
            }
            match Config::read(|name| env::var_os(name)) {
                Ok(config) => serve::run(config).await,
                Err(error) => fail(&error, EXIT_USAGE),
            }
        }
        Err(error) => fail(&error, EXIT_USAGE),
    }
}

/// Prints to stdout. A reader that has gone away is no reason to fail.
fn print(text: &str) -> ExitCode {
    let _ = std::io::stdout().write_all(text.as_bytes());
    ExitCode::SUCCESS
}

/// Prints one line to stderr.
fn fail(error: &dyn std::fmt::Display, code: u8) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "standalone: {error}");
    ExitCode::from(code)
}
