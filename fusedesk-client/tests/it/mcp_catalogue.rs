//! Catalogues of both tool sets: every client and model provider must be able to read them.

use std::collections::BTreeMap;

use mcp_core::{Access, Filter, Registry, ToolMethod, lint, testing::TestClient};
use serde_json::{Value, json};

use crate::{mcp_api::api, mcp_support::Desk};

/// Maximum size of the list of the set `agent`, in bytes of JSON: about 15,000 tokens.
const MAX_AGENT_LIST: usize = 58_000;
/// Maximum size of the list of the set `api`, of which a caller sees a part.
const MAX_API_LIST: usize = 40_000;

fn list_bytes(tools: &Registry) -> usize {
    tools.iter().map(|tool| tool.definition().to_json().to_string().len()).sum()
}

#[test]
fn catalogues_pass_the_lint() {
    for tools in [Desk::new().tools, api().tools] {
        let findings: Vec<String> = lint::lint(&tools).iter().map(ToString::to_string).collect();
        assert!(findings.is_empty(), "{findings:#?}");
    }
    assert!(lint::lint_size(&Desk::new().tools).is_none());
}

#[test]
fn the_lists_are_small() {
    let (agent, api) = (list_bytes(&Desk::new().tools), list_bytes(&api().tools));
    assert!(agent <= MAX_AGENT_LIST, "{agent} bytes");
    assert!(api <= MAX_API_LIST, "{api} bytes");
}

#[test]
fn both_sets_fit_into_one_registry() {
    let both = api().tools.merge(&Desk::new().tools).unwrap();
    assert_eq!(both.iter().count(), api().tools.iter().count() + Desk::new().tools.iter().count());
}

#[test]
fn every_tool_has_words_tags_and_an_output_schema() {
    const TAGS: [&str; 5] = ["cases", "chats", "customers", "emails", "organization"];
    for tool in Desk::new().tools.iter() {
        let definition = tool.definition();
        assert!(tool.name().starts_with("fusedesk_"), "{}", tool.name());
        assert!(definition.output_schema().is_some(), "{}", tool.name());
        assert!(!definition.tags().is_empty(), "{}", tool.name());
        assert!(definition.tags().iter().all(|tag| TAGS.contains(&tag.as_str())), "{}", tool.name());
        assert_ne!(definition.method(), ToolMethod::Custom, "{}", tool.name());
        for (name, schema) in definition.input_schema()["properties"].as_object().unwrap() {
            assert!(schema["description"].is_string(), "{}.{name} has no description", tool.name());
        }
    }
}

#[test]
fn no_argument_names_the_author() {
    for tool in Desk::new().tools.iter().chain(api().tools.iter()) {
        let names = tool.definition().input_schema()["properties"].as_object().unwrap();
        assert!(!names.keys().any(|name| name.contains("author")), "{}", tool.name());
    }
    for tool in [
        Desk::new().tools.get("fusedesk_add_note").unwrap().definition(),
        api().tools.get("create_a_fuse_desk_case_note").unwrap().definition(),
    ] {
        let names = tool.input_schema()["properties"].as_object().unwrap();
        assert!(!names.keys().any(|name| name.contains("rep")), "{}", tool.name());
    }
    for (tool, field) in [
        ("fuse_desk_cases_reply", "from"),
        ("fuse_desk_cases_bulk_update", "crmTagId"),
        ("fuse_desk_cases_bulk_update", "crmAutomationId"),
    ] {
        let api = api().tools;
        assert!(
            api.get(tool).unwrap().definition().input_schema()["properties"].get(field).is_none(),
            "{field}"
        );
    }
}

