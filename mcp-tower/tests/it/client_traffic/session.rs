//! Sessions of clients of the `initialize` revisions.

use std::time::Duration;

use futures_util::FutureExt;
use http::Method;
use http_body_util::BodyExt;
use mcp_core::{Filter, Grant, Principal, Server};
use mcp_tower::{Change, LiveServer, Mcp, ResponseBody, SessionLimits, SubscriptionLimits};
use serde_json::{Value, json};

use super::{logs_only, next, registry, server};
use crate::support::{Dropped, RequestBuilder, slow_server};

fn mcp() -> Mcp {
    Mcp::live(LiveServer::new(server())).sessions(SessionLimits::default())
}

fn initialize() -> RequestBuilder {
    let client = json!({ "name": "c", "version": "1" });
    let capabilities = json!({ "elicitation": {} });
    let params =
        json!({ "protocolVersion": "2025-11-25", "capabilities": capabilities, "clientInfo": client });
    RequestBuilder::initialize_revision("initialize", &params)
}

async fn open(mcp: &Mcp) -> String {
    let answer = initialize().send(mcp).await;
    let id = answer.header("mcp-session-id").unwrap().to_owned();
    assert!(id.len() >= 32 && id.bytes().all(|byte| byte.is_ascii_graphic()), "{id}");
    id
}

fn in_session(id: &str, ask: RequestBuilder) -> RequestBuilder {
    ask.with("mcp-session-id", id).with("mcp-protocol-version", "2025-11-25")
}

fn call(id: &str, tool: &str) -> RequestBuilder {
    in_session(id, RequestBuilder::legacy_call(tool, &json!({})))
}

async fn stream(mcp: &Mcp, id: &str) -> ResponseBody {
    let answer = in_session(id, RequestBuilder::raw("").method(Method::GET)).open(mcp).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    answer.into_body()
}

