//! The request that layers see.

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
        tool::{ToolError, ToolOutput},
    },
    serve::{response::Response, server::Server, subscription::Subscription},
    wire::{
        jsonrpc::RpcError,
        log::Level,
        protocol::{
            CALL_TOOL, COMPLETE, DISCOVER, Era, GET_PROMPT, INITIALIZE, LIST_PROMPTS, LIST_RESOURCES,
            LIST_TEMPLATES, LIST_TOOLS, LISTEN, PING, ProtocolVersion, READ_RESOURCE, SET_LOG_LEVEL,
            SUBSCRIBE, UNSUBSCRIBE, Vocabulary,
        },
    },
};

/// What is asked. `Debug` leaves out the arguments of a call and the URIs of resources, which are as good as arguments.
#[derive(Clone)]
#[non_exhaustive]
pub enum Call {
    /// `server/discover`
    Discover,
    /// `initialize`
    #[non_exhaustive]
    Initialize {
        /// The revision agreed on.
        version: ProtocolVersion,
    },
    /// `ping`
    Ping,
    /// `logging/setLevel`
    #[non_exhaustive]
    SetLogLevel {
        /// The level from which on log messages are wanted.
        level: Level,
    },
    /// `resources/subscribe` or `resources/unsubscribe`
    #[non_exhaustive]
    Subscribe {
        /// The resource.
        uri: String,
        /// Whether word of its changes is wanted from now on, or no more.
        subscribed: bool,
    },
    /// `subscriptions/listen`. [`dispatch`](crate::dispatch) answers what a stream that has ended is answered; a
    /// transport that can keep a stream open sends the messages of the subscription before.
    #[non_exhaustive]
    Listen {
        /// The stream.
        subscription: Subscription,
    },
    /// `tools/list`
    #[non_exhaustive]
    ListTools {
        /// Where to go on.
        cursor: Option<String>,
    },
    /// `tools/call`
    #[non_exhaustive]
    CallTool {
        /// The name as sent.
        name: String,
        /// The JSON of the arguments as sent; empty when there are none.
        arguments: Bytes,
        /// The tool; `None` when it does not exist or is hidden.
        tool: Option<ToolRef>,
    },
    /// `prompts/list`
    #[non_exhaustive]
    ListPrompts {
        /// Where to go on.
        cursor: Option<String>,
    },
    /// `prompts/get`
    #[non_exhaustive]
    GetPrompt {
        /// The name as sent. [`View::prompt`] has the prompt, unless it does not exist or is hidden.
        name: String,
        /// The JSON of the arguments as sent; empty when there are none.
        arguments: Bytes,
    },
    /// `resources/list`
    #[non_exhaustive]
    ListResources {
        /// Where to go on.
        cursor: Option<String>,
    },
    /// `resources/templates/list`
    #[non_exhaustive]
    ListTemplates {
        /// Where to go on.
        cursor: Option<String>,
    },
    /// `resources/read`
    #[non_exhaustive]
    ReadResource {
        /// The URI as sent. [`View::resource`] has the resource, or [`View::template_for`] its template.
        uri: String,
    },
    /// `completion/complete`
    #[non_exhaustive]
    Complete {
        /// The prompt or the template.
        target: CompletionTarget,
        /// What is typed so far, and into which field.
        request: CompletionRequest,
    },
}

/// A request on its way to the tools: what the layers of the middle ring see and change.
///
/// `Debug` leaves out the arguments of a call and the URIs of resources, so that a layer may log a request.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Request {
    /// What is asked.
    pub call: Call,
    /// The circumstances.
    pub context: Context,
    pub(crate) view: Arc<View>,
    pub(crate) era: Era,
    pub(crate) server: Server,
    /// A layer chose what may be seen, so the next caller may see something else.
    pub(crate) narrowed: bool,
    pub(crate) started: Option<Started>,
}

/// Whether the tool of a call has begun to run; see [`Request::started`].
#[derive(Debug, Clone, Default)]
pub struct Started(Arc<AtomicBool>);

