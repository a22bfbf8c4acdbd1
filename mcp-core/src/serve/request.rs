//! Requests, as layers see them.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use bytes::Bytes;

use crate::{
    catalogue::{
        filter::Filter,
        registry::{PromptRef, ToolRef},
        visible::View,
    },
    handler::{
        completion::{CompletionRequest, CompletionTarget},
        context::Context,
        tool::{HandlerError, ToolOutput},
    },
    serve::{response::Response, server::Server, subscription::Subscription},
    wire::{
        jsonrpc::RpcError,
        log::Level,
        protocol::{
            CALL_TOOL, COMPLETE, DISCOVER, GET_PROMPT, INITIALIZE, LIST_PROMPTS, LIST_RESOURCES,
            LIST_TEMPLATES, LIST_TOOLS, LISTEN, Lifecycle, PING, ProtocolVersion, READ_RESOURCE,
            SET_LOG_LEVEL, SUBSCRIBE, UNSUBSCRIBE, Vocabulary,
        },
    },
};

/// Method and parameters of a request. `Debug` leaves out the arguments of a call and the URIs of resources, which
/// may be as sensitive as arguments.
#[derive(Clone)]
#[non_exhaustive]
pub enum RequestKind {
    /// `server/discover`
    Discover,
    /// `initialize`
    #[non_exhaustive]
    Initialize {
        /// The negotiated revision.
        version: ProtocolVersion,
    },
    /// `ping`
    Ping,
    /// `logging/setLevel`
    #[non_exhaustive]
    SetLogLevel {
        /// The minimum level of log messages.
        level: Level,
    },
    /// `resources/subscribe` or `resources/unsubscribe`
    #[non_exhaustive]
    Subscribe {
        /// URI of the resource.
        uri: String,
        /// `true` to subscribe, `false` to unsubscribe.
        subscribed: bool,
    },
    /// `subscriptions/listen`. [`dispatch`](crate::dispatch) returns the result of a stream that has ended; a
    /// transport that supports streams sends the messages of the subscription before it.
    #[non_exhaustive]
    Listen {
        /// The subscription.
        subscription: Subscription,
    },
    /// `tools/list`
    #[non_exhaustive]
    ListTools {
        /// Cursor of the requested page.
        cursor: Option<String>,
    },
    /// `tools/call`
    #[non_exhaustive]
    CallTool {
        /// The name as sent.
        name: String,
        /// JSON of the arguments as sent; empty if there are none.
        arguments: Bytes,
        /// The tool; `None` if it does not exist or is hidden.
        tool: Option<ToolRef>,
    },
    /// `prompts/list`
    #[non_exhaustive]
    ListPrompts {
        /// Cursor of the requested page.
        cursor: Option<String>,
    },
    /// `prompts/get`
    #[non_exhaustive]
    GetPrompt {
        /// Name as sent. [`View::prompt`] returns the prompt, unless it does not exist or is hidden.
        name: String,
        /// JSON of the arguments as sent; empty if there are none.
        arguments: Bytes,
    },
    /// `resources/list`
    #[non_exhaustive]
    ListResources {
        /// Cursor of the requested page.
        cursor: Option<String>,
    },
    /// `resources/templates/list`
    #[non_exhaustive]
    ListTemplates {
        /// Cursor of the requested page.
        cursor: Option<String>,
    },
    /// `resources/read`
    #[non_exhaustive]
    ReadResource {
        /// URI as sent. [`View::resource`] returns the resource, or [`View::template_for`] its template.
        uri: String,
    },
    /// `completion/complete`
    #[non_exhaustive]
    Complete {
        /// The prompt or the template.
        target: CompletionTarget,
        /// The field, and the text typed so far.
        request: CompletionRequest,
    },
}

