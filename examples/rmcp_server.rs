//! The registry in a server that runs on rmcp, the official Rust SDK, already.
//!
//! ```sh
//! cargo run -p examples --example rmcp_server
//! ```
//!
//! [`Desk`] is rmcp's `ServerHandler` over the middle ring of this workspace: what rmcp hears is read into a
//! `mcp_core::Request`, passes the layers, and the answer goes back in rmcp's own types. Transport, handshake and
//! revisions stay rmcp's business. Here a client of rmcp's is at the other end of a pipe in the same process.
//!
//! Two things do not cross: questions of a tool to the user, and log messages. They need a client that our side knows.

#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::{error::Error, pin::pin, sync::Arc};

use front_client::{
    Client,
    mcp::{Author, agent_tools},
    testing::{FakeFront, seed},
};
use mcp_core::{
    Context, Filter, Method, NoArguments, Progress, Request, Response, RpcError, Server, ToolError,
    jsonrpc::Message,
    prompt_fn,
    protocol::{
        CALL_TOOL, COMPLETE, GET_PROMPT, INITIALIZE, LIST_PROMPTS, LIST_RESOURCES, LIST_TEMPLATES,
        LIST_TOOLS, Params, READ_RESOURCE,
    },
    template_fn, tool_fn,
};
use mcp_tower::{Dispatch, FilterLayer, layer::Filtered};
use rmcp::{
    ClientHandler, ErrorData, RoleClient, RoleServer, ServerHandler, ServiceExt as _,
    model::{
        CallToolRequestParams, CallToolResponse, CallToolResult, ClientConfig, CompleteRequestParams,
        CompleteResult, ErrorCode, GetPromptRequestParams, GetPromptResponse, ListPromptsResult,
        ListResourceTemplatesResult, ListResourcesResult, ListToolsResult, PaginatedRequestParams,
        ProgressNotificationParam, ReadResourceRequestParams, ReadResourceResponse, ServerConfig,
    },
    service::{NotificationContext, RequestContext},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use tokio::sync::{mpsc, watch};
use tower::{Layer, Service, ServiceExt};

type Page = PaginatedRequestParams;
type Rmcp = RequestContext<RoleServer>;

/// How many reports of progress wait for a slow client; what comes when they are full is left out.
const WAITING_REPORTS: usize = 32;

/// The registry and its layers, as a handler of rmcp. A backend with tools of its own in rmcp answers those first and
/// hands the rest over.
struct Desk<S> {
    server: Server,
    service: S,
    /// What the server says of itself, as rmcp has it.
    info: ServerConfig,
}

impl<S> Desk<S>
where
    S: Service<Request, Response = Response, Error = RpcError> + Clone + Sync,
{
    async fn new(server: Server, service: S) -> Result<Self, ErrorData> {
        let mut desk = Self { server, service, info: ServerConfig::default() };
        desk.info = desk.ask(INITIALIZE, &ClientConfig::default(), desk.context()).await?;
        Ok(desk)
    }

    /// Carries out one request and gives its result in a type of rmcp's.
    async fn ask<T: DeserializeOwned>(
        &self,
        method: &str,
        params: &impl Serialize,
        context: Context,
    ) -> Result<T, ErrorData> {
        // Without a revision in `_meta`, the answer has the form of the handshake eras; rmcp adds what a client of
        // 2026-07-28 must find in it.
        let message = json!({ "jsonrpc": "2.0", "id": 0, "method": method, "params": params }).to_string();
        let envelope = match Message::parse(&message.into()) {
            Ok(Message::Request(envelope)) => envelope,
            other => return Err(ErrorData::internal_error(format!("{other:?}"), None)),
        };
        let response = async {
            let request = self.server.decode(&envelope, Params::parse(&envelope)?, context)?;
            self.service.clone().oneshot(request).await
        };
        let response = response
            .await
            .map_err(|error| ErrorData::new(ErrorCode(error.code()), error.message().to_owned(), None))?;
        serde_json::from_slice(&response.result())
            .map_err(|error| ErrorData::internal_error(error.to_string(), None))
    }

    /// The circumstances of a call. A host looks here at what rmcp knows of the caller; in this one it is always Sarah.
    fn context(&self) -> Context {
        let mut context = Context::new();
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

    async fn list_tools(&self, page: Option<Page>, _: Rmcp) -> Result<ListToolsResult, ErrorData> {
        self.ask(LIST_TOOLS, &page, self.context()).await
    }

    async fn list_prompts(&self, page: Option<Page>, _: Rmcp) -> Result<ListPromptsResult, ErrorData> {
        self.ask(LIST_PROMPTS, &page, self.context()).await
    }

    async fn get_prompt(&self, get: GetPromptRequestParams, _: Rmcp) -> Result<GetPromptResponse, ErrorData> {
        self.ask(GET_PROMPT, &get, self.context()).await.map(GetPromptResponse::Complete)
    }

    async fn list_resources(&self, page: Option<Page>, _: Rmcp) -> Result<ListResourcesResult, ErrorData> {
        self.ask(LIST_RESOURCES, &page, self.context()).await
    }

    async fn list_resource_templates(
        &self,
        page: Option<Page>,
        _: Rmcp,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        self.ask(LIST_TEMPLATES, &page, self.context()).await
    }

    async fn read_resource(
        &self,
        read: ReadResourceRequestParams,
        _: Rmcp,
    ) -> Result<ReadResourceResponse, ErrorData> {
        self.ask(READ_RESOURCE, &read, self.context()).await.map(ReadResourceResponse::Complete)
    }

    async fn complete(&self, begun: CompleteRequestParams, _: Rmcp) -> Result<CompleteResult, ErrorData> {
        self.ask(COMPLETE, &begun, self.context()).await
    }

    async fn call_tool(
        &self,
        call: CallToolRequestParams,
        rmcp: Rmcp,
    ) -> Result<CallToolResponse, ErrorData> {
        let mut params = json!({ "name": call.name, "arguments": call.arguments.unwrap_or_default() });
        let (sender, mut reports) = mpsc::channel(WAITING_REPORTS);
        let mut context = self.context();
        let token = rmcp.meta.get_progress_token();
        if let Some(token) = &token {
            params["_meta"] = json!({ "progressToken": token });
            context.set_progress_sink(Arc::new(move |report| {
                let _ = sender.try_send(report);
            }));
        }
        let notify = async |report: Progress| {
            let Some(token) = token.clone() else { return };
            let mut said = ProgressNotificationParam::new(token, report.progress);
            (said.total, said.message) = (report.total, report.message);
            // A client that is gone is noticed elsewhere.
            let _ = rmcp.peer.notify_progress(said).await;
        };
        let mut running = pin!(self.ask::<CallToolResult>(CALL_TOOL, &params, context));
        let result = loop {
            tokio::select! {
                biased;
                // To return drops the call.
                () = rmcp.ct.cancelled() => return Err(ErrorData::internal_error("cancelled", None)),
                Some(report) = reports.recv() => notify(report).await,
                result = &mut running => break result,
            }
        };
        while let Ok(report) = reports.try_recv() {
            notify(report).await;
        }
        result.map(CallToolResponse::Complete)
    }
}

/// How long an answer may take.
#[derive(Deserialize)]
struct Tier {
    tier: String,
}

/// The tools of Front without those that send, one that takes its time, a document and a prompt.
async fn desk(front: &FakeFront) -> Result<Desk<Filtered<Dispatch>>, Box<dyn Error>> {
    let client = Client::builder().token(front.token()).transport(front.clone()).build()?;
    let count = tool_fn("count", "Counts to three.", |_: NoArguments, context: Context| async move {
        for step in 1..=3 {
            context.progress(step.into(), Some(3.0), Some("counting"));
            tokio::task::yield_now().await;
        }
        Ok::<_, ToolError>(json!({ "counted": 3 }))
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
    let triage = prompt_fn("triage", "Sorts what is new.", |_: NoArguments| async {
        Ok::<_, ToolError>("Tag and assign each conversation that is nobody's.")
    });
    let registry =
        agent_tools(&client).with(count.method(Method::Get))?.with_template(promises)?.with_prompt(triage)?;
    let server = Server::new(registry).name("desk").version("1");
    // Any layer of the middle ring goes here.
    let service = FilterLayer::new(Filter::new().methods(["read", "write"])?).layer(Dispatch::new());
    Ok(Desk::new(server, service).await?)
}

/// A client that keeps what it hears of progress.
#[derive(Clone)]
struct Listener(watch::Sender<Vec<f64>>);

impl ClientHandler for Listener {
    async fn on_progress(&self, report: ProgressNotificationParam, _: NotificationContext<RoleClient>) {
        self.0.send_modify(|heard| heard.push(report.progress));
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    run().await
}

/// What the example does, which its test does too.
pub(crate) async fn run() -> Result<(), Box<dyn Error>> {
    let front = FakeFront::seeded();
    let (ours, theirs) = tokio::io::duplex(64 * 1024);
    let handler = desk(&front).await?;
    let serving = tokio::spawn(handler.serve(ours));
    let heard = watch::Sender::new(Vec::new());
    let client = Listener(heard.clone()).serve(theirs).await?;

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

    let answer = client.call_tool(call("count", &json!({}))).await?;
    expect("the count is answered", answer.structured_content == Some(json!({ "counted": 3 })))?;
    let mut progress = heard.subscribe();
    println!("count: {:?}", *progress.wait_for(|heard| heard.len() == 3).await?);

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
    expect("templates are listed", client.list_all_resource_templates().await?.len() == 1)?;
    let prompts = client.list_all_prompts().await?;
    let prompt = client.get_prompt(GetPromptRequestParams::new(&prompts[0].name)).await?;
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
