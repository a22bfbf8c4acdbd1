//! Front as tools for an AI agent (feature `mcp`).
//!
//! [`agent_tools`] is a [`Registry`](mcp_core::Registry) of few, well-shaped tools. Their names and arguments are those
//! of Front's own MCP server, so that prompts move over unchanged; they work over the Core API with the limits that the
//! host sets: a filter decides which of them a caller has, [`Author`] in whose name they write.
//!
//! ```
//! # #[cfg(not(feature = "testing"))] fn main() {}
//! # #[cfg(feature = "testing")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use front_client::{Client, mcp::{Author, agent_tools}, testing::{FakeFront, seed}};
//! use mcp_core::{Filter, testing::TestClient};
//! use serde_json::json;
//!
//! let fake = FakeFront::seeded();
//! let front = Client::builder().token(fake.token()).transport(fake.clone()).build()?;
//!
//! let agent = TestClient::new(agent_tools(&front))
//!     .with_filter(&Filter::new().tags(["comments"])?)
//!     .with_context(|context| {
//!         context.extensions_mut().insert(Author::new(seed::MIA));
//!     });
//! let answer = agent
//!     .call_tool("add_comment", json!({ "conversationId": seed::DISPUTE, "body": "@Sarah Chen, is this yours?" }))
//!     .await?;
//! assert!(!answer.is_error());
//! let answer = answer.structured().expect("every tool answers with an object");
//! assert_eq!(answer["author"], seed::MIA);
//! assert_eq!(answer["mentioned"][0]["id"], seed::SARAH);
//! # Ok(())
//! # }
//! ```
//!
//! # The tools
//!
//! | access | tools |
//! | --- | --- |
//! | read | `search_conversations`, `read_conversation`, `read_attachment`, `list_drafts`, `search_contacts`, `read_contact`, `read_account`, `list_tags`, `list_inboxes`, `list_teammates`, `list_teams` |
//! | write | `create_draft`, `add_comment`, `assign_conversation`, `update_conversation_status`, `tag_conversation`, `update_contact` |
//! | send | `send_reply`, `send_new_message` |
//!
//! # Prompts and resources
//!
//! | prompt | arguments | what it leads to |
//! | --- | --- | --- |
//! | `triage_inbox` | `inbox`, `routing`, `fallback_teammate`, `limit` | what is nobody's gets a tag and an assignee |
//! | `draft_reply` | `conversation_id`, `instructions`, `tone` | a draft that a person checks and sends |
//! | `escalate_overdue` | `hours`, `inbox`, `assignee`, `tag`, `escalate_to` | who waits too long is marked, the assignee told |
//!
//! A prompt names the tools for each step, and what to do where the caller has no such tool; none of them sends.
//!
//! `front://conversations/{conversation_id}` and `front://contacts/{contact_id}` are what `read_conversation` and
//! `read_contact` read, as Markdown in which the words of customers are quotations; `front://conversations` is the open
//! conversations with the URI of each. Inboxes, teammates, tags, conversations and contacts are completed from lists that
//! are kept for a while.
//!
//! A filter judges all of them as what only reads, and none of them is a way around it: a prompt names no tool that the
//! caller has not, and a resource is readable, and a name proposed, only for who has the tool that reads or lists the
//! same. [`AgentTools::tools`] leaves them out.
//!
//! # What the host decides
//!
//! * which tools: a [`Filter`](mcp_core::Filter) by access (`read`, `write`, `send`), by tag or by name;
//! * in whose name: [`Author`], in the context of the call. Without one, comments, replies, new messages and drafts are
//!   refused; [`Author::api_token`] allows all but drafts in the name of the API token;
//! * what a call may cost: [`AgentTools`] sets the requests to Front and the characters of a result.
//!
//! # What the model gets
//!
//! * Bodies of messages as clean text, without what the mail hides and with its history folded. They are still the words
//!   of strangers: a model should take them as data, and a host should not give it more tools than the task needs.
//! * `merged_into` when a conversation was merged: the call went to the new conversation, and its id is the one to use.
//! * `next_cursor` where there is more; it comes back unchanged, with the same arguments.
//! * Errors as `{"error": {kind, status, message, retry_after_ms, hint}}`, in words that let it mend its call.

mod agent;
mod author;
mod call;
mod directory;
mod mention;
mod names;
mod prompt;
mod reply;
mod resolve;
mod resource;
mod scope;
mod sent;
mod view;

pub use agent::{AgentTools, agent_tools};
pub use author::Author;
pub use call::{MAX_RECIPIENTS, SEND_WAIT, SendLimits};
pub use directory::FrontDirectory;
pub use scope::required_scopes;

pub use client_core::mcp::result::RESULT_CHARS;
pub use client_core::mcp::{CALL_BUDGET, COMPLETION_TIMEOUT, COMPLETION_TTL, RESOURCE_TTL};
