//! The request that layers see.

use bytes::Bytes;

use crate::{
    Context, Filter, Response, Server, ToolError, ToolRef, View,
    protocol::{CALL_TOOL, DISCOVER, Era, INITIALIZE, LIST_TOOLS, PING, ProtocolVersion},
};

/// What is asked.
#[derive(Debug, Clone)]
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
    /// `tools/list`
    #[non_exhaustive]
    ListTools {
        /// Where to go on. All tools fit in one page, so every cursor is a wrong one.
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
}

/// A request on its way to the tools: what the layers of the middle ring see and change.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Request {
    /// What is asked.
    pub call: Call,
    /// The circumstances.
    pub context: Context,
    pub(crate) view: View,
    pub(crate) era: Era,
    pub(crate) server: Server,
}

impl Request {
    /// The protocol's name of what is asked.
    #[must_use]
    pub const fn method(&self) -> &'static str {
        match self.call {
            Call::Discover => DISCOVER,
            Call::Initialize { .. } => INITIALIZE,
            Call::Ping => PING,
            Call::ListTools { .. } => LIST_TOOLS,
            Call::CallTool { .. } => CALL_TOOL,
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

    /// The tools that the request may see.
    #[must_use]
    pub const fn view(&self) -> &View {
        &self.view
    }

    /// Hides what the filter does not allow, from lists and calls alike. What is hidden stays hidden: a later filter
    /// can only take more away.
    pub fn narrow(&mut self, filter: &Filter) {
        self.view = self.view.narrow(filter);
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

    /// The server that read the request.
    #[must_use]
    pub const fn server(&self) -> &Server {
        &self.server
    }
}
