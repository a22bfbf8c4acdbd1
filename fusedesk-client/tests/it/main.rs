//! The integration tests of fusedesk-client, in one binary.

#![allow(clippy::unwrap_used, reason = "a test may panic, its helpers too")]

mod damaged;
#[cfg(feature = "testing")]
mod desk;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod echoes;
mod errors;
#[cfg(feature = "testing")]
mod fake_access;
#[cfg(feature = "testing")]
mod fake_cases;
#[cfg(feature = "testing")]
mod fake_http;
#[cfg(feature = "testing")]
mod fake_others;
#[cfg(feature = "testing")]
mod fake_quirks;
#[cfg(feature = "testing")]
mod fake_seed;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_api;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_author;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_catalogue;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_completion;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_expected;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_html;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_large;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_prompts;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_read_cases;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_read_chats;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_read_customers;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_read_lists;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_read_triage;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_resources;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_scopes;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_support;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_text;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_timeline;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_untrusted;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_workflows;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_write_cases;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_write_faults;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_write_out;
mod pages;
#[cfg(feature = "mcp")]
mod requests;
mod scripted_transport;
#[cfg(all(feature = "testing", feature = "client"))]
mod secrets;
mod send;
