//! Adapter from the registry to rmcp's `ServerHandler`, to copy into a server on rmcp.
//!
//! A request of rmcp is converted to a `mcp_core::Request`, passes the MCP layers, and the response is converted
//! to rmcp's types. Supported in every protocol revision of rmcp:
//!
//! - lists, calls, prompts, resources and completion
//! - progress, log messages and elicitation
//! - cancellation, which drops the call
//! - list-changed notifications
//! - errors with their codes, and cache hints
//! - the caller, if a tower layer set a `Principal` in the HTTP request
//!
//! Left to rmcp or the host: limits of size and time (layers can limit the time, and [`CLIENT_REQUEST_TIMEOUT`] is here),
//! HTTP validation, response headers, resource-updated notifications.

#![expect(deprecated, reason = "log messages are, and are served for as long as clients ask for them")]

use std::{
    mem,
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::http::request::Parts;
use bytes::Bytes;
use mcp_core::{
    ClientConnection, Context, HandlerError, Level, ListKind, Request, Response, RpcError, Server,
    async_trait,
    jsonrpc::Message,
    protocol::{
        CALL_TOOL, COMPLETE, GET_PROMPT, INITIALIZE, LIST_PROMPTS, LIST_RESOURCES, LIST_TEMPLATES,
        LIST_TOOLS, Params, READ_RESOURCE, SET_LOG_LEVEL,
    },
};
use rmcp::{
    ErrorData, RoleServer, ServerHandler,
    model::{
        CallToolRequestParams, CallToolResponse, ClientConfig, CompleteRequestParams, CompleteResult,
        ErrorCode, GetPromptRequestParams, GetPromptResponse, ListPromptsResult, ListResourceTemplatesResult,
        ListResourcesResult, ListToolsResult, PaginatedRequestParams, ProtocolVersion,
        ReadResourceRequestParams, ReadResourceResponse, ServerConfig, ServerNotification, ServerRequest,
        SetLevelRequestParams, SubscriptionFilter,
    },
    service::{NotificationContext, RequestContext, SubscriptionContext},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json, value::RawValue};
use tokio::{
    sync::{mpsc, watch},
    task::JoinSet,
};
use tower::{BoxError, Service, ServiceExt};

type Page = PaginatedRequestParams;
type Rmcp = RequestContext<RoleServer>;

/// Maximum number of queued progress and log notifications for a slow client. Further ones are dropped.
const NOTIFICATION_QUEUE: usize = 32;
/// Timeout of an elicitation.
const CLIENT_REQUEST_TIMEOUT: Duration = Duration::from_secs(300);

/// Handler of rmcp for one client, over the registry and its layers. Also works as a server by itself.
pub(crate) struct Desk<S> {
    /// Current server. A new value replaces it while it is served.
    servers: watch::Receiver<Server>,
    service: S,
    /// Server information in rmcp's type. Constant, because rmcp reads it synchronously.
    info: Arc<ServerConfig>,
    /// Log level set by a client of an `initialize` revision.
    level: Arc<Mutex<Option<Level>>>,
    /// Tasks that notify a client of an `initialize` revision of changes. They end with the handler and so with the
    /// connection.
    notifier: Mutex<JoinSet<()>>,
}

impl<S> Desk<S>
where
    S: Service<Request, Response = Response> + Clone,
    S::Error: Into<BoxError>,
{
    /// Creates a handler of a replaceable server behind the layers of a service.
    pub(crate) async fn new(servers: watch::Receiver<Server>, service: S) -> Result<Self, ErrorData> {
        let (info, level, notifier) = Default::default();
        let mut desk = Self { servers, service, info, level, notifier };
        // With a connection, the server declares the logging capability.
        let context = Context::new().with_connection(desk.caller(None));
        let params = serde_json::to_value(ClientConfig::default()).map_err(internal)?;
        let mut info: ServerConfig = read(&desk.pass(INITIALIZE, params, context).await?)?;
        if let Some(resources) = &mut info.capabilities.resources {
            resources.subscribe = None;
        }
        desk.info = Arc::new(info);
        Ok(desk)
    }

    /// Returns a handler for another client, without the state of this one.
    pub(crate) fn for_client(&self) -> Self {
        let (servers, service) = (self.servers.clone(), self.service.clone());
        Self { servers, service, info: self.info.clone(), level: Arc::default(), notifier: Mutex::default() }
    }

    /// Carries out one request of a client, and sends its notifications meanwhile.
    async fn answer(
        &self,
        method: &'static str,
        params: &impl Serialize,
        rmcp: &Rmcp,
    ) -> Result<Response, ErrorData> {
        let mut params = serde_json::to_value(params).map_err(internal)?;
        // Metadata of the request: protocol revision, client capabilities, progress token.
        params["_meta"] = serde_json::to_value(&rmcp.meta).map_err(internal)?;
        let mut context = self.context(rmcp);
        let (sender, mut notes) = mpsc::channel::<Bytes>(NOTIFICATION_QUEUE);
        let logs = sender.clone();
        context.set_progress_sink(Arc::new(move |report| drop(sender.try_send(report.to_notification()))));
        context.set_log_sink(Arc::new(move |message| drop(logs.try_send(message.to_notification()))));
        let notify = async |note: Bytes| {
            if let Ok(note) = serde_json::from_slice::<ServerNotification>(&note) {
                // A disconnected client is detected elsewhere.
                let _ = rmcp.peer.send_notification(note).await;
            }
        };
        let mut running = pin!(self.pass(method, params, context));
        let response = loop {
            tokio::select! {
                biased;
                // Returning drops the call.
                () = rmcp.ct.cancelled() => return Err(internal("cancelled")),
                Some(note) = notes.recv() => notify(note).await,
                response = &mut running => break response,
            }
        };
        while let Ok(note) = notes.try_recv() {
            notify(note).await;
        }
        response
    }

    /// Creates the context of a request from rmcp's data.
    fn context(&self, rmcp: &Rmcp) -> Context {
        let mut context = Context::new();
        // Over HTTP the request has the extensions of the host's layers.
        if let Some(parts) = rmcp.extensions.get::<Parts>() {
            context.set_extensions(parts.extensions.clone());
        }
        // Clients of `initialize` revisions sent once what clients of 2026-07-28 send with each request.
        let version = rmcp.protocol_version().unwrap_or_default();
        if version != ProtocolVersion::V_2026_07_28 {
            context.set_protocol_version(mcp_core::ProtocolVersion::negotiate(version.as_str()));
            let known = rmcp.peer.peer_info();
            let capabilities = known.and_then(|client| serde_json::to_vec(&client.capabilities).ok());
            context.set_client(None, capabilities.map(Into::into));
            context.set_log_level(*lock(&self.level));
            context.set_connection(self.caller(Some(rmcp.peer.clone())));
        }
        context
    }

    /// Sends a request through the MCP layers.
    async fn pass(
        &self,
        method: &'static str,
        params: Value,
        context: Context,
    ) -> Result<Response, ErrorData> {
        let message = json!({ "jsonrpc": "2.0", "id": 0, "method": method, "params": params }).to_string();
        let Ok(Message::Request(envelope)) = Message::parse(&message.into()) else {
            return Err(internal("the message is not a request"));
        };
        let server = self.servers.borrow().clone().list_changed(true);
        let params = Params::parse(&envelope).and_then(Params::validate).map_err(rmcp_error)?;
        let request = server.decode(&envelope, params, context).map_err(rmcp_error)?;
        let lifecycle = request.lifecycle();
        let error: BoxError = match self.service.clone().oneshot(request).await {
            Ok(response) => return Ok(response),
            Err(error) => error.into(),
        };
        match error.downcast::<RpcError>() {
            Ok(error) => Err(rmcp_error(*error)),
            // A layer failed. For a call, the model must know that it may have been carried out.
            Err(error) if method == CALL_TOOL => {
                let lost =
                    || HandlerError::internal("the call was aborted; check its outcome before you repeat it");
                Ok(server.failure(error.downcast().map_or_else(|_| lost(), |error| *error), lifecycle))
            }
            Err(_) => Err(internal("the request was aborted")),
        }
    }

    fn caller(&self, rmcp: Option<rmcp::Peer<RoleServer>>) -> Arc<ClientPeer> {
        Arc::new(ClientPeer { rmcp, level: Arc::clone(&self.level) })
    }

    /// Returns a list. Empty if the server does not support it, so that it can be combined with another.
    async fn list<T>(&self, method: &'static str, page: Option<Page>, rmcp: &Rmcp) -> Result<T, ErrorData>
    where
        T: DeserializeOwned + Default,
    {
        match self.answer(method, &page.unwrap_or_default(), rmcp).await {
            Err(error) if error.code == ErrorCode::METHOD_NOT_FOUND => Ok(T::default()),
            answer => read(&answer?),
        }
    }
}

impl<S> ServerHandler for Desk<S>
where
    S: Service<Request, Response = Response> + Clone + Send + Sync + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
{
    fn get_info(&self) -> ServerConfig {
        (*self.info).clone()
    }

    async fn list_tools(&self, page: Option<Page>, rmcp: Rmcp) -> Result<ListToolsResult, ErrorData> {
        self.list(LIST_TOOLS, page, &rmcp).await
    }

    async fn list_prompts(&self, page: Option<Page>, rmcp: Rmcp) -> Result<ListPromptsResult, ErrorData> {
        self.list(LIST_PROMPTS, page, &rmcp).await
    }

    async fn list_resources(&self, page: Option<Page>, rmcp: Rmcp) -> Result<ListResourcesResult, ErrorData> {
        self.list(LIST_RESOURCES, page, &rmcp).await
    }

    async fn list_resource_templates(
        &self,
        page: Option<Page>,
        rmcp: Rmcp,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        self.list(LIST_TEMPLATES, page, &rmcp).await
    }

    async fn call_tool(
        &self,
        call: CallToolRequestParams,
        rmcp: Rmcp,
    ) -> Result<CallToolResponse, ErrorData> {
        let response = self.answer(CALL_TOOL, &call, &rmcp).await?;
        match response.is_input_required() {
            true => read(&response).map(CallToolResponse::InputRequired),
            false => read(&response).map(CallToolResponse::Complete),
        }
    }

    async fn get_prompt(
        &self,
        get: GetPromptRequestParams,
        rmcp: Rmcp,
    ) -> Result<GetPromptResponse, ErrorData> {
        let response = self.answer(GET_PROMPT, &get, &rmcp).await?;
        match response.is_input_required() {
            true => read(&response).map(GetPromptResponse::InputRequired),
            false => read(&response).map(GetPromptResponse::Complete),
        }
    }

    async fn read_resource(
        &self,
        wanted: ReadResourceRequestParams,
        rmcp: Rmcp,
    ) -> Result<ReadResourceResponse, ErrorData> {
        let response = self.answer(READ_RESOURCE, &wanted, &rmcp).await?;
        match response.is_input_required() {
            true => read(&response).map(ReadResourceResponse::InputRequired),
            false => read(&response).map(ReadResourceResponse::Complete),
        }
    }

    async fn complete(&self, begun: CompleteRequestParams, rmcp: Rmcp) -> Result<CompleteResult, ErrorData> {
        read(&self.answer(COMPLETE, &begun, &rmcp).await?)
    }

    async fn set_level(&self, wanted: SetLevelRequestParams, rmcp: Rmcp) -> Result<(), ErrorData> {
        self.answer(SET_LOG_LEVEL, &wanted, &rmcp).await.map(|_| ())
    }

    async fn on_initialized(&self, client: NotificationContext<RoleServer>) {
        let (mut servers, peer) = (self.servers.clone(), client.peer);
        let mut known = servers.borrow_and_update().clone();
        let tell = async move {
            loop {
                for list in changed(&mut servers, &mut known).await {
                    let told = match list {
                        ListKind::Tools => peer.notify_tool_list_changed().await,
                        ListKind::Prompts => peer.notify_prompt_list_changed().await,
                        _ => peer.notify_resource_list_changed().await,
                    };
                    if told.is_err() {
                        return;
                    }
                }
            }
        };
        lock(&self.notifier).spawn(tell);
    }

    fn accepted_subscription_filter(&self, wishes: &SubscriptionFilter) -> Option<SubscriptionFilter> {
        let mut granted = wishes.clone();
        granted.resource_subscriptions = None;
        Some(granted)
    }

    async fn listen(&self, stream: SubscriptionContext) -> Result<(), ErrorData> {
        let mut servers = self.servers.clone();
        let mut known = servers.borrow_and_update().clone();
        loop {
            let lists = tokio::select! {
                () = stream.cancelled() => return Ok(()),
                lists = changed(&mut servers, &mut known) => lists,
            };
            for list in lists {
                // rmcp drops notifications that the client does not accept.
                let _ = match list {
                    ListKind::Tools => stream.sink().notify_tool_list_changed().await,
                    ListKind::Prompts => stream.sink().notify_prompt_list_changed().await,
                    _ => stream.sink().notify_resource_list_changed().await,
                };
            }
        }
    }
}

/// Peer of a client of an `initialize` revision, for elicitation.
struct ClientPeer {
    rmcp: Option<rmcp::Peer<RoleServer>>,
    level: Arc<Mutex<Option<Level>>>,
}

#[async_trait]
impl ClientConnection for ClientPeer {
    async fn request(&self, method: &'static str, params: Bytes) -> Result<Box<RawValue>, RpcError> {
        let failed = |error: String| RpcError::internal(error);
        let rmcp = self.rmcp.as_ref().ok_or_else(|| failed("the client is not connected yet".into()))?;
        let params: Value = serde_json::from_slice(&params).map_err(|error| failed(error.to_string()))?;
        let request: ServerRequest = serde_json::from_value(json!({ "method": method, "params": params }))
            .map_err(|error| failed(error.to_string()))?;
        let answer = tokio::time::timeout(CLIENT_REQUEST_TIMEOUT, rmcp.send_request(request)).await;
        let answer = answer.map_err(|_| failed(format!("no response within {CLIENT_REQUEST_TIMEOUT:?}")))?;
        let answer = answer.map_err(|error| failed(error.to_string()))?;
        serde_json::value::to_raw_value(&answer).map_err(|error| failed(error.to_string()))
    }

    fn set_log_level(&self, level: Level) {
        *lock(&self.level) = Some(level);
    }
}

/// Waits for the next server and returns the changed lists. Waits for ever if no server follows.
async fn changed(servers: &mut watch::Receiver<Server>, known: &mut Server) -> Vec<ListKind> {
    if servers.changed().await.is_err() {
        std::future::pending::<()>().await;
    }
    let before = mem::replace(known, servers.borrow_and_update().clone());
    ListKind::ALL.iter().copied().filter(|list| list.differs(before.view(), known.view())).collect()
}

/// Converts a result to a type of rmcp.
fn read<T: DeserializeOwned>(response: &Response) -> Result<T, ErrorData> {
    serde_json::from_slice(&response.result()).map_err(internal)
}

/// Converts an error to a type of rmcp.
fn rmcp_error(error: RpcError) -> ErrorData {
    let data = error.data().and_then(|data| serde_json::from_str(data.get()).ok());
    ErrorData::new(ErrorCode(error.code()), error.message().to_owned(), data)
}

fn internal(error: impl ToString) -> ErrorData {
    ErrorData::internal_error(error.to_string(), None)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
