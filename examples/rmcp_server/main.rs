//! The registry in an existing server on rmcp, the official Rust SDK, beside its own tools and prompts.
//!
//! ```sh
//! cargo run -p example-rmcp-server
//!
//! npx @modelcontextprotocol/inspector --cli http://127.0.0.1:8848/mcp --transport http --method tools/list
//! ```
//!
//! It prints the URL of the endpoint and serves a fake Front until it is stopped. The second line lists the tools of both.
//!
//! [`Shop`] is the existing server. rmcp keeps its transport, handshake and protocol revisions. [`Desk`], in the
//! file beside this one, is the addition: rmcp's handler over the registry and the layers of this workspace.

#![allow(clippy::print_stdout, reason = "where it listens is printed")]
#![expect(deprecated, reason = "log messages are, and are served for as long as clients ask for them")]

pub(crate) mod desk;

use std::error::Error;

use axum::{Extension, Router};
use front_client::{
    Client,
    mcp::{Author, agent_tools},
    testing::{FakeFront, seed},
};
use mcp_core::{Filter, Server};
use mcp_tower::{Dispatch, FilterLayer, layer::Filtered};
use rmcp::{
    ErrorData, RoleServer, ServerHandler,
    handler::server::{
        prompt::PromptContext,
        router::{prompt::PromptRouter, tool::ToolRouter},
        tool::ToolCallContext,
        wrapper::Parameters,
    },
    model::{
        CallToolRequestParams, CallToolResponse, CompleteRequestParams, CompleteResult,
        GetPromptRequestParams, GetPromptResponse, Implementation, ListPromptsResult,
        ListResourceTemplatesResult, ListResourcesResult, ListToolsResult, PaginatedRequestParams,
        PromptMessage, ReadResourceRequestParams, ReadResourceResponse, Role, ServerConfig,
        SetLevelRequestParams, SubscriptionFilter,
    },
    prompt, prompt_router, schemars,
    service::{NotificationContext, RequestContext, SubscriptionContext},
    tool, tool_router,
    transport::streamable_http_server::{StreamableHttpService, session::local::LocalSessionManager},
};
use serde::Deserialize;
use tokio::sync::watch;
use tower::Layer;

use desk::Desk;

type Page = PaginatedRequestParams;
type Rmcp = RequestContext<RoleServer>;

/// Existing server with its own tool and prompt, and now the desk.
struct Shop {
    tools: ToolRouter<Self>,
    prompts: PromptRouter<Self>,
    desk: Desk<Filtered<Dispatch>>,
}

#[derive(Deserialize, schemars::JsonSchema)]
struct Order {
    /// The number of the order.
    number: u32,
}

#[tool_router]
impl Shop {
    /// Returns the status of an order.
    #[tool(annotations(read_only_hint = true))]
    async fn order_status(&self, Parameters(Order { number }): Parameters<Order>) -> String {
        format!("Order {number} is on its way.")
    }
}

#[prompt_router]
impl Shop {
    /// Writes to a customer whose order is late.
    #[prompt]
    async fn apologise(&self) -> Vec<PromptMessage> {
        vec![PromptMessage::new_text(Role::User, "Look the order up and write that it is late.")]
    }
}

/// Routes the shop's own tools and prompts to its routers, and everything else to the desk. The shop wins on equal
/// names.
impl ServerHandler for Shop {
    fn get_info(&self) -> ServerConfig {
        let mut info = self.desk.get_info();
        info.server_info = Implementation::new("shop", "1.0.0");
        info.capabilities.tools.get_or_insert_default();
        info.capabilities.prompts.get_or_insert_default();
        info
    }

    async fn list_tools(&self, page: Option<Page>, rmcp: Rmcp) -> Result<ListToolsResult, ErrorData> {
        let own = if is_first(page.as_ref()) { self.tools.list_all() } else { vec![] };
        let mut list = self.desk.list_tools(page, rmcp).await?;
        list.tools.retain(|tool| !self.tools.has_route(&tool.name));
        list.tools.splice(..0, own);
        Ok(list)
    }

