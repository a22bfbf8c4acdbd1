//! Tool set `agent`: few tools, each made for a task and in its own file.

use std::{sync::Arc, time::Duration};

use client_core::mcp::repeat::CallStore;
use mcp_core::{Registry, RegistryError};

use super::{
    FuseDeskCustomers,
    call::{Call, DeskCall, ToolSet},
    completions::{Completions, Lists},
    prompt, resource,
};
use crate::Client;

mod add_note;
mod assign_case;
mod close_chat;
mod create_case;
pub(super) mod customer_timeline;
mod find_customer;
mod list_case_tags;
mod list_chats;
mod list_departments;
mod list_reps;
pub(super) mod read_case;
mod read_chat;
mod read_email;
mod reply_to_case;
pub(super) mod search_cases;
mod search_emails;
mod snooze_case;
mod tag_case;
mod triage_snapshot;
mod update_case;

/// Returns the tool set `agent` with its prompts and resources, with default limits. To change them, use
/// [`AgentTools`].
#[must_use]
pub fn agent_tools(client: &Client) -> Registry {
    AgentTools::new(client.clone()).registry()
}

/// Builder of the tool set `agent`, its prompts and resources, and their limits.
///
/// ```
/// # fn run(desk: fusedesk_client::Client) {
/// use fusedesk_client::mcp::AgentTools;
///
/// let tools = AgentTools::new(desk).call_budget(10).result_chars(20_000).registry();
/// assert!(tools.get("fusedesk_list_departments").is_some());
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct AgentTools {
    set: ToolSet,
    lists: Lists,
}

impl AgentTools {
    /// Creates the tools for this client, with default limits.
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self { set: ToolSet::new(client), lists: Lists::default() }
    }

    /// Sets how many requests to FuseDesk one tool call may make, at least 1. Defaults to 25.
    #[must_use]
    pub fn call_budget(mut self, requests: u32) -> Self {
        self.set = self.set.call_budget(requests);
        self
    }

    /// Sets the maximum size of one result, in characters of JSON, at least 1,000. Defaults to
    /// 40,000. The longest texts are cut first, with a note.
    #[must_use]
    pub fn result_chars(mut self, chars: usize) -> Self {
        self.set = self.set.result_chars(chars);
        self
    }

    /// Sets the number of concurrent requests of one call. Defaults to 4. At least
    /// 1.
    #[must_use]
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.set = self.set.settings(|limits| limits.concurrency = requests.max(1));
        self
    }

    /// Sets the maximum number of recipients of a reply: `to`, `cc` and `bcc` together. Defaults to
    /// 25.
    #[must_use]
    pub fn max_recipients(mut self, recipients: usize) -> Self {
        self.set = self.set.settings(|limits| limits.recipients = recipients);
        self
    }

    /// Sets how long a tool looks for a reply or a case whose outcome is unknown, within the time of the call. Defaults
    /// to 5 s.
    #[must_use]
    pub fn send_check(mut self, check: Duration) -> Self {
        self.set = self.set.settings(|limits| limits.send_check = check);
        self
    }

    /// Sets the maximum number of cases or e-mails that one call scans if FuseDesk has no matching filter. Defaults to
    /// 600. At least 1.
    #[must_use]
    pub fn scan_cases(mut self, cases: usize) -> Self {
        self.set = self.set.settings(|limits| limits.scan_cases = cases.max(1));
        self
    }

    /// Sets the maximum number of characters of a text in a customer's timeline. Defaults to
    /// 800. At least 1.
    #[must_use]
    pub fn timeline_chars(mut self, chars: usize) -> Self {
        self.set = self.set.settings(|limits| limits.timeline_chars = chars.max(1));
        self
    }

    /// Sets the time for which names of departments, reps and case tags are cached between calls. Defaults to
    /// 60 s. Zero disables the cache.
    #[must_use]
    pub fn names_ttl(mut self, ttl: Duration) -> Self {
        self.set = self.set.settings(|limits| limits.names_ttl = ttl);
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
    /// Zero reads it anew each time, but for the names that the tools keep as well ([`names_ttl`](Self::names_ttl)).
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

    /// Returns FuseDesk's contacts as a source of the customer lookup [`CustomerLookup`](client_core::mcp::CustomerLookup),
    /// with the limits of these tools.
    #[must_use]
    pub fn customer_source(&self) -> FuseDeskCustomers {
        FuseDeskCustomers::new(self.set.clone())
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
        let completions = Completions { set: &self.set, lists: &self.lists };
        let mut registry = self.collect_tools()?;
        prompt::insert(&mut registry, completions)?;
        resource::insert(&mut registry, completions)?;
        Ok(registry)
    }

    fn collect_tools(&self) -> Result<Registry, RegistryError> {
        let set = &self.set;
        let mut tools = Registry::new();
        tools.insert(set.once(add_note::tool(set)))?;
        tools.insert(assign_case::tool(set))?;
        tools.insert(close_chat::tool(set))?;
        tools.insert(set.once(create_case::tool(set)))?;
        tools.insert(customer_timeline::tool(set))?;
        tools.insert(find_customer::tool(set))?;
        tools.insert(list_case_tags::tool(set))?;
        tools.insert(list_chats::tool(set))?;
        tools.insert(list_departments::tool(set))?;
        tools.insert(list_reps::tool(set))?;
        tools.insert(read_case::tool(set))?;
        tools.insert(read_chat::tool(set))?;
        tools.insert(read_email::tool(set))?;
        tools.insert(set.once(reply_to_case::tool(set)))?;
        tools.insert(search_cases::tool(set))?;
        tools.insert(search_emails::tool(set))?;
        tools.insert(snooze_case::tool(set))?;
        tools.insert(tag_case::tool(set))?;
        tools.insert(triage_snapshot::tool(set))?;
        tools.insert(update_case::tool(set))?;
        Ok(tools)
    }
}
