//! What is printed once the endpoint can be reached.

use std::{fmt, net::SocketAddr};

use mcp_core::{META_CLIENT_CAPABILITIES, META_CLIENT_INFO, META_PROTOCOL_VERSION, ProtocolVersion};
use serde_json::json;

use crate::{config::Config, desktop};

/// The version of the Inspector that the printed line was tried with.
const INSPECTOR: &str = "@modelcontextprotocol/inspector@2.12.0";

/// The first lines on stdout. The very first one holds the URL.
pub(crate) struct Banner<'a> {
    pub(crate) address: SocketAddr,
    pub(crate) config: &'a Config,
    pub(crate) tools: usize,
}

impl Banner<'_> {
    fn url(&self) -> String {
        format!("http://{}/mcp", self.address)
    }

    /// One line for a shell: a call in the stateless revision, which needs no handshake.
    fn curl(&self) -> String {
        let tool = self.config.toolsets.first().map_or("", |set| set.sample());
        let version = ProtocolVersion::V2026_07_28;
        let body = json!({
            "jsonrpc": "2.0",
            "id": 1,
            "method": "tools/call",
            "params": {
                "name": tool,
                "arguments": {},
                "_meta": {
                    META_PROTOCOL_VERSION: version.as_str(),
                    META_CLIENT_INFO: { "name": "curl", "version": "1" },
                    META_CLIENT_CAPABILITIES: {},
                },
            },
        });
        format!(
            "curl -sS '{}' -H 'Content-Type: application/json' -H 'Accept: application/json, text/event-stream' \
             -H 'MCP-Protocol-Version: {version}' -H 'Mcp-Method: tools/call' -H 'Mcp-Name: {tool}' -d '{body}'",
            self.url(),
        )
    }
}

impl fmt::Display for Banner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = self.url();
        writeln!(f, "MCP endpoint: {url}")?;
        writeln!(f)?;
        if self.config.serves_front() {
            write!(f, "{}", self.config.front)?;
        }
        if self.config.serves_fusedesk() {
            write!(f, "{}", self.config.fusedesk)?;
        }
        let sets: Vec<String> = self.config.toolsets.iter().map(ToString::to_string).collect();
        writeln!(f, "Tools: {} ({}).", self.tools, sets.join(", "))?;
        writeln!(f, "\nClaude Code:\n  claude mcp add --transport http frontdesk {url}")?;
        writeln!(
            f,
            "\nDesktop clients, which start it themselves, in their settings:\n  {}",
            desktop::settings()
        )?;
        writeln!(
            f,
            "\nMCP Inspector (Node 22 or newer):\n  npx {INSPECTOR} --cli --server-url {url} --transport http --protocol-era modern \
             --method tools/list"
        )?;
        writeln!(f, "\ncurl:\n  {}", self.curl())?;
        writeln!(f, "\nCtrl-C stops it.")
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::*;

    fn banner(variables: &[(&str, &str)]) -> String {
        let config = Config::read(|name| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value))
        })
        .unwrap();
        Banner { address: ([127, 0, 0, 1], 8848).into(), config: &config, tools: 19 }.to_string()
    }

    #[test]
    fn the_first_line_holds_the_url() {
        let text = banner(&[]);
        assert_eq!(text.lines().next(), Some("MCP endpoint: http://127.0.0.1:8848/mcp"));
        assert!(text.contains("Front: the fake") && text.contains("FuseDesk: the fake"));
        assert!(text.contains("  claude mcp add --transport http frontdesk http://127.0.0.1:8848/mcp\n"));
    }

    #[test]
    fn no_secret_is_printed() {
        let text = banner(&[
            ("FRONT_API_TOKEN", "s3cret"),
            ("FRONT_BASE_URL", "https://user:pa55@front.example/v1?key=k3y"),
            ("FUSEDESK_API_KEY", "s3cret"),
            ("FUSEDESK_BASE_URL", "https://user:pa55@desk.example?key=k3y"),
        ]);
        assert!(text.contains("at https://desk.example."), "{text}");
        assert!(text.contains("at https://front.example/v1."), "{text}");
        assert!(text.contains("No author: comments, drafts and replies need FRONT_AUTHOR_ID"), "{text}");
        for secret in ["s3cret", "pa55", "k3y"] {
            assert!(!text.contains(secret), "{secret}");
        }
    }

    #[test]
    fn the_curl_line_is_one_line_with_a_json_body() {
        let text = banner(&[]);
        let line = text.lines().find(|line| line.starts_with("  curl ")).unwrap();
        let body = line.split("-d '").nth(1).unwrap().strip_suffix('\'').unwrap();
        let body: serde_json::Value = serde_json::from_str(body).unwrap();
        assert_eq!(body["params"]["name"], "list_teammates");
    }
}
