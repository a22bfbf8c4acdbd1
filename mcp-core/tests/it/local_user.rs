//! Local user for elicitation: a function in the host's own process.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use mcp_core::{
    Context, HandlerError, NoArguments, ProtocolVersion, Registry,
    client_features::{ClientRequestError, Elicitation, Field, LocalUser, Sampling},
    provider::{Provider, ToolCall, ToolExport},
    testing::TestClient,
    tool_fn,
};
use serde_json::{Value, json};

const ALL: [ProtocolVersion; 4] = [
    ProtocolVersion::V2026_07_28,
    ProtocolVersion::V2025_11_25,
    ProtocolVersion::V2025_06_18,
    ProtocolVersion::V2025_03_26,
];

fn text(question: &str) -> Elicitation {
    Elicitation::form(question).field("text", Field::text())
}

/// `book` asks twice, `endless` asks without end, `model` sends a request that no user can answer.
fn registry(runs: &Arc<AtomicUsize>) -> Registry {
    let book = tool_fn("book", "Books a seat.", |_: NoArguments, context: Context| async move {
        let Some(from) = context.request_client("from", text("From?")).await?.accepted() else {
            return Ok("nothing".to_owned());
        };
        let Some(to) = context.request_client("to", text("To?")).await?.accepted() else {
            return Ok(format!("only {}", from["text"]));
        };
        Ok::<_, HandlerError>(format!("{} to {}", from["text"], to["text"]))
    });
    let runs = Arc::clone(runs);
    let endless = tool_fn("endless", "Asks.", move |_: NoArguments, context: Context| {
        let run = runs.fetch_add(1, Ordering::SeqCst);
        async move {
            context.request_client(&run.to_string(), text("And?")).await?;
            Ok::<_, HandlerError>(())
        }
    });
    let model = tool_fn("model", "Asks a model.", |_: NoArguments, context: Context| async move {
        let answer = context.request_client("said", Sampling::new(10).user("Say hi.")).await;
        Ok::<_, HandlerError>(matches!(answer, Err(ClientRequestError::MissingCapability(_))))
    });
    Registry::new().with_tool(book).unwrap().with_tool(endless).unwrap().with_tool(model).unwrap()
}

fn traveller() -> LocalUser {
    LocalUser::new(|question| async move {
        assert_eq!(question["requestedSchema"]["required"], json!(["text"]));
        match question["message"].as_str() {
            Some("From?") => Some(json!({ "text": "York" })),
            Some("To?") => Some(json!({ "text": "Bath" })),
            _ => None,
        }
    })
}

#[tokio::test]
async fn local_user_answers_in_every_revision_with_elicitation() {
    for version in ALL {
        let client = TestClient::new(registry(&Arc::default())).version(version);
        let answer = client.clone().user(traveller()).call_tool("book", json!({})).await.unwrap();
        if version < ProtocolVersion::V2025_06_18 {
            assert_eq!(answer.error().unwrap()["kind"], "input_required", "{version}");
        } else {
            assert!(answer.text().contains(r#"\"York\" to \"Bath\""#), "{version}: {}", answer.text());
        }
        let no = client.user(LocalUser::new(|_| async { None })).call_tool("book", json!({})).await.unwrap();
        assert_eq!(no.text().contains("nothing"), version >= ProtocolVersion::V2025_06_18, "{version}");
    }
}

#[tokio::test]
async fn in_process_agent_uses_a_local_user() {
    let registry = registry(&Arc::default());
    let offer = ToolExport::new(&registry.into(), Provider::Anthropic).unwrap();
    let book = ToolCall::new("book", json!({})).with_id("1");
    let alone = offer.run(&book, Context::new()).await;
    assert!(alone.is_error() && alone.text().contains("input_required"), "{}", alone.text());
    let answer = offer.run(&book, Context::new().with_local_user(traveller())).await;
    assert_eq!(answer.structured(), Some(&json!({ "result": r#""York" to "Bath""# })));
}

#[tokio::test]
async fn local_user_supports_forms_only_and_keeps_other_capabilities() {
    let known = serde_json::Map::from_iter([("roots".to_owned(), json!({ "listChanged": true }))]);
    let context = Context::new().with_client_capabilities(&known).with_local_user(traveller());
    assert_eq!(context.client_capability("roots"), Some(json!({ "listChanged": true })));
    assert!(context.client_can("elicitation") && !context.client_can("sampling"));
    let page = context.request_client("page", Elicitation::url("Pay", "https://example.com/pay")).await;
    // A client that names no mode supports forms and no pages.
    assert!(matches!(page, Err(ClientRequestError::MissingCapability(_))), "{page:?}");
    for version in ALL {
        let client = TestClient::new(registry(&Arc::default())).version(version).user(traveller());
        let answer = client.call_tool("model", json!({})).await.unwrap();
        assert!(answer.text().contains("true"), "{version}: {}", answer.text());
    }
}

#[tokio::test]
async fn invalid_response_is_an_error_for_the_tool() {
    for content in [json!({ "text": 7 }), json!({}), json!(7), Value::Null] {
        let user = LocalUser::new(move |_| {
            let content = content.clone();
            async move { Some(content) }
        });
        let client = TestClient::new(registry(&Arc::default())).user(user);
        let answer = client.call_tool("book", json!({})).await;
        assert!(answer.is_err() || answer.unwrap().is_error());
    }
}

#[tokio::test]
async fn endless_elicitation_stops_after_max_rounds() {
    let runs = Arc::new(AtomicUsize::new(0));
    let user = LocalUser::new(|_| async { Some(json!({ "text": "on" })) });
    let client = TestClient::new(registry(&runs)).user(user);
    let error = client.call_tool("endless", json!({})).await.unwrap_err();
    assert_eq!(error.code(), -32603);
    assert_eq!(runs.load(Ordering::SeqCst), 11);
}
