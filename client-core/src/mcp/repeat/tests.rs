use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use mcp_core::{Principal, tool_fn};
use schemars::JsonSchema;

use super::*;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Mail {
    #[serde(alias = "conversation_id")]
    #[serde(rename = "conversationId")]
    conversation: String,
    body: String,
    #[serde(default)]
    cc: Option<Vec<String>>,
}

/// Tool that counts what it sends. A body of `fail` fails, `unknown` has an unknown outcome, `slow` takes a minute.
fn sender(window: Duration) -> (Once<impl Tool>, Arc<AtomicU32>) {
    let sent = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&sent);
    let tool = tool_fn("send", "Sends.", move |mail: Mail| {
        let count = Arc::clone(&count);
        async move {
            let number = count.fetch_add(1, Ordering::SeqCst) + 1;
            match mail.body.as_str() {
                "fail" => Err(HandlerError::not_found("no such conversation")),
                "unknown" => Err(HandlerError::new(HandlerErrorKind::OutcomeUnknown, "no response")),
                "slow" => {
                    tokio::time::sleep(Duration::from_secs(5)).await;
                    Ok(json!({ "number": number }))
                }
                _ => Ok(
                    json!({ "number": number, "to": mail.conversation, "copies": mail.cc.map(|cc| cc.len()) }),
                ),
            }
        }
    });
    let tool = tool.access(Access::Send).method(ToolMethod::Create);
    (Once::new(tool, Repeats::default(), window, |_| None), sent)
}

async fn call(tool: &impl Tool, arguments: &Value) -> Result<ToolOutput, HandlerError> {
    call_as(tool, "ann", arguments).await
}

async fn call_as(tool: &impl Tool, caller: &str, arguments: &Value) -> Result<ToolOutput, HandlerError> {
    let context = Context::new().with_caller(Principal::new(caller));
    tool.call(Arguments::from(arguments.to_string().as_str()), &context).await
}

fn mail(body: &str) -> Value {
    json!({ "conversationId": "cnv_1", "body": body })
}

/// Returns the result without the note.
fn result(output: &ToolOutput) -> Value {
    let mut result: Value = serde_json::from_str(output.structured().unwrap()).unwrap();
    result.as_object_mut().unwrap().remove(REPEATED);
    result
}

fn is_repeated(output: &ToolOutput) -> bool {
    output.content().iter().any(|block| json!(block).to_string().contains("nothing was done again"))
}

