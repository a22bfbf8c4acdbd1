//! Any body gets an answer that a client can read: the right status, and valid JSON-RPC or nothing.
//!
//! The first byte of the input chooses what goes with the body: its bits are those of [`Setting`].
#![no_main]

use std::{cell::OnceCell, time::Duration};

use bytes::Bytes;
use http::{HeaderValue, Request, StatusCode, header};
use http_body_util::{BodyExt, Full};
use libfuzzer_sys::fuzz_target;
use mcp_core::{
    Context, Level, META_PROTOCOL_VERSION, NoArguments, Registry, Server, ToolError,
    ask::{Elicitation, Field},
    prompt_fn, resource_fn,
    schemars::{self, JsonSchema},
    template_fn, tool_fn,
};
use mcp_tower::{LiveServer, Mcp, Sessions};
use serde::de::IgnoredAny;
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt;

/// The bits of the first byte.
struct Setting(u8);

impl Setting {
    /// The headers say what the body says, as those of a real client do; otherwise there are none.
    const fn mirrors(&self) -> bool {
        self.0 & 1 != 0
    }

    const fn takes_streams(&self) -> bool {
        self.0 & 2 != 0
    }

    const fn has_sessions(&self) -> bool {
        self.0 & 4 != 0
    }
}

/// With the time of a test, so that nothing is waited for.
struct Host {
    runtime: Runtime,
    stateless: Mcp,
    with_sessions: Mcp,
}

thread_local! {
    static HOST: OnceCell<Host> = const { OnceCell::new() };
}

fuzz_target!(|input: &[u8]| {
    let Some((setting, body)) = input.split_first() else { return };
    HOST.with(|host| host.get_or_init(host_of_all).exchange(&Setting(*setting), body));
});

fn host_of_all() -> Host {
    let mcp = || Mcp::live(LiveServer::new(Server::new(registry()))).listen_time(Duration::from_secs(20));
    Host {
        runtime: Builder::new_current_thread().enable_time().start_paused(true).build().expect("a runtime"),
        stateless: mcp(),
        with_sessions: mcp().sessions(Sessions::new()),
    }
}

#[derive(serde::Deserialize, JsonSchema)]
struct Args {
    text: String,
    number: Option<u32>,
    list: Option<Vec<bool>>,
}

fn registry() -> Registry {
    let echo = tool_fn("echo", "Answers with its arguments.", |args: Args, context: Context| async move {
        context.progress(1.0, Some(2.0), Some(&args.text));
        context.log(Level::Info, None, &args.text);
        tokio::task::yield_now().await;
        Ok::<_, ToolError>((args.text, args.number, args.list))
    });
    let ask = tool_fn("ask", "Asks.", |_: NoArguments, context: Context| async move {
        let answer = context.ask("q", Elicitation::form("?").field("a", Field::text()).volunteered()).await?;
        Ok::<_, ToolError>(format!("{answer:?}"))
    });
    let prompt = prompt_fn("p", "A prompt.", |args: Args| async move { Ok::<_, ToolError>(args.text) });
    let resource = resource_fn("a:b", "r", "A resource.", |_: Context| async { Ok::<_, ToolError>("text") });
    let template =
        template_fn(
            "t://{text}",
            "t",
            "A template.",
            |args: Args| async move { Ok::<_, ToolError>(args.text) },
        );
    Registry::new()
        .with(echo)
        .and_then(|registry| registry.with(ask))
        .and_then(|registry| registry.with_prompt(prompt))
        .and_then(|registry| registry.with_resource(resource))
        .and_then(|registry| registry.with_template(template))
        .expect("the names differ")
}

