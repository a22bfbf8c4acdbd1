//! Test client for tools, filters and agents, in process.
//!
//! It writes the bytes of a real client and reads the bytes of the server's responses, without a transport.
//!
//! ```
//! use mcp_core::{Filter, ToolMethod, NoArguments, Registry, HandlerError, testing::TestClient, tool_fn};
//! use serde_json::json;
//!
//! # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
//! let registry = Registry::new()
//!     .with_tool(tool_fn("time", "Tells the time.", |_: NoArguments| async { Ok::<_, HandlerError>("noon") }).method(ToolMethod::Get))?
//!     .with_tool(tool_fn("reset", "Resets.", |_: NoArguments| async { Ok::<_, HandlerError>(()) }).method(ToolMethod::Delete))?;
//!
//! let client = TestClient::new(registry).filter(&Filter::new().methods(["read"])?);
//! assert_eq!(client.tool_names().await?, ["time"]);
//! let result = client.call_tool("time", json!({})).await?;
//! assert_eq!(result.structured(), Some(&json!({ "result": "noon" })));
//! // A hidden tool gets the same error as an unknown one.
//! assert_eq!(client.call_tool("reset", json!({})).await.unwrap_err().code(), -32602);
//! # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
//! ```

pub mod message;
mod result;

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use bytes::Bytes;
use serde_json::{Value, json};

use crate::{
    catalogue::{filter::Filter, registry::Registry},
    handler::{
        client_features::LocalUser,
        context::{Context, Principal},
    },
    serve::{dispatch::dispatch, server::Server},
    wire::{
        jsonrpc::{Message, RpcError},
        protocol::{
            CALL_TOOL, COMPLETE, DISCOVER, GET_PROMPT, INITIALIZE, LIST_PROMPTS, LIST_RESOURCES,
            LIST_TEMPLATES, LIST_TOOLS, Lifecycle, Params, ProtocolVersion, READ_RESOURCE,
        },
    },
};

pub use result::{CallResult, PromptResult, ReadResult};

/// Maximum number of rounds of one request with elicitation: 10. No handler should need more.
const MAX_ROUNDS: usize = 10;

/// Test client that calls a [`Server`] in process. Cloning is cheap.
#[derive(Debug, Clone)]
pub struct TestClient {
    server: Server,
    version: ProtocolVersion,
    filter: Option<Filter>,
    context: Context,
    user: Option<LocalUser>,
    next_id: Arc<AtomicU64>,
}

impl TestClient {
    /// Creates a client for all tools of a registry. It uses the newest revision.
    #[must_use]
    pub fn new(registry: Registry) -> Self {
        Self::of(Server::new(registry))
    }

    /// Creates a client for a server.
    #[must_use]
    pub fn of(server: Server) -> Self {
        Self {
            server,
            version: ProtocolVersion::V2026_07_28,
            filter: None,
            context: Context::new(),
            user: None,
            next_id: Arc::default(),
        }
    }

    /// Sets the protocol revision.
    #[must_use]
    pub fn version(mut self, version: ProtocolVersion) -> Self {
        self.version = version;
        self
    }

    /// Narrows the items that the client sees, as a layer of the host does.
    #[must_use]
    pub fn filter(mut self, filter: &Filter) -> Self {
        self.filter = Some(self.filter.map_or_else(|| filter.clone(), |own| own.and(filter)));
        self
    }

    /// Sets the caller.
    #[must_use]
    pub fn caller(mut self, caller: Principal) -> Self {
        self.context.set_caller(caller);
        self
    }

    /// Changes the context: account, extensions, a sink for progress.
    #[must_use]
    pub fn context(mut self, change: impl FnOnce(&mut Context)) -> Self {
        change(&mut self.context);
        self
    }

