//! Authors: each host's middleware sets the author of an agent's writes.

use std::net::{SocketAddr, TcpListener};

use actix_web::{
    App, HttpMessage, body::MessageBody, dev, error::ErrorUnauthorized, middleware as actix, test,
};
use axum::{Router, extract::Request, http::StatusCode, middleware as axum_middleware, response::Response};
use bytes::Bytes;
use front_client::{mcp::Author as FrontAuthor, testing::FakeFront};
use fusedesk_client::{FuseDesk, RepUserId, mcp::Author as DeskAuthor, testing::FakeDesk};
use http_body_util::Full;
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use mcp_core::{Filter, Grant, HandlerErrorKind, Principal, Server};
use mcp_tower::{
    LiveServer, Mcp,
    actix::{CallExtensions, Mount},
    testing::{ActixApp, HttpClient},
};
use serde_json::json;
use tokio::{runtime::Runtime, sync::oneshot};

use super::{Stop, host_actix, host_axum, host_hyper, host_steer};

/// Header in place of an app's session cookie.
const SESSION: (&str, &str) = ("x-session", "of-mia");

/// Runs the host of an example until the stop signal.
type Serve = fn(TcpListener, Mcp, oneshot::Receiver<()>);

/// A fake of each vendor, and the endpoint over both.
struct Company {
    front: FakeFront,
    desk: FakeDesk,
    mcp: Mcp,
}

impl Company {
    fn new() -> Self {
        let (front, desk) = (FakeFront::seeded(), FakeDesk::seeded());
        let client =
            front_client::Client::builder().credential(front.token()).transport(front.clone()).build();
        let tools = front_client::mcp::agent_tools(&client.unwrap());
        let client = FuseDesk::app(desk.app())
            .unwrap()
            .builder()
            .credential(desk.api_key())
            .transport(desk.clone())
            .build();
        let tools = tools.merge(&fusedesk_client::mcp::agent_tools(&client.unwrap())).unwrap();
        Self { front, desk, mcp: Mcp::new(Server::new(tools)) }
    }

    /// Returns the author of the comment with this text.
    fn commented(&self, text: &str) -> Option<String> {
        let comments = self.front.comments_in(front_client::testing::seed::DISPUTE);
        let comment = comments.iter().find(|comment| comment["body"] == text)?;
        comment["author"]["id"].as_str().map(str::to_owned)
    }
}

/// Tests a framework whose middleware inserted `Principal`, `Filter` and the authors of both vendors.
async fn mia_reads_and_writes_in_her_name(company: &Company, client: HttpClient) {
    use front_client::testing::seed as front;
    use fusedesk_client::testing::seed as desk;

    assert_eq!(client.tool_names().await.unwrap_err().status(), 401);
    let mia = client.header(SESSION.0, SESSION.1);
    let tools = mia.tool_names().await.unwrap();
    assert!(tools.iter().any(|tool| tool == "add_comment") && !tools.iter().any(|tool| tool == "send_reply"));

    let comment = json!({ "conversationId": front::DISPUTE, "body": "Called her." });
    let commented = mia.call_tool("add_comment", comment).await.unwrap();
    assert_eq!(commented.structured().unwrap()["author"], front::MIA, "{}", commented.text());
    assert_eq!(company.commented("Called her.").as_deref(), Some(front::MIA));

    let note = json!({ "case_id": desk::DISPUTE, "note": "She will wait." });
    let noted = mia.call_tool("fusedesk_add_note", note).await.unwrap();
    assert_eq!(noted.structured().unwrap()["author"], "Mia Larsen", "{}", noted.text());
    let case = company.desk.case(desk::DISPUTE).unwrap();
    assert_eq!(case["history"].as_array().unwrap().last().unwrap()["repid"], desk::MIA);
}

/// Returns the extensions for the user of a session.
fn mia() -> (Grant, FrontAuthor, DeskAuthor) {
    let filter = Filter::new().methods(["read", "write"]).unwrap();
    let rep = RepUserId::new(fusedesk_client::testing::seed::MIA);
    let grant = Grant::new(Principal::new("mia")).filter(filter);
    (grant, FrontAuthor::new(front_client::testing::seed::MIA), DeskAuthor::new(rep))
}

#[tokio::test]
async fn a_middleware_of_axum_sets_the_authors_of_both_vendors() {
    async fn identify(mut request: Request, next: axum_middleware::Next) -> Result<Response, StatusCode> {
        if request.headers().get(SESSION.0).is_none_or(|session| session != SESSION.1) {
            return Err(StatusCode::UNAUTHORIZED);
        }
        let (grant, front, desk) = mia();
        request.extensions_mut().insert(grant.extension(front).extension(desk));
        Ok(next.run(request).await)
    }

    let company = Company::new();
    let app = Router::new().nest_service("/mcp", company.mcp.clone());
    let app = app.layer(axum_middleware::from_fn(identify));
    mia_reads_and_writes_in_her_name(&company, HttpClient::new(app)).await;
}

