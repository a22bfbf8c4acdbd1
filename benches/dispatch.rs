//! Cost of one message without sockets: bytes in, bytes out, in 2026-07-28 and in an `initialize` revision.
//!
//! Prints the times and the number of heap allocations of a call. A plain `tools/call` may make 18.

use std::{hint::black_box, time::Duration};

use bytes::Bytes;
use criterion::{Criterion, criterion_group, criterion_main};
use mcp_core::{
    Context, Filter, HandlerError, Registry, Server, dispatch, jsonrpc::Message, protocol::Params, tool_fn,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Maximum number of allocations of one plain call in process.
const MAX_ALLOCATIONS: u64 = 18;

#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Echo {
    /// Text to say.
    text: String,
    /// Repetitions.
    times: u32,
}

/// Server with as many tools as a large catalogue.
fn server() -> Server {
    let mut registry = Registry::new();
    for index in 0..100 {
        let tool = tool_fn(format!("echo_{index:03}"), "Says it again.", |echo: Echo| async move {
            Ok::<_, HandlerError>(echo)
        });
        registry.insert(tool.tags([if index % 2 == 0 { "even" } else { "odd" }])).expect("names differ");
    }
    Server::new(registry)
}

fn answer(server: &Server, body: &Bytes, runtime: &tokio::runtime::Runtime) -> Bytes {
    let Ok(Message::Request(envelope)) = Message::parse(body) else { panic!("a request") };
    let params = Params::parse(&envelope).and_then(Params::validate).expect("well-formed");
    let request = server.decode(&envelope, params, Context::new()).expect("well-formed");
    let response = runtime.block_on(dispatch(request)).expect("a result");
    response.into_body(envelope.id()).to_bytes()
}

const META: &str = r#""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}"#;

fn messages() -> [(&'static str, Bytes); 4] {
    let call = r#""name":"echo_042","arguments":{"text":"hello","times":3}"#;
    let message = |method: &str, params: String| {
        Bytes::from(format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{method}","params":{{{params}}}}}"#))
    };
    [
        ("tools/call 2026-07-28", message("tools/call", format!("{call},{META}"))),
        ("tools/call 2025-11-25", message("tools/call", call.to_owned())),
        ("tools/list 2026-07-28", message("tools/list", META.to_owned())),
        ("tools/list 2025-11-25", message("tools/list", String::new())),
    ]
}

fn measure(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let all = server();
    let even = all.clone().filter(&Filter::new().tags(["even"]).expect("a tag"));
    let mut group = criterion.benchmark_group("dispatch");
    group.measurement_time(Duration::from_secs(2));
    for (name, body) in messages() {
        for (who, server) in [("all tools", &all), ("half of them", &even)] {
            group.bench_function(format!("{name}, {who}"), |bencher| {
                bencher.iter(|| black_box(answer(server, black_box(&body), &runtime)));
            });
        }
        let count = allocation_counter::measure(|| drop(answer(&all, &body, &runtime)));
        eprintln!("{name}: {} allocations, {} bytes", count.count_total, count.bytes_total);
        assert!(
            !name.starts_with("tools/call") || count.count_total <= MAX_ALLOCATIONS,
            "too many allocations"
        );
    }
    group.finish();
}

criterion_group!(benches, measure);
criterion_main!(benches);
