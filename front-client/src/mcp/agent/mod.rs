//! Tool set `agent`: few tools, each made for a task and in its own file.

use std::{sync::Arc, time::Duration};

use client_core::mcp::repeat::CallStore;
use mcp_core::{Registry, RegistryError};

use super::{
    FrontCustomers,
    call::{Call, FrontCall, ToolSet},
    completions::{CachedNames, Completions},
    prompt, resource,
};
use crate::Client;

mod add_comment;
mod assign_conversation;
mod create_draft;
pub(super) mod list_drafts;
mod list_inboxes;
mod list_tags;
mod list_teammates;
mod list_teams;
mod read_account;
mod read_attachment;
pub(super) mod read_contact;
pub(super) mod read_conversation;
pub(super) mod search_contacts;
pub(super) mod search_conversations;
mod send_new_message;
mod send_reply;
mod tag_conversation;
mod update_contact;
mod update_conversation_status;

/// Returns the tool set `agent` with its prompts and resources, with default limits. To change them, use
/// [`AgentTools`].
#[must_use]
pub fn agent_tools(client: &Client) -> Registry {
    AgentTools::new(client.clone()).registry()
}

/// Builder of the tool set `agent`, its prompts and resources, and their limits.
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
    set: ToolSet,
    names: CachedNames,
}

