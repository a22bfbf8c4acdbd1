//! Elicitation, sampling and roots, with `input_required` and with sessions.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use mcp_core::{
    ClientConnection, Context, HandlerError, Level, NoArguments, Principal, ProtocolVersion, Registry,
    RequestStateKey, RpcError, Server, async_trait,
    client_features::{Elicitation, Field, Roots, Sampling, SpentMemory},
    schemars::{self, JsonSchema},
    testing::TestClient,
    tool_fn,
};
use serde_json::{Value, json, value::RawValue};

#[derive(serde::Deserialize, JsonSchema)]
struct Case {
    /// Which case.
    id: u32,
}

fn confirm(id: u32) -> Elicitation {
    Elicitation::form(format!("Close case {id}?")).field("sure", Field::boolean())
}

/// `close` asks once, `steps` twice, `all` sends three requests at once, `fallback` works without, `forgiving`
/// accepts volunteered responses.
fn registry(runs: &Arc<AtomicUsize>) -> Registry {
    let runs = Arc::clone(runs);
    let close = tool_fn("close", "Closes a case.", move |case: Case, context: Context| {
        let runs = Arc::clone(&runs);
        async move {
            let answer = context.request_client("sure", confirm(case.id)).await?.accepted();
            let Some(answer) = answer.filter(|answer| answer["sure"] == true) else {
                return Ok("kept".to_owned());
            };
            runs.fetch_add(1, Ordering::SeqCst);
            Ok::<_, HandlerError>(format!("closed {}, {}", case.id, answer["sure"]))
        }
    });
    let steps = tool_fn("steps", "Asks twice.", |_: NoArguments, context: Context| async move {
        let text = |question: &str| Elicitation::form(question).field("text", Field::text());
        let name = context.request_client("name", text("Name?")).await?.accepted().unwrap();
        let place = context.request_client("place", text("Place?")).await?.accepted().unwrap();
        Ok::<_, HandlerError>(format!("{} of {}", name["text"], place["text"]))
    });
    let all = tool_fn("all", "Asks three things.", |_: NoArguments, context: Context| async move {
        let (sure, said, roots) = tokio::join!(
            context.request_client("sure", confirm(1)),
            context.request_client("said", Sampling::new(10).user("Say hi.")),
            context.request_client("roots", Roots::new()),
        );
        Ok::<_, HandlerError>(json!({
            "sure": sure?.accepted(), "said": said?.text(), "roots": roots?.len(),
        }))
    });
    let wipe = tool_fn("wipe", "Asks twice, for one call.", |_: NoArguments, context: Context| async move {
        context.request_client("first", Elicitation::form("Wipe?").once()).await?;
        context.request_client("second", Elicitation::form("Sure?").once()).await?;
        context.request_client("second", Elicitation::form("Sure?").once()).await?;
        Ok::<_, HandlerError>("wiped")
    });
    let fallback = tool_fn("fallback", "Does without.", |_: NoArguments, context: Context| async move {
        Ok::<_, HandlerError>(match context.request_client("sure", confirm(1)).await {
            Ok(_) => "asked",
            Err(_) => "not asked",
        })
    });
    let forgiving =
        tool_fn("forgiving", "Takes what it is given.", |_: NoArguments, context: Context| async move {
            let color = Elicitation::form("Color?").field("color", Field::text()).accept_unsolicited();
            let color = context.request_client("color", color).await?.accepted().unwrap();
            let sure = context.request_client("sure", confirm(1)).await?.accepted().unwrap();
            Ok::<_, HandlerError>(format!("{} {}", color["color"], sure["sure"]))
        });
    let greedy = tool_fn("greedy", "Asks too much.", |_: NoArguments, context: Context| async move {
        let mut last = Ok(());
        for n in 0..=16 {
            last = context.request_client(&n.to_string(), confirm(1)).await.map(|_| ());
        }
        assert!(last.unwrap_err().to_string().contains("too many"));
        assert!(context.request_client("0", confirm(2)).await.unwrap_err().to_string().contains("same key"));
        assert!(context.request_client("", confirm(2)).await.unwrap_err().to_string().contains("a key has"));
        Ok::<_, HandlerError>(())
    });
    let mut registry = Registry::new();
    for added in [
        registry.insert(close),
        registry.insert(steps),
        registry.insert(wipe),
        registry.insert(all),
        registry.insert(fallback),
        registry.insert(forgiving),
        registry.insert(greedy),
    ] {
        added.unwrap();
    }
    registry
}