#[tokio::test]
async fn a_middleware_of_actix_sets_the_authors_of_both_vendors() {
    async fn identify(
        request: dev::ServiceRequest,
        next: actix::Next<impl MessageBody>,
    ) -> Result<dev::ServiceResponse<impl MessageBody>, actix_web::Error> {
        if request.headers().get(SESSION.0).is_none_or(|session| session != SESSION.1) {
            return Err(ErrorUnauthorized(""));
        }
        let (grant, front, desk) = mia();
        {
            let mut extensions = request.call_extensions_mut();
            extensions.insert(grant);
            extensions.insert(front);
            extensions.insert(desk);
        }
        next.call(request).await
    }

    let company = Company::new();
    let mcp = company.mcp.clone();
    let app = ActixApp::start(move || {
        let mount = Mount::new("/mcp", mcp).require::<FrontAuthor>().require::<DeskAuthor>();
        test::init_service(App::new().wrap(actix::from_fn(identify)).service(mount))
    });
    mia_reads_and_writes_in_her_name(&company, HttpClient::new(app)).await;
}

/// Authors from actix's own extensions, as set by a middleware of another crate.
#[tokio::test]
async fn authors_in_actixs_own_extensions_are_carried() {
    async fn identify(
        request: dev::ServiceRequest,
        next: actix::Next<impl MessageBody>,
    ) -> Result<dev::ServiceResponse<impl MessageBody>, actix_web::Error> {
        if !request.headers().contains_key(SESSION.0) {
            return Err(ErrorUnauthorized(""));
        }
        let (grant, front, desk) = mia();
        request.extensions_mut().insert(grant);
        request.extensions_mut().insert(front);
        request.extensions_mut().insert(desk);
        next.call(request).await
    }

    let company = Company::new();
    let mcp = company.mcp.clone();
    let app = ActixApp::start(move || {
        let mount = Mount::new("/mcp", mcp).carry::<FrontAuthor>().carry::<DeskAuthor>();
        test::init_service(App::new().wrap(actix::from_fn(identify)).service(mount))
    });
    mia_reads_and_writes_in_her_name(&company, HttpClient::new(app)).await;
}

/// Runs the examples on a socket.
#[tokio::test]
async fn every_example_writes_in_the_name_of_its_callers_author() {
    use front_client::testing::seed;

    let serve: [(&str, &str, Serve); 4] = [
        ("axum", "/mcp", |listener, mcp, stop| run(host_axum::serve(listener, mcp, until(stop)))),
        ("hyper", "/mcp", |listener, mcp, stop| run(host_hyper::serve(listener, mcp, until(stop)))),
        ("actix", "/mcp", |listener, mcp, stop| run(host_actix::serve(listener, mcp, until(stop)))),
        ("steer", "/teams/support/mcp", |listener, mcp, stop| {
            run(host_steer::serve(listener, mcp, until(stop)))
        }),
    ];
    for (name, path, serve) in serve {
        let company = Company::new();
        let live = LiveServer::new(company.mcp.server());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address: SocketAddr = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let mcp = Mcp::live(live);
        let thread = std::thread::spawn(move || serve(listener, mcp, stopped));

        let socket = Client::builder(TokioExecutor::new()).build_http::<Full<Bytes>>();
        let client = HttpClient::new(socket).uri(&format!("http://{address}{path}"));
        assert_eq!(client.tool_names().await.unwrap_err().status(), 401, "{name}");
        let comment = json!({ "conversationId": seed::DISPUTE, "body": "Called her." });
        let commented = client.bearer("key-of-ann").call_tool("add_comment", comment).await.unwrap();
        assert_eq!(commented.error_kind(), None::<HandlerErrorKind>, "{name}: {}", commented.text());
        assert_eq!(company.commented("Called her.").as_deref(), Some(seed::SARAH), "{name}");

        // Open connections of the client would delay the stop of the host.
        drop(client);
        stop.send(()).unwrap();
        tokio::task::spawn_blocking(move || thread.join().unwrap()).await.unwrap();
    }
}

fn run(host: impl Future<Output = std::io::Result<()>>) {
    Runtime::new().unwrap().block_on(host).unwrap();
}

fn until(stop: oneshot::Receiver<()>) -> Stop {
    Box::pin(async { drop(stop.await) })
}