impl AgentTools {
    /// Creates the tools for this client, with default limits.
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self { set: ToolSet::new(client), names: CachedNames::default() }
    }

    /// Sets how many requests to Front one tool call may make, at least 1. Defaults to 25.
    #[must_use]
    pub fn call_budget(mut self, requests: u32) -> Self {
        self.set = self.set.call_budget(requests);
        self
    }

    /// Sets the maximum size of one result, in characters of JSON, at least 1,000. Defaults to
    /// [`RESULT_CHARS`](super::RESULT_CHARS). The longest texts are cut first, with a note.
    #[must_use]
    pub fn result_chars(mut self, chars: usize) -> Self {
        self.set = self.set.result_chars(chars);
        self
    }

    /// Sets how long a sending tool waits for the message to appear in its conversation, so that the result can
    /// name it. Defaults to 3 s. Zero disables the wait.
    #[must_use]
    pub fn send_wait(mut self, wait: Duration) -> Self {
        self.set = self.set.settings(|send| send.wait = wait);
        self
    }

    /// Sets how long a sending tool looks for its message if the outcome is unknown, within the time of the call.
    /// Defaults to 60 s: Front sends up to a minute later.
    #[must_use]
    pub fn send_check(mut self, check: Duration) -> Self {
        self.set = self.set.settings(|send| send.check = check);
        self
    }

    /// Sets the maximum number of recipients of a new message, a reply or a draft: `to`, `cc` and `bcc` together.
    /// Defaults to 25.
    #[must_use]
    pub fn max_recipients(mut self, recipients: usize) -> Self {
        self.set = self.set.settings(|send| send.recipients = recipients);
        self
    }

    /// Sets the maximum size of a comment, in bytes. Defaults to 100,000.
    #[must_use]
    pub fn max_comment_bytes(mut self, bytes: usize) -> Self {
        self.set = self.set.settings(|send| send.comment_bytes = bytes);
        self
    }

    /// Sets the maximum number of teammates that a comment may mention, and of unresolved mentions that its result
    /// reports. Defaults to 20.
    #[must_use]
    pub fn max_mentions(mut self, mentions: usize) -> Self {
        self.set = self.set.settings(|send| send.mentions = mentions);
        self
    }

    /// Sets how long the channels of the company are cached between calls, for the sender and the recipients of
    /// replies. Defaults to 60 s. Zero reads them anew each time.
    #[must_use]
    pub fn channels_ttl(mut self, ttl: Duration) -> Self {
        self.set = self.set.settings(|send| send.channels_ttl = ttl);
        self
    }

    /// Sets how many bytes of message bodies one tool call may read, at least 64 KiB. Defaults to 8 MiB. A call that
    /// reaches the limit ends its page and says so.
    #[must_use]
    pub fn render_bytes(mut self, bytes: usize) -> Self {
        self.set = self.set.render_bytes(bytes);
        self
    }

    /// Sets how long an equal call of a tool that sends or creates returns the first result and does nothing; see
    /// [`client_core::mcp::repeat`]. Defaults to 10 minutes. Zero is not at all.
    #[must_use]
    pub fn repeat_window(mut self, window: Duration) -> Self {
        self.set = self.set.repeat_window(window);
        self
    }

    /// Sets the store of these calls, for several processes that serve the same callers. Sets of different accounts need
    /// different scopes. Defaults to the memory of this process.
    #[must_use]
    pub fn call_store(mut self, store: Arc<dyn CallStore>, scope: impl Into<Arc<str>>) -> Self {
        self.set = self.set.call_store(store, scope);
        self
    }

    /// Sets how long a client may keep a resource. Defaults to 30 s. Zero is not at all.
    #[must_use]
    pub fn resource_ttl(mut self, ttl: Duration) -> Self {
        self.set = self.set.resource_ttl(ttl);
        self
    }

    /// Sets how long a list of names that completion proposes is kept. Defaults to 60 s.
    /// Zero reads it anew each time.
    #[must_use]
    pub fn completion_ttl(mut self, ttl: Duration) -> Self {
        self.set = self.set.completion_ttl(ttl);
        self
    }

    /// Sets how long a completion may take. Defaults to 5 s. One that takes
    /// longer proposes nothing.
    #[must_use]
    pub fn completion_timeout(mut self, timeout: Duration) -> Self {
        self.set = self.set.completion_timeout(timeout);
        self
    }

    /// Returns Front as a source of the customer lookup, [`CustomerLookup`](client_core::mcp::CustomerLookup), with the
    /// same limits.
    #[must_use]
    pub fn customers(&self) -> FrontCustomers {
        FrontCustomers::new(self.set.clone())
    }

    /// Returns the tools, prompts and resources.
    ///
    /// # Panics
    ///
    /// Never: the names are distinct, the schemas of the tools are objects, and the templates are simple.
    #[must_use]
    pub fn registry(&self) -> Registry {
        self.collect().expect("names are distinct, schemas are objects and templates of the simple kind")
    }

    /// Returns the tools only, for hosts that serve no prompts and resources.
    ///
    /// # Panics
    ///
    /// Never, like [`registry`](Self::registry).
    #[must_use]
    pub fn tools(&self) -> Registry {
        self.collect_tools().expect("names are distinct and schemas are objects")
    }

    fn collect(&self) -> Result<Registry, RegistryError> {
        let completions = Completions { set: &self.set, names: &self.names };
        let mut registry = self.collect_tools()?;
        prompt::insert(&mut registry, completions)?;
        resource::insert(&mut registry, completions)?;
        Ok(registry)
    }

    fn collect_tools(&self) -> Result<Registry, RegistryError> {
        let set = &self.set;
        let mut tools = Registry::new();
        tools.insert(set.once(add_comment::tool(set)))?;
        tools.insert(assign_conversation::tool(set))?;
        tools.insert(set.once(create_draft::tool(set)))?;
        tools.insert(list_drafts::tool(set))?;
        tools.insert(list_inboxes::tool(set))?;
        tools.insert(list_tags::tool(set))?;
        tools.insert(list_teammates::tool(set))?;
        tools.insert(list_teams::tool(set))?;
        tools.insert(read_account::tool(set))?;
        tools.insert(read_attachment::tool(set))?;
        tools.insert(read_contact::tool(set))?;
        tools.insert(read_conversation::tool(set))?;
        tools.insert(search_contacts::tool(set))?;
        tools.insert(search_conversations::tool(set))?;
        tools.insert(set.once(send_new_message::tool(set)))?;
        tools.insert(set.once(send_reply::tool(set)))?;
        tools.insert(tag_conversation::tool(set))?;
        tools.insert(update_contact::tool(set))?;
        tools.insert(update_conversation_status::tool(set))?;
        Ok(tools)
    }
}
