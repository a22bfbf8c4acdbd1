//! The innermost service: carries a request out.

mod list;
mod opening;
mod prompt;
mod resource;

use std::{sync::Arc, time::Duration};

use crate::{
    catalogue::{pagination::Kind, registry::ToolRef, visible::View},
    handler::{
        client_features::Rounds,
        completion::{Completion, CompletionRequest, CompletionTarget},
        context::Context,
        tool::{ErrorKind, ToolError},
    },
    serve::{
        request::{Call, Request, Started, finish, suspended},
        response::{Response, open, push_meta},
        server::Server,
    },
    wire::{
        jsonrpc::{RpcError, push_json},
        protocol::{Era, SET_LOG_LEVEL, SUBSCRIBE, Vocabulary},
    },
};

/// Carries a request out.
///
/// A tool that fails, arguments that do not fit included, is a result with `isError`; the protocol keeps errors for
/// requests that cannot be served, and for prompts and resources that fail.
///
/// # Errors
///
/// -32602 for a tool or a prompt that does not exist or is hidden, in the same words, and for a cursor; the same, or
/// -32002 up to 2025-11-25, for a resource; -32021 when the tool needs a capability that the client of 2026-07-28 has not
/// declared; -32603 when a prompt, a resource or a completion fails.
pub async fn dispatch(request: Request) -> Result<Response, RpcError> {
    let Request { call, mut context, view, era, server, narrowed, started } = request;
    // What is read on somebody's behalf may be somebody's alone, whether or not the host says who calls; and so may what
    // a user's answers led to.
    let private = narrowed
        || view.is_narrowed()
        || context.caller().is_some()
        || context.account().is_some()
        || context.rounds().is_some_and(Rounds::are_answered);
    context.set_visible(Arc::<View>::clone(&view));
    let asked = Asked { server, view, era, private, context };
    match call {
        Call::Ping => Ok(Response::new(&b"{}"[..])),
        Call::SetLogLevel { level } => {
            let peer = asked.context.peer().ok_or_else(|| RpcError::method_not_found(SET_LOG_LEVEL))?;
            peer.set_log_level(level);
            Ok(Response::new(&b"{}"[..]))
        }
        Call::Subscribe { uri, subscribed } => {
            let peer = asked.context.peer().ok_or_else(|| RpcError::method_not_found(SUBSCRIBE))?;
            // What cannot be read any more can still be let go.
            if subscribed && !asked.view.can_read(&uri) {
                return Err(RpcError::unknown_resource(&uri, asked.era));
            }
            peer.set_subscribed(&uri, subscribed)?;
            Ok(Response::new(&b"{}"[..]))
        }
        Call::Listen { subscription } => {
            Ok(Response::listening(subscription.seen_in(&asked.view), &asked.server))
        }
        Call::Initialize { version } => Ok(opening::initialize(&asked, version)),
        Call::Discover => Ok(opening::discover(&asked)),
        Call::ListTools { cursor } => list::list(&asked, Kind::Tools, cursor.as_deref()),
        Call::ListPrompts { cursor } => list::list(&asked, Kind::Prompts, cursor.as_deref()),
        Call::ListResources { cursor } => list::list(&asked, Kind::Resources, cursor.as_deref()),
        Call::ListTemplates { cursor } => list::list(&asked, Kind::Templates, cursor.as_deref()),
        Call::CallTool { name, arguments, tool } => {
            // Looked up again: whatever a layer did to the call, the view decides.
            match tool.filter(|tool| asked.view.get(tool.name()).is_some()) {
                Some(tool) => call_tool(&asked, &tool, &arguments, started).await,
                None => Err(RpcError::unknown_tool(&name)),
            }
        }
        Call::GetPrompt { name, arguments } => prompt::get(&asked, &name, &arguments).await,
        Call::ReadResource { uri } => resource::read(&asked, &uri).await,
        Call::Complete { target, request } => complete(&asked, target, request).await,
    }
}

/// What every answer depends on.
struct Asked {
    server: Server,
    view: Arc<View>,
    era: Era,
    private: bool,
    context: Context,
}

