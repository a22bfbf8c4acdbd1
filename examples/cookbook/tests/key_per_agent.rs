use front_client::testing::{FakeFront, seed};
use fusedesk_client::testing::{FakeDesk, seed as desk_seed};
use mcp_tower::testing::HttpClient;
use serde_json::json;

#[path = "../key_per_agent.rs"]
mod recipe;

#[test]
fn the_program_runs() {
    recipe::main().unwrap();
}

struct Host {
    front: FakeFront,
    desk: FakeDesk,
    router: HttpClient,
    drafter: HttpClient,
    cases: HttpClient,
}

fn host() -> Host {
    let (front, desk) = (FakeFront::seeded(), FakeDesk::seeded());
    let keys = recipe::Keys { router: "r".into(), drafter: "d".into(), cases: "c".into() };
    let client = HttpClient::new(recipe::app(recipe::tools(&front, &desk).unwrap(), &keys).unwrap());
    let [router, drafter, cases] = ["r", "d", "c"].map(|key| client.bearer(key));
    Host { front, desk, router, drafter, cases }
}

#[tokio::test]
async fn agents_see_their_own_tools() {
    let host = host();
    let changes = |tools: Vec<serde_json::Value>| -> Vec<String> {
        let changes = tools.iter().filter(|tool| tool["annotations"]["readOnlyHint"] == false);
        changes.map(|tool| tool["name"].as_str().unwrap().to_owned()).collect()
    };
    let router = [
        "add_comment",
        "assign_conversation",
        "create_draft",
        "tag_conversation",
        "update_conversation_status",
    ];
    assert_eq!(changes(host.router.list_tools().await.unwrap()), router);
    assert_eq!(changes(host.drafter.list_tools().await.unwrap()), ["create_draft"]);
    assert_eq!(changes(host.cases.list_tools().await.unwrap()), ["fusedesk_add_note"]);
    let of_desk = |tool: &String| tool.starts_with("fusedesk_");
    assert!(host.cases.tool_names().await.unwrap().iter().all(of_desk));
    assert!(!host.router.tool_names().await.unwrap().iter().any(of_desk));
    assert!(!host.drafter.tool_names().await.unwrap().iter().any(of_desk));
}

#[tokio::test]
async fn agent_writes_as_own_author() {
    let host = host();
    let comment = json!({ "conversationId": seed::DISPUTE, "body": "Finance has it." });
    assert!(!host.router.call_tool("add_comment", comment).await.unwrap().is_error());
    let comments = host.front.comments_in(seed::DISPUTE);
    let comment = comments.iter().find(|comment| comment["body"] == "Finance has it.").unwrap();
    assert_eq!(comment["author"]["id"], seed::SARAH);

    let draft = json!({ "conversationId": seed::DISPUTE, "body": "We look into it." });
    for (agent, author) in [(&host.router, seed::SARAH), (&host.drafter, seed::DAVID)] {
        let draft = agent.call_tool("create_draft", draft.clone()).await.unwrap();
        assert_eq!(draft.structured().unwrap()["author"], author, "{}", draft.text());
    }

    let note = json!({ "case_id": desk_seed::DISPUTE, "note": "Confirmed." });
    assert!(!host.cases.call_tool("fusedesk_add_note", note).await.unwrap().is_error());
    let case = host.desk.case(desk_seed::DISPUTE).unwrap();
    assert_eq!(case["history"].as_array().unwrap().last().unwrap()["repid"], desk_seed::MIA);
}

#[tokio::test]
async fn tools_of_other_agents_look_unknown() {
    let host = host();
    let reply = json!({ "conversationId": seed::DISPUTE, "body": "Hello" });
    let note = json!({ "case_id": desk_seed::DISPUTE, "note": "Hello" });
    for (agent, tool, arguments) in [
        (&host.router, "send_reply", &reply),
        (&host.router, "fusedesk_add_note", &note),
        (&host.drafter, "add_comment", &reply),
        (&host.drafter, "send_reply", &reply),
        (&host.cases, "add_comment", &reply),
        (&host.cases, "fusedesk_reply_to_case", &note),
    ] {
        let refused = agent.call_tool(tool, arguments.clone()).await.unwrap_err();
        assert_eq!(refused.code(), Some(-32602), "{tool}");
    }
    assert!(host.front.requests().is_empty() && host.desk.requests().is_empty());
}

#[tokio::test]
async fn unknown_keys_are_refused() {
    let host = host();
    assert_eq!(host.router.bearer("x").tool_names().await.unwrap_err().status(), 401);
}
