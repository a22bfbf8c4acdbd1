//! Official Rust client with each kind of lifecycle, over a socket and over a pipe: it lists, calls, gets progress
//! and log messages, reads, completes, answers elicitations, gets change notifications, and cancels.

#![expect(
    deprecated,
    reason = "log messages and subscriptions of the handshake eras are served while clients have them"
)]

use std::time::Duration;

use rmcp::{
    ClientHandler, ClientLifecycleMode, ClientServiceExt, ErrorData, RoleClient,
    model::{
        CallToolRequestParams, ClientConfig, ClientRequest, ElicitRequestParams, ElicitResult,
        ElicitationAction, GetPromptRequestParams, Implementation, LoggingLevel,
        LoggingMessageNotificationParam, ProgressNotificationParam, ProtocolVersion,
        ReadResourceRequestParams, Request, RequestMetaObject, ResourceUpdatedNotificationParam,
        ServerNotification, SetLevelRequestParams, SubscribeRequestParams, SubscriptionFilter,
    },
    service::{NotificationContext, PeerRequestOptions, RequestContext, RequestHandle, RunningService},
    transport::{IntoTransport, StreamableHttpClientTransport},
};
use serde_json::{Value, json};
use tokio::{
    sync::mpsc,
    time::{sleep, timeout},
};

use crate::program::Program;

/// Maximum time for an expected event.
const PATIENCE: Duration = Duration::from_secs(20);
/// Time before a change is triggered again.
const AGAIN: Duration = Duration::from_millis(100);
const WATCHED: &str = "test://watched-resource";

/// Notification for the client.
#[derive(Debug, PartialEq)]
enum Told {
    Progress(f64),
    Log(LoggingLevel),
    Tools,
    Prompts,
    Resource(String),
}

/// Lifecycle mode of a client, and its revision.
#[derive(Clone)]
struct Beginning {
    mode: ClientLifecycleMode,
    revision: ProtocolVersion,
}

impl Beginning {
    fn is_legacy(&self) -> bool {
        self.revision < ProtocolVersion::V_2026_07_28
    }
}

