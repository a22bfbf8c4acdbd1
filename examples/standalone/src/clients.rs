//! How a desktop client starts this program.

use std::path::Path;

use serde_json::{Value, json};

/// What stands in the settings of a desktop client, `claude_desktop_config.json` and its like: one line of JSON that starts
/// this very program, wherever the client's working directory and search path are.
pub(crate) fn settings() -> String {
    let program = std::env::current_exe();
    of(program.as_deref().unwrap_or(Path::new("standalone"))).to_string()
}

fn of(program: &Path) -> Value {
    json!({ "mcpServers": { "frontdesk": { "command": program.to_string_lossy(), "args": ["--stdio"] } } })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_starts_this_program() {
        let settings: Value = serde_json::from_str(&settings()).unwrap();
        let server = &settings["mcpServers"]["frontdesk"];
        assert_eq!(server["command"], std::env::current_exe().unwrap().to_str().unwrap());
        assert_eq!(server["args"], json!(["--stdio"]));
        assert!(!of(Path::new("C:\\a b\"c")).to_string().contains('\n'));
    }
}
