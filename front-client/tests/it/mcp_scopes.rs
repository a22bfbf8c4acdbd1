//! The scopes that each tool of the set `agent` needs.

use front_client::{
    Client,
    mcp::{AgentTools, Author, agent_tools, required_scopes},
    testing::{FakeFront, seed},
};
use mcp_core::testing::TestClient;
use serde_json::{Value, json};

/// Returns the simplest call of each tool.
fn plainest(fake: &FakeFront, tool: &str) -> Value {
    let file = || {
        let messages = fake.messages_in(seed::WITH_FILES);
        let message = messages.iter().find(|message| message["attachments"][0].is_object()).unwrap();
        json!({ "attachmentId": message["attachments"][0]["id"], "messageId": message["id"] })
    };
    match tool {
        "search_conversations" => json!({ "query": "invoice" }),
        "list_drafts" | "list_tags" | "list_inboxes" | "list_teammates" | "list_teams" => {
            json!({})
        }
        "search_contacts" => json!({ "query": "Elena" }),
        "read_conversation" => json!({ "conversationId": seed::DISPUTE }),
        "read_attachment" => file(),
        "read_contact" => json!({ "contactId": seed::ELENA }),
        "read_account" => json!({ "accountId": seed::NORTHWIND }),
        "create_draft" | "send_reply" => {
            json!({ "conversationId": seed::DISPUTE, "body": "Hello", "bodyFormat": "markdown" })
        }
        "add_comment" => json!({ "conversationId": seed::DISPUTE, "body": "Looking into it." }),
        "assign_conversation" => json!({ "conversationId": seed::DISPUTE, "assigneeId": seed::MIA }),
        "update_conversation_status" => json!({ "conversationId": seed::DISPUTE, "status": "archived" }),
        "tag_conversation" => {
            json!({ "conversationId": seed::DISPUTE, "addTags": ["Urgent"] })
        }
        "update_contact" => json!({ "contactId": seed::ELENA, "customFields": { "Role": "CFO" } }),
        "send_new_message" => json!({
            "channelId": seed::SUPPORT_EMAIL, "to": ["jane@b.example"], "subject": "Hello", "body": "Hello",
        }),
        other => panic!("no plain call of {other}"),
    }
}

/// Calls a tool with a token that has these scopes.
async fn call(tool: &str, scopes: &[&str]) -> Result<(), String> {
    let fake = FakeFront::seeded();
    let token = fake.token_with_scopes(scopes.iter().copied());
    let client = Client::builder().credential(token).transport(fake.clone()).build().unwrap();
    let agent = TestClient::new(AgentTools::new(client).registry()).context(|context| {
        context.extensions_mut().insert(Author::new(seed::SARAH));
    });
    let result = agent.call_tool(tool, plainest(&fake, tool)).await.unwrap();
    let incomplete =
        result.structured().is_some_and(|value| value.to_string().contains("the operation needs"));
    match result.is_error() || incomplete {
        true => Err(result.text().to_owned()),
        false => Ok(()),
    }
}

#[tokio::test]
async fn each_tool_needs_exactly_the_scopes_that_are_listed() {
    let fake = FakeFront::seeded();
    let client = Client::builder().credential(fake.token()).transport(fake).build().unwrap();
    let mut wrong = Vec::new();
    for tool in agent_tools(&client).iter().map(|tool| tool.definition().name().to_owned()) {
        let scopes = required_scopes(&tool);
        if let Err(error) = call(&tool, scopes).await {
            wrong.push(format!("{tool} lacks a scope: {error}"));
        }
        for left_out in scopes {
            let others: Vec<&str> = scopes.iter().copied().filter(|scope| scope != left_out).collect();
            if call(&tool, &others).await.is_ok() {
                wrong.push(format!("{tool} does not need {left_out}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
