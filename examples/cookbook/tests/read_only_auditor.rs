use front_client::{
    Client,
    mcp::agent_tools,
    testing::{FakeFront, seed},
};
use mcp_core::Principal;
use mcp_tower::{BearerKey, testing::HttpClient};
use serde_json::json;

#[path = "../read_only_auditor.rs"]
mod recipe;

#[test]
fn the_program_runs() {
    recipe::main().unwrap();
}

/// Returns a fake with a read-only token, and the auditor's client.
fn audit(key: impl FnOnce(BearerKey) -> BearerKey) -> (FakeFront, HttpClient) {
    let fake = FakeFront::seeded();
    let client = |token: String| Client::builder().credential(token).transport(fake.clone()).build().unwrap();
    let scopes = recipe::scopes(&agent_tools(&client(fake.token()))).unwrap();
    let auditor = key(BearerKey::new("key", Principal::new("auditor")).unwrap());
    let app = recipe::app(&client(fake.token_with_scopes(scopes)), [auditor]).unwrap();
    (fake, HttpClient::new(app).bearer("key"))
}

#[tokio::test]
async fn all_visible_tools_work_and_only_read() {
    let (fake, auditor) = audit(|key| key);
    let tools = auditor.list_tools().await.unwrap();
    assert!(tools.iter().all(|tool| tool["annotations"]["readOnlyHint"] == true));
    let message =
        fake.messages_in(seed::WITH_FILES).into_iter().find(|message| message["attachments"][0].is_object());
    let message = message.unwrap();
    let attachment = json!({ "attachmentId": message["attachments"][0]["id"], "messageId": message["id"] });
    let calls = [
        ("search_conversations", json!({ "query": "invoice" })),
        ("read_conversation", json!({ "conversationId": seed::DISPUTE })),
        ("read_attachment", attachment),
        ("search_contacts", json!({ "query": "elena" })),
        ("read_contact", json!({ "contactId": seed::ELENA })),
        ("read_account", json!({ "accountId": seed::NORTHWIND })),
        ("list_inboxes", json!({})),
        ("list_tags", json!({})),
        ("list_teammates", json!({})),
        ("list_teams", json!({})),
    ];
    let mut names = calls.each_ref().map(|(tool, _)| *tool);
    names.sort_unstable();
    assert_eq!(auditor.tool_names().await.unwrap(), names);
    for (tool, arguments) in calls {
        let result = auditor.call_tool(tool, arguments).await.unwrap();
        assert!(!result.is_error(), "{tool}: {}", result.text());
    }
    assert!(auditor.read_resource(&format!("front://contacts/{}", seed::ELENA)).await.is_ok());
    assert!(fake.requests().iter().all(|request| request.method == "GET"));
}

#[tokio::test]
async fn tools_that_write_or_send_look_unknown() {
    let (fake, auditor) = audit(|key| key);
    let front = Client::builder().credential(fake.token()).transport(fake.clone()).build().unwrap();
    let unknown = auditor.call_tool("no_tool", json!({})).await.unwrap_err();
    let visible = auditor.tool_names().await.unwrap();
    let mut hidden = 0;
    for tool in agent_tools(&front).iter().filter(|tool| !visible.iter().any(|name| name == tool.name())) {
        let arguments = json!({ "conversationId": seed::DISPUTE, "body": "hello" });
        let refused = auditor.call_tool(tool.name(), arguments).await.unwrap_err();
        assert_eq!(refused.to_string().replace(tool.name(), "no_tool"), unknown.to_string());
        hidden += 1;
    }
    assert!(hidden > 5, "{hidden}");
    assert!(fake.requests().is_empty() && fake.sent().is_empty());
}

#[tokio::test]
async fn a_key_with_a_wider_filter_stays_read_only() {
    let (fake, auditor) = audit(|key| {
        key.filter(mcp_core::Filter::all()).extension(front_client::mcp::Author::new(seed::SARAH))
    });
    let arguments = json!({ "conversationId": seed::DISPUTE, "body": "hello" });
    assert_eq!(auditor.call_tool("send_reply", arguments).await.unwrap_err().code(), Some(-32602));
    assert!(fake.requests().is_empty());
}

#[tokio::test]
async fn the_scopes_allow_front_to_refuse_a_write() {
    let fake = FakeFront::seeded();
    let client = |token: String| Client::builder().credential(token).transport(fake.clone()).build().unwrap();
    let scopes = recipe::scopes(&agent_tools(&client(fake.token()))).unwrap();
    assert!(scopes.iter().all(|scope| scope.ends_with(":read")), "{scopes:?}");
    let front = client(fake.token_with_scopes(scopes));
    let reply = front_client::http::Request::post(format!("/conversations/{}/messages", seed::DISPUTE));
    let reply = reply.header("content-type", "application/json").body(r#"{"body":"hello"}"#).unwrap();
    assert_eq!(front.execute(reply).await.unwrap_err().status().unwrap(), 403);
    assert!(fake.sent().is_empty());
}

#[tokio::test]
async fn request_without_key_is_refused() {
    let (fake, auditor) = audit(|key| key);
    for stranger in
        [auditor.bearer("kez"), auditor.bearer("key2"), auditor.header("authorization", "Basic key")]
    {
        assert_eq!(stranger.tool_names().await.unwrap_err().status(), 401);
    }
    assert!(fake.requests().is_empty());
}
