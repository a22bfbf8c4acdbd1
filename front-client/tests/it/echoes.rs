//! Responses that repeat the credential: in every place of a response, and in every encoding.

use std::{convert::Infallible, error::Error as StdError, fmt::Write};

use front_client::{
    Body, Client, Endpoint, Error,
    api::{
        contacts::GetContact, conversations::GetConversation, identity::GetMe, messages::SendReply,
        tags::ListTags,
    },
    mcp::{AgentTools, Author},
    testing::LogCapture,
};
use http::{Request, Response};
use mcp_core::testing::TestClient;
use serde_json::json;

const TOKEN: &str = "sekret-FRONT/TOKEN+123456";

/// The token in every encoding in which it comes back.
fn encodings() -> Vec<String> {
    let each = |write: fn(char) -> String| TOKEN.chars().map(write).collect::<String>();
    vec![
        TOKEN.to_owned(),
        format!("Bearer {TOKEN}"),
        TOKEN.to_uppercase(),
        TOKEN.replace('/', "\\/"),
        each(|c| format!("\\u{:04x}", u32::from(c))),
        each(|c| format!("%{:02X}", u32::from(c))),
        each(|c| format!("&#x{:x};", u32::from(c))),
        each(|c| format!("{:02x}", u32::from(c))),
        // base64 of the token, of `Bearer …` and of `me:…`, and one in the other alphabet.
        "c2VrcmV0LUZST05UL1RPS0VOKzEyMzQ1Ng==".to_owned(),
        "QmVhcmVyIHNla3JldC1GUk9OVC9UT0tFTisxMjM0NTY=".to_owned(),
        "bWU6c2VrcmV0LUZST05UL1RPS0VOKzEyMzQ1Ng".to_owned(),
    ]
}

/// A response to any request: its status, a header and its body, with the token in one of them.
struct Answer {
    status: u16,
    header: (&'static str, String),
    body: String,
}

/// The places of a response where a text may stand.
fn answers(token: &str) -> Vec<Answer> {
    let answer = |status, body: String| Answer { status, header: ("x-plain", "1".into()), body };
    // In a header there are no escapes of JSON.
    let header = |status, name| Answer { status, header: (name, token.into()), body: "{}".into() };
    vec![
        answer(401, format!(r#"{{"_error":{{"status":401,"message":"bad token {token}"}}}}"#)),
        answer(403, format!(r#"{{"_error":{{"status":403,"title":"no scope for {token}"}}}}"#)),
        answer(400, format!(r#"{{"_error":{{"message":"no","details":["body: {token}","{token}"]}}}}"#)),
        answer(404, format!(r#"{{"_error":{{"message":"token={token}"}}}}"#)),
        answer(409, format!(r#"{{"_error":[{{"message":"'{token}' is stale"}}]}}"#)),
        answer(429, format!(r#"{{"_error":{{"message":"slow {token}"}}}}"#)),
        answer(500, format!("<pre>authorization: {token}</pre>")),
        answer(502, format!(r#"{{"upstream":"{token}"}}"#)),
        answer(200, format!(r#"{{"_error":{{"message":"bad {token}"}}}}"#)),
        answer(200, format!("<html>{token}</html>")),
        answer(200, format!(r#""{token}""#)),
        answer(200, format!(r#"{{"id":{{"{token}":1}},"_results":"{token}"}}"#)),
        answer(200, format!(r#"{{"_results":[{{"id":"tag_1","name":"{token}","email":"{token}"}}]}}"#)),
        answer(
            200,
            format!(
                r#"{{"id":"crd_1","name":"{token}","subject":"{token}","custom_fields":{{"{token}":"{token}"}}}}"#
            ),
        ),
        answer(
            200,
            format!(
                r#"{{"_pagination":{{"next":"https://api2.frontapp.com/tags?page_token={token}"}},"_results":[]}}"#
            ),
        ),
        header(301, "location"),
        header(200, "x-ratelimit-limit"),
        header(429, "retry-after"),
        header(400, "x-front-request"),
    ]
}

/// Returns `true` if a text shows the token in any encoding.
fn leaks(text: &str) -> bool {
    let text = text.to_lowercase();
    encodings().iter().any(|encoded| {
        let encoded = encoded.to_lowercase();
        // The last characters of base64 may hold bits of others.
        text.contains(
            encoded.trim_start_matches("bearer ").trim_end_matches('=').get(..20).unwrap_or(&encoded),
        )
    }) || text.contains("sekret")
}

fn everything(error: &Error) -> String {
    let mut text = format!("{error}\n{error:?}\n{}", error.report());
    let mut source = error.source();
    while let Some(cause) = source {
        write!(text, "\n{cause}\n{cause:?}").unwrap();
        source = cause.source();
    }
    text
}

async fn shown(client: &Client) -> Vec<String> {
    let mut shown = Vec::new();
    macro_rules! send {
        ($call:expr) => {
            shown.push(match $call.send(client).await {
                Ok(output) => format!("{output:?}"),
                Err(error) => everything(&error),
            });
        };
    }
    send!(GetMe::new());
    send!(ListTags::new());
    send!(GetContact::new("crd_1"));
    send!(GetConversation::new("cnv_1"));
    send!(SendReply::new("cnv_1", "Hello"));
    let raw = client.exchange(Request::get("/me").body(()).unwrap()).await;
    shown.push(format!("{raw:?}"));
    let agent = TestClient::new(AgentTools::new(client.clone()).registry()).context(|context| {
        context.extensions_mut().insert(Author::api_token());
    });
    for (tool, arguments) in [
        ("list_tags", json!({})),
        ("read_contact", json!({ "contactId": "crd_1" })),
        ("read_conversation", json!({ "conversationId": "cnv_1" })),
        ("search_conversations", json!({ "query": "late" })),
        ("add_comment", json!({ "conversationId": "cnv_1", "body": "Hello" })),
        ("list_inboxes", json!({})),
    ] {
        let result = agent.call_tool(tool, arguments).await.unwrap();
        shown.push(format!("{result:?} {}", result.text()));
    }
    shown
}

#[test]
fn the_credential_comes_back_nowhere() {
    let written = LogCapture::start();
    // Paused: tools wait before they look again for what was written.
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    let (mut tried, mut redacted) = (0, 0);
    for encoded in encodings() {
        for Answer { status, header, body } in answers(&encoded) {
            tried += 1;
            let response = Response::builder().status(status).header(header.0, header.1).body(body).unwrap();
            let kept = response.clone();
            let wire = tower::service_fn(move |_: Request<Body>| {
                let response = response.clone();
                async move { Ok::<_, Infallible>(response) }
            });
            let client = Client::builder().credential(TOKEN).transport(wire).build().unwrap();
            for text in runtime.block_on(shown(&client)) {
                assert!(!leaks(&text), "{kept:?}: {text}");
                redacted += usize::from(text.contains("[redacted]"));
            }
        }
    }
    assert!(tried >= 48 && redacted > tried * 2, "{tried} {redacted}");
    assert!(!leaks(&written.text()), "{}", written.text());
    assert!(written.text().contains("http.exchange"), "nothing was logged");
}

/// The test above can fail.
#[test]
fn leaks_are_noticed() {
    for encoded in encodings() {
        assert!(leaks(&format!("x {encoded} y")), "{encoded}");
    }
}