/// Request to the server, as layers see and change it.
///
/// `Debug` leaves out the arguments of a call and the URIs of resources, so that a layer may log a request.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Request {
    /// Method and parameters.
    pub call: RequestKind,
    /// Context of the call.
    pub context: Context,
    pub(crate) view: Arc<View>,
    pub(crate) lifecycle: Lifecycle,
    pub(crate) server: Server,
    /// `true` if a layer has narrowed the view, so that the next caller may see other items.
    pub(crate) narrowed: bool,
    pub(crate) started: Option<Started>,
}

/// Flag that is set when the tool of a call starts; see [`Request::started`].
#[derive(Debug, Clone, Default)]
pub struct Started(Arc<AtomicBool>);

impl Started {
    /// Returns `true` if [`dispatch`](crate::dispatch) has started the tool.
    #[must_use]
    pub fn get(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }

    pub(crate) fn set(&self) {
        self.0.store(true, Ordering::Release);
    }
}

impl fmt::Debug for RequestKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Discover => f.write_str("Discover"),
            Self::Initialize { version } => f.debug_struct("Initialize").field("version", version).finish(),
            Self::Ping => f.write_str("Ping"),
            Self::SetLogLevel { level } => f.debug_struct("SetLogLevel").field("level", level).finish(),
            Self::Subscribe { uri, subscribed } => f
                .debug_struct("Subscribe")
                .field("uri_bytes", &uri.len())
                .field("subscribed", subscribed)
                .finish(),
            Self::Listen { subscription } => {
                let filter = subscription.filter();
                f.debug_struct("Listen").field("resources", &filter.resource_subscriptions.len()).finish()
            }
            Self::ListTools { cursor } => f.debug_struct("ListTools").field("cursor", cursor).finish(),
            Self::CallTool { name, arguments, tool } => f
                .debug_struct("CallTool")
                .field("name", name)
                .field("arguments_bytes", &arguments.len())
                .field("tool", tool)
                .finish(),
            Self::ListPrompts { cursor } => f.debug_struct("ListPrompts").field("cursor", cursor).finish(),
            Self::GetPrompt { name, arguments } => f
                .debug_struct("GetPrompt")
                .field("name", name)
                .field("arguments_bytes", &arguments.len())
                .finish(),
            Self::ListResources { cursor } => {
                f.debug_struct("ListResources").field("cursor", cursor).finish()
            }
            Self::ListTemplates { cursor } => {
                f.debug_struct("ListTemplates").field("cursor", cursor).finish()
            }
            Self::ReadResource { uri } => {
                f.debug_struct("ReadResource").field("uri_bytes", &uri.len()).finish()
            }
            Self::Complete { target, request } => {
                f.debug_struct("Complete").field("target", target).field("request", request).finish()
            }
        }
    }
}

