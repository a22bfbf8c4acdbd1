//! Heap allocations of one call in process: bytes in, bytes out. Counts repeat exactly, so they are asserted.

use bytes::Bytes;
use mcp_core::{
    Context, HandlerError, Registry, Server, dispatch, jsonrpc::Message, protocol::Params,
    schemars::JsonSchema, tool_fn,
};
use serde::{Deserialize, Serialize};

/// Most allocations of a `tools/call` of a tool that returns its arguments.
const MAX_ALLOCATIONS: u64 = 18;

#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Echo {
    text: String,
    times: u32,
}

fn answer(server: &Server, body: &Bytes, runtime: &tokio::runtime::Runtime) -> Bytes {
    let Ok(Message::Request(envelope)) = Message::parse(body) else { panic!("a request") };
    let checked = Params::parse(&envelope).and_then(Params::validate).unwrap();
    let request = server.decode(&envelope, checked, Context::new()).unwrap();
    let response = runtime.block_on(dispatch(request)).unwrap();
    response.into_body(envelope.id()).to_bytes()
}

#[test]
fn a_tool_call_makes_at_most_18_allocations() {
    let echo = tool_fn("echo", "Says it again.", |echo: Echo| async move { Ok::<_, HandlerError>(echo) });
    let server = Server::new(Registry::new().with_tool(echo).unwrap());
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let call = r#""name":"echo","arguments":{"text":"hello","times":3}"#;
    let meta = r#","_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}"#;
    for (revision, meta) in [("2026-07-28", meta), ("2025-11-25", "")] {
        let body = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{{call}{meta}}}}}"#);
        let body = Bytes::from(body);
        answer(&server, &body, &runtime);
        let count = allocation_counter::measure(|| drop(answer(&server, &body, &runtime)));
        assert!(count.count_total <= MAX_ALLOCATIONS, "{revision}: {} allocations", count.count_total);
    }
}
