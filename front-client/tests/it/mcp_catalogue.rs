//! The catalogue of tools as a whole: readable by every client and model provider.

use std::collections::BTreeMap;

use mcp_core::{Access, Filter, ToolMethod, lint};
use serde_json::Value;

use crate::mcp_agent::Agent;

#[test]
fn every_client_accepts_the_catalogue() {
    let tools = Agent::new().tools;
    let findings: Vec<String> = lint::lint(&tools).iter().map(ToString::to_string).collect();
    assert!(findings.is_empty(), "{findings:#?}");
    assert!(lint::lint_size(&tools).is_none());
}

/// Maximum size of the whole list, in bytes of JSON: some 10,000 tokens.
const MAX_LIST: usize = 44_000;

#[test]
fn the_list_is_small() {
    let tools = Agent::new().tools;
    let bytes: usize = tools.iter().map(|tool| tool.definition().to_json().to_string().len()).sum();
    assert!(bytes <= MAX_LIST, "{bytes} bytes");
}

#[test]
fn every_tool_has_description_tags_and_output_schema() {
    for tool in Agent::new().tools.iter() {
        let definition = tool.definition();
        assert!(definition.output_schema().is_some(), "{}", tool.name());
        assert!(!definition.tags().is_empty(), "{}", tool.name());
        assert_ne!(definition.method(), ToolMethod::Custom, "{}", tool.name());
        let arguments = definition.input_schema()["properties"].as_object().unwrap();
        for (name, schema) in arguments {
            assert!(schema["description"].is_string(), "{}.{name} has no description", tool.name());
        }
    }
}

#[test]
fn no_argument_names_the_author() {
    fn names(schema: &Value, found: &mut Vec<String>) {
        match schema {
            Value::Object(members) => {
                if let Some(Value::Object(properties)) = members.get("properties") {
                    found.extend(properties.keys().cloned());
                }
                members.values().for_each(|member| names(member, found));
            }
            Value::Array(items) => items.iter().for_each(|item| names(item, found)),
            _ => {}
        }
    }
    for tool in Agent::new().tools.iter() {
        let mut found = Vec::new();
        names(&Value::Object(tool.definition().input_schema().clone()), &mut found);
        assert!(
            !found.iter().any(|name| name.to_lowercase().contains("author")),
            "{}: {found:?}",
            tool.name()
        );
    }
}

#[tokio::test]
async fn a_read_only_filter_neither_lists_nor_calls_others() {
    let agent = Agent::new();
    let reader = agent.client.clone().filter(&Filter::new().methods(["read"]).unwrap());
    let names = reader.tool_names().await.unwrap();
    for tool in agent.tools.iter() {
        let reads = tool.definition().access() == Access::Read;
        assert_eq!(names.iter().any(|name| name == tool.name()), reads, "{}", tool.name());
        if !reads {
            let error = reader.call_tool(tool.name(), serde_json::json!({})).await.unwrap_err();
            let unknown = reader.call_tool("no_such_tool", serde_json::json!({})).await.unwrap_err();
            assert_eq!(error.code(), unknown.code());
        }
    }
    assert!(agent.fake.requests().is_empty());
}

#[tokio::test]
async fn write_access_excludes_sending_tools() {
    let agent = Agent::new();
    let senders: Vec<_> =
        agent.tools.iter().filter(|tool| tool.definition().access() == Access::Send).collect();
    assert_eq!(
        senders.iter().map(|tool| tool.name()).collect::<Vec<_>>(),
        ["send_new_message", "send_reply"]
    );
    for words in
        [&["read", "write", "custom"][..], &["list", "get", "create", "update", "delete"], &["CREATE"]]
    {
        let filter = Filter::new().methods(words.iter().copied()).unwrap();
        let names = agent.client.clone().filter(&filter).tool_names().await.unwrap();
        assert!(!names.is_empty());
        for tool in &senders {
            assert!(!names.iter().any(|name| name == tool.name()), "{} {words:?}", tool.name());
            assert!(tool.definition().annotations().destructive, "{}", tool.name());
        }
    }
}

#[test]
fn catalogue_matches_snapshots() {
    let tools = Agent::new().tools;
    let catalogue: BTreeMap<&str, Value> = tools
        .iter()
        .map(|tool| {
            let definition = tool.definition();
            let mut json = definition.to_json();
            json["access"] = serde_json::to_value(definition.access()).unwrap();
            json["method"] = serde_json::to_value(definition.method()).unwrap();
            json["tags"] = serde_json::to_value(definition.tags()).unwrap();
            (tool.name(), json)
        })
        .collect();
    for (name, definition) in catalogue {
        // One file per tool, so that a change is reviewed beside its tool.
        insta::assert_json_snapshot!(format!("tool_{name}"), definition);
    }
}
