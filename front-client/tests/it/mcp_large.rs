//! Large arguments, for every text and list of every tool.

use front_client::testing::seed;
use serde_json::{Map, Value, json};

use crate::mcp_agent::Agent;

/// Length of a large text, in bytes, and of a list of short texts, in items.
const SIZE: usize = 60_000;

/// Most characters of an error: it repeats at most the start of an argument.
const MAX_ERROR: usize = 6_000;

/// Characters whose handling differs: markup, mentions, escapes, lists.
const UNITS: [&str; 4] = ["@Sarah ", "<b>&", "a,b,\n", "😀[*"];

/// Returns a plausible value of an argument.
fn sample(name: &str, schema: &Value) -> Value {
    match name {
        "conversationId" | "conversationIds" if schema["type"] == "array" => json!([seed::DISPUTE]),
        "conversationId" => json!(seed::DISPUTE),
        "channelId" => json!(seed::SUPPORT_EMAIL),
        "to" => json!(["jo@example.com"]),
        "assigneeId" | "assignee" => json!(seed::SARAH),
        "inboxId" | "inbox" => json!(seed::SUPPORT),
        _ => match schema["type"].as_str() {
            Some("array") => json!([sample("", &schema["items"])]),
            Some("integer" | "number") => json!(1),
            Some("boolean") => json!(true),
            Some("object") => json!({}),
            _ => schema["enum"].get(0).cloned().unwrap_or_else(|| json!("Hello")),
        },
    }
}

/// Returns large values of an argument: texts of several forms, or a list of short texts.
fn large(schema: &Value) -> Vec<Value> {
    match schema["type"].as_str() {
        Some("array") if schema["items"]["type"] == "string" => {
            vec![(0..SIZE / 10).map(|n| format!("a{n}@b.example")).collect(), json!(["x".repeat(SIZE)])]
        }
        Some("string") => UNITS.iter().map(|unit| unit.repeat(SIZE / unit.len()).into()).collect(),
        Some("object") => {
            let properties = schema["properties"].as_object().cloned().unwrap_or_default();
            let members = |(name, schema): (&String, &Value)| {
                large(schema).into_iter().map(|value| json!({ name: value })).collect::<Vec<_>>()
            };
            properties.iter().flat_map(members).collect()
        }
        _ => Vec::new(),
    }
}

#[tokio::test]
async fn large_arguments_cost_no_large_results() {
    let agent = Agent::new();
    let mut calls = 0;
    for tool in agent.tools.iter() {
        let schema = Value::Object(tool.definition().input_schema().clone());
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let properties = schema["properties"].as_object().cloned().unwrap_or_default();
        for (name, argument) in &properties {
            for value in large(argument) {
                let mut arguments: Map<String, Value> = required
                    .iter()
                    .map(|name| ((*name).to_owned(), sample(name, &properties[*name])))
                    .collect();
                arguments.insert(name.clone(), value);
                // Each call on the seeded company, because writes would add up.
                let agent = Agent::new();
                let result = agent.client.call_tool(tool.name(), arguments.into()).await.unwrap();
                let (chars, most) =
                    (result.text().chars().count(), if result.is_error() { MAX_ERROR } else { 40_000 });
                assert!(chars <= most, "{} {name}: {chars} characters", tool.name());
                calls += 1;
            }
        }
    }
    assert!(calls > 150, "{calls}");
}
