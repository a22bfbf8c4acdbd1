//! The subcommand `tools`: the list as a model sees it.

use std::{fmt::Write as _, process::ExitCode};

use mcp_core::{Access, Filter, View};
use serde_json::Value;

use crate::{EXIT_USAGE, Program, config::Config, error::ConfigError, redact::shorten, serve};

/// Prints the tools visible to a caller. Defaults to callers without a filter of their own.
pub(crate) fn run(program: &Program, config: &Config, json: bool, caller: Option<&str>) -> ExitCode {
    let filter = match filter_of(config, caller) {
        Ok(filter) => filter,
        Err(error) => return program.fail(&error, EXIT_USAGE),
    };
    let tools = match serve::setup(config) {
        Ok(setup) => setup.tools,
        Err(error) => return program.fail(&error, EXIT_USAGE),
    };
    let view = tools.view(&filter);
    let bytes = view.list_bytes();
    if json {
        return program.print(&format!("{{\"tools\":{}}}\n", String::from_utf8_lossy(&bytes)));
    }
    match table(&view, &bytes) {
        Ok(table) => program.print(&table),
        Err(error) => program.fail(&format!("the tools cannot be counted: {error}"), 1),
    }
}

fn filter_of(config: &Config, caller: Option<&str>) -> Result<Filter, ConfigError> {
    let Some(caller) = caller else { return Ok(config.allow.filter().clone()) };
    let mut keys = config.keys.iter().flat_map(|keys| keys.iter());
    match keys.find(|key| key.principal == caller) {
        Some(key) => Ok(config.allow.of_key(key.filter.as_ref())),
        None => Err(ConfigError::new(format!("MCP_KEYS has no key of the principal {}", shorten(caller)))),
    }
}

/// Formats one row per tool. Token counts use `o200k_base`, OpenAI's encoding since GPT-4o; other models differ by
/// a few percent.
fn table(view: &View, list: &[u8]) -> serde_json::Result<String> {
    let count = |text: &str| tiktoken_rs::o200k_base_singleton().encode_ordinary(text).len();
    let entries: Vec<Value> = serde_json::from_slice(list)?;
    let rows: Vec<(&str, &str, usize)> = entries
        .iter()
        .map(|entry| {
            let name = entry["name"].as_str().unwrap_or_default();
            (
                name,
                view.get(name).map_or("", |tool| word(tool.definition().access())),
                count(&entry.to_string()),
            )
        })
        .collect();
    let width = rows.iter().map(|(name, ..)| name.len()).max().unwrap_or(0).max("tool".len());
    let mut table = format!("{:width$}  access  tokens\n", "tool");
    for (name, access, tokens) in &rows {
        let _ = writeln!(table, "{name:width$}  {access:6}  {tokens:>6}");
    }
    let total: usize = rows.iter().map(|(.., tokens)| tokens).sum();
    let _ = writeln!(table, "\n{} tools, {total} tokens (o200k_base), output schemas included.", rows.len());
    Ok(table)
}

fn word(access: Access) -> &'static str {
    match access {
        Access::Read => "read",
        Access::Write => "write",
        Access::Send => "send",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::tests::read, tools};

    #[test]
    fn caller_is_selected_by_principal() {
        let keys = r#"[{"key": "c0ffeec0ffeec0ffee", "principal": "auditor", "filter": "read"}]"#;
        let config = read(&["--demo"], &[("MCP_KEYS", keys)]).unwrap();
        assert_eq!(filter_of(&config, Some("auditor")), crate::access::parse("k", "read"));
        assert_eq!(filter_of(&config, None).unwrap(), Filter::all());
        let error = filter_of(&config, Some("nobody")).unwrap_err().to_string();
        assert_eq!(error, "MCP_KEYS has no key of the principal \"nobody\"");
    }

    #[test]
    fn the_table_has_a_row_for_each_visible_tool() {
        let config = read(&["--demo", "--toolsets=front", "--allow=read"], &[]).unwrap();
        let (tools, _) = tools::connect(&config).unwrap();
        let view = tools.view(config.allow.filter());
        let table = table(&view, &view.list_bytes()).unwrap();
        assert!(table.starts_with("tool ") && table.contains("\nlist_tags "), "{table}");
        assert!(!table.contains("send_reply") && table.contains("\n11 tools, "), "{table}");
        let row = table.lines().find(|line| line.starts_with("search_conversations")).unwrap();
        let words: Vec<&str> = row.split_whitespace().collect();
        assert_eq!(words[1], "read");
        assert!((100..5_000).contains(&words[2].parse().unwrap()), "{row}");
    }
}
