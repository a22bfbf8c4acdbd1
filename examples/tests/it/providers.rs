//! Every catalogue, exported to every model provider.

// Tools of the conformance suite with special schemas.
#[path = "../../conformance-server/src/tools/schema.rs"]
mod conformance;
// Shared with mcp-core's tests by path.
#[path = "../../../mcp-core/tests/it/provider/rules.rs"]
pub(crate) mod rules;

use front_client::{
    Client,
    mcp::{Author, agent_tools},
    testing::{FakeFront, seed},
};
use fusedesk_client::{FuseDesk, testing::FakeDesk};
use mcp_core::{
    Access, Context, Filter, Registry,
    provider::{Provider, ToolCall, ToolExport},
};
use serde_json::{Map, Value, json};

const ALL: [Provider; 6] = [
    Provider::OpenAiChat { strict: false },
    Provider::OpenAiChat { strict: true },
    Provider::OpenAiResponses { strict: false },
    Provider::OpenAiResponses { strict: true },
    Provider::Anthropic,
    Provider::Gemini,
];

fn catalogue(front: &FakeFront) -> Registry {
    agent_tools(&Client::builder().credential(front.token()).transport(front.clone()).build().unwrap())
}

fn desk(desk: &FakeDesk) -> fusedesk_client::Client {
    let client = FuseDesk::base_url(desk.base_url()).builder().credential(desk.api_key());
    client.transport(desk.clone()).build().unwrap()
}

fn catalogues() -> [(&'static str, Registry); 4] {
    let desk = desk(&FakeDesk::seeded());
    [
        ("front", catalogue(&FakeFront::seeded())),
        ("fusedesk", fusedesk_client::mcp::agent_tools(&desk)),
        ("fusedesk-api", fusedesk_client::mcp::api_tools(&desk)),
        ("conformance", conformance::registry().unwrap()),
    ]
}

fn declared(offer: &ToolExport) -> Vec<&Value> {
    let list = offer.tools().as_array().unwrap();
    match offer.provider() {
        Provider::OpenAiChat { .. } => list.iter().map(|tool| &tool["function"]).collect(),
        Provider::Gemini => list[0]["functionDeclarations"].as_array().unwrap().iter().collect(),
        _ => list.iter().collect(),
    }
}

#[test]
fn all_tools_pass_provider_rules() {
    for (catalogue, registry) in catalogues() {
        for provider in ALL {
            let offer = ToolExport::new(&registry.clone().into(), provider).unwrap();
            assert_eq!(rules::broken(provider, offer.tools()), [""; 0], "{catalogue}, {provider:?}");
            let names: Vec<_> = declared(&offer).iter().map(|tool| tool["name"].as_str().unwrap()).collect();
            let all: Vec<_> = registry.iter().map(|tool| tool.name()).collect();
            assert_eq!(names, all, "{catalogue}, {provider:?}");
        }
    }
}

/// Generates arguments for a schema: a value for each member, or null where allowed.
fn generate(schema: &Value, nulls: bool) -> Value {
    let null = schema["nullable"] == true
        || schema["type"].as_array().is_some_and(|types| types.contains(&json!("null")))
        || schema["anyOf"].as_array().is_some_and(|all| all.contains(&json!({ "type": "null" })));
    if nulls && null {
        return Value::Null;
    }
    if let Some(branches) = schema["anyOf"].as_array() {
        return generate(&branches[0], nulls);
    }
    let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str());
    match kind.unwrap_or_default().to_lowercase().as_str() {
        "object" => {
            let members = schema["properties"].as_object().into_iter().flatten();
            members
                .map(|(name, schema)| (name.clone(), generate(schema, nulls)))
                .collect::<Map<_, _>>()
                .into()
        }
        "array" => json!([generate(&schema["items"], nulls)]),
        "integer" | "number" => schema.get("minimum").cloned().unwrap_or_else(|| json!(1)),
        "boolean" => json!(true),
        "string" if schema["description"].as_str().is_some_and(|says| says.ends_with("as JSON text.")) => {
            json!("{}")
        }
        "string" => schema["enum"].get(0).cloned().unwrap_or_else(|| json!("2026-05-03T10:00:00Z")),
        other => panic!("the type {other:?} in {schema}"),
    }
}

