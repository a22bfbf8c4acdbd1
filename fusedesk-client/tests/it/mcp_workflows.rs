//! Workflows: following a prompt literally reaches its goal.

use fusedesk_client::testing::{NewCase, seed};
use serde_json::{Value, json};

use crate::{mcp_prompts::calls, mcp_support::Desk};

/// Calls that a prompt leads to.
struct PromptCalls<'a> {
    desk: &'a Desk,
    calls: Vec<(String, Value)>,
}

impl<'a> PromptCalls<'a> {
    async fn by(desk: &'a Desk, prompt: &str, arguments: Value) -> Self {
        let text = desk.client.get_prompt(prompt, arguments).await.unwrap().text().to_owned();
        Self { desk, calls: calls(&text) }
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
        self.desk.call(tool, serde_json::from_str(&text).unwrap()).await
    }
}

const ID: &str = "<id of the case>";

#[tokio::test]
async fn triage_tags_assigns_and_notes_new_cases() {
    let desk = Desk::new().as_author(seed::SARAH);
    let calls = PromptCalls::by(&desk, "fusedesk_triage_cases", json!({ "department": "Support" })).await;
    calls.call("fusedesk_triage_snapshot", &[]).await;
    let found = calls.call("fusedesk_search_cases", &[]).await;
    let cases = found["cases"].as_array().unwrap();
    assert!(!cases.is_empty());
    assert!(calls.call("fusedesk_list_case_tags", &[]).await.to_string().contains("Urgent"));
    assert!(calls.call("fusedesk_list_reps", &[]).await.to_string().contains("Mia Larsen"));
    for case in cases {
        let id = case["id"].to_string();
        calls.call("fusedesk_read_case", &[(ID, &id)]).await;
        if let Some(uuid) = case["customer"]["uuid"].as_str() {
            calls.call("fusedesk_customer_timeline", &[("<uuid of the customer>", uuid)]).await;
        }
        calls.call("fusedesk_tag_case", &[(ID, &id), ("<tag>", "Urgent")]).await;
        let gaps = [(ID, id.as_str()), ("<rep>", "Mia Larsen"), ("<department>", "Support")];
        calls.call("fusedesk_assign_case", &gaps).await;
        calls.call("fusedesk_add_note", &[(ID, &id), ("<the sentences>", "It is about an export.")]).await;
        let read = calls.call("fusedesk_read_case", &[(ID, &id)]).await;
        assert_eq!(read["case"]["rep"]["id"], seed::MIA, "{read}");
        assert!(read["case"]["tags"].as_array().unwrap().iter().any(|tag| tag["id"] == seed::URGENT));
        assert_eq!(read["history"][0]["type"], "note");
        assert_eq!(read["case"]["status"], case["status"]);
    }
}

#[tokio::test]
async fn triage_of_one_customer_finds_recent_case_or_gives_alternative() {
    let desk = Desk::new().as_author(seed::SARAH);
    let arguments = json!({ "customer": "alex@example.com" });
    let text = desk.client.get_prompt("fusedesk_triage_cases", arguments.clone()).await.unwrap();
    assert!(text.text().contains("acknowledges the customer's new inquiry"), "{}", text.text());
    let calls = PromptCalls::by(&desk, "fusedesk_triage_cases", arguments).await;
    let found = calls.call("fusedesk_find_customer", &[]).await;
    assert_eq!(found["customers"][0]["uuid"], seed::ALEX);
    let found = calls.call("fusedesk_search_cases", &[]).await;
    let ids: Vec<u64> =
        found["cases"].as_array().unwrap().iter().filter_map(|case| case["id"].as_u64()).collect();
    assert_eq!(ids, [seed::EXPORT]);
    assert!(desk.fake.case(seed::EXPORT).is_some());
}

#[tokio::test]
async fn what_was_promised_in_a_chat_is_found_and_noted() {
    let desk = Desk::new().as_author(seed::SARAH);
    let calls = PromptCalls::by(&desk, "fusedesk_follow_up_chat", json!({ "chat_id": seed::PROMISE })).await;
    let chat = calls.call("fusedesk_read_chat", &[]).await;
    assert!(
        chat["transcript"]
            .as_array()
            .unwrap()
            .iter()
            .any(|line| line["who"].as_str().unwrap().contains("(rep)"))
    );
    let name = chat["chat"]["client_name"].as_str().or(chat["chat"]["client"].as_str()).unwrap();
    let gaps = [("<uuid of the customer, or name of the client>", name)];
    let found = calls.call("fusedesk_find_customer", &gaps).await;
    let uuid = found["customers"][0]["uuid"].as_str().unwrap();
    calls.call("fusedesk_customer_timeline", &[("<uuid of the customer>", uuid)]).await;
    let id = match chat["chat"]["case_id"].as_u64() {
        Some(id) => id,
        None => desk.fake.add_case(NewCase::new(seed::SUPPORT, "Follow-up")),
    };
    let id = id.to_string();
    calls.call("fusedesk_read_case", &[("<case_id of the chat>", &id)]).await;
    let gaps =
        [("<case_id of the chat>", id.as_str()), ("<the promises>", "Mia promised a look at the logs.")];
    let noted = calls.call("fusedesk_add_note", &gaps).await;
    assert_eq!(noted["author"], "Sarah Chen");
}
