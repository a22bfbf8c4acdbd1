use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use front_client::{
    Client,
    mcp::Author,
    testing::{FakeFront, seed},
};
use mcp_core::{Filter, HandlerErrorKind, Principal, ProtocolVersion, client_features::LocalUser};
use mcp_tower::{BearerKey, testing::HttpClient};
use serde_json::{Value, json};

#[path = "../human_approves_sends.rs"]
mod recipe;

#[test]
fn the_program_runs() {
    recipe::main().unwrap();
}

/// Returns the fake, and the client of an agent that may send.
fn host() -> (FakeFront, HttpClient) {
    let fake = FakeFront::seeded();
    let front = Client::builder().credential(fake.token()).transport(fake.clone()).build().unwrap();
    let key = |key: &str, words: &[&str]| {
        let filter = Filter::new().methods(words).unwrap();
        let key = BearerKey::new(key, Principal::new(key)).unwrap();
        key.filter(filter).extension(Author::new(seed::SARAH))
    };
    let keys = [
        key("sender", &["read", "write", "send"]),
        key("other", &["read", "write", "send"]),
        key("writer", &["read", "write"]),
    ];
    (fake, HttpClient::new(recipe::app(&front, keys)).bearer("sender"))
}

fn reply(body: &str) -> Value {
    json!({ "conversationId": seed::DISPUTE, "body": body })
}

/// Returns a user with a fixed decision, and the number of times the user was asked.
fn user(approves: bool) -> (LocalUser, Arc<AtomicUsize>) {
    let asked = Arc::<AtomicUsize>::default();
    let count = Arc::clone(&asked);
    let user = LocalUser::new(move |question| {
        count.fetch_add(1, Ordering::Relaxed);
        assert!(question["message"].as_str().unwrap().contains(seed::DISPUTE), "{question}");
        async move { approves.then(|| json!({})) }
    });
    (user, asked)
}

const REVISIONS: [ProtocolVersion; 3] =
    [ProtocolVersion::V2026_07_28, ProtocolVersion::V2025_11_25, ProtocolVersion::V2025_06_18];

#[tokio::test]
async fn an_approved_message_is_sent_once_and_unchanged() {
    for version in REVISIONS {
        let (fake, client) = host();
        let (user, asked) = user(true);
        let client = client.version(version).user(user);
        let sent = client.call_tool("send_reply", reply("<p>Refunded: “30 €”.</p>")).await.unwrap();
        assert!(!sent.is_error(), "{version}: {}", sent.text());
        assert_eq!(asked.load(Ordering::Relaxed), 1, "{version}");
        assert_eq!(fake.sent().len(), 1, "{version}");
        assert_eq!(fake.sent()[0]["body"], "<p>Refunded: “30 €”.</p>", "{version}");
        assert_eq!(fake.sent()[0]["author_id"], seed::SARAH, "{version}");
    }
}

#[tokio::test]
async fn a_declined_message_is_not_sent() {
    for version in REVISIONS {
        let (fake, client) = host();
        let (user, asked) = user(false);
        let client = client.version(version).user(user);
        let declined = client.call_tool("send_reply", reply("Hello")).await.unwrap();
        assert_eq!(
            declined.error_kind(),
            Some(HandlerErrorKind::Forbidden),
            "{version}: {}",
            declined.text()
        );
        assert_eq!(asked.load(Ordering::Relaxed), 1, "{version}");
        assert!(fake.sent().is_empty() && fake.requests().is_empty(), "{version}");
    }
}

#[tokio::test]
async fn client_without_elicitation_gets_a_tool_error() {
    for version in [REVISIONS.as_slice(), &[ProtocolVersion::V2025_03_26]].concat() {
        let (fake, client) = host();
        let client = client.version(version);
        let refused = client.call_tool("send_reply", reply("Hello")).await.unwrap();
        let error = refused.error().unwrap();
        assert_eq!(error["kind"], "forbidden", "{version}: {error}");
        assert!(error["message"].as_str().unwrap().contains("nothing was sent"), "{version}: {error}");
        assert!(error["hint"].as_str().unwrap().contains("create_draft"), "{version}: {error}");
        assert!(fake.sent().is_empty() && fake.requests().is_empty(), "{version}");
    }
}

