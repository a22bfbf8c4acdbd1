//! The endpoint in each host: the same answers, byte for byte, and the same end when a client goes away.

mod exchange;
mod suite;

#[allow(dead_code, reason = "an example's main is not called here")]
#[path = "../../hosts/actix.rs"]
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

use std::{io, net::TcpListener, time::Duration};

use mcp_tower::Mcp;
use tokio::runtime::Runtime;

use exchange::{Ask, Site};
use suite::{Calls, MAX_BODY_BYTES};

/// A running host, and the calls of its tools.
struct Host {
    name: &'static str,
    site: Site,
    calls: Calls,
}

/// Starts a host in a thread and a runtime of its own: actix brings its own threads, and the others shall have it no
/// better.
fn start<F>(name: &'static str, path: &'static str, serve: fn(TcpListener, Mcp) -> F) -> Host
where
    F: Future<Output = io::Result<()>> + 'static,
{
    let (mcp, calls) = suite::mcp();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let site = Site { address: listener.local_addr().unwrap(), path };
    std::thread::spawn(move || Runtime::new().unwrap().block_on(serve(listener, mcp)));
    Host { name, site, calls }
}

fn hosts() -> [Host; 4] {
    [
        start("axum", "/mcp", host_axum::serve),
        start("hyper", "/mcp", host_hyper::serve),
        start("actix", "/mcp", host_actix::serve),
        start("steer", "/teams/support/mcp", host_steer::serve),
    ]
}

#[tokio::test]
async fn every_host_answers_the_same_bytes() {
    let hosts = hosts();
    for (what, ask, status) in suite::asks() {
        let expected = hosts[0].site.ask(&ask).await;
        assert_eq!(expected.status, status, "{what}: {expected:?}");
        for host in &hosts[1..] {
            assert_eq!(host.site.ask(&ask).await, expected, "{what} in {}", host.name);
        }
    }
}

#[tokio::test]
async fn progress_arrives_while_the_call_runs() {
    for Host { name, site, calls } in hosts() {
        let mut open = site.open(&suite::call("slow_steps")).await;
        // The head and the first event; the call never ends by itself.
        open.until("notifications/progress").await;
        // A quiet stream is kept alive.
        open.until(": keep-alive").await;
        assert_eq!(calls.dropped(), 0, "{name}");
    }
}

#[tokio::test]
async fn a_client_that_closes_its_connection_ends_its_call() {
    for Host { name, site, calls } in hosts() {
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
        // By its declared length, before anything of it is sent.
        let declared = Ask { length: Some(MAX_BODY_BYTES + 1), ..Ask::post([]) };
        assert_eq!(site.ask(&declared).await.status, 413, "{name}");
        // By what has come of it, although it is not at its end.
        let mut open = site.open(&Ask { ended: false, ..Ask::post(["x".repeat(MAX_BODY_BYTES + 1)]) }).await;
        open.until("HTTP/1.1 413").await;
    }
}

#[tokio::test]
async fn a_body_may_come_slowly_and_break_off() {
    for Host { name, site, calls } in hosts() {
        let body = suite::call("nop").pieces.concat();
        let (first, rest) = body.split_at(body.len() / 2);
        let mut open = site.open(&Ask { ended: false, ..suite::headed("nop", [first.to_owned()]) }).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(calls.begun(), 0, "{name}");
        open.rest(rest).await;
        open.until("\"isError\":false").await;
        assert_eq!(calls.begun(), 1, "{name}");

        // What has broken off is not carried out.
        let open = site.open(&Ask { ended: false, ..suite::headed("nop", [body]) }).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        drop(open);
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(calls.begun(), 1, "{name}");
    }
}

#[tokio::test]
async fn other_paths_are_the_hosts_own() {
    for Host { name, site, .. } in hosts() {
        let elsewhere = Site { path: "/elsewhere", ..site };
        let answer = elsewhere.ask(&suite::call("nop")).await;
        assert_eq!(answer.status, 404, "{name}");
        assert!(!answer.body.contains("jsonrpc"), "{name}: {}", answer.body);
    }
}
