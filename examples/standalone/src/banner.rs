//! Lines printed to stdout when the endpoint is reachable.

use std::{fmt, net::SocketAddr};

use mcp_core::{
    META_CLIENT_CAPABILITIES, META_CLIENT_INFO, META_PROTOCOL_VERSION, ProtocolVersion, Registry,
};
use serde_json::json;

use crate::{access::Summary, clients, config::Config, credential_check::Report, network::url};

/// Lines after the first.
pub(crate) struct Banner<'a> {
    pub(crate) config: &'a Config,
    pub(crate) address: SocketAddr,
    pub(crate) metrics: Option<SocketAddr>,
    pub(crate) tools: &'a Registry,
    pub(crate) report: &'a Report,
}

/// Returns the first line.
pub(crate) fn first_line(address: SocketAddr) -> String {
    format!("MCP endpoint: {}\n", url(address))
}

impl Banner<'_> {
    /// Returns a shell command: a call in the stateless revision, which needs no handshake.
    fn curl(&self) -> String {
        let sample = |name: &&str| self.tools.view(self.config.allow.filter()).get(name).is_some();
        let tool = self.config.toolsets.iter().map(|set| set.sample()).find(sample);
        let version = ProtocolVersion::V2026_07_28;
        let meta = json!({
            META_PROTOCOL_VERSION: version.as_str(),
            META_CLIENT_INFO: { "name": "curl", "version": "1" },
            META_CLIENT_CAPABILITIES: {},
        });
        let (method, params) = match tool {
            Some(tool) => ("tools/call", json!({ "name": tool, "arguments": {}, "_meta": meta })),
            None => ("tools/list", json!({ "_meta": meta })),
        };
        let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        let name = tool.map_or_else(String::new, |tool| format!(" -H 'Mcp-Name: {tool}'"));
        let key = if self.config.keys.is_some() { " -H 'Authorization: Bearer YOUR_KEY'" } else { "" };
        format!(
            "curl -sS '{}'{key} -H 'Content-Type: application/json' -H 'Accept: application/json, text/event-stream' \
             -H 'MCP-Protocol-Version: {version}' -H 'Mcp-Method: {method}'{name} -d '{body}'",
            url(self.address),
        )
    }

    /// Writes the lines on the callers' access, and how to change it.
    fn access(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let allow = &self.config.allow;
        let summary = Summary::new(self.tools, allow.filter());
        let change = if summary.is_all() { "MCP_ALLOW=read,write" } else { "MCP_ALLOW=read,write,send" };
        let Some(keys) = &self.config.keys else {
            writeln!(f, "Callers may: {summary} To change it: {change}.")?;
            return writeln!(
                f,
                "Callers are not authenticated: anyone who can connect to this address can call."
            );
        };
        match keys.iter().all(|key| key.filter.is_some()) {
            true => writeln!(f, "Callers may:")?,
            false => {
                writeln!(f, "Callers without a filter of their own may: {summary} To change it: {change}.")?
            }
        }
        for key in keys.iter() {
            let summary = Summary::new(self.tools, &allow.of_key(key.filter.as_ref()));
            writeln!(f, "       {}: {summary}", key.principal)?;
        }
        Ok(())
    }
}

