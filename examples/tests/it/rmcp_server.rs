//! The registry inside rmcp: the example looks at what it did, so running it is the test. What it does not show is here.

#[allow(dead_code, reason = "an example's main is not called here")]
#[path = "../../rmcp_server.rs"]
mod example;

use rmcp::{ClientLifecycleMode, model::ProtocolVersion};

#[tokio::test]
async fn a_client_of_a_handshake_era_lists_calls_hears_is_asked_and_reads_errors() {
    example::run(ClientLifecycleMode::Initialize).await.unwrap();
}

#[tokio::test]
async fn a_client_of_2026_07_28_does_the_same() {
    let preferred_versions = vec![ProtocolVersion::V_2026_07_28];
    example::run(ClientLifecycleMode::Discover { preferred_versions }).await.unwrap();
}
