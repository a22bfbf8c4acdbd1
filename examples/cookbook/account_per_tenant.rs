//! One endpoint for many tenants, each with its own Front account.
//!
//! ```sh
//! cargo run -p cookbook --bin account_per_tenant
//! ```
//!
//! Prints the same search by an agent of Acme and one of Globex, and the result of reading the other tenant's conversation.
//! The key decides the tenant; no argument, header or cursor can. Each tenant has its own client, registry and endpoint.
//! Tokens, caches, vendor rate limits and lists are never shared.

#![allow(clippy::print_stdout, reason = "a recipe shows what it does")]

use std::{collections::HashMap, error::Error, sync::Arc};

use axum::{
    Extension, Router,
    body::Body,
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::any,
};
use front_client::{
    Client,
    mcp::agent_tools,
    testing::{FakeFront, NewConversation, NewMessage},
};
use mcp_core::{Filter, Principal, Server};
use mcp_tower::{BearerAuthLayer, BearerKey, Dispatch, Mcp, testing::HttpClient};
use serde_json::json;
use tower::{
    ServiceBuilder, ServiceExt,
    limit::{ConcurrencyLimit, ConcurrencyLimitLayer},
    load_shed::{LoadShed, LoadShedLayer},
};

type Result<T> = std::result::Result<T, Box<dyn Error>>;
type Endpoint = Mcp<LoadShed<ConcurrencyLimit<Dispatch>>>;

/// Maximum number of tenants of a process. The endpoint of each stays in memory. More tenants end the program at
/// start.
const MAX_TENANTS: usize = 1_000;
/// Maximum number of concurrent requests of a tenant. Further ones get a tool error `unavailable`; other tenants
/// are not affected.
const MAX_REQUESTS: usize = 16;

/// Tenant of a caller, in the extensions of its requests.
#[derive(Clone)]
struct Tenant(Arc<str>);

/// A key, its caller and the caller's tenant.
pub(crate) struct Caller<'a> {
    pub(crate) key: &'a str,
    pub(crate) name: &'a str,
    pub(crate) tenant: &'a str,
}

/// Serves `/mcp` to the callers of all tenants. `accounts` has the client of each tenant, with its own token.
pub(crate) fn app(accounts: HashMap<Arc<str>, Client>, callers: &[Caller<'_>]) -> Result<Router> {
    if accounts.len() > MAX_TENANTS {
        return Err(format!("{} tenants exceed the maximum of {MAX_TENANTS}", accounts.len()).into());
    }
    let endpoint = |(tenant, front): (Arc<str>, Client)| {
        let limits =
            ServiceBuilder::new().layer(LoadShedLayer::new()).layer(ConcurrencyLimitLayer::new(MAX_REQUESTS));
        let mcp = Mcp::new(Server::new(agent_tools(&front)).name(&*tenant)).layer(limits);
        (tenant, mcp)
    };
    let endpoints: HashMap<Arc<str>, Endpoint> = accounts.into_iter().map(endpoint).collect();

    let mut keys: HashMap<&str, BearerKey> = HashMap::new();
    for Caller { key, name, tenant } in callers {
        let (tenant, _) =
            endpoints.get_key_value(*tenant).ok_or_else(|| format!("unknown tenant {tenant}"))?;
        // The id includes the tenant, so request states and quotas keep users of the same name apart.
        let principal = Principal::new(format!("{tenant}/{name}"));
        let bearer = BearerKey::new(*key, principal)?
            .filter(Filter::new().methods(["read"])?)
            .extension(Tenant(Arc::clone(tenant)));
        if keys.insert(key, bearer).is_some() {
            return Err(format!("the key of {name} of {tenant} already belongs to another caller").into());
        }
    }
    let router = Router::new().route("/mcp", any(serve)).with_state(Arc::new(endpoints));
    Ok(router.layer(BearerAuthLayer::new(keys.into_values())))
}

/// Passes the request to the endpoint of the caller's tenant.
async fn serve(
    State(endpoints): State<Arc<HashMap<Arc<str>, Endpoint>>>,
    Extension(Tenant(tenant)): Extension<Tenant>,
    request: Request,
) -> Response {
    let Some(endpoint) = endpoints.get(&tenant).cloned() else {
        return StatusCode::FORBIDDEN.into_response();
    };
    let Ok(response) = endpoint.oneshot(request).await;
    response.map(Body::new)
}

#[tokio::main]
pub(crate) async fn main() -> Result<()> {
    // Two fakes. With real accounts: `Client::new(token)` for each tenant, from your store of secrets.
    let accounts = HashMap::from([("acme".into(), account("acme")?), ("globex".into(), account("globex")?)]);
    let (acme, globex) = (random_key()?, random_key()?);
    let callers = [
        Caller { key: &acme, name: "ann", tenant: "acme" },
        Caller { key: &globex, name: "ann", tenant: "globex" },
    ];
    let client = HttpClient::new(app(accounts, &callers)?);
    for Caller { key, name, tenant } in callers {
        let agent = client.bearer(key);
        println!("# {name} of {tenant}");
        let found = agent.call_tool("search_conversations", json!({ "query": "invoice" })).await?;
        let found = found.structured().ok_or(found.text())?["conversations"].clone();
        for conversation in found.as_array().into_iter().flatten() {
            println!("finds {}: {}", conversation["id"], conversation["subject"]);
        }
        for id in ["cnv_acme1", "cnv_globex1"] {
            let read = agent.call_tool("read_conversation", json!({ "conversationId": id })).await?;
            let outcome = read.error_kind().map_or("yes", |kind| kind.as_str());
            println!("reads {id}: {outcome}");
        }
        println!();
    }
    Ok(())
}

/// A client of a fake Front with one conversation.
fn account(tenant: &str) -> Result<Client> {
    let fake = FakeFront::new();
    let inbox = fake.add_inbox("Support", None);
    fake.add_channel(&inbox, "smtp", &format!("support@{tenant}.example"));
    let message = NewMessage::from("jo@example.com", "<p>Where is my invoice?</p>");
    let conversation =
        NewConversation::new(&format!("An invoice of {tenant}")).inbox(&inbox).message(message);
    fake.add_conversation(conversation.id(&format!("cnv_{tenant}1")));
    Ok(Client::builder().credential(fake.token()).transport(fake).build()?)
}

/// Creates a key for the demo: it is never shown and ends with the program. Read yours from your secret store.
fn random_key() -> Result<String> {
    Ok(format!("{:016x}{:016x}", getrandom::u64()?, getrandom::u64()?))
}
