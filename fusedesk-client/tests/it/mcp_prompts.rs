//! Prompts: their instructions can be carried out, and depend on the tools of the caller.

use std::collections::BTreeSet;

use fusedesk_client::testing::seed;
use mcp_core::{Access, Filter, Registry};
use serde_json::{Value, json};

use crate::mcp_support::Desk;

/// Returns each prompt with all arguments.
fn filled_in() -> [(&'static str, Value); 2] {
    [
        (
            "fusedesk_follow_up_chat",
            json!({ "chat_id": seed::PROMISE, "customer": "dana@example.com", "instructions": "Offer a call." }),
        ),
        (
            "fusedesk_triage_cases",
            json!({
                "department": "Support", "customer": "alex@example.com", "hours": "24", "routing": "Money to Billing.",
                "urgent_tag": "Urgent", "fallback_rep": "Sarah Chen", "limit": "5"
            }),
        ),
    ]
}

/// Returns the tools named in a text, each with its arguments: `` `tool` {…} ``. Nothing else is in backticks.
pub(crate) fn calls(text: &str) -> Vec<(String, Value)> {
    let mut parts = text.split('`');
    let mut calls = Vec::new();
    while let (Some(_), Some(tool)) = (parts.next(), parts.next()) {
        let after = text.split_once(&format!("`{tool}` ")).expect("arguments follow the name of a tool").1;
        let mut arguments = serde_json::Deserializer::from_str(after).into_iter::<Value>();
        calls.push((tool.to_owned(), arguments.next().unwrap().unwrap()));
    }
    calls
}

fn check(tools: &Registry, prompt: &str, text: &str) -> BTreeSet<String> {
    let calls = calls(text);
    for (tool, arguments) in &calls {
        let tool = tools.get(tool).unwrap_or_else(|| panic!("{prompt} names {tool}, which does not exist"));
        let schema = Value::Object(tool.definition().input_schema().clone());
        let validator = jsonschema::validator_for(&schema).unwrap();
        let faults: Vec<String> = validator.iter_errors(arguments).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{prompt}, {}: {faults:?} in {arguments}", tool.name());
    }
    calls.into_iter().map(|(tool, _)| tool).collect()
}

#[tokio::test]
async fn every_tool_that_is_named_exists_and_takes_the_arguments() {
    let desk = Desk::new();
    for (prompt, arguments) in filled_in() {
        let text = desk.client.get_prompt(prompt, arguments).await.unwrap().text().to_owned();
        let named = check(&desk.tools, prompt, &text);
        assert!(named.len() >= 4, "{prompt} names {named:?}");
        assert!(!text.contains("no such tool") && !text.contains("no tool for this"), "{text}");
        for tool in named {
            let access = desk.tools.get(&tool).unwrap().definition().access();
            assert_ne!(access, Access::Send, "{prompt} leads to {tool}");
        }
    }
}

#[tokio::test]
async fn a_hidden_tool_is_not_named() {
    let desk = Desk::new();
    for (prompt, arguments) in filled_in() {
        let all = desk.client.get_prompt(prompt, arguments.clone()).await.unwrap();
        let all = check(&desk.tools, prompt, all.text());
        let filter = Filter::new().methods(["read"]).unwrap();
        let less = desk.client.clone().filter(&filter);
        let text = less.get_prompt(prompt, arguments).await.unwrap().text().to_owned();
        let left = check(&desk.tools, prompt, &text);
        assert!(left.len() < all.len(), "{prompt}: {left:?} of {all:?}");
        for tool in &all {
            let reads = desk.tools.get(tool).unwrap().definition().access() == Access::Read;
            assert_eq!(left.contains(tool), reads, "{prompt}, {tool}");
            assert_eq!(text.contains(tool.as_str()), reads, "{prompt}, {tool}: {text}");
        }
        assert!(text.contains("No tool is available for this: "), "{text}");
    }
    assert!(desk.fake.requests().is_empty(), "a prompt asks FuseDesk for nothing");
}

#[tokio::test]
async fn a_prompt_without_arguments_is_whole() {
    let desk = Desk::new();
    for (prompt, arguments) in [
        ("fusedesk_triage_cases", json!({ "customer": "" })),
        ("fusedesk_follow_up_chat", json!({ "chat_id": seed::PROMISE })),
    ] {
        let text = desk.client.get_prompt(prompt, arguments).await.unwrap().text().to_owned();
        check(&desk.tools, prompt, &text);
        assert!(!text.contains("null"), "{text}");
    }
    let text = desk.client.get_prompt("fusedesk_triage_cases", json!({})).await.unwrap().text().to_owned();
    assert!(text.contains("last 48 hours") && text.contains("\"opened_after\":\"48h\""), "{text}");
    assert!(text.contains("`fusedesk_triage_snapshot` {\"limit\":5}"), "{text}");
    assert!(text.contains("match no routing unchanged") && !text.contains("acknowledges"), "{text}");
}

#[tokio::test]
async fn invalid_arguments_are_refused_with_the_reason() {
    let desk = Desk::new();
    for (prompt, arguments, reason) in [
        ("fusedesk_follow_up_chat", json!({}), "fusedesk_follow_up_chat: chat_id"),
        ("fusedesk_follow_up_chat", json!({ "chat_id": " " }), "chat_id is empty"),
        ("fusedesk_triage_cases", json!({ "hours": "8761" }), "may be 1 to 8760"),
        ("fusedesk_triage_cases", json!({ "limit": "0" }), "may be 1 to 50"),
    ] {
        let error = desk.client.get_prompt(prompt, arguments.clone()).await.unwrap_err();
        assert!(error.message().contains(reason), "{prompt} {arguments}: {}", error.message());
    }
}

#[tokio::test]
async fn prompt_snapshots() {
    let desk = Desk::new();
    assert_eq!(
        desk.tools.prompts().map(|prompt| prompt.name()).collect::<Vec<_>>(),
        filled_in().map(|(name, _)| name)
    );
    for (name, arguments) in filled_in() {
        let definition = desk.tools.prompt(name).unwrap().definition();
        let text = desk.client.get_prompt(name, arguments).await.unwrap().text().to_owned();
        let json = json!({ "definition": definition, "tags": definition.tags(), "text": text.lines().collect::<Vec<_>>() });
        insta::assert_json_snapshot!(format!("prompt_{name}"), json);
    }
}
