//! CPU time of a server's thread per request, as a ratio to a handler that returns the same bytes.
//!
//! Each server has a thread of its own, and only that thread is measured (`getrusage`). The client has another one and
//! writes requests that were made before, so it is faster than any of the servers and keeps all connections busy.
//! Endpoint and handler get a bearer key, which the endpoint validates; rmcp has no such layer.

use std::{net::SocketAddr, sync::Arc, thread, time::Duration};

use axum::{Router, body::Bytes, http::header::CONTENT_TYPE, routing::post};
use mcp_core::Principal;
use mcp_tower::{BearerAuthLayer, BearerKey, Mcp};
use nix::sys::resource::{Usage, UsageWho, getrusage};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    runtime::Runtime,
    sync::{mpsc, oneshot},
    task::JoinSet,
};
use tower::Layer;

use crate::{Failure, KEY, Message, PATH, PeerService, Plan, messages, serve, single};

/// Number of concurrent connections.
const CONNECTIONS: usize = 16;

/// Server on its own thread, with its CPU time.
struct Measured {
    connections: Vec<TcpStream>,
    clock: mpsc::UnboundedSender<oneshot::Sender<Duration>>,
}

impl Measured {
    fn start(runtime: &Runtime, app: Router) -> Result<Self, Failure> {
        let own = single()?;
        let listener = own.block_on(TcpListener::bind("127.0.0.1:0"))?;
        let address = listener.local_addr()?;
        let (clock, mut asked) = mpsc::unbounded_channel::<oneshot::Sender<Duration>>();
        thread::spawn(move || {
            own.block_on(async {
                tokio::spawn(async { axum::serve(listener, app).await });
                while let Some(answer) = asked.recv().await {
                    // The receiver may be gone.
                    let _ = answer.send(used());
                }
            });
        });
        Ok(Self { connections: runtime.block_on(connect(address, CONNECTIONS))?, clock })
    }

    async fn used(&self) -> Duration {
        let (answer, used) = oneshot::channel();
        self.clock.send(answer).expect("the server stays");
        used.await.expect("the server stays")
    }

    /// Returns the CPU time per request.
    async fn each(&mut self, message: &Message, path: &'static str, count: usize) -> Duration {
        let before = self.used().await;
        send(&mut self.connections, written(message, path), count).await;
        (self.used().await - before) / u32::try_from(count).expect("a round is short")
    }
}

async fn connect(address: SocketAddr, connections: usize) -> Result<Vec<TcpStream>, Failure> {
    let mut all = Vec::new();
    for _ in 0..connections {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        all.push(stream);
    }
    Ok(all)
}