/// Tools, each with the change that it triggers.
fn changes() -> [(&'static str, Told); 3] {
    [
        ("test_trigger_tool_change", Told::Tools),
        ("test_trigger_prompt_change", Told::Prompts),
        ("test_trigger_resource_update", Told::Resource(WATCHED.to_owned())),
    ]
}

#[derive(Clone)]
struct Handler {
    /// Revision in `initialize`.
    revision: ProtocolVersion,
    told: mpsc::UnboundedSender<Told>,
}

impl Handler {
    fn told(&self, told: Told) {
        // An error means that the test has ended.
        let _ = self.told.send(told);
    }
}

impl ClientHandler for Handler {
    fn get_info(&self) -> ClientConfig {
        let capabilities = serde_json::from_value(json!({ "elicitation": {} })).unwrap();
        let info = ClientConfig::new(capabilities, Implementation::new("rmcp", "1"));
        info.with_protocol_version(self.revision.clone())
    }

    async fn create_elicitation(
        &self,
        _: ElicitRequestParams,
        _: RequestContext<RoleClient>,
    ) -> Result<ElicitResult, ErrorData> {
        let answer = json!({ "username": "ada", "email": "ada@example.com" });
        Ok(ElicitResult::new(ElicitationAction::Accept).with_content(answer))
    }

    async fn on_progress(&self, params: ProgressNotificationParam, _: NotificationContext<RoleClient>) {
        self.told(Told::Progress(params.progress));
    }

    async fn on_logging_message(
        &self,
        params: LoggingMessageNotificationParam,
        _: NotificationContext<RoleClient>,
    ) {
        self.told(Told::Log(params.level));
    }

    async fn on_tool_list_changed(&self, _: NotificationContext<RoleClient>) {
        self.told(Told::Tools);
    }

    async fn on_prompt_list_changed(&self, _: NotificationContext<RoleClient>) {
        self.told(Told::Prompts);
    }

    async fn on_resource_updated(
        &self,
        params: ResourceUpdatedNotificationParam,
        _: NotificationContext<RoleClient>,
    ) {
        self.told(Told::Resource(params.uri));
    }
}

struct Client {
    service: RunningService<RoleClient, Handler>,
    told: mpsc::UnboundedReceiver<Told>,
}

impl Client {
    async fn connect<E, A>(transport: impl IntoTransport<RoleClient, E, A>, beginning: Beginning) -> Self
    where
        E: std::error::Error + Send + Sync + 'static,
    {
        let (sender, told) = mpsc::unbounded_channel();
        let handler = Handler { revision: beginning.revision.clone(), told: sender };
        let service = handler.serve_with_lifecycle(transport, beginning.mode).await.unwrap();
        assert_eq!(service.peer_info().unwrap().protocol_version, beginning.revision);
        Self { service, told }
    }

    /// Returns the first text of a tool result.
    async fn call(&self, call: CallToolRequestParams) -> String {
        let result = self.service.call_tool(call).await.unwrap();
        result.content[0].as_text().unwrap().text.clone()
    }

    async fn call_named(&self, name: &'static str) -> String {
        self.call(CallToolRequestParams::new(name)).await
    }

    /// Starts a call without waiting for its end.
    async fn begin(&self, name: &'static str) -> RequestHandle<RoleClient> {
        let call = ClientRequest::CallToolRequest(Request::new(CallToolRequestParams::new(name)));
        self.service.send_cancellable_request(call, PeerRequestOptions::no_options()).await.unwrap()
    }

    async fn next(&mut self) -> Told {
        timeout(PATIENCE, self.told.recv()).await.unwrap().unwrap()
    }

    /// Returns the first text of a resource.
    async fn read(&self, uri: &str) -> String {
        let resource = self.service.read_resource(ReadResourceRequestParams::new(uri)).await.unwrap();
        serde_json::to_value(resource).unwrap()["contents"][0]["text"].as_str().unwrap().to_owned()
    }

    /// Returns the number of `running` or `cancelled` calls of `test_wait`.
    async fn count(&self, which: &str) -> u64 {
        let counts: Value = serde_json::from_str(&self.call_named("test_cancelled").await).unwrap();
        counts[which].as_u64().unwrap()
    }
}

/// Tests everything besides tools.
async fn offers(client: &Client) {
    let service = &client.service;
    let tools = service.list_all_tools().await.unwrap();
    assert!(tools.iter().any(|tool| tool.name == "test_simple_text"), "{tools:?}");
    let prompts = service.list_all_prompts().await.unwrap();
    assert!(prompts.iter().any(|prompt| prompt.name == "test_simple_prompt"), "{prompts:?}");
    let resources = service.list_all_resources().await.unwrap();
    assert!(resources.iter().any(|resource| resource.uri == "test://static-text"), "{resources:?}");
    let templates = service.list_all_resource_templates().await.unwrap();
    assert_eq!(templates[0].uri_template, "test://template/{id}/data");

    assert_eq!(client.read("test://static-text").await, "This is the content of the static text resource.");
    assert!(client.read("test://template/42/data").await.contains("Data for ID: 42"));

    let arguments = json!({ "arg1": "hello", "arg2": "world" });
    let params = GetPromptRequestParams::new("test_prompt_with_arguments")
        .with_arguments(arguments.as_object().unwrap().clone());
    let prompt = serde_json::to_value(service.get_prompt(params).await.unwrap()).unwrap();
    let text = "Prompt with arguments: arg1='hello', arg2='world'";
    assert_eq!(prompt["messages"][0]["content"]["text"], text);
    let completed =
        service.peer().complete_prompt_simple("test_prompt_with_arguments", "arg1", "par").await.unwrap();
    assert_eq!(completed, ["paris", "park", "party"]);
}

/// Tests calls, with everything that can happen while one runs.
async fn calls(client: &mut Client, beginning: &Beginning) {
    assert_eq!(client.call_named("test_simple_text").await, "This is a simple text response for testing.");

    let call = client.begin("test_tool_with_progress").await;
    for step in [0.0, 50.0, 100.0] {
        assert_eq!(client.next().await, Told::Progress(step));
    }
    call.await_response().await.unwrap();

    // Stateless requests set their log level each time; `initialize` clients set it once.
    let mut call = CallToolRequestParams::new("test_logging_tool");
    if beginning.is_legacy() {
        client.service.set_level(SetLevelRequestParams::new(LoggingLevel::Warning)).await.unwrap();
    } else {
        let mut meta = RequestMetaObject::default();
        meta.set_log_level(LoggingLevel::Warning);
        call.meta = Some(meta);
    }
    client.call(call).await;
    for level in [LoggingLevel::Warning, LoggingLevel::Error] {
        assert_eq!(client.next().await, Told::Log(level));
    }

    let message = json!({ "message": "Who are you?" });
    let call = CallToolRequestParams::new("test_elicitation");
    let answer = client.call(call.with_arguments(message.as_object().unwrap().clone())).await;
    if beginning.revision == ProtocolVersion::V_2025_03_26 {
        assert!(
            answer.contains("protocol revision 2025-03-26 does not support this request to the client"),
            "{answer}"
        );
    } else {
        assert!(answer.contains("action=accept") && answer.contains("ada@example.com"), "{answer}");
    }
}

/// Changes the server until the client is notified.
async fn changes_of_a_session(client: &mut Client) {
    client.service.subscribe(SubscribeRequestParams::new(WATCHED)).await.unwrap();
    for (tool, wanted) in changes() {
        timeout(PATIENCE, async {
            // Repeatedly: the stream of notifications may not be open yet.
            loop {
                client.call_named(tool).await;
                while let Ok(Some(told)) = timeout(AGAIN, client.told.recv()).await {
                    if told == wanted {
                        return;
                    }
                }
            }
        })
        .await
        .unwrap_or_else(|_| panic!("{tool}: not told of {wanted:?}"));
    }
}

async fn changes_of_a_subscription(client: &Client) {
    let filter = SubscriptionFilter::builder()
        .tools_list_changed()
        .prompts_list_changed()
        .resource_subscriptions([WATCHED])
        .build();
    let mut subscription = client.service.listen(filter.clone()).await.unwrap();
    assert_eq!(*subscription.acknowledged(), filter);
    for (tool, wanted) in changes() {
        client.call_named(tool).await;
        timeout(PATIENCE, async {
            loop {
                let told = match subscription.next().await.unwrap().unwrap() {
                    ServerNotification::ToolListChangedNotification(_) => Told::Tools,
                    ServerNotification::PromptListChangedNotification(_) => Told::Prompts,
                    ServerNotification::ResourceUpdatedNotification(told) => Told::Resource(told.params.uri),
                    other => panic!("{other:?}"),
                };
                if told == wanted {
                    return;
                }
            }
        })
        .await
        .unwrap_or_else(|_| panic!("{tool}: not told of {wanted:?}"));
    }
    subscription.cancel().await.unwrap();
}

/// Cancels a running call, and verifies that the server has dropped it.
async fn cancels(client: &mut Client) {
    let call = client.begin("test_wait").await;
    // Notifications of changes may arrive late.
    while client.next().await != Told::Progress(0.0) {}
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
}

async fn judge(mut client: Client, beginning: &Beginning) {
    offers(&client).await;
    calls(&mut client, beginning).await;
    if beginning.is_legacy() {
        changes_of_a_session(&mut client).await;
    } else {
        changes_of_a_subscription(&client).await;
    }
    cancels(&mut client).await;
    client.service.cancel().await.unwrap();
}

async fn judge_both(mode: ClientLifecycleMode, revision: ProtocolVersion) {
    let beginning = Beginning { mode, revision };
    let (_program, url) = Program::on_a_socket().await;
    let transport = StreamableHttpClientTransport::from_uri(url);
    judge(Client::connect(transport, beginning.clone()).await, &beginning).await;

    let (program, pipe) = Program::on_a_pipe();
    judge(Client::connect(pipe, beginning.clone()).await, &beginning).await;
    assert_eq!(timeout(PATIENCE, program.ended()).await.unwrap(), Some(0));
}

#[tokio::test]
async fn initialize_lifecycle_in_each_revision() {
    for revision in
        [ProtocolVersion::V_2025_03_26, ProtocolVersion::V_2025_06_18, ProtocolVersion::V_2025_11_25]
    {
        judge_both(ClientLifecycleMode::Initialize, revision).await;
    }
}

#[tokio::test]
async fn in_the_stateless_era() {
    let revision = ProtocolVersion::V_2026_07_28;
    judge_both(ClientLifecycleMode::Discover { preferred_versions: vec![revision.clone()] }, revision).await;
}

#[tokio::test]
async fn in_the_era_that_the_client_finds_out() {
    let revision = ProtocolVersion::V_2026_07_28;
    let preferred_versions = vec![revision.clone()];
    judge_both(ClientLifecycleMode::Auto { preferred_versions, legacy_version: None }, revision).await;
}