async fn call_tool(
    asked: &Asked,
    tool: &ToolRef,
    arguments: &[u8],
    started: Option<Started>,
) -> Result<Response, RpcError> {
    let definition = tool.definition();
    if let Some(missing) = definition.required_capabilities().iter().find(|c| !asked.context.client_can(c)) {
        let error = RpcError::missing_capability(missing);
        return match asked.era {
            Era::Modern => Err(error),
            // The handshake eras have no such error.
            Era::Legacy => {
                Ok(asked.failure(ToolError::new(ErrorKind::InputRequired, error.message().to_owned())))
            }
        };
    }
    asked.open_rounds()?;
    if let Some(started) = started {
        started.set();
    }
    let outcome =
        tool.call(arguments, &asked.context).await.and_then(|output| finish(output, tool, asked.words()));
    match outcome {
        Ok(output) => Ok(Response::output(output, asked.era, asked.server.info_json())),
        Err(error) => asked.suspended().unwrap_or_else(|| match error.protocol_error() {
            Some(error) if asked.era == Era::Modern => Err(error.clone()),
            _ => Ok(asked.failure(error)),
        }),
    }
}

async fn complete(
    asked: &Asked,
    target: CompletionTarget,
    request: CompletionRequest,
) -> Result<Response, RpcError> {
    let completion = match &target {
        CompletionTarget::Prompt(name) => match asked.view.prompt(name) {
            Some(prompt) => prompt.complete(request, &asked.context).await,
            None => return Err(RpcError::unknown_prompt(name)),
        },
        CompletionTarget::Template(form) => match asked.view.template(form) {
            Some(template) => template.complete(request, &asked.context).await,
            // A resource without variables has nothing to complete.
            None if asked.view.resource(form).is_some() => Ok(Completion::default()),
            None => return Err(RpcError::unknown_resource(form, asked.era)),
        },
    };
    let completion =
        completion.map_err(|error| asked.failed(error))?.bounded(asked.server.limits().completions);
    let mut body = Vec::with_capacity(128);
    open(&mut body, asked.era);
    body.extend_from_slice(br#""completion":"#);
    push_json(&mut body, &completion);
    asked.push_server(&mut body);
    body.push(b'}');
    Ok(Response::new(body))
}

impl Asked {
    /// Looks at what the client answered to earlier questions, before a handler runs that may ask.
    fn open_rounds(&self) -> Result<(), RpcError> {
        self.context.rounds().map_or(Ok(()), |rounds| rounds.open(&self.context))
    }

    /// What asks the client, when a handler ended because a question is open.
    fn suspended(&self) -> Option<Result<Response, RpcError>> {
        suspended(&self.context, &self.server)
    }

    fn failure(&self, error: ToolError) -> Response {
        Response::failure(error, self.era, self.server.info_json())
    }

    /// The error of a prompt, a resource or a completion, which have no results that say so. What a program can use
    /// stands in its data.
    fn failed(&self, error: ToolError) -> RpcError {
        if let Some(error) = error.protocol_error().filter(|_| self.era == Era::Modern) {
            return error.clone();
        }
        let code = match error.kind() {
            ErrorKind::InvalidArguments | ErrorKind::NotFound => RpcError::INVALID_PARAMS,
            ErrorKind::InputRequired => RpcError::INVALID_REQUEST,
            _ => RpcError::INTERNAL,
        };
        let mut data = error.to_json()["error"].take();
        if let Some(data) = data.as_object_mut() {
            // It is the message of the error itself.
            data.remove("message");
        }
        RpcError::new(code, error.message().to_owned()).with_data(&data)
    }

    /// What the client's revision has words for.
    fn words(&self) -> Vocabulary {
        Vocabulary::of(self.context.protocol_version())
    }

    /// Writes how long and by whom the answer may be kept; a legacy answer does not say.
    fn push_caching(&self, body: &mut Vec<u8>, ttl: Duration, private: bool) {
        if self.era == Era::Legacy {
            return;
        }
        body.extend_from_slice(br#","ttlMs":"#);
        push_json(body, &u64::try_from(ttl.as_millis()).unwrap_or(u64::MAX));
        body.extend_from_slice(br#","cacheScope":"#);
        push_json(body, if private { "private" } else { "public" });
    }

    /// Writes the `_meta` that has nothing but the server in it.
    fn push_server(&self, body: &mut Vec<u8>) {
        push_meta(body, &serde_json::Map::new(), None, self.era, self.server.info_json());
    }
}