impl Started {
    /// Whether [`dispatch`](crate::dispatch) has begun to run the tool.
    #[must_use]
    pub fn get(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }

    pub(crate) fn set(&self) {
        self.0.store(true, Ordering::Release);
    }
}

impl fmt::Debug for Call {
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
    /// The protocol's name of what is asked.
    #[must_use]
    pub const fn method(&self) -> &'static str {
        match self.call {
            Call::Discover => DISCOVER,
            Call::Initialize { .. } => INITIALIZE,
            Call::Ping => PING,
            Call::SetLogLevel { .. } => SET_LOG_LEVEL,
            Call::Subscribe { subscribed: true, .. } => SUBSCRIBE,
            Call::Subscribe { .. } => UNSUBSCRIBE,
            Call::Listen { .. } => LISTEN,
            Call::ListTools { .. } => LIST_TOOLS,
            Call::CallTool { .. } => CALL_TOOL,
            Call::ListPrompts { .. } => LIST_PROMPTS,
            Call::GetPrompt { .. } => GET_PROMPT,
            Call::ListResources { .. } => LIST_RESOURCES,
            Call::ListTemplates { .. } => LIST_TEMPLATES,
            Call::ReadResource { .. } => READ_RESOURCE,
            Call::Complete { .. } => COMPLETE,
        }
    }

    /// The era of the request.
    #[must_use]
    pub const fn era(&self) -> Era {
        self.era
    }

    /// The tool of a `tools/call`; `None` for other requests and for a tool that does not exist or is hidden.
    #[must_use]
    pub const fn tool(&self) -> Option<&ToolRef> {
        match &self.call {
            Call::CallTool { tool, .. } => tool.as_ref(),
            _ => None,
        }
    }

    /// The name that a `tools/call` gives, whether or not there is such a tool.
    #[must_use]
    pub fn tool_name(&self) -> Option<&str> {
        match &self.call {
            Call::CallTool { name, .. } => Some(name),
            _ => None,
        }
    }

    /// What the registry calls that which is asked for: the name of a tool or a prompt, of the resource or template that is
    /// read or watched, of the prompt or template whose argument is completed. `None` for other requests, and for what does
    /// not exist or is hidden. Unlike what a client writes, and unlike a URI, it says nothing of anybody: fit for a log.
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        match &self.call {
            Call::CallTool { .. } => self.tool().map(ToolRef::name),
            Call::GetPrompt { name, .. } | Call::Complete { target: CompletionTarget::Prompt(name), .. } => {
                self.view.prompt(name).map(PromptRef::name)
            }
            Call::ReadResource { uri } | Call::Subscribe { uri, .. } => self.resource_name(uri),
            Call::Complete { target: CompletionTarget::Template(form), .. } => {
                self.view.template(form).map(|template| template.definition().name())
            }
            _ => None,
        }
    }

    fn resource_name(&self, uri: &str) -> Option<&str> {
        let resource = self.view.resource(uri).map(|resource| resource.definition().name());
        resource.or_else(|| self.view.template_for(uri).map(|template| template.definition().name()))
    }

    /// The JSON of the arguments of a `tools/call`; empty when there are none.
    #[must_use]
    pub const fn arguments(&self) -> Option<&Bytes> {
        match &self.call {
            Call::CallTool { arguments, .. } => Some(arguments),
            _ => None,
        }
    }

    /// Replaces the arguments of a `tools/call`. Does nothing to other requests.
    pub fn set_arguments(&mut self, json: impl Into<Bytes>) {
        if let Call::CallTool { arguments, .. } = &mut self.call {
            *arguments = json.into();
        }
    }

    /// What the request may see.
    #[must_use]
    pub fn view(&self) -> &View {
        &self.view
    }

    /// Hides what the filter does not allow, from lists, calls and reads alike. What is hidden stays hidden: a later filter
    /// can only take more away. It is the one way to narrow what a caller sees: layers of filters, quotas and grants call it.
    ///
    /// An answer that depends on what may be seen is marked as private to the caller from here on, even if the filter
    /// hides nothing: the next caller's may.
    pub fn narrow(&mut self, filter: &Filter) {
        self.narrowed = true;
        self.view = Arc::new(self.view.narrow(filter));
        if let Call::CallTool { tool, .. } = &mut self.call
            && tool.as_ref().is_some_and(|tool| !filter.allows(tool.definition()))
        {
            *tool = None;
        }
    }

    /// Answers a `tools/call` with a failure in place of running the tool: for layers that refuse a call.
    ///
    /// A layer that would refuse a hidden tool must pass it on instead, so that it looks like an unknown one.
    #[must_use]
    pub fn refuse(&self, error: ToolError) -> Response {
        Response::failure(error, self.era, self.server.info_json())
    }

    /// Answers a `tools/call` with a result in place of running the tool: the response that [`dispatch`](crate::dispatch)
    /// makes of the same output in the revision of the request. For layers that simulate a call, hold it for approval or
    /// have its result already.
    ///
    /// It becomes a failure if the tool declares an output schema and the output has no structured content, as with
    /// `dispatch`. A layer passes a call of a hidden tool on, as with [`refuse`](Self::refuse).
    ///
    /// ```
    /// use mcp_core::{Request, Response, RpcError, ToolOutput, dispatch};
    ///
    /// /// Lets only calls through that change nothing.
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
        let output = match self.tool() {
            Some(tool) => finish(output, tool, words),
            None => Ok(output.in_words(words)),
        };
        match output {
            Ok(output) => Response::output(output, self.era, self.server.info_json()),
            Err(error) => self.refuse(error),
        }
    }

    /// What asks the client, when a question of [`Context::ask`](crate::Context::ask) is open: for layers that ask before
    /// they let a request through.
    ///
    /// # Errors
    ///
    /// -32603 when the answers so far are more than a request state can hold.
    pub fn suspended(&self) -> Result<Option<Response>, RpcError> {
        suspended(&self.context, &self.server).transpose()
    }

    /// A flag that tells, when the request itself is gone, whether its tool had begun to run. What is lost before that
    /// has changed nothing; and since a hidden tool never begins, the flag does not tell it from an unknown one.
    pub fn started(&mut self) -> Started {
        self.started.get_or_insert_default().clone()
    }

    /// The server that read the request.
    #[must_use]
    pub const fn server(&self) -> &Server {
        &self.server
    }
}

