//! Limits that keep one caller from using up the server or the vendor's quota.
//!
//! ```sh
//! cargo run -p cookbook --bin limits_per_caller
//! ```
//!
//! Prints the tool errors for a call that takes too long, a busy server and a quota that is used up, and the response to
//! a body that is too large.
//!
//! | limit | of | beyond it |
//! | --- | --- | --- |
//! | quota of calls | each caller | tool error `rate_limited` with `retry_after_ms` |
//! | requests at a time | the endpoint | tool error `unavailable` with `retry_after_ms` |
//! | time of a call | each call | tool error `timeout`, which states whether something may have changed |
//! | size of a body, and time for it to arrive | each request | 413, 408 |
//!
//! Limit connections and slow headers in the HTTP server, or in a proxy before it.

#![allow(clippy::print_stdout, reason = "a recipe shows what it does")]

use std::{error::Error, time::Duration};

use axum::Router;
use front_client::{Client, mcp::agent_tools, testing::FakeFront};
use mcp_core::{Filter, HandlerError, NoArguments, Principal, Registry, Server, ToolMethod, tool_fn};
use mcp_tower::{BearerAuthLayer, BearerKey, CallerRateLimitLayer, Mcp, Quota, testing::HttpClient};
use serde_json::json;
use tower::{ServiceBuilder, limit::ConcurrencyLimitLayer, load_shed::LoadShedLayer};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Limits of an endpoint.
pub(crate) struct Limits {
    /// Calls of one caller.
    pub(crate) quota: Quota,
    /// Requests of all callers at a time. Further ones are refused at once and do not wait.
    pub(crate) concurrent: usize,
    /// Time of a call. Many clients give up after 60 s, and then never see the result.
    pub(crate) call: Duration,
    /// Size of a body, in bytes. A long reply has about 10 KB.
    pub(crate) body_bytes: usize,
    /// Time for a body to arrive.
    pub(crate) body: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            quota: Quota::per_minute(60).burst(10),
            concurrent: 64,
            call: Duration::from_secs(20),
            body_bytes: 64 * 1024,
            body: Duration::from_secs(10),
        }
    }
}

/// Serves `/mcp` to the callers with these keys.
pub(crate) fn app(tools: Registry, limits: &Limits, keys: impl IntoIterator<Item = BearerKey>) -> Router {
    let stack = ServiceBuilder::new()
        // Outermost: a caller beyond its quota must not take a place from the others.
        .layer(CallerRateLimitLayer::new(limits.quota))
        // Refuses requests beyond the limit below. Without it they wait, and time out while they wait.
        .layer(LoadShedLayer::new())
        .layer(ConcurrencyLimitLayer::new(limits.concurrent));
    let mcp = Mcp::new(Server::new(tools).name("support"))
        .call_timeout(limits.call)
        .max_body_bytes(limits.body_bytes)
        .body_timeout(limits.body)
        .layer(stack);
    // Around the endpoint: a request without a key is refused before its body is read.
    Router::new().nest_service("/mcp", mcp).layer(BearerAuthLayer::new(keys))
}

#[tokio::main]
pub(crate) async fn main() -> Result<()> {
    // A fake Front. With your own account: `Client::new(std::env::var("FRONT_API_TOKEN")?)`.
    let fake = FakeFront::seeded();
    let front = Client::builder().credential(fake.token()).transport(fake).build()?;
    let slow = tool_fn("export", "Exports everything.", |_: NoArguments| async {
        tokio::time::sleep(Duration::from_secs(3600)).await;
        Ok::<_, HandlerError>(())
    });
    let tools = agent_tools(&front).with_tool(slow.method(ToolMethod::List))?;

    // Small limits, so that the demo reaches them.
    let limits = Limits {
        quota: Quota::per_minute(3),
        concurrent: 1,
        call: Duration::from_millis(300),
        ..Limits::default()
    };
    let (ann, bob) = (random_key()?, random_key()?);
    let key = |name: &str, key: &str| -> Result<BearerKey> {
        Ok(BearerKey::new(key, Principal::new(name))?.filter(Filter::new().methods(["read"])?))
    };
    let client = HttpClient::new(app(tools, &limits, [key("ann", &ann)?, key("bob", &bob)?]));
    let (ann, bob) = (client.bearer(&ann), client.bearer(&bob));

    let (slow, other) =
        tokio::join!(ann.call_tool("export", json!({})), bob.call_tool("list_tags", json!({})));
    println!("# Ann's call takes too long\n{}\n", slow?.text());
    println!("# Bob's call at the same time\n{}\n", other?.text());
    for _ in 0..2 {
        ann.call_tool("list_tags", json!({})).await?;
    }
    println!("# Ann's fourth call\n{}\n", ann.call_tool("list_tags", json!({})).await?.text());
    let bobs = bob.call_tool("list_tags", json!({})).await?;
    println!("# Bob's second call\n{}\n", if bobs.is_error() { bobs.text() } else { "works" });
    let large = ann.post("x".repeat(limits.body_bytes + 1)).await;
    println!("# A body that is too large\n{} {}", large.status, large.text());
    Ok(())
}

/// Creates a key for the demo: it is never shown and ends with the program. Read yours from the environment.
fn random_key() -> Result<String> {
    Ok(format!("{:016x}{:016x}", getrandom::u64()?, getrandom::u64()?))
}
