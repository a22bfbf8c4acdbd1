//! Validation of requests: compares headers with the body.
//!
//! A request of 2026-07-28 repeats `_meta` in headers, so that a proxy can route it without reading the body. A
//! server must refuse a request with a difference
//! (<https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http>). The body
//! determines the lifecycle.

use http::{HeaderMap, StatusCode};
use mcp_core::{
    Context, Lifecycle, ProtocolVersion, Request, RpcError, Server,
    jsonrpc::Envelope,
    protocol::{Checked, INITIALIZE, Params},
};

use super::{
    headers::{self, NamedVersion},
    param_header,
    refusal::Refusal,
};

/// Decoded request and its options, before anything runs.
pub(crate) struct Admitted {
    pub(crate) request: Request,
    /// `true` if the client requested progress notifications.
    pub(crate) progress: bool,
}

/// Validates one request.
pub(crate) fn admit(
    server: &Server,
    headers: &HeaderMap,
    envelope: &Envelope,
    params: Result<Params, RpcError>,
    context: Context,
) -> Result<Admitted, Refusal> {
    let answer = |status| move |error| Refusal { status, id: Some(envelope.id().clone()), error };
    let bad = answer(StatusCode::BAD_REQUEST);
    let params = params.map_err(bad)?;
    let progress = params.wants_progress();
    let request = match params.lifecycle() {
        Lifecycle::Initialize => {
            let context = initialize_revision(headers, envelope, &params, context).map_err(bad)?;
            // The `initialize` revisions have no HTTP status for errors of a method.
            let checked = params.validate().map_err(bad)?;
            server.decode(envelope, checked, context).map_err(answer(StatusCode::OK))?
        }
        _ => {
            let checked = stateless(headers, envelope, params).map_err(bad)?;
            let mut request = server.decode(envelope, checked, context).map_err(|error| {
                let status = match error.code() {
                    RpcError::METHOD_NOT_FOUND => StatusCode::NOT_FOUND,
                    _ => StatusCode::BAD_REQUEST,
                };
                answer(status)(error)
            })?;
            param_header::compare(headers, &mut request);
            request
        }
    };
    Ok(Admitted { request, progress })
}

/// Validates in the protocol's order: a difference takes precedence over an unsupported revision, and that over a
/// missing header.
fn stateless(headers: &HeaderMap, envelope: &Envelope, params: Params) -> Result<Checked, RpcError> {
    let (mut version, mut method) = (None, None);
    let checked = params.validate_with(|params| {
        version = headers::single(headers, &headers::PROTOCOL_VERSION)?;
        let claimed = params.claimed_version().unwrap_or_default();
        if let Some(version) = version.filter(|version| *version != claimed) {
            tracing::warn!(header = clip(version), body = clip(claimed), "protocol versions differ");
            return Err(differ("MCP-Protocol-Version", version, claimed));
        }
        method = headers::single(headers, &headers::METHOD)?;
        if let Some(method) = method.filter(|method| *method != envelope.method()) {
            return Err(differ("Mcp-Method", method, envelope.method()));
        }
        Ok(())
    })?;
    if version.is_none() {
        return Err(absent("MCP-Protocol-Version"));
    }
    if method.is_none() {
        return Err(absent("Mcp-Method"));
    }
    if let Some(subject) = checked.params().subject(envelope.method()) {
        let name = headers::single(headers, &headers::NAME)?.ok_or_else(|| absent("Mcp-Name"))?;
        let name = headers::decode(&headers::NAME, name)?;
        if subject != Some(&*name) {
            return Err(differ("Mcp-Name", &name, subject.unwrap_or_default()));
        }
    }
    Ok(checked)
}

fn initialize_revision(
    headers: &HeaderMap,
    envelope: &Envelope,
    params: &Params,
    mut context: Context,
) -> Result<Context, RpcError> {
    // The code for a differing header is new in 2026-07-28.
    let named = headers::protocol_version(headers)
        .map_err(|error| RpcError::invalid_request(error.message().to_owned()))?;
    match named {
        NamedVersion::Known(version) if version.lifecycle() == Lifecycle::Stateless => {
            return Err(params.missing_meta());
        }
        NamedVersion::Known(version) => context.set_protocol_version(version),
        NamedVersion::Absent => {}
        // `initialize` negotiates the version, so it is not refused for naming another one.
        NamedVersion::Unknown(_) if envelope.method() == INITIALIZE => {}
        NamedVersion::Unknown(version) => return Err(unsupported(version)),
    }
    Ok(context)
}

/// Returns `true` if JSON-RPC batches are accepted: 2025-03-26 has them, and it is the default for clients that
/// name no version.
pub(crate) fn takes_batches(headers: &HeaderMap) -> bool {
    matches!(
        headers::protocol_version(headers),
        Ok(NamedVersion::Absent | NamedVersion::Known(ProtocolVersion::V2025_03_26))
    )
}

fn unsupported(version: &str) -> RpcError {
    let known = ProtocolVersion::INITIALIZE.iter().chain(ProtocolVersion::STATELESS);
    let known: Vec<_> = known.map(|version| version.as_str()).collect();
    RpcError::invalid_request(format!(
        "unsupported MCP-Protocol-Version {:?}; supported: {}",
        clip(version),
        known.join(", ")
    ))
}

fn differ(header: &str, said: &str, body: &str) -> RpcError {
    RpcError::header_mismatch(format!(
        "{header} is {:?} but the body has {:?}; send the same value",
        clip(said),
        clip(body)
    ))
}

fn absent(header: &str) -> RpcError {
    RpcError::header_mismatch(format!("the header {header} is missing; send it"))
}

/// Maximum length of client text in an error or a log line, in characters.
const MAX_ECHO: usize = 64;

fn clip(text: &str) -> &str {
    text.char_indices().nth(MAX_ECHO).map_or(text, |(end, _)| &text[..end])
}
