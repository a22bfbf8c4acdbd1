//! Front's whole catalogue, offered to every provider.

// The same rules that mcp-core holds its own schemas to; no crate is the place for both.
#[path = "../../../mcp-core/tests/it/provider/rules.rs"]
mod rules;

use front_client::{
    Client,
    mcp::{Author, agent_tools},
    testing::{FakeFront, seed},
};
use mcp_core::{
    Access, Context, Filter, Registry,
    provider::{Offer, Provider, ToolCall},
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
    agent_tools(&Client::builder().token(front.token()).transport(front.clone()).build().unwrap())
}

fn declared(offer: &Offer) -> Vec<&Value> {
    let list = offer.tools().as_array().unwrap();
    match offer.provider() {
        Provider::OpenAiChat { .. } => list.iter().map(|tool| &tool["function"]).collect(),
        Provider::Gemini => list[0]["functionDeclarations"].as_array().unwrap().iter().collect(),
        _ => list.iter().collect(),
    }
}

#[test]
fn no_provider_refuses_fronts_tools() {
    let registry = catalogue(&FakeFront::seeded());
    for provider in ALL {
        let offer = Offer::new(&registry.clone().into(), provider).unwrap();
        assert_eq!(rules::broken(provider, offer.tools()), [""; 0], "{provider:?}");
        let names: Vec<_> = declared(&offer).iter().map(|tool| tool["name"].as_str().unwrap()).collect();
        let all: Vec<_> = registry.iter().map(|tool| tool.name()).collect();
        assert_eq!(names, all, "{provider:?}");
    }
}

#[test]
fn a_reader_is_offered_no_tool_that_writes() {
    let registry = catalogue(&FakeFront::seeded());
    let view = registry.view(&Filter::new().methods(["read"]).unwrap());
    for provider in ALL {
        let offer = Offer::new(&view, provider).unwrap();
        let names: Vec<_> = declared(&offer).iter().map(|tool| tool["name"].as_str().unwrap()).collect();
        assert!(!names.is_empty());
        for name in names {
            assert_eq!(registry.get(name).unwrap().definition().access(), Access::Read, "{name}");
        }
    }
}

/// The arguments that a model in strict mode must give: every member, and null where it has nothing to say.
fn with_nulls(schema: &Value, given: &Value) -> Value {
    let names = schema["properties"].as_object().unwrap().keys();
    names.map(|name| (name.clone(), given[name].clone())).collect::<Map<_, _>>().into()
}

#[tokio::test]
async fn strict_arguments_reach_front_as_they_were_meant() {
    let front = FakeFront::seeded();
    let offer = Offer::new(&catalogue(&front).into(), Provider::OpenAiResponses { strict: true }).unwrap();
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
    // Free keys travel as a text; what the text leaves out stays.
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
