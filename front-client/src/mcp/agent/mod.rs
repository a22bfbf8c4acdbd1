//! The tool set `agent`: few, well-shaped tools, each in a file of its own.

use std::{future::Future, time::Duration};

use mcp_core::{Context, FnTool, Handler, Registry, RegistryError, ToolError, ToolOutput};
use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};

use super::{budget::Limits, call::Call};
use crate::Client;

mod add_comment;
mod assign_conversation;
mod create_draft;
mod list_drafts;
mod list_inboxes;
mod list_tags;
mod list_teammates;
mod list_teams;
mod read_account;
mod read_attachment;
mod read_contact;
mod read_conversation;
mod search_contacts;
mod search_conversations;
mod send_new_message;
mod send_reply;
mod tag_conversation;
mod update_contact;
mod update_conversation_status;

/// The tool set `agent` with its default limits; [`AgentTools`] sets them.
#[must_use]
pub fn agent_tools(client: &Client) -> Registry {
    AgentTools::new(client.clone()).registry()
}

/// The tool set `agent` and its limits.
///
/// ```
/// # fn run(front: front_client::Client) {
/// use front_client::mcp::AgentTools;
///
/// let tools = AgentTools::new(front).call_budget(10).result_chars(20_000).registry();
/// assert!(tools.get("assign_conversation").is_some());
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct AgentTools {
    client: Client,
    limits: Limits,
}

impl AgentTools {
    /// The tools over this client, with the default limits.
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self { client, limits: Limits::default() }
    }

    /// How many requests to Front one tool call may make; [`CALL_BUDGET`](super::CALL_BUDGET) by default, at least 1.
    #[must_use]
    pub fn call_budget(mut self, requests: u32) -> Self {
        self.limits.call_budget = requests.max(1);
        self
    }

    /// How many characters of JSON one result may have; [`RESULT_CHARS`](super::RESULT_CHARS) by default, at least
    /// 1,000. The longest texts are cut first, and say so.
    #[must_use]
    pub fn result_chars(mut self, chars: usize) -> Self {
        self.limits.result_chars = chars.max(1_000);
        self
    }

    /// How long a tool that sends waits for the message to appear in its conversation, so that the result can name it;
    /// [`SEND_WAIT`](super::SEND_WAIT) by default. Zero does not wait.
    #[must_use]
    pub fn send_wait(mut self, wait: Duration) -> Self {
        self.limits.send_wait = wait;
        self
    }

    /// How many recipients a new message may have, `to`, `cc` and `bcc` together;
    /// [`MAX_RECIPIENTS`](super::MAX_RECIPIENTS) by default. A reply goes to those who are in the conversation, and has
    /// no such limit.
    #[must_use]
    pub fn max_recipients(mut self, recipients: usize) -> Self {
        self.limits.max_recipients = recipients;
        self
    }

    /// The tools.
    ///
    /// # Panics
    ///
    /// Never: the names of the tools are distinct and their schemas are objects.
    #[must_use]
    pub fn registry(&self) -> Registry {
        self.collect().expect("the names of the tools are distinct and their schemas are objects")
    }

    fn collect(&self) -> Result<Registry, RegistryError> {
        let mut tools = Registry::new();
        tools.insert(add_comment::tool(self))?;
        tools.insert(assign_conversation::tool(self))?;
        tools.insert(create_draft::tool(self))?;
        tools.insert(list_drafts::tool(self))?;
        tools.insert(list_inboxes::tool(self))?;
        tools.insert(list_tags::tool(self))?;
        tools.insert(list_teammates::tool(self))?;
        tools.insert(list_teams::tool(self))?;
        tools.insert(read_account::tool(self))?;
        tools.insert(read_attachment::tool(self))?;
        tools.insert(read_contact::tool(self))?;
        tools.insert(read_conversation::tool(self))?;
        tools.insert(search_contacts::tool(self))?;
        tools.insert(search_conversations::tool(self))?;
        tools.insert(send_new_message::tool(self))?;
        tools.insert(send_reply::tool(self))?;
        tools.insert(tag_conversation::tool(self))?;
        tools.insert(update_contact::tool(self))?;
        tools.insert(update_conversation_status::tool(self))?;
        Ok(tools)
    }

    /// A tool of this set: an async function over the call and its arguments. The result type gives the output schema.
    ///
    /// What the function does not say is set by the caller: title, method, access, tags.
    fn tool<A, O, F, R>(
        &self,
        name: &str,
        description: &str,
        function: F,
    ) -> FnTool<impl Handler<(A, Context), Arguments = A> + use<A, O, F, R>, (A, Context)>
    where
        A: DeserializeOwned + JsonSchema + Send + 'static,
        O: Serialize + JsonSchema + Send + 'static,
        F: Fn(Call, A) -> R + Clone + Send + Sync + 'static,
        R: Future<Output = Result<O, ToolError>> + Send + 'static,
    {
        let Self { client, limits } = self.clone();
        let handler = move |arguments: A, context: Context| {
            let call = Call::new(client.clone(), limits, context);
            let answer = function(call.clone(), arguments);
            async move { settle(&call, answer.await) }
        };
        let output = mcp_core::schema::lean(mcp_core::schema::output_schema::<O>());
        mcp_core::tool_fn(name, description, handler)
            .define(|definition| definition.with_output_schema(output))
    }
}

fn settle<O: Serialize>(call: &Call, answer: Result<O, ToolError>) -> Result<ToolOutput, ToolError> {
    match answer {
        Ok(output) => call.finish(&output),
        Err(error) => Err(call.fail(error)),
    }
}
