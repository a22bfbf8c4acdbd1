//! Helpers of the tool tests: tools over a fake FuseDesk, and validation of results against their schema.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use fusedesk_client::{
    FuseDesk, RepUserId,
    mcp::{AgentTools, Author},
    testing::FakeDesk,
};
use mcp_core::{Registry, lint, testing::TestClient};
use serde_json::Value;
use tower::ServiceExt;

/// Fake FuseDesk with tools over it. The author is the API key by default.
#[derive(Clone)]
pub(crate) struct Desk {
    pub(crate) fake: FakeDesk,
    pub(crate) client: TestClient,
    pub(crate) tools: Registry,
}

impl Desk {
    /// Creates the seeded company, with default tools.
    pub(crate) fn new() -> Self {
        Self::configured(|tools| tools)
    }

    /// Creates the seeded company, with tools configured by the test.
    pub(crate) fn configured(tune: impl FnOnce(AgentTools) -> AgentTools) -> Self {
        Self::of(FakeDesk::seeded(), tune)
    }

    pub(crate) fn of(fake: FakeDesk, tune: impl FnOnce(AgentTools) -> AgentTools) -> Self {
        let key = fake.api_key();
        Self::with_key(fake, key, tune)
    }

    /// Creates tools with a restricted key.
    pub(crate) fn with_key(fake: FakeDesk, key: String, tune: impl FnOnce(AgentTools) -> AgentTools) -> Self {
        let desk = FuseDesk::base_url(fake.base_url());
        let desk = desk.builder().credential(key).transport(fake.clone()).build().unwrap();
        let tools = tune(AgentTools::new(desk)).registry();
        Self { fake, client: by_the_key(&tools), tools }
    }

    /// Creates tools with a counter of the maximum number of concurrent requests.
    pub(crate) fn with_concurrency_counter(
        tune: impl FnOnce(AgentTools) -> AgentTools,
    ) -> (Self, Arc<AtomicUsize>) {
        let fake = FakeDesk::seeded();
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let (inner, peak) = (fake.clone(), Arc::clone(&most));
        let transport = tower::service_fn(move |request: http::Request<fusedesk_client::Body>| {
            let (inner, now, peak) = (inner.clone(), Arc::clone(&now), Arc::clone(&peak));
            async move {
                peak.fetch_max(now.fetch_add(1, Ordering::Relaxed) + 1, Ordering::Relaxed);
                // Lets other requests start.
                tokio::time::sleep(Duration::from_millis(2)).await;
                let response = inner.oneshot(request).await;
                now.fetch_sub(1, Ordering::Relaxed);
                response
            }
        });
        let desk =
            FuseDesk::base_url(fake.base_url()).builder().credential(fake.api_key()).transport(transport);
        let tools = tune(AgentTools::new(desk.build().unwrap())).registry();
        (Self { fake, client: by_the_key(&tools), tools }, most)
    }

    /// Removes the author set by the host.
    #[allow(dead_code, reason = "not every test writes")]
    pub(crate) fn without_author(mut self) -> Self {
        self.client = self.client.context(|context| {
            context.extensions_mut().remove::<Author>();
        });
        self
    }

    /// Sets a rep as author.
    #[allow(clippy::wrong_self_convention, reason = "as in acting as")]
    #[allow(dead_code, reason = "not every test writes")]
    pub(crate) fn as_author(mut self, rep: u64) -> Self {
        let author = Author::new(RepUserId::new(rep));
        self.client = self.client.context(|context| {
            context.extensions_mut().insert(author);
        });
        self
    }

    /// Calls a tool that must succeed. The result must match the tool's output schema.
    pub(crate) async fn call(&self, tool: &str, arguments: Value) -> Value {
        let result = self.client.call_tool(tool, arguments.clone()).await.unwrap();
        assert!(!result.is_error(), "{tool} {arguments}: {}", result.text());
        let structured = result.structured().cloned().unwrap();
        self.check(tool, &structured);
        assert_eq!(
            serde_json::from_str::<Value>(result.text()).unwrap(),
            structured,
            "text and structure differ"
        );
        structured
    }

    /// Calls a tool that must fail, and returns the error.
    pub(crate) async fn fail(&self, tool: &str, arguments: Value) -> Value {
        let result = self.client.call_tool(tool, arguments.clone()).await.unwrap();
        assert!(result.is_error(), "{tool} {arguments} succeeded: {}", result.text());
        result.error().unwrap()
    }

    /// Returns `true` if equal calls of the tool act once.
    #[allow(dead_code, reason = "not every test writes")]
    pub(crate) fn acts_once(&self, tool: &str) -> bool {
        let schema = self.tools.get(tool).unwrap().definition().input_schema();
        schema["properties"].get("idempotency_key").is_some()
    }

    fn check(&self, tool: &str, result: &Value) {
        let schema = self.tools.get(tool).unwrap().definition().output_schema().expect("every tool has one");
        let validator = jsonschema::validator_for(&Value::Object(schema.clone())).unwrap();
        let faults: Vec<String> = validator
            .iter_errors(result)
            .map(|fault| format!("{}: {fault}", fault.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{tool}: {faults:#?}\n{result:#}");
    }

    /// Returns the number of requests per method and path since the log was cleared.
    pub(crate) fn requests(&self) -> HashMap<String, usize> {
        let mut counts = HashMap::new();
        for request in self.fake.requests() {
            *counts.entry(format!("{} {}", request.method, request.path)).or_default() += 1;
        }
        counts
    }
}

fn by_the_key(tools: &Registry) -> TestClient {
    TestClient::new(tools.clone()).context(|context| {
        context.extensions_mut().insert(Author::api_token());
    })
}

/// Returns the ids of a list in a result.
pub(crate) fn ids(list: &Value) -> Vec<u64> {
    list.as_array().unwrap().iter().map(|item| item["id"].as_u64().unwrap()).collect()
}

/// Returns the text members of a list in a result.
pub(crate) fn texts<'a>(list: &'a Value, member: &str) -> Vec<&'a str> {
    list.as_array().unwrap().iter().map(|item| item[member].as_str().unwrap()).collect()
}

#[test]
fn no_client_refuses_the_tools() {
    let findings: Vec<String> = lint::lint(&Desk::new().tools).iter().map(ToString::to_string).collect();
    assert!(findings.is_empty(), "{findings:#?}");
}

/// Returns arguments that equal no other ones.
pub(crate) fn keyed(arguments: &Value, key: usize) -> Value {
    let mut keyed = arguments.clone();
    keyed["idempotency_key"] = key.into();
    keyed
}
