//! Which requests are served: the rules that compare headers with the body.
//!
//! A request of 2026-07-28 says everything twice, in `_meta` and in headers, so that a proxy can route it without
//! reading the body; a server must refuse one whose two halves differ
//! (<https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http>). What the body says
//! decides the era.

use http::{HeaderMap, StatusCode};
use mcp_core::{
    Context, Era, ProtocolVersion, Request, RpcError, Server,
    jsonrpc::{Envelope, Id},
    protocol::{Checked, INITIALIZE, Params},
};

use crate::{
    header::{self, NamedVersion},
    live::Crowded,
    param_header,
};

/// A request that gets no further, and how it is answered.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) id: Option<Id>,
    pub(crate) error: RpcError,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, error: RpcError) -> Self {
        Self { status, id: None, error }
    }

    /// A request that is refused before anything is known about it.
    pub(crate) fn plain(status: StatusCode, message: impl Into<std::borrow::Cow<'static, str>>) -> Self {
        Self::new(status, RpcError::invalid_request(message))
    }

    /// There is no room for another stream of announcements.
    pub(crate) fn too_many_streams(id: Option<Id>, crowded: Crowded) -> Self {
        tracing::warn!(?crowded, "no room for another stream of announcements");
        let (status, message) = match crowded {
            Crowded::Server => (
                StatusCode::SERVICE_UNAVAILABLE,
                "too many streams of announcements are open; try again later",
            ),
            Crowded::Caller => (
                StatusCode::TOO_MANY_REQUESTS,
                "you have too many streams of announcements open; close one, then open another",
            ),
        };
        Self { status, id, error: RpcError::internal(message) }
    }

    /// The session is unknown, has ended or is somebody else's.
    pub(crate) fn lost_session(id: Option<Id>) -> Self {
        let error = RpcError::invalid_request("there is no such session; open one with initialize");
        Self { status: StatusCode::NOT_FOUND, id, error }
    }
}

/// What was read of a request: all that is known before anything is carried out.
pub(crate) struct Admitted {
    pub(crate) request: Request,
    /// The client asked for progress.
    pub(crate) progress: bool,
}

/// Applies the rules to one request.
pub(crate) fn admit(
    server: &Server,
    headers: &HeaderMap,
    envelope: &Envelope,
    context: Context,
) -> Result<Admitted, Refusal> {
    let answer = |status| move |error| Refusal { status, id: Some(envelope.id().clone()), error };
    let bad = answer(StatusCode::BAD_REQUEST);
    let params = Params::parse(envelope).map_err(bad)?;
    let progress = params.wants_progress();
    let request = match params.era() {
        Era::Legacy => {
            let context = legacy(headers, envelope, &params, context).map_err(bad)?;
            // The handshake eras know no HTTP status for what a method answers.
            let checked = params.validate().map_err(bad)?;
            server.decode(envelope, checked, context).map_err(answer(StatusCode::OK))?
        }
        _ => {
            let checked = modern(headers, envelope, params).map_err(bad)?;
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

/// The order is the protocol's: a difference outranks a revision that is not spoken, and that a header that is missing.
fn modern(headers: &HeaderMap, envelope: &Envelope, params: Params) -> Result<Checked, RpcError> {
    let (mut version, mut method) = (None, None);
    let checked = params.validate_with(|params| {
        version = header::single(headers, &header::PROTOCOL_VERSION)?;
        let claimed = params.claimed_version().unwrap_or_default();
        if let Some(version) = version.filter(|version| *version != claimed) {
            tracing::warn!(header = clip(version), body = clip(claimed), "protocol versions differ");
            return Err(differ("MCP-Protocol-Version", version, claimed));
        }
        method = header::single(headers, &header::METHOD)?;
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
        let name = header::single(headers, &header::NAME)?.ok_or_else(|| absent("Mcp-Name"))?;
        let name = header::decode(&header::NAME, name)?;
        if subject != Some(&*name) {
            return Err(differ("Mcp-Name", &name, subject.unwrap_or_default()));
        }
    }
    Ok(checked)
}

fn legacy(
    headers: &HeaderMap,
    envelope: &Envelope,
    params: &Params,
    mut context: Context,
) -> Result<Context, RpcError> {
    // The code of a header that differs came with 2026-07-28.
    let named = header::protocol_version(headers)
        .map_err(|error| RpcError::invalid_request(error.message().to_owned()))?;
    match named {
        NamedVersion::Known(version) if version.era() == Era::Modern => return Err(params.missing_meta()),
        NamedVersion::Known(version) => context.set_protocol_version(version),
        NamedVersion::Absent => {}
        // `initialize` is how the two sides find a version, so it is not refused for naming one.
        NamedVersion::Unknown(_) if envelope.method() == INITIALIZE => {}
        NamedVersion::Unknown(version) => return Err(unsupported(version)),
    }
    Ok(context)
}

/// Whether JSON-RPC batches are taken: 2025-03-26 has them, and a client that names no version counts as one.
pub(crate) fn takes_batches(headers: &HeaderMap) -> bool {
    matches!(
        header::protocol_version(headers),
        Ok(NamedVersion::Absent | NamedVersion::Known(ProtocolVersion::V2025_03_26))
    )
}

fn unsupported(version: &str) -> RpcError {
    let known = ProtocolVersion::LEGACY.iter().chain(ProtocolVersion::MODERN);
    let known: Vec<_> = known.map(|version| version.as_str()).collect();
    RpcError::invalid_request(format!(
        "unsupported MCP-Protocol-Version {:?}; supported: {}",
        clip(version),
        known.join(", ")
    ))
}

fn differ(header: &str, said: &str, body: &str) -> RpcError {
    RpcError::header_mismatch(format!("{header} says {:?}, the body says {:?}", clip(said), clip(body)))
}

fn absent(header: &str) -> RpcError {
    RpcError::header_mismatch(format!("the header {header} is missing"))
}

/// Longest piece of a client's own text that an error or a log line repeats, in characters.
const MAX_ECHO: usize = 64;

fn clip(text: &str) -> &str {
    text.char_indices().nth(MAX_ECHO).map_or(text, |(end, _)| &text[..end])
}