impl fmt::Display for Banner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let config = self.config;
        writeln!(f)?;
        if config.demo {
            writeln!(
                f,
                "DEMO DATA: a fictional company in memory, reset at every start. Nothing leaves this machine."
            )?;
        }
        if config.serves_front() {
            write!(f, "{}", config.front)?;
        }
        if config.serves_fusedesk() {
            write!(f, "{}", config.fusedesk)?;
        }
        for line in &self.report.lines {
            writeln!(f, "{line}")?;
        }
        let sets: Vec<String> = config.toolsets.iter().map(ToString::to_string).collect();
        let visible = self.tools.view(config.allow.filter()).iter().count();
        writeln!(f, "Tools: {visible} of {} ({}).", self.tools.len(), sets.join(", "))?;
        self.access(f)?;
        match (self.metrics, config.metrics_beside()) {
            (Some(address), _) => writeln!(f, "Monitoring: http://{address}/metrics, /healthz, /readyz.")?,
            (None, true) => writeln!(f, "Monitoring: /metrics, /healthz, /readyz beside /mcp.")?,
            (None, false) => writeln!(f, "Monitoring: /healthz, /readyz. MCP_METRICS_BIND serves /metrics.")?,
        }
        let public = config.public_url.clone().unwrap_or_else(|| url(self.address));
        f.write_str(&clients::of_url(&public, config.keys.is_some()))?;
        f.write_str(&clients::of_program(config))?;
        writeln!(f, "\ncurl:\n  {}", self.curl())?;
        writeln!(f, "\nCtrl-C stops it.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::tests::read, tools};

    fn banner(args: &[&str], variables: &[(&str, &str)]) -> String {
        let config = read(args, variables).unwrap();
        let (tools, _) = tools::connect(&config).unwrap();
        let address = ([127, 0, 0, 1], 8848).into();
        Banner { config: &config, address, metrics: None, tools: &tools, report: &Report::default() }
            .to_string()
    }

    #[test]
    fn first_line_contains_the_url() {
        assert_eq!(first_line(([127, 0, 0, 1], 8848).into()), "MCP endpoint: http://127.0.0.1:8848/mcp\n");
        assert_eq!(url(([0, 0, 0, 0], 80).into()), "http://127.0.0.1:80/mcp");
        assert_eq!(url("[::]:80".parse().unwrap()), "http://[::1]:80/mcp");
    }

    #[test]
    fn banner_mentions_demo_data_only_for_demo_data() {
        assert!(banner(&[], &[]).contains("DEMO DATA"));
        assert!(!banner(&[], &[("FRONT_API_TOKEN", "t")]).to_lowercase().contains("demo"));
    }

    #[test]
    fn banner_states_access_and_its_setting() {
        let text = banner(&[], &[("FRONT_API_TOKEN", "t")]);
        assert!(
            text.contains("Callers may: read, write. Not: send. To change it: MCP_ALLOW=read,write,send."),
            "{text}"
        );
        assert!(text.contains("Tools: 17 of 19 (front)."), "{text}");
        assert!(
            banner(&[], &[]).contains("Callers may: read, write, send. To change it: MCP_ALLOW=read,write.")
        );
        let keys = r#"[{"key": "c0ffeec0ffeec0ffee", "principal": "auditor", "filter": "read"}]"#;
        let text = banner(&[], &[("MCP_KEYS", keys)]);
        assert!(text.contains("       auditor: read. Not: write, send.\n"), "{text}");
        assert!(
            !text.contains("c0ffee")
                && text.contains("curl -sS 'http://127.0.0.1:8848/mcp' -H 'Authorization: Bearer YOUR_KEY'")
        );
    }

    #[test]
    fn no_secret_is_printed() {
        let text = banner(
            &[],
            &[
                ("FRONT_API_TOKEN", "s3cret"),
                ("FRONT_BASE_URL", "https://front.example/v1"),
                ("FUSEDESK_API_KEY", "s3cret"),
                ("FUSEDESK_BASE_URL", "https://desk.example"),
            ],
        );
        assert!(
            text.contains("at https://desk.example.") && text.contains("at https://front.example/v1."),
            "{text}"
        );
        assert!(text.contains("set FRONT_AUTHOR_ID"));
        assert!(!text.contains("s3cret"), "{text}");
    }

    #[test]
    fn the_curl_line_calls_a_tool_that_is_visible() {
        let body = |text: &str| -> serde_json::Value {
            let line = text.lines().find(|line| line.starts_with("  curl ")).unwrap();
            let body = line.split("-d '").nth(1).unwrap().strip_suffix('\'').unwrap();
            serde_json::from_str(body).unwrap()
        };
        assert_eq!(body(&banner(&[], &[]))["params"]["name"], "list_teammates");
        assert_eq!(body(&banner(&["--allow=send"], &[]))["method"], "tools/list");
    }
}
