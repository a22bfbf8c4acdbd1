//! Tools of operations over an API that pages by offset.

use std::{
    convert::Infallible,
    sync::{Arc, Mutex},
};

use http::{Method, Request, Response, StatusCode, Uri};
use http_body_util::BodyExt;
use mcp_core::{
    Access, Registry, lint,
    testing::{CallResult, TestClient},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::*;
use crate::{
    Client, Endpoint, Error, Hosts, Paged, Patch,
    mcp::{EndpointTool, ToolSet},
    testing::acme::{Acme, Clerk},
};

/// Lists the [`orders`](Row) of a
/// shop.
///
/// What follows is for readers of the documentation.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListOrders {
    /// Only orders in this [`State`].
    #[serde(default, rename = "filter[state]", skip_serializing_if = "Option::is_none")]
    state: Option<String>,
    /// Rows on a page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    limit: Option<u32>,
    /// Rows to pass over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    offset: Option<u32>,
}

#[derive(Debug, Deserialize)]
struct Rows(Vec<Value>);

impl Paged<Acme> for Rows {
    type Item = Value;

    fn next(&self, current: &Uri, _: &Hosts) -> Result<Option<Uri>, Error> {
        let query = current.query().unwrap_or_default();
        let offset = query.split('&').find_map(|pair| pair.strip_prefix("offset=")).unwrap_or("0");
        let next = offset.parse::<usize>().unwrap_or(0) + self.0.len();
        let next = format!("{}?offset={next}&limit=3", current.path());
        Ok((!self.0.is_empty()).then(|| next.parse().expect("an address")))
    }

    fn into_items(self) -> Vec<Value> {
        self.0
    }
}

impl Endpoint for ListOrders {
    type Vendor = Acme;
    type Output = Rows;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/orders";
    const SCOPES: &'static [&'static str] = &[];
}

/// Changes an order.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct UpdateOrder {
    /// The order.
    id: u64,
    /// The packer.
    #[serde(default, skip_serializing_if = "Patch::is_leave")]
    packer: Patch<String>,
    /// The label of the parcel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    /// Anything else.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    extra: Map<String, Value>,
}

impl Endpoint for UpdateOrder {
    type Vendor = Acme;
    type Output = Value;
    const METHOD: Method = Method::PATCH;
    const PATH: &'static str = "/orders/{id}";
    const SCOPES: &'static [&'static str] = &[];
}

/// Mails the customer of an order.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MailCustomer {
    /// The order.
    id: u64,
}

impl Endpoint for MailCustomer {
    type Vendor = Acme;
    type Output = ();
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/orders/{id}/mail";
    const SCOPES: &'static [&'static str] = &[];
}

/// Signs an order.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SignOrder {
    /// The order.
    id: u64,
    /// The clerk who signs.
    clerk_id: u64,
}

impl Endpoint for SignOrder {
    type Vendor = Acme;
    type Output = ();
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/orders/{id}/sign";
    const SCOPES: &'static [&'static str] = &[];
}

fn table() -> [EndpointTool<Acme>; 4] {
    [
        list::<ListOrders>("list_all_acme_orders").tags(["orders"]),
        update::<UpdateOrder>("update_a_acme_order_by_id").tags(["orders"]),
        custom::<MailCustomer>("acme_orders_mail").tags(["orders"]).sending(),
        custom::<SignOrder>("acme_orders_sign").tags(["orders"]),
    ]
}

/// Tools over a scripted shop, and the requests that it got.
struct Shop {
    tools: Registry,
    agent: TestClient,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Shop {
    fn new(answer: impl Fn(&str, u32) -> (StatusCode, Value) + Clone + Send + Sync + 'static) -> Self {
        Self::tuned(answer, |set| set)
    }

    fn tuned(
        answer: impl Fn(&str, u32) -> (StatusCode, Value) + Clone + Send + Sync + 'static,
        tune: impl FnOnce(ToolSet<Acme>) -> ToolSet<Acme>,
    ) -> Self {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&asked);
        let wire = tower::service_fn(move |request: Request<crate::Body>| {
            let (answer, seen) = (answer.clone(), Arc::clone(&seen));
            async move {
                let (head, body) = request.into_parts();
                let body = body.collect().await.expect("a whole body").to_bytes();
                let address = head.uri.path_and_query().map(ToString::to_string).unwrap_or_default();
                let line = format!("{} {address} {}", head.method, String::from_utf8_lossy(&body));
                let count = {
                    let mut seen = seen.lock().unwrap();
                    seen.push(line.trim().to_owned());
                    seen.len() as u32
                };
                let (status, body) = answer(&address, count);
                Ok::<_, Infallible>(Response::builder().status(status).body(body.to_string()).unwrap())
            }
        });
        let client = Client::<Acme>::builder().credential("secret").transport(wire).build().unwrap();
        let tools = tune(ToolSet::new(client)).endpoints(table()).unwrap();
        Self { agent: TestClient::new(tools.clone()), tools, asked }
    }

