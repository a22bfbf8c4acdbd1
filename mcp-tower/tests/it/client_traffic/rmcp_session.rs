//! Elicitation of the official Rust client, with 2026-07-28 and with `initialize`.

#![expect(deprecated, reason = "log messages are, and are served for as long as clients ask for them")]

use std::time::Duration;

use axum::Router;
use mcp_core::ListKind;
use mcp_tower::{Change, LiveServer, Mcp, SessionLimits};
use rmcp::{
    ClientHandler, ClientLifecycleMode, ClientServiceExt, ErrorData, RoleClient,
    model::{
        CallToolRequestParams, ClientConfig, ElicitRequestParams, ElicitResult, ElicitationAction,
        Implementation, LoggingLevel, LoggingMessageNotificationParam, SetLevelRequestParams,
    },
    service::{NotificationContext, RequestContext},
    transport::StreamableHttpClientTransport,
};
use serde_json::json;
use tokio::{net::TcpListener, sync::mpsc};

use super::server;

/// The official client, which answers elicitations and receives log messages.
#[derive(Clone)]
struct Client(mpsc::UnboundedSender<String>);

impl ClientHandler for Client {
    fn get_info(&self) -> ClientConfig {
        let capabilities = serde_json::from_value(json!({ "elicitation": {} })).unwrap();
        ClientConfig::new(capabilities, Implementation::new("c", "1"))
    }

    async fn create_elicitation(
        &self,
        _: ElicitRequestParams,
        _: RequestContext<RoleClient>,
    ) -> Result<ElicitResult, ErrorData> {
        Ok(ElicitResult::new(ElicitationAction::Accept).with_content(json!({ "sure": true })))
    }

    async fn on_logging_message(
        &self,
        params: LoggingMessageNotificationParam,
        _: NotificationContext<RoleClient>,
    ) {
        self.0.send(params.data.to_string()).unwrap();
    }

    async fn on_tool_list_changed(&self, _: NotificationContext<RoleClient>) {
        self.0.send("tools".to_owned()).unwrap();
    }
}

#[tokio::test]
async fn official_client_answers_elicitation_over_a_socket() {
    let live = LiveServer::new(server());
    let mcp = Mcp::live(live.clone()).sessions(SessionLimits::default());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/mcp", listener.local_addr().unwrap());
    let serving = tokio::spawn(async move {
        axum::serve(listener, Router::new().nest_service("/mcp", mcp)).await.unwrap();
    });
    for (mode, initialize_revision) in [
        (ClientLifecycleMode::Initialize, true),
        (
            ClientLifecycleMode::Discover {
                preferred_versions: vec![rmcp::model::ProtocolVersion::V_2026_07_28],
            },
            false,
        ),
    ] {
        let (heard, mut hears) = mpsc::unbounded_channel();
        let transport = StreamableHttpClientTransport::from_uri(url.clone());
        let client = Client(heard).serve_with_lifecycle(transport, mode).await.unwrap();
        let done = client.call_tool(CallToolRequestParams::new("confirm")).await.unwrap();
        assert_eq!(done.structured_content, Some(json!({ "result": "sure: true" })));
        if initialize_revision {
            client.set_level(SetLevelRequestParams::new(LoggingLevel::Info)).await.unwrap();
            client.call_tool(CallToolRequestParams::new("logs")).await.unwrap();
            assert_eq!(hears.recv().await.unwrap(), "\"b\"");
            assert_eq!(hears.recv().await.unwrap(), "\"c\"");
            // The stream of the session is opened beside the first requests.
            let heard = async {
                loop {
                    live.notify(Change::of(ListKind::Tools));
                    if let Ok(heard) = tokio::time::timeout(Duration::from_millis(50), hears.recv()).await {
                        return heard;
                    }
                }
            };
            let heard = tokio::time::timeout(Duration::from_secs(10), heard).await.unwrap();
            assert_eq!(heard.unwrap(), "tools");
        }
        client.cancel().await.unwrap();
    }
    serving.abort();
}
