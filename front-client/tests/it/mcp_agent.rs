//! Shared by the tests of the tools: the tools over a fake Front, with results checked against their schema.

use std::collections::HashMap;

use front_client::{
    Client,
    mcp::{AgentTools, Author},
    testing::FakeFront,
};
use mcp_core::{Registry, testing::TestClient};
use serde_json::Value;

/// A fake Front with an agent that works as the API token, unless a test changes it.
#[derive(Clone)]
pub(crate) struct Agent {
    pub(crate) fake: FakeFront,
    pub(crate) client: TestClient,
    pub(crate) tools: Registry,
}

impl Agent {
    /// Creates the seeded company, with default tools.
    pub(crate) fn new() -> Self {
        Self::tuned(|tools| tools)
    }

    /// Creates the seeded company, with tools configured by the test.
    pub(crate) fn tuned(tune: impl FnOnce(AgentTools) -> AgentTools) -> Self {
        Self::of(FakeFront::seeded(), tune)
    }

    pub(crate) fn of(fake: FakeFront, tune: impl FnOnce(AgentTools) -> AgentTools) -> Self {
        let front = Client::builder().credential(fake.token()).transport(fake.clone()).build().unwrap();
        let tools = tune(AgentTools::new(front)).registry();
        let client = TestClient::new(tools.clone()).context(|context| {
            context.extensions_mut().insert(Author::api_token());
        });
        Self { fake, client, tools }
    }

    /// Removes the author set by the host.
    pub(crate) fn without_author(mut self) -> Self {
        self.client = self.client.context(|context| {
            context.extensions_mut().remove::<Author>();
        });
        self
    }

    /// Makes the agent work as this teammate.
    #[allow(clippy::wrong_self_convention, reason = "as in acting as")]
    pub(crate) fn as_author(mut self, teammate: &str) -> Self {
        let author = Author::new(teammate);
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
    pub(crate) async fn call_error(&self, tool: &str, arguments: Value) -> Value {
        let result = self.client.call_tool(tool, arguments.clone()).await.unwrap();
        assert!(result.is_error(), "{tool} {arguments} succeeded: {}", result.text());
        result.error().unwrap()
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

/// Returns the ids of a list in a result.
pub(crate) fn ids(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect()
}
