//! Tools that change the server: its lists, and a resource.

use mcp_core::{HandlerError, NoArguments, Registry, RegistryError, ToolOutput, tool_fn};
use mcp_tower::{Change, LiveServer};

use crate::{
    live::{self, Guest},
    resources,
};

pub(crate) fn registry(live: &LiveServer) -> Result<Registry, RegistryError> {
    let of = |name, description, guest| {
        let live = live.clone();
        tool_fn(name, description, move |_: NoArguments| {
            let changed = live::visit(&live, guest)
                .map(|()| ToolOutput::text("The list changed twice."))
                .map_err(|error| HandlerError::internal(error.to_string()));
            async move { changed }
        })
    };
    let announces = live.clone();
    // The suite has no scenario for it.
    let update = tool_fn(
        "test_trigger_resource_update",
        "Notifies subscribers of a changed resource.",
        move |_: NoArguments| {
            announces.notify(Change::resource(resources::WATCHED));
            async { Ok::<_, HandlerError>(ToolOutput::text("The resource changed.")) }
        },
    );
    Registry::new()
        .with_tool(of("test_trigger_tool_change", "Changes the list of tools.", Guest::Tool))?
        .with_tool(of("test_trigger_prompt_change", "Changes the list of prompts.", Guest::Prompt))?
        .with_tool(update)
}