#[tokio::test]
async fn a_session_is_opened_and_ended() {
    let mcp = mcp();
    let answer = initialize().send(&mcp).await;
    assert_eq!(
        answer.result()["capabilities"],
        json!({
            "logging": {}, "tools": { "listChanged": true },
            "resources": { "listChanged": true, "subscribe": true }
        })
    );
    let id = open(&mcp).await;
    assert_ne!(answer.header("mcp-session-id").unwrap(), id);
    call(&id, "logs").send(&mcp).await.result();
    let ended = in_session(&id, RequestBuilder::raw("").method(Method::DELETE)).send(&mcp).await;
    assert_eq!((ended.status.as_u16(), ended.body.as_str()), (204, ""));
    call(&id, "logs").send(&mcp).await.refused(404, -32600, Some("1"));
    in_session(&id, RequestBuilder::raw("").method(Method::DELETE))
        .send(&mcp)
        .await
        .refused(404, -32600, None);
    in_session(&id, RequestBuilder::raw("").method(Method::GET)).send(&mcp).await.refused(404, -32600, None);
    let note = RequestBuilder::raw(r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#);
    in_session(&id, note).send(&mcp).await.refused(404, -32600, None);
}

#[tokio::test]
async fn a_request_without_a_session_is_served_without_one() {
    let mcp = mcp();
    RequestBuilder::legacy_call("logs", &json!({})).send(&mcp).await.result();
    let error = RequestBuilder::legacy_call("confirm", &json!({})).send(&mcp).await.tool_error();
    assert_eq!(error["kind"], "input_required");
    // 2026-07-28 has no sessions, whatever the header contains.
    RequestBuilder::modern_call("logs", &json!({}))
        .with("mcp-session-id", "nonsense")
        .send(&mcp)
        .await
        .result();
    RequestBuilder::legacy_call("logs", &json!({}))
        .with("mcp-session-id", "nonsense")
        .send(&mcp)
        .await
        .refused(404, -32600, Some("1"));
    // Without sessions, the header is ignored.
    let off = Mcp::new(server());
    RequestBuilder::legacy_call("logs", &json!({}))
        .with("mcp-session-id", "nonsense")
        .send(&off)
        .await
        .result();
    assert!(initialize().send(&off).await.header("mcp-session-id").is_none());
}

#[tokio::test]
async fn get_and_delete_need_a_session() {
    let mcp = mcp();
    let get = || RequestBuilder::raw("").method(Method::GET);
    get().send(&mcp).await.refused(405, -32600, None);
    get().method(Method::DELETE).send(&mcp).await.refused(400, -32600, None);
    let id = open(&mcp).await;
    in_session(&id, get()).with("accept", "application/json").send(&mcp).await.refused(406, -32600, None);
    in_session(&id, get())
        .with("mcp-protocol-version", "1999-01-01")
        .send(&mcp)
        .await
        .refused(400, -32600, None);
    let put = RequestBuilder::raw("").method(Method::PUT).send(&mcp).await;
    put.refused(405, -32600, None);
    assert_eq!(put.header("allow"), Some("GET, POST, DELETE"));
    let stateless = in_session(&id, get()).with("mcp-protocol-version", "2026-07-28").send(&mcp).await;
    stateless.refused(405, -32600, None);
}

#[tokio::test]
async fn a_session_belongs_to_its_caller() {
    let mcp = mcp();
    let [ada, eve] = ["ada", "eve"].map(|id| Grant::new(Principal::new(id)));
    let answer = initialize().extension(ada.clone()).send(&mcp).await;
    let id = answer.header("mcp-session-id").unwrap();
    call(id, "logs").extension(ada).send(&mcp).await.result();
    call(id, "logs").extension(eve.clone()).send(&mcp).await.refused(404, -32600, Some("1"));
    call(id, "logs").send(&mcp).await.refused(404, -32600, Some("1"));
    let delete = in_session(id, RequestBuilder::raw("").method(Method::DELETE)).extension(eve);
    delete.send(&mcp).await.refused(404, -32600, None);
}

#[tokio::test]
async fn first_stream_repeats_earlier_changes() {
    let live = LiveServer::new(server());
    let mcp = Mcp::live(live.clone()).sessions(SessionLimits::default());
    live.notify(Change::lists());
    let id = open(&mcp).await;
    assert!(stream(&mcp, &id).await.frame().now_or_never().is_none());
    let id = open(&mcp).await;
    live.notify(Change::lists());
    assert!(next(&mut stream(&mcp, &id).await).await.is_some());
}

#[tokio::test]
async fn fixed_server_refuses_session_streams() {
    let mcp = Mcp::new(server().list_changed(true)).sessions(SessionLimits::default());
    let answer = initialize().send(&mcp).await;
    assert!(!answer.body.contains("listChanged"), "{}", answer.body);
    let id = answer.header("mcp-session-id").unwrap();
    in_session(id, RequestBuilder::raw("").method(Method::GET)).send(&mcp).await.refused(405, -32600, None);
}

#[tokio::test]
async fn session_stream_skips_hidden_changes() {
    let live = LiveServer::new(server());
    let mcp = Mcp::live(live.clone()).sessions(SessionLimits::default());
    let ada = Grant::new(Principal::new("ada"));
    let answer = initialize().extension(ada.clone()).send(&mcp).await;
    let id = answer.header("mcp-session-id").unwrap();
    let subscribe = in_session(
        id,
        RequestBuilder::initialize_revision("resources/subscribe", &json!({ "uri": "doc:a" })),
    );
    subscribe.extension(ada.clone()).send(&mcp).await.result();
    let get = in_session(id, RequestBuilder::raw("").method(Method::GET));
    let logs = Filter::new().methods(["logs"]).unwrap();
    let mut body = get.extension(ada.filter(logs)).open(&mcp).await.into_body();
    live.notify(Change::resource("doc:a"));
    // `confirm` and `doc:a` disappear, and `logs` stays.
    live.replace(Server::new(registry()).filter(&Filter::all()));
    live.replace(Server::new(logs_only()));
    assert!(body.frame().now_or_never().is_none());
    live.replace(Server::new(mcp_core::Registry::new()));
    assert_eq!(next(&mut body).await.unwrap()["method"], "notifications/tools/list_changed");
}

#[tokio::test]
async fn revoked_caller_gets_no_notifications() {
    let live = LiveServer::new(server());
    let mcp = Mcp::live(live.clone()).sessions(SessionLimits::default());
    let [ada, bob] = ["ada", "bob"].map(Principal::new);
    let mut streams = vec![];
    for caller in [&ada, &bob] {
        let id = initialize().extension(Grant::from(caller.clone())).send(&mcp).await;
        let id = id.header("mcp-session-id").unwrap().to_owned();
        let get = in_session(&id, RequestBuilder::raw("").method(Method::GET))
            .extension(Grant::from(caller.clone()));
        streams.push(get.open(&mcp).await.into_body());
    }
    live.close_for(&ada);
    assert!(next(&mut streams[0]).await.is_none());
    assert!(streams[1].frame().now_or_never().is_none());
}

#[tokio::test]
async fn what_a_client_says_of_itself_is_bounded() {
    let mut limits = SessionLimits::default();
    limits.max = 1;
    limits.client.max_bytes = 100;
    let mcp = Mcp::new(server()).sessions(limits);
    let large = initialize().swap(r#""name":"c""#, &format!(r#""name":"{}""#, "c".repeat(100)));
    let answer = large.send(&mcp).await;
    answer.refused(200, -32602, Some("1"));
    assert!(answer.header("mcp-session-id").is_none());
    // Icons are not kept, so they do not count.
    let picture = format!(r#"{{"icons":[{{"src":"data:,{}"}}],"#, "x".repeat(200));
    let id = initialize().swap(r#"{"name":"c""#, &format!(r#"{picture}"name":"c""#)).send(&mcp).await;
    assert!(id.header("mcp-session-id").is_some(), "{}", id.body);
}

#[tokio::test]
async fn session_with_a_running_call_is_not_evicted() {
    let mut limits = SessionLimits::default();
    limits.max = 1;
    let mcp = Mcp::new(server()).sessions(limits);
    let id = open(&mcp).await;
    let mut asked = call(&id, "confirm").open(&mcp).await.into_body();
    next(&mut asked).await.unwrap();
    let answer = initialize().send(&mcp).await;
    assert!(answer.header("mcp-session-id").is_none());
    assert!(answer.result()["capabilities"].get("logging").is_none());
    drop(asked);
    let second = open(&mcp).await;
    call(&id, "logs").send(&mcp).await.refused(404, -32600, Some("1"));
    call(&second, "logs").send(&mcp).await.result();
}

#[tokio::test]
async fn a_batch_may_be_cancelled_piece_by_piece() {
    let (mcp, dropped) = slow_server();
    let mcp = mcp.sessions(SessionLimits::default());
    let id = open(&mcp).await;
    let slow = |id: Value| json!({ "jsonrpc": "2.0", "id": id, "method": "tools/call", "params": { "name": "slow" } });
    let nop = json!({ "jsonrpc": "2.0", "id": 3, "method": "ping" });
    let batch =
        RequestBuilder::json(&json!([slow(json!(1)), slow(json!("b")), nop])).with("mcp-session-id", &id);
    let running = tokio::spawn({
        let mcp = mcp.clone();
        async move { batch.send(&mcp).await }
    });
    tokio::task::yield_now().await;
    // First the one that has not started; the id is written in another form.
    for request in [r#""\u0062""#, "1"] {
        let note = r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":ID}}"#;
        let note = RequestBuilder::raw(note.replace("ID", request));
        assert_eq!(in_session(&id, note).send(&mcp).await.status, 202);
    }
    let answers = running.await.unwrap().value();
    assert_eq!(answers, json!([{ "jsonrpc": "2.0", "id": 3, "result": {} }]));
    assert_eq!(dropped.count(), 1, "the second one never began");
}

#[tokio::test]
async fn elicitation_uses_the_stream_of_the_request() {
    let mcp = mcp();
    let id = open(&mcp).await;
    for (action, said) in [("accept", "sure: false"), ("decline", "no")] {
        let mut body = call(&id, "confirm").open(&mcp).await.into_body();
        let question = next(&mut body).await.unwrap();
        assert_eq!(question["method"], "elicitation/create");
        assert_eq!(question["params"]["message"], "Sure?");
        assert!(body.frame().now_or_never().is_none());

        let result = json!({ "action": action, "content": { "sure": false } });
        let answer =
            |id: &Value| RequestBuilder::json(&json!({ "jsonrpc": "2.0", "id": id, "result": result }));
        // A response to no request, and one without a session.
        assert_eq!(in_session(&id, answer(&json!(99))).send(&mcp).await.status, 202);
        answer(&question["id"]).send(&mcp).await.refused(400, -32600, None);
        assert!(body.frame().now_or_never().is_none());

        let accepted = in_session(&id, answer(&question["id"])).send(&mcp).await;
        assert_eq!((accepted.status.as_u16(), accepted.body.as_str()), (202, ""));
        let done = next(&mut body).await.unwrap();
        assert_eq!(done["result"]["structuredContent"]["result"], said);
        assert!(next(&mut body).await.is_none());
    }
    // Without a stream, the request cannot carry an elicitation.
    let error = call(&id, "confirm").with("accept", "application/json").send(&mcp).await.tool_error();
    assert!(error["message"].as_str().unwrap().contains("needs an event stream"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn elicitation_does_not_count_against_the_call_timeout() {
    let mut sessions = SessionLimits::default();
    sessions.client.request_timeout = Duration::from_secs(120);
    let mcp = Mcp::new(server()).sessions(sessions).call_timeout(Duration::from_secs(10));
    let id = open(&mcp).await;
    let begun = tokio::time::Instant::now();
    let answer = call(&id, "confirm").send(&mcp).await;
    assert_eq!(begun.elapsed().as_secs(), 120);
    let events = answer.events();
    assert_eq!(events.len(), 3, "{events:?}");
    assert_eq!(events[1]["method"], "notifications/cancelled");
    assert_eq!(events[1]["params"]["requestId"], events[0]["id"]);
    assert!(
        events[2]["result"]["content"][0]["text"]
            .as_str()
            .unwrap()
            .contains("no response from the client within 120s")
    );
}

#[tokio::test(start_paused = true)]
async fn a_session_that_is_not_used_ends() {
    let mut limits = SessionLimits::default();
    limits.idle = Duration::from_secs(60);
    let mcp = Mcp::new(server()).sessions(limits);
    let (used, unused) = (open(&mcp).await, open(&mcp).await);
    for _ in 0..2 {
        tokio::time::advance(Duration::from_secs(40)).await;
        call(&used, "logs").send(&mcp).await.result();
    }
    call(&unused, "logs").send(&mcp).await.refused(404, -32600, Some("1"));
}

#[tokio::test]
async fn log_level_persists_in_the_session() {
    let mcp = mcp();
    let (id, other) = (open(&mcp).await, open(&mcp).await);
    call(&id, "logs").send(&mcp).await.result();
    let set = |level: &str| {
        in_session(&id, RequestBuilder::initialize_revision("logging/setLevel", &json!({ "level": level })))
    };
    assert_eq!(set("info").send(&mcp).await.result(), json!({}));
    let events = call(&id, "logs").send(&mcp).await.events();
    assert_eq!(events.len(), 3);
    assert_eq!(events[0]["params"], json!({ "level": "info", "logger": "test", "data": "b" }));
    call(&other, "logs").send(&mcp).await.result();
    set("loud").send(&mcp).await.refused(200, -32602, Some("1"));
}

#[tokio::test]
async fn notifications_use_the_session_stream() {
    let live = LiveServer::new(server());
    let mcp = Mcp::live(live.clone()).sessions(SessionLimits::default());
    let id = open(&mcp).await;
    let mut body = stream(&mcp, &id).await;
    live.notify(Change::of(mcp_core::ListKind::Tools));
    assert_eq!(
        next(&mut body).await.unwrap(),
        json!({ "jsonrpc": "2.0", "method": "notifications/tools/list_changed" })
    );
    live.notify(Change::resource("doc:a"));
    assert!(body.frame().now_or_never().is_none());
    let subscribe = |method: &str, uri: &str| {
        in_session(&id, RequestBuilder::initialize_revision(method, &json!({ "uri": uri })))
    };
    assert_eq!(subscribe("resources/subscribe", "doc:a").send(&mcp).await.result(), json!({}));
    subscribe("resources/subscribe", "doc:none").send(&mcp).await.refused(200, -32002, Some("1"));
    live.notify(Change::resource("doc:a"));
    let updated = next(&mut body).await.unwrap();
    assert_eq!(updated["params"], json!({ "uri": "doc:a" }));
    assert_eq!(subscribe("resources/unsubscribe", "doc:a").send(&mcp).await.result(), json!({}));
    live.notify(Change::resource("doc:a"));
    assert!(body.frame().now_or_never().is_none());

    // A second stream replaces the first. Notifications that the first may have missed are repeated.
    let mut second = stream(&mcp, &id).await;
    assert!(next(&mut body).await.is_none());
    for list in ["tools", "prompts", "resources"] {
        let method = format!("notifications/{list}/list_changed");
        assert_eq!(next(&mut second).await.unwrap()["method"], method);
    }
    drop(second);
    let mut third = stream(&mcp, &id).await;
    assert!(third.frame().now_or_never().is_none());
    drop(third);
    live.notify(Change::of(mcp_core::ListKind::Tools));
    let mut second = stream(&mcp, &id).await;
    for _ in 0..3 {
        next(&mut second).await.unwrap();
    }
    in_session(&id, RequestBuilder::raw("").method(Method::DELETE)).send(&mcp).await;
    assert!(next(&mut second).await.is_none());
}

#[tokio::test]
async fn stream_without_notifications_is_refused() {
    let mut limits = SubscriptionLimits::default();
    limits.max = 1;
    let live = LiveServer::with_limits(server(), limits);
    let mcp = Mcp::live(live.clone()).sessions(SessionLimits::default());
    let id = open(&mcp).await;
    let taken = stream(&mcp, &id).await;
    let get =
        in_session(&id, RequestBuilder::raw("").method(Method::GET)).with("accept", "text/event-stream");
    get.clone().send(&mcp).await.refused(503, -32603, None);
    drop(taken);
    assert_eq!(get.open(&mcp).await.status(), 200);
}

async fn gone(dropped: &Dropped) {
    for _ in 0..100 {
        if dropped.count() == 1 {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("the call goes on");
}

#[tokio::test]
async fn cancellation_is_limited_to_the_session() {
    let (mcp, dropped) = slow_server();
    let mcp = mcp.sessions(SessionLimits::default());
    let (id, other) = (open(&mcp).await, open(&mcp).await);
    let cancel = |session: &str, request: u8| {
        let params = json!({ "requestId": request });
        let note = json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": params });
        in_session(session, RequestBuilder::json(&note))
    };
    // One whose stream has begun, and one without any message yet.
    let params = json!({ "name": "slow_steps", "_meta": { "progressToken": 7 } });
    let mut body = in_session(&id, RequestBuilder::initialize_revision("tools/call", &params))
        .open(&mcp)
        .await
        .into_body();
    next(&mut body).await.unwrap();
    for wrong in [cancel(&other, 1), cancel(&id, 2)] {
        assert_eq!(wrong.send(&mcp).await.status, 202);
    }
    assert!(body.frame().now_or_never().is_none());
    assert_eq!(dropped.count(), 0);
    assert_eq!(cancel(&id, 1).send(&mcp).await.status, 202);
    assert!(next(&mut body).await.is_none());
    gone(&dropped).await;

    let (mcp, dropped) = slow_server();
    let mcp = mcp.sessions(SessionLimits::default());
    let id = open(&mcp).await;
    let quiet = call(&id, "slow");
    let running = tokio::spawn({
        let mcp = mcp.clone();
        async move { quiet.send(&mcp).await }
    });
    tokio::task::yield_now().await;
    cancel(&id, 1).send(&mcp).await;
    let answer = running.await.unwrap();
    assert_eq!((answer.status.as_u16(), answer.body.as_str()), (202, ""));
    gone(&dropped).await;
}

#[tokio::test]
async fn a_batch_belongs_to_its_session() {
    let mcp = mcp();
    let id = open(&mcp).await;
    let batch = json!([
        { "jsonrpc": "2.0", "id": 1, "method": "logging/setLevel", "params": { "level": "info" } },
        { "jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": { "name": "confirm" } },
    ]);
    let ask = RequestBuilder::json(&batch).with("mcp-protocol-version", "2025-03-26");
    let answers = ask.clone().with("mcp-session-id", &id).send(&mcp).await.value();
    assert_eq!(answers[0]["result"], json!({}));
    // The only revision with batches is older than elicitation.
    assert!(answers[1]["result"]["content"][0]["text"].as_str().unwrap().contains("2025-03-26"));
    ask.with("mcp-session-id", "nonsense").send(&mcp).await.refused(404, -32600, None);
}
