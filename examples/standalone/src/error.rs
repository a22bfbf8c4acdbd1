//! Reasons not to serve.

use std::fmt;

use mcp_core::{FilterError, RegistryError};

use crate::redact::{shorten, shorten_quoted};

/// An invalid setting. The message repeats at most a few characters of its value.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ConfigError(String);

impl ConfigError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ConfigError {}

/// Reason why serving failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SetupError {
    #[error("FRONT_API_TOKEN or FRONT_BASE_URL cannot be used: {0}")]
    Front(front_client::Error),
    #[error("FUSEDESK_APP, FUSEDESK_API_KEY or FUSEDESK_BASE_URL cannot be used: {0}")]
    FuseDesk(fusedesk_client::Error),
    #[error("the tool sets cannot be combined: {0}")]
    Tools(#[from] RegistryError),
    #[error("MCP_ALLOW: {}; `frontdesk tools` lists the tools", shorten_quoted(&.0.to_string()))]
    Allow(FilterError),
    #[error("MCP_KEYS: the filter of {}: {}", shorten(.0), shorten_quoted(&.1.to_string()))]
    KeyFilter(String, FilterError),
    #[error("{0}")]
    Config(#[from] ConfigError),
}
