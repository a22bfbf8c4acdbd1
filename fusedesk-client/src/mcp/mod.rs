//! FuseDesk tools for AI agents (feature `mcp`).
//!
//! [`agent_tools`] is a [`Registry`](mcp_core::Registry) of a small set of tools with the prefix `fusedesk_`.
//! [`api_tools`] has one tool for each operation. The host limits them: a filter selects the visible tools of a
//! caller, and [`Author`] is the author of their writes.
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
//! let desk = FuseDesk::app(fake.app())?.builder().credential(fake.api_key()).transport(fake.clone()).build()?;
//!
//! let agent = TestClient::new(agent_tools(&desk)).filter(&Filter::new().methods(["read"])?);
//! let result = agent
//!     .call_tool("fusedesk_customer_timeline", json!({ "customer": "alex@example.com", "since": "48h" }))
//!     .await?;
//! let timeline = result.structured().expect("every tool returns an object");
//! assert_eq!(timeline["customer"]["name"], "Alex Moreno");
//! assert_eq!(timeline["entries"][0]["case_id"], seed::EXPORT);
//! # Ok(())
//! # }
//! ```
//!
//! # Read tools
//!
//! | subject | tools |
//! | --- | --- |
//! | one customer | `fusedesk_find_customer`, `fusedesk_customer_timeline` |
//! | cases | `fusedesk_search_cases`, `fusedesk_read_case`, `fusedesk_list_case_tags`, `fusedesk_triage_snapshot` |
//! | chats | `fusedesk_list_chats`, `fusedesk_read_chat` |
//! | e-mails without a case | `fusedesk_search_emails`, `fusedesk_read_email` |
//! | the company | `fusedesk_list_departments`, `fusedesk_list_reps` |
//!
//! # Write tools
//!
//! | subject | tools |
//! | --- | --- |
//! | cases | `fusedesk_create_case`, `fusedesk_update_case`, `fusedesk_assign_case`, `fusedesk_tag_case`, `fusedesk_add_note`, `fusedesk_snooze_case` |
//! | chats | `fusedesk_close_chat`, which cannot be undone |
//! | the customer's mailbox | `fusedesk_reply_to_case`, which has the access `send` |
//!
//! # Prompts and resources
//!
//! | prompt | arguments | result |
//! | --- | --- | --- |
//! | `fusedesk_triage_cases` | `department`, `customer`, `hours`, `routing`, `urgent_tag`, `fallback_rep`, `limit` | new cases get a tag, an assignee and a note |
//! | `fusedesk_follow_up_chat` | `chat_id`, `customer`, `instructions` | the promises made, and an e-mail for a person to review and send |
//!
//! A prompt names the tools for each step, and an alternative for callers without them. No prompt sends.
//!
//! `fusedesk://cases/{case_id}` and `fusedesk://customers/{contact_id}` contain the results of
//! `fusedesk_read_case` and `fusedesk_customer_timeline`, as Markdown with customers' texts as quotations.
//! `fusedesk://cases` lists the active cases with their URIs. Completion of departments, reps, case tags, cases,
//! customers and chats uses cached lists.
//!
//! Filters treat prompts, resources and completions as read access, and they never reveal more than the tools. A
//! prompt names visible tools only. A resource is readable, and a completion offered, only if the caller may call
//! the tool that returns the same data. [`AgentTools::tools`] omits prompts and resources.
//!
//! # Settings of the host
//!
//! * Visible tools: a [`Filter`](mcp_core::Filter) by access (`read`, `write`, `send`), by tag or by name.
//! * Author: [`Author`], in the context of the call. Without one, notes and replies are refused.
//!   [`Author::api_token`] allows them in the name of the API key.
//! * Limits of a call: [`AgentTools`] sets the number of requests to FuseDesk, their concurrency, the number of
//!   scanned cases, the recipients of a reply, and the size of a result.
//!
//! # Results
//!
//! * Customers' texts are plain text without hidden text, and with quoted history folded.
//! * Text of customers and reps is [untrusted](client_core::mcp::untrusted), and apart from facts. A body is an object
//!   `{"from": "customer", "untrusted": true, "text": "…"}` under `text`, with facts such as `quoted_lines_omitted` beside
//!   it. Names, titles and subjects are lines without line breaks. `_meta` lists the JSON pointers of all such text under
//!   `frontdesk/untrusted`, so that a host can highlight or block it. The descriptions of the tools say that it is data.
//!   Hosts should still give a model only the tools of its task.
//! * In bodies, `⟦image: logo⟧` and other marks in these brackets are the server's. Writers' brackets become `[` and `]`.
//! * Results of the tool set `api` are FuseDesk's data as a whole: the list of each is `[""]`. HTML in them stays as it is.
//! * Times are in UTC if FuseDesk gives a zone, such as `2026-05-03T14:00:00Z`. Otherwise they are unchanged.
//! * `next_cursor` continues a list. Return it unchanged, with the same arguments.
//! * `scanned` is the coverage of a partial scan, `not_applied` lists filters that FuseDesk does not support, and
//!   `failed` lists parts that could not be read.
//! * After a change, the result contains the case read again. `warnings` lists differences from the request, and
//!   lost responses.
//! * Errors are `{"error": {kind, status, message, retry_after_ms, hint, vendor_message}}`. They tell the model how to
//!   correct its call. `vendor_message` is the vendor's own text: untrusted, one line, at most 500 characters.
//!
//! # Author
//!
//! The host sets an [`Author`] in the context of each call: a rep, or the API key if no person should sign.
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
//! let desk = FuseDesk::app(fake.app())?.builder().credential(fake.api_key()).transport(fake.clone()).build()?;
//!
//! // Read and internal write tools, in Sarah's name.
//! let agent = TestClient::new(agent_tools(&desk))
//!     .filter(&Filter::new().methods(["read", "write"])?)
//!     .context(|context| {
//!         context.extensions_mut().insert(Author::new(RepUserId::new(seed::SARAH)));
//!     });
//! let note = json!({ "case_id": seed::DISPUTE, "note": "The provider confirms the double charge." });
//! let noted = agent.call_tool("fusedesk_add_note", note).await?;
//! assert_eq!(noted.structured().expect("it was added")["author"], "Sarah Chen");
//!
//! // Tools that reach a customer are hidden.
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
mod chats;
mod completions;
mod contact_search;
mod emails;
mod key;
mod looks;
mod lookup;
mod names;
mod order;
mod prompt;
mod resolve;
mod resource;
mod scope;
mod time_argument;
mod verify;
mod view;

pub use agent::{AgentTools, agent_tools};
pub use api::{api_tools, api_tools_of};
pub use author::Author;
pub use budget::DeskLimits;
pub use client_core::mcp::result::RESULT_CHARS;
pub use client_core::mcp::{CustomerLookup, CustomerQuery, CustomerSource, FoundCustomers};
pub use lookup::FuseDeskCustomers;
pub use scope::required_scopes;
