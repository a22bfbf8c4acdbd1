//! The innermost service: carries a request out.

use std::time::Duration;

use bytes::Bytes;

use crate::{
    Call, Context, Request, Response, Server, ToolError, View,
    jsonrpc::{RpcError, push_json},
    protocol::{Era, ProtocolVersion, SET_LOG_LEVEL},
    response::{open, push_server_info},
};

/// Carries a request out.
///
/// A tool that fails, arguments that do not fit included, is a result with `isError`; the protocol keeps errors for
/// requests that cannot be served.
///
/// # Errors
///
/// -32602 for a tool that does not exist or is hidden, in the same words, and for a cursor; -32021 when the tool needs
/// a capability that the client has not declared.
pub async fn dispatch(request: Request) -> Result<Response, RpcError> {
    let Request { call, context, view, era, server, narrowed, started } = request;
    // Whether an answer may be shared between callers.
    let scope =
        if narrowed || view.is_narrowed() || context.caller().is_some() { "private" } else { "public" };
    match call {
        Call::Ping => Ok(Response::new(Bytes::from_static(b"{}"))),
        Call::SetLogLevel { level } => {
            let peer = context.peer().ok_or_else(|| RpcError::method_not_found(SET_LOG_LEVEL))?;
            peer.set_log_level(level);
            Ok(Response::new(Bytes::from_static(b"{}")))
        }
        Call::Listen { subscription } => Ok(Response::new(subscription.result(&server))),
        Call::Initialize { version } => Ok(initialize(&server, &context, version)),
        Call::Discover => Ok(discover(&server, scope)),
        Call::ListTools { cursor: Some(_) } => {
            Err(RpcError::invalid_params("unknown cursor: all tools are on the first page"))
        }
        Call::ListTools { cursor: None } => Ok(list_tools(&server, &view, era, scope)),
        Call::CallTool { name, arguments, tool } => {
            // Looked up again: whatever a layer did to the call, the view decides.
            let Some(tool) = tool.filter(|tool| view.get(tool.name()).is_some()) else {
                return Err(RpcError::unknown_tool(&name));
            };
            let definition = tool.definition();
            if let Some(missing) = definition.required_capabilities().iter().find(|c| !context.client_can(c))
            {
                return Err(RpcError::missing_capability(missing));
            }
            if let Some(rounds) = context.rounds() {
                rounds.open(&context)?;
            }
            if let Some(started) = started {
                started.set();
            }
            let outcome = tool.call(&arguments, &context).await.and_then(|output| {
                if definition.output_schema().is_some() && output.structured().is_none() {
                    // Clients refuse such a result with words that help nobody.
                    return Err(ToolError::internal(
                        "the tool declares an output schema but answered without structured content",
                    ));
                }
                Ok(output)
            });
            match outcome {
                Ok(output) => Ok(Response::output(output, era, server.info_json())),
                Err(error) => suspended(&context, &server).unwrap_or_else(|| match error.protocol_error() {
                    Some(error) if era == Era::Modern => Err(error.clone()),
                    _ => Ok(Response::failure(error, era, server.info_json())),
                }),
            }
        }
    }
}

/// What asks the client, when a handler ended because a question is open.
fn suspended(context: &Context, server: &Server) -> Option<Result<Response, RpcError>> {
    context.rounds().and_then(|rounds| rounds.suspended(context, server.info_json()))
}

fn initialize(server: &Server, context: &Context, version: ProtocolVersion) -> Response {
    let mut body = Vec::with_capacity(256);
    body.extend_from_slice(br#"{"protocolVersion":"#);
    push_json(&mut body, version.as_str());
    // Nothing reaches a client of the handshake eras between its requests, nor is anything remembered of it, but where
    // the transport has a session with it.
    push_capabilities(
        &mut body,
        context.peer().is_some(),
        server.has_announcements() && context.peer().is_some(),
    );
    body.extend_from_slice(br#","serverInfo":"#);
    body.extend_from_slice(server.info_json());
    push_instructions(&mut body, server);
    body.push(b'}');
    Response::new(body)
}

fn discover(server: &Server, scope: &str) -> Response {
    let mut body = Vec::with_capacity(384);
    open(&mut body, Era::Modern);
    body.extend_from_slice(br#""supportedVersions":"#);
    let versions: Vec<_> = ProtocolVersion::MODERN.iter().map(|version| version.as_str()).collect();
    push_json(&mut body, &versions);
    push_capabilities(&mut body, true, server.has_announcements());
    push_instructions(&mut body, server);
    push_caching(&mut body, server.ttl().0, scope, server.info_json());
    body.push(b'}');
    Response::new(body)
}

fn list_tools(server: &Server, view: &View, era: Era, scope: &str) -> Response {
    let mut prefix = Vec::with_capacity(48);
    open(&mut prefix, era);
    prefix.extend_from_slice(br#""tools":"#);
    let mut suffix = Vec::with_capacity(192);
    if era == Era::Modern {
        push_caching(&mut suffix, server.ttl().1, scope, server.info_json());
    }
    suffix.push(b'}');
    Response::framed([prefix.into(), view.list_bytes(), suffix.into()])
}

fn push_capabilities(body: &mut Vec<u8>, logging: bool, list_changed: bool) {
    body.extend_from_slice(br#","capabilities":{"#);
    if logging {
        body.extend_from_slice(br#""logging":{},"#);
    }
    body.extend_from_slice(match list_changed {
        true => br#""tools":{"listChanged":true}}"#,
        false => br#""tools":{}}"#,
    });
}

fn push_instructions(body: &mut Vec<u8>, server: &Server) {
    if let Some(instructions) = server.instructions_text() {
        body.extend_from_slice(br#","instructions":"#);
        push_json(body, instructions);
    }
}

fn push_caching(body: &mut Vec<u8>, ttl: Duration, scope: &str, server_info: &Bytes) {
    body.extend_from_slice(br#","ttlMs":"#);
    push_json(body, &u64::try_from(ttl.as_millis()).unwrap_or(u64::MAX));
    body.extend_from_slice(br#","cacheScope":"#);
    push_json(body, scope);
    body.extend_from_slice(br#","_meta":{"#);
    push_server_info(body, server_info);
    body.push(b'}');
}