    async fn call_tool(
        &self,
        call: CallToolRequestParams,
        rmcp: Rmcp,
    ) -> Result<CallToolResponse, ErrorData> {
        match self.tools.has_route(&call.name) {
            true => self.tools.call(ToolCallContext::new(self, call, rmcp)).await,
            false => self.desk.call_tool(call, rmcp).await,
        }
    }

    async fn list_prompts(&self, page: Option<Page>, rmcp: Rmcp) -> Result<ListPromptsResult, ErrorData> {
        let own = if is_first(page.as_ref()) { self.prompts.list_all() } else { vec![] };
        let mut list = self.desk.list_prompts(page, rmcp).await?;
        list.prompts.retain(|prompt| !self.prompts.has_route(&prompt.name));
        list.prompts.splice(..0, own);
        Ok(list)
    }

    async fn get_prompt(
        &self,
        get: GetPromptRequestParams,
        rmcp: Rmcp,
    ) -> Result<GetPromptResponse, ErrorData> {
        if !self.prompts.has_route(&get.name) {
            return self.desk.get_prompt(get, rmcp).await;
        }
        self.prompts.get_prompt(PromptContext::new(self, get.name, get.arguments, rmcp)).await
    }

    async fn list_resources(&self, page: Option<Page>, rmcp: Rmcp) -> Result<ListResourcesResult, ErrorData> {
        self.desk.list_resources(page, rmcp).await
    }

    async fn list_resource_templates(
        &self,
        page: Option<Page>,
        rmcp: Rmcp,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        self.desk.list_resource_templates(page, rmcp).await
    }

    async fn read_resource(
        &self,
        wanted: ReadResourceRequestParams,
        rmcp: Rmcp,
    ) -> Result<ReadResourceResponse, ErrorData> {
        self.desk.read_resource(wanted, rmcp).await
    }

    async fn complete(&self, begun: CompleteRequestParams, rmcp: Rmcp) -> Result<CompleteResult, ErrorData> {
        self.desk.complete(begun, rmcp).await
    }

    async fn set_level(&self, wanted: SetLevelRequestParams, rmcp: Rmcp) -> Result<(), ErrorData> {
        self.desk.set_level(wanted, rmcp).await
    }

    async fn on_initialized(&self, client: NotificationContext<RoleServer>) {
        self.desk.on_initialized(client).await;
    }

    fn accepted_subscription_filter(&self, wishes: &SubscriptionFilter) -> Option<SubscriptionFilter> {
        self.desk.accepted_subscription_filter(wishes)
    }

    async fn listen(&self, stream: SubscriptionContext) -> Result<(), ErrorData> {
        self.desk.listen(stream).await
    }
}

/// Returns `true` for the first page of a list, which includes the shop's own items.
fn is_first(page: Option<&Page>) -> bool {
    page.is_none_or(|page| page.cursor.is_none())
}

/// Returns the shop on axum. A server sent to the channel replaces the desk's, also for connected clients.
pub(crate) async fn app(servers: watch::Receiver<Server>) -> Result<Router, Box<dyn Error>> {
    // Any MCP layer can be added here.
    let service = FilterLayer::new(Filter::new().methods(["read", "write"])?).layer(Dispatch::new());
    let desk = Desk::new(servers, service).await?;
    let shop = move || {
        let (tools, prompts) = (Shop::tool_router(), Shop::prompt_router());
        Ok(Shop { tools, prompts, desk: desk.for_client() })
    };
    let service = StreamableHttpService::new(shop, LocalSessionManager::default().into(), <_>::default());
    // The author is always Sarah. A real host sets the author of its user here.
    Ok(Router::new().nest_service("/mcp", service).layer(Extension(Author::new(seed::SARAH))))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let front = FakeFront::seeded();
    let client = Client::builder().credential(front.token()).transport(front).build()?;
    let (_swap, servers) = watch::channel(Server::new(agent_tools(&client)));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8848").await?;
    println!("MCP endpoint: http://{}/mcp", listener.local_addr()?);
    axum::serve(listener, app(servers).await?).await?;
    Ok(())
}
