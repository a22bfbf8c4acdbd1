//! The settings in force as variables, for a client that starts the program.

use client_core::redacted_url;
use serde_json::{Map, Value};

use crate::{cli::Settings, env::Environment};

/// Returns the variables equivalent to the current settings.
pub(crate) fn environment(settings: &Settings, env: &Environment) -> Map<String, Value> {
    let secret = |name: &str, placeholder: &str| env.is_set(name).then(|| placeholder.to_owned());
    let url = |url: &Option<String>| url.as_deref().map(redacted_url);
    let variables = [
        ("FRONT_API_TOKEN", secret("FRONT_API_TOKEN", "YOUR_FRONT_API_TOKEN")),
        ("FRONT_API_TOKEN_FILE", settings.front_api_token_file.clone()),
        ("FRONT_BASE_URL", url(&settings.front_base_url)),
        ("FRONT_AUTHOR_ID", settings.front_author_id.clone()),
        ("FUSEDESK_APP", settings.fusedesk_app.clone()),
        ("FUSEDESK_API_KEY", secret("FUSEDESK_API_KEY", "YOUR_FUSEDESK_API_KEY")),
        ("FUSEDESK_API_KEY_FILE", settings.fusedesk_api_key_file.clone()),
        ("FUSEDESK_BASE_URL", url(&settings.fusedesk_base_url)),
        ("FUSEDESK_AUTHOR_ID", settings.fusedesk_author_id.clone()),
        ("MCP_TOOLSETS", settings.toolsets.clone()),
        ("MCP_ALLOW", settings.allow.clone()),
    ];
    variables.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.into()))).collect()
}