#[tokio::test]
async fn a_read_only_filter_neither_lists_nor_calls_others() {
    let (agent, api) = (Desk::new(), api());
    for (fake, tools, client) in
        [(&agent.fake, &agent.tools, &agent.client), (&api.fake, &api.tools, &api.client)]
    {
        let reader = client.clone().filter(&Filter::new().methods(["read"]).unwrap());
        let names = reader.tool_names().await.unwrap();
        assert!(!names.is_empty());
        for tool in tools.iter() {
            let definition = tool.definition();
            let listed = names.iter().any(|name| name == tool.name());
            assert_eq!(listed, definition.access() == Access::Read, "{}", tool.name());
            if !listed {
                let error = reader.call_tool(tool.name(), json!({})).await.unwrap_err();
                let unknown = reader.call_tool("no_such_tool", json!({})).await.unwrap_err();
                assert_eq!(error.code(), unknown.code());
            }
        }
        assert!(fake.requests().is_empty());
    }
}

async fn unreachable(client: &TestClient, words: &[&str], tools: &[&str]) {
    let filter = Filter::new().methods(words.iter().copied()).unwrap();
    let names = client.clone().filter(&filter).tool_names().await.unwrap();
    assert!(!names.is_empty());
    for tool in tools {
        assert!(!names.iter().any(|name| name == tool), "{tool} {words:?}");
    }
}

#[tokio::test]
async fn write_access_excludes_send_tools() {
    const SENDERS: [&str; 3] =
        ["fuse_desk_case_feedback_request", "fuse_desk_cases_bulk_crm", "fuse_desk_cases_reply"];
    let (agent, api) = (Desk::new(), api());
    for (tools, client, expected) in
        [(&agent.tools, &agent.client, &["fusedesk_reply_to_case"][..]), (&api.tools, &api.client, &SENDERS)]
    {
        let senders: Vec<&str> = tools
            .iter()
            .filter(|tool| tool.definition().access() == Access::Send)
            .map(|tool| {
                assert!(tool.definition().annotations().destructive, "{}", tool.name());
                tool.name()
            })
            .collect();
        assert_eq!(senders, expected);
        for words in
            [&["read", "write", "custom"][..], &["list", "get", "create", "update", "delete"], &["CREATE"]]
        {
            unreachable(client, words, &senders).await;
        }
    }
}

#[test]
fn irreversible_tools_are_marked_destructive() {
    let destructive = |tools: &Registry| -> Vec<String> {
        let all = tools.iter().filter(|tool| tool.definition().annotations().destructive);
        all.map(|tool| tool.name().to_owned()).collect()
    };
    assert_eq!(destructive(&Desk::new().tools), ["fusedesk_close_chat", "fusedesk_reply_to_case"]);
    assert_eq!(
        destructive(&api().tools),
        [
            "delete_a_fuse_desk_case_tag_by_id",
            "delete_a_fuse_desk_department_by_id",
            "delete_a_fuse_desk_webhook_by_id",
            "fuse_desk_case_feedback_request",
            "fuse_desk_cases_bulk_crm",
            "fuse_desk_cases_merge",
            "fuse_desk_cases_reply",
            "fuse_desk_chats_close",
        ]
    );
}

#[test]
fn the_agents_catalogue_changes_on_purpose() {
    for tool in Desk::new().tools.iter() {
        let definition = tool.definition();
        let mut json = definition.to_json();
        json["access"] = serde_json::to_value(definition.access()).unwrap();
        json["method"] = serde_json::to_value(definition.method()).unwrap();
        json["tags"] = serde_json::to_value(definition.tags()).unwrap();
        // One file per tool, so that a change is reviewed beside its tool.
        insta::assert_json_snapshot!(format!("tool_{}", tool.name()), json);
    }
}

#[test]
fn the_operations_change_on_purpose() {
    let api = api();
    let catalogue: BTreeMap<&str, Value> = api
        .tools
        .iter()
        .map(|tool| {
            let definition = tool.definition();
            let input = definition.input_schema();
            let arguments: Vec<&String> = input["properties"].as_object().unwrap().keys().collect();
            let row = json!({
                "access": definition.access(), "method": definition.method(), "tags": definition.tags(),
                "annotations": definition.annotations(), "arguments": arguments, "required": input.get("required"),
                "title": definition.title(), "description": definition.description(),
            });
            (tool.name(), row)
        })
        .collect();
    insta::assert_json_snapshot!("operations", catalogue);
}
