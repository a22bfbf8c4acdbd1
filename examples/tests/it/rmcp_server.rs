//! The registry inside rmcp: the example looks at what it did, so running it is the test. What it does not show is here.

#[allow(dead_code, reason = "an example's main is not called here")]
#[path = "../../rmcp_server.rs"]
mod example;

#[tokio::test]
async fn a_client_of_rmcp_lists_calls_hears_progress_and_reads_errors() {
    example::run().await.unwrap();
}
