//! Command line.

use std::ffi::OsString;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, error::ErrorKind};
use clap_complete::Shell;

use crate::redact::{is_key, shorten};

/// Serves Front and FuseDesk to AI agents over MCP.
///
/// Serves over HTTP until stopped, or over stdin and stdout with --stdio. Without an account, it serves demo data
/// and prints a note. With the account of one vendor, it serves that vendor only.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 110, after_long_help = SECRETS, disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    /// Serves over stdin and stdout instead of HTTP, for the client that starts the program.
    ///
    /// For desktop clients. Stops at the end of the input. Demo data requires --demo.
    #[arg(long)]
    pub(crate) stdio: bool,
    #[command(flatten)]
    pub(crate) settings: Settings,
}

/// Subcommands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Prints the tools visible with these settings: name, access, size in tokens.
    Tools {
        /// Prints the result of `tools/list` as JSON.
        #[arg(long)]
        json: bool,
        /// Shows the tools of the caller with this principal in --keys. Defaults to callers without a filter of
        /// their own.
        #[arg(long, value_name = "PRINCIPAL")]
        caller: Option<String>,
    },
    /// Prints the configuration of MCP clients for these settings, without secrets.
    Clients,
    /// Prints the completion script of a shell.
    Completions {
        /// Shell that runs the script.
        shell: Shell,
    },
    /// Checks that a running server is ready: exit code 0 if it is, 1 if not. For container health checks.
    Healthcheck {
        /// Address of the server [default: that of --bind].
        address: Option<String>,
    },
}