    /// Sets a user for elicitations, in any revision.
    ///
    /// ```
    /// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
    /// use mcp_core::{Context, NoArguments, Registry, HandlerError, client_features::{Elicitation, LocalUser}, testing::TestClient, tool_fn};
    /// use serde_json::json;
    ///
    /// let close = tool_fn("close_all", "Closes all cases.", |_: NoArguments, context: Context| async move {
    ///     let confirmed = context.request_client("confirm", Elicitation::form("Close all 17 cases?")).await?.accepted().is_some();
    ///     Ok::<_, HandlerError>(if confirmed { "closed" } else { "nothing was closed" })
    /// });
    /// let client = TestClient::new(Registry::new().with_tool(close)?);
    ///
    /// let eager = client.clone().user(LocalUser::new(|_| async { Some(json!({})) }));
    /// assert_eq!(eager.call_tool("close_all", json!({})).await?.structured(), Some(&json!({ "result": "closed" })));
    /// let wary = client.user(LocalUser::new(|_| async { None }));
    /// let result = wary.call_tool("close_all", json!({})).await?;
    /// assert_eq!(result.structured(), Some(&json!({ "result": "nothing was closed" })));
    /// # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
    /// ```
    #[must_use]
    pub fn user(mut self, user: LocalUser) -> Self {
        self.user = Some(user);
        self
    }

    /// Sends a request and returns its result. Elicitations go to the [user](Self::user), if there is one.
    ///
    /// # Errors
    ///
    /// The JSON-RPC error of the server; -32603 if elicitations continue after 10 rounds.
    ///
    /// # Panics
    ///
    /// Panics if `params` is not an object, or if the response is not a JSON-RPC response to the request.
    pub async fn request(&self, method: &str, mut params: Value) -> Result<Value, RpcError> {
        for _ in 0..=MAX_ROUNDS {
            let result = self.round(method, params.clone()).await?;
            let Some(user) = self.user.as_ref().filter(|_| result["resultType"] == "input_required") else {
                return Ok(result);
            };
            message::respond(user, &result, &mut params).await;
        }
        Err(RpcError::internal("the server repeats its requests to the client"))
    }

    async fn round(&self, method: &str, params: Value) -> Result<Value, RpcError> {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let body = message::request(self.version, id, method, params, self.user.is_some()).to_string();
        let answer = self.exchange(Bytes::from(body)).await?;
        let mut answer: Value = serde_json::from_slice(&answer).expect("the server writes JSON");
        assert_eq!(answer["jsonrpc"], "2.0", "{answer}");
        assert_eq!(answer["id"], id, "{answer}");
        Ok(answer["result"].take())
    }

    /// Sends the bytes of a request and returns the bytes of the response, unless it is an error.
    ///
    /// # Errors
    ///
    /// The JSON-RPC error of the server; -32600 also for a body that is not a request.
    pub async fn exchange(&self, body: Bytes) -> Result<Bytes, RpcError> {
        let envelope = match Message::parse(&body) {
            Ok(Message::Request(envelope)) => envelope,
            Ok(_) => return Err(RpcError::invalid_request("not a request")),
            Err(rejected) => return Err(rejected.error),
        };
        let params = Params::parse(&envelope)?.validate()?;
        let mut context = self.context.clone();
        if self.version.lifecycle() == Lifecycle::Initialize {
            context.set_protocol_version(self.version);
            if let Some(user) = &self.user {
                context = context.with_local_user(user.clone());
            }
        }
        let mut request = self.server.decode(&envelope, params, context)?;
        if let Some(filter) = &self.filter {
            request.narrow(filter);
        }
        Ok(dispatch(request).await?.into_body(envelope.id()).to_bytes())
    }

    /// Connects: sends `server/discover`, or `initialize` in the `initialize` revisions.
    ///
    /// # Errors
    ///
    /// The JSON-RPC error of the server.
    pub async fn connect(&self) -> Result<Value, RpcError> {
        match self.version.lifecycle() {
            Lifecycle::Stateless => self.request(DISCOVER, json!({})).await,
            Lifecycle::Initialize => self.request(INITIALIZE, message::initialize(self.version, false)).await,
        }
    }

    /// Lists the tools of all pages, as JSON objects.
    ///
    /// # Errors
    ///
    /// The JSON-RPC error of the server.
    pub async fn list_tools(&self) -> Result<Vec<Value>, RpcError> {
        self.list(LIST_TOOLS, "tools").await
    }

