//! Command line and environment variables.

use std::net::SocketAddr;

use clap::{Args, CommandFactory, FromArgMatches, Parser, builder::BoolishValueParser, error::ErrorKind};
use client_core::testing::Fault;

use crate::{
    account::Account,
    fault::FaultText,
    note,
    settings::{self, Set},
    value::Token,
};

/// Prefix of all variables.
const PREFIX: &str = "FAKE_";

/// State of a fake at its start, restored by `reset`.
pub(crate) struct Start<A: Account> {
    /// Listen address, as HOST:PORT.
    pub(crate) bind: String,
    pub(crate) empty: bool,
    /// Credential. Defaults to a random one.
    pub(crate) token: Option<String>,
    pub(crate) set: Set,
    pub(crate) settings: A::Settings,
    pub(crate) faults: Vec<Fault>,
}

#[derive(Debug, Parser)]
#[command(version)]
struct Options<S: Args> {
    /// Listen address, as HOST:PORT; port 0 takes a free one
    ///
    /// Everyone who can reach the address can read and change the fake. In a container, bind 0.0.0.0 and set --links
    /// to the URL that clients use.
    #[arg(long, env = "FAKE_BIND", value_name = "HOST:PORT", value_parser = bind, help_heading = "Account")]
    bind: String,
    /// Token (API key) with all permissions [default: a random one]
    #[arg(long, env = "FAKE_TOKEN", value_name = "TOKEN", help_heading = "Account")]
    token: Option<Token>,
    /// Start without data instead of the seeded company
    #[arg(long, env = "FAKE_EMPTY", value_parser = BoolishValueParser::new(), help_heading = "Account")]
    empty: bool,
    /// Make a request fail, once unless `times` is given; repeatable
    ///
    /// Comma-separated keys and values, or JSON: --fault status=500,times=2,path=/messages is
    /// --fault '{"status": 500, "times": 2, "path": "/messages"}'. The keys are listed at the end.
    #[arg(long = "fault", env = "FAKE_FAULT", value_name = "FAULT", help_heading = "Faults")]
    faults: Vec<FaultText>,
    #[command(flatten)]
    settings: S,
}

/// End of `--help`, with `URL` for the address and `EXAMPLES` for the curl lines of the vendor.
const HELP: &str = include_str!("help.txt");

/// Reads the options of this process. Ends it with code 2 if they are wrong, and with 0 after help.
pub(crate) fn read<A: Account>() -> Start<A> {
    let mut command = command::<A>();
    let matches = command.clone().get_matches();
    unknown_variables::<A>(&command);
    let mut wrong = |text: String| -> ! { command.error(ErrorKind::ValueValidation, text).exit() };
    let options = match Options::<A::Settings>::from_arg_matches(&matches) {
        Ok(options) => options,
        Err(error) => error.exit(),
    };
    let texts = options.faults.into_iter().flat_map(|FaultText(faults)| faults);
    let faults = match texts.map(A::read_fault).collect::<Result<_, _>>() {
        Ok(faults) => faults,
        Err(error) => wrong(format!("--fault: {error}")),
    };
    Start {
        bind: options.bind,
        empty: options.empty,
        token: options.token.map(|Token(token)| token),
        set: settings::named(&options.settings),
        settings: options.settings,
        faults,
    }
}

fn command<A: Account>() -> clap::Command {
    let url = format!("http://{}", A::BIND);
    let help = HELP.replace("EXAMPLES", A::EXAMPLES.trim_end()).replace("URL/", &format!("{url}/"));
    Options::<A::Settings>::command()
        .name(A::PROGRAM)
        .about(A::ABOUT)
        .mut_arg("bind", |bind| bind.required(false).default_value(A::BIND))
        // Keeps lines to copy on one line, regardless of the clap features enabled elsewhere in the workspace.
        .term_width(0)
        .after_long_help(help)
        .after_help(
            "--help describes the faults and the control API, with which tests change a running fake.",
        )
}

fn bind(text: &str) -> Result<String, String> {
    let has_port =
        text.rsplit_once(':').is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok());
    // An IPv6 address without brackets would be cut at its last colon.
    let plain = text.parse::<SocketAddr>().is_ok() || text.matches(':').count() == 1;
    if has_port && plain {
        Ok(text.to_owned())
    } else {
        Err("write HOST:PORT, for example 127.0.0.1:0 for a free port".into())
    }
}

/// Reports variables with our prefix that are not settings.
fn unknown_variables<A: Account>(command: &clap::Command) {
    let known: Vec<_> = command.get_arguments().filter_map(|option| option.get_env()).collect();
    for (name, _) in std::env::vars_os() {
        let is_ours = name.to_str().is_some_and(|name| name.starts_with(PREFIX));
        if is_ours && !known.contains(&name.as_os_str()) {
            note::<A>(&format!(
                "{} is not a setting and has no effect; --help lists all settings",
                name.display()
            ));
        }
    }
}
