//! Golden messages besides requests and responses: progress, log messages, elicitation, changes. One snapshot per
//! revision.

use std::{
    fmt::Write as _,
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use mcp_core::{
    ClientConnection, Content, ContentAnnotations, Context, HandlerError, Level, Lifecycle, ListKind,
    LogMessage, META_CLIENT_CAPABILITIES, META_PROTOCOL_VERSION, NoArguments, Progress, ProtocolVersion,
    Registry, RequestStateKey, ResourceContents, RpcError, Server, ToolOutput, async_trait,
    client_features::{Elicitation, Field, Roots, Sampling},
    dispatch,
    jsonrpc::{Id, Message, write_request},
    prompt_fn,
    protocol::Params,
    resource_fn, resource_updated, tool_fn,
};
use serde_json::{Value, json, value::RawValue};

/// `busy` reports progress and logs, `rich` returns every kind of content, the others send requests to the client.
fn server() -> Server {
    let busy = tool_fn("busy", "Reports and logs.", |_: NoArguments, context: Context| async move {
        context.progress(1.0, Some(2.0), Some("half"));
        for level in [Level::Debug, Level::Info, Level::Error] {
            context.log(level, Some("busy"), &json!({ "step": 1 }));
        }
        context.progress(2.0, Some(2.0), None);
        Ok::<_, HandlerError>(())
    });
    let rich = tool_fn("rich", "Answers with all that there is.", |_: NoArguments| async {
        let hints = ContentAnnotations::new().priority(0.5).last_modified("2026-05-03T12:00:00Z");
        let contents = ResourceContents::text("a:b", "t").meta("example/k", 1);
        Ok::<_, HandlerError>(
            ToolOutput::json(&json!({ "open": 3 }))?
                .with_content(Content::text("more").annotations(hints).meta("example/k", 1))
                .with_content(Content::image("AA==", "image/png"))
                .with_content(Content::audio("AA==", "audio/wav"))
                .with_content(contents.into())
                .with_content(Content::resource_link("a:b", "linked"))
                .with_meta("example/k", 1),
        )
    });
    let form = tool_fn("form", "Asks by a form.", |_: NoArguments, context: Context| async move {
        let form = Elicitation::form("Which?")
            .field("kind", Field::one_of_titled([("q", "Question"), ("p", "Problem")]).default_value("q"))
            .field("note", Field::text().max_length(9).optional());
        let answer = context.request_client("which", form).await?.accepted();
        Ok::<_, HandlerError>(json!({ "answer": answer }))
    });
    let page = tool_fn("page", "Asks by a page.", |_: NoArguments, context: Context| async move {
        let agreed =
            context.request_client("page", Elicitation::url("Sign in", "https://shop.example/in")).await?;
        Ok::<_, HandlerError>(json!({ "agreed": agreed.accepted().is_some() }))
    });
    let model = tool_fn("model", "Asks the client's model.", |_: NoArguments, context: Context| async move {
        let said = context.request_client("said", Sampling::new(9).system("Be brief.").user("Hi.")).await?;
        Ok::<_, HandlerError>(said.text().to_owned())
    });
    let roots = tool_fn("roots", "Asks for the roots.", |_: NoArguments, context: Context| async move {
        Ok::<_, HandlerError>(context.request_client("roots", Roots::new()).await?.len())
    });
    let prompt = prompt_fn("ask_first", "Asks first.", |_: NoArguments, context: Context| async move {
        let answer =
            context.request_client("who", Elicitation::form("Who?").field("who", Field::text())).await?;
        Ok::<_, HandlerError>(format!("Hello, {:?}.", answer.accepted().map(|answer| answer["who"].clone())))
    });
    let resource = resource_fn("a:b", "b", "Asks first, too.", |context: Context| async move {
        context.request_client("sure", Elicitation::form("Sure?")).await?;
        Ok::<_, HandlerError>("read")
    });
    let picky =
        tool_fn("picky", "Needs what no client has.", |_: NoArguments| async { Ok::<_, HandlerError>(()) });
    let tools = Registry::new().with_tool(busy).and_then(|registry| registry.with_tool(rich));
    let tools =
        tools.and_then(|registry| registry.with_tool(form)).and_then(|registry| registry.with_tool(page));
    let tools =
        tools.and_then(|registry| registry.with_tool(model)).and_then(|registry| registry.with_tool(roots));
    let tools =
        tools.and_then(|tools| tools.with_tool(picky.define(|tool| tool.with_required_capability("tasks"))));
    Server::new(tools.unwrap().with_prompt(prompt).unwrap().with_resource(resource).unwrap())
        .name("besides")
        .version("1")
        .list_changed(true)
        .request_state_key(RequestStateKey::new([7; 32]).unwrap())
}

type Lines = Arc<Mutex<String>>;

fn line(lines: &Lines, arrow: &str, message: &str) {
    writeln!(lines.lock().unwrap(), "{arrow} {message}").unwrap();
}

fn text(bytes: &Bytes) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn responses() -> Value {
    json!({
        "which": { "action": "accept", "content": { "kind": "p" } },
        "page": { "action": "accept" },
        "who": { "action": "accept", "content": { "who": "Ada" } },
        "sure": { "action": "decline" },
        "said": { "role": "assistant", "model": "m", "content": { "type": "text", "text": "Hello." } },
        "roots": { "roots": [{ "uri": "file:///a" }] }
    })
}

/// Client with a session.
struct Session(Lines);

#[async_trait]
impl ClientConnection for Session {
    async fn request(&self, method: &'static str, params: Bytes) -> Result<Box<RawValue>, RpcError> {
        // The elicitation id of a page is unique per process.
        let mut params: Value = serde_json::from_slice(&params).unwrap();
        if let Some(id) = params.get_mut("elicitationId") {
            *id = "(some id)".into();
        }
        let request = write_request(&Id::number(9), method, params.to_string().as_bytes());
        line(&self.0, "<?", text(&request));
        let key = match (method, params["message"].as_str()) {
            ("roots/list", _) => "roots",
            ("sampling/createMessage", _) => "said",
            (_, Some("Which?")) => "which",
            (_, Some("Who?")) => "who",
            (_, Some("Sure?")) => "sure",
            _ => "page",
        };
        Ok(serde_json::value::to_raw_value(&responses()[key]).unwrap())
    }

    fn set_log_level(&self, level: Level) {
        line(&self.0, "   remembered:", level.as_str());
    }

    fn set_subscribed(&self, uri: &str, subscribed: bool) -> Result<(), RpcError> {
        line(&self.0, "   remembered:", &format!("{uri} {subscribed}"));
        Ok(())
    }
}

/// Client of one revision that records what it receives.
struct Client {
    version: ProtocolVersion,
    lines: Lines,
    log_level: Option<Level>,
}

impl Client {
    fn can() -> Value {
        json!({ "elicitation": { "form": {}, "url": {} }, "sampling": {}, "roots": {} })
    }

    fn context(&self) -> Context {
        let (reports, logs) = (Arc::clone(&self.lines), Arc::clone(&self.lines));
        let mut context = Context::new()
            .with_protocol_version(self.version)
            .with_progress_sink(Arc::new(move |progress: Progress| {
                line(&reports, "<~", text(&progress.to_notification()));
            }))
            .with_log_sink(Arc::new(move |message: LogMessage| {
                line(&logs, "<~", text(&message.to_notification()));
            }));
        if self.version.lifecycle() == Lifecycle::Initialize {
            context = context
                .with_client_capabilities(Self::can().as_object().unwrap())
                .with_connection(Arc::new(Session(Arc::clone(&self.lines))));
            context.set_log_level(self.log_level);
        }
        context
    }

    /// Sends a request. Members that all requests of 2026-07-28 share are not recorded.
    async fn send(&self, method: &str, mut params: Value) -> Value {
        line(&self.lines, "->", &format!("{method} {params}"));
        if self.version.lifecycle() == Lifecycle::Stateless {
            params["_meta"][META_PROTOCOL_VERSION] = self.version.as_str().into();
            params["_meta"][META_CLIENT_CAPABILITIES] = Self::can();
        }
        let message = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        let Ok(Message::Request(envelope)) = Message::parse(&message.to_string().into()) else {
            panic!("a request: {message}")
        };
        let result: Result<_, RpcError> = async {
            let request =
                server().decode(&envelope, Params::parse(&envelope)?.validate()?, self.context())?;
            dispatch(request).await
        }
        .await;
        let answer = match result {
            Ok(response) => {
                for note in response.subscription().iter().flat_map(|open| {
                    let lists = ListKind::ALL.iter().filter_map(|list| open.notification(*list));
                    std::iter::once(open.acknowledgement()).chain(lists).chain(open.updated("a:b"))
                }) {
                    line(&self.lines, "<~", text(&note));
                }
                response.into_body(envelope.id()).to_bytes()
            }
            Err(error) => error.to_body(Some(envelope.id())),
        };
        let answer: Value = serde_json::from_slice(&answer).unwrap();
        let mut shown = answer.clone();
        if let Some(state) = shown.pointer_mut("/result/requestState") {
            *state = "(signed)".into();
        }
        line(&self.lines, "<-", &format!("{shown}\n"));
        answer
    }

    /// Sends a request, and sends it again with responses if they are required.
    async fn talk(&self, method: &str, params: Value) {
        let asked = self.send(method, params.clone()).await;
        if asked["result"]["resultType"] == "input_required" {
            let mut params = params;
            let asked = &asked["result"];
            let answers = asked["inputRequests"].as_object().unwrap().keys();
            params["inputResponses"] = answers
                .map(|key| (key.clone(), responses()[key].clone()))
                .collect::<serde_json::Map<_, _>>()
                .into();
            let state = asked["requestState"].clone();
            params["requestState"] = state.clone();
            self.again(method, params, &state).await;
        }
    }

    /// Like [`send`](Self::send), without recording the state.
    async fn again(&self, method: &str, params: Value, state: &Value) {
        self.send(method, params).await;
        let mut lines = self.lines.lock().unwrap();
        *lines = lines.replace(&state.to_string(), "\"(signed)\"");
    }
}

async fn golden(version: ProtocolVersion) -> String {
    let mut client = Client { version, lines: Lines::default(), log_level: None };
    match version.lifecycle() {
        Lifecycle::Stateless => client.send("server/discover", json!({})).await,
        _ => client.send("initialize", json!({ "protocolVersion": version.as_str() })).await,
    };
    client.send("ping", json!({})).await;
    client.send("tools/call", json!({ "name": "rich" })).await;

    client.send("tools/call", json!({ "name": "busy" })).await;
    client.send("tools/call", json!({ "name": "busy", "_meta": { "progressToken": "p" } })).await;
    let level = json!({ "io.modelcontextprotocol/logLevel": "info", "progressToken": 7 });
    client.send("tools/call", json!({ "name": "busy", "_meta": level })).await;
    client.send("logging/setLevel", json!({ "level": "error" })).await;
    client.send("logging/setLevel", json!({ "level": "loud" })).await;
    client.log_level = Some(Level::Error);
    client.send("tools/call", json!({ "name": "busy" })).await;

    for tool in ["form", "page", "model", "roots", "picky"] {
        client.talk("tools/call", json!({ "name": tool })).await;
    }
    client.talk("prompts/get", json!({ "name": "ask_first" })).await;
    client.talk("resources/read", json!({ "uri": "a:b" })).await;
    client.send("tools/call", json!({ "name": "form", "requestState": "e30" })).await;

    client.send("resources/subscribe", json!({ "uri": "a:b" })).await;
    client.send("resources/subscribe", json!({ "uri": "a:c" })).await;
    client.send("resources/unsubscribe", json!({ "uri": "a:b" })).await;
    let wanted = json!({
        "toolsListChanged": true, "resourcesListChanged": true, "resourceSubscriptions": ["a:b", "a:c"]
    });
    client.send("subscriptions/listen", json!({ "notifications": wanted })).await;
    client.send("subscriptions/listen", json!({})).await;
    if version.lifecycle() == Lifecycle::Initialize {
        for list in ListKind::ALL {
            line(&client.lines, "<~", text(&list.to_notification()));
        }
        line(&client.lines, "<~", text(&resource_updated("a:b")));
    }
    client.send("tasks/list", json!({})).await;
    std::mem::take(&mut *client.lines.lock().unwrap())
}

#[tokio::test]
async fn v2026_07_28() {
    insta::assert_snapshot!("besides_2026_07_28", golden(ProtocolVersion::V2026_07_28).await);
}

#[tokio::test]
async fn v2025_11_25() {
    insta::assert_snapshot!("besides_2025_11_25", golden(ProtocolVersion::V2025_11_25).await);
}

#[tokio::test]
async fn v2025_06_18() {
    insta::assert_snapshot!("besides_2025_06_18", golden(ProtocolVersion::V2025_06_18).await);
}

#[tokio::test]
async fn v2025_03_26() {
    insta::assert_snapshot!("besides_2025_03_26", golden(ProtocolVersion::V2025_03_26).await);
}
