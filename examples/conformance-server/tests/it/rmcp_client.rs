//! The official Rust client, in each way of beginning a conversation: it lists, calls, gets progress, reads and cancels.

use std::time::Duration;

use rmcp::{
    ClientHandler, ClientLifecycleMode, ClientServiceExt, RoleClient,
    model::{
        CallToolRequestParams, ClientRequest, ProgressNotificationParam, ProtocolVersion,
        ReadResourceRequestParams, Request,
    },
    service::{NotificationContext, PeerRequestOptions, RequestHandle, RunningService},
    transport::StreamableHttpClientTransport,
};
use serde_json::Value;
use tokio::{
    sync::mpsc,
    time::{sleep, timeout},
};

use crate::program::Program;

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Clone)]
struct Handler(mpsc::UnboundedSender<f64>);

impl ClientHandler for Handler {
    async fn on_progress(&self, params: ProgressNotificationParam, _: NotificationContext<RoleClient>) {
        self.0.send(params.progress).unwrap();
    }
}

struct Client {
    service: RunningService<RoleClient, Handler>,
    progress: mpsc::UnboundedReceiver<f64>,
}

impl Client {
    async fn connect(program: &Program, mode: ClientLifecycleMode) -> Self {
        let (sender, progress) = mpsc::unbounded_channel();
        let transport = StreamableHttpClientTransport::from_uri(program.url.clone());
        Self { service: Handler(sender).serve_with_lifecycle(transport, mode).await.unwrap(), progress }
    }

    /// The first text that a tool answers.
    async fn call(&self, name: &'static str) -> String {
        let result = self.service.call_tool(CallToolRequestParams::new(name)).await.unwrap();
        result.content[0].as_text().unwrap().text.clone()
    }

    /// A call that goes on while others are made.
    async fn begin(&self, name: &'static str) -> RequestHandle<RoleClient> {
        let call = ClientRequest::CallToolRequest(Request::new(CallToolRequestParams::new(name)));
        self.service.send_cancellable_request(call, PeerRequestOptions::no_options()).await.unwrap()
    }

    async fn next_progress(&mut self) -> f64 {
        timeout(PATIENCE, self.progress.recv()).await.unwrap().unwrap()
    }

    /// How many calls of `test_wait` are `running` or `cancelled`.
    async fn count(&self, which: &str) -> u64 {
        let counts: Value = serde_json::from_str(&self.call("test_cancelled").await).unwrap();
        counts[which].as_u64().unwrap()
    }
}

async fn judge(mode: ClientLifecycleMode) {
    let program = Program::start().await;
    let mut client = Client::connect(&program, mode).await;

    let tools = client.service.list_all_tools().await.unwrap();
    assert!(tools.iter().any(|tool| tool.name == "test_simple_text"), "{tools:?}");
    assert_eq!(client.call("test_simple_text").await, "This is a simple text response for testing.");

    let call = client.begin("test_tool_with_progress").await;
    for step in [0.0, 50.0, 100.0] {
        assert!((client.next_progress().await - step).abs() < f64::EPSILON, "{step}");
    }
    call.await_response().await.unwrap();

    let params = ReadResourceRequestParams::new("test://static-text");
    let resource = client.service.read_resource(params).await.unwrap();
    let resource = serde_json::to_value(resource).unwrap();
    assert_eq!(resource["contents"][0]["text"], "This is the content of the static text resource.");

    let call = client.begin("test_wait").await;
    client.next_progress().await;
    assert_eq!((client.count("running").await, client.count("cancelled").await), (1, 0));
    call.cancel(None).await.unwrap();
    timeout(PATIENCE, async {
        while client.count("cancelled").await == 0 {
            sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .unwrap();
    assert_eq!(client.count("running").await, 0);

    client.service.cancel().await.unwrap();
}

#[tokio::test]
async fn in_the_handshake_era() {
    judge(ClientLifecycleMode::Initialize).await;
}

#[tokio::test]
async fn in_the_stateless_era() {
    judge(ClientLifecycleMode::Discover { preferred_versions: vec![ProtocolVersion::V_2026_07_28] }).await;
}

#[tokio::test]
async fn in_the_era_that_the_client_finds_out() {
    let preferred_versions = vec![ProtocolVersion::V_2026_07_28];
    judge(ClientLifecycleMode::Auto { preferred_versions, legacy_version: None }).await;
}
