//! The registry in a server that runs on rmcp, the official Rust SDK, already.
//!
//! ```sh
//! cargo run -p examples --example rmcp_server
//! ```
//!
//! [`Desk`] is rmcp's `ServerHandler` over the middle ring of this workspace: what rmcp hears is read into a
//! `mcp_core::Request`, passes the layers, and the answer goes back in rmcp's own types. Transport, handshake and
//! revisions stay rmcp's business. Here a client of rmcp's is at the other end of a pipe in the same process, once in a
//! handshake era and once in that of 2026-07-28.
//!
//! Progress, log messages and questions of a tool to the user cross, too: in the handshake eras [`Caller`] asks through
//! rmcp's `Peer`, and in 2026-07-28 rmcp's `InputRequiredResult` carries what our side asks.

#![allow(clippy::print_stdout, reason = "an example shows what it does")]
#![expect(deprecated, reason = "log messages are, and are served for as long as clients ask for them")]

use std::{
    error::Error,
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use front_client::{
    Client,
    mcp::{Author, agent_tools},
    testing::{FakeFront, seed},
};
use mcp_core::{
    Context, Filter, Level, Method, NoArguments, Peer, Request, Response, RpcError, Server, ToolError,
    ask::Elicitation,
    async_trait,
    jsonrpc::Message,
    prompt_fn,
    protocol::{
        CALL_TOOL, COMPLETE, GET_PROMPT, INITIALIZE, LIST_PROMPTS, LIST_RESOURCES, LIST_TEMPLATES,
        LIST_TOOLS, Params, READ_RESOURCE, SET_LOG_LEVEL,
    },
    template_fn, tool_fn,
};
use mcp_tower::{Dispatch, FilterLayer, layer::Filtered};
use rmcp::{
    ClientHandler, ClientLifecycleMode, ClientServiceExt as _, ErrorData, RoleClient, RoleServer,
    ServerHandler, ServiceExt as _,
    model::{
        CallToolRequestParams, CallToolResponse, ClientConfig, CompleteRequestParams, CompleteResult,
        ElicitRequestParams, ElicitResult, ElicitationAction, ErrorCode, GetPromptRequestParams,
        GetPromptResponse, Implementation, ListPromptsResult, ListResourceTemplatesResult,
        ListResourcesResult, ListToolsResult, LoggingLevel, LoggingMessageNotificationParam,
        PaginatedRequestParams, ProgressNotificationParam, ProtocolVersion, ReadResourceRequestParams,
        ReadResourceResponse, ServerConfig, ServerNotification, ServerRequest, SetLevelRequestParams,
    },
    service::{NotificationContext, RequestContext},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json, value::RawValue};
use tokio::sync::{mpsc, watch};
use tower::{Layer, Service, ServiceExt};

type Page = PaginatedRequestParams;
type Rmcp = RequestContext<RoleServer>;

/// How many reports of progress and log messages wait for a slow client; what comes when they are full is left out.
const WAITING_NOTES: usize = 32;
/// How long a client may take to answer a question.
const ASK_TIMEOUT: Duration = Duration::from_secs(300);

/// The registry and its layers, as a handler of rmcp. A backend with tools of its own in rmcp answers those first and
/// hands the rest over.
struct Desk<S> {
    server: Server,
    service: S,
    /// What the server says of itself, as rmcp has it.
    info: ServerConfig,
    /// From which level on the client of a handshake era wants log messages. rmcp makes a handler for each client.
    level: Arc<Mutex<Option<Level>>>,
}

/// The client of a handshake era, as our side asks it.
struct Caller {
    rmcp: Option<rmcp::Peer<RoleServer>>,
    level: Arc<Mutex<Option<Level>>>,
}

#[async_trait]
impl Peer for Caller {
    async fn request(&self, method: &'static str, params: Bytes) -> Result<Box<RawValue>, RpcError> {
        let failed = |error: String| RpcError::internal(error);
        let rmcp = self.rmcp.as_ref().ok_or_else(|| failed("nobody is there to be asked yet".into()))?;
        let params: Value = serde_json::from_slice(&params).map_err(|error| failed(error.to_string()))?;
        let request: ServerRequest = serde_json::from_value(json!({ "method": method, "params": params }))
            .map_err(|error| failed(error.to_string()))?;
        let answer = tokio::time::timeout(ASK_TIMEOUT, rmcp.send_request(request)).await;
        let answer = answer.map_err(|_| failed(format!("no answer within {ASK_TIMEOUT:?}")))?;
        let answer = answer.map_err(|error| failed(error.to_string()))?;
        serde_json::value::to_raw_value(&answer).map_err(|error| failed(error.to_string()))
    }

    fn set_log_level(&self, level: Level) {
        *self.level.lock().unwrap_or_else(PoisonError::into_inner) = Some(level);
    }
}

impl<S> Desk<S>
where
    S: Service<Request, Response = Response, Error = RpcError> + Clone + Sync,
{
    async fn new(server: Server, service: S) -> Result<Self, ErrorData> {
        let mut desk = Self { server, service, info: ServerConfig::default(), level: Arc::default() };
        // With somebody to ask, the server says that it can log.
        let context = desk.context(None).with_peer(desk.caller(None));
        desk.info = desk.ask(INITIALIZE, &ClientConfig::default(), context).await?;
        Ok(desk)
    }

    /// Carries out one request and gives its result in a type of rmcp's.
    async fn ask<T: DeserializeOwned>(
        &self,
        method: &str,
        params: &impl Serialize,
        context: Context,
    ) -> Result<T, ErrorData> {
        read(&self.answer(method, params, context).await?)
    }

    /// Carries one request out. Without a revision in `_meta`, the answer has the form of the handshake eras; rmcp adds
    /// what a client of 2026-07-28 must find in it.
    async fn answer(
        &self,
        method: &str,
        params: &impl Serialize,
        context: Context,
    ) -> Result<Response, ErrorData> {
        let message = json!({ "jsonrpc": "2.0", "id": 0, "method": method, "params": params }).to_string();
        let envelope = match Message::parse(&message.into()) {
            Ok(Message::Request(envelope)) => envelope,
            other => return Err(ErrorData::internal_error(format!("{other:?}"), None)),
        };
        let response = async {
            let request = self.server.decode(&envelope, Params::parse(&envelope)?, context)?;
            self.service.clone().oneshot(request).await
        };
        response.await.map_err(|error: RpcError| {
            let data = error.data().and_then(|data| serde_json::from_str(data.get()).ok());
            ErrorData::new(ErrorCode(error.code()), error.message().to_owned(), data)
        })
    }

    fn caller(&self, rmcp: Option<rmcp::Peer<RoleServer>>) -> Arc<Caller> {
        Arc::new(Caller { rmcp, level: Arc::clone(&self.level) })
    }

    /// What a client of a handshake era has said before. One of 2026-07-28 says it with each request.
    fn remember(&self, context: &mut Context, rmcp: &Rmcp) {
        if rmcp.protocol_version() == Some(ProtocolVersion::V_2026_07_28) {
            return;
        }
        let known = rmcp.peer.peer_info();
        let capabilities = known.and_then(|client| serde_json::to_vec(&client.capabilities).ok());
        context.set_client(None, capabilities.map(Into::into));
        context.set_log_level(*self.level.lock().unwrap_or_else(PoisonError::into_inner));
        context.set_peer(self.caller(Some(rmcp.peer.clone())));
    }

    /// The circumstances of a call. A host looks here at what rmcp knows of the caller; in this one it is always Sarah.
    ///
    /// To a client of 2026-07-28 rmcp adds what the newest revision with a handshake does not have.
    fn context(&self, version: Option<ProtocolVersion>) -> Context {
        let version = version.unwrap_or(ProtocolVersion::V_2025_11_25);
        let version = mcp_core::ProtocolVersion::negotiate(version.as_str());
        let mut context = Context::new().with_protocol_version(version);
        context.extensions_mut().insert(Author::new(seed::SARAH));
        context
    }
}

impl<S> ServerHandler for Desk<S>
where
    S: Service<Request, Response = Response, Error = RpcError> + Clone + Send + Sync + 'static,
    S::Future: Send,
{
    fn get_info(&self) -> ServerConfig {
        self.info.clone()
    }

    async fn list_tools(&self, page: Option<Page>, rmcp: Rmcp) -> Result<ListToolsResult, ErrorData> {
        self.ask(LIST_TOOLS, &page, self.context(rmcp.protocol_version())).await
    }

    async fn list_prompts(&self, page: Option<Page>, rmcp: Rmcp) -> Result<ListPromptsResult, ErrorData> {
        self.ask(LIST_PROMPTS, &page, self.context(rmcp.protocol_version())).await
    }

    async fn get_prompt(
        &self,
        get: GetPromptRequestParams,
        rmcp: Rmcp,
    ) -> Result<GetPromptResponse, ErrorData> {
        self.ask(GET_PROMPT, &get, self.context(rmcp.protocol_version()))
            .await
            .map(GetPromptResponse::Complete)
    }

    async fn list_resources(&self, page: Option<Page>, rmcp: Rmcp) -> Result<ListResourcesResult, ErrorData> {
        self.ask(LIST_RESOURCES, &page, self.context(rmcp.protocol_version())).await
    }

    async fn list_resource_templates(
        &self,
        page: Option<Page>,
        rmcp: Rmcp,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        self.ask(LIST_TEMPLATES, &page, self.context(rmcp.protocol_version())).await
    }

    async fn read_resource(
        &self,
        read: ReadResourceRequestParams,
        rmcp: Rmcp,
    ) -> Result<ReadResourceResponse, ErrorData> {
        self.ask(READ_RESOURCE, &read, self.context(rmcp.protocol_version()))
            .await
            .map(ReadResourceResponse::Complete)
    }

    async fn complete(&self, begun: CompleteRequestParams, rmcp: Rmcp) -> Result<CompleteResult, ErrorData> {
        self.ask(COMPLETE, &begun, self.context(rmcp.protocol_version())).await
    }

    async fn set_level(&self, wanted: SetLevelRequestParams, rmcp: Rmcp) -> Result<(), ErrorData> {
        let context = self.context(rmcp.protocol_version()).with_peer(self.caller(Some(rmcp.peer)));
        self.answer(SET_LOG_LEVEL, &wanted, context).await.map(|_| ())
    }

    async fn call_tool(
        &self,
        mut call: CallToolRequestParams,
        rmcp: Rmcp,
    ) -> Result<CallToolResponse, ErrorData> {
        // What the request says about itself: its revision, what its client can do, where progress goes.
        call.meta = Some(rmcp.meta.clone());
        let mut context = self.context(rmcp.protocol_version());
        self.remember(&mut context, &rmcp);
        let (sender, mut notes) = mpsc::channel::<Bytes>(WAITING_NOTES);
        let logs = sender.clone();
        context.set_progress_sink(Arc::new(move |report| drop(sender.try_send(report.to_notification()))));
        context.set_log_sink(Arc::new(move |message| drop(logs.try_send(message.to_notification()))));
        let notify = async |note: Bytes| {
            if let Ok(note) = serde_json::from_slice::<ServerNotification>(&note) {
                // A client that is gone is noticed elsewhere.
                let _ = rmcp.peer.send_notification(note).await;
            }
        };
        let mut running = pin!(self.answer(CALL_TOOL, &call, context));
        let response = loop {
            tokio::select! {
                biased;
                // To return drops the call.
                () = rmcp.ct.cancelled() => return Err(ErrorData::internal_error("cancelled", None)),
                Some(note) = notes.recv() => notify(note).await,
                response = &mut running => break response?,
            }
        };
        while let Ok(note) = notes.try_recv() {
            notify(note).await;
        }
        match response.is_input_required() {
            true => read(&response).map(CallToolResponse::InputRequired),
            false => read(&response).map(CallToolResponse::Complete),
        }
    }
}

/// A result in a type of rmcp's.
fn read<T: DeserializeOwned>(response: &Response) -> Result<T, ErrorData> {
    serde_json::from_slice(&response.result())
        .map_err(|error| ErrorData::internal_error(error.to_string(), None))
}

/// How long an answer may take.
#[derive(Deserialize)]
struct Tier {
    tier: String,
}

/// The tools of Front without those that send, one that takes its time, one that asks, a document and a prompt.
async fn desk(front: &FakeFront) -> Result<Desk<Filtered<Dispatch>>, Box<dyn Error>> {
    let client = Client::builder().token(front.token()).transport(front.clone()).build()?;
    let count = tool_fn("count", "Counts to three.", |_: NoArguments, context: Context| async move {
        context.log(Level::Info, Some("count"), "begun");
        for step in 1..=3 {
            context.progress(step.into(), Some(3.0), Some("counting"));
            tokio::task::yield_now().await;
        }
        Ok::<_, ToolError>(json!({ "counted": 3 }))
    });
    let close = tool_fn("close_day", "Closes the day.", |_: NoArguments, context: Context| async move {
        let agreed = context.ask("sure", Elicitation::form("Close the day?")).await?.accepted();
        Ok::<_, ToolError>(json!({ "closed": agreed.is_some() }))
    });
    let promises = template_fn(
        "desk://promises/{tier}",
        "promise",
        "How soon we answer a customer of a tier.",
        |Tier { tier }: Tier| async move {
            match tier.as_str() {
                "Platinum" => Ok("Within four hours."),
                _ => Err(ToolError::not_found(format!("nothing is promised to {tier}"))),
            }
        },
    );
    let morning = prompt_fn("morning", "Sorts what came over night.", |_: NoArguments| async {
        Ok::<_, ToolError>("Tag and assign each conversation that is nobody's.")
    });
    let registry = agent_tools(&client).with(count.method(Method::Get))?.with(close.method(Method::Get))?;
    let registry = registry.with_template(promises)?.with_prompt(morning)?;
    let server = Server::new(registry).name("desk").version("1");
    // Any layer of the middle ring goes here.
    let service = FilterLayer::new(Filter::new().methods(["read", "write"])?).layer(Dispatch::new());
    Ok(Desk::new(server, service).await?)
}

/// A client that keeps what it hears of progress and from the log, and whose user agrees to everything.
#[derive(Clone)]
struct Listener(watch::Sender<Heard>);

#[derive(Default)]
struct Heard {
    progress: Vec<f64>,
    log: Vec<Value>,
}

impl ClientHandler for Listener {
    fn get_info(&self) -> ClientConfig {
        let mut config = ClientConfig::new(<_>::default(), Implementation::new("listener", "1"));
        config.capabilities.elicitation = Some(<_>::default());
        config
    }

    async fn on_progress(&self, report: ProgressNotificationParam, _: NotificationContext<RoleClient>) {
        self.0.send_modify(|heard| heard.progress.push(report.progress));
    }

    async fn on_logging_message(
        &self,
        message: LoggingMessageNotificationParam,
        _: NotificationContext<RoleClient>,
    ) {
        self.0.send_modify(|heard| heard.log.push(message.data));
    }

    async fn create_elicitation(
        &self,
        _: ElicitRequestParams,
        _: RequestContext<RoleClient>,
    ) -> Result<ElicitResult, ErrorData> {
        Ok(ElicitResult::new(ElicitationAction::Accept).with_content(json!({})))
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    run(ClientLifecycleMode::Initialize).await?;
    run(ClientLifecycleMode::Discover { preferred_versions: vec![ProtocolVersion::V_2026_07_28] }).await
}

/// What the example does, which its test does too.
pub(crate) async fn run(lifecycle: ClientLifecycleMode) -> Result<(), Box<dyn Error>> {
    let handshake = matches!(lifecycle, ClientLifecycleMode::Initialize);
    let front = FakeFront::seeded();
    let (ours, theirs) = tokio::io::duplex(64 * 1024);
    let handler = desk(&front).await?;
    let serving = tokio::spawn(handler.serve(ours));
    let heard = watch::Sender::new(Heard::default());
    let client = Listener(heard.clone()).serve_with_lifecycle(theirs, lifecycle).await?;

    let tools = client.list_all_tools().await?;
    let names: Vec<_> = tools.iter().map(|tool| tool.name.as_ref()).collect();
    println!("{} tools: {}", names.len(), names.join(", "));
    expect("a tool that sends is hidden", !names.contains(&"send_reply"))?;
    expect("one that writes is not", names.contains(&"add_comment"))?;

    let comment = json!({ "conversationId": seed::DISPUTE, "body": "Looking into it." });
    let answer = client.call_tool(call("add_comment", &comment)).await?;
    println!("add_comment: {}", serde_json::to_string(&answer.structured_content)?);
    expect("the comment is written", answer.is_error == Some(false))?;
    let comments = serde_json::to_string(&front.comments_in(seed::DISPUTE))?;
    expect(
        "it is in Front, by Sarah",
        comments.contains("Looking into it.") && comments.contains(seed::SARAH),
    )?;

    if handshake {
        client.set_level(SetLevelRequestParams::new(LoggingLevel::Info)).await?;
    }
    let answer = client.call_tool(call("count", &json!({}))).await?;
    expect("the count is answered", answer.structured_content == Some(json!({ "counted": 3 })))?;
    let mut hears = heard.subscribe();
    println!("count: {:?}", hears.wait_for(|heard| heard.progress.len() == 3).await?.progress);
    if handshake {
        println!("log: {:?}", hears.wait_for(|heard| heard.log == ["begun"]).await?.log);
    }

    let answer = client.call_tool(call("close_day", &json!({}))).await?;
    println!("close_day: {:?}", answer.structured_content);
    expect("the user was asked", answer.structured_content == Some(json!({ "closed": true })))?;

    // A tool that fails is a result, for the model to read; a tool that is hidden is as unknown as one that is not there.
    let missing = json!({ "conversationId": "cnv_zzzzzz" });
    let answer = client.call_tool(call("read_conversation", &missing)).await?;
    expect("a failure is a result", answer.is_error == Some(true))?;
    for tool in ["send_reply", "no_such_tool"] {
        let refused = client.call_tool(call(tool, &json!({}))).await.err().map(|error| error.to_string());
        println!("{tool}: {}", refused.as_deref().unwrap_or("answered"));
        expect("it is unknown", refused.is_some_and(|error| error.contains("unknown tool")))?;
    }

    let promise = client.read_resource(ReadResourceRequestParams::new("desk://promises/Platinum")).await?;
    let promise = serde_json::to_value(&promise)?;
    println!("a resource: {}", promise["contents"][0]["text"]);
    expect("the resource is read", promise["contents"][0]["text"] == "Within four hours.")?;
    let templates = client.list_all_resource_templates().await?;
    let ours = templates.iter().any(|template| template.uri_template == "desk://promises/{tier}");
    expect("its template is listed", ours)?;
    let prompts = client.list_all_prompts().await?;
    expect("the prompt is listed", prompts.iter().any(|prompt| prompt.name == "morning"))?;
    let prompt = client.get_prompt(GetPromptRequestParams::new("morning")).await?;
    println!("a prompt: {}", serde_json::to_value(&prompt)?["messages"][0]["content"]["text"]);

    client.cancel().await?;
    serving.await??.waiting().await?;
    Ok(())
}

fn call(tool: &'static str, arguments: &Value) -> CallToolRequestParams {
    CallToolRequestParams::new(tool).with_arguments(arguments.as_object().cloned().unwrap_or_default())
}

fn expect(what: &str, holds: bool) -> Result<(), Box<dyn Error>> {
    if holds { Ok(()) } else { Err(format!("it does not hold that {what}").into()) }
}
