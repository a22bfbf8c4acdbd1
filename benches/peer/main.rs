//! Comparison of the endpoint with rmcp, the official Rust SDK: the same tools, messages and results.
//!
//! ```sh
//! cargo bench -p benches --bench peer             # about six minutes, on a machine that does nothing else
//! cargo bench -p benches --bench peer -- --quick  # a few seconds, to see that it runs
//! ```
//!
//! rmcp runs without sessions and responds with JSON, its fastest configuration. Its handler does the same work as
//! ours: it finds the tool, parses the arguments into a struct and returns structured content. The results are
//! compared first.
//!
//! The output consists of ratios, rmcp's time to ours, because times depend on the machine. Both alternate in short
//! rounds, so that other load affects both; the ratio is the median of the rounds, with the quartiles. In process,
//! a request is built and served and its response read on one thread, allocations included. Over a socket each
//! server has a thread and a loopback address of its own, and the time includes client and kernel, which are the
//! same for both.
//!
//! On Linux, the CPU time of the server's thread per request is measured as well, as a ratio to an axum handler that
//! returns the same bytes without parsing anything. For calls, a handler for exactly one tool is the lower bound of a
//! server that does read its requests: it looks up the key, parses the arguments and writes the result, and validates
//! nothing.

#![allow(clippy::print_stdout, reason = "a bench says what it measured")]

#[cfg(target_os = "linux")]
mod by_hand;
#[cfg(target_os = "linux")]
mod cpu;

use std::{
    collections::HashMap,
    convert::Infallible,
    error::Error,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::Router;
use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::SendRequest;
use hyper_util::rt::TokioIo;
use mcp_core::{HandlerError, Registry, Server, ToolOutput, tool_fn};
use mcp_tower::Mcp;
use rmcp::{
    ErrorData, RoleServer, ServerHandler,
    model::{
        CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, ListToolsResult,
        PaginatedRequestParams, ServerCapabilities, ServerConfig, Tool,
    },
    service::RequestContext,
    transport::streamable_http_server::{
        StreamableHttpServerConfig, StreamableHttpService, session::local::LocalSessionManager,
    },
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::{
    net::{TcpListener, TcpStream},
    runtime::Runtime,
    task::JoinSet,
};
use tower::{Service, ServiceExt};

const TOOLS: usize = 100;
/// Number of concurrent connections, besides a single one.
const MANY: usize = 32;
/// Duration of one round, for each of both.
const ROUND: Duration = Duration::from_millis(100);
const ROUNDS: usize = 41;
/// Duration of one round with `--quick`.
const QUICK_ROUND: Duration = Duration::from_millis(5);
const QUICK_ROUNDS: usize = 5;

type Failure = Box<dyn Error + Send + Sync>;

/// Arguments as large as those of a real tool.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Id of the conversation; names and numbers are accepted as well.
    conversation_id: String,
    /// Search text in the customer's words; omit it to match everything.
    query: Option<String>,
    /// Return only messages after this time, in RFC 3339 or Unix seconds.
    after: Option<String>,
    /// Tag names; a conversation matches if it has one of them.
    #[serde(default)]
    tags: Vec<String>,
    /// Maximum number of results, from 1 to 100; defaults to 25.
    limit: Option<u8>,
    /// Cursor from the previous page.
    cursor: Option<String>,
}

/// Arguments of the smallest tool.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Echo {
    /// Text to return.
    text: String,
}

fn ours() -> Result<Server, Failure> {
    let mut registry = Registry::new();
    for index in 0..TOOLS {
        let description = "Looks for messages in a conversation and answers with the newest first.";
        registry.insert(tool_fn(
            format!("search_{index:03}"),
            description,
            |args: Arguments| async move { Ok::<_, HandlerError>(args) },
        ))?;
    }
    registry.insert(tool_fn("echo", "Returns the text.", |echo: Echo| async move {
        Ok::<_, HandlerError>(ToolOutput::text(echo.text))
    }))?;
    Ok(Server::new(registry))
}

/// Handler of rmcp with the same tools.
#[derive(Clone)]
struct Peer {
    tools: Arc<[Tool]>,
    names: Arc<HashMap<String, usize>>,
}

type PeerService = StreamableHttpService<Peer, LocalSessionManager>;

impl Peer {
    /// Creates the handler with the tools that our server lists.
    fn new(list: &Value) -> Result<Self, Failure> {
        let tools: Vec<Tool> = serde_json::from_value(list["tools"].clone())?;
        let names = tools.iter().enumerate().map(|(index, tool)| (tool.name.to_string(), index)).collect();
        Ok(Self { tools: tools.into(), names: Arc::new(names) })
    }

    fn service(&self) -> PeerService {
        let peer = self.clone();
        let config =
            StreamableHttpServerConfig::default().with_legacy_session_mode(false).with_json_response(true);
        StreamableHttpService::new(move || Ok(peer.clone()), Arc::new(LocalSessionManager::default()), config)
    }
}