/// Returns a request as it is on the wire.
fn written(message: &Message, path: &str) -> Arc<[u8]> {
    let request = message.request(path);
    let mut written =
        format!("POST {path} HTTP/1.1\r\ncontent-length: {}\r\n", message.body.len()).into_bytes();
    for (name, value) in request.headers() {
        written.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    written.extend(b"\r\n");
    written.extend(&message.body);
    written.into()
}

/// Sends a request `count` times, on all connections at once.
async fn send(connections: &mut Vec<TcpStream>, request: Arc<[u8]>, count: usize) {
    let share = count.div_ceil(connections.len());
    let mut tasks = JoinSet::new();
    for mut connection in connections.drain(..) {
        let request = Arc::clone(&request);
        tasks.spawn(async move {
            let mut buffer = vec![0; 256 * 1024];
            for _ in 0..share {
                connection.write_all(&request).await.expect("the server stays");
                receive(&mut connection, &mut buffer).await;
            }
            connection
        });
    }
    connections.extend(tasks.join_all().await);
}

/// Reads one response with a declared length.
async fn receive(connection: &mut TcpStream, buffer: &mut [u8]) {
    let (mut read, mut end) = (0, None);
    while end.is_none_or(|end| read < end) {
        let more = connection.read(&mut buffer[read..]).await.expect("the connection stays");
        assert_ne!(more, 0, "the server hung up");
        read += more;
        if end.is_none() {
            end = length(&buffer[..read]);
        }
    }
}

/// Returns the length of a response, once its headers have arrived.
fn length(read: &[u8]) -> Option<usize> {
    let headers = read.windows(4).position(|window| window == b"\r\n\r\n")?;
    let text = std::str::from_utf8(&read[..headers]).expect("headers are text").to_ascii_lowercase();
    assert!(text.starts_with("http/1.1 200"), "{text}");
    let (_, value) = text.split_once("content-length: ").expect("the length is declared");
    let body: usize = value.split("\r\n").next().unwrap_or_default().parse().expect("a length");
    Some(headers + 4 + body)
}

/// Returns the CPU time of this thread.
fn used() -> Duration {
    let usage: Usage = getrusage(UsageWho::RUSAGE_THREAD).expect("Linux tells it");
    [usage.user_time(), usage.system_time()]
        .iter()
        .map(|time| {
            Duration::new(
                u64::try_from(time.tv_sec()).expect("time goes on"),
                u32::try_from(time.tv_usec()).expect("time goes on") * 1000,
            )
        })
        .sum()
}

/// Paths of the handler, one per message.
const PATHS: [&str; 4] = ["/0", "/1", "/2", "/3"];

pub(crate) fn measure(plan: Plan, mcp: &Mcp, peer: &PeerService) -> Result<(), Failure> {
    let runtime = single()?;
    let key = BearerKey::new(KEY, Principal::new("bench"))?;
    let keyed = BearerAuthLayer::new([key]).layer(mcp.clone());
    let messages = messages();
    let mut handler = Router::new();
    for (message, path) in messages.iter().zip(PATHS) {
        let answer = runtime.block_on(serve(keyed.clone(), message.request(PATH)));
        handler = handler.route(
            path,
            post(move |_: Bytes| async move { ([(CONTENT_TYPE, "application/json")], answer.clone()) }),
        );
    }
    let mut limit = Measured::start(&runtime, handler)?;
    let mut ours = Measured::start(&runtime, Router::new().fallback_service(keyed))?;
    let mut peers = Measured::start(&runtime, Router::new().fallback_service(peer.clone()))?;
    println!("CPU of the server for each request, {CONNECTIONS} connections, as a ratio to a static handler");
    for (message, path) in messages.iter().zip(PATHS) {
        runtime.block_on(async {
            let count = plan.requests(limit.each(message, path, 1000).await);
            let (mut base, mut to_ours, mut to_peers) = (vec![], vec![], vec![]);
            for _ in 0..plan.rounds {
                let least = limit.each(message, path, count).await.as_secs_f64();
                base.push(least * 1e6);
                to_ours.push(ours.each(message, PATH, count).await.as_secs_f64() / least);
                to_peers.push(peers.each(message, PATH, count).await.as_secs_f64() / least);
            }
            let Message { revision, method, .. } = message;
            println!(
                "CPU              {revision} {method:<11} handler {}, ours {}, rmcp {}",
                quartiles(base, " µs"),
                quartiles(to_ours, ""),
                quartiles(to_peers, "")
            );
        });
    }
    Ok(())
}

fn quartiles(mut values: Vec<f64>, unit: &str) -> String {
    values.sort_by(f64::total_cmp);
    let at = |quarter: usize| values[(values.len() - 1) * quarter / 4];
    format!("{:.2}{unit} ({:.2} to {:.2})", at(2), at(1), at(3))
}

impl Plan {
    /// Returns the number of requests in a round, given the time of one.
    fn requests(self, each: Duration) -> usize {
        let count = self.round.as_secs_f64() / each.as_secs_f64().max(1e-6);
        (count as usize).next_multiple_of(CONNECTIONS).max(10 * CONNECTIONS)
    }
}
