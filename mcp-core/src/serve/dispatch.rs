//! Dispatch: runs a request.

mod lifecycle_methods;
mod list;
mod prompt;
mod resource;

use std::{sync::Arc, time::Duration};

use crate::{
    catalogue::{pagination::Kind, registry::ToolRef, visible::View},
    handler::{
        client_features::MultiRoundTrip,
        completion::{Completion, CompletionRequest, CompletionTarget},
        context::Context,
        tool::{HandlerError, HandlerErrorKind},
    },
    serve::{
        request::{Request, RequestKind, Started, finish, suspended},
        response::{Response, open, push_meta},
        server::Server,
    },
    wire::{
        jsonrpc::{RpcError, push_json},
        protocol::{Lifecycle, SET_LOG_LEVEL, SUBSCRIBE, Vocabulary},
    },
};

/// Runs a request.
///
/// A tool error, invalid arguments included, is a result with `isError`. Protocol errors are reserved for requests
/// that cannot be served, and for prompts and resources that fail.
///
/// # Errors
///
/// -32602 for an unknown or hidden tool or prompt (with the same message) and for an invalid cursor; the same, or
/// -32002 up to 2025-11-25, for a resource; -32021 if the tool needs a capability that the client of 2026-07-28 has
/// not declared; -32603 if a prompt, a resource or a completion fails.
pub async fn dispatch(request: Request) -> Result<Response, RpcError> {
    let Request { call, mut context, view, lifecycle, server, narrowed, started } = request;
    // Contents read for an account may be private to it, even if the host sets no caller. Results after a user's
    // response may be private too.
    let private = narrowed
        || view.is_narrowed()
        || context.caller().is_some()
        || context.account().is_some()
        || context.multi_round_trip().is_some_and(MultiRoundTrip::has_responses);
    context.set_visible(Arc::<View>::clone(&view));
    let cx = DispatchContext { server, view, lifecycle, private, context };
    match call {
        RequestKind::Ping => Ok(Response::new(&b"{}"[..])),
        RequestKind::SetLogLevel { level } => {
            let connection =
                cx.context.connection().ok_or_else(|| RpcError::method_not_found(SET_LOG_LEVEL))?;
            connection.set_log_level(level);
            Ok(Response::new(&b"{}"[..]))
        }
        RequestKind::Subscribe { uri, subscribed } => {
            let connection = cx.context.connection().ok_or_else(|| RpcError::method_not_found(SUBSCRIBE))?;
            // Unsubscribing is allowed even after the resource became unreadable.
            if subscribed && !cx.view.can_read(&uri) {
                return Err(RpcError::unknown_resource(&uri, cx.lifecycle));
            }
            connection.set_subscribed(&uri, subscribed)?;
            Ok(Response::new(&b"{}"[..]))
        }
        RequestKind::Listen { subscription } => {
            Ok(Response::subscription_opened(subscription.seen_in(&cx.view), &cx.server))
        }
        RequestKind::Initialize { version } => Ok(lifecycle_methods::initialize(&cx, version)),
        RequestKind::Discover => Ok(lifecycle_methods::discover(&cx)),
        RequestKind::ListTools { cursor } => list::list(&cx, Kind::Tools, cursor.as_deref()),
        RequestKind::ListPrompts { cursor } => list::list(&cx, Kind::Prompts, cursor.as_deref()),
        RequestKind::ListResources { cursor } => list::list(&cx, Kind::Resources, cursor.as_deref()),
        RequestKind::ListTemplates { cursor } => list::list(&cx, Kind::Templates, cursor.as_deref()),
        RequestKind::CallTool { name, arguments, tool } => {
            // Looked up again: a layer may have changed the call, but the view decides.
            match tool.filter(|tool| cx.view.get(tool.name()).is_some()) {
                Some(tool) => call_tool(&cx, &tool, &arguments, started).await,
                None => Err(RpcError::unknown_tool(&name)),
            }
        }
        RequestKind::GetPrompt { name, arguments } => prompt::get(&cx, &name, &arguments).await,
        RequestKind::ReadResource { uri } => resource::read(&cx, &uri).await,
        RequestKind::Complete { target, request } => complete(&cx, target, request).await,
    }
}

/// State that every response depends on.
struct DispatchContext {
    server: Server,
    view: Arc<View>,
    lifecycle: Lifecycle,
    private: bool,
    context: Context,
}

