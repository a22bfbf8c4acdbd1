//! The test client, against the endpoint and against hosts.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::Request,
    http::StatusCode,
    middleware::{Next, from_fn},
    response::Response,
};
use mcp_core::{
    Context, Filter, Grant, HandlerError, HandlerErrorKind, Level, NoArguments, Principal, ProtocolVersion,
    Registry, ResourceOutput, Server, ToolMethod,
    client_features::{Elicitation, LocalUser},
    prompt_fn, resource_fn, tool_fn,
};
use mcp_tower::{BearerAuthLayer, BearerKey, Mcp, testing::HttpClient};
use serde_json::json;
use tower::{Layer, ServiceExt, util::BoxCloneService};

use crate::support::{Plan, mcp};

const OLDER: [ProtocolVersion; 3] =
    [ProtocolVersion::V2025_03_26, ProtocolVersion::V2025_06_18, ProtocolVersion::V2025_11_25];

fn keys() -> BearerAuthLayer {
    let read = Filter::new().methods(["read"]).unwrap();
    BearerAuthLayer::new([
        BearerKey::new("key-of-ann", Principal::new("ann")).unwrap().extension(Plan("pro")),
        BearerKey::new("key-of-bob", Principal::new("bob")).unwrap().filter(read),
    ])
}

/// Router that nests the endpoint beside the app's own routes.
fn app() -> Router {
    let home = axum::routing::get(async || "home");
    Router::new().nest_service("/mcp", keys().layer(mcp())).route("/", home)
}

#[tokio::test]
async fn a_router_is_called_through_its_authentication() {
    let client = HttpClient::new(app());
    let refused = client.call_tool("whoami", json!({})).await.unwrap_err();
    assert_eq!(refused.status(), 401);
    assert_eq!(refused.header("www-authenticate"), Some("Bearer"));
    assert!(refused.to_string().starts_with("401 Unauthorized: the bearer token is missing"), "{refused}");

    let ann = client.bearer("key-of-ann");
    let who = ann.call_tool("whoami", json!({})).await.unwrap();
    assert!(!who.is_error());
    let who = who.structured().unwrap();
    assert_eq!(
        (&who["caller"], &who["plan"], &who["version"]),
        (&json!("ann"), &json!("pro"), &json!("2026-07-28"))
    );

    let bob = client.bearer("key-of-bob");
    let (all, some) = (ann.tool_names().await.unwrap(), bob.tool_names().await.unwrap());
    assert!(all.contains(&"erase".to_owned()) && !some.contains(&"erase".to_owned()));
    assert_eq!(bob.call_tool("erase", json!({})).await.unwrap_err().code(), Some(-32602));
    // A setter leaves its client unchanged.
    assert_eq!(client.tool_names().await.unwrap_err().status(), 401);

    assert_eq!(ann.uri("/elsewhere").tool_names().await.unwrap_err().status(), 404);
    let home = client.send(http::Request::get("/").body("").unwrap()).await;
    assert_eq!(home.text(), "home");
}

#[tokio::test]
async fn client_supports_every_revision() {
    let client = HttpClient::new(mcp()).extension(Grant::new(Principal::new("ann")));
    assert!(client.connect().await.unwrap()["supportedVersions"].is_array());
    for version in OLDER {
        let client = client.version(version);
        let who = client.call_tool("whoami", json!({})).await.unwrap();
        let who: serde_json::Value = serde_json::from_str(who.text()).unwrap();
        assert_eq!((&who["caller"], &who["version"]), (&json!("ann"), &json!(version.as_str())));
        assert_eq!(client.connect().await.unwrap()["protocolVersion"], version.as_str());
    }
}

