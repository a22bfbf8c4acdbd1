//! Single operations as tools, over the fake Front.

use std::convert::Infallible;

use client_core::mcp::{ToolSet, endpoint};
use front_client::{
    Client,
    api::{
        comments::AddComment,
        contacts::UpdateContact,
        conversations::{GetConversation, ListConversationMessages, ListConversations, UpdateConversation},
        drafts::CreateDraftReply,
        events::ListEvents,
        tags::{CreateCompanyTag, GetTag},
    },
    mcp::Author,
    testing::{FakeFront, seed},
};
use mcp_core::{Registry, lint, testing::TestClient};
use serde_json::{Value, json};

fn tools(fake: &FakeFront) -> Registry {
    let front = Client::builder().credential(fake.token()).transport(fake.clone()).build().unwrap();
    ToolSet::new(front)
        .endpoints([
            endpoint::list::<ListConversations>("list_all_front_conversations").tags(["conversations"]),
            endpoint::list::<ListConversationMessages>("list_all_front_conversation_messages"),
            endpoint::list::<ListEvents>("list_all_front_events").max_page(15),
            endpoint::get::<GetConversation>("get_single_front_conversation_by_id"),
            endpoint::update::<UpdateConversation>("update_a_front_conversation_by_id"),
            endpoint::update::<UpdateContact>("update_a_front_contact_by_id"),
            endpoint::create::<AddComment>("create_a_front_conversation_comment"),
            endpoint::create::<CreateDraftReply>("front_drafts_reply"),
        ])
        .unwrap()
}

async fn result(agent: &TestClient, tool: &str, arguments: Value) -> Value {
    let result = agent.call_tool(tool, arguments).await.unwrap();
    assert!(!result.is_error(), "{}", result.text());
    result.structured().cloned().unwrap()
}

#[test]
fn every_client_accepts_the_endpoint_tools() {
    let tools = tools(&FakeFront::seeded());
    assert_eq!(lint::lint(&tools), []);
    for tool in tools.iter() {
        let properties = tool.definition().input_schema()["properties"].as_object().unwrap();
        assert!(!properties.contains_key("author_id") && !properties.contains_key("page_token"));
    }
    let update = tools.get("update_a_front_conversation_by_id").unwrap().definition();
    assert_eq!(update.title(), "Update a Front conversation by id");
    assert!(
        update.input_schema()["properties"]["clear"]["items"]["enum"]
            .as_array()
            .unwrap()
            .contains(&json!("assignee_id"))
    );
}

#[tokio::test]
async fn a_list_pages_by_its_cursor() {
    let agent = TestClient::new(tools(&FakeFront::seeded()));
    let name = "list_all_front_conversations";
    let whole = result(&agent, name, json!({ "limit": 100 })).await;
    let whole: Vec<Value> = whole["items"].as_array().unwrap().iter().map(|it| it["id"].clone()).collect();
    let (mut seen, mut arguments) = (Vec::new(), json!({ "limit": 4 }));
    loop {
        let page = result(&agent, name, arguments.clone()).await;
        seen.extend(page["items"].as_array().unwrap().iter().map(|it| it["id"].clone()));
        match page.get("next_cursor") {
            Some(cursor) => arguments["cursor"] = cursor.clone(),
            None => break,
        }
        assert!(seen.len() <= whole.len(), "the list does not end");
    }
    assert!(whole.len() > 8);
    assert_eq!(seen, whole);
    let events = result(&agent, "list_all_front_events", json!({})).await;
    assert!(events["items"].as_array().unwrap().len() <= 15);
}

#[tokio::test]
async fn merge_is_reported_and_assignee_cleared() {
    let fake = FakeFront::seeded();
    let agent = TestClient::new(tools(&fake));
    let get = "get_single_front_conversation_by_id";
    let conversation = result(&agent, get, json!({ "conversation_id": seed::MERGED })).await;
    assert_eq!(conversation["merged_into"], seed::MERGED_INTO);
    let page =
        result(&agent, "list_all_front_conversation_messages", json!({ "conversation_id": seed::MERGED }))
            .await;
    assert_eq!(page["merged_into"], seed::MERGED_INTO);

    let update = "update_a_front_conversation_by_id";
    result(&agent, update, json!({ "conversation_id": seed::DISPUTE, "assignee_id": seed::DAVID })).await;
    assert_eq!(fake.conversation(seed::DISPUTE).unwrap()["assignee"]["id"], seed::DAVID);
    let done =
        result(&agent, update, json!({ "conversation_id": seed::DISPUTE, "clear": ["assignee_id"] })).await;
    assert_eq!(done, json!({ "ok": true }));
    assert_eq!(fake.conversation(seed::DISPUTE).unwrap()["assignee"], Value::Null);
}