async fn call_tool(
    cx: &DispatchContext,
    tool: &ToolRef,
    arguments: &[u8],
    started: Option<Started>,
) -> Result<Response, RpcError> {
    let definition = tool.definition();
    if let Some(missing) = definition.required_capabilities().iter().find(|c| !cx.context.client_can(c)) {
        let error = RpcError::missing_capability(missing);
        return match cx.lifecycle {
            Lifecycle::Stateless => Err(error),
            // The `initialize` revisions have no such error.
            Lifecycle::Initialize => {
                Ok(cx.failure(HandlerError::new(HandlerErrorKind::InputRequired, error.message().to_owned())))
            }
        };
    }
    cx.verify_request_state()?;
    if let Some(started) = started {
        started.set();
    }
    let outcome =
        tool.call(arguments, &cx.context).await.and_then(|output| finish(output, tool, cx.vocabulary()));
    match outcome {
        Ok(output) => Ok(Response::output(output, cx.lifecycle, cx.server.info_json())),
        Err(error) => cx.suspended().unwrap_or_else(|| match error.protocol_error() {
            Some(error) if cx.lifecycle == Lifecycle::Stateless => Err(error.clone()),
            _ => Ok(cx.failure(error)),
        }),
    }
}

async fn complete(
    cx: &DispatchContext,
    target: CompletionTarget,
    request: CompletionRequest,
) -> Result<Response, RpcError> {
    let completion = match &target {
        CompletionTarget::Prompt(name) => match cx.view.prompt(name) {
            Some(prompt) => prompt.complete(request, &cx.context).await,
            None => return Err(RpcError::unknown_prompt(name)),
        },
        CompletionTarget::Template(form) => match cx.view.template(form) {
            Some(template) => template.complete(request, &cx.context).await,
            // A resource without variables has no completions.
            None if cx.view.resource(form).is_some() => Ok(Completion::default()),
            None => return Err(RpcError::unknown_resource(form, cx.lifecycle)),
        },
    };
    let completion = completion.map_err(|error| cx.failed(error))?.bounded(cx.server.limits().completions);
    let mut body = Vec::with_capacity(128);
    open(&mut body, cx.lifecycle);
    body.extend_from_slice(br#""completion":"#);
    push_json(&mut body, &completion);
    cx.push_server(&mut body);
    body.push(b'}');
    Ok(Response::new(body))
}

impl DispatchContext {
    /// Verifies the client's responses to earlier requests, before a handler runs that may send some.
    fn verify_request_state(&self) -> Result<(), RpcError> {
        self.context.multi_round_trip().map_or(Ok(()), |rounds| rounds.open(&self.context))
    }

    /// Returns the `input_required` result, if the handler ended because a request to the client is open.
    fn suspended(&self) -> Option<Result<Response, RpcError>> {
        suspended(&self.context, &self.server)
    }

    fn failure(&self, error: HandlerError) -> Response {
        Response::failure(error, self.lifecycle, self.server.info_json())
    }

    /// Returns the error of a prompt, a resource or a completion, which have no error results. Its data is
    /// machine-readable.
    fn failed(&self, error: HandlerError) -> RpcError {
        if let Some(error) = error.protocol_error().filter(|_| self.lifecycle == Lifecycle::Stateless) {
            return error.clone();
        }
        let code = match error.kind() {
            HandlerErrorKind::InvalidArguments | HandlerErrorKind::NotFound => RpcError::INVALID_PARAMS,
            HandlerErrorKind::InputRequired => RpcError::INVALID_REQUEST,
            _ => RpcError::INTERNAL,
        };
        let mut data = error.to_json()["error"].take();
        if let Some(data) = data.as_object_mut() {
            // Already the message of the error itself.
            data.remove("message");
        }
        RpcError::new(code, error.message().to_owned()).with_data(&data)
    }

    /// Returns the vocabulary of the client's revision.
    fn vocabulary(&self) -> Vocabulary {
        Vocabulary::of(self.context.protocol_version())
    }

    /// Writes TTL and scope of caching. Responses of `initialize` revisions have neither.
    fn push_caching(&self, body: &mut Vec<u8>, ttl: Duration, private: bool) {
        if self.lifecycle == Lifecycle::Initialize {
            return;
        }
        body.extend_from_slice(br#","ttlMs":"#);
        push_json(body, &u64::try_from(ttl.as_millis()).unwrap_or(u64::MAX));
        body.extend_from_slice(br#","cacheScope":"#);
        push_json(body, if private { "private" } else { "public" });
    }

    /// Writes a `_meta` with the server info only.
    fn push_server(&self, body: &mut Vec<u8>) {
        push_meta(body, &serde_json::Map::new(), None, self.lifecycle, self.server.info_json());
    }
}
