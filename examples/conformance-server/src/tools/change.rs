//! Tools that change the lists of the server that serves them.

use mcp_core::{NoArguments, Registry, RegistryError, ToolError, ToolOutput, tool_fn};
use mcp_tower::LiveServer;

use crate::live::{self, Guest};

pub(crate) fn registry(live: &LiveServer) -> Result<Registry, RegistryError> {
    let of = |name, description, guest| {
        let live = live.clone();
        tool_fn(name, description, move |_: NoArguments| {
            let changed = live::visit(&live, guest)
                .map(|()| ToolOutput::text("The list changed twice."))
                .map_err(|error| ToolError::internal(error.to_string()));
            async move { changed }
        })
    };
    Registry::new().with(of("test_trigger_tool_change", "Changes the list of tools.", Guest::Tool))?.with(of(
        "test_trigger_prompt_change",
        "Changes the list of prompts.",
        Guest::Prompt,
    ))
}