#[test]
fn exported_schema_accepts_valid_arguments() {
    for (catalogue, registry) in catalogues() {
        for provider in ALL {
            let offer = ToolExport::new(&registry.clone().into(), provider).unwrap();
            for tool in declared(&offer) {
                let name = tool["name"].as_str().unwrap();
                let schema = tool.get("parameters").or_else(|| tool.get("input_schema"));
                let own = Value::Object(registry.get(name).unwrap().definition().input_schema().clone());
                let own = jsonschema::validator_for(&own).unwrap();
                for nulls in [false, true] {
                    let arguments = schema.map_or_else(|| json!({}), |schema| generate(schema, nulls));
                    let call = ToolCall::new(name, arguments.to_string().into());
                    let read = offer.arguments(&call).unwrap();
                    let wrong: Vec<_> = own.iter_errors(&read).map(|error| error.to_string()).collect();
                    // Only the suite's tool requires one of two optional members.
                    if !(nulls && name == "json_schema_2020_12_tool") {
                        assert_eq!(wrong, [""; 0], "{catalogue}, {provider:?}, {name}: {read}");
                    }
                }
            }
        }
    }
}

#[test]
fn export_for_readers_has_no_write_tools() {
    let registry = catalogue(&FakeFront::seeded());
    let view = registry.view(&Filter::new().methods(["read"]).unwrap());
    for provider in ALL {
        let offer = ToolExport::new(&view, provider).unwrap();
        let names: Vec<_> = declared(&offer).iter().map(|tool| tool["name"].as_str().unwrap()).collect();
        assert!(!names.is_empty());
        for name in names {
            assert_eq!(registry.get(name).unwrap().definition().access(), Access::Read, "{name}");
        }
    }
}

/// Completes arguments for strict mode: every member, with null for absent ones.
fn with_nulls(schema: &Value, given: &Value) -> Value {
    let names = schema["properties"].as_object().unwrap().keys();
    names.map(|name| (name.clone(), given[name].clone())).collect::<Map<_, _>>().into()
}

#[tokio::test]
async fn strict_mode_arguments_reach_front() {
    let front = FakeFront::seeded();
    let offer =
        ToolExport::new(&catalogue(&front).into(), Provider::OpenAiResponses { strict: true }).unwrap();
    let run = async |name: &str, given: Value| {
        let tool = declared(&offer).into_iter().find(|tool| tool["name"] == name).unwrap();
        let arguments = with_nulls(&tool["parameters"], &given).to_string();
        let mut context = Context::new();
        context.extensions_mut().insert(Author::new(seed::SARAH));
        let answer = offer.run(&ToolCall::new(name, arguments.into()), context).await;
        assert!(!answer.is_error(), "{name}: {}", answer.text());
        answer.structured().unwrap().clone()
    };
    let found = run("search_conversations", json!({ "query": "INV-20417" })).await;
    assert_eq!(found["conversations"][0]["id"], seed::DISPUTE);
    // Objects with free keys are sent as text. Keys absent from the text stay unchanged.
    let before = front.contact(seed::ELENA).unwrap()["custom_fields"].clone();
    let fields = json!({ "Tier": "Gold" }).to_string();
    run("update_contact", json!({ "contactId": seed::ELENA, "customFields": fields })).await;
    let after = front.contact(seed::ELENA).unwrap()["custom_fields"].clone();
    assert_eq!((&before["Tier"], &after["Tier"]), (&json!("Platinum"), &json!("Gold")));
    assert_eq!(before.as_object().unwrap().len(), after.as_object().unwrap().len());
    run("list_tags", json!({})).await;
    run("tag_conversation", json!({ "conversationId": seed::DISPUTE, "addTags": ["Finance"] })).await;
    assert!(front.conversation(seed::DISPUTE).unwrap()["tags"].to_string().contains(seed::FINANCE));
}
