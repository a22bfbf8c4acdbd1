//! All fixtures, in one registry.

use mcp_core::{Registry, RegistryError};
use mcp_tower::LiveServer;

use crate::{prompts, resources, tools};

/// Returns all fixtures. Those that change a list change that of this server.
pub(crate) fn registry(live: &LiveServer) -> Result<Registry, RegistryError> {
    [
        tools::content()?,
        tools::notify()?,
        tools::ask()?,
        tools::rounds()?,
        tools::schema()?,
        tools::cancel()?,
        tools::change(live)?,
        prompts::registry()?,
        resources::registry()?,
    ]
    .iter()
    .try_fold(Registry::new(), Registry::merge)
}