impl ServerHandler for Peer {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(self.tools.to_vec()))
    }

    async fn call_tool(
        &self,
        params: CallToolRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        if !self.names.contains_key(&*params.name) {
            return Err(ErrorData::invalid_params("unknown tool", None));
        }
        let wrong = |error: serde_json::Error| ErrorData::invalid_params(error.to_string(), None);
        let arguments = Value::Object(params.arguments.unwrap_or_default());
        if params.name == "echo" {
            let echo: Echo = serde_json::from_value(arguments).map_err(wrong)?;
            return Ok(CallToolResult::success(vec![ContentBlock::text(echo.text)]).into());
        }
        let arguments: Arguments = serde_json::from_value(arguments).map_err(wrong)?;
        Ok(CallToolResult::structured(serde_json::to_value(&arguments).map_err(wrong)?).into())
    }
}

/// Request of a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// List of all tools.
    List,
    /// Call of a tool with arguments and a result as of a real one.
    Search,
    /// Call of the smallest tool.
    Echo,
}

impl Kind {
    const ALL: [Self; 3] = [Self::List, Self::Search, Self::Echo];

    const fn label(self) -> &'static str {
        match self {
            Self::List => "tools/list",
            Self::Search => "tools/call search",
            Self::Echo => "tools/call echo",
        }
    }

    const fn tool(self) -> Option<&'static str> {
        match self {
            Self::List => None,
            Self::Search => Some("search_042"),
            Self::Echo => Some("echo"),
        }
    }

    const fn method(self) -> &'static str {
        if self.tool().is_some() { "tools/call" } else { "tools/list" }
    }

    fn params(self) -> Value {
        let arguments = match self {
            Self::List => return json!({}),
            Self::Search => json!({
                "conversation_id": "cnv_55c8c149", "query": "refund", "tags": ["vip", "billing"], "limit": 10,
            }),
            Self::Echo => json!({ "text": "hello" }),
        };
        json!({ "name": self.tool(), "arguments": arguments })
    }
}

/// Message of one revision.
struct Message {
    revision: &'static str,
    kind: Kind,
    body: Bytes,
}

impl Message {
    fn new(revision: &'static str, kind: Kind) -> Self {
        let mut params = kind.params();
        if revision == STATELESS {
            params["_meta"] = json!({
                "io.modelcontextprotocol/protocolVersion": revision,
                "io.modelcontextprotocol/clientInfo": { "name": "bench", "version": "1" },
                "io.modelcontextprotocol/clientCapabilities": {},
            });
        }
        let body = json!({ "jsonrpc": "2.0", "id": 1, "method": kind.method(), "params": params });
        Self { revision, kind, body: body.to_string().into() }
    }

    fn request(&self, path: &str) -> Request<Full<Bytes>> {
        let mut request = Request::post(path)
            .header("host", "localhost")
            .header("authorization", format!("Bearer {KEY}"))
            .header("content-type", "application/json")
            .header("accept", "application/json, text/event-stream")
            .header("mcp-protocol-version", self.revision);
        if self.revision == STATELESS {
            request = request.header("mcp-method", self.kind.method());
            if let Some(tool) = self.kind.tool() {
                request = request.header("mcp-name", tool);
            }
        }
        request.body(Full::new(self.body.clone())).expect("the headers are valid")
    }
}

/// Path of the endpoints.
const PATH: &str = "/mcp";
/// Bearer key of the callers. Only some servers validate it.
const KEY: &str = "a-key-of-some-length";
const STATELESS: &str = "2026-07-28";

fn messages() -> Vec<Message> {
    let revisions = ["2025-11-25", STATELESS];
    revisions.into_iter().flat_map(|revision| Kind::ALL.map(|kind| Message::new(revision, kind))).collect()
}

/// Serves one request to the end of its response body.
async fn serve<S, B>(service: S, request: Request<Full<Bytes>>) -> Bytes
where
    S: Service<Request<Full<Bytes>>, Response = Response<B>, Error = Infallible>,
    B: Body,
{
    let Ok(response) = service.oneshot(request).await;
    response.into_body().collect().await.map(|body| body.to_bytes()).unwrap_or_default()
}

/// Returns the part of a result that must be equal: the tools, the structured content, or the text.
fn gist(answer: &[u8]) -> Result<Value, Failure> {
    let mut answer: Value = serde_json::from_slice(answer)?;
    let result = answer["result"].take();
    let parts = [&result["tools"], &result["structuredContent"], &result["content"][0]["text"]];
    let gist = parts.into_iter().find(|part| !part.is_null());
    gist.cloned().ok_or_else(|| format!("no answer: {answer}").into())
}

/// Durations of a measurement.
#[derive(Clone, Copy)]
struct Plan {
    round: Duration,
    rounds: usize,
}

/// Ratio of rmcp's time to ours: the median of the rounds and the quartiles.
struct Ratio([f64; 3]);

impl Plan {
    /// Measures two functions that each run `n` iterations.
    fn compare(self, mut ours: impl FnMut(usize), mut peers: impl FnMut(usize)) -> Ratio {
        let (our_count, peer_count) = (self.count(&mut ours), self.count(&mut peers));
        let mut ratios: Vec<_> =
            (0..self.rounds).map(|_| each(&mut peers, peer_count) / each(&mut ours, our_count)).collect();
        ratios.sort_by(f64::total_cmp);
        let at = |quarter: usize| ratios[(ratios.len() - 1) * quarter / 4];
        Ratio([at(2), at(1), at(3)])
    }