#[tokio::test]
async fn only_the_host_sets_the_author() {
    let fake = FakeFront::seeded();
    let agent = TestClient::new(tools(&fake));
    let name = "create_a_front_conversation_comment";
    let comment = json!({ "conversation_id": seed::DISPUTE, "body": "A note" });
    let mut forged = comment.clone();
    forged["author_id"] = seed::DAVID.into();
    let error = agent.call_tool(name, forged).await.unwrap();
    assert!(error.is_error() && error.text().contains("the host of this server sets it"), "{}", error.text());

    let draft = json!({ "conversation_id": seed::DISPUTE, "channel_id": seed::BILLING_EMAIL, "body": "Hi" });
    for (name, arguments) in [(name, &comment), ("front_drafts_reply", &draft)] {
        let error = agent.call_tool(name, arguments.clone()).await.unwrap().error().unwrap();
        assert_eq!(error["kind"], "forbidden");
        let message = error["message"].as_str().unwrap();
        assert_eq!(message, "nothing was written: an author is required, and this server set none");
    }
    assert!(fake.requests().is_empty());

    let token = agent.clone().context(|context| {
        context.extensions_mut().insert(Author::api_token());
    });
    assert_eq!(result(&token, name, comment.clone()).await["author"]["type"], "api");
    assert_eq!(result(&token, "front_drafts_reply", draft.clone()).await["author"], Value::Null);

    let agent = agent.context(|context| {
        context.extensions_mut().insert(Author::new(seed::MIA));
    });
    // Otherwise the same call as above.
    let again = |mut arguments: Value| {
        arguments["idempotency_key"] = "mia".into();
        arguments
    };
    let made = result(&agent, name, again(comment)).await;
    assert_eq!(made["author"]["id"], seed::MIA);
    assert_eq!(result(&agent, "front_drafts_reply", again(draft)).await["author"]["id"], seed::MIA);
}

#[tokio::test]
async fn words_that_only_front_knows_pass_both_ways() {
    // Answers with the colour that it was given, and with an emoji to reads.
    let wire = tower::service_fn(|request: http::Request<front_client::Body>| async move {
        let body = request.body().as_bytes().filter(|body| !body.is_empty());
        let body: Value = body.map_or(Value::Null, |body| serde_json::from_slice(body).unwrap());
        let colour = body.get("highlight").cloned().unwrap_or_else(|| "🔥".into());
        let tag = json!({ "id": "tag_1", "name": "VIP", "highlight": colour });
        Ok::<_, Infallible>(http::Response::new(tag.to_string()))
    });
    let front = Client::builder().credential("token").transport(wire).build().unwrap();
    let tools = ToolSet::new(front)
        .endpoints([
            endpoint::get::<GetTag>("get_front_tag"),
            endpoint::create::<CreateCompanyTag>("create_front_tag"),
        ])
        .unwrap();
    let create = tools.get("create_front_tag").unwrap().definition();
    let known = &create.input_schema()["properties"]["highlight"]["enum"];
    assert!(known.as_array().unwrap().contains(&json!("light-blue")), "{known}");

    let validators = ["get_front_tag", "create_front_tag"].map(|name| {
        let schema = tools.get(name).unwrap().definition().output_schema().unwrap().clone();
        jsonschema::validator_for(&Value::Object(schema)).unwrap()
    });
    let agent = TestClient::new(tools);
    let read = result(&agent, "get_front_tag", json!({ "tag_id": "tag_1" })).await;
    assert_eq!(read["highlight"], "🔥");
    let made = result(&agent, "create_front_tag", json!({ "name": "VIP", "highlight": "teal" })).await;
    assert_eq!(made["highlight"], "teal");
    for (validator, result) in validators.iter().zip([&read, &made]) {
        assert!(validator.validate(result).is_ok(), "{result}");
    }
}