    /// Creates a shop with seven orders and at most three on a page.
    fn of_seven() -> Self {
        Self::new(|address, _| {
            let query = address.split_once('?').map_or("", |(_, query)| query);
            let number = |name: &str| {
                query.split('&').find_map(|pair| pair.strip_prefix(name)).and_then(|text| text.parse().ok())
            };
            let (from, size) = (number("offset=").unwrap_or(0), number("limit=").unwrap_or(3).min(3));
            let rows: Vec<Value> = (1..=7).skip(from).take(size).map(|id| json!({ "id": id })).collect();
            (StatusCode::OK, rows.into())
        })
    }

    async fn call(&self, tool: &str, arguments: Value) -> CallResult {
        self.agent.call_tool(tool, arguments).await.unwrap()
    }

    async fn result(&self, tool: &str, arguments: Value) -> Value {
        let answer = self.call(tool, arguments).await;
        assert!(!answer.is_error(), "{}", answer.text());
        answer.structured().cloned().unwrap()
    }

    async fn error(&self, tool: &str, arguments: Value) -> Value {
        let answer = self.call(tool, arguments).await;
        assert!(answer.is_error(), "{}", answer.text());
        serde_json::from_str::<Value>(answer.text()).unwrap()["error"].clone()
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

fn ids(page: &Value) -> Vec<u64> {
    page["items"].as_array().unwrap().iter().map(|item| item["id"].as_u64().unwrap()).collect()
}

#[test]
fn tool_description_comes_from_the_struct_docs() {
    let shop = Shop::of_seven();
    assert_eq!(lint::lint(&shop.tools), []);
    let list = shop.tools.get("list_all_acme_orders").unwrap().definition();
    assert_eq!(list.title(), "List all Acme orders");
    assert_eq!(
        list.description(),
        "Lists the `orders` of a shop. For the next page, pass next_cursor unchanged as cursor."
    );
    assert_eq!(list.access(), Access::Read);
    let properties = list.input_schema()["properties"].as_object().unwrap();
    assert_eq!(properties.keys().collect::<Vec<_>>(), ["cursor", "filter_state", "limit"]);
    assert_eq!(properties["filter_state"]["description"], "Only orders in this `State`.");
    assert_eq!(properties["limit"]["maximum"], 100);

    let update = shop.tools.get("update_a_acme_order_by_id").unwrap().definition();
    let input = update.input_schema();
    assert_eq!(input["required"], json!(["id"]));
    assert_eq!(input["properties"]["clear"]["items"]["enum"], json!(["packer"]));
    assert!(!Value::Object(input.clone()).to_string().contains("x-clearable"));

    let mail = shop.tools.get("acme_orders_mail").unwrap().definition();
    assert_eq!(mail.access(), Access::Send);
    assert!(mail.annotations().destructive && mail.annotations().open_world);
}

#[tokio::test]
async fn a_list_is_read_to_its_end_in_any_steps() {
    for limit in [1, 2, 3, 5, 100] {
        let shop = Shop::of_seven();
        let (mut seen, mut cursor) = (Vec::new(), None);
        for _ in 0..20 {
            let mut arguments = json!({ "limit": limit });
            if let Some(cursor) = cursor {
                arguments["cursor"] = cursor;
            }
            let page = shop.result("list_all_acme_orders", arguments).await;
            assert!(ids(&page).len() <= limit);
            seen.extend(ids(&page));
            cursor = page.get("next_cursor").cloned();
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(seen, [1, 2, 3, 4, 5, 6, 7], "in steps of {limit}");
    }
}

#[tokio::test]
async fn cursor_is_bound_to_filters_and_holds_position_only() {
    let shop = Shop::of_seven();
    let page = shop.result("list_all_acme_orders", json!({ "filter_state": "open" })).await;
    assert_eq!(shop.asked(), ["GET /orders?filter[state]=open&limit=25"]);
    let cursor = page["next_cursor"].clone();
    let next = json!({ "filter_state": "open", "cursor": cursor, "limit": 2 });
    assert_eq!(ids(&shop.result("list_all_acme_orders", next).await), [4, 5]);
    // The vendor's page size is constant, or a position within a page would change its meaning.
    assert_eq!(shop.asked(), ["GET /orders?filter[state]=open&limit=25&offset=3"]);

    let error = shop.error("list_all_acme_orders", json!({ "cursor": cursor })).await;
    assert!(error["message"].as_str().unwrap().contains("other arguments"), "{error}");
    let error = shop.error("list_all_acme_orders", json!({ "offset": 3 })).await;
    assert!(error["message"].as_str().unwrap().contains("unknown field `offset`"), "{error}");
    let error = shop.error("list_all_acme_orders", json!({ "limit": 101 })).await;
    assert!(error["message"].as_str().unwrap().contains("1 to 100"), "{error}");

    let forged = mcp_core::Cursor::new(&mcp_core::Context::new(), "list_all_acme_orders", &json!({}))
        .encode(&json!({ "p": { "offset": "3", "filter[state]": "secret" }, "s": 5_000 }))
        .unwrap();
    let error = shop.error("list_all_acme_orders", json!({ "cursor": forged })).await;
    assert!(error["message"].as_str().unwrap().contains("was altered"), "{error}");
    assert!(shop.asked().is_empty());
}

#[tokio::test]
async fn unknown_argument_error_lists_known_arguments() {
    let shop = Shop::of_seven();
    for (arguments, words) in [
        (json!({ "page": 2 }), "unknown field `page`; these are known: `cursor`, `filter_state`, `limit`"),
        (json!({ "filterState": "new" }), "unknown field `filterState`; it is written `filter_state`"),
    ] {
        let error = shop.error("list_all_acme_orders", arguments).await;
        assert!(error["message"].as_str().unwrap().ends_with(words), "{error}");
    }
    assert!(shop.asked().is_empty());
}

#[tokio::test]
async fn removed_fields_cannot_be_set() {
    let client = Client::<Acme>::builder().credential("secret").transport(tower::service_fn(
        |_: Request<crate::Body>| async { Ok::<_, Infallible>(Response::new("{}".to_owned())) },
    ));
    let tool = update::<UpdateOrder>("update_a_acme_order_by_id").without(&["label", "packer"]);
    let tools = ToolSet::new(client.build().unwrap()).endpoints([tool]).unwrap();
    let left =
        tools.get("update_a_acme_order_by_id").unwrap().definition().input_schema()["properties"].clone();
    assert_eq!(left.as_object().unwrap().keys().collect::<Vec<_>>(), ["extra", "id"]);
    let answer = TestClient::new(tools)
        .call_tool("update_a_acme_order_by_id", json!({ "id": 7, "label": "x" }))
        .await
        .unwrap();
    assert!(answer.text().contains("unknown field `label`"), "{}", answer.text());
}

#[test]
#[should_panic(expected = "cannot do without `id`")]
fn removing_a_required_field_panics() {
    let _ = custom::<MailCustomer>("acme_orders_mail").without(&["id"]);
}

#[tokio::test]
async fn repeated_page_is_an_error() {
    let shop = Shop::new(|_, _| (StatusCode::OK, json!([{ "id": 1 }])));
    let page = shop.result("list_all_acme_orders", json!({})).await;
    let error = shop.error("list_all_acme_orders", json!({ "cursor": page["next_cursor"] })).await;
    assert_eq!(error["kind"], "upstream");
    assert!(error["message"].as_str().unwrap().contains("repeats a page"), "{error}");
}

#[tokio::test]
async fn items_over_the_limit_are_on_the_next_page() {
    let long = |count: u32| "x".repeat(290 + count as usize);
    let rows = move |_: &str, count| {
        let rows: Vec<Value> = (1..=3).map(|id| json!({ "id": id, "text": long(count) })).collect();
        (StatusCode::OK, rows.into())
    };
    let shop = Shop::tuned(rows, |set| set.result_chars(1_000));
    let first = shop.result("list_all_acme_orders", json!({})).await;
    assert_eq!(ids(&first), [1]);
    let second = shop.result("list_all_acme_orders", json!({ "cursor": first["next_cursor"] })).await;
    assert_eq!(ids(&second), [2]);

    let huge = |_: &str, _| {
        let cells: Vec<Value> = (0..500).map(|n| json!({ "n": n })).collect();
        (StatusCode::OK, json!({ "id": 7, "cells": cells }))
    };
    let shop = Shop::tuned(huge, |set| set.result_chars(1_000));
    let order = shop.result("update_a_acme_order_by_id", json!({ "id": 7, "label": "x" })).await;
    assert!(order.to_string().chars().count() <= 1_000);
    let kept = order["cells"].as_array().unwrap().len();
    assert_eq!(order["shortened"], json!([{ "at": "/cells", "left_out": 500 - kept }]));
}

#[tokio::test]
async fn clear_erases_and_null_does_not() {
    let shop = Shop::new(|_, _| (StatusCode::OK, json!({ "id": 7, "name": "a\u{202E}b" })));
    let update = "update_a_acme_order_by_id";
    let order = shop.result(update, json!({ "id": 7, "label": null, "clear": ["packer"] })).await;
    assert_eq!(order, json!({ "id": 7, "name": "ab" }));
    assert_eq!(shop.asked(), [r#"PATCH /orders/7 {"packer":null}"#]);
    // As models write it.
    shop.result(update, json!({ "id": "7", "clear": "packer", "extra": { "a": 1 } })).await;
    assert_eq!(shop.asked(), [r#"PATCH /orders/7 {"extra":{"a":1},"packer":null}"#]);
    shop.result(update, json!({ "id": 7, "packer": "Ann", "clear": [] })).await;
    assert_eq!(shop.asked(), [r#"PATCH /orders/7 {"packer":"Ann"}"#]);

    for (arguments, words) in [
        (json!({ "id": 7, "packer": null }), "arguments.packer: it is null"),
        (json!({ "id": 7, "clear": ["label"] }), "cannot be cleared; these can: packer"),
        (json!({ "id": 7, "packer": "Ann", "clear": ["packer"] }), "both set and named"),
        (json!({ "id": 7, "colour": "red" }), "unknown field `colour`"),
        (json!({ "label": "x" }), "missing field `id`"),
    ] {
        let error = shop.error(update, arguments).await;
        assert_eq!(error["kind"], "invalid_arguments", "{error}");
        assert!(error["message"].as_str().unwrap().contains(words), "{error}");
    }
    assert!(shop.asked().is_empty());
}

#[tokio::test]
async fn lost_send_is_outcome_unknown() {
    let shop = Shop::new(|_, _| (StatusCode::ACCEPTED, Value::Null));
    assert_eq!(shop.result("acme_orders_mail", json!({ "id": 7 })).await, json!({ "ok": true }));
    let shop = Shop::new(|_, _| (StatusCode::BAD_GATEWAY, Value::Null));
    let error = shop.error("acme_orders_mail", json!({ "id": 7 })).await;
    assert_eq!(error["kind"], "outcome_unknown");
    assert!(error["hint"].as_str().unwrap().contains("Look for it first"), "{error}");
    let shop = Shop::new(|_, _| (StatusCode::NOT_FOUND, json!({ "message": "no order 7" })));
    let error = shop.error("acme_orders_mail", json!({ "id": 7 })).await;
    assert_eq!((&error["kind"], &error["status"]), (&json!("not_found"), &json!(404)));
}

#[tokio::test]
async fn author_fields_are_set_by_the_host() {
    let mut shop = Shop::new(|_, _| (StatusCode::OK, Value::Null));
    let sign = shop.tools.get("acme_orders_sign").unwrap().definition().input_schema().clone();
    assert!(sign["properties"].get("clerk_id").is_none());
    assert_eq!(sign["required"], json!(["id"]));
    let error = shop.error("acme_orders_sign", json!({ "id": 7, "clerk_id": 1 })).await;
    assert!(error["message"].as_str().unwrap().contains("the host of this server sets it"), "{error}");
    let error = shop.error("acme_orders_sign", json!({ "id": 7 })).await;
    assert_eq!(error["kind"], "forbidden");
    shop.agent = shop.agent.context(|context| {
        context.extensions_mut().insert(Clerk(3));
    });
    shop.result("acme_orders_sign", json!({ "id": 7 })).await;
    assert_eq!(shop.asked.lock().unwrap().as_slice(), [r#"POST /orders/7/sign {"clerk_id":3}"#]);
}
