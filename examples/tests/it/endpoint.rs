//! Endpoint compatible with OpenAI's Chat Completions that refuses undocumented members:
//! <https://platform.openai.com/docs/api-reference/chat/create>, and the request types of
//! <https://github.com/openai/openai-python/tree/main/src/openai/types/chat>.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
};
use mcp_core::provider::Provider;
use serde_json::{Value, json};

use super::{agents::function_calling::Script, providers::rules};

pub(crate) const KEY: &str = "a-key";

/// Status of a refused request, with its `retry-after`.
pub(crate) type Refusal = (u16, Option<&'static str>);

#[derive(Clone)]
pub(crate) struct Endpoint {
    script: Script,
    refusals: Arc<Mutex<VecDeque<Refusal>>>,
    requests: Arc<Mutex<usize>>,
}

impl Endpoint {
    /// Serves a script after some refusals and returns it with its base URL.
    pub(crate) async fn open(script: Script, refusals: &[Refusal]) -> (Self, String) {
        let refusals = Arc::new(Mutex::new(refusals.iter().copied().collect()));
        let endpoint = Self { script, refusals, requests: Arc::default() };
        let app = Router::new().route("/v1/chat/completions", post(complete)).with_state(endpoint.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        (endpoint, url)
    }

    /// Returns the number of requests, including refused ones.
    pub(crate) fn requests(&self) -> usize {
        *self.requests.lock().unwrap()
    }
}

async fn complete(State(endpoint): State<Endpoint>, headers: HeaderMap, body: Bytes) -> Response {
    let refuse = |status: StatusCode, message: &str| {
        (status, json!({ "error": { "message": message, "type": "invalid_request_error" } }).to_string())
    };
    *endpoint.requests.lock().unwrap() += 1;
    let refusal = endpoint.refusals.lock().unwrap().pop_front();
    if let Some((status, retry_after)) = refusal {
        let mut response = refuse(StatusCode::from_u16(status).unwrap(), "no room").into_response();
        if let Some(seconds) = retry_after {
            response.headers_mut().insert("retry-after", seconds.parse().unwrap());
        }
        return response;
    }
    if headers.get("authorization").is_none_or(|value| value != &format!("Bearer {KEY}")) {
        return refuse(StatusCode::UNAUTHORIZED, "no key").into_response();
    }
    if headers.get("content-type").is_none_or(|value| value != "application/json") {
        return refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "no JSON").into_response();
    }
    let request: Value = serde_json::from_slice(&body).unwrap_or_default();
    let wrong = violations(&request);
    if !wrong.is_empty() {
        return refuse(StatusCode::BAD_REQUEST, &wrong.join("; ")).into_response();
    }
    let mut message = (endpoint.script)(&request);
    // Members of a real message that the scripts do not set. The next request must return them.
    message["refusal"] = Value::Null;
    message["annotations"] = json!([]);
    let finish_reason = if message["tool_calls"].is_array() { "tool_calls" } else { "stop" };
    let completion = json!({
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1_700_000_000, "model": request["model"],
        "choices": [{ "index": 0, "message": message, "logprobs": null, "finish_reason": finish_reason }],
        "usage": { "prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15 }
    });
    completion.to_string().into_response()
}

/// Returns the violations of the documentation in a request.
pub(crate) fn violations(request: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    only(&mut wrong, "request", request, &["model", "messages", "tools"]);
    if !request["model"].is_string() {
        wrong.push("no model".to_owned());
    }
    if request["tools"].as_array().is_none_or(Vec::is_empty) {
        wrong.push("tools are no list, or an empty one".to_owned());
    }
    wrong.extend(rules::broken(Provider::OpenAiChat { strict: false }, &request["tools"]));
    let messages = request["messages"].as_array().map(Vec::as_slice).unwrap_or_default();
    if messages.is_empty() {
        wrong.push("no messages".to_owned());
    }
    // Calls of the last turn without a result so far.
    let mut open: Vec<&Value> = Vec::new();
    for message in messages {
        let role = message["role"].as_str().unwrap_or_default();
        if role != "tool" && !open.is_empty() {
            wrong.push(format!("no answer to {open:?} before {role}"));
        }
        match role {
            "system" | "user" => only(&mut wrong, role, message, &["role", "content"]),
            "assistant" => {
                let members = ["role", "content", "tool_calls", "refusal", "annotations"];
                only(&mut wrong, role, message, &members);
                let calls =
                    message.get("tool_calls").map(|calls| calls.as_array().cloned().unwrap_or_default());
                if calls.as_ref().is_some_and(Vec::is_empty) {
                    wrong.push("tool_calls without a call".to_owned());
                }
                for call in calls.iter().flatten() {
                    only(&mut wrong, "call", call, &["id", "type", "function"]);
                    only(&mut wrong, "function", &call["function"], &["name", "arguments"]);
                    let texts = [&call["id"], &call["function"]["name"], &call["function"]["arguments"]];
                    if call["type"] != "function" || !texts.iter().all(|text| text.is_string()) {
                        wrong.push(format!("{call} is no call"));
                    }
                }
                let calls = message["tool_calls"].as_array().into_iter().flatten();
                open = calls.map(|call| &call["id"]).collect();
            }
            "tool" => {
                only(&mut wrong, role, message, &["role", "content", "tool_call_id"]);
                match open.iter().position(|id| **id == message["tool_call_id"]) {
                    Some(place) => drop(open.remove(place)),
                    None => wrong.push(format!("{} is no call of the last turn", message["tool_call_id"])),
                }
            }
            other => wrong.push(format!("the role {other:?}")),
        }
        let silent = role == "assistant" && message["tool_calls"].is_array();
        if !message["content"].is_string() && !silent {
            wrong.push(format!("{role} without content"));
        }
    }
    if !open.is_empty() {
        wrong.push(format!("no answer to {open:?}"));
    }
    wrong
}

fn only(wrong: &mut Vec<String>, what: &str, value: &Value, allowed: &[&str]) {
    let members = value.as_object().into_iter().flat_map(|map| map.keys());
    wrong.extend(
        members.filter(|name| !allowed.contains(&name.as_str())).map(|name| format!("{what} has {name}")),
    );
}

#[test]
fn the_endpoint_refuses_what_openai_would() {
    let tool = json!({ "type": "function", "function": {
        "name": "a", "description": "", "parameters": { "type": "object", "properties": {} }
    } });
    let user = json!({ "role": "user", "content": "Go." });
    let call = |id: &str, arguments: Value| {
        json!({ "role": "assistant", "content": null, "tool_calls": [
        { "id": id, "type": "function", "function": { "name": "a", "arguments": arguments } }
    ] })
    };
    let answer = |id: &str| json!({ "role": "tool", "tool_call_id": id, "content": "{}" });
    for (messages, says) in [
        (json!([]), "no messages"),
        (json!([{ "role": "robot", "content": "" }]), "the role \"robot\""),
        (json!([{ "role": "user", "content": "", "tool_call_id": "1" }]), "user has tool_call_id"),
        (json!([user, { "role": "assistant", "content": null }]), "assistant without content"),
        (json!([user, call("1", json!("{}"))]), "no answer to"),
        (json!([user, call("1", json!("{}")), user]), "no answer to"),
        (json!([user, call("1", json!("{}")), answer("2")]), "\"2\" is no call of the last turn"),
        (
            json!([user, call("1", json!("{}")), answer("1"), answer("1")]),
            "\"1\" is no call of the last turn",
        ),
        (json!([user, call("1", json!({})), answer("1")]), "is no call"),
    ] {
        let wrong = violations(&json!({ "model": "m", "messages": messages, "tools": [tool] }));
        assert!(wrong.iter().any(|wrong| wrong.contains(says)), "{says} is not in {wrong:?}");
    }
    let messages = json!([user, call("1", json!("{}")), answer("1")]);
    assert_eq!(violations(&json!({ "model": "m", "messages": messages, "tools": [tool] })), [""; 0]);
    let wrong = violations(&json!({ "messages": [user], "tools": [], "functions": [] }));
    assert_eq!(wrong, ["request has functions", "no model", "tools are no list, or an empty one"]);
}
