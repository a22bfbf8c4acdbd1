//! Server whose lists change when a client triggers it.

use mcp_core::{HandlerError, NoArguments, Registry, RegistryError, Server, prompt_fn, tool_fn};
use mcp_tower::LiveServer;

use crate::fixtures;

/// Temporary item of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Guest {
    Tool,
    Prompt,
}

/// Creates the server with all fixtures.
pub(crate) fn server() -> Result<LiveServer, RegistryError> {
    // The tools that change the lists need the handle of the running server.
    let live = LiveServer::new(Server::new(Registry::new()));
    live.replace(named(fixtures::registry(&live)?));
    Ok(live)
}

/// Adds an item to its list and removes it again, so that clients are notified of two changes and the list ends
/// unchanged.
pub(crate) fn visit(live: &LiveServer, guest: Guest) -> Result<(), RegistryError> {
    let before = fixtures::registry(live)?;
    let with_guest = match guest {
        Guest::Tool => before.clone().with_tool(tool_fn(
            "test_guest",
            "Exists for a moment.",
            |_: NoArguments| async { Ok::<_, HandlerError>("hello") },
        ))?,
        Guest::Prompt => before.clone().with_prompt(prompt_fn(
            "test_guest",
            "Exists for a moment.",
            |_: NoArguments| async { Ok::<_, HandlerError>("Say hello.") },
        ))?,
    };
    live.replace(named(with_guest));
    live.replace(named(before));
    Ok(())
}

fn named(registry: Registry) -> Server {
    Server::new(registry)
        .name("conformance-server")
        .title("Fixtures of the conformance suite")
        .version(env!("CARGO_PKG_VERSION"))
        .instructions("These fixtures only test the protocol.")
}
