//! Compile-time checks: what users share between tasks is `Send + Sync`, and futures are `Send`.

use mcp_core::{
    Context, Filter, HandlerError, Principal, Registry, Request, Response, RpcError, Server, ToolOutput,
    dispatch,
};

const fn shared<T: Send + Sync>() {}
const fn sent<T: Send>(_: &T) {}

const _: () = {
    shared::<Registry>();
    shared::<Server>();
    shared::<Filter>();
    shared::<Principal>();
    shared::<Context>();
    shared::<Response>();
    shared::<ToolOutput>();
    shared::<HandlerError>();
    shared::<RpcError>();
};

#[expect(dead_code, reason = "it is enough that it compiles")]
fn futures(request: Request) {
    sent(&dispatch(request));
}
