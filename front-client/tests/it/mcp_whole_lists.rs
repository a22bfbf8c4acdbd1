//! Lists on which a decision depends are read to their last page.

use std::convert::Infallible;

use front_client::{
    Body, Client,
    mcp::{AgentTools, Author},
};
use http::{Request, Response};
use mcp_core::testing::TestClient;
use serde_json::{Value, json};

/// A Front whose lists of teammates, teams and inboxes have two pages. `next` is the link of the first.
fn agent(next: &'static str) -> TestClient {
    let wire = tower::service_fn(move |request: Request<Body>| async move {
        let path = request.uri().path().to_owned();
        let second = request.uri().query().is_some_and(|query| query.contains("page_token=two"));
        let items = |first: Value, last: Value| {
            let next = if second { Value::Null } else { json!(next.replace("{path}", &path)) };
            json!({ "_pagination": { "next": next }, "_results": [if second { last } else { first }] })
        };
        let body = match path.as_str() {
            "/teammates" => items(
                json!({ "id": "tea_1", "first_name": "Ann", "email": "ann@acme.example" }),
                json!({ "id": "tea_2", "first_name": "Zoe", "email": "zoe@acme.example" }),
            ),
            "/teams" => {
                items(json!({ "id": "tim_1", "name": "Support" }), json!({ "id": "tim_2", "name": "Sales" }))
            }
            "/inboxes" => {
                items(json!({ "id": "inb_1", "name": "Same" }), json!({ "id": "inb_2", "name": "Same" }))
            }
            "/channels" => items(json!({ "id": "cha_1" }), json!({ "id": "cha_2" })),
            _ => json!({ "id": "cnv_1", "_results": [] }),
        };
        Ok::<_, Infallible>(Response::new(body.to_string()))
    });
    let front = Client::builder().credential("the-token-1").transport(wire).build().unwrap();
    TestClient::new(AgentTools::new(front).registry()).context(|context| {
        context.extensions_mut().insert(Author::api_token());
    })
}

const NEXT: &str = "https://api2.frontapp.com{path}?page_token=two";
/// A link without the token of a page.
const BROKEN: &str = "https://api2.frontapp.com{path}?cursor=two";

async fn call(agent: &TestClient, tool: &str, arguments: Value) -> Result<Value, Value> {
    let result = agent.call_tool(tool, arguments).await.unwrap();
    if result.is_error() { Err(result.error().unwrap()) } else { Ok(result.structured().cloned().unwrap()) }
}

#[tokio::test]
async fn names_of_later_pages_are_found() {
    let agent = agent(NEXT);
    let assigned =
        call(&agent, "assign_conversation", json!({ "conversationId": "cnv_1", "assigneeId": "Zoe" })).await;
    assert!(assigned.is_ok(), "{assigned:?}");
    let two =
        call(&agent, "search_conversations", json!({ "filters": { "inboxId": "Same" } })).await.unwrap_err();
    assert!(two["message"].as_str().unwrap().contains("2 inboxes match"), "{two}");
    for (tool, member) in
        [("list_teammates", "teammates"), ("list_teams", "teams"), ("list_inboxes", "inboxes")]
    {
        let listed = call(&agent, tool, json!({})).await.unwrap();
        assert_eq!(listed[member].as_array().unwrap().len(), 2, "{tool}: {listed}");
        assert!(listed.get("incomplete").is_none() && listed.get("failed").is_none(), "{tool}: {listed}");
    }
}

#[tokio::test]
async fn list_that_ends_early_decides_nothing_and_says_so() {
    let agent = agent(BROKEN);
    for (tool, arguments) in [
        ("assign_conversation", json!({ "conversationId": "cnv_1", "assigneeId": "Ann" })),
        ("search_conversations", json!({ "filters": { "inboxId": "Same" } })),
        ("search_conversations", json!({ "filters": { "teamId": "Support" } })),
    ] {
        let error = call(&agent, tool, arguments).await.unwrap_err();
        assert!(
            error["message"].as_str().unwrap().contains("could not be read to its end"),
            "{tool}: {error}"
        );
    }
    for (tool, member) in
        [("list_teammates", "incomplete"), ("list_teams", "incomplete"), ("list_inboxes", "failed")]
    {
        let listed = call(&agent, tool, json!({})).await.unwrap();
        assert!(listed.get(member).is_some(), "{tool}: {listed}");
    }
}