/// Settings as text. [`Config`](crate::config::Config) validates them, because its errors repeat only the start of
/// a value while clap's repeat all of it.
#[derive(Debug, Default, Args)]
pub(crate) struct Settings {
    /// Serves demo data: an in-memory company that is lost when the program ends.
    ///
    /// Cannot be combined with an account.
    #[arg(long, global = true, help_heading = DATA)]
    pub(crate) demo: bool,
    /// File with the API token of Front. Or set FRONT_API_TOKEN to the token itself.
    #[arg(long, global = true, env = "FRONT_API_TOKEN_FILE", value_name = "FILE", help_heading = FRONT)]
    pub(crate) front_api_token_file: Option<String>,
    /// Base URL of Front's API [default: https://api2.frontapp.com].
    #[arg(long, global = true, env = "FRONT_BASE_URL", value_name = "URL", help_heading = FRONT)]
    pub(crate) front_base_url: Option<String>,
    /// Author of comments, drafts and replies: tea_…, alt:email:…, or api-token.
    ///
    /// Without it, comments, drafts and replies are refused. With `api-token`, comments and replies are written as
    /// the API token. Drafts always need a teammate.
    #[arg(long, global = true, env = "FRONT_AUTHOR_ID", value_name = "ID", help_heading = FRONT)]
    pub(crate) front_author_id: Option<String>,
    /// App of FuseDesk: acme, acme.fusedesk.com, or its whole URL.
    #[arg(long, global = true, env = "FUSEDESK_APP", value_name = "NAME", help_heading = FUSEDESK)]
    pub(crate) fusedesk_app: Option<String>,
    /// File with the API key of the app. Or set FUSEDESK_API_KEY to the key itself.
    #[arg(long, global = true, env = "FUSEDESK_API_KEY_FILE", value_name = "FILE", help_heading = FUSEDESK)]
    pub(crate) fusedesk_api_key_file: Option<String>,
    /// Base URL of FuseDesk's API. Defaults to that of the app.
    #[arg(long, global = true, env = "FUSEDESK_BASE_URL", value_name = "URL", help_heading = FUSEDESK)]
    pub(crate) fusedesk_base_url: Option<String>,
    /// Author of notes: the user id of a rep, or api-token.
    ///
    /// Without it, notes are refused. With `api-token` they are written as the API key.
    #[arg(long, global = true, env = "FUSEDESK_AUTHOR_ID", value_name = "ID", help_heading = FUSEDESK)]
    pub(crate) fusedesk_author_id: Option<String>,
    /// Comma-separated tool sets: front, fusedesk, fusedesk-api [default: front and fusedesk, if served].
    #[arg(long, global = true, env = "MCP_TOOLSETS", value_name = "SETS", help_heading = CALLERS)]
    pub(crate) toolsets: Option<String>,
    /// Access of callers: comma-separated read, write, send, or a filter as JSON [default: read,write; all on demo
    /// data].
    ///
    /// `send` lets a model mail customers. A filter, for example: {"methods":["read"],"tags":["contacts"]}.
    #[arg(long, global = true, env = "MCP_ALLOW", value_name = "ACCESS", help_heading = CALLERS)]
    pub(crate) allow: Option<String>,
    /// File with the bearer keys of the callers, or the JSON itself in MCP_KEYS.
    ///
    /// [{"key": "…", "principal": "triage-bot", "filter": "read,write", "author": {"front": "tea_…", "fusedesk":
    /// 12}}]. Keys have at least 16 characters; `filter` and `author` are optional. Without keys, callers are not
    /// authenticated and only a loopback address can be bound.
    #[arg(long, global = true, env = "MCP_KEYS", value_name = "FILE", help_heading = CALLERS)]
    pub(crate) keys: Option<String>,
    /// Rate limit of each caller: 60/min, 5/sec or 1000/hour [default: no limit].
    ///
    /// Callers are identified by their keys. A caller beyond the limit gets an error that states when to retry.
    #[arg(long, global = true, env = "MCP_RATE_LIMIT", value_name = "RATE", help_heading = CALLERS)]
    pub(crate) rate_limit: Option<String>,
    /// Listen address [default: 127.0.0.1:8848]; port 0 takes a free one.
    ///
    /// The MCP endpoint is /mcp; the first line on stdout contains its URL. An address reachable from other
    /// machines requires --keys.
    #[arg(long, global = true, env = "MCP_BIND", value_name = "ADDRESS", help_heading = NETWORK)]
    pub(crate) bind: Option<String>,
    /// Comma-separated host names accepted in `Host`, besides the loopback names; * for any.
    #[arg(long, global = true, env = "MCP_ALLOWED_HOSTS", value_name = "NAMES", help_heading = NETWORK)]
    pub(crate) allowed_hosts: Option<String>,
    /// Comma-separated origins of web pages that may call, besides pages of this machine: https://chat.example.com.
    ///
    /// Responses to these pages have CORS headers.
    #[arg(long, global = true, env = "MCP_ALLOWED_ORIGINS", value_name = "ORIGINS", help_heading = NETWORK)]
    pub(crate) allowed_origins: Option<String>,
    /// Address of /metrics, /healthz and /readyz for monitoring. By default /metrics is served beside /mcp, on
    /// loopback only.
    #[arg(long, global = true, env = "MCP_METRICS_BIND", value_name = "ADDRESS", help_heading = NETWORK)]
    pub(crate) metrics_bind: Option<String>,
    /// Timeout of a call [default: 50s].
    #[arg(long, global = true, env = "MCP_CALL_TIMEOUT", value_name = "TIME", help_heading = LIMITS)]
    pub(crate) call_timeout: Option<String>,
    /// Time limit for running calls after SIGTERM [default: the call timeout plus 5s].
    #[arg(long, global = true, env = "MCP_SHUTDOWN_GRACE", value_name = "TIME", help_heading = LIMITS)]
    pub(crate) shutdown_grace: Option<String>,
    /// Timeout from the first byte of a request to the end of its headers [default: 10s].
    #[arg(long, global = true, env = "MCP_HEADER_TIMEOUT", value_name = "TIME", help_heading = LIMITS)]
    pub(crate) header_timeout: Option<String>,
    /// Timeout between two requests on one connection [default: 75s].
    #[arg(long, global = true, env = "MCP_IDLE_TIMEOUT", value_name = "TIME", help_heading = LIMITS)]
    pub(crate) idle_timeout: Option<String>,
    /// Timeout for a client that does not read its response [default: 30s].
    #[arg(long, global = true, env = "MCP_WRITE_TIMEOUT", value_name = "TIME", help_heading = LIMITS)]
    pub(crate) write_timeout: Option<String>,
    /// Maximum number of connections; further ones wait [default: 1024].
    #[arg(long, global = true, env = "MCP_MAX_CONNECTIONS", value_name = "COUNT", help_heading = LIMITS)]
    pub(crate) max_connections: Option<String>,
    /// Format of the log on stderr: text or json [default: text].
    #[arg(long, global = true, env = "MCP_LOG_FORMAT", value_name = "FORMAT", help_heading = LOG)]
    pub(crate) log_format: Option<String>,
}

const DATA: &str = "Data";
const FRONT: &str = "Front";
const FUSEDESK: &str = "FuseDesk";
const CALLERS: &str = "Callers";
const NETWORK: &str = "Network";
const LIMITS: &str = "Limits (30s, 1m 30s)";
const LOG: &str = "Log";

const SECRETS: &str = "\
Environment only:
  FRONT_API_TOKEN    API token of Front
  FUSEDESK_API_KEY   API key of the FuseDesk app
  MCP_STATE_KEY      secret of at least 32 bytes that signs cursors and request states; processes behind one
                     address share it [default: a random one, so both end with the process]
  RUST_LOG           log levels [default: warn], for example warn,mcp_tower=debug

Exit codes: 0 after Ctrl-C, SIGTERM or, with --stdio, the end of the input; 1 if it cannot serve; 2 for invalid
arguments or settings.";

/// Variables without a command-line argument, because other programs could read a command line.
pub(crate) const ONLY_VARIABLES: [&str; 3] = ["FRONT_API_TOKEN", "FUSEDESK_API_KEY", "MCP_STATE_KEY"];

