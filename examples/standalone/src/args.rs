//! The command line.

use std::ffi::OsString;

use crate::desktop;

/// What `--help` prints.
pub(crate) fn help() -> String {
    format!("{HELP}{}\n", desktop::settings())
}

const HELP: &str = "\
Serves Front and FuseDesk to AI agents over MCP (Streamable HTTP, or stdio).

Usage: standalone [--stdio | --help | --version]

  --stdio   serves the client that started the program, over stdin and stdout, in place of HTTP: for desktop clients.
            It ends with its input; MCP_BIND has no effect

With no account it serves fakes of both: a company in memory that forgets everything when the program ends. With the
account of one vendor it serves that one; name the tool set of the other to have its fake beside it.

Environment:
  MCP_BIND            address to listen on [default: 127.0.0.1:8848]; loopback only, port 0 takes a free one.
                      The MCP endpoint is at /mcp; the first line on stdout holds its URL
  MCP_TOOLSETS        comma list of tool sets [default: front and fusedesk, of the vendors that are served]:
                      front         the tools of Front
                      fusedesk      the tools of FuseDesk
                      fusedesk-api  one tool for each operation of FuseDesk's API
  FRONT_API_TOKEN     API token of Front
  FRONT_BASE_URL      base URL of Front's API [default: https://api2.frontapp.com]; needs FRONT_API_TOKEN
  FRONT_AUTHOR_ID     teammate (tea_...) in whose name the tools comment, draft and reply, or api-token for the API token
                      itself, which cannot draft. Without it these are refused; on the fake it is tea_sarah
  FUSEDESK_APP        the app: acme, acme.fusedesk.com, or its whole address; needs FUSEDESK_API_KEY
  FUSEDESK_API_KEY    API key of the app
  FUSEDESK_BASE_URL   base URL of FuseDesk's API in place of that of the app; needs FUSEDESK_API_KEY
  FUSEDESK_AUTHOR_ID  user id of the rep in whose name the tools write notes, or api-token for the API key itself. Without
                      it notes and replies are refused; on the fake it is Sarah's
  RUST_LOG            what to log on stderr [default: warn], for example warn,mcp_tower=debug

Exit codes: 0 after Ctrl-C, SIGTERM or, with --stdio, the end of the input; 1 when it could not serve; 2 when the
arguments or the environment are wrong.

A desktop client starts it by this in its settings, to which \"env\" beside \"args\" adds the environment:
";

/// What later versions will understand, so that nobody takes it for served.
const LATER: [&str; 2] = ["--redis", "--config"];

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Serve,
    Stdio,
    Help,
    Version,
}

/// A command line that is not understood.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum UsageError {
    #[error("{0} is not supported yet; settings come from the environment, see --help")]
    Later(String),
    #[error("unknown argument {0:?}; see --help")]
    Unknown(String),
}

/// Reads the arguments, without the program's name.
pub(crate) fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Command, UsageError> {
    let mut command = Command::Serve;
    for arg in args {
        let arg = arg.to_string_lossy();
        command = match &*arg {
            "--help" | "-h" => return Ok(Command::Help),
            "--version" | "-V" => Command::Version,
            "--stdio" => Command::Stdio,
            other => {
                let name = other.split('=').next().unwrap_or(other);
                return Err(match LATER.contains(&name) {
                    true => UsageError::Later(name.to_owned()),
                    false => UsageError::Unknown(other.to_owned()),
                });
            }
        };
    }
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Command, UsageError> {
        super::parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn serves_when_nothing_is_asked() {
        assert_eq!(parse(""), Ok(Command::Serve));
        assert_eq!(parse("-h"), Ok(Command::Help));
        assert_eq!(parse("--version"), Ok(Command::Version));
        assert_eq!(parse("--stdio"), Ok(Command::Stdio));
    }

    #[test]
    fn the_help_ends_with_settings_to_copy() {
        let help = help();
        assert!(help.starts_with("Serves Front and FuseDesk") && help.contains("--stdio"));
        let settings: serde_json::Value = serde_json::from_str(help.lines().last().unwrap()).unwrap();
        assert_eq!(settings["mcpServers"]["frontdesk"]["args"][0], "--stdio");
    }

    #[test]
    fn says_what_is_not_supported_yet() {
        for line in ["--redis redis://127.0.0.1", "--config=a.toml"] {
            assert!(matches!(parse(line), Err(UsageError::Later(_))), "{line}");
        }
        assert_eq!(parse("--port 1"), Err(UsageError::Unknown("--port".to_owned())));
    }
}
