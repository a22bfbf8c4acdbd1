//! The official Rust client against the running program, in each way of starting a session.

use rmcp::{
    ClientLifecycleMode, ClientServiceExt, RoleClient, ServiceError,
    model::{CallToolRequestParams, ErrorCode, ProtocolVersion},
    service::RunningService,
    transport::StreamableHttpClientTransport,
};
use serde_json::{Value, json};

use crate::program::Program;

type Client = RunningService<RoleClient, ()>;

fn lifecycles() -> [ClientLifecycleMode; 3] {
    let preferred_versions = vec![ProtocolVersion::V_2026_07_28];
    [
        ClientLifecycleMode::Initialize,
        ClientLifecycleMode::Discover { preferred_versions: preferred_versions.clone() },
        ClientLifecycleMode::Auto { preferred_versions, legacy_version: None },
    ]
}

async fn connect(program: &Program, lifecycle: ClientLifecycleMode) -> Client {
    let transport = StreamableHttpClientTransport::from_uri(program.url());
    ().serve_with_lifecycle(transport, lifecycle).await.unwrap()
}

async fn call(client: &Client, name: &'static str, arguments: Value) -> Result<(bool, Value), ServiceError> {
    let Value::Object(arguments) = arguments else { panic!("arguments are an object") };
    let params = CallToolRequestParams::new(name).with_arguments(arguments);
    let result = client.call_tool(params).await?;
    // As text, which a failure also has: structured content follows the output schema.
    let text = &result.content[0].as_text().unwrap().text;
    Ok((result.is_error == Some(true), serde_json::from_str(text).unwrap()))
}

#[tokio::test]
async fn lists_and_calls_in_every_protocol_revision() {
    let program = Program::start(&[("MCP_TOOLSETS", "front")]);
    for lifecycle in lifecycles() {
        let client = connect(&program, lifecycle).await;

        let tools = client.list_all_tools().await.unwrap();
        assert_eq!(tools.len(), 19);
        assert!(tools.iter().any(|tool| tool.name == "search_conversations"));

        let (failed, teammates) = call(&client, "list_teammates", json!({ "limit": 5 })).await.unwrap();
        assert!(!failed, "{teammates}");
        assert!(teammates.to_string().contains("Sarah"), "{teammates}");

        let arguments = json!({ "conversationId": "cnv_zzzzzz" });
        let (failed, error) = call(&client, "read_conversation", arguments).await.unwrap();
        assert!(failed, "{error}");
        assert_eq!(error["error"]["kind"], "not_found");

        let error = call(&client, "no_such_tool", json!({})).await.unwrap_err();
        let ServiceError::McpError(error) = error else { panic!("{error}") };
        assert_eq!(error.code, ErrorCode::INVALID_PARAMS);

        client.cancel().await.unwrap();
    }
}

#[tokio::test]
async fn comment_is_written_as_the_configured_author() {
    let program =
        Program::start_with(&["--demo"], &[("FRONT_AUTHOR_ID", front_client::testing::seed::DAVID)]);
    let client = connect(&program, ClientLifecycleMode::Initialize).await;
    let dispute = front_client::testing::seed::DISPUTE;

    let arguments = json!({ "conversationId": dispute, "body": "Looking into it." });
    let (failed, comment) = call(&client, "add_comment", arguments).await.unwrap();
    assert!(!failed, "{comment}");

    let arguments = json!({ "conversationId": dispute, "include": ["comment"] });
    let (_, timeline) = call(&client, "read_conversation", arguments).await.unwrap();
    let entries = timeline.to_string();
    assert!(entries.contains("Looking into it.") && entries.contains("David"), "{entries}");
}

#[tokio::test]
async fn both_vendors_are_served_side_by_side() {
    let program = Program::start(&[]);
    let client = connect(&program, ClientLifecycleMode::Initialize).await;
    let names: Vec<String> =
        client.list_all_tools().await.unwrap().into_iter().map(|tool| tool.name.into_owned()).collect();
    for name in ["search_conversations", "fusedesk_customer_timeline", "find_customer_everywhere"] {
        assert!(names.iter().any(|known| known == name), "{name} is not among {names:?}");
    }

    let asked = json!({ "email": "elena.voss@northwind.example" });
    let (failed, found) = call(&client, "find_customer_everywhere", asked).await.unwrap();
    assert!(!failed, "{found}");
    assert_eq!(found["persons"][0]["certainty"], "exact_email", "{found}");
    let records = found["persons"][0]["records"].to_string();
    assert!(records.contains("Front") && records.contains("FuseDesk"), "{records}");
}

#[tokio::test]
async fn fusedesk_api_tool_set_serves_operations() {
    let program = Program::start(&[("MCP_TOOLSETS", "fusedesk-api")]);
    let client = connect(&program, ClientLifecycleMode::Initialize).await;
    let names: Vec<String> =
        client.list_all_tools().await.unwrap().into_iter().map(|tool| tool.name.into_owned()).collect();
    assert!(names.len() >= 44 && !names.iter().any(|name| name == "find_customer_everywhere"), "{names:?}");
    let (failed, found) =
        call(&client, "list_all_fuse_desk_contacts", json!({ "search": "alex@example.com" })).await.unwrap();
    assert!(!failed && found["items"][0]["crmId"].is_u64(), "{found}");
}
