//! OpenTelemetry spans. The example verifies its own output, so the test runs it.

#[allow(dead_code, reason = "an example's main is not called here")]
#[path = "../../opentelemetry/main.rs"]
mod example;

#[tokio::test]
async fn the_spans_of_a_call_are_parts_of_the_callers_trace() {
    example::run().await.unwrap();
}