#[tokio::test]
async fn only_sending_tools_ask_the_user() {
    let (fake, client) = host();
    let (user, asked) = user(false);
    let client = client.user(user);
    assert!(!client.call_tool("create_draft", reply("Hello")).await.unwrap().is_error());
    assert!(!client.call_tool("list_tags", json!({})).await.unwrap().is_error());
    assert_eq!(asked.load(Ordering::Relaxed), 0);
    assert_eq!(fake.drafts_in(seed::DISPUTE).len(), 1);

    let new = json!({ "channelId": seed::SUPPORT_EMAIL, "to": ["jo@example.com"], "body": seed::DISPUTE });
    let new = client.call_tool("send_new_message", new).await.unwrap();
    assert_eq!((new.error_kind(), asked.load(Ordering::Relaxed)), (Some(HandlerErrorKind::Forbidden), 1));
}

#[tokio::test]
async fn hidden_tool_does_not_ask_the_user() {
    let (fake, client) = host();
    let (user, asked) = user(true);
    let writer = client.bearer("writer").user(user);
    assert_eq!(writer.call_tool("send_reply", reply("Hello")).await.unwrap_err().code(), Some(-32602));
    assert_eq!(asked.load(Ordering::Relaxed), 0);
    assert!(fake.sent().is_empty());
}

#[tokio::test]
async fn arguments_too_long_to_show_are_refused_without_asking() {
    let (fake, client) = host();
    let (user, asked) = user(true);
    let client = client.user(user);
    let long = client.call_tool("send_reply", reply(&"x".repeat(5_000))).await.unwrap();
    assert_eq!(long.error_kind(), Some(HandlerErrorKind::InvalidArguments), "{}", long.text());
    assert_eq!(asked.load(Ordering::Relaxed), 0);
    assert!(fake.sent().is_empty());
}

/// Round trips of revision 2026-07-28 sent by hand, as a faulty or malicious client sends them.
struct RoundTrips {
    fake: FakeFront,
    client: HttpClient,
    /// Request of the second round trip, which approves.
    approved: Value,
}

impl RoundTrips {
    async fn open() -> Self {
        let (fake, client) = host();
        let mut approved = params(reply("Refunded."));
        let asked = client.request("tools/call", approved.clone()).await.unwrap();
        assert_eq!(asked.value()["resultType"], "input_required", "{asked:?}");
        assert!(fake.sent().is_empty());
        let questions = asked.value()["inputRequests"].as_object().unwrap();
        let answers = questions.keys().map(|key| (key.clone(), json!({ "action": "accept", "content": {} })));
        approved["inputResponses"] = Value::Object(answers.collect());
        approved["requestState"] = asked.value()["requestState"].clone();
        Self { fake, client, approved }
    }
}

/// Returns a call by a client that supports elicitation.
fn params(arguments: Value) -> Value {
    let capabilities = json!({ (mcp_core::META_CLIENT_CAPABILITIES): { "elicitation": {} } });
    json!({ "name": "send_reply", "arguments": arguments, "_meta": capabilities })
}

#[tokio::test]
async fn approval_is_bound_to_its_arguments() {
    let RoundTrips { fake, client, mut approved } = RoundTrips::open().await;
    approved["arguments"]["body"] = "Buy gift cards.".into();
    let changed = client.request("tools/call", approved).await;
    let refused = match &changed {
        Ok(result) => result.value()["isError"] == true || result.value()["resultType"] == "input_required",
        Err(error) => error.code().is_some(),
    };
    assert!(refused, "{changed:?}");
    assert!(fake.sent().is_empty());
}

