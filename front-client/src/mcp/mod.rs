//! Tools, prompts and resources of Front for AI agents (feature `mcp`).
//!
//! [`agent_tools`] is a [`Registry`](mcp_core::Registry) of a few tools made for tasks. Names and arguments match
//! Front's own MCP server, so prompts carry over unchanged. They use the Core API within limits that the host sets:
//! a filter selects the visible tools, and [`Author`] sets the author of writes.
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
//! let front = Client::builder().credential(fake.token()).transport(fake.clone()).build()?;
//!
//! let agent = TestClient::new(agent_tools(&front))
//!     .filter(&Filter::new().tags(["comments"])?)
//!     .context(|context| {
//!         context.extensions_mut().insert(Author::new(seed::MIA));
//!     });
//! let result = agent
//!     .call_tool("add_comment", json!({ "conversationId": seed::DISPUTE, "body": "@Sarah Chen, is this yours?" }))
//!     .await?;
//! assert!(!result.is_error());
//! let result = result.structured().expect("every tool returns an object");
//! assert_eq!(result["author"], seed::MIA);
//! assert_eq!(result["mentioned"][0]["id"], seed::SARAH);
//! # Ok(())
//! # }
//! ```
//!
//! # Tools
//!
//! | access | tools |
//! | --- | --- |
//! | read | `search_conversations`, `read_conversation`, `read_attachment`, `list_drafts`, `search_contacts`, `read_contact`, `read_account`, `list_tags`, `list_inboxes`, `list_teammates`, `list_teams` |
//! | write | `create_draft`, `add_comment`, `assign_conversation`, `update_conversation_status`, `tag_conversation`, `update_contact` |
//! | send | `send_reply`, `send_new_message` |
//!
//! # Prompts and resources
//!
//! | prompt | arguments | result |
//! | --- | --- | --- |
//! | `triage_inbox` | `inbox`, `routing`, `fallback_teammate`, `limit` | unassigned conversations get a tag and an assignee |
//! | `draft_reply` | `conversation_id`, `instructions`, `tone` | a draft for a person to review and send |
//! | `escalate_overdue` | `hours`, `inbox`, `assignee`, `tag`, `escalate_to` | overdue conversations are tagged, assignees notified |
//!
//! A prompt names the tools for each step, and the alternative if the caller lacks a tool. No prompt sends.
//!
//! The resources `front://conversations/{conversation_id}` and `front://contacts/{contact_id}` return the data of
//! `read_conversation` and `read_contact` as Markdown, with text of customers in quotations.
//! `front://conversations` lists the open conversations with their URIs. Inboxes, teammates, tags, conversations
//! and contacts are completed from cached lists.
//!
//! Filters treat prompts, resources and completions as read access, and they never reveal more than the tools. A
//! prompt names only visible tools. A resource is readable, and a completion offered, only if the caller may call
//! the tool that returns the same data. [`AgentTools::tools`] contains no prompts and resources.
//!
//! # Recipients of a reply
//!
//! * A reply answers the latest message of the customer. Drafts, internal messages, calls, automatic mail, failed
//!   messages and messages to suppliers are skipped. If the customer is uncertain, the call is refused with the choices.
//! * Own addresses are those of all channels of the company. They never get a copy, and the channel of the reply is the
//!   one that the message names. Addresses in the domain of a channel may be aliases and get no copy either.
//! * Recipients outside of the conversation, and an address for replies in another domain than the sender's, need a
//!   confirmation: by elicitation, or by `expectedRecipients` if the client cannot ask its user.
//! * `would_go_to` of `read_conversation` and `create_draft` shows the recipients before anything is sent.
//! * After a lost response, the tool itself looks for the message for up to a minute. It never sends twice.
//!
//! # Host configuration
//!
//! * Tools: a [`Filter`](mcp_core::Filter) by access (`read`, `write`, `send`), by tag or by name.
//! * Author: an [`Author`] in the context of the call. Without one, comments, replies, new messages and drafts are
//!   refused. [`Author::api_token`] allows all but drafts, as the API token.
//! * Limits: [`AgentTools`] sets the requests to Front per call, the characters of a result, the recipients of a message,
//!   and the size and mentions of a comment.
//!
//! # Results
//!
//! * Bodies of messages are clean text, without hidden text and with folded quoted history.
//! * Text of customers and teammates is [untrusted](client_core::mcp::untrusted), and apart from facts. A body is an object
//!   `{"from": "customer", "untrusted": true, "text": "…"}`, with facts such as `quoted_lines_omitted` beside it. Names,
//!   subjects, file names and custom fields are lines without line breaks. `_meta` lists the JSON pointers of all such
//!   text under `frontdesk/untrusted`, so that a host can highlight or block it. The descriptions of the tools say that it
//!   is data. A host should still give the model no more tools than the task needs.
//! * In bodies, `⟦image: logo⟧` and other marks in these brackets are the server's. Writers' brackets become `[` and `]`.
//! * `merged_into` is set if a conversation was merged: the call went to the new conversation. Use its id from now
//!   on.
//! * `next_cursor` is set if more results exist. Pass it back unchanged, with the same arguments.
//! * Errors are `{"error": {kind, status, message, retry_after_ms, hint, vendor_message}}`. They tell the model how to
//!   correct its call. `vendor_message` is the vendor's own text: untrusted, one line, at most 500 characters.

mod accepted;
mod agent;
mod author;
mod call;
mod completions;
mod customers;
mod lost;
mod mention;
mod pages;
mod prompt;
mod reply;
mod resolve;
mod resource;
mod scope;
mod view;

pub use agent::{AgentTools, agent_tools};
pub use author::Author;
pub use call::SendLimits;
pub use customers::FrontCustomers;
pub use scope::required_scopes;

pub use client_core::mcp::result::RESULT_CHARS;
pub use client_core::mcp::{CustomerLookup, CustomerQuery, CustomerSource, FoundCustomers};
