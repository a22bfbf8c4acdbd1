//! Configuration of MCP clients, ready to paste. Secrets are placeholders.

use std::{path::Path, process::ExitCode};

use serde_json::{Value, json};

use crate::{Program, config::Config, network::url};

/// Placeholder of a key of `MCP_KEYS`.
const KEY: &str = "YOUR_KEY";
/// Version of the Inspector with which the printed line was tested.
const INSPECTOR: &str = "@modelcontextprotocol/inspector@2.12.0";

/// Prints the configurations without serving.
pub(crate) fn run(program: &Program, config: &Config) -> ExitCode {
    let url = config.public_url.clone().unwrap_or_else(|| url(config.bind));
    program.print(&format!("{}{}", of_url(&url, config.keys.is_some()), of_program(config)))
}

/// Returns the lines for clients that use the endpoint's URL.
pub(crate) fn of_url(url: &str, keys: bool) -> String {
    let bearer = format!("Bearer {KEY}");
    let (claude, codex, inspector) = match keys {
        true => (
            format!(" --header 'Authorization: {bearer}'"),
            " --bearer-token-env-var FRONTDESK_KEY".to_owned(),
            format!(" --header 'Authorization: {bearer}'"),
        ),
        false => Default::default(),
    };
    let mut cursor = json!({ "url": url });
    let mut code = json!({ "name": "frontdesk", "type": "http", "url": url });
    if keys {
        for server in [&mut cursor, &mut code] {
            server["headers"] = json!({ "Authorization": bearer });
        }
    }
    let cursor = json!({ "mcpServers": { "frontdesk": cursor } });
    let chatgpt = match keys {
        true => "sends no key: it signs in with OAuth or not at all, so it cannot use this endpoint",
        false => "needs an https URL that reaches this endpoint, which then serves anyone who has the URL",
    };
    format!(
        "
Claude Code:
  claude mcp add --transport http frontdesk {url}{claude}

Codex:
  codex mcp add frontdesk --url {url}{codex}

Cursor, in ~/.cursor/mcp.json:
  {cursor}

VS Code:
  code --add-mcp '{code}'

ChatGPT (Settings, Apps & Connectors, developer mode):
  {chatgpt}

MCP Inspector (Node 22 or newer):
  npx {INSPECTOR} --cli --server-url {url} --transport http --protocol-era modern --method tools/list{inspector}
"
    )
}

/// Returns the lines for desktop clients, which start the program themselves.
pub(crate) fn of_program(config: &Config) -> String {
    let program = std::env::current_exe();
    let settings = desktop(program.as_deref().unwrap_or(Path::new("frontdesk")), config);
    format!("\nClaude Desktop and other clients that start the program, in their settings:\n  {settings}\n")
}

/// Returns one line of JSON that starts this program with the same settings, independent of the client's working
/// directory and search path.
fn desktop(program: &Path, config: &Config) -> Value {
    let args = if config.demo { json!(["--stdio", "--demo"]) } else { json!(["--stdio"]) };
    let mut server = json!({ "command": program.to_string_lossy(), "args": args });
    if !config.client_env.is_empty() {
        server["env"] = Value::Object(config.client_env.clone());
    }
    json!({ "mcpServers": { "frontdesk": server } })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::tests::read;

    #[test]
    fn a_desktop_client_starts_this_program_with_the_same_settings() {
        let variables = [
            ("FRONT_API_TOKEN", "s3cret"),
            ("FRONT_BASE_URL", "https://me:pa55@front.example?k=k3y"),
            ("FRONT_AUTHOR_ID", "tea_mia"),
            ("MCP_ALLOW", "read"),
        ];
        let settings = desktop(Path::new("C:\\a b\"c"), &read(&[], &variables).unwrap());
        let server = &settings["mcpServers"]["frontdesk"];
        assert_eq!(server["args"], json!(["--stdio"]));
        assert_eq!(
            server["env"],
            json!({
                "FRONT_API_TOKEN": "YOUR_FRONT_API_TOKEN", "FRONT_BASE_URL": "https://front.example",
                "FRONT_AUTHOR_ID": "tea_mia", "MCP_ALLOW": "read",
            })
        );
        assert!(!settings.to_string().contains('\n'));
        let demo = desktop(Path::new("f"), &read(&[], &[]).unwrap());
        assert_eq!(demo["mcpServers"]["frontdesk"], json!({ "command": "f", "args": ["--stdio", "--demo"] }));
    }

    #[test]
    fn every_client_configuration_has_a_key_placeholder() {
        let url = "http://127.0.0.1:8848/mcp";
        let (open, keyed) = (of_url(url, false), of_url(url, true));
        for client in ["Claude Code", "Codex", "Cursor", "VS Code", "ChatGPT", "MCP Inspector"] {
            assert!(open.contains(client) && keyed.contains(client), "{client}");
        }
        assert!(!open.contains(KEY));
        assert_eq!(keyed.matches("Bearer YOUR_KEY").count(), 4, "{keyed}");
        let json = keyed.lines().find(|line| line.contains("mcpServers")).unwrap();
        let json: Value = serde_json::from_str(json).unwrap();
        assert_eq!(json["mcpServers"]["frontdesk"]["headers"]["Authorization"], "Bearer YOUR_KEY");
    }
}