/// The output of a tool in the words of a revision. Clients refuse a result that lacks what its schema declares, with words
/// that help nobody.
pub(crate) fn finish(output: ToolOutput, tool: &ToolRef, words: Vocabulary) -> Result<ToolOutput, ToolError> {
    if tool.definition().output_schema().is_some() && output.structured().is_none() {
        return Err(ToolError::internal(
            "the tool declares an output schema but answered without structured content",
        ));
    }
    Ok(output.in_words(words))
}

/// The result that asks the client, if a question is open.
pub(crate) fn suspended(context: &Context, server: &Server) -> Option<Result<Response, RpcError>> {
    let asks = context.rounds()?.suspended(context, server.info_json())?;
    Some(asks.map(Response::input_required))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{serve::subscription::SubscriptionFilter, wire::jsonrpc::Id};

    #[test]
    fn what_is_asked_about_is_not_shown() {
        let uri = || "desk://contact/hunter2".to_owned();
        let filter = SubscriptionFilter { resource_subscriptions: vec![uri()], ..Default::default() };
        for call in [
            Call::ReadResource { uri: uri() },
            Call::Subscribe { uri: uri(), subscribed: true },
            Call::Listen { subscription: Subscription::new(Id::number(1), filter) },
            Call::GetPrompt { name: "greet".to_owned(), arguments: Bytes::from_static(b"hunter2") },
            Call::CallTool { name: "echo".to_owned(), arguments: Bytes::from_static(b"hunter2"), tool: None },
        ] {
            assert!(!format!("{call:?} {call:#?}").contains("hunter2"), "{call:?}");
        }
    }
}