    /// Returns the number of iterations in a round.
    fn count(self, run: &mut impl FnMut(usize)) -> usize {
        let mut count = MANY;
        loop {
            let begun = Instant::now();
            run(count);
            if begun.elapsed() >= self.round / 2 {
                return (count as f64 * self.round.as_secs_f64() / begun.elapsed().as_secs_f64()) as usize
                    + 1;
            }
            count *= 2;
        }
    }
}

fn each(run: &mut impl FnMut(usize), count: usize) -> f64 {
    let begun = Instant::now();
    run(count);
    begun.elapsed().as_secs_f64() / count as f64
}

fn print(where_: &str, message: &Message, Ratio([median, low, high]): &Ratio, more: &str) {
    let Message { revision, kind, .. } = message;
    println!("{where_:<16} {revision} {:<17} {median:>6.1} ({low:.1} to {high:.1}){more}", kind.label());
}

fn in_process(plan: Plan, mcp: &Mcp, peer: &PeerService) -> Result<(), Failure> {
    let runtime = single()?;
    for message in &messages() {
        let ours = || runtime.block_on(serve(mcp.clone(), message.request(PATH)));
        let peers = || runtime.block_on(serve(peer.clone(), message.request(PATH)));
        if gist(&ours())? != gist(&peers())? {
            return Err(format!("the answers to {} {} differ", message.revision, message.kind.label()).into());
        }
        let [a, b] =
            [allocation_counter::measure(|| drop(ours())), allocation_counter::measure(|| drop(peers()))];
        let ratio = plan.compare(
            |count| (0..count).for_each(|_| drop(ours())),
            |count| (0..count).for_each(|_| drop(peers())),
        );
        let allocations = format!(
            ", allocations {} : {}, bytes {} : {}",
            b.count_total, a.count_total, b.bytes_total, a.bytes_total
        );
        print("in process", message, &ratio, &allocations);
    }
    Ok(())
}

fn over_sockets(plan: Plan, mcp: Mcp, peer: PeerService) -> Result<(), Failure> {
    let runtime = single()?;
    let ours = listen(Router::new().fallback_service(mcp))?;
    let peers = listen(Router::new().fallback_service(peer))?;
    for connections in [1, MANY] {
        let mut to_ours = runtime.block_on(connect(ours, connections))?;
        let mut to_peers = runtime.block_on(connect(peers, connections))?;
        for message in &messages() {
            let ratio = plan.compare(
                |count| runtime.block_on(send(&mut to_ours, message, PATH, count)),
                |count| runtime.block_on(send(&mut to_peers, message, PATH, count)),
            );
            print(&format!("{connections} connections"), message, &ratio, "");
        }
    }
    Ok(())
}

type Connection = SendRequest<Full<Bytes>>;

/// Starts a server on a thread of its own.
fn listen(app: Router) -> Result<SocketAddr, Failure> {
    let runtime = single()?;
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
    let address = listener.local_addr()?;
    std::thread::spawn(move || runtime.block_on(async { axum::serve(listener, app).await }));
    Ok(address)
}

async fn connect(address: SocketAddr, connections: usize) -> Result<Vec<Connection>, Failure> {
    let mut all = Vec::new();
    for _ in 0..connections {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        all.push(sender);
    }
    Ok(all)
}

/// Sends a message `count` times, on all connections at once.
async fn send(connections: &mut Vec<Connection>, message: &Message, path: &str, count: usize) {
    let share = count.div_ceil(connections.len());
    let mut tasks = JoinSet::new();
    for mut connection in connections.drain(..) {
        let requests: Vec<_> = (0..share).map(|_| message.request(path)).collect();
        tasks.spawn(async move {
            for request in requests {
                let response = connection.send_request(request).await.expect("the server stays");
                assert!(response.status().is_success(), "{}", response.status());
                response.into_body().collect().await.expect("the answer ends");
                connection.ready().await.expect("the connection stays");
            }
            connection
        });
    }
    connections.extend(tasks.join_all().await);
}

fn single() -> Result<Runtime, Failure> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}

fn main() -> Result<(), Failure> {
    let quick = std::env::args().any(|argument| argument == "--quick" || argument == "--test");
    let plan = match quick {
        true => Plan { round: QUICK_ROUND, rounds: QUICK_ROUNDS },
        false => Plan { round: ROUND, rounds: ROUNDS },
    };
    let mcp = Mcp::new(ours()?);
    let list = single()?.block_on(serve(mcp.clone(), Message::new(STATELESS, Kind::List).request(PATH)));
    let list: Value = serde_json::from_slice(&list)?;
    let peer = Peer::new(&list["result"])?.service();
    println!("rmcp's time to ours; of allocations and bytes, rmcp's : ours");
    in_process(plan, &mcp, &peer)?;
    #[cfg(target_os = "linux")]
    cpu::measure(plan, &mcp, &peer)?;
    over_sockets(plan, mcp, peer)
}
