//! Large arguments, for every text and list of every tool.

use fusedesk_client::{
    FuseDesk,
    mcp::api_tools,
    testing::{FakeDesk, seed},
};
use mcp_core::{Registry, testing::TestClient};
use serde_json::{Map, Value, json};

use crate::mcp_support::Desk;

/// Length of a large text, in bytes, and of a list of short texts, in items.
const SIZE: usize = 60_000;

/// Most characters of an error: it repeats at most the start of an argument.
const MAX_ERROR: usize = 6_000;

/// Characters whose handling differs: markup, mentions, escapes, lists.
const UNITS: [&str; 4] = ["@Sarah ", "<b>&", "a,b,\n", "😀[*"];

/// Returns a plausible value of an argument.
fn sample(name: &str, schema: &Value) -> Value {
    match name {
        "case_id" | "case" | "caseid" => json!(seed::SSO),
        "chat_id" => json!(seed::SSO_CHAT),
        "department" | "department_id" => json!(seed::SUPPORT),
        "rep" | "assignee" => json!(seed::SARAH),
        "customer" => json!(seed::ELENA),
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

fn api(fake: &FakeDesk) -> Registry {
    let desk = FuseDesk::base_url(fake.base_url());
    api_tools(&desk.builder().credential(fake.api_key()).transport(fake.clone()).build().unwrap())
}

#[tokio::test]
async fn large_arguments_cost_no_large_results() {
    let mut calls = 0;
    // Each call on the seeded company, because writes would add up.
    calls += check(&Desk::new().tools, || Desk::new().client).await;
    calls += check(&api(&FakeDesk::seeded()), || TestClient::new(api(&FakeDesk::seeded()))).await;
    assert!(calls > 150, "{calls}");
}

/// Calls each tool with each large argument. Returns the number of calls.
async fn check(tools: &Registry, client: impl Fn() -> TestClient) -> usize {
    let mut calls = 0;
    for tool in tools.iter() {
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
                let result = client().call_tool(tool.name(), arguments.into()).await.unwrap();
                let (chars, most) =
                    (result.text().chars().count(), if result.is_error() { MAX_ERROR } else { 40_000 });
                assert!(chars <= most, "{} {name}: {chars} characters", tool.name());
                calls += 1;
            }
        }
    }
    calls
}
