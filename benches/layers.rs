//! Overhead of each layer for a request that it passes through: compare with `none` of the same kind.
//!
//! Most groups run without a recorder or subscriber, in which case tracing and metrics layers must cost next to
//! nothing. The groups with `taken` have a subscriber that keeps each span while it is open.

use std::{convert::Infallible, hint::black_box, time::Duration};

use bytes::Bytes;
use criterion::{BenchmarkGroup, Criterion, criterion_group, criterion_main, measurement::WallTime};
use front_client::{
    Front,
    layer::{
        AuthLayer, BaseUrlLayer, CollectBodyLayer, FollowMergedLayer, MergeCustomFieldsLayer,
        ReadRateLimitLayer, RetryLayer, RetryPolicy, TraceLayer, metrics::MetricsLayer,
    },
};
use http::{Request, Response};
use http_body::Body;
use http_body_util::{BodyExt, Full};
use mcp_core::{Filter, HandlerError, NoArguments, Principal, Registry, Server, tool_fn};
use mcp_tower::{
    BearerAuthLayer, BearerKey, CheckOriginLayer, FilterLayer, HttpMetricsLayer, HttpTraceLayer, Mcp,
};
use tokio::runtime::Runtime;
use tower::{Layer, Service, ServiceExt, service_fn};
use tracing::subscriber::with_default;

fn outbound(criterion: &mut Criterion) {
    let runtime = runtime();
    let mut group = criterion.benchmark_group("outbound");
    group.measurement_time(Duration::from_secs(2));
    let answer = service_fn(|_: Request<front_client::Body>| async { Ok::<_, Infallible>(front_answer()) });
    let answer_body = service_fn(|_: Request<front_client::Body>| async {
        Ok::<_, Infallible>(front_answer().map(Full::new))
    });
    measure(&mut group, &runtime, "none", answer, front_request);
    let base_url = BaseUrlLayer::new("https://api2.frontapp.com").expect("a URL");
    measure(&mut group, &runtime, "BaseUrl", base_url.layer(answer), front_request);
    let auth = AuthLayer::new("token".to_owned()).expect("a token");
    measure(&mut group, &runtime, "Auth", auth.layer(answer), front_request);
    measure(&mut group, &runtime, "RateLimit", ReadRateLimitLayer::new().layer(answer), front_request);
    measure(&mut group, &runtime, "Trace", TraceLayer::new().layer(answer), front_request);
    measure(&mut group, &runtime, "Metrics", MetricsLayer::<Front>::new().layer(answer), front_request);
    measure(&mut group, &runtime, "Retry", RetryLayer::new(RetryPolicy::new()).layer(answer), front_request);
    measure(&mut group, &runtime, "FollowMerged", FollowMergedLayer::new().layer(answer), front_request);
    let fields = MergeCustomFieldsLayer::new();
    measure(&mut group, &runtime, "MergeCustomFields", fields.layer(answer), front_request);
    measure(
        &mut group,
        &runtime,
        "CollectBody",
        CollectBodyLayer::new(1 << 20).layer(answer_body),
        front_request,
    );
    group.finish();
    let mut group = criterion.benchmark_group("outbound, spans taken");
    group.measurement_time(Duration::from_secs(2));
    with_default(tracing_subscriber::registry(), || {
        measure(&mut group, &runtime, "Trace", TraceLayer::new().layer(answer), front_request);
    });
    group.finish();
}

fn inbound(criterion: &mut Criterion) {
    let runtime = runtime();
    let mut group = criterion.benchmark_group("inbound");
    group.measurement_time(Duration::from_secs(2));
    let ping = tool_fn("ping", "Answers.", |_: NoArguments| async { Ok::<_, HandlerError>("pong") });
    let server = Server::new(Registry::new().with_tool(ping.tags(["net"])).expect("one tool"));
    let mcp = Mcp::new(server);
    let filter = FilterLayer::new(Filter::new().tags(["net"]).expect("a tag"));
    let key = BearerKey::new("a-key-of-some-length", Principal::new("bench")).expect("a key");
    let auth = BearerAuthLayer::new([key]);
    measure(&mut group, &runtime, "none", read(mcp.clone()), mcp_request);
    measure(&mut group, &runtime, "Filter", read(mcp.clone().layer(filter)), mcp_request);
    let observed = mcp.clone().layer(mcp_tower::McpTraceLayer::new());
    let observed_http = HttpTraceLayer::new().layer(mcp.clone());
    measure(&mut group, &runtime, "McpTrace", read(observed.clone()), mcp_request);
    measure(&mut group, &runtime, "HttpTrace", read(observed_http.clone()), mcp_request);
    let metered = mcp.clone().layer(mcp_tower::McpMetricsLayer::new());
    measure(&mut group, &runtime, "McpMetrics", read(metered), mcp_request);
    let metered_http = HttpMetricsLayer::new().layer(mcp.clone());
    measure(&mut group, &runtime, "HttpMetrics", read(metered_http), mcp_request);
    measure(&mut group, &runtime, "BearerAuth", read(auth.layer(mcp.clone())), mcp_request);
    measure(&mut group, &runtime, "CheckOrigin", read(CheckOriginLayer::new().layer(mcp)), mcp_request);
    group.finish();
    let mut group = criterion.benchmark_group("inbound, spans taken");
    group.measurement_time(Duration::from_secs(2));
    with_default(tracing_subscriber::registry(), || {
        measure(&mut group, &runtime, "McpTrace", read(observed), mcp_request);
        measure(&mut group, &runtime, "HttpTrace", read(observed_http), mcp_request);
    });
    group.finish();
}

/// Service that reads each response to its end, as a server would.
fn read<S, B>(service: S) -> impl Service<Request<Full<Bytes>>> + Clone
where
    S: Service<Request<Full<Bytes>>, Response = Response<B>, Error = Infallible> + Clone,
    B: Body,
{
    service.and_then(|response: Response<B>| async {
        black_box(response.into_body().collect().await.ok());
        Ok::<_, Infallible>(())
    })
}

fn measure<S, B>(
    group: &mut BenchmarkGroup<'_, WallTime>,
    runtime: &Runtime,
    name: &str,
    service: S,
    request: fn() -> Request<B>,
) where
    S: Service<Request<B>> + Clone,
{
    group.bench_function(name, |bencher| {
        bencher.iter(|| black_box(runtime.block_on(service.clone().oneshot(request()))).is_ok());
    });
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

fn front_request() -> Request<front_client::Body> {
    Request::get("https://api2.frontapp.com/conversations/cnv_1").body(().into()).expect("a request")
}

fn front_answer() -> Response<Bytes> {
    Response::builder()
        .header("x-ratelimit-limit", "100")
        .header("x-ratelimit-remaining", "99")
        .header("x-ratelimit-reset", "1800000000")
        .body(Bytes::from_static(b"{}"))
        .expect("a response")
}

fn mcp_request() -> Request<Full<Bytes>> {
    let body = r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"ping","arguments":{}}}"#;
    Request::post("/mcp")
        .header("host", "localhost")
        .header("authorization", "Bearer a-key-of-some-length")
        .header("content-type", "application/json")
        .body(Full::new(Bytes::from_static(body.as_bytes())))
        .expect("a request")
}

criterion_group!(benches, outbound, inbound);
criterion_main!(benches);
