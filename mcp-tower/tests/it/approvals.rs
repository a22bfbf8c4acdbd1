//! Layers that approve or refuse calls, written with the public API alone, as a host would.

mod ask_first;
mod dry_run;

use mcp_core::{
    HandlerError, Registry, Server, ToolMethod,
    schemars::{self, JsonSchema},
    tool_fn,
};
use serde::Deserialize;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Note {
    text: String,
}

/// `read_note` reads, `send_note` writes.
fn server() -> Server {
    let read = tool_fn("read_note", "Reads.", |note: Note| async move {
        Ok::<_, HandlerError>(format!("read {}", note.text))
    });
    let send = tool_fn("send_note", "Sends.", |note: Note| async move {
        Ok::<_, HandlerError>(format!("sent {}", note.text))
    });
    let registry = Registry::new().with_tool(read.method(ToolMethod::Get)).unwrap();
    Server::new(registry.with_tool(send.method(ToolMethod::Create)).unwrap()).name("notes")
}
