//! FuseDesk as tools for an AI agent (feature `mcp`).
//!
//! [`agent_tools`] is a [`Registry`](mcp_core::Registry) of few, well-shaped tools, whose names begin with `fusedesk_`;
//! [`api_tools`] has one tool for each operation. They work with the limits that the host sets: a filter decides which
//! of them a caller has, [`Author`] in whose name they write.
//!
//! ```
//! # #[cfg(not(feature = "testing"))] fn main() {}
//! # #[cfg(feature = "testing")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use fusedesk_client::{FuseDesk, mcp::agent_tools, testing::{FakeDesk, seed}};
//! use mcp_core::{Filter, testing::TestClient};
//! use serde_json::json;
//!
//! let fake = FakeDesk::seeded();
//! let desk = FuseDesk::app(fake.app())?.builder().token(fake.api_key()).transport(fake.clone()).build()?;
//!
//! let agent = TestClient::new(agent_tools(&desk)).with_filter(&Filter::new().methods(["read"])?);
//! let answer = agent
//!     .call_tool("fusedesk_customer_timeline", json!({ "customer": "alex@example.com", "since": "48h" }))
//!     .await?;
//! let timeline = answer.structured().expect("every tool answers with an object");
//! assert_eq!(timeline["customer"]["name"], "Alex Moreno");
//! assert_eq!(timeline["entries"][0]["case_id"], seed::EXPORT);
//! # Ok(())
//! # }
//! ```
//!
//! # The tools that read
//!
//! | of | tools |
//! | --- | --- |
//! | one customer | `fusedesk_find_customer`, `fusedesk_customer_timeline` |
//! | cases | `fusedesk_search_cases`, `fusedesk_read_case`, `fusedesk_list_case_tags`, `fusedesk_triage_snapshot` |
//! | chats | `fusedesk_list_chats`, `fusedesk_read_chat` |
//! | e-mails without a case | `fusedesk_search_emails`, `fusedesk_read_email` |
//! | the company | `fusedesk_list_departments`, `fusedesk_list_reps` |
//!
//! # The tools that write
//!
//! | of | tools |
//! | --- | --- |
//! | cases | `fusedesk_create_case`, `fusedesk_update_case`, `fusedesk_assign_case`, `fusedesk_tag_case`, `fusedesk_add_note`, `fusedesk_snooze_case` |
//! | chats | `fusedesk_close_chat`, which cannot be undone |
//! | the customer's mailbox | `fusedesk_reply_to_case`, which has the access `send` |
//!
//! # Prompts and resources
//!
//! | prompt | arguments | what it leads to |
//! | --- | --- | --- |
//! | `fusedesk_triage_cases` | `department`, `customer`, `hours`, `routing`, `urgent_tag`, `fallback_rep`, `limit` | new cases get a tag, an assignee and a note |
//! | `fusedesk_follow_up_chat` | `chat_id`, `customer`, `instructions` | what was promised, and the e-mail that a person checks and sends |
//!
//! A prompt names the tools for each step, and what to do where the caller has no such tool; none of them sends.
//!
//! `fusedesk://cases/{case_id}` and `fusedesk://customers/{contact_id}` are what `fusedesk_read_case` and
//! `fusedesk_customer_timeline` read, as Markdown in which the words of customers are quotations; `fusedesk://cases` is the
//! active cases with the URI of each. Departments, reps, case tags, cases, customers and chats are completed from lists
//! that are kept for a while.
//!
//! A filter judges all of them as what only reads, and none of them is a way around it: a prompt names no tool that the
//! caller has not, and a resource is readable, and a name proposed, only for who has the tool that reads or lists the
//! same. [`AgentTools::tools`] leaves them out.
//!
//! # What the host decides
//!
//! * which tools: a [`Filter`](mcp_core::Filter) by access (`read`, `write`, `send`), by tag or by name;
//! * in whose name: [`Author`], in the context of the call. Without one, notes and replies are refused;
//!   [`Author::api_token`] allows them in the name of the API key;
//! * what a call may cost: [`AgentTools`] sets the requests to FuseDesk, how many at a time, how many cases a scan looks at,
//!   the recipients of a reply, and the characters of a result.
//!
//! # What the model gets
//!
//! * Texts of customers as clean text, without what the mail hides and with its history folded. They are still the words
//!   of strangers: a model should take them as data, and a host should not give it more tools than the task needs.
//! * Times in UTC where FuseDesk names a zone, such as `2026-05-03T14:00:00Z`; as FuseDesk wrote them where it does not.
//! * `next_cursor` where there is more; it comes back unchanged, with the same arguments.
//! * `scanned` where a list was looked through in part, `not_applied` for a filter that FuseDesk has no means for, and
//!   `failed` for what could not be read where the rest could.
//! * After a change the case as it stands then, read again, and `warnings` where something came out otherwise than it was
//!   asked for, or FuseDesk's answer was lost.
//! * Errors as `{"error": {kind, status, message, retry_after_ms, hint}}`, in words that let it mend its call.
//!
//! # In whose name
//!
//! A host puts an [`Author`] into the context of each call: a rep, or the API key where nobody else is meant to sign.
//!
//! ```
//! # #[cfg(not(feature = "testing"))] fn main() {}
//! # #[cfg(feature = "testing")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use fusedesk_client::{FuseDesk, RepUserId, mcp::{Author, agent_tools}, testing::{FakeDesk, seed}};
//! use mcp_core::{Filter, testing::TestClient};
//! use serde_json::json;
//!
//! let fake = FakeDesk::seeded();
//! let desk = FuseDesk::app(fake.app())?.builder().token(fake.api_key()).transport(fake.clone()).build()?;
//!
//! // Reads, and writes what no customer sees, in Sarah's name.
//! let agent = TestClient::new(agent_tools(&desk))
//!     .with_filter(&Filter::new().methods(["read", "write"])?)
//!     .with_context(|context| {
//!         context.extensions_mut().insert(Author::new(RepUserId::new(seed::SARAH)));
//!     });
//! let note = json!({ "case_id": seed::DISPUTE, "note": "The provider confirms the double charge." });
//! let noted = agent.call_tool("fusedesk_add_note", note).await?;
//! assert_eq!(noted.structured().expect("it was added")["author"], "Sarah Chen");
//!
//! // What reaches a customer is not there.
//! let reply = json!({ "case_id": seed::DISPUTE, "body": "Your money is on its way." });
//! assert!(agent.call_tool("fusedesk_reply_to_case", reply).await.is_err());
//! # Ok(())
//! # }
//! ```

mod agent;
mod api;
mod author;
mod budget;
mod call;
mod cases;
mod change;
mod chats;
mod completions;
mod directory;
mod emails;
mod key;
mod names;
mod order;
mod people;
mod prompt;
mod resolve;
mod resource;
mod scope;
mod view;
mod when;

pub use agent::{AgentTools, agent_tools};
pub use api::{api_tools, api_tools_of};
pub use author::Author;
pub use budget::{CONCURRENCY, DeskLimits, MAX_RECIPIENTS, NAMES_TTL, SCAN_CASES, TIMELINE_CHARS};
pub use client_core::mcp::result::RESULT_CHARS;
pub use client_core::mcp::{CALL_BUDGET, COMPLETION_TIMEOUT, COMPLETION_TTL, RESOURCE_TTL};
pub use directory::DeskDirectory;
pub use scope::required_scopes;
