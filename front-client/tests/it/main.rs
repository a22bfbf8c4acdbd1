//! Integration tests of front-client, in one binary.

#![allow(clippy::unwrap_used, reason = "a test may panic, its helpers too")]

/// Compares a number of operations with the constant that holds it.
#[cfg(feature = "testing")]
macro_rules! assert_count {
    ($found:expr, $constant:ident) => {
        assert_eq!(
            $found,
            $constant,
            "the number of operations has changed: if that is intended, change `{}` in {}",
            stringify!($constant),
            file!()
        )
    };
}

#[cfg(feature = "testing")]
mod calls;
#[cfg(feature = "testing")]
mod conversations;
#[cfg(feature = "testing")]
mod custom_fields;
mod damaged;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod echoes;
#[cfg(feature = "testing")]
mod fake;
#[cfg(feature = "testing")]
mod fake_crud;
#[cfg(feature = "testing")]
mod fake_faults;
#[cfg(feature = "testing")]
mod fake_lists;
#[cfg(feature = "testing")]
mod fake_schema;
#[cfg(feature = "testing")]
mod fake_sending;
mod incomplete;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_agent;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_author;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_catalogue;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_coercion;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_company;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_completion;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_contacts;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_customer_lookup;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_endpoint;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_files;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_hostile;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_large;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_limits;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_merged;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_new_message;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_outcome;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_prompts;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_read;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_recipients;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_reply;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_resources;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_route;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_scopes;
#[cfg(all(feature = "mcp", feature = "testing"))]
mod mcp_search;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_text;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_untrusted;
mod mcp_whole_lists;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_workflows;
#[cfg(all(feature = "testing", feature = "mcp"))]
mod mcp_write;
#[cfg(all(feature = "testing", feature = "client"))]
mod merged;
#[cfg_attr(not(feature = "mcp"), allow(dead_code, reason = "most of it is for `spec`"))]
mod openapi;
mod pages;
#[cfg(feature = "testing")]
mod rate_limit;
#[cfg(feature = "testing")]
mod raw;
#[cfg(feature = "mcp")]
mod real_samples;
#[cfg(feature = "testing")]
mod retry;
#[cfg(all(feature = "testing", feature = "client"))]
mod secrets;
mod send;
#[cfg(all(feature = "testing", feature = "client"))]
mod socket;
#[cfg(feature = "mcp")]
mod spec;
#[cfg(feature = "client")]
mod transport;
#[cfg(all(feature = "testing", feature = "client", feature = "fs"))]
mod uploads;