impl Request {
    /// Returns the name of the protocol method.
    #[must_use]
    pub const fn method(&self) -> &'static str {
        match self.call {
            RequestKind::Discover => DISCOVER,
            RequestKind::Initialize { .. } => INITIALIZE,
            RequestKind::Ping => PING,
            RequestKind::SetLogLevel { .. } => SET_LOG_LEVEL,
            RequestKind::Subscribe { subscribed: true, .. } => SUBSCRIBE,
            RequestKind::Subscribe { .. } => UNSUBSCRIBE,
            RequestKind::Listen { .. } => LISTEN,
            RequestKind::ListTools { .. } => LIST_TOOLS,
            RequestKind::CallTool { .. } => CALL_TOOL,
            RequestKind::ListPrompts { .. } => LIST_PROMPTS,
            RequestKind::GetPrompt { .. } => GET_PROMPT,
            RequestKind::ListResources { .. } => LIST_RESOURCES,
            RequestKind::ListTemplates { .. } => LIST_TEMPLATES,
            RequestKind::ReadResource { .. } => READ_RESOURCE,
            RequestKind::Complete { .. } => COMPLETE,
        }
    }

    /// Returns the lifecycle of the request: stateless (2026-07-28), or an `initialize` revision.
    #[must_use]
    pub const fn lifecycle(&self) -> Lifecycle {
        self.lifecycle
    }

    /// Returns the tool of a `tools/call`; `None` for other requests and for an unknown or hidden tool.
    #[must_use]
    pub const fn tool(&self) -> Option<&ToolRef> {
        match &self.call {
            RequestKind::CallTool { tool, .. } => tool.as_ref(),
            _ => None,
        }
    }

    /// Returns the name in a `tools/call`, even if there is no such tool.
    #[must_use]
    pub fn tool_name(&self) -> Option<&str> {
        match &self.call {
            RequestKind::CallTool { name, .. } => Some(name),
            _ => None,
        }
    }

    /// Returns the registry's name of the target: the tool or prompt, the resource or template that is read or
    /// subscribed to, or the prompt or template whose argument is completed. `None` for other requests, and for
    /// unknown or hidden targets. The name contains no client data and no URI, so it may be logged.
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        match &self.call {
            RequestKind::CallTool { .. } => self.tool().map(ToolRef::name),
            RequestKind::GetPrompt { name, .. }
            | RequestKind::Complete { target: CompletionTarget::Prompt(name), .. } => {
                self.view.prompt(name).map(PromptRef::name)
            }
            RequestKind::ReadResource { uri } | RequestKind::Subscribe { uri, .. } => self.resource_name(uri),
            RequestKind::Complete { target: CompletionTarget::Template(form), .. } => {
                self.view.template(form).map(|template| template.definition().name())
            }
            _ => None,
        }
    }

    fn resource_name(&self, uri: &str) -> Option<&str> {
        let resource = self.view.resource(uri).map(|resource| resource.definition().name());
        resource.or_else(|| self.view.template_for(uri).map(|template| template.definition().name()))
    }

    /// Returns the JSON of the arguments of a `tools/call`; empty if there are none.
    #[must_use]
    pub const fn arguments(&self) -> Option<&Bytes> {
        match &self.call {
            RequestKind::CallTool { arguments, .. } => Some(arguments),
            _ => None,
        }
    }

    /// Replaces the arguments of a `tools/call`. Has no effect on other requests.
    #[must_use]
    pub fn with_arguments(mut self, json: impl Into<Bytes>) -> Self {
        if let RequestKind::CallTool { arguments, .. } = &mut self.call {
            *arguments = json.into();
        }
        self
    }

    /// Returns the items that the request sees.
    #[must_use]
    pub fn view(&self) -> &View {
        &self.view
    }

    /// Hides the items that the filter does not allow, from lists, calls and reads. A later filter can only hide more. This
    /// is the only way to narrow a request; layers of filters, quotas and grants call it.
    ///
    /// From then on, a response that depends on the visible items is marked as private to the caller, even if the filter
    /// hides nothing: the filter of the next caller may.
    pub fn narrow(&mut self, filter: &Filter) {
        self.narrowed = true;
        self.view = Arc::new(self.view.narrow(filter));
        if let RequestKind::CallTool { tool, .. } = &mut self.call
            && tool.as_ref().is_some_and(|tool| !filter.allows(tool.definition()))
        {
            *tool = None;
        }
    }

    /// Returns the response to a `tools/call` with this tool error, without running the tool: for layers that
    /// refuse a call.
    ///
    /// For a hidden tool, a layer must pass the request on instead, so that the tool looks like an unknown one.
    #[must_use]
    pub fn refuse(&self, error: HandlerError) -> Response {
        Response::failure(error, self.lifecycle, self.server.info_json())
    }

    /// Returns the response to a `tools/call` with this output, without running the tool: for layers that simulate a call,
    /// hold it for approval or cache it. The response is the same as that of [`dispatch`](crate::dispatch) for the output.
    ///
    /// Clients refuse a result that lacks the structured content of the tool's output schema. So an output without
    /// structured content, for a tool that declares a schema, becomes a result with `isError` and kind
    /// [`NotRun`](crate::HandlerErrorKind::NotRun). Its text stays as it is. Structured content must match the schema.
    ///
    /// A layer must pass a call of a hidden tool on, as with [`refuse`](Self::refuse).
    ///
    /// ```
    /// use mcp_core::{Request, Response, RpcError, ToolOutput, dispatch};
    ///
    /// /// Passes only calls that change nothing.
    /// async fn dry_run(request: Request) -> Result<Response, RpcError> {
    ///     match request.tool().map(|tool| tool.definition().access()) {
    ///         None | Some(mcp_core::Access::Read) => dispatch(request).await,
    ///         Some(_) => Ok(request.answer(ToolOutput::text("dry run: nothing was changed"))),
    ///     }
    /// }
    /// ```
    #[must_use]
    pub fn answer(&self, output: ToolOutput) -> Response {
        let words = Vocabulary::of(self.context.protocol_version());
        let lacks_content = output.structured().is_none()
            && self.tool().is_some_and(|tool| tool.definition().output_schema().is_some());
        let (output, server) = (output.in_words(words), self.server.info_json());
        match lacks_content {
            true => Response::not_run(output, self.lifecycle, server),
            false => Response::output(output, self.lifecycle, server),
        }
    }

    /// Returns the `input_required` response while a request of
    /// [`Context::request_client`](crate::Context::request_client) is open: for layers that send a request to the client
    /// before they pass the call on.
    ///
    /// # Errors
    ///
    /// -32603 if no request is open, or if the responses so far exceed the maximum length of a request state.
    pub fn suspended(&self) -> Result<Response, RpcError> {
        suspended(&self.context, &self.server)
            .unwrap_or_else(|| Err(RpcError::internal("no request to the client is open")))
    }

    /// Returns a flag that is set when the tool starts, and that outlives the request. A request that is lost earlier has
    /// changed nothing. A hidden tool never starts, so the flag does not distinguish it from an
    /// unknown one.
    pub fn started(&mut self) -> Started {
        self.started.get_or_insert_default().clone()
    }

    /// Returns the server that decoded the request.
    #[must_use]
    pub const fn server(&self) -> &Server {
        &self.server
    }
}

