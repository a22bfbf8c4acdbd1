use std::convert::Infallible;

use front_client::{
    Body, Client, Endpoint,
    http::{Request, Response},
    testing::{FakeFront, seed},
};
use mcp_core::{HandlerErrorKind, testing::TestClient};
use serde_json::json;

#[path = "../missing_endpoint.rs"]
mod recipe;

use recipe::GetMood;

#[test]
fn the_program_runs() {
    recipe::main().unwrap();
}

fn agent() -> TestClient {
    TestClient::new(recipe::tools(&recipe::client(&FakeFront::seeded()).unwrap()).unwrap())
}

#[tokio::test]
async fn request_on_the_wire_matches_the_struct() {
    let wire = tower::service_fn(|request: Request<Body>| async move {
        assert_eq!(request.method(), "GET");
        assert_eq!(request.uri(), "https://api2.frontapp.com/conversations/cnv_1/mood?messages=5");
        assert_eq!(request.headers()["authorization"], "Bearer the-token");
        Ok::<_, Infallible>(Response::new(r#"{"mood":"calm","score":0}"#.to_owned()))
    });
    let front = Client::builder().credential("the-token").transport(wire).build().unwrap();
    let mood = GetMood { conversation_id: "cnv_1".into(), messages: Some(5) };
    assert_eq!(mood.send(&front).await.unwrap().mood, "calm");
    let execute = Request::get("/conversations/cnv_1/mood?messages=5").body(()).unwrap();
    assert_eq!(front.execute(execute).await.unwrap().body(), r#"{"mood":"calm","score":0}"#);
}

#[tokio::test]
async fn bad_arguments_are_not_sent() {
    let wire = tower::service_fn(|request: Request<Body>| async move {
        panic!("{} was sent", request.uri());
        #[allow(unreachable_code, reason = "it gives the type")]
        Ok::<_, Infallible>(Response::new(String::new()))
    });
    let front = Client::builder().credential("the-token").transport(wire).build().unwrap();
    for (id, messages) in [("cnv_1", Some(0)), ("cnv_1", Some(51)), ("../me", None), ("", None)] {
        let error = GetMood { conversation_id: id.into(), messages }.send(&front).await.unwrap_err();
        assert_eq!(error.kind(), front_client::ErrorKind::InvalidRequest, "{id} {messages:?}: {error}");
    }
}

#[tokio::test]
async fn the_tools_only_read_and_describe_themselves() {
    let tools = agent().list_tools().await.unwrap();
    for name in ["get_mood", "find_unhappy"] {
        let tool = tools.iter().find(|tool| tool["name"] == name).unwrap();
        assert_eq!(tool["annotations"]["readOnlyHint"], true, "{tool}");
        assert!(tool["description"].as_str().unwrap().len() > 20, "{tool}");
        assert!(tool["outputSchema"].is_object(), "{tool}");
    }
    assert!(tools.iter().any(|tool| tool["name"] == "read_conversation"));
}

#[tokio::test]
async fn tools_return_results_and_errors_like_built_in_tools() {
    let agent = agent();
    let mood = agent.call_tool("get_mood", json!({ "conversation_id": seed::DISPUTE })).await.unwrap();
    assert_eq!(mood.structured(), Some(&json!({ "mood": "angry", "score": -0.8 })));
    let gone = agent.call_tool("get_mood", json!({ "conversation_id": "cnv_nobody" })).await.unwrap();
    assert_eq!(gone.error_kind(), Some(HandlerErrorKind::NotFound), "{}", gone.text());
    let bad = json!({ "conversation_id": seed::DISPUTE, "messages": 500 });
    let bad = agent.call_tool("get_mood", bad).await.unwrap();
    assert_eq!(bad.error_kind(), Some(HandlerErrorKind::InvalidArguments), "{}", bad.text());

    let ids = json!({ "conversation_ids": [seed::API_ERROR, seed::DISPUTE] });
    let unhappy = agent.call_tool("find_unhappy", ids).await.unwrap();
    assert_eq!(unhappy.structured(), Some(&json!({ "conversation_ids": [seed::DISPUTE] })));
    let many = agent
        .call_tool("find_unhappy", json!({ "conversation_ids": vec![seed::DISPUTE; 11] }))
        .await
        .unwrap();
    assert!(many.is_error(), "a call makes at most 10 requests: {}", many.text());
}

#[tokio::test]
async fn other_calls_reach_the_fake() {
    let fake = FakeFront::seeded();
    let agent = TestClient::new(recipe::tools(&recipe::client(&fake).unwrap()).unwrap());
    assert!(!agent.call_tool("list_tags", json!({})).await.unwrap().is_error());
    assert!(!fake.requests().is_empty());
}
