//! Spans as OpenTelemetry has them: the example looks at what it did, so running it is the test.

#[allow(dead_code, reason = "an example's main is not called here")]
#[path = "../../opentelemetry/main.rs"]
mod example;

#[tokio::test]
async fn the_spans_of_a_call_are_parts_of_the_callers_trace() {
    example::run().await.unwrap();
}
