//! Responses that repeat the credential: in every place of a response, and in every encoding.

use std::{convert::Infallible, error::Error as StdError, fmt::Write};

use fusedesk_client::{
    Body, CaseId, Client, Endpoint, Error, FuseDesk,
    api::{cases::GetCase, replies::SendReply, session::GetPermissions},
    mcp::{AgentTools, Author},
    testing::LogCapture,
};
use http::{Request, Response};
use mcp_core::testing::TestClient;
use serde_json::json;

const TOKEN: &str = "sekret/DESK+KEY-9876";

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
        "c2VrcmV0L0RFU0srS0VZLTk4NzY=".to_owned(),
        "QmVhcmVyIHNla3JldC9ERVNLK0tFWS05ODc2".to_owned(),
        "bWU6c2VrcmV0L0RFU0srS0VZLTk4NzY=".replace('/', "_"),
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
        answer(401, format!(r#"{{"error":"Invalid key {token}","errorcode":"api_error_invalidkey"}}"#)),
        answer(403, format!(r#"{{"error":"no scope","errorcode":"{token}"}}"#)),
        answer(404, format!(r#"{{"error":{{"key":"{token}"}}}}"#)),
        answer(405, format!(r#"{{"error":"Unknown credential '{token}' used"}}"#)),
        answer(429, format!(r#"{{"error":"slow {token}"}}"#)),
        answer(500, format!("<pre>x-fusedesk-api-key: {token}</pre>")),
        answer(502, format!(r#"{{"upstream":"{token}"}}"#)),
        answer(200, format!(r#"{{"error":"Invalid key {token}"}}"#)),
        answer(
            200,
            format!(
                "<br />\n<b>Warning</b>:  key {token} in <b>/a.php</b> on line <b>7</b><br />\n{{\"id\":1}}"
            ),
        ),
        answer(200, format!("<b>Fatal error</b>: {token}")),
        answer(200, format!("<html>{token}</html>")),
        answer(200, format!(r#""{token}""#)),
        answer(200, format!(r#"{{"id":{{"{token}":1}},"cases":"{token}"}}"#)),
        answer(
            200,
            format!(
                r#"{{"id":1,"caseid":1,"casenum":"{token}","summary":"{token}","contactname":"{token}"}}"#
            ),
        ),
        answer(
            200,
            format!(r#"[{{"id":1,"caseid":1,"name":"{token}","summary":"{token}","details":"{token}"}}]"#),
        ),
        header(301, "location"),
        header(200, "x-fusedesk-usage-limit"),
        header(401, "x-fusedesk-error"),
        header(403, "x-fusedesk-error-code"),
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
    send!(GetPermissions::new());
    send!(GetCase::new(CaseId::new(1)));
    send!(SendReply::new(CaseId::new(1), "Hello"));
    let raw = client.exchange(Request::get("/me").body(()).unwrap()).await;
    shown.push(format!("{raw:?}"));
    let agent = TestClient::new(AgentTools::new(client.clone()).registry()).context(|context| {
        context.extensions_mut().insert(Author::api_token());
    });
    for (tool, arguments) in [
        ("fusedesk_list_departments", json!({})),
        ("fusedesk_list_reps", json!({})),
        ("fusedesk_read_case", json!({ "case_id": 1 })),
        ("fusedesk_search_cases", json!({ "text": "late" })),
        ("fusedesk_add_note", json!({ "case_id": 1, "note": "Hello" })),
        ("fusedesk_find_customer", json!({ "email": "me@acme.example" })),
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
            let client =
                FuseDesk::app("acme").unwrap().builder().credential(TOKEN).transport(wire).build().unwrap();
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
