//! Workflows: following a prompt literally reaches its goal.

use front_client::testing::seed;
use serde_json::{Value, json};

use crate::{
    mcp_agent::{Agent, ids},
    mcp_prompts::calls,
};

/// Calls that a prompt leads to.
struct Guided<'a> {
    agent: &'a Agent,
    calls: Vec<(String, Value)>,
}

impl<'a> Guided<'a> {
    async fn by(agent: &'a Agent, prompt: &str, arguments: Value) -> Self {
        let text = agent.client.get_prompt(prompt, arguments).await.unwrap().text().to_owned();
        Self { agent, calls: calls(&text) }
    }

    /// Calls a tool as the prompt writes it, with these values for its placeholders.
    async fn call(&self, tool: &str, gaps: &[(&str, &str)]) -> Value {
        let (_, arguments) = self.calls.iter().find(|(name, _)| name == tool).unwrap();
        let mut text = arguments.to_string();
        for (gap, value) in gaps {
            assert!(text.contains(gap), "{tool} has no {gap}: {text}");
            text = text.replace(gap, value);
        }
        assert!(!text.contains('<'), "{tool} has more gaps: {text}");
        self.agent.call(tool, serde_json::from_str(&text).unwrap()).await
    }
}

const ID: &str = "<id of the conversation>";

#[tokio::test]
async fn triage_tags_and_assigns_unassigned_conversations() {
    let agent = Agent::new().as_author(seed::SARAH);
    let arguments = json!({ "inbox": "Billing", "routing": "Disputes: tag Billing Dispute, to Sarah Chen.", "limit": "5" });
    let guided = Guided::by(&agent, "triage_inbox", arguments).await;
    let found = guided.call("search_conversations", &[]).await;
    let found = ids(&found["conversations"]);
    assert!(found.contains(&seed::DISPUTE) && found.contains(&seed::VAT_DISPUTE), "{found:?}");
    assert!(guided.call("list_tags", &[]).await.to_string().contains("Billing Dispute"));
    assert!(guided.call("list_teammates", &[]).await.to_string().contains("Sarah Chen"));
    for id in [seed::DISPUTE, seed::VAT_DISPUTE] {
        let read = guided.call("read_conversation", &[(ID, id)]).await;
        assert_eq!(read["conversation"]["status"], "unassigned");
        guided.call("tag_conversation", &[(ID, id), ("<tag>", "Billing Dispute")]).await;
        guided.call("assign_conversation", &[(ID, id), ("<teammate>", "Sarah Chen")]).await;
        let read = guided.call("read_conversation", &[(ID, id)]).await;
        assert_eq!(read["conversation"]["assignee"]["id"], seed::SARAH);
        assert!(ids(&read["conversation"]["tags"]).contains(&seed::BILLING_DISPUTE));
    }
    let left = guided.call("search_conversations", &[]).await;
    assert!(!ids(&left["conversations"]).contains(&seed::DISPUTE), "{left}");
}

#[tokio::test]
async fn a_draft_is_left_and_nothing_is_sent() {
    let agent = Agent::new().as_author(seed::SARAH);
    let guided = Guided::by(&agent, "draft_reply", json!({ "conversation_id": seed::DISPUTE })).await;
    let read = guided.call("read_conversation", &[]).await;
    let contact = read["conversation"]["recipient"]["contact_id"].as_str().unwrap();
    let known =
        guided.call("read_contact", &[("<contact_id of the recipient, or the address>", contact)]).await;
    assert_eq!(known["custom_fields"]["Tier"], "Platinum");
    let before = guided.call("search_conversations", &[("<contact_id>", contact)]).await;
    assert!(ids(&before["conversations"]).contains(&seed::ARCHIVED), "{before}");
    agent.fake.clear_requests();
    let draft = guided.call("create_draft", &[("<the reply>", "Hello **Elena**, …")]).await;
    assert_eq!(draft["to"], json!(["elena.voss@northwind.example"]));
    assert!(draft["link"].as_str().unwrap().starts_with("https://"));
    let written: Vec<String> = agent.requests().into_keys().filter(|path| path.starts_with("POST")).collect();
    assert_eq!(written, [format!("POST /conversations/{}/drafts", seed::DISPUTE)]);
}

#[tokio::test]
async fn overdue_conversation_is_tagged_and_assignee_told() {
    let agent = Agent::new().as_author(seed::SARAH);
    let guided = Guided::by(&agent, "escalate_overdue", json!({ "hours": "24" })).await;
    let found = guided.call("search_conversations", &[]).await;
    let overdue: Vec<&Value> = found["conversations"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|conversation| conversation["waiting_hours"].as_f64().is_some_and(|hours| hours >= 24.0))
        .collect();
    assert!(overdue.iter().any(|conversation| conversation["id"] == seed::OVERDUE), "{overdue:?}");
    for conversation in overdue {
        let id = conversation["id"].as_str().unwrap();
        guided.call("read_conversation", &[(ID, id)]).await;
        guided.call("tag_conversation", &[(ID, id)]).await;
        let mention = conversation["assignee"]["email"].as_str().map(|email| format!("@{email}"));
        let gaps =
            [(ID, id), ("@<teammate>", mention.as_deref().unwrap_or("")), ("<the comment>", "They wait.")];
        let result = guided.call("add_comment", &gaps).await;
        assert_eq!(result["mentioned"].as_array().unwrap().len(), usize::from(mention.is_some()), "{result}");
        let read = guided.call("read_conversation", &[(ID, id)]).await;
        assert!(ids(&read["conversation"]["tags"]).contains(&seed::SLA_BREACH));
        assert_eq!(read["conversation"]["assignee"], conversation["assignee"]);
    }
}
