//! The endpoint in each host: equal responses, byte for byte, and equal behaviour on disconnect.

mod authors;
mod connection;
mod exchange;
mod layered;
mod suite;

#[allow(dead_code, reason = "an example's main is not called here")]
#[path = "../../hosts/actix/main.rs"]
mod host_actix;
#[allow(dead_code, reason = "an example's main is not called here")]
#[path = "../../hosts/axum.rs"]
mod host_axum;
#[allow(dead_code, reason = "an example's main is not called here")]
#[path = "../../hosts/hyper.rs"]
mod host_hyper;
#[allow(dead_code, reason = "an example's main is not called here")]
#[path = "../../hosts/steer.rs"]
mod host_steer;

use std::{io, net::TcpListener, pin::Pin, thread::JoinHandle, time::Duration};

use http_body_util::BodyExt;
use mcp_tower::{LiveServer, Mcp};
use tokio::{runtime::Runtime, sync::oneshot};

use connection::Connection;
use exchange::{HostAddress, HttpRequest, TEST_TIMEOUT};
use suite::{Calls, MAX_BODY_BYTES};

/// Running host with its call counters.
struct Host {
    name: &'static str,
    site: HostAddress,
    calls: Calls,
    live: LiveServer,
    stop: oneshot::Sender<()>,
    thread: JoinHandle<io::Result<()>>,
}

/// Stop signal of a host.
type Stop = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Starts a host in its own thread and runtime. Actix brings its own threads, and the others run under equal
/// conditions.
fn start<F>(name: &'static str, path: &'static str, serve: fn(TcpListener, Mcp, Stop) -> F) -> Host
where
    F: Future<Output = io::Result<()>> + 'static,
{
    let (mcp, live, calls) = suite::mcp();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let site = HostAddress { address: listener.local_addr().unwrap(), path };
    let (stop, stopped) = oneshot::channel();
    let stopped = Box::pin(async {
        if stopped.await.is_err() {
            std::future::pending::<()>().await;
        }
    });
    let thread = std::thread::spawn(move || Runtime::new().unwrap().block_on(serve(listener, mcp, stopped)));
    Host { name, site, calls, live, stop, thread }
}

/// Starts the hosts of the examples, and two with layers.
fn hosts() -> [Host; 6] {
    [
        start("axum", "/mcp", host_axum::serve),
        start("hyper", "/mcp", host_hyper::serve),
        start("actix", "/mcp", host_actix::serve),
        start("steer", "/teams/support/mcp", host_steer::serve),
        start("axum with layers", "/mcp", layered::axum),
        start("actix with layers", "/mcp", layered::actix),
    ]
}

#[tokio::test]
async fn hosts_return_equal_bytes() {
    let hosts = hosts();
    for (what, request, status) in suite::requests() {
        let expected = hosts[0].site.send(&request).await;
        assert_eq!(expected.status, status, "{what}: {expected:?}");
        for host in &hosts[1..] {
            if request.method == "OPTIONS" && host.name == "axum with layers" {
                // The CORS layer responds.
                continue;
            }
            assert_eq!(host.site.send(&request).await, expected, "{what} in {}", host.name);
        }
    }
}

#[tokio::test]
async fn progress_arrives_while_the_call_runs() {
    for Host { name, site, calls, .. } in hosts() {
        let mut open = site.open(&suite::call("slow_steps")).await;
        // Head and first event. The call never ends by itself.
        open.until("notifications/progress").await;
        // An idle stream gets keep-alive comments.
        open.until(": keep-alive").await;
        assert_eq!(calls.dropped(), 0, "{name}");
    }
}

#[tokio::test]
async fn a_client_that_closes_its_connection_ends_its_call() {
    for Host { name, site, calls, .. } in hosts() {
        let open = site.open(&suite::call("slow")).await;
        calls.wait_for("begun", 1, name).await;
        drop(open);
        calls.wait_for("dropped", 1, name).await;

        let mut open = site.open(&suite::call("slow_steps")).await;
        open.until("notifications/progress").await;
        assert_eq!(calls.dropped(), 1, "{name}");
        drop(open);
        calls.wait_for("dropped", 2, name).await;
    }
}

#[tokio::test]
async fn a_body_is_refused_as_soon_as_it_is_too_large() {
    for Host { name, site, .. } in hosts() {
        // Refused by the declared length, before any of the body is sent.
        let declared = HttpRequest { length: Some(MAX_BODY_BYTES + 1), ..HttpRequest::post([]) };
        assert_eq!(site.send(&declared).await.status, 413, "{name}");
        // Refused by the received length, before the end of the body.
        let mut open = site
            .open(&HttpRequest { ended: false, ..HttpRequest::post(["x".repeat(MAX_BODY_BYTES + 1)]) })
            .await;
        open.until("HTTP/1.1 413").await;
    }
}

#[tokio::test]
async fn slow_body_is_accepted_and_truncated_body_is_not_run() {
    for Host { name, site, calls, .. } in hosts() {
        let body = suite::call("nop").pieces.concat();
        let (first, rest) = body.split_at(body.len() / 2);
        let mut open =
            site.open(&HttpRequest { ended: false, ..suite::headed("nop", [first.to_owned()]) }).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(calls.begun(), 0, "{name}");
        open.rest(rest).await;
        open.until("\"isError\":false").await;
        assert_eq!(calls.begun(), 1, "{name}");

        // A truncated request is not carried out.
        let open = site.open(&HttpRequest { ended: false, ..suite::headed("nop", [body]) }).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        drop(open);
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(calls.begun(), 1, "{name}");
    }
}

