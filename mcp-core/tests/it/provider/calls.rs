//! From a provider's call to the tool, and from the result to the provider's message.

use std::sync::{Arc, Mutex};

use mcp_core::{
    Content, Context, Filter, HandlerError, HandlerErrorKind, NoArguments, Registry, Request, ToolMethod,
    ToolOutput, dispatch,
    provider::{Provider, ToolCall, ToolExport, ToolResult},
    tool_fn,
};
use serde_json::{Value, json};

use super::{ALL, STRICT, echo, offer};

/// Response with a call per (id, name, arguments), in the provider's documented form.
fn response(provider: Provider, calls: &[(&str, &str, Value)]) -> Value {
    let each = |part: fn(&(&str, &str, Value)) -> Value| calls.iter().map(part).collect::<Vec<_>>();
    match provider {
        Provider::OpenAiChat { .. } => {
            let calls = each(
                |(id, name, arguments)| json!({ "id": id, "type": "function", "function": { "name": name, "arguments": arguments.to_string() } }),
            );
            json!({ "choices": [{ "index": 0, "finish_reason": "tool_calls", "message": {
                "role": "assistant", "content": null, "tool_calls": calls
            } }] })
        }
        Provider::OpenAiResponses { .. } => {
            let mut output = vec![json!({ "type": "reasoning", "id": "rs_1", "summary": [] })];
            output.extend(each(|(id, name, arguments)| {
                json!({ "type": "function_call", "id": "fc_1", "call_id": id, "name": name, "arguments": arguments.to_string() })
            }));
            json!({ "output": output })
        }
        Provider::Gemini => {
            let mut parts = vec![json!({ "text": "I look." })];
            parts.extend(each(|(id, name, arguments)| {
                json!({ "functionCall": { "id": id, "name": name, "args": arguments }, "thoughtSignature": "s" })
            }));
            json!({ "candidates": [{ "content": { "role": "model", "parts": parts } }] })
        }
        _ => {
            let mut content = vec![json!({ "type": "text", "text": "I look." })];
            content.extend(each(
                |(id, name, input)| json!({ "type": "tool_use", "id": id, "name": name, "input": input }),
            ));
            json!({ "role": "assistant", "stop_reason": "tool_use", "content": content })
        }
    }
}

fn call(offer: &ToolExport, name: &str, arguments: Value) -> ToolCall {
    offer.calls(&response(offer.provider(), &[("c_1", name, arguments)])).unwrap().remove(0)
}

async fn run(offer: &ToolExport, arguments: Value) -> ToolResult {
    offer.run(&call(offer, "echo", arguments), Context::new()).await
}

fn any() -> Value {
    json!({ "type": "object", "properties": { "n": { "type": "integer" }, "fail": { "type": "boolean" } } })
}

