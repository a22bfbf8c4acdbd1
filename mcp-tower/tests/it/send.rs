//! Compile-time checks: what users share between tasks is `Send + Sync`, and futures are `Send`.

use mcp_tower::{
    AllowedHosts, AllowedOrigins, BearerAuthLayer, BearerKey, CheckOriginLayer, FilterLayer, HttpTraceLayer,
    LiveServer, Mcp, McpTraceLayer, ProtectedResourceLayer, ResponseBody,
};

const fn shared<T: Send + Sync>() {}
const fn sent<T: Send>() {}

const _: () = {
    shared::<Mcp>();
    shared::<LiveServer>();
    shared::<AllowedHosts>();
    shared::<AllowedOrigins>();
    shared::<BearerKey>();
    shared::<BearerAuthLayer>();
    shared::<CheckOriginLayer>();
    shared::<FilterLayer>();
    shared::<McpTraceLayer>();
    shared::<HttpTraceLayer>();
    shared::<ProtectedResourceLayer>();
    sent::<ResponseBody>();
};
