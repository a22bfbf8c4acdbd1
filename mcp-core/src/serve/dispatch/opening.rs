//! Responses to `server/discover` and `initialize`.

use super::Asked;
use crate::{
    serve::response::{Response, open, push_meta},
    wire::{
        jsonrpc::push_json,
        protocol::{Lifecycle, ProtocolVersion, Vocabulary},
    },
};

pub(super) fn initialize(asked: &Asked, version: ProtocolVersion) -> Response {
    let mut body = Vec::with_capacity(256);
    body.extend_from_slice(br#"{"protocolVersion":"#);
    push_json(&mut body, version.as_str());
    body.extend_from_slice(br#","capabilities":"#);
    // Without a session, clients of the `initialize` revisions receive nothing between their requests, and no state
    // is kept for them.
    let session = asked.context.connection().is_some();
    asked.server.offers().push(&mut body, session, session && asked.server.has_announcements());
    body.extend_from_slice(br#","serverInfo":"#);
    push_json(&mut body, &Vocabulary::of(Some(version)).server(asked.server.info()));
    push_instructions(&mut body, asked);
    body.push(b'}');
    Response::new(body)
}

pub(super) fn discover(asked: &Asked) -> Response {
    let mut body = Vec::with_capacity(384);
    open(&mut body, Lifecycle::Stateless);
    body.extend_from_slice(br#""supportedVersions":"#);
    let versions: Vec<_> = ProtocolVersion::STATELESS.iter().map(|version| version.as_str()).collect();
    push_json(&mut body, &versions);
    body.extend_from_slice(br#","capabilities":"#);
    asked.server.offers().push(&mut body, true, asked.server.has_announcements());
    push_instructions(&mut body, asked);
    asked.push_caching(&mut body, asked.server.discovered_for(), asked.private);
    push_meta(&mut body, &serde_json::Map::new(), None, Lifecycle::Stateless, asked.server.full_info_json());
    body.push(b'}');
    Response::new(body)
}

fn push_instructions(body: &mut Vec<u8>, asked: &Asked) {
    if let Some(instructions) = asked.server.instructions_text() {
        body.extend_from_slice(br#","instructions":"#);
        push_json(body, instructions);
    }
}
