//! Messages of a test client, for every transport.
//!
//! [`TestClient`](super::TestClient) uses them in process, `mcp_tower::testing::HttpClient` over HTTP.

use serde_json::{Map, Value, json};

use crate::{
    handler::client_features::LocalUser,
    wire::{
        jsonrpc::RpcError,
        protocol::{
            Lifecycle, META_CLIENT_CAPABILITIES, META_CLIENT_INFO, META_PROTOCOL_VERSION, ProtocolVersion,
        },
    },
};

/// The client's name in all messages.
const NAME: &str = "test-client";

fn info() -> Value {
    json!({ "name": NAME, "version": "0" })
}

fn capabilities(elicits: bool) -> Value {
    Map::from_iter(elicits.then(|| ("elicitation".to_owned(), json!({})))).into()
}

/// Writes a request. A request of revision 2026-07-28 gets the required `_meta`; capabilities that `params` already
/// has are kept.
///
/// `elicits` declares the capability `elicitation`.
///
/// # Panics
///
/// Panics if `params` is not an object.
#[must_use]
pub fn request(version: ProtocolVersion, id: u64, method: &str, mut params: Value, elicits: bool) -> Value {
    if version.lifecycle() == Lifecycle::Stateless {
        let meta = &mut params["_meta"];
        meta[META_PROTOCOL_VERSION] = version.as_str().into();
        meta[META_CLIENT_INFO] = info();
        if meta.get(META_CLIENT_CAPABILITIES).is_none() {
            meta[META_CLIENT_CAPABILITIES] = capabilities(elicits);
        }
    }
    json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params })
}

/// Returns the parameters of `initialize`. `elicits` declares the capability `elicitation`.
#[must_use]
pub fn initialize(version: ProtocolVersion, elicits: bool) -> Value {
    json!({
        "protocolVersion": version.as_str(), "capabilities": capabilities(elicits), "clientInfo": info()
    })
}

/// Passes an `input_required` result to the user, and puts the responses into the parameters of the next round.
///
/// # Panics
///
/// Panics if `params` is not an object.
pub async fn respond(user: &LocalUser, result: &Value, params: &mut Value) {
    let mut responses = Map::new();
    for (key, request) in result["inputRequests"].as_object().into_iter().flatten() {
        responses.insert(key.clone(), user.respond(request["params"].clone()).await);
    }
    params["inputResponses"] = responses.into();
    params["requestState"] = result["requestState"].clone();
}

/// Reads a list from all its pages. `member` names the list in a result, `page` requests one page.
///
/// # Errors
///
/// Returns the error of `page`, or -32603 if a page has no list or repeats the cursor of the page before.
pub async fn pages<E, F>(member: &str, mut page: impl FnMut(Value) -> F) -> Result<Vec<Value>, E>
where
    F: Future<Output = Result<Value, E>>,
    E: From<RpcError>,
{
    let (mut all, mut params) = (Vec::new(), json!({}));
    loop {
        let mut result = page(params.clone()).await?;
        match result[member].take() {
            Value::Array(items) => all.extend(items),
            other => return Err(RpcError::internal(format!("{member} is not a list: {other}")).into()),
        }
        match result.get("nextCursor") {
            Some(cursor) if params.get("cursor") == Some(cursor) => {
                return Err(RpcError::internal("a page leads to itself").into());
            }
            Some(cursor) => params = json!({ "cursor": cursor }),
            None => return Ok(all),
        }
    }
}
