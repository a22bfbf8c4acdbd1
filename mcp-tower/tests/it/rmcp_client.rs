//! The official Rust client against the endpoint on a socket.

use std::sync::{Arc, Mutex};

use axum::Router;
use rmcp::{
    ClientHandler, ClientLifecycleMode, ClientServiceExt, RoleClient,
    model::{CallToolRequestParams, ClientRequest, ProgressNotificationParam, ProtocolVersion, ServerResult},
    service::{NotificationContext, PeerRequestOptions},
    transport::StreamableHttpClientTransport,
};
use serde_json::json;
use tokio::net::TcpListener;

use crate::support::{mcp, registry};

#[derive(Clone, Default)]
struct Client {
    progress: Arc<Mutex<Vec<f64>>>,
}

impl ClientHandler for Client {
    async fn on_progress(&self, params: ProgressNotificationParam, _: NotificationContext<RoleClient>) {
        self.progress.lock().unwrap().push(params.progress);
    }
}

async fn drive(mode: ClientLifecycleMode) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/mcp", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        axum::serve(listener, Router::new().nest_service("/mcp", mcp())).await.unwrap();
    });
    let handler = Client::default();
    let transport = StreamableHttpClientTransport::from_uri(url);
    let client = handler.clone().serve_with_lifecycle(transport, mode).await.unwrap();

    let tools = client.list_all_tools().await.unwrap();
    let names: Vec<_> = tools.iter().map(|tool| tool.name.to_string()).collect();
    assert_eq!(names, registry().iter().map(|tool| tool.name().to_owned()).collect::<Vec<_>>());

    let arguments = json!({ "text": "hello" }).as_object().cloned().unwrap();
    let answer =
        client.call_tool(CallToolRequestParams::new("echo").with_arguments(arguments)).await.unwrap();
    assert_eq!(answer.structured_content, Some(json!({ "text": "hello" })));
    assert_eq!(answer.is_error, Some(false));

    let answer = client.call_tool(CallToolRequestParams::new("fail")).await.unwrap();
    assert_eq!(answer.is_error, Some(true));
    assert!(
        client
            .call_tool(CallToolRequestParams::new("nope"))
            .await
            .unwrap_err()
            .to_string()
            .contains("unknown tool")
    );

    // This client sends a progress token with every request.
    let call = ClientRequest::CallToolRequest(rmcp::model::Request::new(CallToolRequestParams::new("steps")));
    let handle = client.send_cancellable_request(call, PeerRequestOptions::no_options()).await.unwrap();
    let ServerResult::CallToolResult(answer) = handle.await_response().await.unwrap() else {
        panic!("a result")
    };
    assert_eq!(answer.structured_content, Some(json!({ "done": true })));
    for _ in 0..200 {
        if handler.progress.lock().unwrap().len() == 3 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(*handler.progress.lock().unwrap(), [0.0, 50.0, 100.0]);

    client.cancel().await.unwrap();
    server.abort();
}

#[tokio::test]
async fn initialize_lifecycle() {
    drive(ClientLifecycleMode::Initialize).await;
}

#[tokio::test]
async fn stateless_lifecycle() {
    drive(ClientLifecycleMode::Discover { preferred_versions: vec![ProtocolVersion::V_2026_07_28] }).await;
}

#[tokio::test]
async fn detected_lifecycle() {
    drive(ClientLifecycleMode::Auto {
        preferred_versions: vec![ProtocolVersion::V_2026_07_28],
        legacy_version: None,
    })
    .await;
}
