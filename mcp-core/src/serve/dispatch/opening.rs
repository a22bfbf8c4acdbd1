//! What a client asks first.

use super::Asked;
use crate::{
    serve::response::{Response, open, push_meta},
    wire::{
        jsonrpc::push_json,
        protocol::{Era, ProtocolVersion, Vocabulary},
    },
};

pub(super) fn initialize(asked: &Asked, version: ProtocolVersion) -> Response {
    let mut body = Vec::with_capacity(256);
    body.extend_from_slice(br#"{"protocolVersion":"#);
    push_json(&mut body, version.as_str());
    body.extend_from_slice(br#","capabilities":"#);
    // Nothing reaches a client of the handshake eras between its requests, nor is anything remembered of it, but where
    // the transport has a session with it.
    let session = asked.context.peer().is_some();
    asked.server.offers().push(&mut body, session, session && asked.server.has_announcements());
    body.extend_from_slice(br#","serverInfo":"#);
    push_json(&mut body, &Vocabulary::of(Some(version)).server(asked.server.info()));
    push_instructions(&mut body, asked);
    body.push(b'}');
    Response::new(body)
}

pub(super) fn discover(asked: &Asked) -> Response {
    let mut body = Vec::with_capacity(384);
    open(&mut body, Era::Modern);
    body.extend_from_slice(br#""supportedVersions":"#);
    let versions: Vec<_> = ProtocolVersion::MODERN.iter().map(|version| version.as_str()).collect();
    push_json(&mut body, &versions);
    body.extend_from_slice(br#","capabilities":"#);
    asked.server.offers().push(&mut body, true, asked.server.has_announcements());
    push_instructions(&mut body, asked);
    asked.push_caching(&mut body, asked.server.discovered_for(), asked.private);
    push_meta(&mut body, &serde_json::Map::new(), None, Era::Modern, asked.server.full_info_json());
    body.push(b'}');
    Response::new(body)
}

fn push_instructions(body: &mut Vec<u8>, asked: &Asked) {
    if let Some(instructions) = asked.server.instructions_text() {
        body.extend_from_slice(br#","instructions":"#);
        push_json(body, instructions);
    }
}
