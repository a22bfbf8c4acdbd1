//! Agent examples: their effects in Front and their limits.

#[path = "../../function_calling/main.rs"]
#[allow(dead_code, reason = "what cargo run needs of it and these tests do not")]
pub(crate) mod function_calling;
#[path = "../../rig_agent/main.rs"]
#[allow(dead_code, reason = "what cargo run needs of it and these tests do not")]
mod rig_agent;

use std::{sync::Mutex, time::Duration};

use front_client::testing::{FakeFront, Fault, seed};
use function_calling::{Agent, Model, RunError, Script, call_message, serve, turns_so_far};
use mcp_core::ToolDefinition;
use serde_json::{Value, json};

use super::endpoint::{Endpoint, KEY, Refusal};

const REFUSE: &function_calling::Approve<'static> = &|_, _| false;

async fn model(script: Script) -> Model {
    Model::new(serve(script).await.unwrap(), "key".into(), "script".into()).unwrap()
}

fn done(text: &str) -> Value {
    json!({ "role": "assistant", "content": text })
}

/// Returns the texts of the tool messages of a request, in order.
fn answers(request: &Value) -> Vec<&str> {
    let messages = request["messages"].as_array().unwrap().iter();
    messages
        .filter(|message| message["role"] == "tool")
        .map(|message| message["content"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn without_approval_a_draft_is_left_and_nothing_is_sent() {
    let front = FakeFront::seeded();
    let done = Agent::new(model(function_calling::script).await, &front, REFUSE)
        .unwrap()
        .run("Route it.")
        .await
        .unwrap();
    assert_eq!((done.turns, done.calls), (6, 8));
    let conversation = front.conversation(seed::API_ERROR).unwrap();
    assert_eq!(conversation["assignee"]["id"], seed::DAVID);
    assert!(conversation["tags"].to_string().contains(seed::ENGINEERING));
    let drafts = front.drafts_in(seed::API_ERROR);
    assert!(drafts.len() == 1 && drafts[0].to_string().contains(seed::SARAH), "{drafts:?}");
    assert!(front.sent().is_empty());
    assert!(
        front
            .requests()
            .iter()
            .all(|request| !(request.method == "POST" && request.path.ends_with("/messages")))
    );
}

#[tokio::test]
async fn approved_reply_is_sent_once() {
    let front = FakeFront::seeded();
    let asked = Mutex::new(Vec::new());
    let approve = |tool: &ToolDefinition, arguments: &Value| {
        asked.lock().unwrap().push((tool.name().to_owned(), arguments["conversationId"].clone()));
        true
    };
    let agent = Agent::new(model(function_calling::script).await, &front, &approve).unwrap();
    assert_eq!(agent.run("Route it.").await.unwrap().turns, 5);
    assert_eq!(*asked.lock().unwrap(), [("send_reply".to_owned(), json!(seed::API_ERROR))]);
    assert_eq!((front.sent().len(), front.drafts_in(seed::API_ERROR).len()), (1, 0));
}

#[tokio::test]
async fn turn_limit_stops_the_model() {
    let endless: Script = |request| call_message(turns_so_far(request), &[("list_tags", json!({}))]);
    let front = FakeFront::seeded();
    let mut agent = Agent::new(model(endless).await, &front, REFUSE).unwrap();
    agent.max_turns = 3;
    let stopped = agent.run("Go on.").await.unwrap_err();
    assert_eq!(stopped.downcast_ref(), Some(&RunError::Turns(3)));
    let before = front.requests().len();
    assert!(before >= 3);

    agent.max_tokens = 100;
    let stopped = agent.run("Go on.").await.unwrap_err();
    assert_eq!(stopped.downcast_ref(), Some(&RunError::Tokens(100)));
    assert_eq!(front.requests().len(), before, "the tools alone have more than 100 tokens");
}

#[tokio::test]
async fn read_only_calls_run_concurrently() {
    const WAIT: Duration = Duration::from_millis(400);
    let reads: Script = |request| match turns_so_far(request) {
        0 => call_message(
            0,
            &[("list_tags", json!({})), ("list_teams", json!({})), ("list_inboxes", json!({}))],
        ),
        _ => done(&answers(request).iter().filter(|answer| !answer.contains("error")).count().to_string()),
    };
    let front = FakeFront::seeded();
    let agent = Agent::new(model(reads).await, &front, REFUSE).unwrap();
    // Tools may send several requests to Front, so the sequential time is measured as well.
    front.fault(Fault::delay(WAIT).on("GET", "/teams").times(100));
    front.fault(Fault::delay(WAIT).on("GET", "/tags").times(100));
    let start = std::time::Instant::now();
    let said = agent.run("Look.").await.unwrap();
    let took = start.elapsed();
    assert_eq!(said.text, "3");
    let delayed =
        front.requests().iter().filter(|r| r.path.ends_with("/teams") || r.path.ends_with("/tags")).count();
    let in_turn = WAIT * u32::try_from(delayed).unwrap();
    assert!(took < in_turn, "{took:?} for {delayed} requests of {WAIT:?}");
}

#[tokio::test]
async fn invalid_calls_are_returned_to_the_model() {
    let wrong: Script = |request| match turns_so_far(request) {
        0 => {
            let mut message = call_message(
                0,
                &[
                    ("delete_everything", json!({})),
                    ("read_conversation", json!({})),
                    ("read_conversation", json!([1])),
                    ("read_conversation", json!({})),
                ],
            );
            // Arguments truncated by a token limit.
            message["tool_calls"][3]["function"]["arguments"] = r#"{"conversationId":"#.into();
            message
        }
        _ => done(&answers(request).join("\n")),
    };
    let front = FakeFront::seeded();
    let said = Agent::new(model(wrong).await, &front, REFUSE).unwrap().run("Try.").await.unwrap().text;
    for word in
        ["unknown tool: delete_everything", "conversationId", "expected an object", "EOF while parsing"]
    {
        assert!(said.contains(word), "{word} is not in {said}");
    }
    assert!(front.requests().is_empty());
}

#[tokio::test]
async fn requests_follow_the_openai_documentation() {
    let (endpoint, url) = Endpoint::open(function_calling::script, &[]).await;
    let front = FakeFront::seeded();
    let model = Model::new(url, KEY.into(), "m".into()).unwrap();
    let done = Agent::new(model, &front, REFUSE).unwrap().run("Route it.").await.unwrap();
    // The server reports its own token usage.
    assert_eq!((done.turns, done.calls, done.tokens, endpoint.requests()), (6, 8, 6 * 15, 6));
    assert!(done.text.contains("a draft waits"), "{}", done.text);
}

#[tokio::test]
async fn overloaded_server_is_retried() {
    let at_once = Some("0");
    let cases: [(&[Refusal], usize, Option<&str>); 4] = [
        (&[(429, at_once), (503, at_once)], 3, None),
        (&[(429, at_once); 4], 4, Some("429")),
        (&[(429, Some("3600"))], 1, Some("429")),
        (&[(400, at_once)], 1, Some("400")),
    ];
    for (refusals, requests, says) in cases {
        let (endpoint, url) = Endpoint::open(|_| done("RunResult."), refusals).await;
        let front = FakeFront::seeded();
        let model = Model::new(url, KEY.into(), "m".into()).unwrap();
        let ended = Agent::new(model, &front, REFUSE).unwrap().run("Go.").await;
        assert_eq!(endpoint.requests(), requests, "{refusals:?}");
        match (ended, says) {
            (Ok(done), None) => assert_eq!((done.text.as_str(), done.turns), ("RunResult.", 1)),
            (Err(error), Some(says)) => assert!(error.to_string().contains(says), "{error}"),
            (ended, _) => panic!("{refusals:?}: {ended:?}"),
        }
    }
}

#[tokio::test]
async fn dropped_run_sends_no_further_requests() {
    const WAIT: Duration = Duration::from_millis(200);
    let tag: Script = |request| {
        let tag = json!({ "conversationId": seed::DISPUTE, "addTags": ["Finance"] });
        call_message(turns_so_far(request), &[("list_tags", json!({})), ("tag_conversation", tag)])
    };
    let front = FakeFront::seeded();
    let agent = Agent::new(model(tag).await, &front, REFUSE).unwrap();
    front.fault(Fault::delay(WAIT).on("GET", "/tags").times(100));
    // The first call waits for Front, the second for the first call.
    assert!(tokio::time::timeout(WAIT / 2, agent.run("Go.")).await.is_err());
    let asked = front.requests().len();
    tokio::time::sleep(WAIT * 2).await;
    assert_eq!(front.requests().len(), asked);
    let tags = front.conversation(seed::DISPUTE).unwrap()["tags"].to_string();
    assert!(!tags.contains(seed::FINANCE), "{tags}");
}

#[tokio::test]
async fn model_server_error_contains_its_message() {
    let app =
        axum::Router::new().fallback(|| async { (axum::http::StatusCode::PAYMENT_REQUIRED, "no credit") });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v1/", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    let model = Model::new(url, "secret-key".into(), "m".into()).unwrap();
    let front = FakeFront::seeded();
    let error = Agent::new(model, &front, REFUSE).unwrap().run("Go.").await.unwrap_err().to_string();
    assert!(error.contains("402") && error.contains("no credit") && !error.contains("secret-key"), "{error}");
}

#[tokio::test]
async fn rig_runs_the_same_tools() {
    let front = FakeFront::seeded();
    let agent = rig_agent::agent(&front, rig_agent::Scripted).unwrap();
    let said = rig_agent::run(&agent, seed::MIA).await.unwrap();
    assert!(said.contains("a draft waits"), "{said}");
    let tags = front.conversation(seed::DISPUTE).unwrap()["tags"].to_string();
    assert!(tags.contains(seed::FINANCE), "{tags}");
    let drafts = front.drafts_in(seed::DISPUTE);
    assert!(drafts.len() == 1 && drafts[0].to_string().contains(seed::MIA), "{drafts:?}");
    assert!(front.sent().is_empty());
}
