//! Responses to `server/discover` and `initialize`.

use super::DispatchContext;
use crate::{
    serve::response::{Response, open, push_meta},
    wire::{
        jsonrpc::push_json,
        protocol::{Lifecycle, ProtocolVersion, Vocabulary},
    },
};

pub(super) fn initialize(cx: &DispatchContext, version: ProtocolVersion) -> Response {
    let mut body = Vec::with_capacity(256);
    body.extend_from_slice(br#"{"protocolVersion":"#);
    push_json(&mut body, version.as_str());
    body.extend_from_slice(br#","capabilities":"#);
    // Without a session, clients of the `initialize` revisions receive nothing between their requests, and no state
    // is kept for them.
    let session = cx.context.connection().is_some();
    cx.server.capabilities().push(&mut body, session, session && cx.server.sends_list_changed());
    body.extend_from_slice(br#","serverInfo":"#);
    push_json(&mut body, &Vocabulary::of(Some(version)).server(cx.server.info()));
    push_instructions(&mut body, cx);
    body.push(b'}');
    Response::new(body)
}

pub(super) fn discover(cx: &DispatchContext) -> Response {
    let mut body = Vec::with_capacity(384);
    open(&mut body, Lifecycle::Stateless);
    body.extend_from_slice(br#""supportedVersions":"#);
    let versions: Vec<_> = ProtocolVersion::STATELESS.iter().map(|version| version.as_str()).collect();
    push_json(&mut body, &versions);
    body.extend_from_slice(br#","capabilities":"#);
    cx.server.capabilities().push(&mut body, true, cx.server.sends_list_changed());
    push_instructions(&mut body, cx);
    cx.push_caching(&mut body, cx.server.discovered_for(), cx.private);
    push_meta(&mut body, &serde_json::Map::new(), None, Lifecycle::Stateless, cx.server.full_info_json());
    body.push(b'}');
    Response::new(body)
}

fn push_instructions(body: &mut Vec<u8>, cx: &DispatchContext) {
    if let Some(instructions) = cx.server.instructions_text() {
        body.extend_from_slice(br#","instructions":"#);
        push_json(body, instructions);
    }
}
