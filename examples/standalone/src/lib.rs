//! Frontdesk as one binary: the tools of Front and FuseDesk at a loopback MCP endpoint or over stdio, on
//! accounts or on fakes.
//!
//! `standalone --help` has the settings.

mod args;
mod banner;
mod config;
mod desktop;
mod env;
mod log;
mod serve;
mod shutdown;
mod stdio;
mod tools;
mod toolset;
mod vendor;

use std::{io::Write, process::ExitCode};

use args::Command;
use config::Config;
use tokio::runtime::Runtime;

/// Told when the arguments or the environment are wrong, as most programs do.
const EXIT_USAGE: u8 = 2;

fn main() -> ExitCode {
    let command = match args::parse(std::env::args_os().skip(1)) {
        Ok(command) => command,
        Err(error) => return fail(&error, EXIT_USAGE),
    };
    match command {
        Command::Help => print(&args::help()),
        Command::Version => print(concat!("standalone ", env!("CARGO_PKG_VERSION"), "\n")),
        Command::Serve => with_config(serve::run),
        Command::Stdio => with_config(stdio::run),
    }
}

/// Reads the settings and serves with them.
fn with_config<F: Future<Output = ExitCode>>(serve: impl FnOnce(Config) -> F) -> ExitCode {
    if let Err(error) = log::init(std::env::var_os("RUST_LOG")) {
        return fail(&error, EXIT_USAGE);
    }
    let config = match Config::read(|name| std::env::var_os(name)) {
        Ok(config) => config,
        Err(error) => return fail(&error, EXIT_USAGE),
    };
    let runtime = match Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error, 1),
    };
    let code = runtime.block_on(serve(config));
    // A read of stdin that is under way cannot be interrupted, so it is not waited for.
    runtime.shutdown_background();
    code
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