/// Converts the output of a tool to the vocabulary of a revision. A result without the structured content that its schema
/// declares is an error here, because the errors of clients about it are unclear.
pub(crate) fn finish(
    output: ToolOutput,
    tool: &ToolRef,
    words: Vocabulary,
) -> Result<ToolOutput, HandlerError> {
    if tool.definition().output_schema().is_some() && output.structured().is_none() {
        return Err(HandlerError::internal(
            "the tool declares an output schema, but its result has no structured content",
        ));
    }
    Ok(output.in_words(words))
}

/// Returns the `input_required` result, if a request to the client is open.
pub(crate) fn suspended(context: &Context, server: &Server) -> Option<Result<Response, RpcError>> {
    let asks = context.multi_round_trip()?.suspended(context, server.info_json())?;
    Some(asks.map(Response::input_required))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{serve::subscription::SubscriptionFilter, wire::jsonrpc::Id};

    #[test]
    fn debug_hides_arguments_and_uris() {
        let uri = || "desk://contact/hunter2".to_owned();
        let filter = SubscriptionFilter { resource_subscriptions: vec![uri()], ..Default::default() };
        for call in [
            RequestKind::ReadResource { uri: uri() },
            RequestKind::Subscribe { uri: uri(), subscribed: true },
            RequestKind::Listen { subscription: Subscription::new(Id::number(1), filter) },
            RequestKind::GetPrompt { name: "greet".to_owned(), arguments: Bytes::from_static(b"hunter2") },
            RequestKind::CallTool {
                name: "echo".to_owned(),
                arguments: Bytes::from_static(b"hunter2"),
                tool: None,
            },
        ] {
            assert!(!format!("{call:?} {call:#?}").contains("hunter2"), "{call:?}");
        }
    }
}