#[tokio::test(start_paused = true)]
async fn equal_call_returns_the_first_result_and_acts_once() {
    let (tool, sent) = sender(REPEAT_WINDOW);
    let first = call(&tool, &mail("Hi")).await.unwrap();
    assert!(!is_repeated(&first));
    for equal in [
        mail("Hi"),
        json!({ "body": " Hi\n", "conversationId": "cnv_1" }),
        json!({ "conversation_id": "cnv_1", "body": "Hi", "cc": null }),
        Value::String(mail("Hi").to_string()),
    ] {
        let again = call(&tool, &equal).await.unwrap();
        assert_eq!(result(&again), result(&first), "{equal}");
        assert!(is_repeated(&again), "{equal}");
    }
    assert_eq!(sent.load(Ordering::SeqCst), 1);
    tokio::time::advance(REPEAT_WINDOW + Duration::from_secs(1)).await;
    assert!(!is_repeated(&call(&tool, &mail("Hi")).await.unwrap()));
    assert_eq!(sent.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn other_call_acts() {
    let (tool, sent) = sender(REPEAT_WINDOW);
    call(&tool, &mail("Hi")).await.unwrap();
    let mut number = 1;
    for other in [
        mail("Hi there"),
        json!({ "conversationId": "cnv_2", "body": "Hi" }),
        json!({ "conversationId": "cnv_1", "body": "Hi", "cc": ["a@b.example"] }),
        json!({ "conversationId": "cnv_1", "body": "Hi", "idempotency_key": "2" }),
        json!({ "conversationId": "cnv_1", "body": "Hi", "idempotency_key": 3 }),
        json!({ "conversationId": "cnv_1", "body": "Hi", "idempotencyKey": "4" }),
    ] {
        number += 1;
        assert!(!is_repeated(&call(&tool, &other).await.unwrap()), "{other}");
        assert!(is_repeated(&call(&tool, &other).await.unwrap()), "{other}");
        assert_eq!(sent.load(Ordering::SeqCst), number, "{other}");
    }
    call_as(&tool, "bob", &mail("Hi")).await.unwrap();
    assert_eq!(sent.load(Ordering::SeqCst), number + 1);
}

#[tokio::test(start_paused = true)]
async fn equal_calls_at_the_same_time_act_once() {
    let (tool, sent) = sender(REPEAT_WINDOW);
    let slow = mail("slow");
    let (first, second) = tokio::join!(call(&tool, &slow), call(&tool, &slow));
    let (first, second) = (first.unwrap(), second.unwrap());
    assert_eq!(result(&first), result(&second));
    assert!(!is_repeated(&first) && is_repeated(&second));
    assert_eq!(sent.load(Ordering::SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn equal_call_waits_at_most_until_its_deadline() {
    let (tool, sent) = sender(REPEAT_WINDOW);
    let slow = mail("slow");
    let first = call(&tool, &slow);
    let hurried = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let end = tokio::time::Instant::now() + DEADLINE_MARGIN + Duration::from_secs(1);
        let context = Context::new().with_caller(Principal::new("ann")).with_deadline(end.into_std());
        tool.call(Arguments::from(slow.to_string().as_str()), &context).await
    };
    let (first, hurried) = tokio::join!(first, hurried);
    assert!(first.is_ok());
    assert_eq!(hurried.unwrap_err().kind(), HandlerErrorKind::Conflict);
    assert_eq!(sent.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn failed_call_runs_again_and_unknown_outcome_does_not() {
    let (tool, sent) = sender(REPEAT_WINDOW);
    for number in 1..=2 {
        assert_eq!(call(&tool, &mail("fail")).await.unwrap_err().kind(), HandlerErrorKind::NotFound);
        assert_eq!(sent.load(Ordering::SeqCst), number);
    }
    for _ in 0..2 {
        let error = call(&tool, &mail("unknown")).await.unwrap_err();
        assert_eq!(error.kind(), HandlerErrorKind::OutcomeUnknown);
    }
    assert_eq!(sent.load(Ordering::SeqCst), 3);
}

#[tokio::test(start_paused = true)]
async fn dropped_call_has_an_unknown_outcome() {
    let (tool, sent) = sender(REPEAT_WINDOW);
    let slow = mail("slow");
    tokio::time::timeout(Duration::from_secs(1), call(&tool, &slow)).await.unwrap_err();
    let error = call(&tool, &slow).await.unwrap_err();
    assert_eq!(error.kind(), HandlerErrorKind::OutcomeUnknown);
    assert!(error.hint().unwrap().contains("idempotency_key"));
    assert_eq!(sent.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn tools_that_change_nothing_new_are_not_remembered() {
    let (off, sent) = sender(Duration::ZERO);
    call(&off, &mail("Hi")).await.unwrap();
    call(&off, &mail("Hi")).await.unwrap();
    assert_eq!(sent.load(Ordering::SeqCst), 2);
    assert!(!off.definition().input_schema()["properties"].as_object().unwrap().contains_key(ARGUMENT));
    let read =
        tool_fn("read", "Reads.", |_: Mail| async { Ok::<_, HandlerError>(1) }).method(ToolMethod::Get);
    let read = Once::new(read, Repeats::default(), REPEAT_WINDOW, |_| None);
    assert!(!read.definition().input_schema()["properties"].as_object().unwrap().contains_key(ARGUMENT));
    assert!(!is_repeated(&call(&read, &mail("Hi")).await.unwrap()));
    assert!(!is_repeated(&call(&read, &mail("Hi")).await.unwrap()));
}

#[tokio::test]
async fn key_of_another_type_is_refused() {
    let (tool, sent) = sender(REPEAT_WINDOW);
    for bad in [json!(["a"]), json!({}), json!("x".repeat(MAX_KEY + 1))] {
        let error = call(&tool, &json!({ "conversationId": "c", "body": "b", "idempotency_key": bad })).await;
        assert_eq!(error.unwrap_err().kind(), HandlerErrorKind::InvalidArguments);
    }
    assert_eq!(sent.load(Ordering::SeqCst), 0);
}

/// A store that fails must not lead to a second mail.
#[tokio::test]
async fn nothing_is_done_without_the_store() {
    #[derive(Debug)]
    struct Down;
    #[async_trait]
    impl CallStore for Down {
        async fn begin(
            &self,
            _: &str,
            _: Duration,
            _: Duration,
        ) -> Result<Begin, Box<dyn std::error::Error + Send + Sync>> {
            Err("down".into())
        }
        async fn finish(
            &self,
            _: &str,
            _: &str,
            _: Duration,
        ) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
            Err("down".into())
        }
        async fn forget(&self, _: &str) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
            Err("down".into())
        }
    }
    let ran = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&ran);
    let tool = tool_fn("send", "Sends.", move |_: Mail| {
        count.fetch_add(1, Ordering::SeqCst);
        async { Ok::<_, HandlerError>(1) }
    });
    let repeats = Repeats { store: Arc::new(Down), scope: "".into() };
    let tool = Once::new(tool.access(Access::Send), repeats, REPEAT_WINDOW, |_| None);
    let error = call(&tool, &mail("Hi")).await.unwrap_err();
    assert_eq!(error.kind(), HandlerErrorKind::Unavailable);
    assert_eq!(ran.load(Ordering::SeqCst), 0);
}