    /// Lists the prompts of all pages, as JSON objects.
    ///
    /// # Errors
    ///
    /// The JSON-RPC error of the server.
    pub async fn list_prompts(&self) -> Result<Vec<Value>, RpcError> {
        self.list(LIST_PROMPTS, "prompts").await
    }

    /// Lists the resources of all pages, as JSON objects.
    ///
    /// # Errors
    ///
    /// The JSON-RPC error of the server.
    pub async fn list_resources(&self) -> Result<Vec<Value>, RpcError> {
        self.list(LIST_RESOURCES, "resources").await
    }

    /// Lists the resource templates of all pages, as JSON objects.
    ///
    /// # Errors
    ///
    /// The JSON-RPC error of the server.
    pub async fn list_templates(&self) -> Result<Vec<Value>, RpcError> {
        self.list(LIST_TEMPLATES, "resourceTemplates").await
    }

    async fn list(&self, method: &str, member: &str) -> Result<Vec<Value>, RpcError> {
        message::pages(member, |params| self.request(method, params)).await
    }

    /// Lists the names of the tools.
    ///
    /// # Errors
    ///
    /// The JSON-RPC error of the server.
    pub async fn tool_names(&self) -> Result<Vec<String>, RpcError> {
        let tools = self.list_tools().await?;
        Ok(tools.iter().filter_map(|tool| tool["name"].as_str().map(str::to_owned)).collect())
    }

    /// Calls a tool. A tool error is a result too.
    ///
    /// # Errors
    ///
    /// The JSON-RPC error of the server, for example -32602 for an unknown tool.
    pub async fn call_tool(&self, name: &str, arguments: Value) -> Result<CallResult, RpcError> {
        let result = self.request(CALL_TOOL, json!({ "name": name, "arguments": arguments })).await?;
        Ok(result.into())
    }

    /// Gets a prompt. The arguments are an object of strings.
    ///
    /// # Errors
    ///
    /// The JSON-RPC error of the server, for example -32602 for an unknown prompt.
    pub async fn get_prompt(&self, name: &str, arguments: Value) -> Result<PromptResult, RpcError> {
        let result = self.request(GET_PROMPT, json!({ "name": name, "arguments": arguments })).await?;
        Ok(result.into())
    }

    /// Reads a resource.
    ///
    /// # Errors
    ///
    /// The JSON-RPC error of the server, for example the one for an unknown resource.
    pub async fn read_resource(&self, uri: &str) -> Result<ReadResult, RpcError> {
        let result = self.request(READ_RESOURCE, json!({ "uri": uri })).await?;
        Ok(result.into())
    }

    /// Completes an argument of a prompt.
    ///
    /// # Errors
    ///
    /// The JSON-RPC error of the server.
    pub async fn complete_prompt(
        &self,
        name: &str,
        argument: &str,
        typed: &str,
    ) -> Result<Vec<String>, RpcError> {
        self.complete(json!({ "type": "ref/prompt", "name": name }), argument, typed, json!({})).await
    }

    /// Completes a variable of a template, which is identified by its URI template.
    ///
    /// # Errors
    ///
    /// The JSON-RPC error of the server.
    pub async fn complete_template(
        &self,
        form: &str,
        variable: &str,
        typed: &str,
    ) -> Result<Vec<String>, RpcError> {
        self.complete(json!({ "type": "ref/resource", "uri": form }), variable, typed, json!({})).await
    }

    /// Completes an argument of a reference (`ref/prompt`, `ref/resource`), given the chosen values of other arguments.
    ///
    /// # Errors
    ///
    /// The JSON-RPC error of the server.
    pub async fn complete(
        &self,
        reference: Value,
        argument: &str,
        typed: &str,
        given: Value,
    ) -> Result<Vec<String>, RpcError> {
        let params = json!({
            "ref": reference,
            "argument": { "name": argument, "value": typed },
            "context": { "arguments": given }
        });
        let mut result = self.request(COMPLETE, params).await?;
        serde_json::from_value(result["completion"]["values"].take())
            .map_err(|error| RpcError::internal(format!("values: {error}")))
    }
}