#[tokio::test]
async fn results_have_the_provider_format() {
    for provider in ALL {
        let offer = offer(provider, &any());
        let response = response(
            provider,
            &[("c_1", "echo", json!({ "n": 1 })), ("c_2", "echo", json!({ "fail": true }))],
        );
        let calls = offer.calls(&response).unwrap();
        assert_eq!(calls.iter().map(ToolCall::id).collect::<Vec<_>>(), [Some("c_1"), Some("c_2")]);
        let mut answers = Vec::new();
        for call in calls {
            let answer = offer.run(&call, Context::new()).await;
            answers.push((call, answer));
        }
        assert_eq!((answers[0].1.is_error(), answers[1].1.is_error()), (false, true));
        let error = r#"{"error":{"hint":"Look elsewhere.","kind":"not_found","message":"nothing is there"}}"#;
        let text = |text: &str| json!([{ "type": "text", "text": text }]);
        let expected = match provider {
            Provider::OpenAiChat { .. } => json!([
                { "role": "tool", "tool_call_id": "c_1", "content": r#"{"n":1}"# },
                { "role": "tool", "tool_call_id": "c_2", "content": error }
            ]),
            Provider::OpenAiResponses { .. } => json!([
                { "type": "function_call_output", "call_id": "c_1", "output": r#"{"n":1}"# },
                { "type": "function_call_output", "call_id": "c_2", "output": error }
            ]),
            Provider::Gemini => {
                let error = serde_json::from_str::<Value>(error).unwrap();
                json!([{ "role": "user", "parts": [
                    { "functionResponse": { "id": "c_1", "name": "echo", "response": { "output": { "n": 1 } } } },
                    { "functionResponse": { "id": "c_2", "name": "echo", "response": error } }
                ] }])
            }
            _ => json!([{ "role": "user", "content": [
                { "type": "tool_result", "tool_use_id": "c_1", "content": text(r#"{"n":1}"#), "is_error": false },
                { "type": "tool_result", "tool_use_id": "c_2", "content": text(error), "is_error": true }
            ] }]),
        };
        assert_eq!(Value::from(offer.messages(&answers)), expected, "{provider:?}");
        // The model's turn is returned completely.
        let turn = Value::from(offer.turn(&response).unwrap()).to_string();
        assert!(turn.contains("c_1") && turn.contains("c_2"), "{turn}");
        assert_eq!(turn.contains("thoughtSignature"), provider == Provider::Gemini);
        assert_eq!(turn.contains("rs_1"), matches!(provider, Provider::OpenAiResponses { .. }));
    }
}

#[tokio::test]
async fn arguments_are_restored() {
    let schema = json!({
        "type": "object",
        "required": ["q[status]", "note"],
        "properties": {
            "q[status]": { "type": "string" },
            "note": { "type": ["string", "null"] },
            "limit": { "type": "integer" },
            "fields": { "type": "object" },
            "deep": { "type": "array", "items": { "type": "object", "properties": {
                "a b": { "type": "string" }, "off": { "type": "boolean" }
            } } }
        }
    });
    let sent = json!({
        "q_status_": "open", "note": null, "limit": null, "fields": r#"{"Tier":"Gold","Old":null}"#,
        "deep": [{ "a_b": "x", "off": null }]
    });
    let strict = run(&offer(STRICT, &schema), sent).await;
    assert_eq!(
        strict.structured(),
        Some(&json!({
            "q[status]": "open", "note": null, "fields": { "Tier": "Gold", "Old": null }, "deep": [{ "a b": "x" }]
        }))
    );
    let sent = json!({ "q_status_": "open", "note": null, "limit": 5.0, "fields": r#"{"Tier":"Gold"}"# });
    let gemini = run(&offer(Provider::Gemini, &schema), sent).await;
    let expected = json!({ "q[status]": "open", "note": null, "limit": 5, "fields": { "Tier": "Gold" } });
    assert_eq!(gemini.structured(), Some(&expected));
    assert_eq!(gemini.structured().unwrap()["limit"].to_string(), "5");
    // Without conversion, the arguments stay unchanged.
    let sent = json!({ "q_status_": "open", "limit": null, "fields": { "Tier": "Gold" } });
    let lax = run(&offer(Provider::Anthropic, &schema), sent).await;
    let expected = json!({ "q[status]": "open", "limit": null, "fields": { "Tier": "Gold" } });
    assert_eq!(lax.structured(), Some(&expected));
}

#[tokio::test]
async fn sloppy_arguments_are_coerced_and_invalid_ones_reported() {
    let offer = offer(Provider::OpenAiChat { strict: false }, &any());
    let call = |arguments: Value| {
        let message =
            json!({ "tool_calls": [{ "id": "c", "function": { "name": "echo", "arguments": arguments } }] });
        offer.calls(&json!({ "choices": [{ "message": message }] })).unwrap().remove(0)
    };
    for (sent, read) in [
        (json!(""), json!({})),
        (json!("null"), json!({})),
        (Value::Null, json!({})),
        (json!(r#"{"n":1}"#), json!({ "n": 1 })),
        (json!({ "n": 1 }), json!({ "n": 1 })),
        (json!(r#""{\"n\":1}""#), json!({ "n": 1 })),
    ] {
        assert_eq!(offer.run(&call(sent.clone()), Context::new()).await.structured(), Some(&read), "{sent}");
    }
    for (sent, says) in [
        ("{\"n\":1", "EOF while parsing an object"),
        ("{\"n\":1,\"n\":2}", "duplicate field `n`"),
        ("[1]", "expected an object"),
    ] {
        let answer = offer.run(&call(json!(sent)), Context::new()).await;
        assert!(answer.is_error() && answer.text().contains(says), "{}", answer.text());
    }
    assert_eq!(offer.arguments(&call(json!("{"))).unwrap_err().kind(), HandlerErrorKind::InvalidArguments);
}

#[tokio::test]
async fn a_hidden_tool_answers_like_one_that_does_not_exist() {
    let tool = |name: &str| tool_fn(name, "A tool.", |_: NoArguments| async { Ok::<_, HandlerError>(1) });
    let registry = Registry::new().with_tool(tool("show").method(ToolMethod::Get)).unwrap();
    let registry = registry.with_tool(tool("drop").method(ToolMethod::Delete)).unwrap();
    for provider in ALL {
        let offer =
            ToolExport::new(&registry.view(&Filter::new().methods(["read"]).unwrap()), provider).unwrap();
        let hidden = call(&offer, "drop", json!({}));
        assert!(offer.tool(&hidden).is_none());
        let hidden = offer.run(&hidden, Context::new()).await;
        let unknown = offer.run(&call(&offer, "drip", json!({})), Context::new()).await;
        assert!(hidden.is_error());
        assert_eq!(hidden.text().replace("drop", "drip"), unknown.text());
    }
}

#[tokio::test]
async fn changed_names_map_back_to_tools() {
    let registry =
        Registry::new().with_tool(echo("a.b", &any())).unwrap().with_tool(echo("a_b", &any())).unwrap();
    let registry = registry.with_tool(echo(&"x".repeat(128), &any())).unwrap();
    for provider in ALL {
        let offer = ToolExport::new(&registry.clone().into(), provider).unwrap();
        assert_eq!(call(&offer, "a_b", json!({})).name(), "a_b");
        assert_eq!(call(&offer, "a_b_2", json!({})).name(), "a.b");
        let long = "x".repeat(64);
        let call = call(&offer, &long, json!({ "n": 3 }));
        assert_eq!(call.name().len(), 128);
        // A framework knows only the exported name.
        let told = ToolCall::new(long, json!(r#"{"n":3}"#)).with_id("c_2");
        assert_eq!(offer.run(&told, Context::new()).await.structured(), Some(&json!({ "n": 3 })));
        assert_eq!(offer.run(&call, Context::new()).await.structured(), Some(&json!({ "n": 3 })));
    }
}

#[tokio::test]
async fn call_converts_to_a_request_for_layers() {
    let offer = offer(Provider::Anthropic, &any());
    let call = call(&offer, "echo", json!({ "n": 1 }));
    let layer = async |request: Request| {
        assert_eq!((request.tool_name(), request.tool().unwrap().name()), (Some("echo"), "echo"));
        request.refuse(HandlerError::forbidden("nobody has approved this"))
    };
    let refused = ToolResult::from(&layer(offer.request(&call, Context::new()).unwrap()).await);
    assert!(refused.is_error() && refused.text().contains("nobody has approved this"));
    let done = dispatch(offer.request(&call, Context::new()).unwrap()).await.unwrap();
    assert_eq!(ToolResult::from(&done).structured(), Some(&json!({ "n": 1 })));
}

#[tokio::test]
async fn images_are_sent_to_anthropic_only() {
    let show = tool_fn("show", "Shows.", |_: NoArguments| async {
        Ok::<_, HandlerError>(ToolOutput::text("").with_content(Content::image("AA==", "image/png")))
    });
    let registry = Registry::new().with_tool(show).unwrap();
    for provider in ALL {
        let offer = ToolExport::new(&registry.clone().into(), provider).unwrap();
        let call = call(&offer, "show", json!({}));
        let answer = offer.run(&call, Context::new()).await;
        let messages = Value::from(offer.messages(&[(call, answer)]));
        if provider == Provider::Anthropic {
            let source = json!({ "type": "base64", "media_type": "image/png", "data": "AA==" });
            let blocks = json!([{ "type": "image", "source": source }]);
            assert_eq!(messages[0]["content"][0]["content"], blocks);
        } else {
            assert!(messages.to_string().contains("image omitted: image/png"), "{messages}");
        }
    }
}

#[tokio::test]
async fn a_call_reports_progress_to_the_hosts_sink() {
    let count = tool_fn("count", "Counts.", |_: NoArguments, context: Context| async move {
        context.progress(1.0, Some(2.0), Some("one"));
        Ok::<_, HandlerError>(2)
    });
    let registry = Registry::new().with_tool(count).unwrap();
    for provider in ALL {
        let offer = ToolExport::new(&registry.clone().into(), provider).unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&seen);
        let context = Context::new()
            .with_progress_sink(Arc::new(move |report| sink.lock().unwrap().push(report.message)));
        offer.run(&call(&offer, "count", json!({})), context).await;
        assert_eq!(*seen.lock().unwrap(), [Some("one".to_owned())]);
    }
}

#[test]
fn empty_turn_is_not_sent_back() {
    // <https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons>, and contents without parts.
    for (provider, response) in [
        (Provider::Anthropic, json!({ "role": "assistant", "stop_reason": "end_turn", "content": [] })),
        (
            Provider::Gemini,
            json!({ "candidates": [{ "finishReason": "STOP", "content": { "role": "model" } }] }),
        ),
        (Provider::Gemini, json!({ "candidates": [{ "content": { "role": "model", "parts": [] } }] })),
    ] {
        let offer = offer(provider, &any());
        assert_eq!((offer.turn(&response), offer.calls(&response)), (Ok(Vec::new()), Ok(Vec::new())));
    }
}

#[test]
fn malformed_response_is_an_error() {
    for provider in ALL {
        let offer = offer(provider, &any());
        for response in
            [json!({}), json!([]), json!("x"), json!({ "choices": [] }), json!({ "content": 1, "output": 1 })]
        {
            assert!(
                offer.calls(&response).is_err() && offer.turn(&response).is_err(),
                "{provider:?} {response}"
            );
        }
        assert_eq!(offer.calls(&response(provider, &[])).unwrap(), []);
    }
    let offer = offer(Provider::Anthropic, &any());
    let error = offer.calls(&json!({ "content": [{ "type": "tool_use", "name": "echo" }] })).unwrap_err();
    assert_eq!(error.to_string(), "malformed response of the model: the id of a call is missing");
    for (provider, response, says) in [
        (
            STRICT,
            json!({ "error": { "message": "no credit" } }),
            "choices.0.message is missing; the provider states \"no credit\"",
        ),
        (
            Provider::Anthropic,
            json!({ "type": "error", "error": { "message": "Overloaded" } }),
            "content is missing; the provider states \"Overloaded\"",
        ),
        (
            Provider::Gemini,
            json!({ "promptFeedback": { "blockReason": "SAFETY" } }),
            "candidates.0.content is missing; the provider states \"SAFETY\"",
        ),
        (
            Provider::Gemini,
            json!({ "candidates": [{ "finishReason": "MALFORMED_FUNCTION_CALL" }] }),
            "candidates.0.content is missing; the provider states \"MALFORMED_FUNCTION_CALL\"",
        ),
    ] {
        let error = super::offer(provider, &any()).turn(&response).unwrap_err().to_string();
        assert!(error.ends_with(says), "{error}");
    }
}

#[test]
fn debug_shows_no_arguments() {
    let offer = offer(Provider::Anthropic, &any());
    let call = call(&offer, "echo", json!({ "n": 1_234_567 }));
    assert!(!format!("{call:?}").contains("1234567"));
}