/// Counts the opened connections.
#[tokio::test]
async fn clones_share_a_connection_and_changed_clients_have_their_own() {
    let opened = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&opened);
    let app =
        Router::new().nest_service("/mcp", mcp()).layer(from_fn(move |request: Request, next: Next| {
            let count = Arc::clone(&count);
            async move {
                // Only this notification is answered with 202 here.
                let response = next.run(request).await;
                count.fetch_add(usize::from(response.status() == StatusCode::ACCEPTED), Ordering::SeqCst);
                response
            }
        }));
    let client = HttpClient::new(app).version(ProtocolVersion::V2025_11_25);
    let calls = (0..8).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { client.call_tool("nop", json!({})).await.unwrap().is_error() })
    });
    for call in calls.collect::<Vec<_>>() {
        assert!(!call.await.unwrap());
    }
    assert_eq!(opened.load(Ordering::SeqCst), 1);
    client.header("x-other", "1").tool_names().await.unwrap();
    assert_eq!(opened.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_refused_initialize_is_the_error_of_the_call() {
    let client = HttpClient::new(app()).version(ProtocolVersion::V2025_06_18);
    assert_eq!(client.call_tool("nop", json!({})).await.unwrap_err().status(), 401);
}

#[tokio::test(start_paused = true)]
async fn progress_is_collected_on_request() {
    let client = HttpClient::new(mcp());
    let silent = client.call_tool("steps", json!({})).await.unwrap();
    assert!(silent.progress().is_empty());
    for version in OLDER.into_iter().chain([ProtocolVersion::V2026_07_28]) {
        let call = client.version(version).progress().call_tool("steps", json!({})).await.unwrap();
        let steps: Vec<_> =
            call.progress().iter().map(|report| report["progress"].as_f64().unwrap()).collect();
        assert_eq!(steps, [0.0, 50.0, 100.0], "{version}");
        assert_eq!(call.response().header("content-type"), Some("text/event-stream"));
    }
}

#[tokio::test]
async fn failures_have_a_kind_and_headers() {
    let call = HttpClient::new(mcp()).call_tool("fail", json!({})).await.unwrap();
    assert_eq!(call.error_kind(), Some(HandlerErrorKind::RateLimited));
    assert_eq!(call.error().unwrap()["retry_after_ms"], 1500);
    assert_eq!(call.response().header("retry-after"), Some("2"));
}

#[tokio::test]
async fn http_statuses_are_returned() {
    let client = HttpClient::new(mcp().max_body_bytes(1024));
    assert_eq!(client.post("x".repeat(1025)).await.status, 413);
    assert_eq!(client.post("nonsense").await.json()["error"]["code"], -32700);
    assert_eq!(client.header("origin", "https://evil.example").tool_names().await.unwrap_err().status(), 403);
    assert_eq!(client.header("host", "evil.example").tool_names().await.unwrap_err().status(), 403);
    assert_eq!(client.uri("http://evil.example/mcp").tool_names().await.unwrap_err().status(), 403);
    assert_eq!(client.header("mcp-method", "ping").tool_names().await.unwrap_err().code(), Some(-32020));
}

#[tokio::test]
async fn prompts_and_resources_are_read() {
    let begin =
        prompt_fn("begin", "Begins.", |_: NoArguments| async { Ok::<_, HandlerError>("Call `search`.") });
    let note = resource_fn("desk://nöte", "note", "A note.", |_: Context| async {
        Ok::<_, HandlerError>(ResourceOutput::text("hello"))
    });
    let registry = Registry::new().with_prompt(begin).unwrap().with_resource(note).unwrap();
    let client = HttpClient::new(Mcp::new(Server::new(registry)));
    assert_eq!(client.list_prompts().await.unwrap()[0]["name"], "begin");
    assert_eq!(client.get_prompt("begin", json!({})).await.unwrap().text(), "Call `search`.");
    let uri = client.list_resources().await.unwrap()[0]["uri"].as_str().unwrap().to_owned();
    assert_eq!(client.read_resource(&uri).await.unwrap().text(), "hello");
    assert!(client.list_templates().await.unwrap().is_empty());
    assert!(client.read_resource("desk://other").await.is_err());
}

fn asking() -> Server {
    let close = tool_fn("close", "Closes all.", |_: NoArguments, context: Context| async move {
        context.log(Level::Info, None, "asking");
        let sure =
            context.request_client("sure", Elicitation::form("Close all?")).await?.accepted().is_some();
        Ok::<_, HandlerError>(if sure { "closed" } else { "open" })
    });
    Server::new(Registry::new().with_tool(close.method(ToolMethod::Update)).unwrap())
}

#[tokio::test]
async fn elicitation_and_logs_work_stateless() {
    let client = HttpClient::new(Mcp::new(asking())).log_level(Level::Debug);
    let yes = client.user(LocalUser::new(|_| async { Some(json!({})) }));
    let call = yes.call_tool("close", json!({})).await.unwrap();
    assert_eq!(call.structured(), Some(&json!({ "result": "closed" })));
    assert_eq!(call.logs()[0]["data"], "asking");
    let no = client.user(LocalUser::new(|_| async { None }));
    assert_eq!(
        no.call_tool("close", json!({})).await.unwrap().structured(),
        Some(&json!({ "result": "open" }))
    );
}

#[cfg(feature = "sessions")]
#[tokio::test]
async fn elicitation_works_in_a_session() {
    let mcp = Mcp::new(asking()).sessions(mcp_tower::SessionLimits::default());
    let client = HttpClient::new(mcp)
        .version(ProtocolVersion::V2025_11_25)
        .log_level(Level::Debug)
        .user(LocalUser::new(|_| async { Some(json!({})) }));
    let call = client.call_tool("close", json!({})).await.unwrap();
    assert_eq!(call.structured(), Some(&json!({ "result": "closed" })));
    assert_eq!(call.logs()[0]["data"], "asking");
}

/// Services that are not `Sync`, and those for one body type.
#[tokio::test]
async fn services_of_other_types_are_called() {
    let boxed = BoxCloneService::new(mcp());
    assert!(!HttpClient::new(boxed).tool_names().await.unwrap().is_empty());
    let only_axum =
        mcp().map_request(|request: http::Request<Body>| request).map_response(Response::into_body);
    let only_axum = only_axum.map_response(|body| http::Response::new(Body::new(body)));
    assert!(!HttpClient::with_body::<Body, _, _>(only_axum).tool_names().await.unwrap().is_empty());
}

#[cfg(feature = "actix")]
mod actix_app {
    use actix_web::{App, HttpMessage, dev::Service as _, error::ErrorUnauthorized, test};
    use mcp_tower::{
        actix::{CallExtensions, Mount},
        testing::ActixApp,
    };

    use super::*;
    use crate::support::slow_server;

    #[tokio::test]
    async fn an_actix_app_is_called_through_its_middleware() {
        let app = ActixApp::start(|| {
            let app = App::new().service(Mount::new("/mcp", mcp())).wrap_fn(|request, next| {
                let known = request.headers().contains_key("x-session");
                request.call_extensions_mut().insert(Plan("pro"));
                request.extensions_mut().insert(Grant::new(Principal::new("ann")));
                let call = next.call(request);
                async move { if known { call.await } else { Err(ErrorUnauthorized("log in")) } }
            });
            test::init_service(app)
        });
        let client = HttpClient::new(app);
        let refused = client.tool_names().await.unwrap_err();
        assert_eq!((refused.status(), refused.response().text()), (StatusCode::UNAUTHORIZED, "log in"));
        let ann = client.header("x-session", "of-ann").progress();
        let who = ann.call_tool("whoami", json!({})).await.unwrap();
        let who = who.structured().unwrap();
        assert_eq!((&who["caller"], &who["plan"]), (&json!("ann"), &json!("pro")));
        assert_eq!(ann.call_tool("steps", json!({})).await.unwrap().progress().len(), 3);
    }

    #[tokio::test]
    async fn a_dropped_call_ends_in_an_actix_app() {
        let (mcp, dropped) = slow_server();
        let app = ActixApp::start(|| test::init_service(App::new().service(Mount::new("/mcp", mcp))));
        let client = HttpClient::new(app);
        for (tool, calls) in [("slow", 1), ("slow_steps", 2)] {
            let client = client.progress();
            let call = tokio::spawn(async move { client.call_tool(tool, json!({})).await });
            dropped.until_begun(calls).await;
            tokio::time::sleep(Duration::from_millis(20)).await;
            call.abort();
            dropped.until_dropped(calls).await;
        }
    }
}
