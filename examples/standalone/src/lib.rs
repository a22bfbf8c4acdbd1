//! Frontdesk as one program: the tools of Front and FuseDesk over MCP, on accounts or on demo data.
//!
//! The programs `frontdesk` and `standalone` are this library under two names. `frontdesk --help` lists the settings;
//! the README of this folder shows how to deploy it.
//!
//! ```text
//!   cli, env          arguments and environment, as text
//!   config            one validated value; an error names the setting and the remedy
//!   network           addresses, host names and origins
//!   vendor            account of each vendor, or its fake
//!   tools             the registry, and the instructions for the model
//!   access, keys      access and identity of callers
//!   serve, stdio      the two transports; http serves the connections
//!   credential_check  validation of the credentials at start
//!   banner, clients   text for the operator
//! ```

mod access;
mod banner;
mod cli;
mod client_env;
mod clients;
mod config;
mod credential_check;
mod drain;
mod env;
mod error;
mod health;
mod http;
mod keys;
mod list;
mod log;
mod metrics;
mod network;
mod redact;
mod serve;
mod shutdown;
mod stdio;
mod strict;
mod tools;
mod toolset;
mod vendor;

use std::{io::Write, process::ExitCode};

use cli::{Cli, Command, Exit};
use config::Config;
use env::Environment;
use tokio::runtime::Runtime;

/// Exit code for wrong arguments or settings, as in most programs.
const EXIT_USAGE: u8 = 2;

/// Runs the program under this name and returns its exit code.
///
/// Arguments and environment are those of the process.
#[must_use]
pub fn run(name: &'static str) -> ExitCode {
    let program = Program { name };
    let mut cli = match cli::parse(name, std::env::args_os()) {
        Ok(cli) => cli,
        Err(Exit::Help(text)) => return program.print(&text),
        Err(Exit::Error(error)) => return program.fail(&error, EXIT_USAGE),
    };
    match cli.command.take() {
        Some(Command::Completions { shell }) => program.print(&cli::completions(name, shell)),
        Some(Command::Healthcheck { address }) => health::check(&program, &cli.settings, address),
        Some(Command::Tools { json, caller }) => {
            program.configured(cli, |program, config| list::run(program, &config, json, caller.as_deref()))
        }
        Some(Command::Clients) => program.configured(cli, |program, config| clients::run(program, &config)),
        None => program.configured(cli, |program, config| program.serve(config)),
    }
}

/// The program, under the name it was started with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Program {
    name: &'static str,
}

impl Program {
    /// Reads the settings and continues with them.
    fn configured(&self, cli: Cli, go_on: impl FnOnce(&Self, Config) -> ExitCode) -> ExitCode {
        if let Err(error) = log::init(std::env::var_os("RUST_LOG"), cli.settings.log_format.as_deref()) {
            return self.fail(&error, EXIT_USAGE);
        }
        match Config::read(cli, &Environment::of_process()) {
            Ok(config) => go_on(self, config),
            Err(error) => self.fail(&error, EXIT_USAGE),
        }
    }

    /// Serves until stopped.
    fn serve(&self, config: Config) -> ExitCode {
        let runtime = match Runtime::new() {
            Ok(runtime) => runtime,
            Err(error) => return self.fail(&error, 1),
        };
        let code = match config.stdio {
            true => runtime.block_on(stdio::run(self, config)),
            false => runtime.block_on(serve::run(self, config)),
        };
        // A pending read of stdin cannot be interrupted, so it is not awaited.
        runtime.shutdown_background();
        code
    }

    /// Prints to stdout immediately. A closed reader is not an error.
    pub(crate) fn print(&self, text: &str) -> ExitCode {
        let mut stdout = std::io::stdout();
        let _ = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
        ExitCode::SUCCESS
    }

    /// Prints one line to stderr.
    pub(crate) fn say(&self, line: &str) {
        let _ = writeln!(std::io::stderr(), "{}: {line}", self.name);
    }

    /// Prints an error to stderr and returns its exit code.
    pub(crate) fn fail(&self, error: &dyn std::fmt::Display, code: u8) -> ExitCode {
        self.say(&error.to_string());
        ExitCode::from(code)
    }
}