/// Result of a command line that ends the program.
#[derive(Debug)]
pub(crate) enum Exit {
    /// Help or version, as requested.
    Help(String),
    /// An error.
    Error(String),
}

/// Parses the arguments, beginning with the program's name.
pub(crate) fn parse(name: &'static str, args: impl IntoIterator<Item = OsString>) -> Result<Cli, Exit> {
    let args: Vec<OsString> = args.into_iter().collect();
    let matches = command(name).try_get_matches_from(&args);
    matches.and_then(|matches| Cli::from_arg_matches(&matches)).map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Exit::Help(error.to_string()),
        _ => Exit::Error(without_values(&error.to_string(), &args)),
    })
}

/// Returns the names of the variables that have an argument.
pub(crate) fn variables() -> Vec<String> {
    let command = Cli::command();
    let names = command.get_arguments().filter_map(|arg| arg.get_env());
    names.map(|name| name.to_string_lossy().into_owned()).collect()
}

/// Returns the completion script of a shell.
pub(crate) fn completions(name: &'static str, shell: Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command(name), name, &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

fn command(name: &'static str) -> clap::Command {
    // Hides the environment's current values in the help: one may be a secret in the wrong place.
    Cli::command().name(name).bin_name(name).mut_args(|arg| arg.hide_env_values(true))
}

/// Returns clap's message as one line with shortened values: one may be a secret in the wrong place.
fn without_values(message: &str, args: &[OsString]) -> String {
    let message = message.strip_prefix("error: ").unwrap_or(message);
    let sentences: Vec<&str> = message
        .lines()
        .map(str::trim)
        .filter(|line| {
            !line.is_empty() && !line.starts_with("Usage:") && !line.starts_with("For more information")
        })
        .collect();
    let mut message = sentences.join("; ");
    for arg in args.iter().skip(1) {
        let arg = arg.to_string_lossy();
        let value = match (arg.starts_with('-'), arg.split_once('=')) {
            (true, Some((_, value))) => value,
            (true, None) if is_key(arg.trim_start_matches('-')) => &*arg,
            (true, None) => continue,
            (false, _) => &*arg,
        };
        if !value.is_empty() {
            message = message.replace(&format!("'{value}'"), &shorten(value));
        }
    }
    format!("{message}; see --help")
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Parses arguments without the environment of the test.
    pub(crate) fn parse(args: &[&str]) -> Result<Cli, Exit> {
        let args: Vec<OsString> =
            std::iter::once("frontdesk").chain(args.iter().copied()).map(OsString::from).collect();
        let mut command = command("frontdesk").mut_args(|arg| arg.env(None::<&str>));
        command.build();
        let matches = command.try_get_matches_from(&args);
        matches
            .and_then(|matches| Cli::from_arg_matches(&matches))
            .map_err(|error| Exit::Error(without_values(&error.to_string(), &args)))
    }

    fn wrong(args: &[&str]) -> String {
        match parse(args) {
            Err(Exit::Error(error)) => error,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn settings_go_before_and_after_a_subcommand() {
        assert!(parse(&[]).unwrap().command.is_none());
        for args in [["--demo", "tools", "--json"], ["tools", "--json", "--demo"]] {
            let cli = parse(&args).unwrap();
            assert!(cli.settings.demo && matches!(cli.command, Some(Command::Tools { json: true, .. })));
        }
        let cli = parse(&["--stdio", "--bind=127.0.0.1:0"]).unwrap();
        assert!(cli.stdio && cli.settings.bind.as_deref() == Some("127.0.0.1:0"));
    }

    #[test]
    fn errors_repeat_no_value() {
        let error = wrong(&["sk_live_4242424242424242"]);
        assert!(error.contains("\"sk_live_…\"") && !error.contains("4242"), "{error}");
        let error = wrong(&["--demo=sk_live_4242424242424242"]);
        assert!(!error.contains("4242") && error.lines().count() == 1, "{error}");
        let error = wrong(&["completions", "sk_live_4242424242424242"]);
        assert!(!error.contains("4242"), "{error}");
        let error = wrong(&["--tokn"]);
        assert!(error.starts_with("unexpected argument '--tokn' found"), "{error}");
    }

    #[test]
    fn each_variable_has_one_argument() {
        let variables = variables();
        for name in ["MCP_BIND", "MCP_ALLOW", "MCP_KEYS", "FRONT_AUTHOR_ID", "FUSEDESK_APP"] {
            assert_eq!(variables.iter().filter(|known| *known == name).count(), 1, "{name}");
        }
        for name in ONLY_VARIABLES {
            assert!(SECRETS.contains(name) && !variables.iter().any(|known| known == name), "{name}");
        }
    }

    #[test]
    fn every_shell_has_completions() {
        for shell in [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell, Shell::Elvish] {
            assert!(completions("frontdesk", shell).contains("frontdesk"), "{shell}");
        }
    }
}