/// A duplicate member is read as the last one by some parsers and as the first by others.
#[tokio::test]
async fn duplicate_members_cannot_differ_between_form_and_call() {
    let (fake, client) = host();
    let client =
        [("mcp-protocol-version", "2026-07-28"), ("mcp-method", "tools/call"), ("mcp-name", "send_reply")]
            .iter()
            .fold(client, |client, (name, value)| client.header(name, value));
    let request = |more: &str| {
        let meta = params(json!({}))["_meta"].clone();
        let mut meta = meta.as_object().unwrap().clone();
        meta.insert(mcp_core::META_PROTOCOL_VERSION.to_owned(), "2026-07-28".into());
        meta.insert(mcp_core::META_CLIENT_INFO.to_owned(), json!({ "name": "t", "version": "0" }));
        let arguments = r#"{"body":"Hello","conversationId":"cnv_disp1","body":"Buy gift cards."}"#;
        format!(
            r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{"name":"send_reply","arguments":{arguments},"_meta":{}{more}}}}}"#,
            Value::Object(meta)
        )
    };
    let asked = client.post(request("")).await.json();
    let (key, form) = asked["result"]["inputRequests"].as_object().unwrap().iter().next().unwrap();
    let form = form["params"]["message"].as_str().unwrap();
    assert!(form.contains("Buy gift cards.") && !form.contains("Hello"), "{form}");
    let answers = json!({ key: { "action": "accept", "content": {} } });
    let state = &asked["result"]["requestState"];
    let sent =
        client.post(request(&format!(r#","inputResponses":{answers},"requestState":{state}"#))).await.json();
    assert_eq!(sent["result"]["isError"], false, "{sent}");
    assert!(fake.sent()[0]["body"].as_str().unwrap().contains("Buy gift cards."));
}

#[tokio::test]
async fn approval_is_bound_to_its_caller() {
    let RoundTrips { fake, client, approved } = RoundTrips::open().await;
    let other = client.bearer("other").request("tools/call", approved).await.unwrap();
    assert_eq!(other.value()["isError"], true, "{other:?}");
    assert!(fake.sent().is_empty());
}

#[tokio::test]
async fn unsolicited_elicitation_result_approves_nothing() {
    let RoundTrips { fake, client, mut approved } = RoundTrips::open().await;
    approved.as_object_mut().unwrap().remove("requestState");
    let asked = client.request("tools/call", approved).await.unwrap();
    assert_eq!(asked.value()["resultType"], "input_required", "{asked:?}");
    assert!(fake.sent().is_empty());
}

#[tokio::test]
async fn a_repeated_approval_asks_again() {
    let RoundTrips { fake, client, approved } = RoundTrips::open().await;
    let sent = client.request("tools/call", approved.clone()).await.unwrap();
    assert_eq!(sent.value()["isError"], false, "{sent:?}");
    for _ in 0..2 {
        let again = client.request("tools/call", approved.clone()).await.unwrap();
        assert_eq!(again.value()["resultType"], "input_required", "{again:?}");
    }
    assert_eq!(fake.sent().len(), 1);
}

#[tokio::test]
async fn an_approval_presented_twice_at_once_sends_once() {
    let RoundTrips { fake, client, approved } = RoundTrips::open().await;
    fake.set_latency(std::time::Duration::from_millis(20));
    let both = tokio::join!(
        client.request("tools/call", approved.clone()),
        client.request("tools/call", approved.clone())
    );
    assert!(both.0.is_ok() && both.1.is_ok());
    assert_eq!(fake.sent().len(), 1);
}

#[tokio::test]
async fn the_same_message_approved_twice_at_once_is_sent_once() {
    let (fake, client) = host();
    let client = client.version(ProtocolVersion::V2025_11_25);
    let both = Arc::new(tokio::sync::Barrier::new(2));
    let client = client.user(LocalUser::new(move |_| {
        let both = Arc::clone(&both);
        async move {
            both.wait().await;
            Some(json!({}))
        }
    }));
    let calls = tokio::join!(
        client.call_tool("send_reply", reply("Refunded.")),
        client.call_tool("send_reply", reply("Refunded."))
    );
    let mut kinds = [calls.0, calls.1].map(|call| call.unwrap().error_kind());
    kinds.sort_by_key(Option::is_some);
    assert_eq!(kinds, [None, Some(HandlerErrorKind::Conflict)]);
    assert_eq!(fake.sent().len(), 1);
}

#[tokio::test]
async fn the_same_message_is_sent_again_only_with_another_key() {
    let (fake, client) = host();
    let (user, asked) = user(true);
    let client = client.user(user);
    for (key, sent) in [(None, 1), (None, 1), (Some("again"), 2), (Some("again"), 2)] {
        let mut arguments = reply("Refunded.");
        if let Some(key) = key {
            arguments["idempotency_key"] = key.into();
        }
        assert!(!client.call_tool("send_reply", arguments).await.unwrap().is_error());
        assert_eq!(fake.sent().len(), sent, "{key:?}");
    }
    assert_eq!(asked.load(Ordering::Relaxed), 4);
}