fn can() -> Value {
    json!({ "elicitation": {}, "sampling": {}, "roots": {} })
}

/// Client that declares all capabilities.
struct Client {
    client: TestClient,
    capabilities: Value,
}

impl Client {
    fn of(server: Server) -> Self {
        Self { client: TestClient::of(server), capabilities: can() }
    }

    async fn call(&self, mut params: Value) -> Result<Value, RpcError> {
        params["_meta"] = json!({ "io.modelcontextprotocol/clientCapabilities": self.capabilities });
        self.client.request("tools/call", params).await
    }
}

fn server() -> (Server, Arc<AtomicUsize>) {
    let runs = Arc::default();
    (Server::new(registry(&runs)).name("s").version("1"), runs)
}

fn yes() -> Value {
    json!({ "sure": { "action": "accept", "content": { "sure": true } } })
}

fn text(result: &Value) -> &str {
    result["structuredContent"]["result"].as_str().unwrap_or_else(|| panic!("{result}"))
}

#[tokio::test]
async fn call_is_suspended_and_resumed() {
    let (server, runs) = server();
    let client = Client::of(server);
    let call = json!({ "name": "close", "arguments": { "id": 7 } });
    let mut asked = client.call(call.clone()).await.unwrap();
    let state = asked["requestState"].take();
    assert_eq!(
        asked,
        json!({
            "resultType": "input_required",
            "inputRequests": { "sure": { "method": "elicitation/create", "params": {
                "message": "Close case 7?",
                "requestedSchema": {
                    "type": "object",
                    "properties": { "sure": { "type": "boolean" } },
                    "required": ["sure"]
                }
            } } },
            "requestState": null,
            "_meta": { "io.modelcontextprotocol/serverInfo": { "name": "s", "version": "1" } }
        })
    );
    assert_eq!(runs.load(Ordering::SeqCst), 0);

    let with = |responses: Value, state: &Value| {
        let mut call = call.clone();
        call["inputResponses"] = responses;
        call["requestState"] = state.clone();
        call
    };
    let done = client.call(with(yes(), &state)).await.unwrap();
    assert_eq!(text(&done), "closed 7, true");
    assert_eq!(done["resultType"], "complete");
    assert_eq!(runs.load(Ordering::SeqCst), 1);
    for action in ["decline", "cancel"] {
        let no = json!({ "sure": { "action": action } });
        assert_eq!(text(&client.call(with(no, &state)).await.unwrap()), "kept");
    }
    // A missing response is requested again; an unexpected one is ignored.
    let again = client.call(with(json!({ "other": 5 }), &state)).await.unwrap();
    assert_eq!(again["resultType"], "input_required");
    for nonsense in
        [json!({ "sure": 12345 }), json!({ "sure": { "action": "accept", "content": { "sure": 1 } } })]
    {
        assert_eq!(client.call(with(nonsense, &state)).await.unwrap_err().code(), -32602);
    }
    for nonsense in [json!(null), json!([]), json!(5)] {
        assert_eq!(client.call(with(nonsense, &state)).await.unwrap_err().code(), -32602);
    }
    assert_eq!(runs.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn one_time_state_runs_the_tool_once() {
    let client = Client::of(server().0);
    let accept = json!({ "action": "accept", "content": {} });
    let mut first = json!({ "name": "wipe", "arguments": {} });
    first["requestState"] = client.call(first.clone()).await.unwrap()["requestState"].take();
    first["inputResponses"] = json!({ "first": accept });
    let mut second = first.clone();
    second["requestState"] = client.call(first.clone()).await.unwrap()["requestState"].take();
    second["inputResponses"] = json!({ "second": accept });
    assert_eq!(text(&client.call(second.clone()).await.unwrap()), "wiped");
    for spent in [&first, &second] {
        let error = client.call(spent.clone()).await.unwrap_err();
        assert_eq!(error.code(), -32602);
        assert!(
            error.message().contains("used before") && error.message().contains("ask the user"),
            "{error}"
        );
    }
    // Another node that shares key and store.
    let other = Client::of(server().0);
    assert!(other.call(second.clone()).await.is_err());
    // An own store does not know the state.
    let store = Arc::new(SpentMemory::new(10));
    let own = Client::of(server().0.spent_states(store));
    assert_eq!(text(&own.call(second.clone()).await.unwrap()), "wiped");
    assert!(own.call(second).await.is_err());
    // A new question works.
    let asked = client.call(json!({ "name": "wipe", "arguments": {} })).await.unwrap();
    assert_eq!(asked["resultType"], "input_required");
}

#[tokio::test]
async fn one_time_states_of_equal_requests_differ() {
    let client = Client::of(server().0);
    let call = json!({ "name": "wipe", "arguments": {} });
    let one = client.call(call.clone()).await.unwrap();
    let other = client.call(call).await.unwrap();
    assert_ne!(one["requestState"], other["requestState"]);
}

#[tokio::test]
async fn response_is_bound_to_caller_request_and_server() {
    let (server, runs) = server();
    let client = Client::of(server.clone());
    let call = |id: u32, state: &Value| {
        let mut call = json!({ "name": "close", "arguments": { "id": id }, "inputResponses": yes() });
        if !state.is_null() {
            call["requestState"] = state.clone();
        }
        call
    };
    // Unsolicited.
    let asked = client.call(call(7, &Value::Null)).await.unwrap();
    assert_eq!(asked["resultType"], "input_required");
    let state = &asked["requestState"];
    let refused = async |client: &Client, call: Value, why: &str| {
        let error = client.call(call).await.unwrap_err();
        assert_eq!(error.code(), -32602);
        assert!(error.message().contains(why), "{error}");
    };
    // Other arguments, another tool, another caller, another account, another server, and an altered state.
    refused(&client, call(8, state), "another request").await;
    let mut other = call(7, state);
    other["name"] = "steps".into();
    other["arguments"] = json!({});
    refused(&client, other, "another request").await;
    let other = Client { client: client.client.clone().caller(Principal::new("eve")), capabilities: can() };
    refused(&other, call(7, state), "another caller").await;
    let other = client.client.clone().context(|context| context.set_account("acme"));
    refused(&Client { client: other, capabilities: can() }, call(7, state), "another caller").await;
    let other = Client::of(server.clone().request_state_key(RequestStateKey::new([7; 32]).unwrap()));
    refused(&other, call(7, state), "changed").await;
    refused(&client, call(7, &format!("{}x", state.as_str().unwrap()).into()), "changed").await;
    // A server with the same key, which all in a process share by default, and another name.
    let other = Client::of(server.clone().name("t"));
    refused(&other, call(7, state), "another request").await;
    refused(&client, call(7, &json!(5)), "must be a string").await;
    let short = Client::of(server.request_state_ttl(Duration::ZERO));
    refused(&short, call(7, &short.call(call(7, &Value::Null)).await.unwrap()["requestState"]), "expired")
        .await;
    // A tool without elicitation validates the state, too.
    let mut other = call(7, state);
    other["name"] = "fallback".into();
    refused(&client, other, "another request").await;
    assert_eq!(runs.load(Ordering::SeqCst), 0);
    // A replica with the same key and the same name.
    let key = || RequestStateKey::new([7; 32]).unwrap();
    let node = || Client::of(self::server().0.request_state_key(key()));
    let asked = node().call(call(7, &Value::Null)).await.unwrap();
    assert_eq!(text(&node().call(call(7, &asked["requestState"])).await.unwrap()), "closed 7, true");
    // A replica that already signs with a new key.
    let next = Client::of(
        self::server().0.request_state_key(RequestStateKey::new([8; 32]).unwrap().accepting(key())),
    );
    assert_eq!(text(&next.call(call(7, &asked["requestState"])).await.unwrap()), "closed 7, true");
    // The same arguments, formatted differently.
    let same = r#"{ "name":"close", "arguments": { "id" : 7 } }"#;
    let mut same: Value = serde_json::from_str(same).unwrap();
    same["inputResponses"] = yes();
    same["requestState"] = state.clone();
    assert_eq!(text(&client.call(same).await.unwrap()), "closed 7, true");
}

#[tokio::test]
async fn changed_elicitation_is_sent_again() {
    let price = Arc::new(AtomicUsize::new(1));
    let now = Arc::clone(&price);
    let pay = tool_fn("pay", "Pays.", move |_: NoArguments, context: Context| {
        let price = now.load(Ordering::SeqCst);
        async move {
            let question = Elicitation::form(format!("Pay {price}?"));
            let agreed = context.request_client("sure", question).await?.accepted().is_some();
            Ok::<_, HandlerError>(format!("{agreed} {price}"))
        }
    });
    let client = Client::of(Server::new(Registry::new().with_tool(pay).unwrap()));
    let asked = client.call(json!({ "name": "pay" })).await.unwrap();
    let answered = json!({
        "name": "pay", "inputResponses": { "sure": { "action": "accept" } }, "requestState": asked["requestState"]
    });
    assert_eq!(text(&client.call(answered.clone()).await.unwrap()), "true 1");
    price.store(2, Ordering::SeqCst);
    let anew = client.call(answered).await.unwrap();
    assert_eq!(anew["inputRequests"]["sure"]["params"]["message"], "Pay 2?", "{anew}");
}

#[tokio::test]
async fn responses_accumulate_over_rounds() {
    let client = Client::of(server().0);
    let answer = |text: &str| json!({ "action": "accept", "content": { "text": text } });
    let first = client.call(json!({ "name": "steps" })).await.unwrap();
    let second = client
        .call(json!({
            "name": "steps", "inputResponses": { "name": answer("Ada") }, "requestState": first["requestState"]
        }))
        .await
        .unwrap();
    assert_eq!(second["inputRequests"].as_object().unwrap().keys().collect::<Vec<_>>(), ["place"]);
    assert_ne!(first["requestState"], second["requestState"]);
    let last = json!({
        "name": "steps", "inputResponses": { "place": answer("London") }, "requestState": second["requestState"]
    });
    assert_eq!(text(&client.call(last).await.unwrap()), "\"Ada\" of \"London\"");
    // The state of the first round does not cover the second elicitation.
    let early = json!({
        "name": "steps", "inputResponses": { "place": answer("London") }, "requestState": first["requestState"]
    });
    assert_eq!(client.call(early).await.unwrap()["inputRequests"].as_object().unwrap().len(), 1);
}

#[tokio::test]
async fn several_requests_share_one_round() {
    let client = Client::of(server().0);
    let asked = client.call(json!({ "name": "all" })).await.unwrap();
    let methods: Vec<_> =
        asked["inputRequests"].as_object().unwrap().values().map(|r| r["method"].as_str().unwrap()).collect();
    assert_eq!(methods, ["roots/list", "sampling/createMessage", "elicitation/create"]);
    let mut responses = yes();
    responses["roots"] = json!({ "roots": [{ "uri": "file:///a" }] });
    responses["said"] =
        json!({ "role": "assistant", "model": "m", "content": { "type": "text", "text": "hi" } });
    let call = json!({ "name": "all", "inputResponses": responses, "requestState": asked["requestState"] });
    let done = client.call(call).await.unwrap();
    assert_eq!(done["structuredContent"], json!({ "sure": { "sure": true }, "said": "hi", "roots": 1 }));
}

#[tokio::test]
async fn missing_capability_is_an_error() {
    let mut client = Client::of(server().0);
    client.capabilities = json!({ "sampling": {} });
    let call = json!({ "name": "close", "arguments": { "id": 7 } });
    let error = client.call(call).await.unwrap_err();
    assert_eq!(error.code(), -32021);
    assert_eq!(error.data().unwrap().get(), r#"{"requiredCapabilities":{"elicitation":{"form":{}}}}"#);
    assert_eq!(text(&client.call(json!({ "name": "fallback" })).await.unwrap()), "not asked");
    // Requests that it supports are sent.
    let asked = client.call(json!({ "name": "all" })).await.unwrap();
    assert_eq!(asked["inputRequests"].as_object().unwrap().keys().collect::<Vec<_>>(), ["said"]);
}

#[tokio::test]
async fn unsolicited_response_is_accepted_if_enabled() {
    let client = Client::of(server().0);
    let mut responses = yes();
    responses["color"] = json!({ "action": "accept", "content": { "color": "red" } });
    let asked = client.call(json!({ "name": "forgiving", "inputResponses": responses })).await.unwrap();
    assert_eq!(asked["inputRequests"].as_object().unwrap().keys().collect::<Vec<_>>(), ["sure"]);
    let last = json!({ "name": "forgiving", "inputResponses": yes(), "requestState": asked["requestState"] });
    assert_eq!(text(&client.call(last).await.unwrap()), "\"red\" true");
}

#[tokio::test]
async fn successful_handler_ignores_open_requests() {
    let client = Client::of(server().0);
    assert_eq!(text(&client.call(json!({ "name": "fallback" })).await.unwrap()), "not asked");
    let greedy = client.call(json!({ "name": "greedy" })).await.unwrap();
    assert_eq!(greedy["resultType"], "complete");
}

/// Client that responds at once.
#[derive(Default)]
struct Answers {
    asked: Mutex<Vec<String>>,
    level: Mutex<Option<Level>>,
}

#[async_trait]
impl ClientConnection for Answers {
    async fn request(&self, method: &'static str, params: Bytes) -> Result<Box<RawValue>, RpcError> {
        self.asked.lock().unwrap().push(format!("{method} {}", std::str::from_utf8(&params).unwrap()));
        tokio::task::yield_now().await;
        let answer = match method {
            "elicitation/create" => json!({ "action": "accept", "content": { "sure": true, "text": "x" } }),
            _ => return Err(RpcError::new(-1, "the user is away")),
        };
        Ok(serde_json::value::to_raw_value(&answer).unwrap())
    }

    fn set_log_level(&self, level: Level) {
        *self.level.lock().unwrap() = Some(level);
    }
}

#[tokio::test]
async fn handler_waits_in_initialize_revisions() {
    let (server, runs) = server();
    for version in &ProtocolVersion::INITIALIZE[1..] {
        let connection = Arc::new(Answers::default());
        let own = Arc::clone(&connection);
        let client = TestClient::of(server.clone()).version(*version).context(move |context| {
            *context = std::mem::take(context).with_client_capabilities(can().as_object().unwrap());
            context.set_connection(own);
        });
        let done = client.call_tool("close", json!({ "id": 7 })).await.unwrap();
        assert_eq!(done.structured(), Some(&json!({ "result": "closed 7, true" })));
        assert_eq!(
            *connection.asked.lock().unwrap(),
            [
                r#"elicitation/create {"message":"Close case 7?","requestedSchema":{"properties":{"sure":{"type":"boolean"}},"required":["sure"],"type":"object"}}"#
            ]
        );
        let failed = client.call_tool("all", json!({})).await.unwrap();
        let error = failed.error().unwrap();
        assert_eq!(error["kind"], "input_required");
        assert!(error["message"].as_str().unwrap().contains("the user is away"), "{error}");

        client.request("logging/setLevel", json!({ "level": "error" })).await.unwrap();
        assert_eq!(*connection.level.lock().unwrap(), Some(Level::Error));
        let nonsense = client.request("logging/setLevel", json!({ "level": "loud" })).await.unwrap_err();
        assert_eq!(nonsense.code(), -32602);
        assert!(client.connect().await.unwrap()["capabilities"]["logging"].is_object());
    }
    assert_eq!(runs.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn revision_without_elicitation_is_an_error() {
    let (server, runs) = server();
    let connection = Arc::new(Answers::default());
    let own = Arc::clone(&connection);
    let client = TestClient::of(server).version(ProtocolVersion::V2025_03_26).context(|context| {
        *context = std::mem::take(context).with_client_capabilities(can().as_object().unwrap());
        context.set_connection(own);
    });
    let error = client.call_tool("close", json!({ "id": 7 })).await.unwrap().error().unwrap();
    assert_eq!(error["kind"], "input_required");
    assert!(error["message"].as_str().unwrap().contains("2025-03-26"), "{error}");
    assert!(connection.asked.lock().unwrap().is_empty());
    assert_eq!(runs.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn stateless_client_gets_no_request_during_a_call() {
    let (server, _) = server();
    let connection = Arc::new(Answers::default());
    let own = Arc::clone(&connection);
    let client = Client {
        client: TestClient::of(server).context(|context| context.set_connection(own)),
        capabilities: can(),
    };
    let asked = client.call(json!({ "name": "close", "arguments": { "id": 7 } })).await.unwrap();
    assert_eq!(asked["resultType"], "input_required");
    assert!(connection.asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn initialize_client_without_session_cannot_be_asked() {
    let (server, runs) = server();
    let client = TestClient::of(server).version(ProtocolVersion::V2025_11_25);
    let error = client.call_tool("close", json!({ "id": 7 })).await.unwrap().error().unwrap();
    assert_eq!(error["kind"], "input_required");
    assert!(error["message"].as_str().unwrap().contains("cannot carry"), "{error}");
    // Members of 2026-07-28 are ignored here.
    let call =
        json!({ "name": "close", "arguments": { "id": 7 }, "inputResponses": null, "requestState": 5 });
    assert_eq!(client.request("tools/call", call).await.unwrap()["isError"], true);
    assert_eq!(runs.load(Ordering::SeqCst), 0);
    let level = client.request("logging/setLevel", json!({ "level": "error" })).await.unwrap_err();
    assert_eq!(level.code(), -32601);
    assert_eq!(client.connect().await.unwrap()["capabilities"], json!({ "tools": {} }));
}