#[tokio::test]
async fn other_paths_are_the_hosts_own() {
    for Host { name, site, .. } in hosts() {
        let elsewhere = HostAddress { path: "/elsewhere", ..site };
        let answer = elsewhere.send(&suite::call("nop")).await;
        assert_eq!(answer.status, 404, "{name}");
        assert!(!answer.body.contains("jsonrpc"), "{name}: {}", answer.body);
    }
}

#[tokio::test]
async fn caller_without_key_starts_no_call() {
    for Host { name, site, calls, .. } in hosts().into_iter().filter(|host| !host.name.contains("layers")) {
        let answer = site.send(&suite::call("nop").with("authorization", None)).await;
        assert_eq!((answer.status, calls.begun()), (401, 0), "{name}");
    }
}

#[tokio::test]
async fn a_connection_serves_one_request_after_another() {
    for Host { name, site, .. } in hosts() {
        let mut connection = Connection::http1(site).await;
        for (what, request, status) in suite::requests() {
            if request.method == "OPTIONS" && name == "axum with layers" {
                continue;
            }
            let answer = connection.send(&request).await;
            let answer = answer.unwrap_or_else(|error| panic!("{what} in {name}: {error:?}"));
            assert_eq!(answer.status, status, "{what} in {name}");
            if answer.closes {
                // The body was not read, so actix closes the connection.
                assert!(matches!(status, 403 | 405 | 413), "{what} in {name}");
                connection = Connection::http1(site).await;
            }
        }
    }
}

#[tokio::test]
async fn http2_responses_match_http1() {
    for Host { name, site, calls, .. } in hosts().into_iter().filter(|host| host.name != "actix") {
        let mut connection = Connection::http2(site).await;
        // An endless call blocks no other request.
        let mut steps = connection.open(&suite::call("slow_steps")).await.unwrap().into_body();
        for (what, request, status) in suite::requests() {
            if status == 413 || (request.method == "OPTIONS" && name == "axum with layers") {
                continue;
            }
            let answer = connection.send(&request).await;
            let answer = answer.unwrap_or_else(|error| panic!("{what} in {name}: {error:?}"));
            assert_eq!(answer.status, status, "{what} in {name}");
            if request.method != "HEAD" {
                assert_eq!(answer.body, site.send(&request).await.body, "{what} in {name}");
            }
        }
        let event = steps.frame().await.unwrap().unwrap().into_data().unwrap();
        assert!(event.starts_with(
            b"event: message\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\""
        ));
        // The client drops the stream, then the connection.
        drop(steps);
        calls.wait_for("dropped", 1, name).await;
        let (begun, client) = (calls.begun(), Runtime::new().unwrap());
        client.spawn(async move {
            let mut connection = Connection::http2(site).await;
            let _slow = connection.open(&suite::call("slow_steps")).await.unwrap();
            std::future::pending::<()>().await;
        });
        calls.wait_for("begun", begun + 1, name).await;
        client.shutdown_background();
        calls.wait_for("dropped", 2, name).await;
    }
}

#[tokio::test]
async fn compression_does_not_delay_events() {
    let http = reqwest::Client::builder().gzip(true).build().unwrap();
    for Host { name, site, .. } in hosts().into_iter().filter(|host| host.name.contains("layers")) {
        let send = async |message: HttpRequest| {
            let mut request = http.post(format!("http://{}{}", site.address, site.path));
            for (name, value) in &message.headers {
                request = request.header(*name, value);
            }
            request.body(message.pieces.concat()).send().await.unwrap()
        };
        let mut events = send(suite::call("slow_steps")).await;
        let first = tokio::time::timeout(TEST_TIMEOUT, events.chunk()).await;
        let first = first.unwrap_or_else(|_| panic!("{name} holds events back")).unwrap().unwrap();
        assert!(first.starts_with(b"event: message"), "{name}: {first:?}");
    }
    // Other responses are compressed, so the layer is active in this test.
    for Host { site, .. } in hosts().into_iter().filter(|host| host.name.contains("layers")) {
        let (_, list, _) = suite::requests().swap_remove(1);
        let mut answer = site.open(&list.with("accept-encoding", Some("gzip"))).await;
        answer.until("content-encoding: gzip").await;
    }
}

#[tokio::test]
async fn a_host_that_stops_waits_for_calls_and_ends_streams() {
    for Host { name, site, calls, live, stop, thread } in hosts() {
        let mut listening = site.open(&suite::listen()).await;
        listening.until("notifications/subscriptions/acknowledged").await;
        let mut idle = site.open(&suite::call("nop").with("connection", None)).await;
        idle.until("\"isError\":false").await;
        let mut running = site.open(&suite::call("breath")).await;
        calls.wait_for("begun", 2, name).await;

        stop.send(()).unwrap();
        live.close();
        listening.until("\"resultType\":\"complete\"").await;
        running.until("\"isError\":false").await;
        let ended = tokio::task::spawn_blocking(move || thread.join().unwrap());
        let ended = tokio::time::timeout(TEST_TIMEOUT, ended).await;
        ended.unwrap_or_else(|_| panic!("{name} does not end")).unwrap().unwrap();
        assert_eq!(calls.dropped(), 0, "{name}");
    }
}