impl Host {
    fn exchange(&self, setting: &Setting, body: &[u8]) {
        let sent = Sent::read(body);
        let mcp = if setting.has_sessions() { &self.with_sessions } else { &self.stateless };
        let request = request(setting, body, sent.value());
        let (status, kind, answer) = self.runtime.block_on(async {
            let (parts, body) = mcp.clone().oneshot(request).await.expect("it cannot fail").into_parts();
            let kind = parts.headers.get(header::CONTENT_TYPE).cloned();
            (parts.status, kind, body.collect().await.expect("a body does not break off").to_bytes())
        });
        let kind = kind.as_ref().map(|kind| kind.to_str().expect("a content type is text"));
        let text = std::str::from_utf8(&answer).expect("an answer is text");
        match (status, kind) {
            (StatusCode::ACCEPTED, None) => assert!(text.is_empty(), "{text}"),
            (StatusCode::OK, Some("text/event-stream")) => {
                assert!(setting.takes_streams(), "nobody asked for a stream");
                events(text).filter_map(|event| sent.answer(&event)).for_each(|event| message(&event));
            }
            (
                StatusCode::OK
                | StatusCode::BAD_REQUEST
                | StatusCode::NOT_FOUND
                | StatusCode::NOT_ACCEPTABLE
                | StatusCode::PAYLOAD_TOO_LARGE,
                Some("application/json"),
            ) => {
                let Some(answer) = sent.answer(text) else { return };
                match &answer {
                    Value::Array(batch) => {
                        assert!(sent.may_be(Value::is_array) && !batch.is_empty(), "{text}");
                        batch.iter().for_each(message);
                    }
                    answer => {
                        message(answer);
                        assert!(answer.get("method").is_none(), "{text}");
                        belongs(answer, &sent);
                    }
                }
                if status != StatusCode::OK {
                    assert!(answer.get("error").is_some(), "{status}: {text}");
                }
            }
            other => panic!("{other:?}: {text}"),
        }
    }
}

/// What was sent, as far as it can be looked at.
enum Sent {
    Json(Value),
    /// JSON by its grammar, but nothing for a `Value`: it has a number that no double holds, or half a surrogate pair.
    Odd,
    Junk,
}

impl Sent {
    fn read(body: &[u8]) -> Self {
        match serde_json::from_slice(body) {
            Ok(value) => Self::Json(value),
            Err(_) if serde_json::from_slice::<IgnoredAny>(body).is_ok() => Self::Odd,
            Err(_) => Self::Junk,
        }
    }

    const fn value(&self) -> Option<&Value> {
        match self {
            Self::Json(value) => Some(value),
            _ => None,
        }
    }

    /// Whether something holds of it, or nobody knows.
    fn may_be(&self, holds: impl FnOnce(&Value) -> bool) -> bool {
        matches!(self, Self::Odd) || self.value().is_some_and(holds)
    }

    /// What was answered. An id or a progress token comes back byte for byte, so that an odd one makes an odd answer.
    fn answer(&self, json: &str) -> Option<Value> {
        match Self::read(json.as_bytes()) {
            Self::Json(value) => Some(value),
            Self::Odd if matches!(self, Self::Odd) => None,
            _ => panic!("no JSON: {json}"),
        }
    }
}

fn request(setting: &Setting, body: &[u8], sent: Option<&Value>) -> Request<Full<Bytes>> {
    let accept =
        if setting.takes_streams() { "application/json, text/event-stream" } else { "application/json" };
    let mut request = Request::post("/mcp")
        .header(header::HOST, "localhost")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ACCEPT, accept);
    if let (true, Some(sent)) = (setting.mirrors(), sent) {
        let params = &sent["params"];
        let subject = if params["name"].is_string() { &params["name"] } else { &params["uri"] };
        let said = [
            ("mcp-method", &sent["method"]),
            ("mcp-name", subject),
            ("mcp-protocol-version", &params["_meta"][META_PROTOCOL_VERSION]),
        ];
        for (name, value) in said {
            if let Some(Ok(value)) = value.as_str().map(HeaderValue::from_str) {
                request = request.header(name, value);
            }
        }
    }
    request.body(Full::new(Bytes::copy_from_slice(body))).expect("all parts were checked")
}

/// A message is an answer with a result or an error, or a notification, or a request, and nothing in between.
fn message(message: &Value) {
    assert_eq!(message["jsonrpc"], "2.0", "{message}");
    let has = |name: &str| message.get(name).is_some();
    match (has("method"), has("result"), has("error")) {
        (true, false, false) => {}
        (false, true, false) => {
            assert!(has("id") && message["result"].is_object(), "{message}");
        }
        (false, false, true) => {
            let error = &message["error"];
            assert!(error["code"].is_i64() && error["message"].is_string(), "{message}");
        }
        _ => panic!("{message}"),
    }
}

/// An answer with an id has that of the request.
fn belongs(answer: &Value, sent: &Sent) {
    if let Some(id) = answer.get("id").filter(|id| !id.is_null()) {
        assert!(sent.may_be(|sent| sent.get("id") == Some(id)), "{answer}");
    }
}

/// The data of each event.
fn events(stream: &str) -> impl Iterator<Item = String> {
    stream.split("\n\n").filter(|event| !event.is_empty() && !event.starts_with(':')).map(|event| {
        let data: Vec<_> = event.lines().filter_map(|line| line.strip_prefix("data: ")).collect();
        data.join("\n")
    })
}
